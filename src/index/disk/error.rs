//! Why an index cannot be used.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why an index on disk could not be read or changed. What was acknowledged before stays as it was.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried: `open`, `read`, `write`, ...
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no index in the folder.
    #[error("there is no index in `{}`", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds other things.
    #[error("`{}` holds files and is no index", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// Bytes are not what was written.
    #[error("`{}` is damaged at byte {at}: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The first byte of the part that is damaged.
        at: u64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Another version of the format.
    #[error("`{}` has index format {found}; this version reads format {known}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u64,
        /// Ours.
        known: u64,
    },
    /// Another process writes.
    #[error("`{}` is being written by {holder}", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who writes: a process number, as far as it is known.
        holder: String,
    },
    /// An earlier write failed, and nobody knows what reached the disk.
    #[error("`{}` is no longer written to, since a write failed before", path.display())]
    Poisoned {
        /// The folder.
        path: PathBuf,
    },
}

impl StoreError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| StoreError::Io { action, path, source }
    }

    pub(super) fn damaged(path: &Path, at: u64, what: &'static str) -> StoreError {
        StoreError::Damaged { path: path.to_owned(), at, what }
    }

    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            StoreError::Io { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    Some("make room and run it again; the index is as it was before")
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    Some("adding needs a folder that may be written; `find` and `index stats` need not")
                }
                _ => None,
            },
            StoreError::Missing { .. } => Some("`wirediff scan INPUT.. --index DIR` makes one"),
            StoreError::Foreign { .. } => Some("name an empty folder, or one that does not exist yet"),
            StoreError::Damaged { .. } => Some(
                "restore the folder from a copy, or build it again from the feeds; `index verify` lists all damage",
            ),
            StoreError::Format { .. } => Some("use the version of wirediff that wrote it, or build it again"),
            StoreError::Locked { .. } => Some("wait for it to end; readers need not wait"),
            StoreError::Poisoned { .. } => Some("run it again: what was acknowledged is safe"),
        }
    }
}
