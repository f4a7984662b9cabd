//! A temporary file that grows at its end and is read anywhere: where the large tables go when memory is short.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// A temporary file without a name; it is gone when the process is, however that ends.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: AtomicU64,
}

impl Spool {
    /// Opens a file in `folder`.
    ///
    /// # Errors
    /// When the folder cannot hold one.
    pub fn new(folder: &Path) -> io::Result<Spool> {
        Ok(Spool { file: tempfile::tempfile_in(folder)?, end: AtomicU64::new(0) })
    }

    /// Appends numbers and returns where they lie, in bytes. May be called from several threads.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn append<T: bytemuck::NoUninit>(&self, numbers: &[T]) -> io::Result<u64> {
        let bytes: &[u8] = bytemuck::cast_slice(numbers);
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_at(&self.file, bytes, at)?;
        Ok(at)
    }

    /// Reads numbers from byte `at` on into `out`.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read<T: bytemuck::AnyBitPattern + bytemuck::NoUninit>(
        &self,
        at: u64,
        out: &mut [T],
    ) -> io::Result<()> {
        read_at(&self.file, bytemuck::cast_slice_mut(out), at)
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

/// Reads bytes from a place in a file, all of them.
#[cfg(unix)]
pub(super) fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

/// Reads bytes from a place in a file, all of them.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_is_read_again() {
        let spool = Spool::new(&std::env::temp_dir()).expect("a file");
        let first = spool.append(&[1u64, 2, 3]).expect("written");
        let second = spool.append(&[7u32]).expect("written");
        let (mut longs, mut short) = ([0u64; 3], [0u32; 1]);
        spool.read(first, &mut longs).expect("read");
        spool.read(second, &mut short).expect("read");
        assert_eq!((longs, short), ([1, 2, 3], [7]));
    }
}
