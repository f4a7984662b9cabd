//! A block of records.

use std::borrow::Cow;
use std::ops::Range;

use flate2::{Decompress, FlushDecompress};

use super::varint;

/// First byte of a block that is packed; 0 of others.
pub(super) const PACKED: u8 = 1;
/// Longest record, in bytes: more than any story may have.
pub(super) const LONGEST_RECORD: u64 = 1 << 30;

/// A block of records, unpacked.
#[derive(Debug)]
pub struct RecordBlock {
    first: u64,
    bytes: Vec<u8>,
    /// Where the first record begins among them.
    from: usize,
}

impl RecordBlock {
    /// Unpacks a block of which `first` is the first key; none where it cannot be read.
    pub fn unpack(first: u64, content: Cow<'_, [u8]>) -> Option<RecordBlock> {
        let mut rest = &content[..];
        let packed = varint::take(&mut rest)?;
        let length = varint::take(&mut rest).filter(|n| *n <= LONGEST_RECORD)?;
        let from = content.len() - rest.len();
        let (bytes, from) = match packed {
            0 => (content.into_owned(), from),
            _ if packed == u64::from(PACKED) => (inflate(rest, length as usize)?, 0),
            _ => return None,
        };
        let block = RecordBlock { first, bytes, from };
        // Whoever goes through it need not ask again.
        let sound = (block.bytes.len() - from) as u64 == length && block.iter().all(|place| place.is_some());
        sound.then_some(block)
    }

    /// Returns where the records stand, in order; one none where they cannot be read, and nothing after it.
    fn iter(&self) -> impl Iterator<Item = Option<(u64, Range<usize>)>> {
        let (mut at, mut key, mut sound) = (self.from, self.first, true);
        std::iter::from_fn(move || {
            if at == self.bytes.len() || !sound {
                return None;
            }
            let mut rest = &self.bytes[at..];
            let entry = varint::take(&mut rest)
                .and_then(|delta| key.checked_add(delta))
                .and_then(|key| Some((key, varint::take_bytes(&mut rest)?.len())));
            let end = self.bytes.len() - rest.len();
            sound = entry.is_some();
            (at, key) = (end, entry.map_or(key, |e| e.0));
            Some(entry.map(|(key, length)| (key, end - length..end)))
        })
    }

    /// Returns keys, and where their records stand, in order.
    pub fn places(&self) -> impl Iterator<Item = (u64, Range<usize>)> {
        self.iter().flatten()
    }

    /// Returns the record at a place.
    pub fn at(&self, place: Range<usize>) -> &[u8] {
        &self.bytes[place]
    }

    /// Returns the records in order of their keys.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.places().map(|(key, place)| (key, self.at(place)))
    }

    /// Returns the record of a key.
    pub fn get(&self, key: u64) -> Option<&[u8]> {
        self.entries().take_while(|e| e.0 <= key).find(|e| e.0 == key).map(|e| e.1)
    }
}

fn inflate(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    // Never more than what the bytes can hold, whatever the length says.
    let mut out = Vec::with_capacity(length.min(bytes.len().saturating_mul(1100)));
    let done = Decompress::new(false).decompress_vec(bytes, &mut out, FlushDecompress::Finish);
    (done.is_ok() && out.len() == length).then_some(out)
}
