//! One immutable file of the index: read.

use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::ahead::Ahead;
use super::error::StoreError;
use super::places::{Places, Table};
use super::records::{LONGEST_RECORD, RecordBlock};
use super::varint;
use crate::index::spool::read_at;

/// Bytes behind each block that tell whether it is what was written.
pub(super) const CHECK: usize = 8;
/// Bits of the steps in what a posting says, and of what it says more where they are 0.
pub(super) const STEP_BITS: u32 = 4;
pub(super) const MORE_BITS: u32 = 12;

/// One holder of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// Number of the story.
    pub story: u32,
    /// Number of the unit in its story.
    pub unit: u32,
    /// What the shingle tells, 0 to 15.
    pub steps: u8,
    /// 12 bits more, where that is 0.
    pub more: u16,
}

/// A segment that is open: the places of its blocks are in memory, the blocks are not.
#[derive(Debug)]
pub struct Segment {
    path: PathBuf,
    file: File,
    places: Places,
}

/// A block of postings as it was read last, to be read again without the disk, and from where the last look-up ended.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Which segment and block it is, and where its content stands in what was read.
    holds: Option<(u64, usize)>,
    own: Range<usize>,
    read: Ahead,
    /// How many bytes were left of the places at which a look-up may begin, and of the groups, where the last one began, and the
    /// key before it.
    began: (usize, usize, u64),
    /// How many bytes were left when the last group that was looked at began, the key before it, and its own.
    left: usize,
    before: u64,
    next: u64,
}

impl Segment {
    /// Opens a segment and reads the places of its blocks: 16 bytes for each 2 KiB of postings.
    ///
    /// # Errors
    /// When it cannot be read, or its end is not what was written. Blocks are looked at when they are read.
    pub fn open(path: &Path) -> Result<Segment, StoreError> {
        let file = File::open(path).map_err(StoreError::io("open", path))?;
        let places = Places::read(&file, path)?;
        Ok(Segment { path: path.to_owned(), file, places })
    }

    fn damaged(&self, at: u64, what: &'static str) -> StoreError {
        StoreError::damaged(&self.path, at, what)
    }

    /// Where a block lies in the file.
    fn place(&self, table: Table<'_>, block: usize) -> Result<Range<u64>, StoreError> {
        let place = table.place(block);
        if !(CHECK as u64..=LONGEST_RECORD).contains(&(place.end - place.start)) {
            return Err(self.damaged(place.start, "a block has no sound length"));
        }
        Ok(place)
    }

    /// Holds a block that begins at `from` against its check, and returns the length of its content.
    fn content(&self, block: &[u8], from: u64) -> Result<usize, StoreError> {
        let (content, check) = block.split_at(block.len() - CHECK);
        if xxh3_64_with_seed(content, from).to_le_bytes() != check {
            return Err(self.damaged(from, "a block is not what was written"));
        }
        Ok(content.len())
    }

    /// Reads the content of a block of records, as it is in the file.
    ///
    /// # Errors
    /// When the disk fails or the block is damaged.
    pub fn packed_records(&self, block: usize) -> Result<Vec<u8>, StoreError> {
        let place = self.place(self.places.records(), block)?;
        let mut bytes = vec![0; (place.end - place.start) as usize];
        read_at(&self.file, &mut bytes, place.start).map_err(StoreError::io("read", &self.path))?;
        bytes.truncate(self.content(&bytes, place.start)?);
        Ok(bytes)
    }

    /// Reads a block of postings where it was not read with one before it, and returns where its content stands.
    fn postings(&self, block: usize, read: &mut Ahead) -> Result<Range<usize>, StoreError> {
        let table = self.places.postings();
        let place = self.place(table, block)?;
        let from = read.at(&self.file, &place, table.end()).map_err(StoreError::io("read", &self.path))?;
        let bytes = &read.bytes()[from..][..(place.end - place.start) as usize];
        Ok(from..from + self.content(bytes, place.start)?)
    }

