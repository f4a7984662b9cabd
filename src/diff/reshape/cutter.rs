//! Cutting a change into pieces.

use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::Class;
use crate::text::{Pair, Side, Span};

/// Cuts a change into pieces at token indices, white space before a token going with it.
pub(super) struct Cutter<'a> {
    view: &'a LinkView<'a>,
    change: &'a Change,
    pub(super) at: Pair<usize>,
    pub(super) pieces: Vec<Change>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(view: &'a LinkView<'a>, change: &'a Change) -> Cutter<'a> {
        let at = Pair::new(change.tokens.left.0, change.tokens.right.0);
        Cutter { view, change, at, pieces: Vec::new() }
    }

    /// Takes the tokens up to `left` and `right` as one piece; nothing when there are none.
    pub(super) fn take(&mut self, left: usize, right: usize, class: Class, rule: Option<&'static str>) {
        let to = Pair::new(left, right);
        let mut span = Pair::new(Span::default(), Span::default());
        for side in Side::BOTH {
            let begin = self.pieces.last().map_or(self.change.span[side].start, |p| p.span[side].end);
            let last = to[side] == self.change.tokens[side].1;
            let end = if to[side] == self.at[side] && !(last && self.done(to)) {
                begin
            } else if last {
                self.change.span[side].end
            } else {
                self.view.tokens(side)[to[side] - 1].span.end
            };
            span[side] = Span { start: begin, end: end.max(begin) };
        }
        if span.left.is_empty() && span.right.is_empty() {
            return;
        }
        let tokens = Pair::new((self.at.left, left), (self.at.right, right));
        self.at = to;
        self.pieces.push(Change { kind: ChangeKind::of(&span), span, tokens, class, rule });
    }

    fn done(&self, to: Pair<usize>) -> bool {
        to.left == self.change.tokens.left.1 && to.right == self.change.tokens.right.1
    }
}
