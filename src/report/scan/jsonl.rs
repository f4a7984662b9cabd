//! JSON Lines: one object a line, its keys as they are documented at the types of [`crate::feed`].
//!
//! The text of others is whole in it. Characters that could steer a terminal (C1 controls, bidi controls, invisible
//! ones) are written as `\u` escapes, which a JSON reader undoes.

use std::io::{self, Write};

use serde::Serialize as _;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::feed::Line;
use crate::report::sanitize;

use super::Report;

/// Writes each line as it comes.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    /// The line under construction: JSON comes in many small pieces.
    buffer: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    /// Returns a report that writes to `out`, a line at a time.
    pub fn new(out: W) -> JsonLines<W> {
        JsonLines { out, buffer: Vec::new() }
    }
}

impl<W: Write> Report for JsonLines<W> {
    fn line(&mut self, line: &Line) -> io::Result<()> {
        self.buffer.clear();
        line.serialize(&mut Serializer::with_formatter(&mut self.buffer, Guarded))?;
        self.buffer.push(b'\n');
        self.out.write_all(&self.buffer)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// Compact JSON in which nothing steers a terminal.
#[derive(Debug)]
struct Guarded;

impl Formatter for Guarded {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        // The bytes of ASCII text that stand here are printable but for DEL: JSON has escaped the others.
        while let Some((at, c)) = steering(rest) {
            CompactFormatter.write_string_fragment(writer, &rest[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// The first character that must not reach a terminal as it is.
fn steering(text: &str) -> Option<(usize, char)> {
    if text.bytes().all(|b| b.is_ascii() && b != 0x7f) {
        return None;
    }
    text.char_indices().find(|&(_, c)| c == '\u{7f}' || sanitize::hidden(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::ErrorLine;

    #[test]
    fn hidden_characters_are_escaped_and_come_back() {
        let message = "a\u{1b}]52;c;\u{7}\u{202e}b\u{9b}\u{7f}\u{e0041}é北\"\\".to_owned();
        let line = Line::Error(ErrorLine { message, ..ErrorLine::default() });
        let mut out = Vec::new();
        let mut report = Box::new(JsonLines::new(&mut out));
        report.line(&line).expect("a Vec takes all");
        report.finish().expect("a Vec takes all");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(text.contains(r#""a\u001b]52;c;\u0007\u202eb\u009b\u007f\udb40\udc41é北\"\\""#), "{text}");
        assert_eq!(serde_json::from_str::<Line>(&text).expect("JSON"), line);
    }
}
