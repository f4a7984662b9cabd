//! What lies near to each other in a file, read at once.

use std::fs::File;
use std::io;
use std::ops::Range;

use crate::index::spool::read_at;

/// Bytes between two wishes that are still near to each other: a few blocks. Twenty million keys that are asked for in order
/// want every block or every second one.
const NEAR: u64 = 8 << 10;
/// Most bytes that are read at once beyond what is wanted.
const MOST: u64 = 64 << 10;

/// The bytes of a file that were read last. Whoever goes on near to where they end is given more than was asked for, twice as much
/// each time: to ask the system takes as long as to copy 10 KiB.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    bytes: Vec<u8>,
    /// Where they begin in the file.
    from: u64,
    /// How many were read beyond what was wanted.
    beyond: u64,
}

impl Ahead {
    /// Reads a place of the file, where it was not read with one before it, and returns where it stands among the bytes.
    /// Nothing is read past `end`, which lies behind the place. Always of one file.
    ///
    /// # Errors
    /// When the disk fails or the file ends before the place does.
    pub(super) fn at(&mut self, file: &File, place: &Range<u64>, end: u64) -> io::Result<usize> {
        let held = self.from + self.bytes.len() as u64;
        if place.start < self.from || place.end > held {
            let near = (self.from..=held + NEAR).contains(&place.start) && !self.bytes.is_empty();
            let wanted = place.end - place.start;
            self.beyond = if near { (self.beyond * 2).max(wanted).min(MOST) } else { 0 };
            let length = (wanted + self.beyond).min(end - place.start);
            self.bytes.resize(length as usize, 0);
            self.from = place.start;
            if let Err(error) = read_at(file, &mut self.bytes, place.start) {
                self.bytes.clear();
                return Err(error);
            }
        }
        Ok((place.start - self.from) as usize)
    }

    /// All bytes that were read.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
