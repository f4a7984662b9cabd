//! Exact classes: paragraphs that are equal after normalisation, whatever their number, at linear cost.

use std::io;

use rayon::prelude::*;

use crate::index::candidates::{Eligibility, Found, IndexedStories, Pairs};
use crate::index::partition::{Partitions, radix_sort};
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
}

/// Finds the classes, gives the pairs of each member with the earliest ones near it, and returns who follows. The
/// hash is 44 bits here; whoever takes the pair compares all 128.
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
    let parts: io::Result<Vec<Vec<u32>>> = (0..PARTS)
        .into_par_iter()
        .map(|part| one_part(stories, pairs, partitions.take(part)?, rule))
        .collect();
    let mut followers: Vec<u32> = parts?.concat();
    followers.par_sort_unstable();
    Ok(Classes { followers })
}

/// Bits of a unit's number.
pub(super) const UNIT_BITS: u32 = 28;
const UNIT_MASK: u64 = (1 << UNIT_BITS) - 1;

fn one_part(
    stories: &IndexedStories<'_>,
    pairs: &Pairs<'_>,
    mut numbers: Vec<u64>,
    rule: Eligibility<'_>,
) -> io::Result<Vec<u32>> {
    radix_sort(&mut numbers, 0, &mut Vec::new());
    let mut hand = pairs.hand();
    let mut followers = Vec::new();
    let mut units: Vec<u32> = Vec::new();
    for group in numbers.chunk_by(|a, b| a >> UNIT_BITS == b >> UNIT_BITS) {
        units.clear();
        units.extend(group.iter().map(|n| (n & UNIT_MASK) as u32));
        let mut earliest = Earliest::new(stories, rule);
        for (rank, later) in units.iter().enumerate() {
            let before = earliest.before(&units, rank);
            pairs.give(&mut hand, stories, &units[before], *later, Found::EXACT)?;
            if earliest.follows(&units, rank) {
                followers.push(*later);
            }
        }
    }
    hand.finish()?;
    Ok(followers)
}

/// Returns the empty table that [`classes`] needs.
pub(super) fn table<'a>(memory: u64, spool: &'a crate::index::Spool) -> Partitions<'a> {
    Partitions::new(PARTS, memory, spool)
}
