//! `wirediff index`: what an index is, whether it is sound, and how it stays small.

use std::path::PathBuf;
use std::process::ExitCode;
#[cfg(feature = "parquet")]
use std::{fs, io};

#[cfg(feature = "parquet")]
use anyhow::Context as _;

use clap::{Args, Subcommand};

use crate::cli::args::WritingArgs;
use crate::cli::error::{Failure, USAGE};
use crate::cli::reading_args::ReadingArgs;
use crate::cli::{messages, output, scan};
use crate::feed::archive::{Archive, ArchiveWriter};
use crate::report::scan::archive_stats;
#[cfg(feature = "parquet")]
use crate::{
    cli::output::Sink,
    feed::archive::ArchiveError,
    feed::{ScanError, Silent},
    report::scan::Export,
};

/// Arguments of `wirediff index`.
#[derive(Debug, Args)]
pub struct IndexArgs {
    /// What to do with it.
    #[command(subcommand)]
    what: What,
}

/// What to do with an index.
#[derive(Debug, Subcommand)]
enum What {
    /// Print what it holds, and with which settings
    Stats(StatsArgs),
    /// Read all of it, and say what is damaged
    Verify(FolderArgs),
    /// Merge its files into one, without what was removed
    Compact(ChangeArgs),
    /// Write stories, paragraphs, shingles, matches, edges and clusters as Parquet files into a folder
    #[cfg(feature = "parquet")]
    Export(ExportArgs),
    /// Remove stories
    Remove(RemoveArgs),
    /// Remove stories that were published so many days before the newest one
    Keep(KeepArgs),
}

#[derive(Debug, Args)]
struct FolderArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

#[derive(Debug, Args)]
struct StatsArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// How results are written
    #[command(flatten)]
    writing: WritingArgs,
}

#[derive(Debug, Args)]
struct ChangeArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,
}

#[cfg(feature = "parquet")]
#[derive(Debug, Args)]
struct ExportArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The folder for the files, which is made where there is none; each file appears whole or not at all
    #[arg(long, value_name = "DIR")]
    to: PathBuf,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Args)]
struct RemoveArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The ids of the stories: all of them are removed or, where one is unknown, none
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,
}

#[derive(Debug, Args)]
struct KeepArgs {
    /// The folder of the index
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Days before the newest story from which stories stay; stories without a time stay too
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    days: u32,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,
}

/// Runs the verb.
///
/// # Errors
/// When the index cannot be read or written, or an id is unknown.
pub fn run(args: &IndexArgs) -> Result<ExitCode, Failure> {
    match &args.what {
        What::Stats(own) => {
            let stats = Archive::open(&own.folder)?.stats();
            let text = archive_stats(&stats, own.json);
            output::deliver(&text, &own.writing, false)?;
        }
        What::Verify(own) => {
            let damage = Archive::open(&own.folder)?.verify();
            for error in &damage {
                messages::warning(false, &error.to_string());
            }
            if let Some(first) = damage.into_iter().next() {
                let hint = first.hint().map(str::to_owned);
                let error = anyhow::anyhow!("the index in `{}` is damaged", own.folder.display());
                return Err(Failure { error, hint, exit: USAGE });
            }
            messages::note("the index is sound");
        }
        What::Compact(own) => {
            ArchiveWriter::existing(&own.folder)?.compact()?;
        }
        #[cfg(feature = "parquet")]
        What::Export(own) => export(own)?,
        What::Remove(own) => {
            own.reading.limit_threads();
            ArchiveWriter::existing(&own.folder)?.remove(&own.ids, &scan::asking(&own.reading))?;
            messages::note(&format!("{} removed", own.ids.len()));
        }
        What::Keep(own) => {
            own.reading.limit_threads();
            let options = scan::asking(&own.reading);
            let removed = ArchiveWriter::existing(&own.folder)?.keep_days(own.days, &options)?;
            messages::note(&format!("{removed} removed"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes all that an index holds.
#[cfg(feature = "parquet")]
fn export(args: &ExportArgs) -> Result<(), Failure> {
    let archive = Archive::open(&args.folder)?;
    args.reading.limit_threads();
    let options = scan::asking(&args.reading);
    let made = fs::create_dir_all(&args.to);
    made.with_context(|| format!("cannot make `{}`", args.to.display()))?;
    let open = |name| Sink::file(&args.to.join(format!("{name}.parquet")));
    let mut sinks = Export::<&mut Sink>::names().map(open).collect::<Result<Vec<_>, _>>()?;
    let mut rest = sinks.iter_mut();
    let next = |_: &str| rest.next().ok_or_else(|| io::Error::other("a table without a file"));
    let mut tables = Export::new(next).context("cannot begin the files")?;
    let failed = |e: io::Error| ArchiveError::Scan(ScanError::Write { source: e });
    archive.contents(|content| tables.content(&content).map_err(failed))?;
    archive.whole(&options, &Silent, &mut |line| tables.line(line))?;
    tables.finish().context("cannot end the files")?;
    for sink in sinks {
        sink.commit()?;
    }
    Ok(())
}
