//! Readers that know words already: what a new one must learn first takes longer than reading a story.

use std::ops::{Deref, DerefMut};

use crate::ingest::Shared;
use crate::text::WordingReader;

/// More readers than this wait for nobody: a reader of many languages takes some megabytes.
const WAITING: usize = 16;

/// Readers that wait to be lent.
#[derive(Default)]
pub(super) struct Readers(Shared<Vec<WordingReader>>);

impl Readers {
    /// Lends a reader, a new one where none waits.
    pub(super) fn lend(&self) -> Lent<'_> {
        let reader = self.0.lock().pop().unwrap_or_default();
        Lent { reader, home: self }
    }
}

/// A reader that goes home when it is dropped.
pub(super) struct Lent<'a> {
    reader: WordingReader,
    home: &'a Readers,
}

impl Deref for Lent<'_> {
    type Target = WordingReader;

    fn deref(&self) -> &WordingReader {
        &self.reader
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut WordingReader {
        &mut self.reader
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut waiting = self.home.0.lock();
        if waiting.len() < WAITING {
            waiting.push(std::mem::take(&mut self.reader));
        }
    }
}
