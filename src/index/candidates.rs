//! Pairs of paragraphs that share enough shingles to be compared.
//!
//! Holders of a shingle are ordered by the canonical order of their stories. A shingle speaks for a pair when one of the two
//! is among its `holders` earliest: a frequent shingle is never dropped, which would lose the later copies of a popular
//! wire (56-62 % of them from the 128th on), and no shingle costs more than `holders` pairs a holder. Where only stories
//! near in time are compared, holders that lie too far back are none: the earliest are those of the window. A pair is
//! eligible when the shingles that speak for it tell enough together, or when a winnowed run does. That depends on the
//! set of stories alone, never on files, threads or the order of arrival.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::index::around::Around;
use crate::index::classes::{self, Classes, UNIT_BITS};
use crate::index::partition::{Hand, Partitions, radix_sort};
use crate::index::spool::Spool;
use crate::index::store::{ClosedStore, Shelf, StoryView};
use crate::index::window::{Earliest, Window};
use crate::shingle::{RUN, pairs, run_hash, winnow};

/// Parts of the shingle table: 2^10, each a few megabytes for a million stories.
const PART_BITS: u32 = 10;
/// Parts of the pair table.
const PAIR_PARTS: usize = 512;
/// Most units, 268 million.
const MOST_UNITS: u32 = 1 << UNIT_BITS;
/// Most earliest holders that are looked at, however many are asked for.
const MOST_HOLDERS: usize = 64;
/// Stories that a thread takes at once.
const CHUNK: usize = 256;

/// Units between two rows of the guide from units to stories.
const GUIDE: u32 = 32;

/// All stories in canonical order, with their words.
pub struct IndexedStories<'a> {
    store: &'a ClosedStore<'a>,
    shelves: Vec<Shelf>,
    /// Number of the first unit of each story, and at the end the number of all units.
    first_unit: Vec<u32>,
    /// The story of every 32nd unit.
    guide: Vec<u32>,
}

impl<'a> IndexedStories<'a> {
    /// Returns the stories in canonical order, each with where its words are and how many units it has.
    pub fn new(
        store: &'a ClosedStore<'a>,
        stories: impl Iterator<Item = (Shelf, u32)>,
    ) -> IndexedStories<'a> {
        let (mut shelves, mut first_unit, mut guide) = (Vec::new(), vec![0u32], Vec::new());
        for (shelf, units) in stories {
            let story = shelves.len() as u32;
            let from = first_unit.last().copied().unwrap_or(0);
            let to = from.saturating_add(units);
            while (guide.len() as u32) * GUIDE < to {
                guide.push(story);
            }
            shelves.push(shelf);
            first_unit.push(to);
        }
        IndexedStories { store, shelves, first_unit, guide }
    }

    /// Returns the number of stories.
    pub fn count(&self) -> usize {
        self.shelves.len()
    }

    /// Returns the words of a story where they lie; `row` is scratch space for what lies on disk.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn view<'r>(&'r self, story: usize, row: &'r mut Vec<u32>) -> io::Result<StoryView<'r>> {
        self.store.view(self.shelves[story], row)
    }

    /// Returns the numbers of the units of a story.
    pub fn units(&self, story: usize) -> Range<u32> {
        self.first_unit[story]..self.first_unit[story + 1]
    }

    /// Returns the number of all units.
    pub fn unit_count(&self) -> u32 {
        self.first_unit.last().copied().unwrap_or(0)
    }

    /// Returns the index of the story that a unit belongs to.
    #[inline]
    pub fn story_of(&self, unit: u32) -> usize {
        let mut story = self.guide[(unit / GUIDE) as usize] as usize;
        while self.first_unit[story + 1] <= unit {
            story += 1;
        }
        story
    }

    /// Returns ranges of stories, for threads to share.
    pub(super) fn chunks(&self) -> impl ParallelIterator<Item = Range<usize>> {
        let count = self.count();
        (0..count.div_ceil(CHUNK)).into_par_iter().map(move |n| n * CHUNK..((n + 1) * CHUNK).min(count))
    }
}

/// What makes a pair eligible.
#[derive(Clone, Copy)]
pub struct Eligibility<'a> {
    /// Earliest holders of a shingle that it speaks for.
    pub holders: usize,
    /// Earlier stories that are enough for a story of which every paragraph is known by its class; at most `holders`.
    pub many: usize,
    /// What the shared pairs of words must tell together, in bits. Pairs overlap, so that each word counts in up to four.
    pub least_bits: u32,
    /// Which stories are near enough in time to be compared; all are where there is none.
    pub window: Option<Window<'a>>,
    /// Whether nothing but the earliest holders of its own shingles decides about a pair, so that another story changes the
    /// answer for a pair only where it becomes one of them. Nothing is thinned then, members of a large class are held
    /// against other paragraphs like any, a shingle tells what it tells the later unit, and a run tells nothing of two units
    /// where it goes on with other words on both sides ([`Around`]).
    pub steady: bool,
}

