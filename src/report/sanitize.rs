//! The one cleaner for everything that goes to a terminal: text of others is shown, never obeyed.
//!
//! A news feed is untrusted text. A control character in it could repaint the screen, a bidirectional override
//! could make a sentence read backwards, and a zero-width character could hide a difference. So:
//!
//! | input | shown as |
//! |---|---|
//! | C0 controls and DEL | their control picture: `␛`, `␀`, `␡` |
//! | newline, carriage return, tab | a space in [`text`], their picture in [`name`] |
//! | C1 controls | `<U+0085>` |
//! | bidi controls, zero-width and filler characters, line and paragraph separators, tags, annotations | `<U+202E>` |
//!
//! Zero-width joiners stay where they belong to the spelling: between two characters of a script that joins
//! (Persian, Hindi) or of an emoji; variation selectors stay after a character that is not ASCII.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns `raw` fit for one line of a screen: line breaks and tabs as spaces, all else shown.
pub fn text(raw: &str) -> Cow<'_, str> {
    clean(raw, true)
}

/// Returns a file name or message fit for one line of a screen: line breaks and tabs are shown as well.
pub fn name(raw: &str) -> Cow<'_, str> {
    clean(raw, false)
}

/// Returns a message of several lines with each line cleaned as [`name`] does.
pub fn lines(raw: &str) -> String {
    raw.split('\n').map(name).collect::<Vec<_>>().join("\n")
}

/// Replaces what must not reach a terminal; borrows when there is nothing to replace.
fn clean(raw: &str, blank: bool) -> Cow<'_, str> {
    if raw.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut before = None;
    let mut rest = raw.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied();
        match c {
            '\n' | '\r' | '\t' if blank => out.push(' '),
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{200c}' | '\u{200d}' if joins(before) && joins(after) => out.push(c),
            '\u{fe00}'..='\u{fe0f}' if before.is_some_and(|b: char| !b.is_ascii()) => out.push(c),
            _ if hidden(c) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
            _ => out.push(c),
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

/// Whether a character is invisible or steers the text around it.
pub(super) fn hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
        | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a zero-width joiner beside this character belongs to the spelling.
fn joins(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(c,
            '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{fe0f}' | '\u{2600}'..='\u{27bf}'
            | '\u{1f000}'..='\u{1faff}')
            && c != '\u{61c}'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_borrowed_or_unchanged() {
        assert!(matches!(text("plain text, 100 %"), Cow::Borrowed(_)));
        assert_eq!(text("“Köln” – 北京, été"), "“Köln” – 北京, été");
    }

    #[test]
    fn escape_sequences_are_shown() {
        assert_eq!(text("a\u{1b}[31mred\u{7}"), "a␛[31mred␇");
        assert_eq!(text("\u{9b}31m\u{7f}"), "<U+009B>31m␡");
    }

    #[test]
    fn bidi_and_zero_width_are_shown() {
        assert_eq!(text("a\u{202e}b\u{2066}c\u{200b}d"), "a<U+202E>b<U+2066>c<U+200B>d");
        assert_eq!(text("a\u{200d}b\u{feff}"), "a<U+200D>b<U+FEFF>");
        assert_eq!(text("x\u{2028}y\u{e0041}"), "x<U+2028>y<U+E0041>");
    }

    #[test]
    fn line_breaks_are_spaces_in_text_and_shown_in_names() {
        assert_eq!(text("a\nb\tc"), "a b c");
        assert_eq!(name("a\nb\tc"), "a␊b␉c");
        assert_eq!(lines("a\u{1b}\nb"), "a␛\nb");
    }

    #[test]
    fn joiners_stay_inside_persian_and_emoji() {
        assert_eq!(text("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(text("👩\u{200d}🚒"), "👩\u{200d}🚒");
        assert_eq!(text("☎\u{fe0f}"), "☎\u{fe0f}");
    }

    #[test]
    fn nothing_dangerous_survives_anywhere_in_unicode() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let shown = text(&format!("a{c}b")).into_owned();
            assert!(!shown.chars().any(|s| s.is_control() || hidden(s)), "U+{:04X} survives", c as u32);
        }
    }
}
