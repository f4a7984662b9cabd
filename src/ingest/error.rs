//! What can go wrong on the way from bytes to text.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why an input could not be read. Each names the input; `source` holds the cause where there is one.
#[derive(Debug, Error)]
pub enum IngestError {
    /// The file does not exist.
    #[error("cannot read `{}`: no such file", path.display())]
    Missing {
        /// The input.
        path: PathBuf,
    },
    /// The path is a directory.
    #[error("cannot read `{}`: it is a directory", path.display())]
    Directory {
        /// The input.
        path: PathBuf,
    },
    /// The system refused to open or read it.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The input.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bytes are no text.
    #[error("cannot read `{}`: it is {kind}, not text", path.display())]
    Binary {
        /// The input.
        path: PathBuf,
        /// What it looks like, with its article: `a PDF document`.
        kind: &'static str,
    },
    /// The story is longer than the limit.
    #[error("cannot read `{}`: longer than {limit} bytes of text", path.display())]
    TooLong {
        /// The input.
        path: PathBuf,
        /// The limit in bytes of decoded text.
        limit: u64,
    },
    /// The encoding asked for does not exist.
    #[error("unknown encoding `{label}`")]
    UnknownEncoding {
        /// As it was given.
        label: String,
    },
}

impl IngestError {
    /// Returns what an error of the system means for this input.
    pub(super) fn from_io(path: &Path, source: io::Error) -> IngestError {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => IngestError::Missing { path },
            io::ErrorKind::IsADirectory => IngestError::Directory { path },
            _ => IngestError::Io { path, source },
        }
    }

    /// Returns a stable word for the reason: `missing`, `directory`, `permission`, `truncated`, `damaged`,
    /// `unreadable`, `binary`, `too-long` or
    /// `unknown-encoding`.
    pub fn code(&self) -> &'static str {
        match self {
            IngestError::Missing { .. } => "missing",
            IngestError::Directory { .. } => "directory",
            IngestError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "permission"
            }
            IngestError::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => "permission",
                io::ErrorKind::UnexpectedEof => "truncated",
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => "damaged",
                _ => "unreadable",
            },
            IngestError::Binary { .. } => "binary",
            IngestError::TooLong { .. } => "too-long",
            IngestError::UnknownEncoding { .. } => "unknown-encoding",
        }
    }

    /// Returns what was wrong in one clause, without the name of the input.
    pub fn clause(&self) -> String {
        match self {
            IngestError::Missing { .. } => "no such file".to_owned(),
            IngestError::Directory { .. } => "it is a directory".to_owned(),
            IngestError::Io { source, .. } => source.to_string(),
            IngestError::Binary { kind, .. } => format!("it is {kind}, not text"),
            IngestError::TooLong { limit, .. } => format!("longer than {limit} bytes of text"),
            IngestError::UnknownEncoding { .. } => self.to_string(),
        }
    }

    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        hint(self.code())
    }
}

/// Returns what the user may do about a reason that is given by its word.
pub fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "missing" => "check the name; `-` reads standard input",
        "directory" => "name one file a story",
        "permission" => "the file is there, but you may not read it",
        "binary" => "save the story as plain text first",
        "too-long" => "raise the limit with --max-story, for example --max-story 256M",
        "unknown-encoding" => {
            "use a label of the WHATWG Encoding Standard, such as utf-8, utf-16le or windows-1252"
        }
        "not-fetched" => "save it to a file first, or use a build with the feature `fetch`",
        _ => return None,
    })
}
