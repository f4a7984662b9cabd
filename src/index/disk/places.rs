//! Where the blocks of a segment begin, as the end of its file tells.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use bytemuck::cast_slice_mut;
use xxhash_rust::xxh3::xxh3_128;

use super::error::StoreError;
use crate::index::spool::read_at;

/// First and last bytes of a segment.
pub(super) const MAGIC: [u8; 8] = *b"WDSEGM01";
/// Bytes of the numbers at its end, magic included.
const FOOTER: u64 = 5 * 8 + 16 + 8;

/// The blocks of a segment.
#[derive(Debug)]
pub(super) struct Places {
    /// First key and place of each block of postings, then of each of records: as they are in the file, since to put them
    /// elsewhere takes as long as to read them.
    rows: Vec<[u64; 2]>,
    postings: usize,
    /// Where the last block ends.
    end: u64,
}

/// The blocks of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'p> {
    rows: &'p [[u64; 2]],
    end: u64,
}

impl Places {
    /// Reads the end of a segment and holds it against its check.
    ///
    /// # Errors
    /// When it cannot be read, or is not what was written.
    pub(super) fn read(file: &File, path: &Path) -> Result<Places, StoreError> {
        let reading = || StoreError::io("read", path);
        let length = file.metadata().map_err(reading())?.len();
        let damaged = |at, what| StoreError::damaged(path, at, what);
        if length < FOOTER + MAGIC.len() as u64 {
            return Err(damaged(length, "it ends too early"));
        }
        let mut footer = [0; FOOTER as usize];
        read_at(file, &mut footer, length - FOOTER).map_err(reading())?;
        let (numbers, rest) = footer.split_at(5 * 8);
        let (check, magic) = rest.split_at(16);
        if magic != MAGIC {
            return Err(damaged(length - FOOTER, "its end is not that of a segment"));
        }
        let number = |n: usize| u64::from_le_bytes(std::array::from_fn(|i| numbers[n * 8 + i]));
        let [start, postings, records] = std::array::from_fn(number);
        let blocks = postings.checked_add(records).filter(|n| *n < 1 << 40);
        let whole = blocks.map(|n| start.checked_add(n * 16 + FOOTER));
        if whole.flatten() != Some(length) {
            return Err(damaged(length - FOOTER, "its parts do not add up"));
        }
        // With room for the numbers, which are under the same check.
        let (of_rows, count) = ((length - FOOTER - start) as usize, (postings + records) as usize);
        let mut rows = vec![[0u64; 2]; count + numbers.len().div_ceil(16)];
        let bytes: &mut [u8] = cast_slice_mut(&mut rows);
        read_at(file, &mut bytes[..of_rows], start).map_err(reading())?;
        bytes[of_rows..][..numbers.len()].copy_from_slice(numbers);
        if xxh3_128(&bytes[..of_rows + numbers.len()]).to_le_bytes() != check {
            return Err(damaged(start, "the places of its blocks are not what was written"));
        }
        rows.truncate(count);
        if cfg!(target_endian = "big") {
            rows.as_flattened_mut().iter_mut().for_each(|number| *number = number.swap_bytes());
        }
        let begin = rows.first().map_or(start, |row| row[1]);
        if begin < MAGIC.len() as u64 || !rows.iter().map(|row| row[1]).chain([start]).is_sorted() {
            return Err(damaged(start, "its blocks are in disorder"));
        }
        Ok(Places { rows, postings: postings as usize, end: start })
    }

    /// Returns the blocks of postings.
    pub(super) fn postings(&self) -> Table<'_> {
        let (rows, after) = self.rows.split_at(self.postings);
        Table { rows, end: after.first().map_or(self.end, |row| row[1]) }
    }

    /// Returns the blocks of records.
    pub(super) fn records(&self) -> Table<'_> {
        Table { rows: &self.rows[self.postings..], end: self.end }
    }
}

impl Table<'_> {
    /// Returns the number of blocks.
    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Returns the first key of a block; none past the last one.
    pub(super) fn first(&self, block: usize) -> Option<u64> {
        self.rows.get(block).map(|row| row[0])
    }

    /// Returns where a block lies in the file; past the last one nothing does, at their end.
    pub(super) fn place(&self, block: usize) -> Range<u64> {
        let begin = |block: usize| self.rows.get(block).map_or(self.end, |row| row[1]);
        begin(block)..begin(block + 1)
    }

    /// Returns where the last block ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Returns the first block that may hold a key, which may go on in the next ones. Quick where it is not far behind the block
    /// `near`: a search among all goes through memory that no cache holds.
    pub(super) fn from(&self, key: u64, near: Option<usize>) -> usize {
        let (mut from, mut to) = (0, self.rows.len());
        if let Some(near) = near.filter(|near| self.first(*near).is_some_and(|first| first < key)) {
            let mut step = 1;
            from = near;
            while self.first(from + step).is_some_and(|first| first < key) {
                from += step;
                step *= 2;
            }
            to = to.min(from + step);
        }
        (from + self.rows[from..to].partition_point(|row| row[0] < key)).saturating_sub(1)
    }

    /// Returns the block that may hold a key that stands in one block only.
    pub(super) fn only(&self, key: u64) -> usize {
        self.rows.partition_point(|row| row[0] <= key).saturating_sub(1)
    }
}
