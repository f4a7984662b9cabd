//! Bytes -> text. A declared encoding comes first, then a byte order mark, then strict UTF-8, then a guess.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::IngestError;
use super::magic;
use std::path::Path;

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text. For UTF-8 it is the input byte for byte, a byte order mark included, so that offsets into
    /// it are offsets into the file; of other encodings the mark is gone.
    pub text: String,
    /// Name of the encoding in the WHATWG standard.
    pub encoding: &'static str,
    /// Whether the encoding was guessed, not declared, marked, or proven by strict UTF-8.
    pub guessed: bool,
    /// Bytes that were no text in this encoding and stand as U+FFFD.
    pub replaced: usize,
    /// Whether the text holds NUL characters.
    pub nuls: bool,
}

/// Returns the text of `bytes`.
///
/// `declared` is a label of the WHATWG Encoding Standard and wins over everything. `path` is only named in
/// errors.
///
/// # Errors
/// [`IngestError::UnknownEncoding`] for a label that does not exist, [`IngestError::Binary`] for bytes with the
/// signature of a known binary format or with more than a tenth of control characters.
pub fn decode(bytes: Vec<u8>, declared: Option<&str>, path: &Path) -> Result<Decoded, IngestError> {
    decode_as(bytes, declared, None, path)
}

/// Like [`decode`], with what the document or its server states of its encoding. This is often wrong, so that it counts only
/// for bytes that are no UTF-8.
///
/// # Errors
/// As for [`decode`].
pub(super) fn decode_as(
    bytes: Vec<u8>,
    declared: Option<&str>,
    stated: Option<&'static Encoding>,
    path: &Path,
) -> Result<Decoded, IngestError> {
    let binary = |kind| IngestError::Binary { path: path.to_owned(), kind };
    let chosen = match declared {
        Some(label) => {
            let unknown = || IngestError::UnknownEncoding { label: label.to_owned() };
            Some((Encoding::for_label(label.trim().as_bytes()).ok_or_else(unknown)?, false))
        }
        None => {
            Encoding::for_bom(&bytes).map(|(encoding, _)| (encoding, false)).or_else(|| utf16_by_nuls(&bytes))
        }
    };
    if let Some(kind) = magic::sniff(&bytes) {
        return Err(binary(kind));
    }
    let (encoding, guessed) = match chosen {
        Some(known) => known,
        None => match String::from_utf8(bytes) {
            Ok(text) => return finish(text, UTF_8, false, 0, binary),
            Err(e) => return decode_legacy(&e.into_bytes(), stated, binary),
        },
    };
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(text) => finish(text, UTF_8, guessed, 0, binary),
            Err(e) => {
                let (text, replaced) = lossy_utf8(e.as_bytes());
                finish(text, UTF_8, guessed, replaced, binary)
            }
        };
    }
    let (text, replaced) = convert(&bytes, encoding);
    finish(text, encoding, guessed, replaced, binary)
}

/// Decodes bytes that are not UTF-8 and have no mark: what is stated, damaged UTF-8, or the Western code page.
fn decode_legacy(
    bytes: &[u8],
    stated: Option<&'static Encoding>,
    binary: impl Fn(&'static str) -> IngestError,
) -> Result<Decoded, IngestError> {
    let stated = stated.filter(|e| *e != UTF_8 && e.is_ascii_compatible());
    if let Some(encoding) = stated.filter(|_| !looks_damaged(bytes)) {
        let (text, replaced) = convert(bytes, encoding);
        return finish(text, encoding, false, replaced, binary);
    }
    if looks_western(bytes) {
        let (text, replaced) = convert(bytes, WINDOWS_1252);
        return finish(text, WINDOWS_1252, true, replaced, binary);
    }
    let (text, replaced) = lossy_utf8(bytes);
    finish(text, UTF_8, true, replaced, binary)
}

/// Refuses what is no text after all.
fn finish(
    text: String,
    encoding: &'static Encoding,
    guessed: bool,
    replaced: usize,
    binary: impl Fn(&'static str) -> IngestError,
) -> Result<Decoded, IngestError> {
    if magic::is_mostly_control(&text) {
        return Err(binary("a binary file"));
    }
    let nuls = text.contains('\0');
    Ok(Decoded { text, encoding: encoding.name(), guessed, replaced, nuls })
}

/// UTF-16 without a mark, told by NULs that stand at nearly every odd (or even) place of the first 4 KiB.
fn utf16_by_nuls(bytes: &[u8]) -> Option<(&'static Encoding, bool)> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    if head.len() < 8 || bytes.len() % 2 == 1 {
        return None;
    }
    let nuls = |at: usize| head.iter().skip(at).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), head.len() / 2);
    let most = half * 7 / 10;
    if odd > most && even == 0 {
        Some((UTF_16LE, true))
    } else if even > most && odd == 0 {
        Some((UTF_16BE, true))
    } else {
        None
    }
}

