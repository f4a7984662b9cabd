//! `wirediff extract`: how inputs were read.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::feed::ScanError;
use crate::feed::extract::{ExtractOptions, Extracted, extract};
use crate::ingest::sources;
use crate::report::guarded;

use super::args::WritingArgs;
use super::error::Failure;
use super::output::Sink;
use super::reading_args::ReadingArgs;
use super::scan::Tally;

/// Arguments of `wirediff extract`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff extract page.html\n  \
    wirediff extract delivery.zip https://post.example/feed.xml -o stories.jsonl\n  \
    wirediff extract wire/ | wirediff scan -\n\n\
    Each line is a story: its fields, its text, and for each paragraph its kind, the rule that made it furniture, and its \
    bytes in the text. `wirediff schema extract` describes them.\n\n\
    Exit status: 0 done, 2 failure, 3 done, but something was skipped, which standard error names.")]
pub struct ExtractArgs {
    /// Files, folders, archives, addresses, or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,

    /// How stories are read
    #[command(flatten)]
    pub reading: ReadingArgs,

    /// How results are written
    #[command(flatten)]
    pub writing: WritingArgs,
}

/// Runs the verb.
///
/// # Errors
/// When the result cannot be written.
pub fn run(args: &ExtractArgs) -> Result<ExitCode, Failure> {
    let reading = args.reading.reading();
    let found = sources(&args.inputs, &mut io::stdin().lock(), &reading);
    let options = ExtractOptions { language: args.reading.lang, threads: args.reading.threads };
    let mut sink = Sink::open(&args.writing)?;
    let mut tally = Tally::default();
    let mut unwritten = None;
    let result = extract(&found, &reading, options, &mut |extracted| match extracted {
        Extracted::Problem(problem) => {
            tally.problem(problem);
            Ok(())
        }
        Extracted::Story(line) => guarded::line(&*line, &mut sink).map_err(|e| {
            let kind = e.kind();
            unwritten = Some(e);
            io::Error::from(kind)
        }),
    });
    match (result, unwritten) {
        (_, Some(e)) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
        (_, Some(e)) => return Err(sink.failure(e)),
        (Err(ScanError::Write { source }), None) => {
            return Err(sink.failure(source));
        }
        (result, None) => result?,
    }
    if !sink.commit()? {
        return Ok(ExitCode::SUCCESS);
    }
    tally.warn(args.writing.quiet);
    Ok(tally.status(false))
}
