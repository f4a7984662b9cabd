//! One immutable file of the index: read.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::{Decompress, FlushDecompress};
use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128};

use super::ahead::Ahead;
use super::error::StoreError;
use super::varint;
use crate::index::spool::read_at;

/// First and last bytes of a segment.
pub(super) const MAGIC: [u8; 8] = *b"WDSEGM01";
/// Bytes of the numbers at its end, magic included.
pub(super) const FOOTER: u64 = 5 * 8 + 16 + 8;
/// Bytes behind each block that tell whether it is what was written.
pub(super) const CHECK: usize = 8;
/// Bits of the steps in what a posting says, and of what it says more where they are 0.
pub(super) const STEP_BITS: u32 = 4;
pub(super) const MORE_BITS: u32 = 12;
/// First byte of a block of records that is packed; 0 of others.
pub(super) const PACKED: u8 = 1;
/// Longest record, in bytes: more than any story may have.
const LONGEST_RECORD: u64 = 1 << 30;

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

/// The blocks of one table: the first key of each, and where it begins.
#[derive(Debug, Default)]
struct Table {
    firsts: Vec<u64>,
    /// One more than there are blocks.
    offsets: Vec<u64>,
}

impl Table {
    /// The first block that may hold a key, which may go on in the next ones. Quick where it is not far behind the block `near`:
    /// a search among all goes through memory that no cache holds.
    fn first(&self, key: u64, near: Option<usize>) -> usize {
        let (mut from, mut to) = (0, self.firsts.len());
        if let Some(near) = near.filter(|near| self.firsts.get(*near).is_some_and(|first| *first < key)) {
            let mut step = 1;
            from = near;
            while let Some(first) = self.firsts.get(from + step)
                && *first < key
            {
                from += step;
                step *= 2;
            }
            to = to.min(from + step);
        }
        (from + self.firsts[from..to].partition_point(|first| *first < key)).saturating_sub(1)
    }

    /// The block that may hold a key that stands in one block only.
    fn only(&self, key: u64) -> usize {
        self.firsts.partition_point(|first| *first <= key).saturating_sub(1)
    }
}

/// A segment that is open: the places of its blocks are in memory, the blocks are not.
#[derive(Debug)]
pub struct Segment {
    path: PathBuf,
    file: File,
    postings: Table,
    records: Table,
}

/// A block of postings as it was read last, to be read again without the disk, and from where the last look-up ended.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Which segment and block it is, and where its content stands in what was read.
    holds: Option<(u64, usize)>,
    own: Range<usize>,
    read: Ahead,
    /// How many bytes were left when the last group that was looked at began, and the key before it.
    left: usize,
    before: u64,
}