/// What speaks for a pair, in one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found(u8);

impl Found {
    /// Both are of one class.
    pub(super) const EXACT: Found = Found(255);
    /// A winnowed run.
    const RUN: Found = Found(254);

    /// What a shingle of so many steps says; runs have none.
    fn of(steps: u8) -> Found {
        if steps == 0 { Found::RUN } else { Found(steps) }
    }
}

/// Bits that one step of a pair's weight stands for.
const STEP: u32 = 2;
/// Bits of a hash that must be nothing for a pair to be indexed: every second one is. A paragraph has two pairs for each
/// content word, so that those left speak for it as well as all do, at half the memory.
const SAMPLED: u64 = 1 << 32;
/// Heaviest pair of words in steps.
const HEAVIEST: u32 = 15;

/// The table of pairs, by the later story.
pub struct Pairs<'a> {
    partitions: Partitions<'a>,
    stories_a_part: usize,
}

impl<'a> Pairs<'a> {
    fn new(stories: usize, memory: u64, spool: &'a Spool) -> Pairs<'a> {
        let stories_a_part = stories.div_ceil(PAIR_PARTS).max(1);
        Pairs { partitions: Partitions::new(PAIR_PARTS, memory, spool), stories_a_part }
    }

    pub(super) fn hand(&self) -> Hand<'_, 'a> {
        self.partitions.hand()
    }

    /// Notes what speaks for the pairs of a unit with earlier ones; those of its own story are left out.
    pub(super) fn give(
        &self,
        hand: &mut Hand<'_, '_>,
        stories: &IndexedStories<'_>,
        earlier: &[u32],
        later: u32,
        found: Found,
    ) -> io::Result<()> {
        if earlier.is_empty() {
            return Ok(());
        }
        let story = stories.story_of(later);
        let own = stories.first_unit[story];
        let part = story / self.stories_a_part;
        for unit in earlier.iter().filter(|unit| **unit < own) {
            hand.give(part, u64::from(later) << 36 | u64::from(*unit) << 8 | u64::from(found.0))?;
        }
        Ok(())
    }
}

/// A pair of units that is to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The story of the later unit.
    pub later_story: u32,
    /// The story of the earlier unit.
    pub earlier_story: u32,
    /// The later unit.
    pub later: u32,
    /// The earlier unit.
    pub earlier: u32,
    /// Whether both are of one class, by 44 bits of its hash.
    pub exact: bool,
    /// Whether they share a winnowed run.
    pub run: bool,
    /// Whether their shared pairs of words tell enough.
    pub pairs: bool,
}

/// The pairs found, to be taken part by part.
pub struct CandidatePart<'a> {
    pairs: Pairs<'a>,
    least: u32,
}

impl CandidatePart<'_> {
    /// Returns the number of parts; a story's pairs with earlier ones are all in one.
    pub fn count(&self) -> usize {
        PAIR_PARTS
    }

    /// Returns the pairs of one part by later story, earlier story, later unit, earlier unit.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn take(&self, part: usize, stories: &IndexedStories<'_>) -> io::Result<Vec<Candidate>> {
        let mut numbers = self.pairs.partitions.take(part)?;
        radix_sort(&mut numbers, 8, &mut Vec::new());
        let mut out = Vec::new();
        let mut later_story = 0;
        for group in numbers.chunk_by(|a, b| a >> 8 == b >> 8) {
            let found = group.iter().map(|n| Found(*n as u8));
            let sum: u32 = found.clone().filter(|f| f.0 < Found::RUN.0).map(|f| u32::from(f.0)).sum();
            let exact = found.clone().any(|f| f == Found::EXACT);
            let run = found.clone().any(|f| f == Found::RUN);
            let enough = sum >= self.least;
            if !(exact || run || enough) {
                continue;
            }
            let (later, earlier) = ((group[0] >> 36) as u32, (group[0] >> 8) as u32 & (MOST_UNITS - 1));
            if stories.first_unit[later_story + 1] <= later {
                later_story = stories.story_of(later);
            }
            out.push(Candidate {
                later_story: later_story as u32,
                earlier_story: stories.story_of(earlier) as u32,
                later,
                earlier,
                exact,
                run,
                pairs: enough,
            });
        }
        out.sort_unstable();
        Ok(out)
    }
}

