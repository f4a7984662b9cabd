//! Winnowed runs of words over a whole story (Schleimer, Wilkerson and Aiken 2003): every verbatim run of
//! [`RUN`] + [`WINDOW`] - 1 = 8 words that two stories share gives both the same shingle, wherever paragraphs end.

use crate::shingle::mix;

/// Words of a shingle.
pub const RUN: usize = 5;
/// Shingles of which at least one is chosen.
pub const WINDOW: usize = 4;

const KEY: u64 = 0x5899_65cc_7537_4cc3;
/// A factor for each word of a shingle: no product waits for another, where hashing word by word waits for five.
const FACTORS: [u64; RUN] = [
    0x9e37_79b9_7f4a_7c15,
    0xd6e8_feb8_6659_fd93,
    0xc2b2_ae3d_27d4_eb4f,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
];

/// Returns the hash of a run of [`RUN`] words.
#[inline]
pub fn run_hash(run: &[u32]) -> u64 {
    let sum = run.iter().zip(FACTORS).fold(0u64, |sum, (code, factor)| {
        sum.wrapping_add(u64::from(*code).wrapping_add(1).wrapping_mul(factor))
    });
    mix(sum, KEY)
}

/// Returns the hash of two words in a row.
#[inline]
pub fn two_words(first: u32, second: u32) -> u64 {
    mix(u64::from(first) << 32 | u64::from(second), KEY)
}

/// Calls `each` with the index of the first word and the hash of every chosen shingle of a story's words. Of each
/// [`WINDOW`] shingles in a row the least hash is chosen, the last of equal ones. Cost: a few ns a word.
pub fn winnow(codes: &[u32], mut each: impl FnMut(usize, u64)) {
    let count = codes.len().saturating_sub(RUN - 1);
    let mut window = [u64::MAX; WINDOW];
    let (mut least, mut first, mut chosen) = (u64::MAX, 0, usize::MAX);
    for (at, run) in codes.windows(RUN).enumerate() {
        let hash = run_hash(run);
        window[at % WINDOW] = hash;
        if hash <= least {
            (least, first) = (hash, at);
        } else if first + WINDOW <= at {
            // The least one has left the window.
            (least, first) = (hash, at);
            for before in (at + 1 - WINDOW..at).rev() {
                if window[before % WINDOW] < least {
                    (least, first) = (window[before % WINDOW], before);
                }
            }
        }
        if (at + 1 >= WINDOW || at + 1 == count) && first != chosen {
            chosen = first;
            each(first, least);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(codes: &[u32]) -> Vec<u64> {
        let mut out = Vec::new();
        winnow(codes, |_, hash| out.push(hash));
        out
    }

    #[test]
    fn every_run_of_eight_words_leaves_a_trace() {
        let word = |n: u32| n.wrapping_mul(2_654_435_761) >> 7;
        for start in 0..50 {
            let run: Vec<u32> = (0..8).map(|n| word(1_000 + start * 31 + n)).collect();
            let around = |salt: u32| -> Vec<u32> {
                let mut codes: Vec<u32> = (0..start + salt).map(|n| word(n + salt * 7_919)).collect();
                codes.extend(&run);
                codes.extend((0..20).map(|n| word(n + salt * 104_729)));
                codes
            };
            let (a, b) = (hashes(&around(3)), hashes(&around(11)));
            assert!(a.iter().any(|h| b.contains(h)), "run at {start}");
        }
    }

    #[test]
    fn short_texts() {
        assert!(hashes(&[1, 2, 3, 4]).is_empty());
        assert_eq!(hashes(&[1, 2, 3, 4, 5]).len(), 1);
        assert_eq!(hashes(&[7; 100]).len(), 96 - 3, "equal words: the last of each window");
    }
}
