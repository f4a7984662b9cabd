//! Two units without what stands between quotation marks: two reporters at one press conference write down the same words.

use crate::matching::found::UnitMatch;
use crate::matching::rules;
use crate::score::{Scorer, UnitView};
use crate::text::Weight;
use crate::text::background::BIT;

/// Scratch space for the words of two units that stand outside quotation marks.
#[derive(Default)]
pub struct Plain {
    a: PlainWords,
    b: PlainWords,
    scorer: Scorer,
}

#[derive(Default)]
struct PlainWords {
    codes: Vec<u32>,
    weights: Vec<u16>,
}

impl PlainWords {
    fn take(&mut self, unit: UnitView<'_>) -> UnitView<'_> {
        self.codes.clear();
        self.weights.clear();
        for (code, weight) in unit.codes.iter().zip(unit.weights) {
            if !Weight::from_raw(*weight).is_quoted() {
                self.codes.push(*code);
                self.weights.push(*weight);
            }
        }
        UnitView { codes: &self.codes, weights: &self.weights }
    }
}

/// Whether any word stands between quotation marks.
pub fn is_quoting(unit: UnitView<'_>) -> bool {
    unit.weights.iter().any(|w| Weight::from_raw(*w).is_quoted())
}

impl Plain {
    /// Returns the unquoted words of a unit: how many there are, and what they tell.
    pub fn measure(&mut self, unit: UnitView<'_>) -> (u32, u32) {
        let plain = self.a.take(unit);
        (plain.len() as u32, plain.total())
    }

    /// Says of a match by score what it is without quoted words.
    pub fn judge(&mut self, m: &mut UnitMatch, a: UnitView<'_>, b: UnitView<'_>) {
        if !is_quoting(a) && !is_quoting(b) {
            (m.plain_score, m.plain_bits, m.plain_words) = (m.score, m.bits, m.words);
            return;
        }
        self.scorer.take(self.a.take(a));
        let other = self.b.take(b);
        self.scorer.shared(other);
        m.plain_words = self.scorer.shared_words() as u16;
        let found = self.scorer.score(other, rules::STORY_STRONG);
        m.quoted = found.is_none();
        (m.plain_score, m.plain_bits) = found.map_or((0, 0), |f| (f.score as u16, (f.bits / BIT) as u16));
    }
}
