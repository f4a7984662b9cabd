//! A change of words, and the link it belongs to.

use crate::align::on_side;
use crate::diff::classify::Class;
use crate::text::{Pair, Side, Span, Story, Token};

/// What happens in a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The same bytes.
    Equal,
    /// Words on both sides.
    Replace,
    /// Words of A alone.
    Delete,
    /// Words of B alone.
    Insert,
    /// Words that another link of the sentence explains.
    Elsewhere,
}

impl ChangeKind {
    /// Returns what happens when words are replaced, from the sides that have some.
    pub(crate) fn of(span: &Pair<Span>) -> ChangeKind {
        match (span.left.is_empty(), span.right.is_empty()) {
            (true, _) => ChangeKind::Insert,
            (_, true) => ChangeKind::Delete,
            _ => ChangeKind::Replace,
        }
    }
}

/// One step from A's sentence to B's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub kind: ChangeKind,
    /// Bytes on each side.
    pub span: Pair<Span>,
    /// Token indices on each side, half-open, counted inside the sentence.
    pub tokens: Pair<(usize, usize)>,
    /// How much it matters.
    pub class: Class,
    /// The rule, for typography and style.
    pub rule: Option<&'static str>,
}

impl Change {
    /// Whether a token of one side is part of the change.
    pub(crate) fn holds(&self, side: Side, token: usize) -> bool {
        self.tokens[side].0 <= token && token < self.tokens[side].1
    }

    /// Exchanges the sides.
    pub fn turn(&mut self) {
        self.span = self.span.swap();
        self.tokens = self.tokens.swap();
        self.kind = match self.kind {
            ChangeKind::Delete => ChangeKind::Insert,
            ChangeKind::Insert => ChangeKind::Delete,
            kind => kind,
        };
    }
}

/// What a link knows of its two sentences.
pub struct LinkView<'a> {
    /// The stories.
    pub stories: Pair<&'a Story>,
    /// The sentence on each side.
    pub sentence: Pair<usize>,
    /// Matched tokens, in order of A.
    pub matched: &'a [(u16, u16)],
    /// For each token of each sentence: whether another link of the sentence explains it.
    pub elsewhere: &'a Pair<Vec<bool>>,
}

impl<'a> LinkView<'a> {
    /// Returns the tokens of the sentence on one side.
    pub fn tokens(&self, side: Side) -> &'a [Token] {
        self.stories[side].tokens_of(self.sentence[side])
    }

    /// Returns the matched tokens of one side, in order of A.
    pub fn matched_on(&self, side: Side) -> impl Iterator<Item = usize> {
        on_side(self.matched, side)
    }

    /// Returns the text of a token.
    pub fn text(&self, side: Side, token: usize) -> &'a str {
        self.tokens(side)[token].span.of(self.stories[side].raw())
    }
}
