//! Exact classes: paragraphs that are equal after normalisation, whatever their number, at linear cost.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use crate::index::candidates::{Eligibility, Found, IndexedStories, Pairs};
use crate::index::partition::{Partitions, radix_sort};
use crate::index::store::Unit;
use crate::index::window::Earliest;

/// Parts of the class table.
const PARTS: usize = 256;

/// Shortest unit that has a class, in words: `Read more` is equal everywhere and means nothing.
pub const SHORTEST: u32 = 6;

/// What the classes say of each unit.
pub struct Classes {
    /// Units that are so far down their class that nothing but the class speaks for them, in order.
    pub followers: Vec<u32>,
}

impl Classes {
    /// Whether the shingles of a unit are left out.
    pub fn follows(&self, unit: u32) -> bool {
        self.followers.binary_search(&unit).is_ok()
    }

    /// The followers whose stories have other units too, in order. Where all units of a story follow, it is known by its
    /// classes, and those of the earliest stories that have them speak for the rest; where some do not, it is another story,
    /// which is held against as many as any.
    fn partial(&self, stories: &IndexedStories<'_>) -> io::Result<Vec<u32>> {
        let of_chunk = |range: Range<usize>| -> io::Result<Vec<u32>> {
            let (mut row, mut out) = (Vec::new(), Vec::new());
            for story in range {
                let units = stories.units(story);
                let from = self.followers.partition_point(|unit| *unit < units.start);
                let own = &self.followers[from..];
                let own = &own[..own.partition_point(|unit| *unit < units.end)];
                if own.is_empty() || own.len() == units.len() {
                    continue;
                }
                let view = stories.view(story, &mut row)?;
                let classed = (0..view.count()).filter(|n| view.unit(*n).0.words() >= SHORTEST).count();
                if classed > own.len() {
                    out.extend_from_slice(own);
                }
            }
            Ok(out)
        };
        let mut out = stories.chunks().map(of_chunk).collect::<io::Result<Vec<_>>>()?.concat();
        out.par_sort_unstable();
        Ok(out)
    }
}

/// Finds the classes, gives the pairs of each member with the earliest ones near it, and returns who follows. In a crowd a
/// story all of whose units follow is held against [`Eligibility::many`] stories only: 200,000 equal ones are half as many
/// pairs. The hash is 44 bits here; whoever takes the pair compares all 128.
///
/// # Errors
/// When the disk is full or fails.
pub fn classes(
    stories: &IndexedStories<'_>,
    pairs: &Pairs<'_>,
    partitions: &Partitions<'_>,
    rule: Eligibility<'_>,
) -> io::Result<Classes> {
    stories.chunks().try_for_each(|range| -> io::Result<()> {
        let mut hand = partitions.hand();
        let mut row = Vec::new();
        for story in range {
            let view = stories.view(story, &mut row)?;
            for (n, unit) in (0..view.count()).map(|n| view.unit(n).0).enumerate() {
                if unit.words() >= SHORTEST {
                    let id = u64::from(stories.units(story).start) + n as u64;
                    let hash = (unit.class >> 64) as u64;
                    hand.give((hash >> 56) as usize, hash << 8 & !UNIT_MASK | id)?;
                }
            }
        }
        hand.finish()
    })?;
    let parts: io::Result<Vec<Part>> = (0..PARTS)
        .into_par_iter()
        .map(|part| one_part(stories, pairs, partitions.take(part)?, rule))
        .collect();
    let parts = parts?;
    let mut followers: Vec<u32> = parts.iter().flat_map(|part| &part.followers).copied().collect();
    followers.par_sort_unstable();
    let classes = Classes { followers };
    let partial = classes.partial(stories)?;
    if !partial.is_empty() {
        parts.into_par_iter().try_for_each(|part| part.rest(stories, pairs, &partial, rule))?;
    }
    Ok(classes)
}

/// Returns the key of the class of a unit (44 bits): equal for equal units, and for hardly any others. None for units that are
/// too short to have one.
pub fn class_key(unit: &Unit) -> Option<u64> {
    (unit.words() >= SHORTEST).then_some(((unit.class >> 64) as u64) >> (UNIT_BITS - 8))
}

/// Bits of a unit's number.
pub(super) const UNIT_BITS: u32 = 28;
const UNIT_MASK: u64 = (1 << UNIT_BITS) - 1;

/// The classes of one part that have followers.
#[derive(Default)]
struct Part {
    followers: Vec<u32>,
    /// Members of each class, in order.
    crowds: Vec<Vec<u32>>,
}

/// Gives the pairs of each member with earlier ones, of a follower with those that are enough.
fn one_part(
    stories: &IndexedStories<'_>,
    pairs: &Pairs<'_>,
    mut numbers: Vec<u64>,
    rule: Eligibility<'_>,
) -> io::Result<Part> {
    radix_sort(&mut numbers, 0, &mut Vec::new());
    let mut hand = pairs.hand();
    let mut part = Part::default();
    let mut units: Vec<u32> = Vec::new();
    for group in numbers.chunk_by(|a, b| a >> UNIT_BITS == b >> UNIT_BITS) {
        units.clear();
        units.extend(group.iter().map(|n| (n & UNIT_MASK) as u32));
        let mut earliest = Earliest::new(stories, rule);
        let known = part.followers.len();
        for (rank, later) in units.iter().enumerate() {
            let mut before = earliest.before(&units, rank);
            if earliest.follows(&units, rank) {
                part.followers.push(*later);
                before = earliest.fewer(&units, before, rank);
            }
            pairs.give(&mut hand, stories, &units[before], *later, Found::EXACT)?;
        }
        if part.followers.len() > known {
            part.crowds.push(units.clone());
        }
    }
    hand.finish()?;
    Ok(part)
}

impl Part {
    /// Gives the pairs that were left out of the followers in `partial`.
    fn rest(
        &self,
        stories: &IndexedStories<'_>,
        pairs: &Pairs<'_>,
        partial: &[u32],
        rule: Eligibility<'_>,
    ) -> io::Result<()> {
        let mut hand = pairs.hand();
        for units in &self.crowds {
            let mut earliest = Earliest::new(stories, rule);
            for (rank, later) in units.iter().enumerate() {
                let before = earliest.before(units, rank);
                if partial.binary_search(later).is_ok() {
                    let given = earliest.fewer(units, before.clone(), rank);
                    pairs.give(&mut hand, stories, &units[given.end..before.end], *later, Found::EXACT)?;
                }
            }
        }
        hand.finish()
    }
}

/// Returns the empty table that [`classes`] needs.
pub(super) fn table<'a>(memory: u64, spool: &'a crate::index::Spool) -> Partitions<'a> {
    Partitions::new(PARTS, memory, spool)
}
