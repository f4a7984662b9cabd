//! Hints: which sentences left without a link may yet be related.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::align::context::Context;
use crate::align::links::Hint;
use crate::align::rules;
use crate::score::Similarity;
use crate::text::{Pair, Side};

/// Returns the hints among the candidates of which neither sentence has a link, at most one for each sentence, in order
/// of A. `count` holds the links of each sentence.
pub(crate) fn hints(
    context: &Context<'_>,
    count: &Pair<Vec<u32>>,
    scored: &[(usize, usize, Similarity)],
) -> Vec<Hint> {
    let mut hints: Vec<(u64, u32, usize, usize)> = scored
        .iter()
        .filter(|(a, b, _)| count.left[*a] == 0 && count.right[*b] == 0)
        .filter(|(a, b, _)| context.is_heading(Side::Left, *a) == context.is_heading(Side::Right, *b))
        .map(|(a, b, s)| ((s.containment() * 10_000.0) as u64, s.score, *a, *b))
        .filter(|h| h.0 >= rules::RELATED * 100)
        .collect();
    hints.sort_by_key(|h| (Reverse(h.1), Reverse(h.0), h.2 + h.3, h.2.abs_diff(h.3), h.2));
    let (mut seen_a, mut seen_b) = (BTreeSet::new(), BTreeSet::new());
    let mut related = Vec::new();
    for (containment, _, a, b) in hints {
        if !seen_a.contains(&a) && !seen_b.contains(&b) {
            seen_a.insert(a);
            seen_b.insert(b);
            related.push(Hint { a, b, containment: containment as f64 / 10_000.0 });
        }
    }
    related.sort_by_key(|h| (h.a, h.b));
    related
}
