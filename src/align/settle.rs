//! The last word on which link explains a word that several could.

use std::collections::BTreeMap;

use crate::align::context::Context;
use crate::align::links::SentenceLink;
use crate::text::Side;

/// Moves words that a link matched loosely, far from its other matches, to the link of the same sentence in which they
/// continue a run: "a signal to Mr Trump" explains "a signal to Trump" although the link to another sentence that names
/// him came first. Every word still has one partner at most.
pub(crate) fn settle(context: &Context<'_>, links: &[SentenceLink], words: &mut [Vec<(u16, u16)>]) {
    for side in Side::BOTH {
        let mut by_sentence: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (l, link) in links.iter().enumerate() {
            by_sentence.entry(link.sentence(side)).or_default().push(l);
        }
        for group in by_sentence.into_values().filter(|g| g.len() > 1) {
            settle_group(context, links, words, side, &group);
        }
    }
}

fn settle_group(
    context: &Context<'_>,
    links: &[SentenceLink],
    words: &mut [Vec<(u16, u16)>],
    side: Side,
    group: &[usize],
) {
    for &from in group {
        let loose: Vec<(u16, u16)> =
            words[from].iter().copied().filter(|p| is_loose(&words[from], *p)).collect();
        for pair in loose {
            let Some((to, new)) = group
                .iter()
                .filter(|l| **l != from)
                .find_map(|l| Some((*l, better(context, links, words, side, pair, *l)?)))
            else {
                continue;
            };
            words[from].retain(|p| *p != pair);
            words[to].push(new);
            words[to].sort_unstable();
        }
    }
}

fn is_loose(words: &[(u16, u16)], pair: (u16, u16)) -> bool {
    !words.iter().any(|p| p.0.abs_diff(pair.0) == 1 && p.1.abs_diff(pair.1) == 1)
}

/// The pair that the shared word would make in link `to`, when it continues a run there.
fn better(
    context: &Context<'_>,
    links: &[SentenceLink],
    words: &[Vec<(u16, u16)>],
    side: Side,
    pair: (u16, u16),
    to: usize,
) -> Option<(u16, u16)> {
    let (left, right) = (&context.profiles.left[links[to].a], &context.profiles.right[links[to].b]);
    let taken = |x: u16, y: u16| {
        links.iter().zip(words).any(|(l, w)| {
            side == Side::Left && l.b == links[to].b && w.iter().any(|p| p.1 == y)
                || side == Side::Right && l.a == links[to].a && w.iter().any(|p| p.0 == x)
        })
    };
    words[to].iter().find_map(|near| {
        let (x, y) = match side {
            Side::Left => (pair.0, near.1.checked_add_signed(pair.0.checked_signed_diff(near.0)?)?),
            Side::Right => (near.0.checked_add_signed(pair.1.checked_signed_diff(near.1)?)?, pair.1),
        };
        let beside = x.abs_diff(near.0) == 1 && y.abs_diff(near.1) == 1;
        let same = left.words.get(x as usize)?.key == right.words.get(y as usize)?.key;
        (beside && same && !taken(x, y)).then_some((x, y))
    })
}
