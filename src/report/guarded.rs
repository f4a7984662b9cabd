//! JSON that holds text of others and may be printed: characters that could steer a terminal are written as escapes.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::report::sanitize;

/// Writes `model` as one line of JSON, its line end included.
///
/// # Errors
/// When `out` takes no more.
pub fn line<T: Serialize>(model: &T, mut out: impl Write) -> io::Result<()> {
    model.serialize(&mut Serializer::with_formatter(&mut out, Guarded))?;
    out.write_all(b"\n")
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
