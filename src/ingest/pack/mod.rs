//! Packed bytes -> the bytes that were packed.

mod archive;
mod inflate;
mod steady;

use std::io::{self, BufReader, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::XzReader;

use super::format::Compression;

pub(super) use archive::{Archive, Listing, kind, tar, zip};
use inflate::{Gunzip, Unzstd};
pub(super) use steady::Steady;

/// The largest dictionary of xz, in KiB: that of `xz -9` twice over.
const XZ_MEMORY: u32 = 128 << 10;

/// Returns the content of packed bytes.
pub(super) fn unpack(raw: impl Read + Send + 'static, compression: Compression) -> Box<dyn Read + Send> {
    /// Packed bytes taken at once.
    const CHUNK: usize = 128 << 10;
    let buffered = |raw| BufReader::with_capacity(CHUNK, raw);
    match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(Steady::new(Gunzip::new(buffered(raw)))),
        Compression::Zstd => Box::new(Steady::new(Unzstd::new(buffered(raw)))),
        Compression::Xz => {
            Box::new(Steady::new(Unxz(XzReader::new_mem_limit(buffered(raw), true, XZ_MEMORY))))
        }
        Compression::Bzip2 => Box::new(Steady::new(MultiBzDecoder::new(buffered(raw)))),
        Compression::Deflate => Box::new(Steady::new(DeflateDecoder::new(buffered(raw)))),
    }
}

/// xz with errors that say what they mean.
struct Unxz<R: Read>(XzReader<R>);

impl<R: Read> Read for Unxz<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|e| match e.kind() {
            io::ErrorKind::UnexpectedEof => e,
            io::ErrorKind::OutOfMemory => {
                io::Error::new(io::ErrorKind::InvalidData, "its dictionary is larger than 128 MiB")
            }
            _ => io::Error::new(io::ErrorKind::InvalidData, e.to_string()),
        })
    }
}
