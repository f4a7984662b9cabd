//! A quick look at how a paragraph begins: whether one of many patterns may open it.

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

/// Bytes at the head of a paragraph that are looked at.
const REACH: usize = 24;

/// The openings of many patterns. Most paragraphs leave the automaton with their second letter.
pub(super) struct Openings(Option<AhoCorasick>);

impl Openings {
    /// Returns the openings of patterns in lower case; ` * ` in one stands for a few words.
    pub fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> Openings {
        let openings: Vec<String> = patterns.flat_map(openings).collect();
        let built = AhoCorasick::builder()
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::LeftmostFirst)
            .ascii_case_insensitive(true)
            .build(openings);
        Openings(built.ok())
    }

    /// Whether some pattern may open `text`, in any case: false means that none does. Spaces of other kinds, which stand for
    /// plain ones in the patterns, are left to the rules themselves.
    pub fn may_open(&self, text: &str) -> bool {
        let head = &text.as_bytes()[..text.len().min(REACH)];
        head.iter().any(|b| matches!(b, b'\n' | b'\r' | b'\t'))
            || !head.is_ascii() && text.chars().take(REACH).any(|c| matches!(c, '\u{a0}' | '\u{202f}'))
            || self.0.as_ref().is_none_or(|a| a.is_match(Input::new(head).anchored(Anchored::Yes)))
    }
}

/// What every text that meets a pattern begins with, in at most [`REACH`] bytes: its ASCII opening, or its first letter
/// small and capital. Marks that are written in several ways end it.
fn openings(pattern: &str) -> Vec<String> {
    let fixed = pattern.split(" * ").next().unwrap_or(pattern);
    let end = fixed.find(|c: char| !c.is_ascii() || c == '\'').unwrap_or(fixed.len());
    match fixed.chars().next() {
        Some(first) if end == 0 => vec![first.to_string(), first.to_uppercase().collect()],
        _ => vec![fixed[..end.min(REACH)].to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_open_a_text() {
        let openings = Openings::new(["corrects", "this * story", "à lire", "editor's note"].into_iter());
        for (text, expected) in [
            ("Corrects name", true),
            ("CORRECTS", true),
            ("This Jan. 5 story", true),
            ("À lire", true),
            ("Editor’s note", true),
            ("Cor\nrects", true),
            ("A\u{a0}b", true),
            ("Correct", false),
            ("The story", false),
            ("é", false),
            ("", false),
        ] {
            assert_eq!(openings.may_open(text), expected, "{text}");
        }
    }
}
