//! The first cut: raw text of one paragraph to words, figures and marks.
//!
//! Bytes below 128 go through one table; only other characters are looked up in the Unicode tables. Words end
//! where a reader would end them: at white space and punctuation, with apostrophes (`don't`), points inside
//! initials (`U.S.`) and separators inside figures (`1,200.5`) kept. Scripts without spaces give one token a
//! character, keyed later by the pair that it forms with its neighbour.

use unicode_normalization::char::canonical_combining_class;

use crate::text::fold::{digit, is_apostrophe, is_ignorable};
use crate::text::span::Span;

/// What the first cut knows of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Letters.
    Word,
    /// Initials with points: `U.S.`, `p.m.`
    Initials,
    /// One character of a script without spaces.
    Character,
    /// Digits with separators.
    Figure,
    /// A mark or symbol; runs of points and hyphens are one piece.
    Mark,
}

/// One piece with its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base {
    pub span: Span,
    pub piece: Piece,
    /// Whether white space lies before it (or it is the first).
    pub spaced: bool,
}

/// Words longer than this are cut; no language of news has one, and hostile text does.
const LONGEST_WORD: usize = 1 << 12;

/// Whether each character of the script stands for itself, without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c as u32,
        0x0e00..=0x0eff | 0x0f00..=0x0fff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3040..=0x30ff
        | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af)
}

/// Whether a space may stand inside a figure as the thousands separator.
fn is_figure_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else if matches!(c, '\u{2010}'..='\u{2027}') {
        // Dashes, quotation marks, points: most of what is beyond ASCII in English, and dear to look up.
        false
    } else {
        (c.is_alphabetic() || canonical_combining_class(c) != 0) && !is_unspaced(c)
    }
}

/// Cuts `raw[span]` into pieces, appending them to `out`. `space_groups` says whether a plain space may separate
/// thousands (`1 200`), `elides` whether an apostrophe ends an elided word (`l'homme`).
pub(crate) fn scan(raw: &str, span: Span, space_groups: bool, elides: bool, out: &mut Vec<Base>) {
    let end = span.end as usize;
    let text = &raw[..end];
    let mut at = span.start as usize;
    let mut spaced = true;
    while at < end {
        match plain(raw.as_bytes(), at, end) {
            Plain::Space => {
                at += 1;
                spaced = true;
                continue;
            }
            Plain::Piece(piece, stop) => {
                out.push(Base { span: Span::new(at, stop), piece, spaced });
                // Most words stand before one space.
                spaced = stop < end && raw.as_bytes()[stop] == b' ';
                at = stop + usize::from(spaced);
                continue;
            }
            Plain::Other => {}
        }
        let c = char_at(text, at);
        if is_ignorable(c) || c.is_whitespace() || c.is_control() {
            at += c.len_utf8();
            spaced |= !is_ignorable(c);
            continue;
        }
        let (piece, stop) = if digit(c).is_some() {
            (Piece::Figure, figure(text, at, space_groups))
        } else if is_letter(c) {
            word(text, at, elides)
        } else if is_unspaced(c) {
            (Piece::Character, at + c.len_utf8())
        } else {
            (Piece::Mark, mark(text, at, c))
        };
        out.push(Base { span: Span::new(at, stop), piece, spaced });
        spaced = false;
        at = stop;
    }
}

/// What bytes below 128 decide without a look at the Unicode tables.
enum Plain {
    /// White space.
    Space,
    /// A piece of this kind up to this byte.
    Piece(Piece, usize),
    /// Anything that takes more than a glance.
    Other,
}

/// A mark that is one piece with the same marks after it.
const REPEATED: u8 = 5;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 3;
/// A mark that is a piece of its own whatever follows.
const SINGLE: u8 = 4;

/// The class of each byte; 0 for what needs a closer look.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b' ' | b'\n' | b'\r' | b'\t' => SPACE,
            b',' | b'"' | b'(' | b')' | b':' | b';' | b'?' | b'!' | b'/' | b'&' | b'$' | b'%' => SINGLE,
            b'.' | b'-' | b'\'' | b'_' | b'*' | b'=' | b'`' => REPEATED,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Reads what begins at `at` when plain ASCII decides it: a space, a mark, or a word that neither an apostrophe, nor a
