//! What moved: links outside the heaviest chain that keeps the order of both stories.

use crate::align::context::Context;
use crate::align::links::SentenceLink;
use crate::text::Side;

/// Fewer matched content words than this make no move of their own: they are crumbs of a reworded sentence.
const LEAST_WORDS: usize = 3;

/// Returns for each link whether it moved.
///
/// The heaviest chain of links in which neither story goes backwards stays (weight: information matched; Fenwick
/// tree, O(k log k)); the rest moved. A paragraph shifted by an insertion above it has not moved. Between chains of
/// equal weight the words decide, the same way for both orders of the stories.
pub fn moved(context: &Context<'_>, links: &[SentenceLink]) -> Vec<bool> {
    let weights: Vec<u64> = links.iter().map(|l| weight(context, l)).collect();
    let mut order: Vec<usize> = (0..links.len()).collect();
    order.sort_by_key(|l| (links[*l].a, links[*l].b));
    let sentences = context.profiles.right.len();
    let mut tree = Tree::new(sentences);
    let mut before: Vec<Option<usize>> = vec![None; links.len()];
    let mut best: Option<(u64, usize)> = None;
    for &l in &order {
        let (sum, last) = tree.best_up_to(links[l].b);
        before[l] = last;
        let total = sum + weights[l];
        tree.raise(links[l].b, total, l);
        if best.is_none_or(|(most, _)| total > most) {
            best = Some((total, l));
        }
    }
    let mut out = vec![true; links.len()];
    let mut at = best.map(|(_, l)| l);
    while let Some(l) = at {
        out[l] = false;
        at = before[l];
    }
    for (l, link) in links.iter().enumerate() {
        let tokens = context.stories.left.tokens_of(link.a);
        let content = link.matched.iter().filter(|(x, _)| tokens[*x as usize].is_content()).count();
        if content < LEAST_WORDS && !context.is_heading(Side::Left, link.a) {
            out[l] = false;
        }
    }
    out
}

/// Information matched, with the words themselves (hashed alike from both sides) as the last digits.
fn weight(context: &Context<'_>, link: &SentenceLink) -> u64 {
    let keys = |side: Side, s: usize| {
        context.profiles[side][s].words.iter().fold(0u64, |h, w| h.rotate_left(5) ^ w.key)
    };
    let (x, y) = (keys(Side::Left, link.a), keys(Side::Right, link.b));
    let salt = (x.wrapping_add(y) ^ x.wrapping_mul(y)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52;
    (u64::from(link.gain.max(1)) << 12) + salt
}

/// Prefix maxima over the sentences of B.
struct Tree {
    nodes: Vec<(u64, Option<usize>)>,
}

impl Tree {
    fn new(size: usize) -> Tree {
        Tree { nodes: vec![(0, None); size + 1] }
    }

    fn best_up_to(&self, place: usize) -> (u64, Option<usize>) {
        let mut at = place + 1;
        let mut best = (0, None);
        while at > 0 {
            if self.nodes[at].0 > best.0 {
                best = self.nodes[at];
            }
            at &= at - 1;
        }
        best
    }

    fn raise(&mut self, place: usize, total: u64, link: usize) {
        let mut at = place + 1;
        while at < self.nodes.len() {
            if total > self.nodes[at].0 {
                self.nodes[at] = (total, Some(link));
            }
            at += at & at.wrapping_neg();
        }
    }
}
