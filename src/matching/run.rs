//! The longest run of words that two stories share around two units, across paragraph breaks.

use std::ops::Range;

/// A verbatim run, in words of the two stories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// First word in the one story.
    pub a: usize,
    /// First word in the other.
    pub b: usize,
    /// Words.
    pub len: usize,
}

/// Words that must follow each other in both.
const SURE: usize = 3;
/// Words that a run is followed on to each side.
const LONGEST: usize = 512;

/// Returns the longest run of which at least three words in a row begin in both units; the earliest of equal ones. Cost:
/// the words of both, where they share no three.
pub fn longest_run(a: &[u32], in_a: Range<usize>, b: &[u32], in_b: Range<usize>) -> Run {
    let mut best = Run::default();
    // Hardly any three words of one are in the other, and one bit for each three tells.
    let mut held = [0u64; 64];
    let place = |three: &[u32]| {
        let hash = three.iter().fold(0u32, |h, code| (h.rotate_left(11) ^ code).wrapping_mul(0x9e37_79b1));
        ((hash >> 20 & 63) as usize, 1u64 << (hash >> 26))
    };
    for three in in_b.clone().filter_map(|bt| b.get(bt..bt + SURE)) {
        let (word, mask) = place(three);
        held[word] |= mask;
    }
    for at in in_a.clone() {
        let Some((word, mask)) = a.get(at..at + SURE).map(place) else { break };
        if held[word] & mask == 0 {
            continue;
        }
        for bt in in_b.clone() {
            let inner = at > in_a.start && bt > in_b.start && a[at - 1] == b[bt - 1];
            if a[at] != b[bt] || inner {
                continue;
            }
            let ahead = a[at..].iter().zip(&b[bt..]).take(LONGEST).take_while(|(x, y)| x == y).count();
            let back = a[..at].iter().rev().zip(b[..bt].iter().rev()).take(LONGEST);
            let behind = back.take_while(|(x, y)| x == y).count();
            if ahead + behind > best.len {
                best = Run { a: at - behind, b: bt - behind, len: ahead + behind };
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_go_on_across_the_ends_of_units() {
        let a = [9, 1, 2, 3, 4, 5, 6, 7, 8];
        let b = [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2];
        assert_eq!(longest_run(&a, 4..6, &b, 3..5), Run { a: 1, b: 0, len: 8 });
        assert_eq!(longest_run(&a, 0..1, &b, 0..3).len, 0);
    }

    #[test]
    fn one_word_over_and_over_stays_bounded() {
        let a = [7u32; 256];
        assert_eq!(longest_run(&a, 0..256, &a, 0..256).len, 256);
    }
}
