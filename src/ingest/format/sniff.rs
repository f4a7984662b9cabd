//! Formats told by what the first bytes say; the name counts only where they leave it open.

use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde::de::IgnoredAny;

use crate::ingest::decode::decode;
use crate::ingest::document::{anpa, ap, feed, iptc7901, listing, mail, newsml, ninjs, nitf, page};
use crate::ingest::error::IngestError;
use crate::ingest::fields::{Field, Fields};
use crate::ingest::format::kind::{Compression, Format};
use crate::ingest::source::Reading;

/// Bytes that are looked at, after decompression.
pub(crate) const HEAD: usize = 64 << 10;

/// Lines that are looked at to tell JSON Lines.
const LINES: usize = 20;

/// What the first bytes told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub format: Format,
    /// The encoding to turn into UTF-8 before records are looked for.
    pub encoding: Option<&'static Encoding>,
    /// Whether it is a list of feeds or pages: it holds no story itself.
    pub is_list: bool,
}

/// Returns how bytes are packed, by their signature.
pub(crate) fn compression(head: &[u8]) -> Compression {
    // A skippable frame may come first.
    let skippable = head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18];
    if head.starts_with(&[0x1f, 0x8b, 0x08]) {
        Compression::Gzip
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || skippable {
        Compression::Zstd
    } else if head.starts_with(b"\xfd7zXZ\0") {
        Compression::Xz
    } else if head.starts_with(b"BZh") && head.get(3).is_some_and(u8::is_ascii_digit) && is_bzip2(head) {
        Compression::Bzip2
    } else {
        Compression::None
    }
}

/// Whether a block or the end of bzip2 data stands behind its first four bytes.
fn is_bzip2(head: &[u8]) -> bool {
    let magic = head.get(4..head.len().min(10)).unwrap_or(&[]);
    !magic.is_empty()
        && ([0x31, 0x41, 0x59, 0x26, 0x53, 0x59].starts_with(magic)
            || [0x17, 0x72, 0x45, 0x38, 0x50, 0x90].starts_with(magic))
}

/// Whether a message of an Arrow stream begins here: a mark, then the length of a schema, padded to eight bytes.
fn is_arrow_stream(head: &[u8]) -> bool {
    let Some((mark, rest)) = head.split_first_chunk::<4>() else { return false };
    let Some((len, rest)) = rest.split_first_chunk::<4>() else { return false };
    let len = u32::from_le_bytes(*len);
    *mark == [0xff; 4] && len % 8 == 0 && (16..1 << 24).contains(&len) && rest.len() >= 16
}

/// Returns the format of what is no text, by its signature.
fn binary(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"WARC/") {
        Some(Format::Warc)
    } else if head.starts_with(b"PAR1") {
        Some(Format::Parquet)
    } else if head.starts_with(b"ARROW1\0\0") || is_arrow_stream(head) {
        Some(Format::Arrow)
    } else {
        None
    }
}

/// Returns the format of an input that begins with `head`; `path` helps where that leaves it open.
///
/// # Errors
/// [`IngestError::Binary`] for what is no text, [`IngestError::UnknownEncoding`].
pub(crate) fn told(head: &[u8], path: &Path, reading: &Reading) -> Result<Told, IngestError> {
    let bare = |format| Told { format, encoding: None, is_list: false };
    if let Some(format) = binary(head).filter(|f| reading.format.is_none_or(|asked| asked == *f)) {
        return Ok(bare(format));
    }
    let declared = reading.limits.encoding.as_deref();
    let decoded = decode(whole_characters(head).to_vec(), declared, path)?;
    if reading.format.is_none() && listing::is_one(&decoded.text) {
        return Ok(Told { is_list: true, ..bare(Format::Text) });
    }
    let format = reading.format.unwrap_or_else(|| format(&decoded.text, path, &reading.fields));
    let encoding = Encoding::for_label(decoded.encoding.as_bytes()).filter(|e| *e != UTF_8);
    // A guessed code page is not trusted for a whole feed: stray bytes in a feed of UTF-8 are replaced one by one.
    let sure = declared.is_some() || encoding.is_some_and(|e| e == UTF_16LE || e == UTF_16BE);
    // What is read whole is decoded whole, and mails say themselves how they are encoded.
    let converted = !format.is_document() && format != Format::Mail;
    Ok(Told { format, encoding: encoding.filter(|_| sure && converted), is_list: false })
}

/// Leaves out a character at the end that the head cuts in two.
fn whole_characters(head: &[u8]) -> &[u8] {
    match std::str::from_utf8(head) {
        Err(e) if e.error_len().is_none() => &head[..e.valid_up_to()],
        _ => head,
    }
}

fn format(head: &str, path: &Path, fields: &Fields) -> Format {
    let text = head.trim_start_matches('\u{feff}').trim_start();
    let extension = path.file_stem().map(Path::new).and_then(|stem| {
        let outer = path.extension()?.to_str()?.to_ascii_lowercase();
        let packed = matches!(outer.as_str(), "gz" | "zst" | "zstd" | "xz" | "bz2");
        if packed { Some(stem.extension()?.to_str()?.to_ascii_lowercase()) } else { Some(outer) }
    });
    let extension = extension.as_deref().unwrap_or("");
    if let Some(wire) = first_of(&WIRES, head) {
        return wire;
    }
    if text.starts_with('<')
        && let Some(markup) = first_of(&MARKUP, text)
    {
        return markup;
    }
    if text.starts_with('{')
        && let Some(envelope) = envelope(text)
    {
        return envelope;
    }
    if let Some(rest) = text.strip_prefix('[') {
        let next = rest.trim_start().chars().next();
        if matches!(next, None | Some('{' | ']')) {
            return Format::Json;
        }
    }
    if let Some(json) = objects(text) {
        return json;
    }
    if mail::is_one(text) {
        return Format::Mail;
    }
    for (delimiter, format) in [('\t', Format::Tsv), (',', Format::Csv)] {
        if is_header(text, delimiter, fields) {
            return format;
        }
    }
    match extension {
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        "json" => Format::Json,
        "html" | "htm" | "xhtml" if text.contains('<') => Format::Html,
        "eml" | "mbox" => Format::Mail,
        _ => Format::Text,
    }
}

