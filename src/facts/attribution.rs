//! Who says what: verbs of attribution and their subjects.

use std::ops::Range;

use crate::text::{Span, Stance, Story, Token, TokenKind, calendar};

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

/// Forms of "to be", after which a verb of attribution is passive.
const PASSIVE: [&str; 7] = ["was", "were", "been", "being", "is", "are", "be"];

/// How many tokens away from the verb a source is looked for.
const REACH: usize = 12;

/// Returns the attributions of a sentence in order: words between quotation marks are left out.
pub fn attributions(story: &Story, sentence: usize) -> Vec<Attribution> {
    let tokens = story.tokens_of(sentence);
    let mut out = Vec::new();
    for (verb, token) in tokens.iter().enumerate() {
        if token.quoted || token.kind == TokenKind::Name || token.dateline {
            continue;
        }
        let Some(stance) = story.lexeme(token).and_then(|l| l.saying) else { continue };
        // "Residents were told to leave": the verb has no source before it.
        if verb > 0 && PASSIVE.contains(&tokens[verb - 1].span.of(story.raw())) {
            continue;
        }
        out.push(Attribution { verb, stance, source: source(story, tokens, verb) });
    }
    out
}

/// Finds the source beside the verb: behind it after `according to` and in `said Roe`, else before it.
fn source(story: &Story, tokens: &[Token], verb: usize) -> Range<usize> {
    let text = |at: usize| tokens[at].span.of(story.raw());
    let behind = || behind(story, tokens, verb + 1);
    if PREPOSITIONS.contains(&text(verb).to_lowercase().as_str()) {
        return behind();
    }
    let before = before(story, tokens, verb);
    // `"...," said Roe`: nothing stands between the verb and a closing mark.
    if before.is_empty() { behind() } else { before }
}

/// Words of attribution that the source follows.
const PREPOSITIONS: [&str; 9] =
    ["according", "laut", "selon", "según", "secondo", "volgens", "enligt", "segundo", "według"];

/// Words that can stand between a source and its verb.
const BETWEEN: [&str; 22] = [
    "has", "have", "had", "also", "later", "earlier", "then", "on", "in", "at", "last", "is", "was", "were",
    "are", "hat", "haben", "a", "ont", "ha", "han", "been",
];

/// Words at which a new clause begins, so that the source cannot reach behind them.
const CLAUSE: [&str; 26] = [
    "that", "which", "who", "whom", "because", "while", "as", "and", "but", "if", "when", "after", "before",
    "though", "although", "where", "than", "dass", "und", "aber", "que", "et", "mais", "y", "pero", "what",
];

/// Pronouns are a source by themselves.
const PRONOUNS: [&str; 16] = [
    "he", "she", "they", "it", "we", "i", "you", "er", "sie", "es", "il", "elle", "él", "ella", "він", "вона",
];

/// The noun phrase that begins at `from`.
fn behind(story: &Story, tokens: &[Token], from: usize) -> Range<usize> {
    let text = |at: usize| tokens[at].span.of(story.raw()).to_lowercase();
    let mut start = from;
    while start < tokens.len() && start < from + 2 && matches!(text(start).as_str(), "to" | "by" | "that") {
        start += 1;
    }
    let mut end = start;
    while end < tokens.len() && end < start + REACH {
        let token = &tokens[end];
        let word = text(end);
        let mark = token.kind == TokenKind::QuoteMark
            || token.kind == TokenKind::Punctuation && !matches!(word.as_str(), "-" | "‑" | "'" | "’");
        let verb = story.lexeme(token).is_some_and(|l| l.saying.is_some() || l.modal.is_some());
        let closes = CLAUSE.contains(&word.as_str())
            || matches!(word.as_str(), "on" | "in" | "at" | "told" | "is" | "was" | "has" | "had");
        if mark || verb || closes || token.quoted || calendar(token).is_some() {
            break;
        }
        end += 1;
        if PRONOUNS.contains(&word.as_str()) {
            break;
        }
    }
    start..end
}

/// The noun phrase that ends before the verb, adverbs and auxiliaries left out.
fn before(story: &Story, tokens: &[Token], verb: usize) -> Range<usize> {
    let text = |at: usize| tokens[at].span.of(story.raw()).to_lowercase();
    let mut end = verb;
    while end > 0 && (BETWEEN.contains(&text(end - 1).as_str()) || calendar(&tokens[end - 1]).is_some()) {
        end -= 1;
    }
    // An apposition between commas: `Roe, the minister, said`.
    if end > 0 && text(end - 1) == "," {
        let comma = (end.saturating_sub(REACH)..end - 1).rev().find(|at| text(*at) == ",");
        match comma {
            Some(at) if at > 0 && !tokens[at - 1].quoted => end = at,
            _ => return verb..verb,
        }
    }
    let mut start = end;
    while start > 0 && end - start < REACH {
        let token = &tokens[start - 1];
        let word = text(start - 1);
        let mark = token.kind == TokenKind::QuoteMark
            || token.kind == TokenKind::Punctuation && !matches!(word.as_str(), "-" | "‑" | "'" | "’" | ".");
        if mark
            || token.quoted
            || token.dateline
            || CLAUSE.contains(&word.as_str())
            || story.lexeme(token).is_some_and(|l| l.saying.is_some())
        {
            break;
        }
        if end > start && PRONOUNS.contains(&text(end - 1).as_str()) {
            break;
        }
        start -= 1;
    }
    start..end
}

/// Returns who speaks a quotation, where the sentence that holds it says so: the source of the attribution nearest to the
/// quotation. `sentences` are the sentences to look in, the quotation's own first. A pronoun stands for the last source
/// named before it, if one is named within three sentences.
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
            let span = span_of(tokens, &found.source);
            let pronoun = PRONOUNS.contains(&span.of(story.raw()).to_lowercase().as_str());
            let named = || (sentence.saturating_sub(3)..=sentence).rev().find_map(|s| named_source(story, s));
            return Some(if pronoun { named().unwrap_or(span) } else { span });
        }
    }
    None
}

fn span_of(tokens: &[Token], source: &Range<usize>) -> Span {
    tokens[source.start].span.join(tokens[source.end - 1].span)
}

/// The last source of a sentence that holds a name.
fn named_source(story: &Story, sentence: usize) -> Option<Span> {
    let tokens = story.tokens_of(sentence);
    let named = |a: &Attribution| tokens[a.source.clone()].iter().any(|t| t.kind == TokenKind::Name);
    attributions(story, sentence)
        .into_iter()
        .rev()
        .find(|a| !a.source.is_empty() && named(a))
        .map(|a| span_of(tokens, &a.source))
}
