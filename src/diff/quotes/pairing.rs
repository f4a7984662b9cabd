//! Which quotations of the two stories are one utterance.

use std::cmp::{Ordering, Reverse};

use crate::diff::change::LinkView;
use crate::diff::quotes::quote::{Quote, common, stands_in};
use crate::text::Pair;

/// Pairs of quotations compared at most.
const PAIRS: usize = 40_000;

/// Pairs the quotations that are one utterance. Two pair when the shorter shares at least half its words with the
/// longer, in order; a quotation may pair with several that do not overlap in it.
pub(super) fn pair_up(list: &Pair<Vec<Quote<'_>>>, views: &[LinkView<'_>]) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    let all = list.left.len() * list.right.len();
    for (x, a) in list.left.iter().enumerate() {
        for (y, b) in list.right.iter().enumerate() {
            if all > PAIRS && x.abs_diff(y) > PAIRS / list.left.len().max(list.right.len()).max(1) {
                continue;
            }
            if let Some(score) = kinship(a, b, linked(views, a, b)) {
                scored.push((score, x, y));
            }
        }
    }
    scored.sort_by_key(|(score, x, y)| (Reverse(*score), x + y, x.abs_diff(*y), *x));
    let mut taken: Pair<Vec<Vec<bool>>> = Pair::new(
        list.left.iter().map(|q| vec![false; q.words.len()]).collect(),
        list.right.iter().map(|q| vec![false; q.words.len()]).collect(),
    );
    let mut pairs = Vec::new();
    for (_, x, y) in scored {
        let (a, b) = (&list.left[x], &list.right[y]);
        let matched = common(a, b, &taken.left[x], &taken.right[y]);
        let shorter = a.words.len().min(b.words.len());
        let fresh = taken.left[x].iter().all(|t| !t) || taken.right[y].iter().all(|t| !t);
        if !fresh || matched.len() * 2 < shorter || matched.is_empty() {
            continue;
        }
        for (i, j) in matched {
            taken.left[x][i] = true;
            taken.right[y][j] = true;
        }
        pairs.push((x, y));
    }
    pairs.sort_unstable();
    pairs
}

/// Whether a link joins a sentence of one quotation with one of the other.
fn linked(views: &[LinkView<'_>], a: &Quote<'_>, b: &Quote<'_>) -> bool {
    views.iter().any(|v| {
        (a.sentence..=a.last).contains(&v.sentence.left) && (b.sentence..=b.last).contains(&v.sentence.right)
    })
}

/// Scores a pair of quotations, `None` when they are not one utterance.
fn kinship(a: &Quote<'_>, b: &Quote<'_>, linked: bool) -> Option<usize> {
    let shorter = a.words.len().min(b.words.len());
    if shorter == 0 {
        return None;
    }
    if shared(&a.keys, &b.keys) * 2 < shorter {
        return None;
    }
    let matched = common(a, b, &vec![false; a.words.len()], &vec![false; b.words.len()]);
    let content = matched.iter().filter(|(i, _)| a.tokens[a.words[*i]].is_content()).count();
    let all = matched.len() == shorter;
    let enough = if linked {
        matched.len() * 2 >= shorter && (content > 0 || all)
    } else {
        matched.len() * 10 >= shorter * 7
            && (content >= 2
                || all && content > 0 && a.words.len() == b.words.len()
                || all && shorter >= 3 && stands_in_either(a, b))
    };
    enough.then(|| {
        matched.len() * 1_000 / (a.words.len() + b.words.len()) * 10
            + matched.len().min(9)
            + if linked { 2_000 } else { 0 }
            + content
    })
}

/// Size of the intersection of two sorted multisets: the bound on what any alignment can match.
fn shared(x: &[u64], y: &[u64]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}

fn stands_in_either(a: &Quote<'_>, b: &Quote<'_>) -> bool {
    if a.words.len() <= b.words.len() { stands_in(a, b) } else { stands_in(b, a) }
}
