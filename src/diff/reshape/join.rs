//! Changes that stand side by side are one.

use crate::diff::change::{Change, ChangeKind};
use crate::diff::classify::Class;
use crate::diff::reshape::steps::is_wording;
use crate::text::Side;

/// Joins wording changes that follow each other, such as a deletion and the insertion beside it.
pub(super) fn join_neighbours(changes: Vec<Change>) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        match out.last_mut() {
            Some(last) if is_wording(last) && is_wording(&change) => join(last, &change),
            _ => out.push(change),
        }
    }
    out
}

/// Joins wording changes that only one-sided marks separate: `[-a, b-]` rather than three steps.
pub(super) fn absorb_marks(changes: &mut Vec<Change>) {
    let mut at = 1;
    while at + 1 < changes.len() {
        let thin = changes[at].class <= Class::Style
            && matches!(changes[at].kind, ChangeKind::Delete | ChangeKind::Insert)
            && changes[at].rule != Some("dateline")
            && changes[at].rule != Some("honorific");
        if thin && is_wording(&changes[at - 1]) && is_wording(&changes[at + 1]) {
            let (mark, next) = (changes[at].clone(), changes[at + 1].clone());
            join(&mut changes[at - 1], &mark);
            join(&mut changes[at - 1], &next);
            changes.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
}

fn join(last: &mut Change, next: &Change) {
    for side in Side::BOTH {
        last.span[side].end = next.span[side].end;
        last.tokens[side].1 = next.tokens[side].1.max(last.tokens[side].1);
    }
    last.kind = ChangeKind::of(&last.span);
}
