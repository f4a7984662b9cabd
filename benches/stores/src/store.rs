//! What all contestants can do.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::corpus::Batch;

/// Is given what is read.
pub trait Sink {
    /// A holder of a key.
    fn holder(&mut self, key: u64, story: u32);
    /// The text of a story, none where there is none.
    fn record(&mut self, story: u32, text: Option<&[u8]>);
}

pub trait Store {
    /// Writes everything in any order it likes; when it returns, all has reached the disk.
    fn load(&mut self, batch: Batch) -> Result<()>;
    /// Writes a batch as a whole or not at all; when it returns, all has reached the disk.
    fn insert(&mut self, batch: Batch) -> Result<()>;
    /// Reads all holders of each key and all records, from one state. Keys come in order.
    fn read(&self, keys: &[u64], numbers: &[u32], sink: &mut dyn Sink) -> Result<()>;
    /// Makes it as small as it gets.
    fn compact(&mut self) -> Result<()>;
    /// Whether all is as it was written; none where it cannot tell.
    fn verify(&mut self) -> Result<Option<bool>>;
}

/// All contestants; the best layout of each first.
pub const ALL: [&str; 8] =
    ["segments", "redb", "redb-multimap", "fjall", "fjall-lists", "lmdb", "lmdb-dupsort", "memory"];

/// Opens a contestant, or makes it; `write` says whether it will be changed.
pub fn open(name: &str, dir: &Path, write: bool) -> Result<Box<dyn Store>> {
    Ok(match name {
        "segments" => Box::new(crate::segments::Segments::open(dir, write)?),
        "redb" => Box::new(crate::redb::Redb::<false>::open(dir)?),
        "redb-multimap" => Box::new(crate::redb::Redb::<true>::open(dir)?),
        "fjall" => Box::new(crate::fjall::Fjall::<false>::open(dir)?),
        "fjall-lists" => Box::new(crate::fjall::Fjall::<true>::open(dir)?),
        "lmdb" => Box::new(crate::lmdb::Lmdb::<false>::open(dir)?),
        "lmdb-dupsort" => Box::new(crate::lmdb::Lmdb::<true>::open(dir)?),
        "memory" => Box::new(crate::memory::Memory::default()),
        _ => bail!("there is no store `{name}`"),
    })
}

/// A key and its holder as bytes that sort as they do.
pub fn joined(key: u64, story: u32) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&key.to_be_bytes());
    bytes[8..].copy_from_slice(&story.to_be_bytes());
    bytes
}

/// The number in the last four bytes.
pub fn number(bytes: &[u8]) -> Result<u32> {
    let last = bytes.last_chunk().context("a number is too short")?;
    Ok(u32::from_be_bytes(*last))
}

/// Packs records one by one, for stores that do not do it: DEFLATE as in the segments.
pub struct Packer(Compress);

impl Packer {
    pub fn new() -> Packer {
        Packer(Compress::new(Compression::new(4), false))
    }

    pub fn pack(&mut self, text: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 100 + 64);
        out.extend_from_slice(&(text.len() as u32).to_be_bytes());
        self.0.reset();
        match self.0.compress_vec(text, &mut out, FlushCompress::Finish)? {
            Status::StreamEnd => Ok(out),
            _ => bail!("a text does not fit"),
        }
    }
}

pub fn unpack(bytes: &[u8]) -> Result<Vec<u8>> {
    let (length, rest) = bytes.split_first_chunk().context("a record is too short")?;
    let length = u32::from_be_bytes(*length).min(1 << 20) as usize;
    let mut out = Vec::with_capacity(length);
    Decompress::new(false).decompress_vec(rest, &mut out, FlushDecompress::Finish)?;
    if out.len() == length { Ok(out) } else { bail!("a record has not its length") }
}
