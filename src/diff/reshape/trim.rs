//! Words that a replacement has in common at its ends.

use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::Class;
use crate::text::{Pair, Side, Span};

/// Splits off the whole words that a replacement has in common at its ends: `55 million euros` for `65 million euros`
/// changes one word, though each is one figure.
pub(super) fn trim(view: &LinkView<'_>, change: &Change) -> Vec<Change> {
    if change.kind != ChangeKind::Replace {
        return Vec::new();
    }
    let text = |side: Side| change.span[side].of(view.stories[side].raw());
    let (a, b) = (text(Side::Left), text(Side::Right));
    let head = common_words(a, b);
    let tail = common_words_at_end(&a[head..], &b[head..]);
    if head == 0 && tail == 0 || head + tail >= a.len().min(b.len()) {
        return Vec::new();
    }
    let whole = &change.span;
    let piece =
        |kind: ChangeKind, from: Pair<usize>, to: Pair<usize>, tokens: Pair<(usize, usize)>, class: Class| {
            let span = |side: Side| Span {
                start: whole[side].start + from[side] as u32,
                end: whole[side].start + to[side] as u32,
            };
            Change { kind, span: Pair::new(span(Side::Left), span(Side::Right)), tokens, class, rule: None }
        };
    let none = |at: fn((usize, usize)) -> usize| change.tokens.map(|t| (at(t), at(t)));
    let mut out = Vec::new();
    let (starts, ends) = (Pair::new(0, 0), Pair::new(a.len(), b.len()));
    let (inner, outer) = (Pair::new(head, head), Pair::new(a.len() - tail, b.len() - tail));
    if head > 0 {
        out.push(piece(ChangeKind::Equal, starts, inner, none(|t| t.0), Class::Same));
    }
    out.push(piece(ChangeKind::Replace, inner, outer, change.tokens, Class::Wording));
    if tail > 0 {
        out.push(piece(ChangeKind::Equal, outer, ends, none(|t| t.1), Class::Same));
    }
    out
}

/// Bytes of the whole words that both begin with; the words must end at white space in both.
fn common_words(a: &str, b: &str) -> usize {
    let mut best = 0;
    for ((at, x), y) in a.char_indices().zip(b.chars()) {
        if x != y {
            break;
        }
        if y.is_whitespace() && at > 0 {
            best = at;
        }
    }
    best
}

/// Bytes of the whole words that both end with; the words must begin after white space in both.
fn common_words_at_end(a: &str, b: &str) -> usize {
    let mut length = 0;
    let mut best = 0;
    for (x, y) in a.chars().rev().zip(b.chars().rev()) {
        if x != y {
            break;
        }
        length += x.len_utf8();
        if x.is_whitespace() && length > x.len_utf8() {
            best = length;
        }
    }
    best
}
