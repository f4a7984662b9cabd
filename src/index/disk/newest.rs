//! The records of several segments, each key once.

use std::collections::VecDeque;

use super::error::StoreError;
use super::segment::{RecordBlock, Segment};

/// Goes through the records of segments by rising keys; of each key it gives the newest, an empty one too.
pub(super) struct Newest<'s> {
    runs: Vec<Run<'s>>,
    from: u64,
}

/// The records of one segment that were read and not yet given.
struct Run<'s> {
    segment: &'s Segment,
    /// The block that is read next.
    block: usize,
    records: VecDeque<(u64, Vec<u8>)>,
}

impl Run<'_> {
    /// The key that comes next, as far as it is known without reading: not before it.
    fn next_key(&self) -> Option<u64> {
        self.records.front().map(|record| record.0).or_else(|| self.segment.first_of(self.block))
    }
}

/// A block of records as it is in a file.
pub(super) struct PackedBlock {
    /// Its first key.
    pub first: u64,
    /// Its last key.
    pub last: u64,
    /// Its content, without the check.
    pub bytes: Vec<u8>,
}

impl<'s> Newest<'s> {
    /// Begins with the key `from`. Segments come oldest first.
    pub(super) fn new(segments: impl Iterator<Item = &'s Segment>, from: u64) -> Newest<'s> {
        let begin = |segment: &'s Segment| {
            let block = if segment.record_blocks() == 0 { 0 } else { segment.record_block(from) };
            Run { segment, block, records: VecDeque::new() }
        };
        Newest { runs: segments.map(begin).collect(), from }
    }

    /// Returns the next records as a whole block, as it is packed, where they are one: where it begins, no other segment has a key
    /// among its own, and `fits` says that all of it stays. To pack it again would take four times as long as all else.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub(super) fn next_block(
        &mut self,
        fits: impl Fn(&RecordBlock) -> bool,
    ) -> Result<Option<PackedBlock>, StoreError> {
        let next: Vec<Option<u64>> = self.runs.iter().map(Run::next_key).collect();
        let first = next.iter().enumerate().filter_map(|(n, key)| Some(((*key)?, n))).min();
        let Some((first, own)) = first.filter(|f| f.0 >= self.from) else { return Ok(None) };
        let free = |last: u64| {
            let mut others = next.iter().enumerate().filter(|(n, _)| *n != own);
            others.all(|(_, key)| key.is_none_or(|key| key > last))
        };
        let run = &mut self.runs[own];
        if !run.records.is_empty() || !free(first) {
            return Ok(None);
        }
        let (block, bytes) = run.segment.packed_records(run.block)?;
        run.block += 1;
        let last = block.entries().last().map_or(first, |entry| entry.0);
        match bytes.filter(|_| free(last) && fits(&block)) {
            Some(bytes) => Ok(Some(PackedBlock { first, last, bytes })),
            None => {
                run.records.extend(block.entries().map(|(key, bytes)| (key, bytes.to_vec())));
                Ok(None)
            }
        }
    }

    /// Returns the next key with its newest record. Holds a block of each segment.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    #[allow(clippy::should_implement_trait)]
    pub(super) fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        for run in &mut self.runs {
            while run.records.is_empty() && run.block < run.segment.record_blocks() {
                let block = run.segment.records(run.block)?;
                let wanted = block.entries().filter(|e| e.0 >= self.from);
                run.records.extend(wanted.map(|(key, bytes)| (key, bytes.to_vec())));
                run.block += 1;
            }
        }
        let heads = self.runs.iter().filter_map(|run| run.records.front());
        let Some(key) = heads.map(|head| head.0).min() else { return Ok(None) };
        let mut newest = Vec::new();
        for run in &mut self.runs {
            if run.records.front().is_some_and(|head| head.0 == key) {
                newest = run.records.pop_front().map(|head| head.1).unwrap_or_default();
            }
        }
        Ok(Some((key, newest)))
    }
}