/// point after one letter, nor a character beyond ASCII could carry on. The text ends at `end`.
#[inline]
fn plain(bytes: &[u8], at: usize, end: usize) -> Plain {
    match CLASSES[bytes[at] as usize] {
        SPACE => Plain::Space,
        SINGLE => Plain::Piece(Piece::Mark, at + 1),
        REPEATED if at + 1 == end || bytes[at + 1] != bytes[at] => Plain::Piece(Piece::Mark, at + 1),
        LETTER => {
            // No further than a word is taken at all: a run of a megabyte would be looked through once for each piece.
            let len = ascii_run(&bytes[..end.min(at + LONGEST_WORD)], at);
            let next = if at + len < end { bytes[at + len] } else { b' ' };
            let goes_on = next >= 128 || next == 0 || next == b'\'' || next == b'.' && len == 1;
            if goes_on || len >= LONGEST_WORD { Plain::Other } else { Plain::Piece(Piece::Word, at + len) }
        }
        _ => Plain::Other,
    }
}

/// Returns how many ASCII letters and digits stand at `at`, eight at a time: the end of a word is hard to foresee, and a
/// byte at a time costs a wrong guess a word.
#[inline]
pub(crate) fn ascii_run(bytes: &[u8], at: usize) -> usize {
    let mut rest = &bytes[at..];
    let mut len = 0;
    while let Some(eight) = rest.first_chunk() {
        let others = others(u64::from_le_bytes(*eight));
        if others != 0 {
            return len + others.trailing_zeros() as usize / 8;
        }
        len += 8;
        rest = &rest[8..];
    }
    let tail = rest.iter().position(|b| !b.is_ascii_alphanumeric());
    len + tail.unwrap_or(rest.len())
}

/// Returns the top bit of each of eight bytes that is no ASCII letter or digit.
#[inline]
fn others(eight: u64) -> u64 {
    const ALL: u64 = u64::MAX / 255;
    const TOP: u64 = 0x80 * ALL;
    // Bytes below 128, so that no sum carries over into the next.
    let low = eight & !TOP;
    let from = |bytes: u64, first: u8| bytes + (0x80 - u64::from(first)) * ALL;
    let folded = low | (0x20 * ALL);
    let letters = from(folded, b'a') & !from(folded, b'z' + 1);
    let digits = from(low, b'0') & !from(low, b'9' + 1);
    (!(letters | digits) | eight) & TOP
}

/// Returns the character at `at`, which lies before the end of `text`.
fn char_at(text: &str, at: usize) -> char {
    let byte = text.as_bytes()[at];
    if byte < 128 { byte as char } else { text[at..].chars().next().unwrap_or(' ') }
}

/// Returns the character at `at`, if there is one.
fn peek(text: &str, at: usize) -> Option<char> {
    (at < text.len()).then(|| char_at(text, at))
}

fn word(text: &str, start: usize, elides: bool) -> (Piece, usize) {
    let mut at = start;
    let mut letters = 0;
    while let Some(c) = peek(text, at) {
        let len = c.len_utf8();
        if at - start >= LONGEST_WORD {
            break;
        }
        if is_letter(c) || digit(c).is_some() || is_ignorable(c) && letters > 0 {
            letters += 1;
            at += len;
        } else if is_apostrophe(c) && letters > 0 && peek(text, at + len).is_some_and(is_letter) {
            at += len;
            if elides {
                break;
            }
        } else if c == '.' && letters == 1 && peek(text, at + 1).is_some_and(is_letter) {
            if let Some(stop) = initials(text, start) {
                return (Piece::Initials, stop);
            }
            break;
        } else {
            break;
        }
    }
    (Piece::Word, at)
}