/// Finds all eligible pairs. `memory` bounds the tables, which go to `spool` past it; `watch` is told of every story.
///
/// # Errors
/// When the disk is full or fails, or there are more than 268 million paragraphs.
pub fn candidates<'a>(
    stories: &IndexedStories<'_>,
    rule: Eligibility<'_>,
    memory: u64,
    spool: &'a Spool,
    watch: &(dyn Fn(Watched) + Sync),
) -> io::Result<CandidatePart<'a>> {
    if stories.unit_count() >= MOST_UNITS {
        return Err(io::Error::other("more than 268 million paragraphs; scan them in parts"));
    }
    let rule = Eligibility { holders: rule.holders.min(MOST_HOLDERS), ..rule };
    let found = Pairs::new(stories.count(), memory / 2, spool);
    let classes = classes::classes(stories, &found, &classes::table(memory / 2, spool), rule)?;
    let shingles = Partitions::new(1 << PART_BITS, memory / 2, spool);
    stories.chunks().try_for_each(|range| -> io::Result<()> {
        let count = range.len() as u64;
        let mut hand = shingles.hand();
        let mut row = Vec::new();
        for story in range {
            shingle(stories.view(story, &mut row)?, stories.first_unit[story], &classes, &mut hand)?;
        }
        watch(Watched::Stories(count));
        hand.finish()
    })?;
    watch(Watched::Sorting(1 << PART_BITS));
    (0..1 << PART_BITS).into_par_iter().try_for_each(|part| {
        join(stories, (part as u64, shingles.take(part)?), rule, &found)?;
        watch(Watched::Parts(1));
        io::Result::Ok(())
    })?;
    Ok(CandidatePart { pairs: found, least: least_steps(rule.least_bits) })
}

/// What [`candidates`] reports.
#[derive(Clone, Copy, Debug)]
pub enum Watched {
    /// So many stories more are shingled.
    Stories(u64),
    /// All are; so many parts will be sorted.
    Sorting(u64),
    /// So many parts more are sorted.
    Parts(u64),
}

/// Gives all shingles of a story.
fn shingle(words: StoryView<'_>, first: u32, classes: &Classes, hand: &mut Hand<'_, '_>) -> io::Result<()> {
    let mut result = Ok(());
    let follows: Vec<bool> = (0..words.count()).map(|n| classes.follows(first + n as u32)).collect();
    shingles(words, &follows, |hash, unit, steps| {
        let number = hash << 32 | u64::from(first + unit) << 4 | u64::from(steps);
        if let Err(error) = hand.give((hash >> (64 - PART_BITS)) as usize, number) {
            result = Err(error);
        }
    });
    result
}

/// Calls `give` with the hash of every shingle of a story, its unit in the story, and its steps (none for runs); units that
/// follow in their class are left out.
fn shingles(words: StoryView<'_>, follows: &[bool], mut give: impl FnMut(u64, u32, u8)) {
    for (n, _) in follows.iter().enumerate().filter(|(_, follows)| !**follows) {
        pairs(words.unit(n).1, |hash, bits| {
            if hash & SAMPLED == 0 {
                give(hash, n as u32, (bits / 256 / STEP).min(HEAVIEST) as u8);
            }
        });
    }
    let mut unit = 0;
    winnow(words.whole().codes, |at, hash| {
        while words.unit(unit).0.to as usize <= at {
            unit += 1;
        }
        // A run inside a follower is known by its class; one that leaves it is not.
        if !follows[unit] || at + RUN > words.unit(unit).0.to as usize {
            give(hash, unit as u32, 0);
        }
    });
}

/// Calls `each` with the key of every shingle of a story (42 bits), the index of its unit, what it tells: 0 for a run, else
/// steps of bits up to 15; and what is around a run. A key can come several times.
pub fn shingle_keys(words: StoryView<'_>, mut each: impl FnMut(u64, u32, u8, Around)) {
    let follows = vec![false; words.count()];
    let codes = words.whole().codes;
    let hashes: Vec<u64> = codes.windows(RUN).map(run_hash).collect();
    shingles(words, &follows, |hash, unit, steps| {
        let around = match steps {
            0 => Around::hashed(codes, &hashes, words.range(unit as usize), key(hash)),
            _ => Around::ANY,
        };
        each(key(hash), unit, steps, around);
    });
}

/// The bits of a hash that the table of shingles keeps.
pub(super) fn key(hash: u64) -> u64 {
    hash >> (64 - PART_BITS) << 32 | u64::from(hash as u32)
}

