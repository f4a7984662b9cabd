//! Which sentence pairs are looked at: those that share a content word.

use crate::align::context::Context;
use crate::align::rules::{HOLDERS, RANKS_APART};
use crate::text::{Pair, Side};

/// Returns all pairs of open sentences that share a content word, in order of A, then of B.
///
/// A word with more than [`HOLDERS`] holders on a side proposes a pair only when the two stand at about the same rank
/// among its holders, so that a page of repeated lines costs its length and not its square. Symmetric in the sides.
pub(crate) fn candidates(context: &Context<'_>, open: &Pair<Vec<bool>>) -> Vec<(usize, usize)> {
    let left = postings(context, Side::Left, open);
    let right = postings(context, Side::Right, open);
    let mut pairs = Vec::new();
    let (mut x, mut y) = (0, 0);
    while x < left.len() && y < right.len() {
        let key = left[x].0;
        if key != right[y].0 {
            if key < right[y].0 {
                x += 1
            } else {
                y += 1
            }
            continue;
        }
        let a = run(&left[x..], key);
        let b = run(&right[y..], key);
        if a.len() <= HOLDERS && b.len() <= HOLDERS {
            pairs.extend(a.iter().flat_map(|p| b.iter().map(move |q| (p.1, q.1))));
        } else {
            for (rank, p) in a.iter().enumerate() {
                let from = rank.saturating_sub(RANKS_APART).min(b.len());
                let to = (rank + RANKS_APART + 1).min(b.len());
                pairs.extend(b[from..to].iter().map(|q| (p.1, q.1)));
            }
        }
        x += a.len();
        y += b.len();
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|(a, b)| (a as usize, b as usize)).collect()
}

/// Returns (word key, sentence) of every content word, sorted, each pair once.
fn postings(context: &Context<'_>, side: Side, open: &Pair<Vec<bool>>) -> Vec<(u64, u32)> {
    let mut out = Vec::new();
    for (sentence, profile) in context.profiles[side].iter().enumerate().filter(|(s, _)| open[side][*s]) {
        out.extend(profile.words.iter().filter(|w| w.content).map(|w| (w.key, sentence as u32)));
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn run(postings: &[(u64, u32)], key: u64) -> &[(u64, u32)] {
    let end = postings.iter().position(|p| p.0 != key).unwrap_or(postings.len());
    &postings[..end]
}
