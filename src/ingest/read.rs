//! Files and streams -> text, never reading more than the limit asks for.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::decode::{Decoded, decode};
use super::error::IngestError;

/// The longest story that is read unless told otherwise, in bytes of decoded text.
pub const DEFAULT_LIMIT: u64 = 64 << 20;

/// How an input is read.
#[derive(Clone, Debug)]
pub struct Limits {
    /// A label of the WHATWG Encoding Standard; found out when absent.
    pub encoding: Option<String>,
    /// The longest decoded text in bytes.
    pub max_story: u64,
}

/// Returns the text of a file.
///
/// # Errors
/// Every [`IngestError`]; a missing file, a directory and a binary file are told apart.
pub fn read_path(path: &Path, limits: &Limits) -> Result<Decoded, IngestError> {
    let failed = |source: io::Error| IngestError::from_io(path, source);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(IngestError::Directory { path: path.to_owned() });
    }
    read_stream(file, path, limits)
}

/// Returns the text of a stream that errors call `path`.
///
/// At most twice the limit is read (text in UTF-16 is up to twice as long as in UTF-8); the rest of a longer
/// stream is left unread.
///
/// # Errors
/// As for [`read_path`].
pub fn read_stream(input: impl Read, path: &Path, limits: &Limits) -> Result<Decoded, IngestError> {
    let too_long = || IngestError::TooLong { path: path.to_owned(), limit: limits.max_story };
    let most = limits.max_story.saturating_mul(2).saturating_add(4);
    let mut bytes = Vec::new();
    let read = input.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|source| IngestError::Io { path: path.to_owned(), source })?;
    if bytes.len() as u64 > most {
        return Err(too_long());
    }
    let decoded = decode(bytes, limits.encoding.as_deref(), path)?;
    if decoded.text.len() as u64 > limits.max_story {
        return Err(too_long());
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_holds_and_the_rest_is_not_read() {
        let limits = Limits { encoding: None, max_story: 10 };
        let exact = read_stream(&b"0123456789"[..], Path::new("x"), &limits).expect("fits");
        assert_eq!(exact.text.len(), 10);
        let over = read_stream(&b"0123456789a"[..], Path::new("x"), &limits);
        assert!(matches!(over, Err(IngestError::TooLong { limit: 10, .. })));
        let endless = read_stream(io::repeat(b'a'), Path::new("x"), &limits);
        assert!(matches!(endless, Err(IngestError::TooLong { .. })));
    }

    #[test]
    fn directories_and_missing_files_are_named() {
        let limits = Limits { encoding: None, max_story: 10 };
        assert!(matches!(read_path(&std::env::temp_dir(), &limits), Err(IngestError::Directory { .. })));
        assert!(matches!(read_path(Path::new("no/such/file"), &limits), Err(IngestError::Missing { .. })));
    }
}