/// A format, and whether a text is of it.
type Known = (fn(&str) -> bool, Format);

/// The formats of wires, which begin with control characters.
const WIRES: [Known; 2] = [(anpa::is_one, Format::Anpa), (iptc7901::is_one, Format::Iptc7901)];

/// The formats that begin with a tag. A page is whatever else has tags.
const MARKUP: [Known; 4] = [
    (feed::is_one, Format::Feed),
    (newsml::is_one, Format::NewsMl),
    (nitf::is_one, Format::Nitf),
    (page::is_one, Format::Html),
];

/// The formats whose stories lie inside a JSON object.
const ENVELOPES: [Known; 3] =
    [(feed::is_one, Format::Feed), (ap::is_one, Format::ApMedia), (ninjs::is_one, Format::Ninjs)];

/// The first format that a text is of.
fn first_of(known: &[Known], text: &str) -> Option<Format> {
    known.iter().find(|(is_one, _)| is_one(text)).map(|(_, format)| *format)
}

/// JSON whose stories lie inside an object of its own. One object a line is JSON Lines whatever the objects are.
fn envelope(text: &str) -> Option<Format> {
    let is_object = |line: &&str| line.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok();
    if text.lines().map(str::trim).filter(|l| !l.is_empty()).take(2).filter(is_object).count() == 2 {
        return None;
    }
    // One long line may be the first of many, unless it says that it holds a list.
    let holds_list =
        ["\"item\"", "\"items\"", "\"_items\"", "\"newsItems\"", "\"data\""].iter().any(|k| text.contains(k));
    if !text.trim_end().contains('\n') && !holds_list {
        return None;
    }
    first_of(&ENVELOPES, text)
}

/// JSON Lines when half of the first lines are objects, JSON when objects go on over line ends, else nothing.
fn objects(text: &str) -> Option<Format> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).take(LINES).collect();
    let opening = lines.iter().filter(|l| l.starts_with('{')).count();
    if opening == 0 {
        return None;
    }
    let whole = lines.iter().any(|l| l.starts_with('{') && serde_json::from_str::<IgnoredAny>(l).is_ok());
    if whole && opening * 2 >= lines.len() {
        return Some(Format::JsonLines);
    }
    if !text.starts_with('{') {
        return None;
    }
    // One line that is longer than the head, or lines of which none is whole: a string never goes over a line end.
    match serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().next() {
        Some(Ok(_)) => Some(Format::Json),
        Some(Err(e)) if e.is_eof() && lines.len() > 1 => Some(Format::Json),
        Some(Err(e)) if e.is_eof() => Some(Format::JsonLines),
        _ => (opening * 2 >= lines.len()).then_some(Format::JsonLines),
    }
}

/// Whether the first line names columns: one for the text and another that is known.
fn is_header(text: &str, delimiter: char, fields: &Fields) -> bool {
    let line = text.lines().next().unwrap_or("");
    let cells = line.split(delimiter).map(|c| c.trim().trim_matches('"'));
    let known: Vec<Field> = cells.filter_map(|c| fields.find(c)).map(|(field, _)| field).collect();
    known.len() >= 2 && known.contains(&Field::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, name: &str, expected: Format) {
        assert_eq!(format(text, Path::new(name), &Fields::default()), expected, "{text:?} as {name}");
    }

    #[test]
    fn content_decides() {
        check("{\"id\": 1}\n{\"id\": 2}\n", "a.txt", Format::JsonLines);
        check("\u{feff}\n{\"id\": 1}", "a", Format::JsonLines);
        check("{\"id\": \"cut\n{\"id\": 2}\n", "a", Format::JsonLines);
        check("{\"id\": \"longer than the head", "a", Format::JsonLines);
        check("{\n  \"id\": 1\n}\n", "a", Format::Json);
        check("{\n  \"id\": 1,\n", "a", Format::Json);
        check("[\n {\"id\": 1}", "a.txt", Format::Json);
        check("[]", "a", Format::Json);
        check("[UPDATE] Ferry late\n", "a", Format::Text);
        check("id,Title,\"Text\"\n", "a.txt", Format::Csv);
        check("id\ttext\n", "a", Format::Tsv);
        check("Ferry late\n\n{\"id\": 1}\nand more\nand more\n", "a.txt", Format::Text);
        check("Story, continued from page one\n", "a.txt", Format::Text);
        check("", "a", Format::Text);
    }

    #[test]
    fn the_name_decides_what_is_left_open() {
        check("not json\n", "a.jsonl", Format::JsonLines);
        check("not json\n", "a.ndjson.gz", Format::JsonLines);
        check("a,b\n", "a.CSV", Format::Csv);
        check("a,b\n", "a.txt", Format::Text);
    }

    #[test]
    fn signatures() {
        assert_eq!(compression(&[0x1f, 0x8b, 0x08, 0]), Compression::Gzip);
        assert_eq!(compression(&[0x28, 0xb5, 0x2f, 0xfd]), Compression::Zstd);
        assert_eq!(compression(&[0x5f, 0x2a, 0x4d, 0x18]), Compression::Zstd);
        assert_eq!(compression(b"{"), Compression::None);
    }
}
