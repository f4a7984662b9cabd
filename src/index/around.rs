//! The words around a winnowed run: whether two places that share one may share more.
//!
//! Of a hundred pairs of paragraphs that shared a run of five words in an archive of 172,000 stories, eight shared eight words.
//! To find the others out by their words took two thirds of the time to add a story: those of old stories are on the disk.

use std::ops::Range;

use crate::index::store::StoryView;
use crate::shingle::{RUN, run_hash, two_words};

/// Words on each side that are looked at. A verbatim run of 8 words has 3 more than its shingle of 5, so at least 2 on one side
/// of it: where neither side goes on with the same two words, there is none.
const SIDE: usize = 2;
/// Bits of the hash of one side; 0 where the story ends before.
const BITS: u32 = 6;

/// The two words before and the two words after a run, in 12 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Around(pub u16);

impl Around {
    /// Nothing is known of the words around.
    pub const ANY: Around = Around(0);

    /// Returns what is around the run with a key (42 bits) that begins in a unit of a story; [`Around::ANY`] where none does or
    /// several do. Cost: a few ns a word of the unit.
    pub fn of(words: StoryView<'_>, unit: usize, key: u64) -> Around {
        let codes = words.whole().codes;
        let range = words.range(unit);
        let ends = (range.end + RUN - 1).min(codes.len());
        let hashes = codes[range.start.min(ends)..ends].windows(RUN).map(run_hash);
        Around::among(codes, range.start, hashes, key)
    }

    /// As [`Around::of`], by the hashes of all runs of the story.
    pub(super) fn hashed(codes: &[u32], hashes: &[u64], unit: Range<usize>, key: u64) -> Around {
        let ends = unit.end.min(hashes.len());
        let own = hashes[unit.start.min(ends)..ends].iter().copied();
        Around::among(codes, unit.start, own, key)
    }

    fn among(codes: &[u32], from: usize, hashes: impl Iterator<Item = u64>, key: u64) -> Around {
        let mut at = hashes.enumerate().filter(|(_, hash)| super::candidates::key(*hash) == key);
        match (at.next(), at.next()) {
            (Some((at, _)), None) => Around::at(codes, from + at),
            _ => Around::ANY,
        }
    }

    fn at(codes: &[u32], at: usize) -> Around {
        let side = |from: Option<usize>| {
            let words = from.and_then(|from| codes.get(from..from + SIDE));
            words.map_or(0, |words| 1 + (two_words(words[0], words[1]) % ((1 << BITS) - 1)) as u16)
        };
        Around(side(at.checked_sub(SIDE)) << BITS | side(Some(at + RUN)))
    }

    /// Whether the run may go on on one of its sides by two words in both places. Wrong in one of thirty pairs that do not.
    pub fn may_go_on(self, other: Around) -> bool {
        let low = (1 << BITS) - 1;
        let same = |a: u16, b: u16| a != 0 && a == b;
        self == Around::ANY
            || other == Around::ANY
            || same(self.0 >> BITS, other.0 >> BITS)
            || same(self.0 & low, other.0 & low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(codes: &[u32], run: &[u32]) -> Around {
        let hashes: Vec<u64> = codes.windows(RUN).map(run_hash).collect();
        Around::hashed(codes, &hashes, 0..codes.len(), crate::index::candidates::key(run_hash(run)))
    }

    #[test]
    fn eight_words_in_common_are_never_ruled_out() {
        let run: Vec<u32> = (100..108).collect();
        for (before, after) in [(0, 0), (0, 3), (4, 0), (2, 2), (1, 1)] {
            let other = |salt: u32, n: u32| (0..n).map(move |n| salt + n);
            let a: Vec<u32> =
                other(1_000, before).chain(run.iter().copied()).chain(other(2_000, after)).collect();
            let b: Vec<u32> =
                other(3_000, after).chain(run.iter().copied()).chain(other(4_000, before)).collect();
            for shingle in run.windows(RUN) {
                assert!(around(&a, shingle).may_go_on(around(&b, shingle)), "{before} {after} {shingle:?}");
            }
        }
    }

    #[test]
    fn five_words_in_other_company_are() {
        let run: Vec<u32> = (100..105).collect();
        let with = |salt: u32| -> Vec<u32> {
            [salt, salt + 1].into_iter().chain(run.iter().copied()).chain([salt + 2, salt + 3]).collect()
        };
        let first = around(&with(1_000), &run);
        let gone_on =
            (1..1_000).filter(|salt| first.may_go_on(around(&with(1_000 + salt * 8), &run))).count();
        assert!((5..80).contains(&gone_on), "{gone_on}");
        let twice: Vec<u32> = [with(1_000), with(5_000)].concat();
        assert_eq!(around(&twice, &run), Around::ANY);
        assert_eq!(around(&run, &run), Around::ANY);
        assert_eq!(around(&twice, &[1, 2, 3, 4, 5]), Around::ANY);
    }
}
