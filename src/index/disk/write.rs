//! One immutable file of the index: written.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::{Compress, Compression, FlushCompress};
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128};

use super::error::StoreError;
use super::places::MAGIC;
use super::records::PACKED;
use super::segment::{MORE_BITS, Posting, STEP_BITS};
use super::varint;

/// Bytes of postings from which a block is full: a look-up reads one, and a larger one takes longer to go through.
const POSTING_BLOCK: usize = 2048;
/// Bytes of records from which a block is full: what is packed together packs better, and who wants one record unpacks all.
const RECORD_BLOCK: usize = 8 << 10;
/// Bytes of groups after which a look-up may begin: to go through a whole block took twice as long as to read it, and the
/// places take one byte in thirty.
const STRETCH: usize = 128;
/// Bytes that are given to the file at once, and hashed: BLAKE3 is five times as fast on many KiB as on two.
const AT_ONCE: usize = 256 << 10;
/// Postings of one key that stand together.
const GROUP: usize = 1024;

/// Writes a segment: first all postings, then all records, each by rising keys.
pub struct SegmentWriter {
    path: PathBuf,
    out: File,
    hasher: blake3::Hasher,
    /// What was not yet given to the file.
    waiting: Vec<u8>,
    written: u64,
    /// First key and place of each block, of postings and of records.
    tables: [Vec<(u64, u64)>; 2],
    entries: u64,
    block: Vec<u8>,
    first: u64,
    last: u64,
    /// Where a look-up may begin in the open block, as it is written; the last such place, and the key before it.
    stretches: Vec<u8>,
    stretch: (usize, u64),
    /// Whether the open block is one of records, and whether those are to be packed.
    kind: Option<Packed>,
    packer: Compress,
    done: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Packed(bool);

/// A segment that was written and has reached the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Length in bytes.
    pub bytes: u64,
    /// BLAKE3 of them, in hexadecimal digits.
    pub blake3: String,
    /// Postings in it.
    pub entries: u64,
}

