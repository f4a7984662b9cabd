//! The words of all stories, 6 bytes a word: read once from the input, looked up by story from then on.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::index::spool::Spool;
use crate::ingest::Shared;
use crate::score::UnitView;
use crate::text::{Span, Weight, WordedParagraph, Wording};

/// Longest unit in words. A longer paragraph is text that lost its breaks, and becomes units of a sentence or two: cut like
/// that, a sentence put in shifts no other unit. Running text is cut there where no sentence ends.
pub const LONGEST_UNIT: usize = 160;
/// Shortest part of a long paragraph, and shortest line of a table that stands by itself, in words. What is shorter than
/// `SHORTEST_ALONE` of the matching rules, also twelve, matches nothing by itself, so that no part may be shorter than that.
const SHORTEST_PART: usize = 12;

/// Words from which lines of a table are no longer joined.
const TABLE_PART: u32 = 24;

/// Whether most words stand in lines too short to be compared by themselves: results, schedules, lists.
fn is_tabular(wording: &Wording) -> bool {
    let words = |p: &WordedParagraph| p.to - p.from;
    let short = wording.paragraphs.iter().map(words).filter(|n| *n < SHORTEST_PART as u32).sum::<u32>();
    short as usize * 2 > wording.words.len()
}

/// What is compared: a paragraph that counts as content, or a part of a long one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Index of its (first) paragraph in the story.
    pub paragraph: u32,
    /// Where the paragraph lies in the text; all lines of a table that were joined.
    pub span: Span,
    /// First word in its story.
    pub from: u32,
    /// One past its last word.
    pub to: u32,
    /// Hash of its normal form.
    pub class: u128,
}

impl Unit {
    /// Returns the number of words.
    pub fn words(&self) -> u32 {
        self.to - self.from
    }
}

/// Numbers that a unit takes in a block.
const UNIT: usize = 9;

/// The units and words of one story, as one row of numbers.
#[derive(Clone, Debug, Default)]
pub struct StoryWords {
    units: Vec<Unit>,
    codes: Vec<u32>,
    weights: Vec<u16>,
}

impl StoryWords {
    /// Returns the bytes that they take in memory.
    pub fn bytes(&self) -> u64 {
        (self.units.len() * size_of::<Unit>() + self.codes.len() * 4 + self.weights.len() * 2) as u64
    }

    /// Returns the units and words of a story that was read.
    pub fn new(wording: &Wording) -> StoryWords {
        let mut words = StoryWords {
            units: Vec::with_capacity(wording.paragraphs.len()),
            codes: wording.words.iter().map(|w| w.code).collect(),
            weights: wording.words.iter().map(|w| w.weight.raw()).collect(),
        };
        let tabular = is_tabular(wording);
        for (n, paragraph) in wording.paragraphs.iter().enumerate() {
            if paragraph.from == paragraph.to {
                continue;
            }
            let short = (paragraph.to - paragraph.from) < SHORTEST_PART as u32;
            if tabular && short && words.join(n, paragraph) {
                continue;
            }
            let whole = (paragraph.to - paragraph.from) as usize <= LONGEST_UNIT;
            if paragraph.speech {
                let words = &mut words.weights[paragraph.from as usize..paragraph.to as usize];
                words.iter_mut().for_each(|w| *w = Weight::from_raw(*w).quoted().raw());
            }
            let mut from = paragraph.from;
            while from < paragraph.to {
                let to = if whole { paragraph.to } else { words.cut(from, paragraph.to) };
                let class = if whole { paragraph.class } else { words.class_of(from, to) };
                let unit = Unit { paragraph: n as u32, span: paragraph.span, from, to, class };
                words.units.push(unit);
                from = to;
            }
        }
        words
    }

    /// Joins a short line of a table to the unit before it, unless that is long enough or something stands between.
    fn join(&mut self, n: usize, line: &WordedParagraph) -> bool {
        let Some(mut last) = self.units.pop() else { return false };
        let near =
            last.to == line.from && last.words() < TABLE_PART && n as u32 - last.paragraph < TABLE_PART;
        if near {
            (last.to, last.span) = (line.to, last.span.join(line.span));
            last.class = self.class_of(last.from, last.to);
        }
        self.units.push(last);
        near
    }

