//! What a story is called on the command line: a file, standard input, or a record of a feed (`FEED#ID`).

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::feed::find_record;
use crate::ingest::{Limits, Reading, sources};
use crate::text::{Language, Story};

use super::error::Failure;

/// A story as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A file, or `-`.
    File(PathBuf),
    /// A record.
    Record {
        /// Its feed.
        feed: PathBuf,
        /// Its id.
        id: String,
    },
}

impl Named {
    /// Reads a name. `FEED#ID` is a record, unless there is a file of this very name; the name of a feed may hold a `#` itself.
    pub fn new(name: &Path) -> Named {
        let file = || Named::File(name.to_owned());
        let Some(text) = name.to_str().filter(|_| fs::symlink_metadata(name).is_err()) else { return file() };
        let feeds = text.match_indices('#').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let mut feeds =
            feeds.filter(|(feed, id)| !id.is_empty() && fs::metadata(feed).is_ok_and(|m| !m.is_dir()));
        match feeds.next() {
            Some((feed, id)) => Named::Record { feed: PathBuf::from(feed), id: id.to_owned() },
            None => file(),
        }
    }

    /// Returns the file that is read for it.
    pub fn path(&self) -> &Path {
        match self {
            Named::File(path) => path,
            Named::Record { feed, .. } => feed,
        }
    }
}

/// Reads one record of a feed as a story, which is called by the id.
///
/// # Errors
/// When the feed cannot be read or has no such record.
pub fn record(feed: &Path, id: &str, limits: &Limits, language: Option<Language>) -> Result<Story, Failure> {
    let reading = Reading::new(limits.clone(), &env::temp_dir());
    let found = sources(&[feed.to_owned()], &mut io::stdin().lock(), &reading);
    if let Some(problem) = found.problems.iter().find(|p| p.skipped) {
        let message = format!("cannot read `{}`: {}", problem.name, problem.message);
        return Err(Failure::usage(&message, "check the name; FEED#ID names the record ID of FEED"));
    }
    let Some(record) = find_record(&found.list, id, language, &reading) else {
        let message = format!("no record `{id}` in `{}`", feed.display());
        return Err(Failure::usage(
            &message,
            "ids are written as in the feed; `7` is its seventh record where records have none",
        ));
    };
    Ok(record.into_story(id, language))
}