    /// Calls `each` with the holders of `key` in their order, until it returns false. `own` tells this segment from others
    /// for `scratch`.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub fn holders(
        &self,
        key: u64,
        (own, scratch): (u64, &mut Scratch),
        mut each: impl FnMut(Posting) -> bool,
    ) -> Result<(), StoreError> {
        let table = self.places.postings();
        let near = scratch.holds.filter(|holds| holds.0 == own).map(|holds| holds.1);
        let mut block = table.from(key, near);
        while let Some(first) = table.first(block).filter(|first| *first <= key) {
            if scratch.holds != Some((own, block)) {
                if scratch.holds.take().is_none_or(|holds| holds.0 != own) {
                    scratch.read = Ahead::default();
                }
                scratch.own = self.postings(block, &mut scratch.read)?;
                scratch.holds = Some((own, block));
                (scratch.began, scratch.left) = ((0, 0, u64::MAX), usize::MAX);
            }
            let Scratch { own: place, read, began, left, before, next, .. } = scratch;
            // Keys that come in order are often near to each other.
            let goes_on = *left != usize::MAX && *before < key;
            if goes_on && key < *next {
                return Ok(());
            }
            let bytes = &read.bytes()[place.clone()];
            let unsound = || self.damaged(table.place(block).start, "postings cannot be read");
            let (mut places, mut groups) = Groups::of(bytes, first).ok_or_else(unsound)?;
            if began.2 < key {
                places = &places[places.len() - began.0..];
                groups = Groups { bytes: &bytes[bytes.len() - began.1..], key: began.2 };
            }
            groups.skip(&mut places, key).ok_or_else(unsound)?;
            *began = (places.len(), groups.bytes.len(), groups.key);
            if goes_on && *left < groups.bytes.len() {
                groups = Groups { bytes: &bytes[bytes.len() - *left..], key: *before };
            }
            loop {
                (*left, *before) = (groups.bytes.len(), groups.key);
                let count = groups.head().ok_or_else(unsound)?;
                *next = groups.key;
                if count == 0 {
                    break;
                }
                if groups.key > key {
                    return Ok(());
                }
                for _ in 0..count {
                    let posting = groups.posting().ok_or_else(unsound)?;
                    if groups.key == key && !each(posting) {
                        return Ok(());
                    }
                }
            }
            block += 1;
        }
        Ok(())
    }

    /// Returns the number of blocks of records.
    pub fn record_blocks(&self) -> usize {
        self.places.records().count()
    }

    /// Returns the block of records that may hold `key`.
    pub fn record_block(&self, key: u64) -> usize {
        self.places.records().only(key)
    }

    /// Reads and unpacks a block of records.
    ///
    /// # Errors
    /// When the disk fails or the block is damaged.
    pub fn records(&self, block: usize) -> Result<RecordBlock, StoreError> {
        self.unpacked(block, Cow::Owned(self.packed_records(block)?))
    }

    /// Returns the first key of a block of records; none past the last one.
    pub fn first_of(&self, block: usize) -> Option<u64> {
        self.places.records().first(block)
    }

    /// Unpacks the content of a block of records.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn unpacked(&self, block: usize, content: Cow<'_, [u8]>) -> Result<RecordBlock, StoreError> {
        let unsound = || self.damaged(self.places.records().place(block).start, "records cannot be read");
        RecordBlock::unpack(self.first_of(block).unwrap_or(0), content).ok_or_else(unsound)
    }

    /// Returns all postings, key by key.
    ///
    /// # Errors
    /// When the disk fails or the first block is damaged.
    pub fn all_holders(&self) -> Result<AllHolders<'_>, StoreError> {
        let mut all =
            AllHolders { segment: self, block: 0, read: Ahead::default(), own: 0..0, key: 0, ahead: None };
        all.head()?;
        Ok(all)
    }
}

/// The groups of one block of postings.
struct Groups<'b> {
    bytes: &'b [u8],
    key: u64,
}

impl<'b> Groups<'b> {
    /// The places in a block at which a look-up may begin, and its groups. `first` is its first key.
    fn of(block: &'b [u8], first: u64) -> Option<(&'b [u8], Groups<'b>)> {
        let mut bytes = block;
        let places = varint::take_bytes(&mut bytes)?;
        Some((places, Groups { bytes, key: first }))
    }

    /// Goes on to the last of `places` before which no key is `key`, and leaves those after it.
    #[inline]
    fn skip(&mut self, places: &mut &[u8], key: u64) -> Option<()> {
        while !places.is_empty() {
            let mut rest = *places;
            let before = self.key.checked_add(varint::take(&mut rest)?)?;
            let length = usize::try_from(varint::take(&mut rest)?).ok()?;
            if before >= key {
                break;
            }
            (*self, *places) = (Groups { bytes: self.bytes.get(length..)?, key: before }, rest);
        }
        Some(())
    }

