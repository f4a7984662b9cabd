//! How much a change matters: typography < style (with its rule) < wording < fact.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::text::{Token, TokenKind, fold, rule_name};

/// How much a change matters, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// No change.
    Same,
    /// Quotation marks, dashes, spaces, punctuation.
    Typography,
    /// House style: the rule is named.
    Style,
    /// Other words.
    Wording,
    /// A figure, name, date, negation or the like differs.
    Fact,
}

/// Returns the class and rule of two tokens that were paired and whose bytes differ; `None` when they are different
/// words. The answer does not depend on the order of the sides.
pub fn style_rule(a: &Token, b: &Token, text_a: &str, text_b: &str) -> Option<(Class, &'static str)> {
    if a.dateline && b.dateline {
        return Some((Class::Style, "dateline"));
    }
    if a.is_mark() && b.is_mark() {
        let rule = if a.kind == TokenKind::QuoteMark {
            "quote-marks"
        } else if a.key == b.key {
            "dashes"
        } else {
            "punctuation"
        };
        return Some((Class::Typography, rule));
    }
    if a.key != b.key {
        // "4.5 billion" for "€4.5bn": the same value, its unit understood on one side.
        let unit_left_out = a.kind == TokenKind::Number && b.kind == TokenKind::Number && a.stem == b.stem;
        return unit_left_out.then_some((Class::Style, "number-format"));
    }
    if plain(text_a) == plain(text_b) {
        return Some((Class::Typography, "characters"));
    }
    let rule = match (a.rule, b.rule) {
        (0, rule) | (rule, 0) => rule,
        (x, y) => x.min(y),
    };
    if rule != 0 {
        return Some((Class::Style, rule_name(rule)));
    }
    if fold(text_a) == fold(text_b) {
        let lower = |t: &str| t.to_lowercase();
        let rule = if lower(&plain(text_a)) == lower(&plain(text_b)) { "capitals" } else { "diacritics" };
        return Some((Class::Style, rule));
    }
    Some((Class::Style, "abbreviation"))
}

/// The text without what only typography changes: composed, marks and spaces plain, invisible characters gone.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'))
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .nfkc()
        .collect()
}

/// Returns the rule under which a token may stand on one side alone without telling anything, if there is one.
/// `next` is the token after it on the same side.
pub(crate) fn one_sided_rule(
    token: &Token,
    text: &str,
    next: Option<(&Token, &str)>,
) -> Option<(Class, &'static str)> {
    if token.dateline {
        return Some((Class::Style, "dateline"));
    }
    match token.kind {
        TokenKind::QuoteMark => Some((Class::Typography, "quote-marks")),
        TokenKind::Punctuation if text == "-" || text == "‑" => Some((Class::Typography, "hyphen")),
        TokenKind::Punctuation => Some((Class::Typography, "punctuation")),
        TokenKind::Honorific => Some((Class::Style, "honorific")),
        TokenKind::Stop if matches!(text, "on" | "On") && next.is_some_and(|(t, _)| is_calendar(t)) => {
            Some((Class::Style, "on-weekday"))
        }
        _ => None,
    }
}

/// Whether a token is a weekday, a month or a date.
pub(crate) fn is_calendar(token: &Token) -> bool {
    crate::text::calendar(token).is_some()
}

/// The letters and digits of a text, folded.
pub(crate) fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether two texts are the same letters, written together or apart (`coast guard`, `coastguard`).
pub(crate) fn same_letters(a: &str, b: &str) -> bool {
    let (x, y) = (letters(a), letters(b));
    !x.is_empty() && x == y
}
