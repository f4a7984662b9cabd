//! Pairs of content words: the shingles that survive rewording.
//!
//! Stop words change with every rewrite and tell nothing, so they are left out before pairs are taken. On real news, pairs at
//! distance 1 and 2 propose every rewrite with up to 30 % of its words changed, where runs of five words propose nine in ten
//! and a MinHash over them one in five.

use crate::score::UnitView;
use crate::shingle::mix;
use crate::text::Weight;

/// How far apart the two words of a pair may stand, in content words.
pub const PAIR_REACH: usize = 2;

const KEY: u64 = 0x8ebc_6af0_9c88_c6e3;

/// Calls `each` with the hash of every pair of content words of a unit and with what the two tell together (1/256 bit). Pairs
/// are ordered: `ferry sank` is not `sank ferry`. Cost: two hashes a content word.
#[inline]
pub fn pairs(unit: UnitView<'_>, mut each: impl FnMut(u64, u32)) {
    let mut last = [(0u32, 0u32); PAIR_REACH];
    let mut seen = 0;
    for (code, weight) in unit.codes.iter().zip(unit.weights) {
        let weight = Weight::from_raw(*weight);
        if !weight.is_content() {
            continue;
        }
        let bits = weight.bits();
        for (before, tells) in last.iter().take(seen) {
            each(mix(u64::from(*before) << 32 | u64::from(*code), KEY), tells + bits);
        }
        last.rotate_right(1);
        last[0] = (*code, bits);
        seen = (seen + 1).min(PAIR_REACH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_words_pair_with_the_next_two() {
        let codes = [1, 2, 9, 3, 4];
        let weights = [8 * 256, 6 * 256, 2 * 256, 7 * 256, 5 * 256];
        let mut found = Vec::new();
        pairs(UnitView { codes: &codes, weights: &weights }, |hash, bits| found.push((hash, bits / 256)));
        let told: Vec<u32> = found.iter().map(|f| f.1).collect();
        assert_eq!(told, [14, 13, 15, 12, 11], "1-2, 2-3, 1-3, 3-4, 2-4: the stop word is passed over");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 5);
    }
}
