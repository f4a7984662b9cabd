//! What an input holds, as one number.

use std::io::{self, Read};

/// Length and hash of a content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Its bytes.
    pub bytes: u64,
    /// Its BLAKE3 (64 hexadecimal digits).
    pub blake3: String,
}

/// Reads a content to its end. About 1 GB/s.
///
/// # Errors
/// When it cannot be read.
pub fn content(mut input: impl Read) -> io::Result<Content> {
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(&mut input, &mut hasher)?;
    Ok(Content { bytes, blake3: hasher.finalize().to_hex().to_string() })
}