impl SegmentWriter {
    /// Begins a file, in the place of what was there.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(path: &Path) -> Result<SegmentWriter, StoreError> {
        let file = File::create(path).map_err(StoreError::io("write", path))?;
        let mut writer = SegmentWriter {
            path: path.to_owned(),
            out: file,
            hasher: blake3::Hasher::new(),
            waiting: Vec::new(),
            written: 0,
            tables: [Vec::new(), Vec::new()],
            entries: 0,
            block: Vec::new(),
            first: 0,
            last: 0,
            stretches: Vec::new(),
            stretch: (0, 0),
            kind: None,
            packer: Compress::new(Compression::new(4), false),
            done: false,
        };
        writer.write(&MAGIC)?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.written += bytes.len() as u64;
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= AT_ONCE { self.give() } else { Ok(()) }
    }

    /// Gives to the file what waits.
    fn give(&mut self) -> Result<(), StoreError> {
        self.hasher.update(&self.waiting);
        self.out.write_all(&self.waiting).map_err(StoreError::io("write", &self.path))?;
        self.waiting.clear();
        Ok(())
    }

    /// Adds the holders of a key, in their order. Keys must rise.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn holders(&mut self, key: u64, holders: &[Posting]) -> Result<(), StoreError> {
        for group in holders.chunks(GROUP) {
            if self.block.is_empty() {
                (self.first, self.last) = (key, key);
                self.stretches.clear();
                self.stretch = (0, key);
            } else if self.block.len() - self.stretch.0 >= STRETCH {
                varint::put(&mut self.stretches, self.last - self.stretch.1);
                varint::put(&mut self.stretches, (self.block.len() - self.stretch.0) as u64);
                self.stretch = (self.block.len(), self.last);
            }
            let many = group.len() > 1;
            varint::put(&mut self.block, (key - self.last) << 1 | u64::from(many));
            if many {
                varint::put(&mut self.block, group.len() as u64);
            }
            for posting in group {
                varint::put(&mut self.block, posting.story.into());
                let unit = u64::from(posting.unit);
                let rest = match posting.steps & 0xf {
                    0 => (unit << MORE_BITS | u64::from(posting.more & 0xfff)) << STEP_BITS,
                    steps => unit << STEP_BITS | u64::from(steps),
                };
                varint::put(&mut self.block, rest);
            }
            self.last = key;
            self.entries += group.len() as u64;
            if self.block.len() >= POSTING_BLOCK {
                self.end_block()?;
            }
        }
        Ok(())
    }

    /// Adds a record; `packed` says whether it is worth to be compressed. Keys must rise.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn record(&mut self, key: u64, bytes: &[u8], packed: bool) -> Result<(), StoreError> {
        if self.kind != Some(Packed(packed)) {
            self.end_block()?;
            self.kind = Some(Packed(packed));
        }
        if self.block.is_empty() {
            (self.first, self.last) = (key, key);
        }
        varint::put(&mut self.block, key - self.last);
        varint::put_bytes(&mut self.block, bytes);
        self.last = key;
        if self.block.len() >= RECORD_BLOCK { self.end_block() } else { Ok(()) }
    }

    /// Adds a block of records of another file as it is. Keys must rise.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub(super) fn packed_block(&mut self, first: u64, content: Vec<u8>) -> Result<(), StoreError> {
        self.end_block()?;
        self.kind = Some(Packed(true));
        self.put_block(first, content)
    }

    fn put_block(&mut self, first: u64, mut block: Vec<u8>) -> Result<(), StoreError> {
        let check = xxh3_64_with_seed(&block, self.written);
        block.extend_from_slice(&check.to_le_bytes());
        self.tables[usize::from(self.kind.is_some())].push((first, self.written));
        self.write(&block)
    }

    fn end_block(&mut self) -> Result<(), StoreError> {
        if self.block.is_empty() {
            return Ok(());
        }
        let raw = std::mem::take(&mut self.block);
        let mut block = Vec::with_capacity(raw.len() + self.stretches.len() + 16);
        match self.kind {
            None => {
                varint::put_bytes(&mut block, &self.stretches);
                block.extend_from_slice(&raw);
            }
            Some(Packed(packed)) => {
                varint::put(&mut block, if packed { PACKED.into() } else { 0 });
                varint::put(&mut block, raw.len() as u64);
                if packed { self.pack(&raw, &mut block)? } else { block.extend_from_slice(&raw) }
            }
        }
        self.put_block(self.first, block)?;
        self.block = raw;
        self.block.clear();
        Ok(())
    }

    fn pack(&mut self, raw: &[u8], block: &mut Vec<u8>) -> Result<(), StoreError> {
        self.packer.reset();
        // What cannot be packed grows by 5 bytes in 16 KiB at most.
        block.reserve(raw.len() + raw.len() / 1000 + 64);
        let done = self.packer.compress_vec(raw, block, FlushCompress::Finish);
        let ended = done.is_ok_and(|status| status == flate2::Status::StreamEnd);
        let failed = || StoreError::io("pack", &self.path)(io::Error::other("the packer failed"));
        if ended { Ok(()) } else { Err(failed()) }
    }

    /// Ends the file and waits until it has reached the disk.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn finish(mut self) -> Result<Written, StoreError> {
        self.end_block()?;
        let start = self.written;
        let [postings, records] = std::mem::take(&mut self.tables);
        let mut index = Vec::with_capacity((postings.len() + records.len()) * 16 + 64);
        let rows = postings.iter().chain(&records).flat_map(|(first, at)| [*first, *at]);
        let numbers = [start, postings.len() as u64, records.len() as u64, self.entries, 0];
        for number in rows.chain(numbers) {
            index.extend_from_slice(&number.to_le_bytes());
        }
        let check = xxh3_128(&index).to_le_bytes();
        index.extend_from_slice(&check);
        index.extend_from_slice(&MAGIC);
        self.write(&index)?;
        self.give()?;
        self.out.sync_all().map_err(StoreError::io("write", &self.path))?;
        self.done = true;
        let blake3 = self.hasher.finalize().to_hex().to_string();
        Ok(Written { bytes: self.written, blake3, entries: self.entries })
    }
}

impl Drop for SegmentWriter {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.path);
        }
    }
}
