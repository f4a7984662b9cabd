//! What can go wrong on the way from bytes to text.

use std::io;
use std::path::PathBuf;

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
    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            IngestError::Missing { .. } => Some("check the name; `-` reads standard input".to_owned()),
            IngestError::Directory { .. } => Some("name one file a story".to_owned()),
            IngestError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                Some("the file is there, but you may not read it".to_owned())
            }
            IngestError::Io { .. } => None,
            IngestError::Binary { .. } => Some("save the story as plain text first".to_owned()),
            IngestError::TooLong { .. } => {
                Some("raise the limit with --max-story, for example --max-story 256M".to_owned())
            }
            IngestError::UnknownEncoding { .. } => Some(
                "use a label of the WHATWG Encoding Standard, such as utf-8, utf-16le or windows-1252"
                    .to_owned(),
            ),
        }
    }
}
