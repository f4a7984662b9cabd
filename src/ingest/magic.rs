//! Files that are no text, told by their first bytes.

/// Returns what a binary file is, with its article, or `None` when the start is no known signature.
pub(super) fn sniff(bytes: &[u8]) -> Option<&'static str> {
    /// Signature, offset, name.
    const SIGNATURES: &[(&[u8], usize, &str)] = &[
        (b"%PDF-", 0, "a PDF document"),
        (b"PK\x03\x04", 0, "a ZIP archive or an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "an old office document"),
        (b"{\\rtf", 0, "an RTF document"),
        (b"\x1f\x8b\x08", 0, "gzip data"),
        (b"\x28\xb5\x2f\xfd", 0, "zstd data"),
        (b"BZh", 0, "bzip2 data"),
        (b"\xfd7zXZ\0", 0, "xz data"),
        (b"7z\xbc\xaf\x27\x1c", 0, "a 7z archive"),
        (b"\x89PNG\r\n\x1a\n", 0, "a PNG image"),
        (b"\xff\xd8\xff", 0, "a JPEG image"),
        (b"GIF87a", 0, "a GIF image"),
        (b"GIF89a", 0, "a GIF image"),
        (b"WEBP", 8, "a WebP image"),
        (b"ftyp", 4, "a video"),
        (b"ID3", 0, "an MP3 recording"),
        (b"OggS", 0, "an Ogg recording"),
        (b"\x7fELF", 0, "a program"),
        (b"\xcf\xfa\xed\xfe", 0, "a program"),
        (b"SQLite format 3\0", 0, "an SQLite database"),
        (b"PAR1", 0, "a Parquet file"),
        (b"ustar", 257, "a tar archive"),
    ];
    let found = |&&(signature, at, _): &&(&[u8], usize, &str)| {
        bytes.get(at..).is_some_and(|rest| rest.starts_with(signature))
            && (signature.len() > 3 || !is_text(bytes))
    };
    SIGNATURES.iter().find(found).map(|s| s.2)
}

/// Whether the bytes are UTF-8 without control characters but white space: short signatures may begin a text.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(512)];
    std::str::from_utf8(head).is_ok_and(|t| !t.chars().any(|c| c.is_control() && !c.is_whitespace()))
}

/// Whether more than a tenth of the characters are controls other than white space: no text in any encoding.
pub(super) fn is_mostly_control(text: &str) -> bool {
    let (mut all, mut controls) = (0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        controls += usize::from(c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}'));
    }
    controls * 10 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_named_and_prose_is_not() {
        assert_eq!(sniff(b"%PDF-1.7 ..."), Some("a PDF document"));
        assert_eq!(sniff(b"\xff\xd8\xff\xe0"), Some("a JPEG image"));
        assert_eq!(sniff(b"BZh is a strange way to begin a story"), None);
        assert_eq!(sniff(b"Ferry workers"), None);
    }

    #[test]
    fn a_few_controls_are_text() {
        assert!(!is_mostly_control("a story with one \u{1} in it"));
        assert!(is_mostly_control("\u{1}\u{2}ab"));
        assert!(!is_mostly_control(""));
    }
}
