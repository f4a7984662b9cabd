//! What a watch remembers, in a file beside the index.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::error::Failure;
use crate::feed::Polling;
use crate::feed::archive::ArchiveError;
use crate::index::disk::replace;

const NAME: &str = "watch.json";

/// The file of the state.
pub(super) struct StateFile {
    path: PathBuf,
}

impl StateFile {
    /// Returns that of an index.
    pub(super) fn new(index: &Path) -> StateFile {
        StateFile { path: index.join(NAME) }
    }

    /// Reads the state; none when there is none yet.
    ///
    /// # Errors
    /// When it cannot be read, or is no state.
    pub(super) fn read(&self) -> Result<Option<Polling>, Failure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => {
                return Err(anyhow::Error::new(e)
                    .context(format!("cannot read `{}`", self.path.display()))
                    .into());
            }
        };
        match Polling::from_json(&text) {
            Some(state) => Ok(Some(state)),
            None => Err(Failure::usage(
                &format!("`{}` is not what a watch of this version wrote", self.path.display()),
                "move it away to begin anew: stories are not lost, and what came in meanwhile is not told",
            )),
        }
    }

    /// Writes the state: after a crash the file holds the old one or the new one.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub(super) fn write(&self, state: &Polling) -> Result<(), Failure> {
        Ok(replace(&self.path, state.to_json().as_bytes()).map_err(ArchiveError::from)?)
    }
}
