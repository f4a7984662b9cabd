//! The words of one unit, ready to be scored many times.

use crate::text::{Token, TokenKind};

/// Longest unit that is scored, in words. Sentences are cut shorter than that already.
pub const LONGEST: usize = 512;

/// One word of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordView {
    /// Key of its stem: forms of one word match.
    pub key: u64,
    /// What it tells, in 1/256 bit.
    pub bits: u16,
    /// Whether it is evidence by itself.
    pub content: bool,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
    /// Index of its token in the unit.
    pub token: u16,
}

/// The scorable words of a unit: no marks, no honorifics, no dateline.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Words in text order.
    pub words: Vec<WordView>,
    /// The same words' keys sorted, each with its bits: a multiset to intersect.
    pub sorted: Vec<(u64, u16)>,
    /// Sum of all bits, in 1/256 bit.
    pub total: u32,
}

impl Profile {
    /// Returns the profile of a unit's tokens.
    pub fn new(tokens: &[Token]) -> Profile {
        let words: Vec<WordView> = tokens
            .iter()
            .enumerate()
            .filter(|(_, t)| t.is_word() && t.kind != TokenKind::Honorific)
            .take(LONGEST)
            .map(|(at, t)| WordView {
                key: t.stem,
                bits: t.bits,
                content: t.is_content(),
                quoted: t.quoted,
                token: at as u16,
            })
            .collect();
        Profile::of(words)
    }

    /// Returns the profile of the words that stand outside quotation marks.
    pub fn unquoted(&self) -> Profile {
        Profile::of(self.words.iter().copied().filter(|w| !w.quoted).collect())
    }

    /// Returns the profile of the words marked in `keep`, one mark a word.
    pub fn among(&self, keep: &[bool]) -> Profile {
        Profile::of(self.words.iter().zip(keep).filter(|(_, k)| **k).map(|(w, _)| *w).collect())
    }

    fn of(words: Vec<WordView>) -> Profile {
        let mut sorted: Vec<(u64, u16)> = words.iter().map(|w| (w.key, w.bits)).collect();
        sorted.sort_unstable();
        let total = words.iter().map(|w| u32::from(w.bits)).sum();
        Profile { words, sorted, total }
    }

    /// Returns the information that both units have, in 1/256 bit: the multiset intersection of their words.
    pub fn shared(&self, other: &Profile) -> u32 {
        let (mut a, mut b, mut sum) = (0, 0, 0u32);
        while let (Some(x), Some(y)) = (self.sorted.get(a), other.sorted.get(b)) {
            match x.0.cmp(&y.0) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    sum += u32::from(x.1.min(y.1));
                    a += 1;
                    b += 1;
                }
            }
        }
        sum
    }
}
