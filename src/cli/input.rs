//! Paths and standard input -> stories, with a warning for whatever was odd about them.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use crate::ingest::{
    self, Batches, Decoded, Format, IngestError, Limits, OwnedRecord, Reading, Source, Sources, read_stream,
    sources,
};
use crate::text::{Language, Story};

use super::args::WritingArgs;
use super::error::Failure;
use super::named::Named;
use super::reading_args::ReadingArgs;
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
    let read = |name: &Named| match name {
        Named::File(path) => story(path, reading, writing.quiet),
        Named::Record { feed, id } => named::record(feed, id, reading, writing.quiet),
    };
    names.iter().map(read).collect()
}

/// Reads one story.
fn story(path: &Path, args: &ReadingArgs, quiet: bool) -> Result<Story, Failure> {
    if fs::metadata(path).is_ok_and(|m| m.is_dir()) {
        return Err(IngestError::Directory { path: path.to_owned() }.into());
    }
    let reading = args.reading();
    let found = found(path, &reading)?;
    only(path, &found, &reading, args.lang, quiet)
}

/// Finds what a name leads to.
///
/// # Errors
/// When it leads nowhere.
pub fn found(path: &Path, reading: &Reading) -> Result<Sources, Failure> {
    let found = sources(&[path.to_owned()], &mut io::stdin().lock(), reading);
    match found.problems.iter().find(|p| p.skipped).filter(|_| found.list.is_empty()) {
        Some(problem) => {
            let message = match problem.code {
                "unknown-encoding" => problem.message.clone(),
                _ => format!("cannot read `{}`: {}", problem.name, problem.message),
            };
            Err(Failure::usage(&message, problem.hint.unwrap_or("")))
        }
        None => Ok(found),
    }
}

/// Reads the only story of an input.
///
/// # Errors
/// When it holds none, or several.
pub fn only(
    path: &Path,
    found: &Sources,
    reading: &Reading,
    language: Option<Language>,
    quiet: bool,
) -> Result<Story, Failure> {
    if let [source] = found.list.as_slice()
        && source.format == Format::Text
    {
        return text(source, &reading.limits, language, quiet);
    }
    let mut stories: Vec<OwnedRecord> = Vec::new();
    let (mut count, mut problems) = (0_u64, Vec::new());
    for batch in Batches::new(&found.list, reading) {
        batch.records(reading, &mut |record| match record {
            Ok(record) => {
                count += 1;
                if stories.len() < SHOWN {
                    stories.push(record.into_owned());
                }
            }
            Err(problem) => problems.push(problem),
        });
    }
    let name = path.display();
    if count > 1 {
        let inside = format!("{name}/");
        let called = |record: &OwnedRecord| {
            let called = called(record);
            called.strip_prefix(&inside).map_or(called.clone(), str::to_owned)
        };
        let names: Vec<String> = stories.iter().map(|s| format!("`{name}#{}`", called(s))).collect();
        let more = if count as usize > SHOWN { ", ..." } else { "" };
        let message = format!("`{name}` holds {count} stories");
        return Err(Failure::usage(&message, &format!("name one of them: {}{more}", names.join(", "))));
    }
    for note in problems.iter().filter(|p| !p.skipped || count == 1) {
        messages::warning(quiet, &format!("`{name}`: {} ({})", note.message, note.code));
    }
    let Some(record) = stories.pop() else {
        let skipped = problems.iter().find(|p| p.skipped).or(problems.first());
        let why = skipped.map_or("there is no story in it", |p| p.message.as_str());
        let hint = skipped.and_then(|p| ingest::hint(p.code)).unwrap_or("");
        return Err(Failure::usage(&format!("cannot read `{name}`: {why}"), hint));
    };
    let id = record.id.clone().map_or_else(|| name.to_string(), Cow::into_owned);
    let story = record.into_story(&id, language);
    if story.word_count() == 0 {
        messages::warning(quiet, &format!("`{id}`: the story is empty"));
    }
    Ok(story)
}

/// Stories of an input that are named to choose from.
const SHOWN: usize = 5;

/// What a record is called behind the `#`.
fn called(record: &OwnedRecord) -> String {
    record.id.as_deref().map_or_else(|| record.place.number.to_string(), str::to_owned)
}

/// Reads a text, which keeps its bytes.
fn text(source: &Source, limits: &Limits, language: Option<Language>, quiet: bool) -> Result<Story, Failure> {
    let id = &source.name;
    let decoded = read_stream(source.open()?, Path::new(id), limits)?;
    for note in oddities(&decoded) {
        messages::warning(quiet, &format!("`{id}`: {note}"));
    }
    let story = Story::with_language(id, decoded.text, language);
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
