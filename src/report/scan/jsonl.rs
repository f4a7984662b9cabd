//! JSON Lines: one object a line, its keys as they are documented at the types of [`crate::feed`].
//!
//! The text of others is whole in it. Characters that could steer a terminal (C1 controls, bidi controls, invisible
//! ones) are written as `\u` escapes, which a JSON reader undoes.

use std::io::{self, Write};

use crate::feed::Line;
use crate::report::guarded;

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
        guarded::line(line, &mut self.buffer)?;
        self.out.write_all(&self.buffer)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
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
