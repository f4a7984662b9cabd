//! Words written together on one side and apart on the other.

use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::{Class, same_letters};
use crate::diff::reshape::cutter::Cutter;
use crate::text::Side;

/// Longest compound in tokens.
const COMPOUND: usize = 3;

/// Finds words written together on one side and apart on the other (`coast guard`, `coastguard`) inside a change.
pub(super) fn compounds(view: &LinkView<'_>, change: &Change) -> Vec<Change> {
    if change.kind != ChangeKind::Replace {
        return Vec::new();
    }
    let mut cut = Cutter::new(view, change);
    let mut found = false;
    let mut from = change.tokens.right.0;
    let mut x = change.tokens.left.0;
    while x < change.tokens.left.1 {
        match compound_at(view, change, x, from) {
            Some((end, y, stop)) => {
                found = true;
                cut.take(x, y, Class::Wording, None);
                cut.take(end, stop, Class::Style, Some("compound"));
                (x, from) = (end, stop);
            }
            None => x += 1,
        }
    }
    if !found {
        return Vec::new();
    }
    cut.take(change.tokens.left.1, change.tokens.right.1, Class::Wording, None);
    cut.pieces
}

/// Returns the end of the compound at token `x` of A, and where it stands in B.
fn compound_at(view: &LinkView<'_>, change: &Change, x: usize, from: usize) -> Option<(usize, usize, usize)> {
    let text = |side: Side, from: usize, to: usize| {
        let tokens = view.tokens(side);
        tokens[from].span.join(tokens[to - 1].span).of(view.stories[side].raw())
    };
    let ends = |side: Side, at: usize| (at + 1)..=(at + COMPOUND).min(change.tokens[side].1);
    for end in ends(Side::Left, x) {
        for y in from..change.tokens.right.1 {
            for stop in ends(Side::Right, y) {
                let apart = end - x != stop - y;
                if apart && same_letters(text(Side::Left, x, end), text(Side::Right, y, stop)) {
                    return Some((end, y, stop));
                }
            }
        }
    }
    None
}
