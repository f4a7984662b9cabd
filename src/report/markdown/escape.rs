//! Text of others as Markdown text that says exactly that.

use std::fmt::Write as _;

use crate::report::sanitize;

/// Returns `raw` as Markdown that shows as plain text in a paragraph, a list item, a heading or a table cell.
///
/// Line breaks become spaces, hidden characters are shown, every sign that CommonMark or GitHub's dialect acts
/// on is escaped: also those that make links without brackets (`www.`, `http:`, `name@host`).
pub(in crate::report) fn escape(raw: &str) -> String {
    let clean = sanitize::text(raw);
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(words.len() + 16);
    let mut at_start = true;
    for (at, c) in words.char_indices() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '@' | '$' | '^' | '!' => {
                out.push('\\');
                out.push(c);
            }
            ':' if words[at..].starts_with("://") || scheme_before(&words[..at]) => out.push_str("\\:"),
            '.' if ends_with_www(&words[..at]) => out.push_str("\\."),
            '-' | '+' | '=' if at_start => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if !words[..at].is_empty() && words[..at].bytes().all(|b| b.is_ascii_digit()) => {
                let _ = write!(out, "\\{c}");
            }
            _ => out.push(c),
        }
        at_start = at_start && matches!(c, '-' | '+' | '=');
    }
    out
}

/// Whether a text ends in the name of a scheme that is linked without slashes.
fn scheme_before(before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    ["mailto", "xmpp", "http", "https", "ftp", "javascript", "data"].iter().any(|s| lower.ends_with(s))
}

/// Whether a text ends in `www`.
fn ends_with_www(before: &str) -> bool {
    before.len() >= 3 && before.get(before.len() - 3..).is_some_and(|w| w.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn links_html_and_tables_stay_text() {
        assert_eq!(escape("[a](http://x)"), r"\[a\](http\://x)");
        assert_eq!(escape("<script>&amp;"), "&lt;script&gt;&amp;amp;");
        assert_eq!(escape("a | b\n\n# c"), r"a \| b \# c");
        assert_eq!(escape("www.evil.example a@b.example"), r"www\.evil.example a\@b.example");
        assert_eq!(escape("**b** ~~s~~ `c` ![i](x)"), r"\*\*b\*\* \~\~s\~\~ \`c\` \!\[i\](x)");
    }

    #[test]
    fn line_starts_make_no_blocks() {
        assert_eq!(escape("- item"), r"\- item");
        assert_eq!(escape("12. item"), r"12\. item");
        assert_eq!(escape("---"), r"\-\-\-");
        assert_eq!(escape("    code"), "code");
    }

    #[test]
    fn prose_is_left_alone() {
        assert_eq!(
            escape("It rose 4.5%, she said (twice) - again."),
            "It rose 4.5%, she said (twice) - again."
        );
    }

    #[test]
    fn hidden_characters_are_shown_and_cannot_be_html() {
        assert_eq!(escape("a\u{202e}b"), "a&lt;U+202E&gt;b");
    }
}
