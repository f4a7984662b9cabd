//! The encoding that an XML declaration names.

use encoding_rs::Encoding;

/// Returns the encoding that the XML declaration at the beginning of `head` names; `None` where there is no declaration, or
/// where it names none or one that nobody knows.
///
/// Only a hint: deliveries are often converted on their way and keep the old declaration, so strict UTF-8 goes before it.
pub(crate) fn declared_charset(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let declaration = head.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..declaration.len().min(512)];
    let declaration = &declaration[..memchr::memchr(b'>', declaration)?];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value =
        declaration[at + b"encoding".len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    Encoding::for_label(&value[..memchr::memchr(*quote, value)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_names_the_encoding() {
        #[track_caller]
        fn check(head: &[u8], expected: Option<&str>) {
            assert_eq!(declared_charset(head).map(Encoding::name), expected);
        }
        check(b"<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><nitf/>", Some("windows-1252"));
        check(b"\xef\xbb\xbf<?xml version='1.0' encoding = 'utf8'?>", Some("UTF-8"));
        check(b"<?xml version='1.0' encoding='klingon'?>", None);
        check(b"<?xml version='1.0'?>", None);
        check(b"<?xml version='1.0' encoding=", None);
        check(b"<?xml version='1.0' encoding='utf-8", None);
        check(b"<nitf encoding='utf-8'>", None);
        check(b"", None);
    }
}
