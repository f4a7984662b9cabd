//! Paths and standard input -> stories, with a warning for whatever was odd about them.

use std::io;
use std::path::Path;

use crate::ingest::{Decoded, IngestError, Limits, read_path, read_stream};
use crate::text::{Language, Story};

use super::args::{ReadingArgs, WritingArgs};
use super::error::Failure;
use super::named::Named;
use super::{messages, named};

/// Reads every story in the order given.
///
/// # Errors
/// When standard input is named twice, or a story cannot be read.
pub fn stories(names: &[Named], reading: &ReadingArgs, writing: &WritingArgs) -> Result<Vec<Story>, Failure> {
    if names.iter().filter(|n| is_stdin(n.path())).count() > 1 {
        return Err(Failure::usage(
            "standard input (`-`) can be only one of the stories",
            "name a file for the other",
        ));
    }
    if let Some(output) = &writing.output
        && let Some(input) = names.iter().map(Named::path).find(|p| same_file(p, output))
    {
        let message = format!("`{}` is both a story and the output", input.display());
        return Err(Failure::usage(&message, "choose another name for --output"));
    }
    let limits = Limits { encoding: reading.encoding.clone(), max_story: reading.max_story };
    let read = |name: &Named| match name {
        Named::File(path) => story(path, &limits, reading.lang, writing.quiet).map_err(Failure::from),
        Named::Record { feed, id } => named::record(feed, id, &limits, reading.lang),
    };
    names.iter().map(read).collect()
}

/// Reads one story.
fn story(
    path: &Path,
    limits: &Limits,
    language: Option<Language>,
    quiet: bool,
) -> Result<Story, IngestError> {
    let (id, decoded) = if is_stdin(path) {
        ("stdin".to_owned(), read_stream(io::stdin().lock(), Path::new("stdin"), limits)?)
    } else {
        (path.display().to_string(), read_path(path, limits)?)
    };
    for note in oddities(&decoded) {
        messages::warning(quiet, &format!("`{id}`: {note}"));
    }
    let story = Story::with_language(&id, decoded.text, language);
    if story.word_count() == 0 {
        messages::warning(quiet, &format!("`{id}`: the story is empty"));
    }
    Ok(story)
}

/// Bytes past which a text is surely not one story: the longest news pieces have some 150 KB. Memory grows with about 45
/// times the text.
const LONG: usize = 1 << 20;

/// What the user should know about how a text was read.
fn oddities(decoded: &Decoded) -> Vec<String> {
    let mut notes = Vec::new();
    // Damaged UTF-8 is told by the damage alone.
    if decoded.guessed && decoded.encoding != "UTF-8" {
        notes.push(format!("not UTF-8, read as {}; --encoding says what it is", decoded.encoding));
    }
    if decoded.replaced > 0 {
        let plural = if decoded.replaced == 1 { "byte is" } else { "bytes are" };
        notes.push(format!("{} {plural} no {} and stand as U+FFFD", decoded.replaced, decoded.encoding));
    }
    if decoded.nuls {
        notes.push("there are NUL characters in the text".to_owned());
    }
    if decoded.text.len() > LONG {
        let size = decoded.text.len() >> 20;
        notes.push(format!(
            "{size} MiB is far more than a story; it is compared all the same, which takes time and memory"
        ));
    }
    notes
}

/// Whether a path means standard input.
fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether two names lead to one existing file.
fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b && a.is_file(),
        _ => false,
    }
}
