//! Changes joined for the eye: neighbours of one kind become one marked run.
//!
//! `[has] [rejected] [an offer]` reads worse than `[has rejected an offer]`. Only white space is joined in, so
//! no unchanged word is ever shown as changed.

use crate::compare::{Class, Op, OpKind};
use crate::text::{Pair, Span};

/// How strongly a change is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// Unchanged, or a change of style that is not shown.
    Plain,
    /// A change of style or typography that is shown.
    Style,
    /// Other words.
    Words,
    /// A changed fact.
    Fact,
    /// Explained by another link.
    Elsewhere,
}

impl Ink {
    /// Returns the ink for a class; style is shown only where `style` is set.
    pub fn of(class: Class, style: bool) -> Ink {
        match class {
            Class::Same => Ink::Plain,
            Class::Typography | Class::Style if style => Ink::Style,
            Class::Typography | Class::Style => Ink::Plain,
            Class::Wording => Ink::Words,
            Class::Fact => Ink::Fact,
        }
    }
}

/// Joins neighbouring spans of one ink, with the white space between them.
pub(super) fn join(marks: impl IntoIterator<Item = (Ink, Span)>, raw: &str) -> Vec<(Ink, Span)> {
    let mut out: Vec<(Ink, Span)> = Vec::new();
    for (ink, span) in marks {
        let blank = |s: Span| s.of(raw).trim().is_empty();
        match out.as_mut_slice() {
            [.., last] if last.0 == ink => last.1 = last.1.join(span),
            [.., before, (Ink::Plain, gap)] if before.0 == ink && ink != Ink::Plain && blank(*gap) => {
                before.1 = before.1.join(span);
                out.pop();
            }
            _ => out.push((ink, span)),
        }
    }
    out
}

/// One step of a redline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// How it is shown.
    pub ink: Ink,
    /// The text in A; empty for an insertion.
    pub a: Span,
    /// The text in B; empty for a deletion.
    pub b: Span,
}

/// Joins the operations of one link into the steps of a redline.
pub(super) fn steps(ops: &[Op], raw: Pair<&str>, style: bool) -> Vec<Step> {
    let blank = |s: &Step| s.a.of(raw.left).trim().is_empty() && s.b.of(raw.right).trim().is_empty();
    let mut out: Vec<Step> = Vec::new();
    for op in ops {
        let ink = if op.op == OpKind::Elsewhere { Ink::Elsewhere } else { Ink::of(op.class, style) };
        let step = Step { ink, a: op.a, b: op.b };
        match out.as_mut_slice() {
            [.., last] if last.ink == ink => *last = joined(*last, step),
            [.., before, gap]
                if before.ink == ink && ink != Ink::Plain && gap.ink == Ink::Plain && blank(gap) =>
            {
                *before = joined(joined(*before, *gap), step);
                out.pop();
            }
            _ => out.push(step),
        }
    }
    dropped_first(&mut out, raw);
    out
}

/// Puts what A alone has before what B alone has where both stand at one place.
fn dropped_first(steps: &mut [Step], raw: Pair<&str>) {
    let blank = |s: &Step| s.a.of(raw.left).trim().is_empty() && s.b.of(raw.right).trim().is_empty();
    let changed = |s: &Step| matches!(s.ink, Ink::Words | Ink::Fact);
    let added = |s: &Step| changed(s) && s.a.of(raw.left).trim().is_empty() && !s.b.is_empty();
    let dropped = |s: &Step| changed(s) && s.b.of(raw.right).trim().is_empty() && !s.a.is_empty();
    for at in 1..steps.len() {
        let mut here = at;
        while dropped(&steps[here]) {
            let before = match here.checked_sub(2) {
                Some(far) if steps[here - 1].ink == Ink::Plain && blank(&steps[here - 1]) => far,
                _ if here > 0 => here - 1,
                _ => break,
            };
            if !added(&steps[before]) {
                break;
            }
            steps.swap(before, here);
            here = before;
        }
    }
}

/// Two neighbouring steps as one. An empty span marks a place, so it is joined like any other.
fn joined(first: Step, second: Step) -> Step {
    Step { ink: first.ink, a: first.a.join(second.a), b: first.b.join(second.b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_join_over_white_space_alone() {
        let raw = "ab cd ef";
        let s = Span::new;
        let marks =
            [(Ink::Words, s(0, 2)), (Ink::Plain, s(2, 3)), (Ink::Words, s(3, 5)), (Ink::Plain, s(5, 8))];
        assert_eq!(join(marks, raw), [(Ink::Words, s(0, 5)), (Ink::Plain, s(5, 8))]);
        let marks = [(Ink::Words, s(0, 2)), (Ink::Plain, s(2, 5)), (Ink::Words, s(5, 8))];
        assert_eq!(join(marks, raw).len(), 3);
        let marks = [(Ink::Words, s(0, 2)), (Ink::Plain, s(2, 3)), (Ink::Fact, s(3, 5))];
        assert_eq!(join(marks, raw).len(), 3);
    }
}
