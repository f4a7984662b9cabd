//! Why a scan can fail as a whole.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a scan ended without a result. What is wrong with single records is part of the result.
#[derive(Debug, Error)]
pub enum ScanError {
    /// The temporary files could not be written or read again.
    #[error("cannot use temporary files in `{}`", folder.display())]
    Spool {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The result could not be handed on.
    #[error("cannot write the result")]
    Write {
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The threads could not be started.
    #[error("cannot start {threads} threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
    },
    /// The time to begin with is none.
    #[error("`{stated}` is no date or time")]
    Since {
        /// As it was given.
        stated: String,
    },
}

impl ScanError {
    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ScanError::Spool { .. } => Some("name a folder with room with --temp-dir, or raise --memory"),
            ScanError::Write { .. } => None,
            ScanError::Threads { .. } => Some("ask for fewer with --threads"),
            ScanError::Since { .. } => Some("write it as 2026-01-31 or 2026-01-31T18:00:00Z"),
        }
    }
}
