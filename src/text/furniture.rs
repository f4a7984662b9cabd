//! Lines that are not content: bylines, credits, share, newsletter and "read more" lines, captions, copyright.
//!
//! The lines are data (`rules/furniture.tsv`), each with the name of its rule. A rule fires on short paragraphs only,
//! so that a sentence which happens to begin like one stays content.

use std::sync::LazyLock;

use crate::text::language::Language;

/// Furniture has at most this many words; credits, which name many people, twice as many.
const LONGEST: usize = 40;

/// Returns the name of the furniture rule that `text` meets, if any. `words` is its word count.
pub(crate) fn rule(text: &str, words: usize, language: Language) -> Option<&'static str> {
    if words > LONGEST * 2 {
        return None;
    }
    let lower = lower_case(text);
    let lower = lower.trim_start_matches(['*', '•', '-', '–', '—', '►', '»', '>', '|', '_', ' ']);
    if !text.chars().any(char::is_alphanumeric) {
        return Some("separator");
    }
    for rule in &RULES[place(language)] {
        let (name, pattern) = (rule.name, rule.pattern);
        let met = match rule.kind {
            Kind::Byline => byline(text, lower, pattern, words),
            Kind::Start => starts(text, lower, pattern) && words <= limit(name),
            Kind::Contain => {
                words <= if name == "caption" { LONGEST * 2 } else { LONGEST } && lower.contains(pattern)
            }
        };
        if met {
            return Some(name);
        }
    }
    None
}

/// Lower case of the head of a text, quotation marks and spaces plain.
fn lower_case(text: &str) -> String {
    let head = &text[..text.char_indices().nth(400).map_or(text.len(), |(at, _)| at)];
    if head.is_ascii() {
        head.to_ascii_lowercase()
    } else {
        head.chars().flat_map(char::to_lowercase).map(plain).collect()
    }
}

/// One line of the pack.
struct Rule {
    name: &'static str,
    kind: Kind,
    pattern: &'static str,
}

enum Kind {
    /// A name follows the pattern.
    Byline,
    /// The paragraph begins with the pattern.
    Start,
    /// The pattern stands anywhere in it.
    Contain,
}

/// The rules of each language, those of `Other` last; read once, as every paragraph asks for them.
static RULES: LazyLock<Vec<Vec<Rule>>> = LazyLock::new(|| {
    let mut rules: Vec<Vec<Rule>> = (0..=Language::ALL.len()).map(|_| Vec::new()).collect();
    for line in include_str!("rules/furniture.tsv").lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(lang), Some(kind), Some(pattern)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let kind = || match kind {
            "byline" => Kind::Byline,
            "start" => Kind::Start,
            _ => Kind::Contain,
        };
        if let Some(language) = Language::from_code(lang) {
            rules[place(language)].push(Rule { name, kind: kind(), pattern });
            // Where the language is not known English furniture is the likeliest.
            if language == Language::En {
                rules[place(Language::Other)].push(Rule { name, kind: kind(), pattern });
            }
        }
    }
    rules
});

fn place(language: Language) -> usize {
    Language::ALL.iter().position(|l| *l == language).unwrap_or(Language::ALL.len())
}

/// Longest line in words by rule: what opens like a sentence must be short.
fn limit(name: &str) -> usize {
    match name {
        "copyright" => LONGEST,
        "credit" | "photo" | "caption" => LONGEST * 2,
        "time" => 30,
        _ => 16,
    }
}

fn plain(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        c => c,
    }
}

/// Whether the pattern stands at the head and ends at a word's end. Running text ends in a full stop where such lines
/// mostly do not; a pattern of one word without a mark must therefore not be followed by a whole sentence.
fn starts(text: &str, lower: &str, pattern: &str) -> bool {
    let Some(rest) = lower.strip_prefix(pattern) else { return false };
    let marked = pattern.ends_with(|c: char| !c.is_alphanumeric())
        || pattern.starts_with(|c: char| !c.is_alphanumeric());
    let whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let single = !pattern.contains(' ');
    let sentence = text.trim_end().ends_with('.') && rest.split_whitespace().count() > 6;
    whole && (marked || !single || !sentence) || marked && rest.is_empty()
}

/// `By Jane Roe`, `By JANE ROE, Political Editor`: a name in capitals follows, and no sentence.
fn byline(text: &str, lower: &str, pattern: &str, words: usize) -> bool {
    if words > 14 {
        return false;
    }
    let Some(rest) = lower.strip_prefix(pattern) else { return false };
    if rest.trim().is_empty() {
        return pattern.contains(' ');
    }
    let closed = text.trim_end().ends_with(['.', '!', '?', '”', '"']) && words > 8;
    let mut names = text.split_whitespace().skip(pattern.split(' ').count());
    let capital = |w: &str| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    rest.starts_with(' ')
        && !closed
        && names.next().is_some_and(capital)
        && names.next().is_none_or(|w| capital(w) || w == "and" || w == "und" || w == "et" || w == "y")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(rule(text, text.split_whitespace().count(), Language::En), expected, "{text}");
    }

    #[test]
    fn furniture_is_told_from_sentences() {
        check("By Jane Roe", Some("byline"));
        check("By JANE ROE and JOHN DOE, Staff Writers", Some("byline"));
        check("By Tuesday evening the water had reached the second floor.", None);
        check("(Reporting by Jane Roe in Paris; Editing by John Doe)", Some("credit"));
        check("Jane Roe in Paris contributed to this report.", Some("credit"));
        check("Share this article", Some("share"));
        check("Share prices fell on Monday after the company cut its forecast for the year.", None);
        check("Sign up for our newsletter", Some("newsletter"));
        check("Read more: Ferry owner questioned", Some("related"));
        check("Comments made by the minister drew anger from unions on Friday.", None);
        check("More than 200 people were rescued, officials said.", None);
        check("© 2025 Island Post. All rights reserved.", Some("copyright"));
        check("* * *", Some("separator"));
    }
}
