//! Who says what: verbs of attribution and their subjects.

use std::ops::Range;

use crate::text::{Span, Stance, Story, Token, TokenKind};

/// One attribution of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The verb (or `according to`), as a token index inside the sentence.
    pub verb: usize,
    /// How it puts what was said.
    pub stance: Stance,
    /// Who says it, as token indices inside the sentence; empty when not found.
    pub source: Range<usize>,
}

/// How many tokens away from the verb a source is looked for.
const REACH: usize = 12;

/// Returns the attributions of a sentence in order: words between quotation marks are left out.
pub fn attributions(story: &Story, sentence: usize) -> Vec<Attribution> {
    let tokens = story.tokens_of(sentence);
    let mut out = Vec::new();
    for (verb, token) in tokens.iter().enumerate() {
        if token.quoted || token.kind == TokenKind::Name {
            continue;
        }
        let Some(stance) = story.lexeme(token).and_then(|l| l.saying) else { continue };
        out.push(Attribution { verb, stance, source: source(story, tokens, verb) });
    }
    out
}

/// Finds the source beside the verb: behind it after `according to` and in `said Roe`, else before it.
fn source(story: &Story, tokens: &[Token], verb: usize) -> Range<usize> {
    let text = |at: usize| tokens[at].span.of(story.raw());
    let prepositional = matches!(
        text(verb),
        "according"
            | "According"
            | "laut"
            | "Laut"
            | "selon"
            | "Selon"
            | "según"
            | "Según"
            | "secondo"
            | "volgens"
            | "enligt"
    );
    let behind = phrase(story, tokens, verb + 1, verb + 1 + REACH);
    if prepositional {
        return behind;
    }
    let before = phrase_before(story, tokens, verb);
    // `"...," said Roe`: the verb follows a closing mark, or nothing stands before it.
    let inverted = before.is_empty() || verb > 0 && tokens[verb - 1].kind == TokenKind::QuoteMark;
    if inverted && !behind.is_empty() { behind } else { before }
}

/// Whether a token can be part of who says it.
fn fits(story: &Story, token: &Token) -> bool {
    let text = token.span.of(story.raw());
    match token.kind {
        TokenKind::Punctuation => matches!(text, "-" | "‑" | "."),
        TokenKind::QuoteMark => false,
        TokenKind::Stop => {
            matches!(
                text.to_lowercase().as_str(),
                "the"
                    | "a"
                    | "an"
                    | "of"
                    | "'s"
                    | "’s"
                    | "two"
                    | "he"
                    | "she"
                    | "they"
                    | "it"
                    | "who"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "der"
                    | "die"
                    | "das"
                    | "le"
                    | "la"
                    | "les"
                    | "el"
                    | "de"
                    | "du"
                    | "des"
            ) || token.capital
                || story.lexeme(token).is_some_and(|l| l.saying.is_none() && l.modal.is_none() && !l.negation)
                    && text.chars().count() > 3
        }
        _ => story.lexeme(token).is_none_or(|l| l.saying.is_none()),
    }
}

fn phrase(story: &Story, tokens: &[Token], from: usize, to: usize) -> Range<usize> {
    let mut start = from;
    while start < tokens.len()
        && start < from + 2
        && matches!(tokens[start].span.of(story.raw()), "to" | "by")
    {
        start += 1;
    }
    let mut end = start;
    while end < tokens.len()
        && end < to
        && fits(story, &tokens[end])
        && tokens[end].span.of(story.raw()) != "."
        && !tokens[end].quoted
        && !matches!(tokens[end].span.of(story.raw()), "that" | "on" | "in" | "at")
    {
        end += 1;
    }
    start..end
}

fn phrase_before(story: &Story, tokens: &[Token], verb: usize) -> Range<usize> {
    let mut start = verb;
    let least = verb.saturating_sub(REACH);
    while start > least && fits(story, &tokens[start - 1]) && !tokens[start - 1].quoted {
        start -= 1;
    }
    start..verb
}

/// Returns who speaks a quotation, where the sentence that holds it says so: the source of the attribution nearest to the
/// quotation. `sentences` are the sentences to look in, the quotation's own first.
pub fn speaker(story: &Story, quote: Span, sentences: impl Iterator<Item = usize>) -> Option<Span> {
    for sentence in sentences {
        let tokens = story.tokens_of(sentence);
        let distance = |a: &Attribution| {
            let verb = tokens[a.verb].span;
            if verb.start >= quote.end {
                verb.start - quote.end
            } else {
                quote.start.saturating_sub(verb.end)
            }
        };
        let nearest = attributions(story, sentence)
            .into_iter()
            .filter(|a| !a.source.is_empty())
            .min_by_key(|a| (distance(a), a.verb));
        if let Some(found) = nearest {
            let first = tokens[found.source.start].span;
            let last = tokens[found.source.end - 1].span;
            return Some(first.join(last));
        }
    }
    None
}
