//! What a watch remembers, in a file beside the index.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::cli::error::Failure;
use crate::feed::Polling;

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
            Err(e) => return Err(anyhow::Error::new(e).context(self.named("cannot read")).into()),
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
        let beside = self.path.with_extension("json.new");
        let written = File::create(&beside).and_then(|mut file| {
            file.write_all(state.to_json().as_bytes())?;
            file.sync_all()
        });
        let replaced = written.and_then(|()| fs::rename(&beside, &self.path));
        Ok(replaced.with_context(|| self.named("cannot write"))?)
    }

    fn named(&self, what: &str) -> String {
        format!("{what} `{}`", self.path.display())
    }
}
