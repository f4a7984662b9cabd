//! The records of several segments, each key once.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use super::error::StoreError;
use super::records::{PACKED, RecordBlock};
use super::segment::Segment;

/// Goes through the records of segments by rising keys; of each key it gives the newest, an empty one too.
pub(super) struct Newest<'s> {
    runs: Vec<Run<'s>>,
    from: u64,
}

/// The records of one segment that were read and not yet given.
struct Run<'s> {
    segment: &'s Segment,
    /// The block that is read next.
    next: usize,
    /// The block that was read last, and where those of its records stand that were not yet given.
    block: Option<RecordBlock>,
    places: VecDeque<(u64, Range<usize>)>,
}

impl Run<'_> {
    /// The key that comes next, as far as it is known without reading: not before it.
    fn next_key(&self) -> Option<u64> {
        self.places.front().map(|place| place.0).or_else(|| self.segment.first_of(self.next))
    }

    /// Goes on with the records of a block.
    fn go_on(&mut self, block: RecordBlock, from: u64) {
        self.places.extend(block.places().filter(|place| place.0 >= from));
        self.block = Some(block);
    }
}

impl<'s> Newest<'s> {
    /// Begins with the key `from`. Segments come oldest first.
    pub(super) fn new(segments: impl Iterator<Item = &'s Segment>, from: u64) -> Newest<'s> {
        let begin = |segment: &'s Segment| {
            let next = if segment.record_blocks() == 0 { 0 } else { segment.record_block(from) };
            Run { segment, next, block: None, places: VecDeque::new() }
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
        if !run.places.is_empty() || others().any(|key| key == first) {
            return Ok(None);
        }
        let content = run.segment.packed_records(run.next)?;
        run.next += 1;
        if content.first() != Some(&PACKED) {
            run.go_on(run.segment.unpacked(run.next - 1, Cow::Owned(content))?, self.from);
            return Ok(None);
        }
        let end = run.segment.first_of(run.next);
        if all && end.is_some_and(|end| others().all(|key| key >= end)) {
            return Ok(Some((first, content)));
        }
        let block = run.segment.unpacked(run.next - 1, Cow::Borrowed(&content))?;
        let last = block.places().last().map_or(first, |place| place.0);
        if others().all(|key| key > last) && fits(&block) {
            return Ok(Some((first, content)));
        }
        run.go_on(block, self.from);
        Ok(None)
    }

    /// Returns the next key with its newest record. Holds a block of each segment.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    #[allow(clippy::should_implement_trait)]
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, StoreError> {
        for run in &mut self.runs {
            while run.places.is_empty() && run.next < run.segment.record_blocks() {
                run.go_on(run.segment.records(run.next)?, self.from);
                run.next += 1;
            }
        }
        let heads = self.runs.iter().filter_map(|run| run.places.front());
        let Some(key) = heads.map(|head| head.0).min() else { return Ok(None) };
        let mut newest: &[u8] = &[];
        for run in &mut self.runs {
            if run.places.front().is_some_and(|head| head.0 == key)
                && let (Some((_, place)), Some(block)) = (run.places.pop_front(), &run.block)
            {
                newest = block.at(place);
            }
        }
        Ok(Some((key, newest)))
    }
}
