//! S of two paragraphs of a feed: the same formula as for sentences, over words kept in 6 bytes each.

use crate::score::similarity::{Similarity, total};
use crate::text::Weight;
use crate::text::background::BIT;

/// The words of one paragraph as the index keeps them: a code and a weight a word, in text order.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitView<'a> {
    /// What each word matches by.
    pub codes: &'a [u32],
    /// What each word tells and how it stands: a [`Weight`] as its raw number.
    pub weights: &'a [u16],
}

impl<'a> UnitView<'a> {
    /// Returns the number of words.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Returns the information of all words in 1/256 bit.
    pub fn total(&self) -> u32 {
        self.weights.iter().map(|w| Weight::from_raw(*w).bits()).sum()
    }
}

/// Slots of the table of one unit's words; units have at most 256 words.
const SLOTS: usize = 1024;

/// Scores one unit against many: the words of the one are looked up, those of the others walked through.
pub struct Scorer {
    /// Code, stamp, count of the word in the unit, bits.
    table: Vec<Slot>,
    stamp: u32,
    codes: Vec<u32>,
    bits: Vec<f32>,
    total: u32,
    diagonals: Diagonals,
    /// Slots taken from while one bound is worked out, to be given back.
    taken: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    code: u32,
    stamp: u32,
    count: u16,
    bits: u16,
}

impl Default for Scorer {
    fn default() -> Scorer {
        Scorer {
            table: vec![Slot::default(); SLOTS],
            stamp: 0,
            codes: Vec::new(),
            bits: Vec::new(),
            total: 0,
            diagonals: Diagonals::default(),
            taken: Vec::new(),
        }
    }
}

impl Scorer {
    /// Takes the unit that the next ones are scored against; only its first 512 words count.
    pub fn take(&mut self, unit: UnitView<'_>) {
        let words = unit.len().min(SLOTS / 2);
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.table.iter_mut().for_each(|s| *s = Slot::default());
            self.stamp = 1;
        }
        self.codes.clear();
        self.codes.extend_from_slice(&unit.codes[..words]);
        self.bits.clear();
        self.bits.extend(unit.weights[..words].iter().map(|w| Weight::from_raw(*w).bits() as f32));
        self.total = unit.weights[..words].iter().map(|w| Weight::from_raw(*w).bits()).sum();
        for (code, bits) in self.codes.iter().zip(&self.bits) {
            let at = find(&self.table, self.stamp, *code);
            let slot = &mut self.table[at];
            if slot.stamp != self.stamp {
                *slot = Slot { code: *code, stamp: self.stamp, count: 0, bits: 0 };
            }
            slot.count += 1;
            slot.bits = slot.bits.max(*bits as u16);
        }
    }

    /// Returns the information that both units have, in any order (1/256 bit), and that of the other unit.
    pub fn shared(&mut self, other: UnitView<'_>) -> (u32, u32) {
        let (mut shared, mut total) = (0, 0);
        self.taken.clear();
        for (code, weight) in other.codes.iter().zip(other.weights) {
            let bits = Weight::from_raw(*weight).bits();
            total += bits;
            let at = find(&self.table, self.stamp, *code);
            let slot = &mut self.table[at];
            if slot.stamp == self.stamp && slot.count > 0 {
                slot.count -= 1;
                self.taken.push(at as u32);
                shared += bits.min(u32::from(slot.bits));
            }
        }
        for at in &self.taken {
            self.table[*at as usize].count += 1;
        }
        (shared, total)
    }

    /// Returns how many words of the unit scored last stand in the taken one as well, each counted once.
    pub fn shared_words(&self) -> u32 {
        self.taken.len() as u32
    }

    /// Returns S of the taken unit and another when it reaches `least`. The bound B <= shared bits rejects most pairs without
    /// an alignment.
    pub fn score(&mut self, other: UnitView<'_>, least: u32) -> Option<Similarity> {
        let (shared, of_other) = self.shared(other);
        let smaller = self.total.min(of_other);
        if shared == 0 || total(shared, shared, smaller) < least {
            return None;
        }
        let bits = self.best_local(other);
        let score = total(bits, shared, smaller);
        (score >= least).then_some(Similarity { score, bits, shared, smaller })
    }

    /// As [`crate::score::local`]: the best local alignment, worked out along the diagonals that run against the main one. No
    /// cell of such a diagonal waits for another, so that the compiler takes four at a time. Sums stay below 2^24, where
    /// 32-bit floats are exact whole numbers.
    ///
    /// Diagonals are worked out by whole lanes, beyond either end of the other unit: a cell out there matches nothing, so it
    /// only loses, and no cell inside comes from one behind the end.
    fn best_local(&mut self, other: UnitView<'_>) -> u32 {
        let (n, m) = (self.codes.len(), other.len().min(SLOTS / 2));
        let wide = n.div_ceil(LANES) * LANES;
        let Diagonals { codes, bits, reversed, weights, last, before, next, best } = &mut self.diagonals;
        fill(codes, self.codes.iter().copied(), 0, wide - n, 0);
        fill(bits, self.bits.iter().copied(), 0, wide - n, 0.0);
        fill(reversed, other.codes[..m].iter().rev().copied(), LANES, 2 * LANES, 0);
        let of_other = other.weights[..m].iter().rev().map(|w| Weight::from_raw(*w).bits() as f32);
        fill(weights, of_other, LANES, 2 * LANES, 0.0);
        for row in [&mut *last, before, next, best] {
            row.clear();
            row.resize(wide + 1, 0.0);
        }
        // Cell i + 1 of a diagonal stands for word i of the unit and word d - i of the other.
        for d in 0..n + m - 1 {
            let from = (d + 1).saturating_sub(m) / LANES * LANES;
            let to = (d + 1).min(n);
            for at in (from..to).step_by(LANES) {
                let across = at + m - 1 + LANES - d;
                let words = (lane(codes, at), lane(reversed, across));
                let told = (lane(bits, at), lane(weights, across));
                let (up, left, corner) = (lane(last, at), lane(last, at + 1), lane(before, at));
                let (Some(x), Some(y), Some(p), Some(q), Some(up), Some(left), Some(corner)) =
                    (words.0, words.1, told.0, told.1, up, left, corner)
                else {
                    break;
                };
                let mut cells = [0.0; LANES];
                for i in 0..LANES {
                    // A choice by mask, not by branch.
                    let same = u32::from(x[i] == y[i]).wrapping_neg();
                    let met = least(p[i], q[i]).to_bits() & same;
                    cells[i] = corner[i] + f32::from_bits(met | (-MISMATCH).to_bits() & !same);
                }
                for i in 0..LANES {
                    cells[i] = most(most(cells[i], most(up[i], left[i]) - GAP), 0.0);
                }
                next[at + 1..at + 1 + LANES].copy_from_slice(&cells);
                for (best, cell) in best[at + 1..at + 1 + LANES].iter_mut().zip(cells) {
                    *best = most(*best, cell);
                }
            }
            std::mem::swap(before, last);
            std::mem::swap(last, next);
        }
        best.iter().copied().fold(0.0, most) as u32
    }
}

