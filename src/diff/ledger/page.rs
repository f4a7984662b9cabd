//! What one link states: its words, its changes, and what the other story has of them.

use std::ops::Range;

use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::Class;
use crate::diff::ledger::rows::FactRow;
use crate::facts::{Facet, Mentions, facet_of};
use crate::text::{Pair, Side, Span, Story};

/// A token of one side that the other side does not have at this place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lone {
    pub(super) token: usize,
    /// Index of the change that holds it.
    pub(super) change: usize,
    pub(super) facet: Facet,
}

/// Least closeness at which a small word on one side is a change of fact and not of construction.
pub(super) const CLOSE: usize = 55;

/// A link with its changes, and what either story mentions anywhere.
pub(super) struct Page<'a> {
    pub(super) view: &'a LinkView<'a>,
    pub(super) changes: &'a [Change],
    pub(super) mentions: &'a Pair<Mentions>,
    pub(super) link: usize,
}

impl Page<'_> {
    pub(super) fn story(&self, side: Side) -> &Story {
        self.view.stories[side]
    }

    pub(super) fn text(&self, side: Side, token: usize) -> &str {
        self.view.text(side, token)
    }

    /// A row with a value on both sides, given by its tokens.
    pub(super) fn two_sided(&self, facet: Facet, left: Range<usize>, right: Range<usize>) -> FactRow {
        let span = Pair::new(Some(self.span(Side::Left, left)), Some(self.span(Side::Right, right)));
        FactRow { facet, link: self.link, span }
    }

    /// A row with a value on one side alone.
    pub(super) fn one_sided(&self, facet: Facet, side: Side, tokens: Range<usize>) -> FactRow {
        let mut span = Pair::new(None, None);
        span[side] = Some(self.span(side, tokens));
        FactRow { facet, link: self.link, span }
    }

    /// The span of a run of tokens; the first is taken even when the run is empty.
    pub(super) fn span(&self, side: Side, tokens: Range<usize>) -> Span {
        let list = self.view.tokens(side);
        list[tokens.start].span.join(list[tokens.end.max(tokens.start + 1) - 1].span)
    }

    /// Whether the token is matched, in place or in another order.
    pub(super) fn matched(&self, side: Side, token: usize) -> bool {
        self.view.matched_on(side).any(|t| t == token)
    }

    /// Whether words differ here, and no other link explains them.
    pub(super) fn is_open(change: &Change) -> bool {
        change.class >= Class::Wording && change.kind != ChangeKind::Elsewhere
    }

    /// The unmatched tokens of one side that state something.
    pub(super) fn lone(&self, side: Side) -> Vec<Lone> {
        let mut out = Vec::new();
        for (at, change) in self.changes.iter().enumerate().filter(|(_, c)| Self::is_open(c)) {
            for token in change.tokens[side].0..change.tokens[side].1 {
                let found = &self.view.tokens(side)[token];
                if self.view.elsewhere[side][token] || found.dateline || self.matched(side, token) {
                    continue;
                }
                if let Some(facet) = facet_of(self.story(side), found) {
                    out.push(Lone { token, change: at, facet });
                }
            }
        }
        out
    }

    /// Whether the other story states the value nowhere.
    pub(super) fn fresh(&self, side: Side, lone: &Lone) -> bool {
        !self.mentions[side.other()].has(&self.view.tokens(side)[lone.token])
    }

    /// Share of the shorter sentence's words that the link matched, in hundredths: how far the two go together.
    pub(super) fn closeness(&self) -> usize {
        let words = |side: Side| self.story(side).words_in(self.view.sentence[side]);
        self.view.matched.len() * 100 / words(Side::Left).min(words(Side::Right)).max(1)
    }
}
