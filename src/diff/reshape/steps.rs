//! The steps, in their order.

use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::Class;
use crate::diff::reshape::compounds::compounds;
use crate::diff::reshape::join::{absorb_marks, join_neighbours};
use crate::diff::reshape::order::{moved_words, word_order};
use crate::diff::reshape::trim::trim;

/// Joins deletions with the insertions beside them, and takes out of the changes what is style after all.
pub(crate) fn reshape(view: &LinkView<'_>, changes: Vec<Change>) -> Vec<Change> {
    let mut out = join_neighbours(changes);
    absorb_marks(&mut out);
    out = split_each(out, |change| compounds(view, change));
    let moved = moved_words(view, &out);
    out = split_each(out, |change| word_order(view, change, &moved));
    split_each(out, |change| trim(view, change))
}

/// Replaces each wording change by the pieces that `split` makes of it; none leaves it as it is.
fn split_each(changes: Vec<Change>, split: impl Fn(&Change) -> Vec<Change>) -> Vec<Change> {
    let mut out = Vec::with_capacity(changes.len());
    for change in changes {
        let pieces = if is_wording(&change) { split(&change) } else { Vec::new() };
        if pieces.is_empty() {
            out.push(change);
        } else {
            out.extend(pieces);
        }
    }
    out
}

pub(super) fn is_wording(change: &Change) -> bool {
    change.class == Class::Wording && change.kind != ChangeKind::Elsewhere
}