/// Cells that are worked out together.
const LANES: usize = 8;
const MISMATCH: f32 = BIT as f32 * 1.5;
const GAP: f32 = BIT as f32;

/// Returns the lane of a row that begins at a place.
#[inline]
fn lane<T>(row: &[T], at: usize) -> Option<&[T; LANES]> {
    row.get(at..)?.first_chunk()
}

/// Puts numbers into a row with padding before and behind.
fn fill<T: Copy>(
    row: &mut Vec<T>,
    numbers: impl Iterator<Item = T>,
    before: usize,
    behind: usize,
    padding: T,
) {
    row.clear();
    row.resize(before, padding);
    row.extend(numbers);
    row.resize(row.len() + behind, padding);
}

/// The larger of two numbers, as the processor takes it.
#[inline]
fn most(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The smaller of two numbers.
#[inline]
fn least(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// Scratch space of [`Scorer::best_local`].
#[derive(Default)]
struct Diagonals {
    codes: Vec<u32>,
    bits: Vec<f32>,
    reversed: Vec<u32>,
    weights: Vec<f32>,
    last: Vec<f32>,
    before: Vec<f32>,
    next: Vec<f32>,
    best: Vec<f32>,
}

/// Returns the slot of a code, or the free one where it belongs.
#[inline]
fn find(table: &[Slot], stamp: u32, code: u32) -> usize {
    let mut at = code as usize & (SLOTS - 1);
    loop {
        let slot = &table[at];
        if slot.stamp != stamp || slot.code == code {
            return at;
        }
        at = (at + 1) & (SLOTS - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Profile, similarity};
    use crate::text::{Story, WordingReader};

    #[test]
    fn the_score_is_that_of_sentences() {
        let mut reader = WordingReader::new();
        let texts = [
            "The ferry sank off the northern coast on Tuesday, killing twelve people, officials said.",
            "Twelve people were killed on Tuesday when a ferry sank off the northern coast near Marrow.",
            "Ministers agreed to raise the pension age by two years from January, a spokesman said.",
        ];
        let mut scorer = Scorer::default();
        for a in texts {
            for b in texts {
                let [x, y] = [a, b].map(|t| Story::new("t", t.to_owned()));
                let (p, q) = (Profile::new(x.tokens()), Profile::new(y.tokens()));
                let expected = similarity(&p, &q, 0, &mut Vec::new());
                let [x, y] = [a, b].map(|t| reader.read(t, None, None).words);
                let [x, y] = [x, y].map(|words| {
                    let codes: Vec<u32> = words.iter().map(|w| w.code).collect();
                    (codes, words.iter().map(|w| w.weight.raw()).collect::<Vec<_>>())
                });
                scorer.take(UnitView { codes: &x.0, weights: &x.1 });
                assert_eq!(scorer.score(UnitView { codes: &y.0, weights: &y.1 }, 0), expected, "{a} / {b}");
            }
        }
    }
}
