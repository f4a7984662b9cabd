//! What a story is called on the command line: a file, an address, standard input, or a record of a feed (`FEED#ID`).

use std::fs;
use std::path::{Path, PathBuf};

use crate::feed::find_record;
use crate::ingest::{Source, is_address};
use crate::text::Story;

use super::error::Failure;
use super::input;
use super::reading_args::ReadingArgs;

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
        let there = |feed: &str| is_address(feed) || fs::metadata(feed).is_ok_and(|m| !m.is_dir());
        match feeds.into_iter().find(|(feed, id)| !id.is_empty() && there(feed)) {
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

/// Reads one record of a feed as a story, which is called by the id. What stands behind the `#` of an address counts only
/// where the address leads to several stories.
///
/// # Errors
/// When the feed cannot be read or has no such record.
pub fn record(feed: &Path, id: &str, args: &ReadingArgs, quiet: bool) -> Result<Story, Failure> {
    let reading = args.reading();
    let found = input::found(feed, &reading)?;
    let find = |id: &str| find_record(&found.list, id, args.lang, &reading);
    // A file in an archive may be named without the archive. Nothing else is looked through twice.
    let is_archive = found.list.iter().any(Source::is_member);
    let inside = || is_archive.then(|| format!("{}/{id}", feed.display()));
    if let Some(record) = find(id).or_else(|| find(&inside()?)) {
        return Ok(record.into_story(id, args.lang));
    }
    if feed.to_str().is_some_and(is_address) {
        return input::only(feed, &found, &reading, args.lang, quiet);
    }
    let message = format!("no record `{id}` in `{}`", feed.display());
    Err(Failure::usage(
        &message,
        "ids are written as in the feed; `7` is its seventh record where records have none",
    ))
}