/// Whether bytes read well as windows-1252: none that it leaves undefined, and fewer valid multi-byte
/// sequences of UTF-8 than stray bytes (else it is UTF-8 with damage).
fn looks_western(bytes: &[u8]) -> bool {
    if bytes.iter().any(|b| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)) {
        return false;
    }
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    !looks_damaged(bytes) && high * 3 < bytes.len()
}

/// Whether bytes are UTF-8 with damage: no more stray bytes than characters of several bytes.
fn looks_damaged(bytes: &[u8]) -> bool {
    let (mut valid, mut stray) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        stray += chunk.invalid().len();
    }
    stray <= valid
}

/// UTF-8 with each stray sequence replaced; returns the number of stray bytes.
pub(super) fn lossy_utf8(bytes: &[u8]) -> (String, usize) {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push('\u{fffd}');
            replaced += chunk.invalid().len();
        }
    }
    (text, replaced)
}

/// Any other encoding, its byte order mark removed; returns the number of bytes replaced.
fn convert(bytes: &[u8], encoding: &'static Encoding) -> (String, usize) {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let mut text = String::new();
    let mut replaced = 0;
    let mut rest = bytes;
    loop {
        text.reserve(rest.len() / 2 + 64);
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[read.min(rest.len())..];
        match result {
            DecoderResult::InputEmpty => return (text, replaced),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(bad, _) => {
                replaced += usize::from(bad);
                text.reserve(3);
                text.push('\u{fffd}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>) -> (String, &'static str, usize) {
        let decoded = decode(bytes.to_vec(), declared, Path::new("x")).expect("decodes");
        (decoded.text, decoded.encoding, decoded.replaced)
    }

    #[test]
    fn utf8_keeps_every_byte() {
        assert_eq!(check("\u{feff}né".as_bytes(), None), ("\u{feff}né".to_owned(), "UTF-8", 0));
        assert_eq!(check(b"", None), (String::new(), "UTF-8", 0));
    }

    #[test]
    fn utf16_by_mark_and_by_pattern() {
        let le: Vec<u8> = "\u{feff}Ferry né".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(check(&le, None), ("Ferry né".to_owned(), "UTF-16LE", 0));
        assert_eq!(check(&le[2..], None), ("Ferry né".to_owned(), "UTF-16LE", 0));
        let be: Vec<u8> = "Ferry né".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(check(&be, None), ("Ferry né".to_owned(), "UTF-16BE", 0));
    }

    #[test]
    fn western_bytes_are_guessed_and_damage_is_counted() {
        assert_eq!(check(b"caf\xe9 \x93quoted\x94", None), ("café “quoted”".to_owned(), "windows-1252", 0));
        let damaged = "né né né".as_bytes().iter().copied().chain([0xff]).collect::<Vec<u8>>();
        assert_eq!(check(&damaged, None), ("né né né\u{fffd}".to_owned(), "UTF-8", 1));
    }

    #[test]
    fn a_declared_encoding_wins() {
        assert_eq!(check("né".as_bytes(), Some("latin1")), ("nÃ©".to_owned(), "windows-1252", 0));
        assert_eq!(check(b"a\xffb", Some("shift_jis")).2, 1);
        let unknown = decode(Vec::new(), Some("klingon"), Path::new("x"));
        assert!(matches!(unknown, Err(IngestError::UnknownEncoding { .. })));
    }

    #[test]
    fn nul_is_text_and_binary_is_refused() {
        assert!(decode(b"one \0 story with a NUL in it".to_vec(), None, Path::new("x")).expect("text").nuls);
        let binary = decode(vec![0, 1, 2, 3, 4, 5, 6, 7, 200], None, Path::new("x"));
        assert!(matches!(binary, Err(IngestError::Binary { kind: "a binary file", .. })), "{binary:?}");
        let pdf = decode(b"%PDF-1.4 rest".to_vec(), None, Path::new("x"));
        assert!(matches!(pdf, Err(IngestError::Binary { kind: "a PDF document", .. })));
    }
}
