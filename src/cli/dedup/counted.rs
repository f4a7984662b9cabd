//! A reader that tells how far it is.

use std::io::{self, Read};

use crate::feed::Progress;

/// Passes on what it reads, and counts the bytes.
pub(super) struct Counted<'p, R> {
    inner: R,
    progress: &'p dyn Progress,
}

impl<'p, R> Counted<'p, R> {
    /// Returns a reader that tells `progress` of every byte of `inner`.
    pub fn new(inner: R, progress: &'p dyn Progress) -> Counted<'p, R> {
        Counted { inner, progress }
    }
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}