    /// Where a part of a long paragraph that begins at `from` ends: after the first sentence that makes it long enough,
    /// unless the rest is too short to stand alone.
    fn cut(&self, from: u32, end: u32) -> u32 {
        let short = SHORTEST_PART as u32;
        let most = end.min(from + LONGEST_UNIT as u32);
        let closes = |at: &u32| Weight::from_raw(self.weights[*at as usize]).is_last();
        let stop = (from + short - 1..most).find(closes).map_or(most, |last| last + 1);
        if end - stop < short && end - from <= LONGEST_UNIT as u32 { end } else { stop }
    }

    /// The class of a part of a paragraph, by its codes.
    fn class_of(&self, from: u32, to: u32) -> u128 {
        xxhash_rust::xxh3::xxh3_128(bytemuck::cast_slice(&self.codes[from as usize..to as usize]))
    }

    /// Returns the units in order.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Returns the same as it would be looked at in a store; it is put down in `row`.
    pub fn view<'r>(&self, row: &'r mut Vec<u32>) -> StoryView<'r> {
        row.clear();
        self.encode(row);
        StoryView { row }
    }

    fn encode(&self, out: &mut Vec<u32>) {
        out.push(self.units.len() as u32);
        out.push(self.codes.len() as u32);
        for unit in &self.units {
            let c = unit.class;
            out.extend([unit.paragraph, unit.span.start, unit.span.end, unit.from, unit.to]);
            out.extend([c as u32, (c >> 32) as u32, (c >> 64) as u32, (c >> 96) as u32]);
        }
        out.extend_from_slice(&self.codes);
        let at = out.len();
        out.resize(at + self.weights.len().div_ceil(2), 0);
        bytemuck::cast_slice_mut::<u32, u16>(&mut out[at..])[..self.weights.len()]
            .copy_from_slice(&self.weights);
    }
}

/// The units and words of one story where they lie: nothing is copied.
#[derive(Clone, Copy, Debug)]
pub struct StoryView<'r> {
    row: &'r [u32],
}

impl<'r> StoryView<'r> {
    /// Returns the number of units.
    pub fn count(self) -> usize {
        self.row[0] as usize
    }

    /// The numbers of a unit.
    #[inline]
    fn numbers(self, n: usize) -> &'r [u32] {
        let at = 2 + n * UNIT;
        &self.row[at..at + UNIT]
    }

    /// Returns a unit with its words.
    pub fn unit(self, n: usize) -> (Unit, UnitView<'r>) {
        let u = self.numbers(n);
        let span = Span { start: u[1], end: u[2] };
        let unit = Unit { paragraph: u[0], span, from: u[3], to: u[4], class: self.class(n) };
        (unit, self.words(n))
    }

    /// Returns the hash of a unit's normal form.
    #[inline]
    pub fn class(self, n: usize) -> u128 {
        self.numbers(n)[5..].iter().rev().fold(0, |class, part| class << 32 | u128::from(*part))
    }

    /// Returns the index of a unit's paragraph.
    #[inline]
    pub fn paragraph(self, n: usize) -> u32 {
        self.numbers(n)[0]
    }

    /// Returns the words that a unit takes in its story.
    #[inline]
    pub fn range(self, n: usize) -> std::ops::Range<usize> {
        let u = self.numbers(n);
        u[3] as usize..u[4] as usize
    }

    /// Returns the words of a unit.
    #[inline]
    pub fn words(self, n: usize) -> UnitView<'r> {
        let range = self.range(n);
        let UnitView { codes, weights } = self.whole();
        UnitView { codes: &codes[range.clone()], weights: &weights[range] }
    }

    /// Returns all words of the story.
    pub fn whole(self) -> UnitView<'r> {
        let words = self.row[1] as usize;
        let (codes, rest) = self.row[2 + self.count() * UNIT..].split_at(words);
        UnitView { codes, weights: &bytemuck::cast_slice::<u32, u16>(rest)[..words] }
    }
}

/// Where the words of a story are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Index of the chunk, or of none when on disk.
    chunk: u32,
    /// First number in the chunk, or first byte on disk.
    at: u64,
    /// Numbers.
    len: u32,
}

