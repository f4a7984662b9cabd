//! Records of WARC files (ISO 28500): captured web pages and texts made of them.

use std::io::Read;

use encoding_rs::Encoding;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// The head of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// Bytes of the head, the blank line behind it included.
    pub len: usize,
    /// Bytes of the block behind it.
    pub block: u64,
    kind: String,
    media: String,
    url: Option<String>,
}

/// Bytes that the head of a record may have.
pub(crate) const LONGEST_HEAD: usize = 64 << 10;

impl Head {
    /// Reads the head that `bytes` begin with; `None` when they begin with none.
    pub fn read(bytes: &[u8]) -> Option<Head> {
        if !bytes.starts_with(b"WARC/") {
            return None;
        }
        let (lines, len) = head_lines(bytes)?;
        let mut head = Head { len, ..Head::default() };
        let mut block = None;
        for (name, value) in lines.lines().skip(1).filter_map(field) {
            match name.as_str() {
                "content-length" => block = value.parse().ok(),
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "content-type" => head.media = value.to_ascii_lowercase(),
                "warc-target-uri" => {
                    head.url = Some(value.trim_matches(['<', '>']).to_owned());
                }
                _ => {}
            }
        }
        head.block = block?;
        Some(head)
    }

    /// Whether the block may hold a story.
    pub fn may_hold_story(&self) -> bool {
        match self.kind.as_str() {
            "response" => self.media.starts_with("application/http") || self.media.is_empty(),
            "resource" | "conversion" => is_page(&self.media) || self.media.starts_with("text/plain"),
            _ => false,
        }
    }
}

/// A captured page or text.
pub(crate) struct Capture {
    pub url: Option<String>,
    pub charset: Option<&'static Encoding>,
    /// Whether it is HTML; else it is text.
    pub is_page: bool,
    pub body: Vec<u8>,
}

/// Returns what a whole record holds; `None` when it is no page. At most `limit` bytes of a packed page are unpacked.
///
/// # Errors
/// When it is damaged, packed in a way that is not read, or too long: a stable word and a clause.
pub(crate) fn capture(record: &[u8], limit: u64) -> Result<Option<Capture>, (&'static str, String)> {
    let Some(head) = Head::read(record) else {
        return Err(("bad-record", "it has no head".to_owned()));
    };
    let block = record.get(head.len..).unwrap_or(&[]);
    let block = &block[..block.len().min(usize::try_from(head.block).unwrap_or(usize::MAX))];
    if head.kind != "response" {
        let (charset, is_page) = (charset(&head.media), is_page(&head.media));
        return Ok(Some(Capture { url: head.url, charset, is_page, body: block.to_vec() }));
    }
    let Some((lines, len)) = head_lines(block).filter(|_| block.starts_with(b"HTTP/")) else {
        return Err(("bad-record", "the response has no HTTP head".to_owned()));
    };
    let answered = lines.split_whitespace().nth(1) == Some("200");
    let (mut media, mut packed, mut chunked) = (String::new(), String::new(), false);
    for (name, value) in lines.lines().skip(1).filter_map(field) {
        match name.as_str() {
            "content-type" => media = value.to_ascii_lowercase(),
            "content-encoding" => packed = value.to_ascii_lowercase(),
            "transfer-encoding" => chunked = value.to_ascii_lowercase().contains("chunked"),
            _ => {}
        }
    }
    let text = media.starts_with("text/plain");
    if !answered || !(is_page(&media) || text) {
        return Ok(None);
    }
    let content = &block[len..];
    // Some crawlers write the body without its chunks and leave the field as it was.
    let body = if chunked { unchunked(content) } else { None };
    let body = body.as_deref().unwrap_or(content);
    let charset = charset(&media);
    let body = unpacked(body, &packed, limit)?;
    Ok(Some(Capture { url: head.url, charset, is_page: !text, body }))
}

fn is_page(media: &str) -> bool {
    media.starts_with("text/html") || media.starts_with("application/xhtml")
}

