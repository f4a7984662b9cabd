//! The encoding that a page says it has.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes of a page that are looked through.
const HEAD: usize = 4096;

/// Returns the encoding that a page declares in its first 4 KiB, by `<meta charset=...>`, by `<meta http-equiv=content-type>`
/// or by the XML declaration of XHTML. UTF-16 in a page that can be read as ASCII is taken for UTF-8, as browsers do.
pub(crate) fn declared_charset(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..HEAD).unwrap_or(head).to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = memchr::memchr(b'<', rest) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(b"<!--") {
            rest = behind(rest.get(2..).unwrap_or_default(), b"-->")?;
            continue;
        }
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        let tag = rest.get(..end).unwrap_or_default();
        let found = if tag.starts_with(b"<meta") {
            label(tag, b"charset")
        } else if tag.starts_with(b"<?xml") {
            label(tag, b"encoding")
        } else {
            None
        };
        if found.is_some() {
            return found;
        }
        rest = rest.get(end.max(1)..).unwrap_or_default();
    }
    None
}

/// The encoding named behind `key =` in a tag.
fn label(tag: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let mut rest = tag;
    while let Some(behind) = behind(rest, key) {
        rest = behind;
        let Some(value) = behind.trim_ascii_start().strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
        let ends = |b: &u8| matches!(b, b'"' | b'\'' | b';' | b'/' | b'?') || b.is_ascii_whitespace();
        let end = value.iter().position(ends).unwrap_or(value.len());
        if let Some(encoding) = Encoding::for_label(value.get(..end).unwrap_or_default()) {
            let wide = encoding == UTF_16LE || encoding == UTF_16BE;
            return Some(if wide { UTF_8 } else { encoding });
        }
    }
    None
}

/// What stands behind the first occurrence of a word.
fn behind<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(text, word)?;
    text.get(at + word.len()..)
}

#[cfg(test)]
mod tests {
    use super::declared_charset;

    #[track_caller]
    fn check(head: &str, expected: Option<&str>) {
        assert_eq!(declared_charset(head.as_bytes()).map(|e| e.name()), expected, "{head:?}");
    }

    #[test]
    fn a_declared_charset_is_found() {
        check("<html><head><meta charset=\"utf-8\">", Some("UTF-8"));
        check("<META CHARSET = 'ISO-8859-1'>", Some("windows-1252"));
        check(
            "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\">",
            Some("windows-1256"),
        );
        check("<meta content='text/html;charset=Shift_JIS' http-equiv=content-type />", Some("Shift_JIS"));
        check("<?xml version='1.0' encoding='iso-8859-15'?><html>", Some("ISO-8859-15"));
        check("<meta charset=utf-16le>", Some("UTF-8"));
        check("<meta name=charset content=x><meta charset=koi8-r>", Some("KOI8-R"));
        check("<meta charset=utf-8", Some("UTF-8"));
    }

    #[test]
    fn nothing_declared_is_nothing() {
        check("", None);
        check("<p>charset=utf-8</p>", None);
        check("<!-- <meta charset=utf-8> --><p>", None);
        check("<!-- <meta charset=utf-8>", None);
        check("<meta charset=nosuch>", None);
        check("<meta charset=", None);
        check(&format!("{}<meta charset=utf-8>", " ".repeat(4096)), None);
        check("<<<<", None);
    }
}