/// Returns the end of initials such as `U.S.` or `p.m` that begin at `start`: single letters, each with its point
/// (the last point may be missing). `None` when the letters are a longer word.
fn initials(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    let mut count = 0;
    while let Some(c) = peek(text, at).filter(|c| is_letter(*c)) {
        let after = at + c.len_utf8();
        if peek(text, after) == Some('.') {
            count += 1;
            at = after + 1;
        } else if peek(text, after).is_some_and(|n| is_letter(n) || digit(n).is_some()) {
            return None;
        } else {
            count += 1;
            at = after;
            break;
        }
    }
    (count >= 2).then_some(at)
}

fn figure(text: &str, start: usize, space_groups: bool) -> usize {
    let mut at = start;
    loop {
        while let Some(c) = peek(text, at).filter(|c| digit(*c).is_some() || is_ignorable(*c)) {
            at += c.len_utf8();
        }
        let Some(c) = peek(text, at) else { break };
        let next = at + c.len_utf8();
        let grouping = match c {
            '.' | ',' | '\u{66b}' | '\u{66c}' => peek(text, next).is_some_and(|n| digit(n).is_some()),
            '\'' | '\u{2019}' => group_of_three(text, next) && at - start <= 3,
            ' ' => space_groups && group_of_three(text, next) && leading_group(text, start, at),
            c if is_figure_space(c) => group_of_three(text, next) && leading_group(text, start, at),
            _ => false,
        };
        if !grouping || at - start > 40 {
            break;
        }
        at = next;
    }
    at
}

/// Whether exactly three digits begin at `at`.
fn group_of_three(text: &str, at: usize) -> bool {
    let mut digits = text[at.min(text.len())..].chars().take(4).map(digit);
    let three = digits.by_ref().take(3).filter(Option::is_some).count() == 3;
    three && digits.next().flatten().is_none()
}

/// Whether `[start, at)` so far is one to three digits, or groups of three after such a head.
fn leading_group(text: &str, start: usize, at: usize) -> bool {
    let last = text[start..at].rsplit(|c: char| digit(c).is_none()).next().unwrap_or("");
    let count = last.chars().count();
    count == 3 || (count < 3 && count == text[start..at].chars().count())
}

fn mark(text: &str, start: usize, c: char) -> usize {
    let mut at = start + c.len_utf8();
    if matches!(c, '.' | '-' | '\u{2013}' | '\u{2014}' | '_' | '*' | '=') {
        while peek(text, at) == Some(c) {
            at += c.len_utf8();
        }
    }
    // Two straight or curly single marks in a row stand for one double mark.
    if matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}') && peek(text, at) == Some(c) {
        at += c.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        scan(text, Span::new(0, text.len()), true, false, &mut out);
        let got: Vec<&str> = out.iter().map(|b| b.span.of(text)).collect();
        assert_eq!(got.join("|"), expected);
    }

    #[test]
    fn eight_bytes_are_told_apart_as_one_is() {
        for byte in 0..=u8::MAX {
            let expected = u64::from(!byte.is_ascii_alphanumeric()) << 31;
            let eight = u64::from_le_bytes([b'z', b'A', b'9', byte, b'0', b'a', b'Z', b'm']);
            assert_eq!(others(eight), expected, "{byte}");
        }
        for word in ["a", "harbour", "harbours", "harbourmaster", "harbourmasterhouse"] {
            for tail in ["", " ", "-", ". And on it went"] {
                assert_eq!(ascii_run(format!("({word}{tail}").as_bytes(), 1), word.len(), "{word}{tail}");
            }
        }
    }

    #[test]
    fn cuts_where_a_reader_would() {
        check("The U.S. didn't pay €1,200.50.", "The|U.S.|didn't|pay|€|1,200.50|.");
        check("At 5 p.m. J. Smith-Jones left...", "At|5|p.m.|J|.|Smith|-|Jones|left|...");
        check("1 200 млн, 1\u{a0}200\u{a0}000", "1 200|млн|,|1\u{a0}200\u{a0}000");
        check("in 2019 300 died", "in|2019|300|died");
        check("東京で雨", "東|京|で|雨");
        check("zero\u{200b}width co\u{ad}op", "zero\u{200b}width|co\u{ad}op");
        check("the players' union", "the|players|'|union");
        check("a.b.cd e.g. x", "a|.|b|.|cd|e.g.|x");
    }
}