/// The charset in a media type.
fn charset(media: &str) -> Option<&'static Encoding> {
    let (_, label) = media.split_once("charset=")?;
    let label = label.split(';').next()?.trim().trim_matches(['"', '\'']);
    Encoding::for_label(label.as_bytes())
}

/// The lines up to the first blank one, and the bytes that they take with it.
fn head_lines(bytes: &[u8]) -> Option<(String, usize)> {
    let bytes = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let ends = memchr::memchr_iter(b'\n', bytes);
    let end = ends.map(|at| at + 1).find_map(|at| {
        let rest = &bytes[at..];
        let blank = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        (blank > 0).then_some((at, at + blank))
    });
    let (head, len) = end?;
    Some((String::from_utf8_lossy(&bytes[..head]).into_owned(), len))
}

fn field(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim()))
}

/// The content of chunks; `None` when they are none.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', &rest[..rest.len().min(1 << 10)])?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        // A capture may be cut off.
        let whole = size <= rest.len();
        out.extend_from_slice(&rest[..size.min(rest.len())]);
        if !whole {
            return Some(out);
        }
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if rest.is_empty() {
            return Some(out);
        }
    }
}

fn unpacked(body: &[u8], packed: &str, limit: u64) -> Result<Vec<u8>, (&'static str, String)> {
    let mut out = Vec::new();
    let most = limit.saturating_add(1);
    let read = match packed {
        "" | "identity" => return Ok(body.to_vec()),
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            MultiGzDecoder::new(body).take(most).read_to_end(&mut out)
        }
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
            ZlibDecoder::new(body).take(most).read_to_end(&mut out)
        }
        "deflate" => DeflateDecoder::new(body).take(most).read_to_end(&mut out),
        // The crawler unpacked it and left the field as it was.
        "gzip" | "x-gzip" | "br" | "zstd" if std::str::from_utf8(body).is_ok() => return Ok(body.to_vec()),
        other => return Err(("unsupported", format!("the page is packed as `{other}`, which is not read"))),
    };
    match read {
        Ok(_) if out.len() as u64 > limit => Err(("too-long", format!("longer than {limit} bytes of text"))),
        Ok(_) => Ok(out),
        // What came before the damage is the page as far as it was captured.
        Err(_) if !out.is_empty() => Ok(out),
        Err(e) => Err(("damaged", format!("the page cannot be unpacked: {e}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, media: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: {media}\r\nWARC-Target-URI: <https://post.example/a>\r\n\
             Content-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn body(http: &[u8]) -> Option<Vec<u8>> {
        capture(&record("response", "application/http; msgtype=response", http), 1 << 20)
            .expect("whole")
            .map(|c| c.body)
    }

    #[test]
    fn pages_are_taken_out_of_their_responses() {
        let plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=latin1\r\n\r\n<p>a";
        assert_eq!(body(plain).as_deref(), Some(&b"<p>a"[..]));
        let chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n2\r\nab\r\n0\r\n\r\n";
        assert_eq!(body(chunked).as_deref(), Some(&b"<p>ab"[..]));
        let not_chunked =
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n<p>ab\n";
        assert_eq!(body(not_chunked).as_deref(), Some(&b"<p>ab\n"[..]));
        assert_eq!(body(b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<p>a"), None);
        assert_eq!(body(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nabc"), None);
        let capture =
            capture(&record("response", "application/http", plain), 100).expect("whole").expect("page");
        assert_eq!(capture.url.as_deref(), Some("https://post.example/a"));
        assert_eq!(capture.charset.map(Encoding::name), Some("windows-1252"));
    }

    #[test]
    fn heads_that_are_none() {
        assert_eq!(Head::read(b"WARC/1.0\r\nContent-Length: 5"), None);
        assert_eq!(Head::read(b"WARC/1.0\r\nContent-Length: x\r\n\r\n"), None);
        assert_eq!(Head::read(b"HTTP/1.1 200 OK\r\n\r\n"), None);
        assert!(
            Head::read(&record("warcinfo", "application/warc-fields", b"a: b"))
                .is_some_and(|h| !h.may_hold_story())
        );
    }
}
