//! Text of others as text of a page.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::report::sanitize;

/// Returns a text fit for a page; maud escapes it. Hidden and steering characters are shown, as on a terminal: none can
/// make text read backwards, or hide a difference. White space is left to the browser.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    sanitize::text(raw)
}

/// Returns a text as an island of its own direction among words of ours.
pub(super) fn foreign(raw: &str) -> Markup {
    html! { bdi { (text(raw.trim())) } }
}

/// Returns the first words of a text, at most about `most` bytes, with a sign where it goes on.
pub(super) fn excerpt(raw: &str, most: usize) -> Cow<'_, str> {
    let raw = raw.trim();
    if raw.len() <= most {
        return text(raw);
    }
    let mut end = most;
    while !raw.is_char_boundary(end) {
        end -= 1;
    }
    let cut = &raw[..end];
    let words = cut.rfind(char::is_whitespace).filter(|at| *at > most / 2).map_or(cut, |at| &cut[..at]);
    Cow::Owned(format!("{} …", text(words.trim_end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_escaped_isolated_and_shown() {
        let shown = foreign("<b>\u{202e}\"x\" & 'y'\n").into_string();
        assert!(shown.starts_with("<bdi>&lt;b&gt;&lt;U+202E&gt;&quot;x&quot; &amp; "), "{shown}");
    }

    #[test]
    fn excerpts_end_between_words_and_characters() {
        assert_eq!(excerpt("one two three", 100), "one two three");
        assert_eq!(excerpt("one two three", 9), "one two …");
        assert_eq!(excerpt("äöüäöüäöü", 5), "äö …");
    }
}
