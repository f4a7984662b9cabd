//! A file of survivors, packed as its name says.

use std::env;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, Write};
use std::path::Path;

use anyhow::Context as _;
use ruzstd::encoding::{CompressionLevel, compress};

use crate::cli::error::Failure;
use crate::cli::output::Sink;

/// A file that appears whole or not at all, or standard output for `-`. `.gz` and `.zst` compress.
pub(super) struct Packed {
    sink: Sink,
    /// What is compressed when all is there: the encoder wants to read, not to be written to.
    whole: Option<File>,
}

impl Packed {
    /// Opens a file in a folder that is there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(path: &Path, temp_dir: Option<&Path>) -> Result<Packed, Failure> {
        let zstd = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("zst") || e.eq_ignore_ascii_case("zstd");
        let whole = match path.extension().is_some_and(zstd) {
            true => {
                let folder = temp_dir.map_or_else(env::temp_dir, Path::to_owned);
                let file = tempfile::tempfile_in(&folder);
                Some(file.with_context(|| format!("no temporary file in `{}`", folder.display()))?)
            }
            false => None,
        };
        Ok(Packed { sink: Sink::to(path)?, whole })
    }

    /// Returns the failure to write here.
    pub fn failure(&self, error: io::Error) -> Failure {
        self.sink.failure(error)
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit(mut self) -> Result<(), Failure> {
        if let Some(mut whole) = self.whole.take() {
            let packed = whole.rewind().and_then(|()| pack(whole, &mut self.sink));
            packed.map_err(|e| self.failure(e))?;
        }
        self.sink.commit().map(drop)
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.whole {
            Some(whole) => whole.write(bytes),
            None => self.sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.whole {
            Some(whole) => whole.flush(),
            None => self.sink.flush(),
        }
    }
}

/// Compresses a file. The encoder panics when a side fails, so that failures are kept from it.
fn pack(whole: File, sink: &mut Sink) -> io::Result<()> {
    let mut source = Quiet { inner: BufReader::with_capacity(1 << 18, whole), error: None };
    let mut target = Quiet { inner: sink, error: None };
    compress(&mut source, &mut target, CompressionLevel::Fastest);
    match source.error.or(target.error) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// Keeps the first failure and goes on as if all were well.
struct Quiet<T> {
    inner: T,
    error: Option<io::Error>,
}

impl<R: Read> Read for Quiet<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Ok(self.inner.read(into).unwrap_or_else(|e| {
            self.error.get_or_insert(e);
            0
        }))
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.error.is_none() {
            self.error = self.inner.write_all(bytes).err();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
