//! The order in which blocks are shown: that of A, with a pointer at the place in B of every block that moved.

use crate::compare::{Block, Relation};

use super::reading::Reading;

/// What stands at one place.
pub(super) enum Place<'m> {
    /// A block.
    Block(&'m Block),
    /// The place in B of a block that stands elsewhere.
    Arrival(&'m Block),
}

/// Returns the blocks in reading order, with a pointer where each moved block stands in B.
pub(super) fn places(blocks: Vec<&Block>) -> Vec<Place<'_>> {
    let first = |b: &Block| b.b.iter().copied().min();
    let in_place = blocks.iter().enumerate().filter(|(_, b)| b.moved.is_none());
    let mut places: Vec<(u32, usize)> = in_place.filter_map(|(i, b)| Some((first(b)?, i))).collect();
    places.sort_unstable();
    let mut arrivals: Vec<(Option<usize>, u32, &Block)> = Vec::new();
    for &block in &blocks {
        let (Some(_), Some(to)) = (&block.moved, first(block)) else { continue };
        let before = places.partition_point(|(b, _)| *b < to).checked_sub(1);
        arrivals.push((before.map(|i| places[i].1), to, block));
    }
    arrivals.sort_by_key(|&(place, to, block)| (place, to, block.id));
    let mut arrivals = arrivals.into_iter().peekable();
    let mut out = Vec::new();
    for place in std::iter::once(None).chain((0..blocks.len()).map(Some)) {
        out.extend(place.map(|i| Place::Block(blocks[i])));
        while let Some((_, _, block)) = arrivals.next_if(|a| a.0 == place) {
            out.push(Place::Arrival(block));
        }
    }
    out
}

/// Whether a block stands in its place without a change that is painted.
pub(super) fn is_still(reading: &Reading<'_>, block: &Block, style: bool) -> bool {
    let same = match block.relation {
        Relation::Identical => true,
        Relation::Typography | Relation::Style => !style,
        _ => false,
    };
    same && block.moved.is_none() && !reading.has_unlinked(block)
}