    /// Goes on to the next group and returns the number of its postings, 0 at the end; none where it cannot be read.
    #[inline(always)]
    fn head(&mut self) -> Option<u64> {
        if self.bytes.is_empty() {
            return Some(0);
        }
        let head = varint::take(&mut self.bytes)?;
        self.key = self.key.checked_add(head >> 1)?;
        // No group is written that is empty.
        if head & 1 == 1 { varint::take(&mut self.bytes).filter(|count| *count > 0) } else { Some(1) }
    }

    #[inline]
    fn posting(&mut self) -> Option<Posting> {
        let story = u32::try_from(varint::take(&mut self.bytes)?).ok()?;
        let rest = varint::take(&mut self.bytes)?;
        let steps = (rest & 0xf) as u8;
        let (unit, more) = match steps {
            0 => (rest >> (STEP_BITS + MORE_BITS), (rest >> STEP_BITS & 0xfff) as u16),
            _ => (rest >> STEP_BITS, 0),
        };
        Some(Posting { story, unit: u32::try_from(unit).ok()?, steps, more })
    }
}

/// Goes through all postings of a segment.
pub struct AllHolders<'s> {
    segment: &'s Segment,
    /// The block that is read next.
    block: usize,
    read: Ahead,
    /// What is left of the block before it, in what was read, and the key before that.
    own: Range<usize>,
    key: u64,
    /// Key and number of the postings that come next.
    ahead: Option<(u64, u64)>,
}

impl AllHolders<'_> {
    /// Returns the key that comes next.
    pub fn key(&self) -> Option<u64> {
        self.ahead.map(|ahead| ahead.0)
    }

    /// Adds the holders of the key that comes next to `out`, in their order, and goes on to the key after it.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub fn take(&mut self, out: &mut Vec<Posting>) -> Result<(), StoreError> {
        let own = self.key();
        // A long list is cut at the ends of blocks.
        while let Some((_, count)) = self.ahead.filter(|ahead| Some(ahead.0) == own) {
            let mut groups = self.groups();
            for _ in 0..count {
                out.push(groups.posting().ok_or_else(|| self.unsound())?);
            }
            self.own.start = self.own.end - groups.bytes.len();
            self.head()?;
        }
        Ok(())
    }

    /// What is left of the block.
    fn groups(&self) -> Groups<'_> {
        Groups { bytes: &self.read.bytes()[self.own.clone()], key: self.key }
    }

    /// Reads how the next group begins.
    fn head(&mut self) -> Result<(), StoreError> {
        if self.own.is_empty() {
            let Some(first) = self.segment.places.postings().first(self.block) else {
                self.ahead = None;
                return Ok(());
            };
            self.own = self.segment.postings(self.block, &mut self.read)?;
            (self.block, self.key) = (self.block + 1, first);
            let (_, whole) = Groups::of(self.groups().bytes, first).ok_or_else(|| self.unsound())?;
            self.own.start = self.own.end - whole.bytes.len();
        }
        let mut groups = self.groups();
        // Nothing is written into an empty block.
        let count = groups.head().filter(|count| *count > 0).ok_or_else(|| self.unsound())?;
        let (left, key) = (groups.bytes.len(), groups.key);
        self.own.start = self.own.end - left;
        (self.key, self.ahead) = (key, Some((key, count)));
        Ok(())
    }

    /// That the block which was read last cannot be read on.
    fn unsound(&self) -> StoreError {
        let block = self.segment.places.postings().place(self.block - 1);
        self.segment.damaged(block.start, "postings cannot be read")
    }
}

/// Reads a whole file in pieces and returns its BLAKE3.
///
/// # Errors
/// When it cannot be read.
pub fn hash_of(path: &Path) -> Result<String, StoreError> {
    let mut hasher = blake3::Hasher::new();
    let mut file = File::open(path).map_err(StoreError::io("open", path))?;
    io::copy(&mut file, &mut hasher).map_err(StoreError::io("read", path))?;
    Ok(hasher.finalize().to_hex().to_string())
}