/// Returns the steps that shared shingles must add up to, where they must tell `least_bits` together.
pub fn least_steps(least_bits: u32) -> u32 {
    least_bits / (2 * STEP)
}

/// What is made of a shingle that many units hold.
///
/// Four in five pairs of units that meet share one frequent shingle and nothing else; of 248 million in an archive of 100,000
/// stories 128 million met by shingles of 64 holders and more, and their share grows with the archive. So a frequent shingle
/// speaks for fewer pairs. One more frequent than any story has copies is sampled again, and what is left of those is the
/// louder, but none loud enough to make a pair eligible alone. (Sampled from 64 holders on, 1.3 % of the copies of a
/// paragraph in 500 copies were lost.)
struct Thinned {
    /// Bits of the hash that must be nothing.
    sampled: u64,
    holders: usize,
    weight: Found,
}

/// Holders from which a shingle is frequent.
const FREQUENT: usize = 64;
/// Holders from which it is more frequent than copies make it, and than hardly anything does.
const STOCK: [usize; 2] = [1024, 4096];

impl Thinned {
    /// With a window few of the holders may be near each other: nothing is thinned then. Runs are rare enough.
    fn new(units: usize, weight: Found, rule: Eligibility<'_>) -> Thinned {
        if units < FREQUENT || weight == Found::RUN || rule.window.is_some() || rule.steady {
            return Thinned { sampled: 0, holders: rule.holders, weight };
        }
        let (sampled, times) = match units {
            _ if units >= STOCK[1] => (0b111, 3),
            _ if units >= STOCK[0] => (0b11, 2),
            _ => (0, 1),
        };
        let alone = least_steps(rule.least_bits).saturating_sub(1).clamp(1, u32::from(Found::RUN.0) - 1);
        let louder = (u32::from(weight.0) * times).min(alone.max(u32::from(weight.0)));
        Thinned { sampled, holders: rule.many.clamp(1, rule.holders), weight: Found(louder as u8) }
    }
}

/// What is around a run in each of the units that hold it.
fn all_around(
    stories: &IndexedStories<'_>,
    units: &[u32],
    key: u64,
    row: &mut Vec<u32>,
) -> io::Result<Vec<Around>> {
    let of_one = |unit: &u32| {
        let story = stories.story_of(*unit);
        let words = stories.view(story, row)?;
        Ok(Around::of(words, (unit - stories.first_unit[story]) as usize, key))
    };
    units.iter().map(of_one).collect()
}

/// Notes every pair that the shingles of one part speak for.
fn join(
    stories: &IndexedStories<'_>,
    (part, mut numbers): (u64, Vec<u64>),
    rule: Eligibility<'_>,
    found: &Pairs<'_>,
) -> io::Result<()> {
    radix_sort(&mut numbers, 32, &mut Vec::new());
    let mut hand = found.hand();
    let mut units: Vec<u32> = Vec::new();
    let (mut arounds, mut row, mut near) = (Vec::new(), Vec::new(), Vec::new());
    for group in numbers.chunk_by_mut(|a, b| a >> 32 == b >> 32) {
        if group.len() < 2 {
            continue;
        }
        group.sort_unstable();
        let unit = |number: u64| (number >> 4) as u32 & (MOST_UNITS - 1);
        let tells = |number: u64| Found::of((number & 0xf) as u8);
        let weight = tells(group[0]);
        units.clear();
        units.extend(group.iter().map(|number| unit(*number)));
        units.dedup();
        let thinned = Thinned::new(units.len(), weight, rule);
        if (group[0] >> 32) & thinned.sampled != 0 {
            continue;
        }
        let (rule, weight) = (Eligibility { holders: thinned.holders, ..rule }, thinned.weight);
        let mut earliest = Earliest::new(stories, rule);
        let group_key = group[0] >> 32;
        arounds.clear();
        let mut own = group.chunk_by(|a, b| unit(*a) == unit(*b)).map(|numbers| tells(numbers[0]));
        own.next();
        for (rank, own) in (1..units.len()).zip(own) {
            let before = earliest.before(&units, rank);
            let weight = if rule.steady { own } else { weight };
            if rule.steady && own == Found::RUN {
                if arounds.is_empty() {
                    arounds = all_around(stories, &units, part << 32 | group_key, &mut row)?;
                }
                near.clear();
                let may = before.filter(|at| arounds[*at].may_go_on(arounds[rank]));
                near.extend(may.map(|at| units[at]));
                found.give(&mut hand, stories, &near, units[rank], weight)?;
            } else {
                found.give(&mut hand, stories, &units[before], units[rank], weight)?;
            }
        }
    }
    hand.finish()
}
