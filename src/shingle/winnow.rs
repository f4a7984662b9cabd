//! Winnowed runs of words over a whole story (Schleimer, Wilkerson and Aiken 2003): every verbatim run of
//! [`RUN`] + [`WINDOW`] - 1 = 8 words that two stories share gives both the same shingle, wherever paragraphs end.

use crate::shingle::mix;

/// Words of a shingle.
pub const RUN: usize = 5;
/// Shingles of which at least one is chosen.
pub const WINDOW: usize = 4;

const KEY: u64 = 0x5899_65cc_7537_4cc3;

/// Calls `each` with the index of the first word and the hash of every chosen shingle of a story's words. Of each
/// [`WINDOW`] shingles in a row the least hash is chosen, the last of equal ones. Cost: about 10 ns a word.
pub fn winnow(codes: &[u32], mut each: impl FnMut(usize, u64)) {
    if codes.len() < RUN {
        return;
    }
    let mut window = [(u64::MAX, usize::MAX); WINDOW];
    let mut chosen = usize::MAX;
    for at in 0..=codes.len() - RUN {
        let run = &codes[at..at + RUN];
        let hash = run.iter().fold(0, |hash, code| mix(hash ^ u64::from(*code), KEY));
        window[at % WINDOW] = (hash, at);
        if at + 1 < WINDOW && at + RUN < codes.len() {
            continue;
        }
        let least = window.iter().filter(|w| w.1 != usize::MAX).min_by_key(|w| (w.0, usize::MAX - w.1));
        if let Some((hash, first)) = least
            && *first != chosen
        {
            chosen = *first;
            each(*first, *hash);
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
        assert_eq!(hashes(&[7; 100]).len(), 97 - 3, "equal words: the last of each window");
    }
}
