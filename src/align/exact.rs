//! The exact stage: sentences equal in normal form link first, whatever their length.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::align::context::Context;
use crate::align::rules::EXACT_BITS;
use crate::text::background::BIT;
use crate::text::{Pair, Side};

/// Pairs of equal sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exact {
    /// Pairs that are evidence by themselves.
    pub sure: Vec<(usize, usize)>,
    /// Equal but too short to link without a linked neighbour.
    pub short: Vec<(usize, usize)>,
}

/// Pairs up the sentences whose words are equal in normal form.
///
/// A class with one member on each side is a pair. Where a sentence stands several times, `similar` aligns the
/// repeated sentences of the two stories in order (Hunt's algorithm over class numbers), and what is left over is
/// paired first with first. Classes are BLAKE3 of the word keys. Cost is near linear.
pub(crate) fn exact(context: &Context<'_>) -> Exact {
    let classes = Pair::new(classes(context, Side::Left), classes(context, Side::Right));
    let mut pairs = Vec::new();
    let mut repeated: Pair<Vec<(usize, [u8; 16])>> = Pair::default();
    let (left, right) = (&classes.left, &classes.right);
    let (mut x, mut y) = (0, 0);
    while x < left.len() && y < right.len() {
        if left[x].0 != right[y].0 {
            if left[x].0 < right[y].0 {
                x += 1
            } else {
                y += 1
            }
            continue;
        }
        let class = left[x].0;
        let count = |list: &[([u8; 16], usize)]| list.iter().take_while(|c| c.0 == class).count();
        let (a, b) = (count(&left[x..]), count(&right[y..]));
        if a == 1 && b == 1 {
            pairs.push((left[x].1, right[y].1));
        } else {
            repeated.left.extend(left[x..x + a].iter().map(|c| (c.1, class)));
            repeated.right.extend(right[y..y + b].iter().map(|c| (c.1, class)));
        }
        x += a;
        y += b;
    }
    pairs.extend(pair_repeated(repeated));
    pairs.sort_unstable();
    let mut out = Exact::default();
    for (a, b) in pairs {
        let profile = &context.profiles.left[a];
        let content = profile.words.iter().filter(|w| w.content).count();
        let heading = context.is_heading(Side::Left, a) || context.is_heading(Side::Right, b);
        if heading && !(context.is_heading(Side::Left, a) && context.is_heading(Side::Right, b)) {
            continue;
        }
        if content >= 2 && profile.total >= EXACT_BITS * BIT {
            out.sure.push((a, b));
        } else {
            out.short.push((a, b));
        }
    }
    out
}

/// Returns (class, sentence) of every content sentence, sorted.
fn classes(context: &Context<'_>, side: Side) -> Vec<([u8; 16], usize)> {
    let mut out: Vec<([u8; 16], usize)> = Vec::new();
    let mut bytes = Vec::new();
    for (sentence, profile) in context.profiles[side].iter().enumerate() {
        if profile.words.is_empty() {
            continue;
        }
        bytes.clear();
        for word in &profile.words {
            bytes.extend_from_slice(&word.key.to_le_bytes());
        }
        let mut class = [0; 16];
        class.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..16]);
        out.push((class, sentence));
    }
    out.sort_unstable();
    out
}

fn pair_repeated(mut repeated: Pair<Vec<(usize, [u8; 16])>>) -> Vec<(usize, usize)> {
    repeated.left.sort_unstable();
    repeated.right.sort_unstable();
    let mut pairs = Vec::new();
    let classes = |list: &[(usize, [u8; 16])]| list.iter().map(|c| c.1).collect::<Vec<_>>();
    let (a, b) = (classes(&repeated.left), classes(&repeated.right));
    let mut used = Pair::new(vec![false; a.len()], vec![false; b.len()]);
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for step in 0..len {
                used.left[old_index + step] = true;
                used.right[new_index + step] = true;
                pairs.push((repeated.left[old_index + step].0, repeated.right[new_index + step].0));
            }
        }
    }
    // What order could not pair: first free with first free of its class.
    let mut rest: Vec<([u8; 16], usize)> = Vec::new();
    rest.extend(repeated.right.iter().zip(&used.right).filter(|(_, u)| !**u).map(|(c, _)| (c.1, c.0)));
    rest.sort_unstable();
    let mut next = 0;
    let mut left: Vec<([u8; 16], usize)> =
        repeated.left.iter().zip(&used.left).filter(|(_, u)| !**u).map(|(c, _)| (c.1, c.0)).collect();
    left.sort_unstable();
    for (class, a) in left {
        while next < rest.len() && rest[next].0 < class {
            next += 1;
        }
        if next < rest.len() && rest[next].0 == class {
            pairs.push((a, rest[next].1));
            next += 1;
        }
    }
    pairs
}
