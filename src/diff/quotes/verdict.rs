//! What became of the words of a pair of quotations.

use crate::diff::classify::letters;
use crate::diff::quotes::quote::{Quote, common, stands_in};
use crate::diff::quotes::rows::QuoteStatus;
use crate::text::{Pair, Story, Token, TokenKind};

/// Says what became of the words of a pair.
pub(super) fn status(stories: Pair<&Story>, a: &Quote<'_>, b: &Quote<'_>) -> QuoteStatus {
    let matched = common(a, b, &vec![false; a.words.len()], &vec![false; b.words.len()]);
    let lost = missing(a.words.len(), matched.iter().map(|p| p.0));
    let gained = missing(b.words.len(), matched.iter().map(|p| p.1));
    let same_letters = || letters(a.span.of(stories.left.raw())) == letters(b.span.of(stories.right.raw()));
    if lost.is_empty() && gained.is_empty() || same_letters() {
        return if spelling(stories.left, a) == spelling(stories.right, b) {
            QuoteStatus::Same
        } else {
            QuoteStatus::Punctuation
        };
    }
    let bracketed = |story: &Story, quote: &Quote<'_>, words: &[usize]| {
        words.iter().all(|w| in_brackets(story, quote, quote.words[*w]))
    };
    let in_a = !lost.is_empty() && bracketed(stories.left, a, &lost);
    let in_b = !gained.is_empty() && bracketed(stories.right, b, &gained);
    if (in_b || gained.is_empty())
        && (in_a || lost.is_empty() || in_b && lost.len() <= 2 && contiguous(&lost))
        && (in_a || in_b)
    {
        return QuoteStatus::Insertion;
    }
    if !lost.is_empty() && !gained.is_empty() {
        return QuoteStatus::Altered;
    }
    // Words left out on one side only: cut at the ends, marked, or silently in the middle.
    let (longer, shorter, story) =
        if gained.is_empty() { (a, b, stories.right) } else { (b, a, stories.left) };
    if has_ellipsis(story, shorter) {
        return QuoteStatus::Ellipsis;
    }
    if stands_in(shorter, longer) { QuoteStatus::Trimmed } else { QuoteStatus::Altered }
}

/// The words, of `len`, that are not matched.
fn missing(len: usize, matched: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut there = vec![false; len];
    for at in matched {
        there[at] = true;
    }
    (0..len).filter(|w| !there[*w]).collect()
}

fn contiguous(words: &[usize]) -> bool {
    words.windows(2).all(|w| w[1] == w[0] + 1)
}

fn in_brackets(story: &Story, quote: &Quote<'_>, token: usize) -> bool {
    let text = |t: &Token| t.span.of(story.raw());
    let opens = quote.tokens[..token].iter().rposition(|t| text(t) == "[");
    let closed = quote.tokens[..token].iter().rposition(|t| text(t) == "]");
    opens.is_some() && opens > closed
}

fn has_ellipsis(story: &Story, quote: &Quote<'_>) -> bool {
    quote.tokens.iter().any(|t| {
        t.kind == TokenKind::Punctuation && matches!(t.span.of(story.raw()), "..." | "…" | "...." | "….")
    })
}

/// The spelling of a quotation without what never counts: the kind of mark, and the sign before the closing one.
fn spelling(story: &Story, quote: &Quote<'_>) -> Vec<String> {
    let plain = |t: &Token| -> String {
        let text = t.span.of(story.raw());
        match t.kind {
            TokenKind::QuoteMark => "\"".to_owned(),
            TokenKind::Punctuation => match text {
                "…" => "...".to_owned(),
                "–" | "—" | "--" => "--".to_owned(),
                "’" | "‘" | "'" => "'".to_owned(),
                other => other.to_owned(),
            },
            _ => text.replace(['’', '‘'], "'").replace(['\u{ad}', '\u{200b}'], ""),
        }
    };
    let mut out: Vec<String> = quote.tokens.iter().map(plain).collect();
    while out.last().is_some_and(|t| matches!(t.as_str(), "," | "." | ";" | ":" | "،")) {
        out.pop();
    }
    out
}
