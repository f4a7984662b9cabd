//! Similarity S of two units.

use crate::score::local::best_local;
use crate::score::profile::Profile;
use crate::text::background::BIT;

/// Weight of full containment against bits of alignment (measured: the sum separates rewrites from chance at a recall
/// of .99 where containment alone reaches .64 and bits alone .98 at the same false rate).
pub(crate) const CONTAINMENT: u32 = 80;

/// How alike two units are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Similarity {
    /// S = B + 80 x cov, in whole bits.
    pub score: u32,
    /// B: the best local alignment, in 1/256 bit.
    pub bits: u32,
    /// Shared information in any order, in 1/256 bit.
    pub shared: u32,
    /// Information of the smaller side, in 1/256 bit.
    pub smaller: u32,
}

impl Similarity {
    /// Returns cov, the share of the smaller side's information that both have, 0 to 1.
    pub fn containment(&self) -> f64 {
        if self.smaller == 0 { 0.0 } else { f64::from(self.shared) / f64::from(self.smaller) }
    }

    /// Returns the same alignment measured against a smaller side of `smaller` (1/256 bit): for the words left over
    /// when other links have taken theirs.
    pub fn against(self, smaller: u32) -> Similarity {
        let score = total(self.bits, self.shared, smaller);
        Similarity { score, smaller, ..self }
    }
}

/// Returns S in whole bits, of the aligned bits, the shared bits and those of the smaller side (1/256 bit).
pub(super) fn total(bits: u32, shared: u32, smaller: u32) -> u32 {
    (bits + contained(shared, smaller)) / BIT
}

/// 80 x shared / smaller, in 1/256 bit.
fn contained(shared: u32, smaller: u32) -> u32 {
    (u64::from(CONTAINMENT * BIT) * u64::from(shared) / u64::from(smaller.max(1))) as u32
}

/// Returns S of two units when it reaches `least`, else `None`. The bound B <= shared bits rejects most pairs without
/// an alignment and loses none. `row` is scratch space. Symmetric in its sides.
pub fn similarity(a: &Profile, b: &Profile, least: u32, row: &mut Vec<i32>) -> Option<Similarity> {
    let shared = a.shared(b);
    let smaller = a.total.min(b.total);
    if shared == 0 {
        return None;
    }
    if total(shared, shared, smaller) < least {
        return None;
    }
    let bits = best_local(&a.words, &b.words, row);
    let score = total(bits, shared, smaller);
    (score >= least).then_some(Similarity { score, bits, shared, smaller })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Story;

    fn profile(text: &str) -> Profile {
        Profile::new(Story::new("t", text.to_owned()).tokens())
    }

    #[test]
    fn symmetric_and_greatest_against_itself() {
        let a = profile("The ferry sank off the northern coast on Tuesday, killing twelve people.");
        let b = profile("Twelve people were killed on Tuesday when a ferry sank off the coast.");
        let mut row = Vec::new();
        let ab = similarity(&a, &b, 0, &mut row);
        assert_eq!(ab, similarity(&b, &a, 0, &mut row));
        let aa = similarity(&a, &a, 0, &mut row);
        assert!(aa.map(|s| s.score) > ab.map(|s| s.score));
    }

    #[test]
    fn the_bound_rejects_only_what_falls_short() {
        let a = profile("Ministers agreed to raise the pension age by two years from January.");
        let b = profile("From January the pension age rises by two years, ministers agreed.");
        let mut row = Vec::new();
        let score = similarity(&a, &b, 0, &mut row).map_or(0, |s| s.score);
        assert!(similarity(&a, &b, score, &mut row).is_some());
        assert!(similarity(&a, &b, score + 1, &mut row).is_none());
    }
}