const ON_DISK: u32 = u32::MAX;

/// The words of all stories, in memory while the allowance lasts and on disk from then on.
pub struct WordStore<'a> {
    chunks: Shared<Vec<Vec<u32>>>,
    spool: &'a Spool,
    held: AtomicU64,
    most: u64,
}

impl<'a> WordStore<'a> {
    /// Returns an empty store that keeps about `memory` bytes in memory.
    pub fn new(memory: u64, spool: &'a Spool) -> WordStore<'a> {
        WordStore { chunks: Shared::default(), spool, held: AtomicU64::new(0), most: memory }
    }

    /// Puts stories away and returns where each is. May be called from several threads.
    ///
    /// # Errors
    /// When memory is short and the disk is full.
    pub fn put(&self, stories: &[StoryWords]) -> io::Result<Vec<Shelf>> {
        let mut chunk = Vec::new();
        let mut shelves = Vec::with_capacity(stories.len());
        for story in stories {
            let at = chunk.len();
            story.encode(&mut chunk);
            shelves.push(Shelf { chunk: ON_DISK, at: at as u64, len: (chunk.len() - at) as u32 });
        }
        let bytes = chunk.len() as u64 * 4;
        if self.held.fetch_add(bytes, Ordering::Relaxed) + bytes <= self.most {
            chunk.shrink_to_fit();
            let mut chunks = self.chunks.lock();
            shelves.iter_mut().for_each(|s| s.chunk = chunks.len() as u32);
            chunks.push(chunk);
        } else {
            self.held.fetch_sub(bytes, Ordering::Relaxed);
            let first = self.spool.append(&chunk)?;
            shelves.iter_mut().for_each(|s| s.at = first + s.at * 4);
        }
        Ok(shelves)
    }

    /// Ends the putting away.
    pub fn close(self) -> ClosedStore<'a> {
        ClosedStore { chunks: self.chunks.into_inner(), spool: self.spool }
    }
}

/// A store that only is read.
pub struct ClosedStore<'a> {
    chunks: Vec<Vec<u32>>,
    spool: &'a Spool,
}

impl ClosedStore<'_> {
    /// Returns the words of a story where they lie in memory, or read from disk into `row`.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn view<'r>(&'r self, shelf: Shelf, row: &'r mut Vec<u32>) -> io::Result<StoryView<'r>> {
        let len = shelf.len as usize;
        if shelf.chunk == ON_DISK {
            row.resize(len, 0);
            self.spool.read(shelf.at, row.as_mut_slice())?;
            return Ok(StoryView { row });
        }
        let at = shelf.at as usize;
        Ok(StoryView { row: &self.chunks[shelf.chunk as usize][at..at + len] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::WordingReader;

    #[test]
    fn words_come_back_from_memory_and_from_disk() {
        let spool = Spool::new(&std::env::temp_dir()).expect("a file");
        let mut reader = WordingReader::new();
        let long = "The mayor of Hollin spoke of the harbour for a long time. ".repeat(60);
        let stories: Vec<StoryWords> = ["One ferry sank.\n\nTwo boats helped.", &long, ""]
            .iter()
            .map(|t| StoryWords::new(&reader.read(t, None, None)))
            .collect();
        assert_eq!(stories[0].units().len(), 1, "short lines alone are a table");
        assert!(stories[1].units().len() > 2, "a long paragraph is cut");
        let sizes: Vec<u32> = stories[1].units().iter().map(Unit::words).collect();
        assert!(sizes.iter().all(|n| *n == 22), "two sentences each: {sizes:?}");
        for memory in [u64::MAX, 0] {
            let store = WordStore::new(memory, &spool);
            let shelves = store.put(&stories).expect("put");
            let store = store.close();
            for (story, shelf) in stories.iter().zip(shelves) {
                let mut row = Vec::new();
                let view = store.view(shelf, &mut row).expect("read");
                let units: Vec<Unit> = (0..view.count()).map(|n| view.unit(n).0).collect();
                assert_eq!((&units[..], view.whole().codes), (&story.units[..], &story.codes[..]));
                assert_eq!(view.whole().weights, story.weights);
            }
        }
    }
}
