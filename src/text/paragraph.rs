//! Where paragraphs begin and end, and what each is.

use memchr::memchr2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::meta;
use crate::text::span::Span;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParagraphKind {
    /// The headline, where it stands in the text itself.
    Headline,
    /// A subheading: at most 8 words without closing mark.
    Heading,
    /// Running text.
    Body,
    /// Bylines, credits, share and newsletter lines: shown apart, never counted as content.
    Furniture,
}

/// Returns the span of every paragraph of a text, front matter left out. Linear in the text.
///
/// ```
/// use wirediff::text::paragraph_spans;
/// let raw = "Outlet: Post\n\nOne.\n\nTwo.\n";
/// let texts: Vec<&str> = paragraph_spans(raw).into_iter().map(|span| span.of(raw)).collect();
/// assert_eq!(texts, ["One.", "Two."]);
/// ```
pub fn paragraph_spans(raw: &str) -> Vec<Span> {
    paragraphs(raw, meta::read(raw).1)
}

/// Returns the span of every paragraph of `raw[from..]`, trimmed of white space.
///
/// Blank lines separate paragraphs; where there are none, every line is one. A block of several lines is hard-wrapped
/// text, unless its lines end as paragraphs do (three of four in a closing mark, or longer than anyone wraps).
/// Line ends may be LF, CRLF or CR.
pub(crate) fn paragraphs(raw: &str, from: usize) -> Vec<Span> {
    let lines = lines(raw, from);
    let filled = lines.iter().filter(|l| !l.is_empty()).count();
    let blocks: Vec<&[Span]> = lines.split(|l| l.is_empty()).filter(|b| !b.is_empty()).collect();
    // Blank lines inside the text, not only around it.
    if blocks.len() <= 1 {
        return lines.into_iter().filter(|l| !l.is_empty()).collect();
    }
    let mut out = Vec::with_capacity(filled);
    for block in blocks {
        if one_a_line(raw, block) {
            out.extend_from_slice(block);
        } else if let (Some(first), Some(last)) = (block.first(), block.last()) {
            out.push(first.join(*last));
        }
    }
    out
}

/// Columns past which nobody wraps lines by hand.
const WIDEST_WRAP: usize = 160;

fn one_a_line(raw: &str, block: &[Span]) -> bool {
    if block.len() < 2 {
        return false;
    }
    let head = &block[..block.len() - 1];
    let closed = head.iter().filter(|l| ends_closed(l.of(raw))).count();
    let wide = head.iter().filter(|l| l.len() > WIDEST_WRAP).count();
    closed * 4 >= head.len() * 3 || wide * 2 > head.len()
}

/// Whether a line ends as a paragraph does.
pub(crate) fn ends_closed(text: &str) -> bool {
    let core = text.trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']', '«']);
    core.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '؟', '۔', '।'])
}

/// Returns every line of `raw[from..]`, trimmed; blank ones are empty spans.
fn lines(raw: &str, from: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = from;
    let bytes = raw.as_bytes();
    while let Some(end) = memchr2(b'\n', b'\r', &bytes[start..]).map(|at| start + at) {
        out.push(trimmed(raw, start, end));
        start = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    out.push(trimmed(raw, start, bytes.len()));
    out
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
}

fn trimmed(raw: &str, start: usize, end: usize) -> Span {
    let text = &raw[start..end];
    let head = text.len() - text.trim_start_matches(is_blank).len();
    let body = text.trim_matches(is_blank);
    Span::new(start + head, start + head + body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[&str]) {
        let got: Vec<&str> = paragraphs(raw, 0).into_iter().map(|s| s.of(raw)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn every_line_ending_and_layout() {
        for end in ["\n", "\r\n", "\r"] {
            check(&format!("One.{end}{end}Two.{end}"), &["One.", "Two."]);
            check(&format!("One.{end}Two."), &["One.", "Two."]);
        }
        check(
            "Wrapped by hand at\nthe column that\nsuits.\n\nTwo.",
            &["Wrapped by hand at\nthe column that\nsuits.", "Two."],
        );
        check("Headline\n\nOne ends.\nTwo ends.\nThree", &["Headline", "One ends.", "Two ends.", "Three"]);
        check("", &[]);
        check(" \n\t\n", &[]);
    }
}