impl Segment {
    /// Opens a segment and reads the places of its blocks: 16 bytes for each 2 KiB of postings.
    ///
    /// # Errors
    /// When it cannot be read, or its end is not what was written. Blocks are looked at when they are read.
    pub fn open(path: &Path) -> Result<Segment, StoreError> {
        let reading = || StoreError::io("read", path);
        let file = File::open(path).map_err(StoreError::io("open", path))?;
        let length = file.metadata().map_err(reading())?.len();
        let damaged = |at, what| StoreError::damaged(path, at, what);
        if length < FOOTER + MAGIC.len() as u64 {
            return Err(damaged(length, "it ends too early"));
        }
        let mut footer = [0; FOOTER as usize];
        read_at(&file, &mut footer, length - FOOTER).map_err(reading())?;
        let number = |n: usize| u64::from_le_bytes(std::array::from_fn(|i| footer[n * 8 + i]));
        if footer[FOOTER as usize - MAGIC.len()..] != MAGIC {
            return Err(damaged(length - FOOTER, "its end is not that of a segment"));
        }
        let [start, postings, records, ..]: [u64; 5] = std::array::from_fn(number);
        let blocks = postings.checked_add(records).filter(|n| *n < 1 << 40);
        let whole = blocks.map(|n| start.checked_add(n * 16 + FOOTER));
        if whole.flatten() != Some(length) {
            return Err(damaged(length - FOOTER, "its parts do not add up"));
        }
        let mut index = vec![0; (length - FOOTER - start) as usize];
        read_at(&file, &mut index, start).map_err(reading())?;
        index.extend_from_slice(&footer[..5 * 8]);
        if xxh3_128(&index).to_le_bytes() != footer[5 * 8..5 * 8 + 16] {
            return Err(damaged(start, "the places of its blocks are not what was written"));
        }
        let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| index[at + i]));
        let table = |from: u64, count: u64, end: u64| {
            let rows = (from..from + count).map(|n| n as usize * 16);
            let mut offsets: Vec<u64> = rows.clone().map(|at| number(at + 8)).collect();
            offsets.push(end);
            Table { firsts: rows.map(number).collect(), offsets }
        };
        let records = table(postings, records, start);
        let postings = table(0, postings, records.offsets[0]);
        let tables = [&postings, &records];
        if tables.iter().any(|t| !t.offsets.is_sorted() || t.offsets[0] < MAGIC.len() as u64) {
            return Err(damaged(start, "its blocks are in disorder"));
        }
        Ok(Segment { path: path.to_owned(), file, postings, records })
    }

    fn damaged(&self, at: u64, what: &'static str) -> StoreError {
        StoreError::damaged(&self.path, at, what)
    }

    /// Where a block lies in the file.
    fn place(&self, table: &Table, block: usize) -> Result<Range<u64>, StoreError> {
        let (from, to) = (table.offsets[block], table.offsets[block + 1]);
        if to - from < CHECK as u64 || to - from > LONGEST_RECORD {
            return Err(self.damaged(from, "a block has no sound length"));
        }
        Ok(from..to)
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
    pub fn raw_records(&self, block: usize) -> Result<Vec<u8>, StoreError> {
        let place = self.place(&self.records, block)?;
        let mut bytes = vec![0; (place.end - place.start) as usize];
        read_at(&self.file, &mut bytes, place.start).map_err(StoreError::io("read", &self.path))?;
        bytes.truncate(self.content(&bytes, place.start)?);
        Ok(bytes)
    }

    /// Reads a block of postings where it was not read with one before it, and returns where its content stands.
    fn postings(&self, block: usize, read: &mut Ahead) -> Result<Range<usize>, StoreError> {
        let place = self.place(&self.postings, block)?;
        let end = self.postings.offsets[self.postings.firsts.len()];
        let from = read.at(&self.file, &place, end).map_err(StoreError::io("read", &self.path))?;
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
        let table = &self.postings;
        let near = scratch.holds.filter(|holds| holds.0 == own).map(|holds| holds.1);
        let mut block = table.first(key, near);
        while table.firsts.get(block).is_some_and(|first| *first <= key) {
            if scratch.holds != Some((own, block)) {
                if scratch.holds.take().is_none_or(|holds| holds.0 != own) {
                    scratch.read = Ahead::default();
                }
                scratch.own = self.postings(block, &mut scratch.read)?;
                scratch.holds = Some((own, block));
                scratch.left = usize::MAX;
            }
            let Scratch { own: place, read, left, before, .. } = scratch;
            let bytes = &read.bytes()[place.clone()];
            let unsound = || self.damaged(table.offsets[block], "postings cannot be read");
            let mut groups = Groups::from(bytes, table.firsts[block], key).ok_or_else(unsound)?;
            // Keys that come in order are often near to each other.
            if *before < key && *left < groups.bytes.len() {
                groups = Groups { bytes: &bytes[bytes.len() - *left..], key: *before };
            }
            loop {
                (*left, *before) = (groups.bytes.len(), groups.key);
                let count = groups.head().ok_or_else(unsound)?;
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
        self.records.firsts.len()
    }

    /// Returns the block of records that may hold `key`.
    pub fn record_block(&self, key: u64) -> usize {
        self.records.only(key)
    }

    /// Reads and unpacks a block of records.
    ///
    /// # Errors
    /// When the disk fails or the block is damaged.
    pub fn records(&self, block: usize) -> Result<RecordBlock, StoreError> {
        self.unpacked(block, &self.raw_records(block)?)
    }

    /// Returns the first key of a block of records; none past the last one.
    pub fn first_of(&self, block: usize) -> Option<u64> {
        self.records.firsts.get(block).copied()
    }

    /// Unpacks the content of a block of records.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn unpacked(&self, block: usize, bytes: &[u8]) -> Result<RecordBlock, StoreError> {
        let at = self.records.offsets[block];
        let unsound = || self.damaged(at, "records cannot be read");
        let mut rest = bytes;
        let packed = varint::take(&mut rest).ok_or_else(unsound)?;
        let length = varint::take(&mut rest).filter(|n| *n <= LONGEST_RECORD).ok_or_else(unsound)?;
        let bytes = match packed {
            0 => rest.to_vec(),
            _ if packed == u64::from(PACKED) => inflate(rest, length as usize).ok_or_else(unsound)?,
            _ => return Err(unsound()),
        };
        if bytes.len() as u64 != length {
            return Err(unsound());
        }
        let block = RecordBlock { first: self.records.firsts[block], bytes };
        // Whoever goes through it need not ask again.
        if block.iter().any(|entry| entry.is_none()) { Err(unsound()) } else { Ok(block) }
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

fn inflate(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    // Never more than what the bytes can hold, whatever the length says.
    let mut out = Vec::with_capacity(length.min(bytes.len().saturating_mul(1100)));
    let done = Decompress::new(false).decompress_vec(bytes, &mut out, FlushDecompress::Finish);
    (done.is_ok() && out.len() == length).then_some(out)
}

/// The groups of one block of postings.
struct Groups<'b> {
    bytes: &'b [u8],
    key: u64,
}

impl<'b> Groups<'b> {
    /// The groups of a block of which `first` is the first key, from one on before which no key is `key`.
    fn from(block: &'b [u8], first: u64, key: u64) -> Option<Groups<'b>> {
        let mut bytes = block;
        let mut stretches = varint::take_bytes(&mut bytes)?;
        let mut groups = Groups { bytes, key: first };
        while !stretches.is_empty() {
            let before = groups.key.checked_add(varint::take(&mut stretches)?)?;
            let length = usize::try_from(varint::take(&mut stretches)?).ok()?;
            if before >= key {
                break;
            }
            groups = Groups { bytes: groups.bytes.get(length..)?, key: before };
        }
        Some(groups)
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

/// A block of records, unpacked.
#[derive(Debug)]
pub struct RecordBlock {
    first: u64,
    bytes: Vec<u8>,
}

impl RecordBlock {
    /// Returns the records in order; one none where they cannot be read, and nothing after it.
    fn iter(&self) -> impl Iterator<Item = Option<(u64, &[u8])>> {
        let (mut rest, mut key, mut sound) = (&self.bytes[..], self.first, true);
        std::iter::from_fn(move || {
            if rest.is_empty() || !sound {
                return None;
            }
            let entry = varint::take(&mut rest)
                .and_then(|delta| key.checked_add(delta))
                .and_then(|at| Some((at, varint::take_bytes(&mut rest)?)));
            sound = entry.is_some();
            key = entry.map_or(key, |e| e.0);
            Some(entry)
        })
    }

    /// Returns the records in order of their keys.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.iter().flatten()
    }

    /// Returns the record of a key.
    pub fn get(&self, key: u64) -> Option<&[u8]> {
        self.entries().take_while(|e| e.0 <= key).find(|e| e.0 == key).map(|e| e.1)
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
            let Some(first) = self.segment.postings.firsts.get(self.block) else {
                self.ahead = None;
                return Ok(());
            };
            self.own = self.segment.postings(self.block, &mut self.read)?;
            (self.block, self.key) = (self.block + 1, *first);
            let whole = Groups::from(self.groups().bytes, *first, 0).ok_or_else(|| self.unsound())?;
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
        self.segment.damaged(self.segment.postings.offsets[self.block - 1], "postings cannot be read")
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
