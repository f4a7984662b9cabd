//! Why an index cannot answer.

use std::io;

use thiserror::Error;

use crate::feed::error::ScanError;
use crate::index::disk::StoreError;

/// Why an index could not be read or changed.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was made with other settings than this version has.
    #[error("the index was made with other {what}")]
    Other {
        /// What differs.
        what: &'static str,
    },
    /// A record is sound as bytes and makes no sense.
    #[error("the index holds {what} that cannot be read")]
    Unreadable {
        /// What it is.
        what: &'static str,
    },
    /// No story has the id.
    #[error("no story of the index has the id `{id}`")]
    Unknown {
        /// The id.
        id: String,
    },
    /// There are as many stories as there may be.
    #[error("the index holds four thousand million stories and can take no more")]
    Full,
    /// Temporary files failed.
    #[error("cannot use temporary files")]
    Spool(#[from] io::Error),
    /// The reading of the input did.
    #[error(transparent)]
    Scan(#[from] ScanError),
}

impl ArchiveError {
    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ArchiveError::Store(error) => error.hint(),
            ArchiveError::Other { .. } => {
                Some("export its stories with the version that made it, and make a new index from them")
            }
            ArchiveError::Unreadable { .. } => Some("`wirediff index verify DIR` says what is damaged"),
            ArchiveError::Unknown { .. } => {
                Some("`wirediff index export DIR` lists the stories with their ids")
            }
            ArchiveError::Full => Some("begin a second one"),
            ArchiveError::Spool(_) => Some("name a folder with room with --temp-dir"),
            ArchiveError::Scan(error) => error.hint(),
        }
    }
}
