//! `wirediff scan --index`: what is new goes into the index, and is held against all that is there.

use std::path::Path;

use anyhow::Context as _;

use crate::cli::error::Failure;
use crate::cli::messages;
use crate::feed::archive::{Archive, ArchiveWriter, Settings};
use crate::feed::{Line, Progress, ScanOptions};

use super::args::ScanArgs;
use super::{Lines, inputs};

/// Adds the inputs to the index and hands on the lines about them; those of all stories where there is no input.
///
/// # Errors
/// When the index cannot be read or written, was made with other settings than are asked for, or no input can be read.
pub(super) fn scan(
    folder: &Path,
    args: &ScanArgs,
    options: &ScanOptions,
    progress: &dyn Progress,
    sink: Lines<'_>,
) -> Result<(), Failure> {
    args.feed.stories.limit_threads();
    if args.inputs.is_empty() && args.keep_days.is_none() {
        let archive = Archive::open(folder)?;
        agree(archive.settings(), args)?;
        return Ok(archive.whole(options, progress, sink)?);
    }
    let mut writer = ArchiveWriter::open(folder, &Settings::new(options))?;
    agree(writer.settings(), args)?;
    if let Some(days) = args.keep_days {
        let removed = writer.keep_days(days, options)?;
        if removed > 0 {
            told(args, &format!("{removed} stories older than {days} days were removed"));
        }
    }
    if args.inputs.is_empty() {
        return Ok(writer.present().whole(options, progress, sink)?);
    }
    let reading = args.feed.reading();
    let sources = inputs(args, &reading)?;
    let taken = writer.take(&sources, &reading, options, progress)?;
    let note = format!("{} stories added, {} were there already", taken.added(), taken.repeats());
    let archive = writer.present();
    // Others may add while this is told.
    drop(writer);
    if args.add_only {
        taken.errors.into_iter().try_for_each(|error| sink(&Line::Error(error))).context("cannot tell")?;
    } else {
        archive.tell(taken, options, progress, sink)?;
    }
    told(args, &note);
    Ok(())
}

/// Says what was done, unless quiet.
fn told(args: &ScanArgs, note: &str) {
    if !args.writing.quiet {
        messages::note(note);
    }
}

/// Refuses what was asked for and is not what the index was made with. What was left as it is by default asks for nothing.
fn agree(made: &Settings, args: &ScanArgs) -> Result<(), Failure> {
    let other = |asked: u32, by_default: u32, made: u32| asked != by_default && asked != made;
    let similar =
        args.min_similarity == ScanOptions::MIN_SIMILARITY || args.min_similarity == made.min_similarity;
    let asked = [
        ("--holders", other(args.holders, ScanOptions::HOLDERS, made.holders), made.holders.to_string()),
        ("--min-run", other(args.min_run, ScanOptions::MIN_RUN, made.min_run), made.min_run.to_string()),
        ("--among", args.among.is_some_and(|n| n != made.among), made.among.to_string()),
        ("--min-similarity", !similar, made.min_similarity.to_string()),
    ];
    match asked.into_iter().find(|a| a.1) {
        None => Ok(()),
        Some((option, _, value)) => {
            let message = format!("the index was made with {option} {value}, which cannot be changed");
            Err(Failure::usage(&message, "leave the option away, or make a new index in another folder"))
        }
    }
}
