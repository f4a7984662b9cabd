//! S of two paragraphs of a feed: the same formula as for sentences, over words kept in 6 bytes each.

use crate::score::diagonals::Aligner;
use crate::score::similarity::{Similarity, total};
use crate::text::Weight;

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

    /// Returns the first words, at most so many.
    pub fn first(&self, most: usize) -> UnitView<'a> {
        let words = self.len().min(most);
        UnitView { codes: &self.codes[..words], weights: &self.weights[..words] }
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

/// Slots of the table of one unit's words.
const SLOTS: usize = 1024;
/// Heads of codes: a word that the unit does not have is taken for one it has once in eighty times.
const HEADS: usize = 4096;
/// Words of a unit that count: longer ones would fill the table.
const MOST_WORDS: usize = SLOTS / 2;

/// What two units have in common, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bag {
    /// Information of the words that both have, in 1/256 bit.
    pub shared: u32,
    /// Words that both have, each counted as often as both have it.
    pub words: u32,
    /// Information of all words of the smaller unit.
    pub smaller: u32,
}

impl Bag {
    /// Returns what S can be at most: no alignment tells more than the shared words do.
    pub fn bound(&self) -> u32 {
        total(self.shared, self.shared, self.smaller)
    }
}

/// Scores one unit against many: the words of the one are looked up, those of the others walked through.
pub struct Scorer {
    table: Vec<Slot>,
    stamp: u32,
    /// The most that a word with each head can tell, for the first bound; and the heads that are not nothing.
    heads: Vec<u16>,
    filled: Vec<u16>,
    aligner: Aligner,
    /// Information of the taken unit: of all words, and of those outside quotation marks.
    total: u32,
    plain_total: u32,
    /// Slots taken from while one bound is worked out, to be given back, and whether a word outside quotation marks was.
    taken: Vec<(u16, bool)>,
}

/// A word of the taken unit.
#[derive(Clone, Copy, Default)]
struct Slot {
    code: u32,
    stamp: u32,
    bits: u16,
    /// How often the unit has it, and how often outside quotation marks.
    count: u16,
    plain: u16,
}

impl Default for Scorer {
    fn default() -> Scorer {
        Scorer {
            table: vec![Slot::default(); SLOTS],
            stamp: 0,
            heads: vec![0; HEADS],
            filled: Vec::new(),
            aligner: Aligner::default(),
            total: 0,
            plain_total: 0,
            taken: Vec::new(),
        }
    }
}

impl Scorer {
    /// Takes the unit that the next ones are scored against; only its first 512 words count.
    pub fn take(&mut self, unit: UnitView<'_>) {
        let unit = unit.first(MOST_WORDS);
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.table.iter_mut().for_each(|s| *s = Slot::default());
            self.stamp = 1;
        }
        self.aligner.take(unit);
        (self.total, self.plain_total) = (0, 0);
        for head in self.filled.drain(..) {
            self.heads[usize::from(head)] = 0;
        }
        for (code, weight) in unit.codes.iter().zip(unit.weights) {
            let weight = Weight::from_raw(*weight);
            let bits = weight.bits();
            let at = find(&self.table, self.stamp, *code);
            let slot = &mut self.table[at];
            if slot.stamp != self.stamp {
                *slot = Slot { code: *code, stamp: self.stamp, ..Slot::default() };
            }
            slot.count += 1;
            slot.bits = slot.bits.max(bits as u16);
            let head = code % HEADS as u32;
            let most = &mut self.heads[head as usize];
            *most = (*most).max(bits as u16);
            self.filled.push(head as u16);
            self.total += bits;
            if !weight.is_quoted() {
                slot.plain += 1;
                self.plain_total += bits;
            }
        }
    }

    /// Returns what S of the taken unit and another can be at most, in a third of the time that [`Scorer::shared`] takes: a
    /// word counts as often as the other unit has it, and one that only looks like a word of the taken unit counts too.
    pub fn bound(&self, other: UnitView<'_>) -> u32 {
        let (mut shared, mut total) = (0u32, 0u32);
        for (code, weight) in other.codes.iter().zip(other.weights) {
            let bits = Weight::from_raw(*weight).bits();
            total = total.wrapping_add(bits);
            shared = shared.wrapping_add(bits.min(u32::from(self.heads[*code as usize % HEADS])));
        }
        let smaller = self.total.min(total);
        Bag { shared: shared.min(smaller), words: 0, smaller }.bound()
    }

    /// Returns what the taken unit and another have in common: all of it, and what stands outside quotation marks in both.
    pub fn shared(&mut self, other: UnitView<'_>) -> (Bag, Bag) {
        let (mut all, mut plain) = (Bag::default(), Bag::default());
        let (mut total, mut plain_total) = (0, 0);
        self.taken.clear();
        for (code, weight) in other.codes.iter().zip(other.weights) {
            let weight = Weight::from_raw(*weight);
            let bits = weight.bits();
            total += bits;
            let is_plain = !weight.is_quoted();
            plain_total += if is_plain { bits } else { 0 };
            let at = find(&self.table, self.stamp, *code);
            let slot = &mut self.table[at];
            if slot.stamp == self.stamp && slot.count > 0 {
                slot.count -= 1;
                let met = bits.min(u32::from(slot.bits));
                all.shared += met;
                let both = is_plain && slot.plain > 0;
                if both {
                    slot.plain -= 1;
                    plain.shared += met;
                    plain.words += 1;
                }
                self.taken.push((at as u16, both));
            }
        }
        for (at, both) in &self.taken {
            let slot = &mut self.table[usize::from(*at)];
            slot.count += 1;
            slot.plain += u16::from(*both);
        }
        all.words = self.taken.len() as u32;
        all.smaller = self.total.min(total);
        plain.smaller = self.plain_total.min(plain_total);
        (all, plain)
    }

    /// Returns S of the taken unit and another when it reaches `least`. `bag` is what they have in common; its bound rejects
    /// most pairs without an alignment.
    pub fn score(&mut self, other: UnitView<'_>, bag: Bag, least: u32) -> Option<Similarity> {
        if bag.shared == 0 || bag.bound() < least {
            return None;
        }
        let bits = self.aligner.best_local(other.first(MOST_WORDS));
        let Bag { shared, smaller, .. } = bag;
        let score = total(bits, shared, smaller);
        (score >= least).then_some(Similarity { score, bits, shared, smaller })
    }
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
                let other = UnitView { codes: &y.0, weights: &y.1 };
                let (bag, plain) = scorer.shared(other);
                assert_eq!(scorer.score(other, bag, 0), expected, "{a} / {b}");
                assert_eq!(bag, plain, "nothing is quoted");
            }
        }
    }
}
