//! Several segments -> one.

use std::cmp::Ordering;
use std::path::Path;

use super::error::StoreError;
use super::newest::Newest;
use super::records::RecordBlock;
use super::segment::{Posting, Segment};
use super::write::{SegmentWriter, Written};

/// What stays of several segments.
pub struct Keep<'a> {
    /// Whether all holders and records still count: then few of them are looked at.
    pub all: bool,
    /// The order of the holders of one key.
    pub order: &'a dyn Fn(&Posting, &Posting) -> Ordering,
    /// Whether a holder still counts.
    pub holder: &'a dyn Fn(u64, &Posting) -> bool,
    /// Whether a record still counts.
    pub record: &'a dyn Fn(u64) -> bool,
    /// Whether a record is worth to be packed.
    pub packed: &'a dyn Fn(u64) -> bool,
}

/// Writes one segment of several, oldest first. `oldest` says whether there is none before them, so that what takes older
/// records away can go itself. Memory: a block of each, and the holders of one key.
pub(super) fn merge(
    segments: &[&Segment],
    oldest: bool,
    path: &Path,
    keep: &Keep<'_>,
) -> Result<Written, StoreError> {
    let mut out = SegmentWriter::create(path)?;
    let mut all = segments.iter().map(|s| s.all_holders()).collect::<Result<Vec<_>, _>>()?;
    let mut holders: Vec<Posting> = Vec::new();
    let order = |a: &Posting, b: &Posting| (keep.order)(a, b);
    while let Some(key) = all.iter().filter_map(|list| list.key()).min() {
        holders.clear();
        let mut in_order = true;
        for list in all.iter_mut().filter(|list| list.key() == Some(key)) {
            let before = holders.len();
            list.take(&mut holders)?;
            // As stories come most of the time.
            in_order &= before == 0 || order(&holders[before - 1], &holders[before]).is_lt();
        }
        if !keep.all {
            holders.retain(|holder| (keep.holder)(key, holder));
        }
        if !in_order {
            holders.sort_by(order);
            holders.dedup();
        }
        out.holders(key, &holders)?;
    }
    let mut records = Newest::new(segments.iter().copied(), 0);
    let stays = |block: &RecordBlock| {
        block.entries().all(|(key, bytes)| !bytes.is_empty() && (keep.record)(key) && (keep.packed)(key))
    };
    loop {
        if let Some((first, block)) = records.next_block(keep.all, stays)? {
            out.packed_block(first, block)?;
            continue;
        }
        let Some((key, newest)) = records.next()? else { break };
        // What no longer counts must go on hiding what older segments hold of it.
        let newest = if (keep.record)(key) { newest } else { &[] };
        if !(newest.is_empty() && oldest) {
            out.record(key, newest, (keep.packed)(key))?;
        }
    }
    out.finish()
}
