//! The records of several segments, each key once.

use std::collections::VecDeque;

use super::error::StoreError;
use super::segment::{PACKED, RecordBlock, Segment};

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

impl<'s> Newest<'s> {
    /// Begins with the key `from`. Segments come oldest first.
    pub(super) fn new(segments: impl Iterator<Item = &'s Segment>, from: u64) -> Newest<'s> {
        let begin = |segment: &'s Segment| {
            let block = if segment.record_blocks() == 0 { 0 } else { segment.record_block(from) };
            Run { segment, block, records: VecDeque::new() }
        };
        Newest { runs: segments.map(begin).collect(), from }
    }

    /// Returns the next records as a whole block, its first key and its content as it is packed, where they are one: where it
    /// begins, no other segment has a key among its own, and `all` records stay or `fits` says that its own do. To pack it again
    /// would take four times as long as all else, to unpack it as long as half of all else.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub(super) fn next_block(
        &mut self,
        all: bool,
        fits: impl Fn(&RecordBlock) -> bool,
    ) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let next: Vec<Option<u64>> = self.runs.iter().map(Run::next_key).collect();
        let first = next.iter().enumerate().filter_map(|(n, key)| Some(((*key)?, n))).min();
        let Some((first, own)) = first.filter(|f| f.0 >= self.from) else { return Ok(None) };
        let others = || next.iter().enumerate().filter(|(n, _)| *n != own).filter_map(|(_, key)| *key);
        let run = &mut self.runs[own];
        if !run.records.is_empty() || others().any(|key| key == first) {
            return Ok(None);
        }
        let (at, bytes) = (run.block, run.segment.raw_records(run.block)?);
        run.block += 1;
        let packed = bytes.first() == Some(&PACKED);
        if packed && all && run.segment.first_of(run.block).is_some_and(|end| others().all(|key| key >= end))
        {
            return Ok(Some((first, bytes)));
        }
        let block = run.segment.unpacked(at, &bytes)?;
        let last = block.entries().last().map_or(first, |entry| entry.0);
        if packed && others().all(|key| key > last) && fits(&block) {
            return Ok(Some((first, bytes)));
        }
        run.records.extend(block.entries().map(|(key, bytes)| (key, bytes.to_vec())));
        Ok(None)
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
