//! `wirediff scan`: which of many stories are copies, who leads, what each outlet kept.

mod archive;
mod args;
mod meter;
mod options;
mod replay;
mod tally;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::feed::{self, Line, Progress, ScanOptions};
use crate::ingest::{self, Reading, Sources};
use crate::report::scan::{self, Csv, Digest, Html, JsonLines, Level, Report};

use super::error::Failure;
use super::output::{self, Sink};
use super::{browser, interrupt, screen};

use args::Format;
pub use args::ScanArgs;
pub use meter::Meter;
pub use options::{Mapping, asking, mapping, share, top, window};
pub use tally::Tally;

/// Takes the lines of a scan, one after another.
type Lines<'l> = &'l mut dyn FnMut(&Line) -> io::Result<()>;

/// Runs the verb.
///
/// # Errors
/// When an option does not fit, no input can be read, or the result cannot be written.
pub fn run(args: &ScanArgs) -> Result<ExitCode, Failure> {
    let format = args.format();
    options::check(args, format)?;
    let options = options::options(args, format);
    let mut tally = Tally::default();
    interrupt::listen(args.writing.quiet);
    let meter = Meter::new(args.feed.shows_progress(args.writing.quiet));
    match format {
        _ if args.add_only => {
            let result = scan(args, &options, &meter, &mut |line| {
                tally.line(line);
                Ok(())
            });
            meter.end();
            result?;
        }
        Format::Table | Format::Markdown => person(args, format, &options, &meter, &mut tally)?,
        Format::Html => page(args, &options, &meter, &mut tally)?,
        _ => machine(args, format, &options, &meter, &mut tally)?,
    }
    if args.verbose {
        meter.report();
    }
    // A report for a person on the screen names the records itself.
    let on_screen =
        matches!(format, Format::Table | Format::Markdown) && output::file(&args.writing).is_none();
    tally.warn(args.writing.quiet || on_screen);
    Ok(tally.status(args.exit_code))
}

/// Scans, and prints when all is known.
fn person(
    args: &ScanArgs,
    format: Format,
    options: &ScanOptions,
    meter: &Meter,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let mut digest = Digest::new(args.top);
    let result = scan(args, options, meter, &mut |line| {
        tally.line(line);
        digest.line(line);
        Ok(())
    });
    meter.end();
    result?;
    let text = match format {
        Format::Markdown => scan::markdown(&digest),
        _ => scan::table(&digest, screen::width(&args.writing), screen::palette(&args.writing)),
    };
    output::deliver(&text, &args.writing, format == Format::Table)
}

/// Scans, and writes the page when all is known.
fn page(args: &ScanArgs, options: &ScanOptions, meter: &Meter, tally: &mut Tally) -> Result<(), Failure> {
    let mut page = Html::new();
    let result = scan(args, options, meter, &mut |line| {
        tally.line(line);
        page.line(line);
        Ok(())
    });
    meter.end();
    result?;
    browser::deliver(&page.render(), &args.writing, args.open)
}

/// Scans, and prints while the lines come. A reader that went away ends the scan quietly.
fn machine(
    args: &ScanArgs,
    format: Format,
    options: &ScanOptions,
    meter: &Meter,
    tally: &mut Tally,
) -> Result<(), Failure> {
    let mut sink = Sink::open(&args.writing)?;
    let shared = output::file(&args.writing).is_none() && io::stdout().is_terminal();
    let mut unwritten = None;
    let mut report = report(format, args.level.into(), &mut sink).context("cannot begin the result")?;
    let mut result = scan(args, options, meter, &mut |line| {
        if shared {
            // The bar and the lines would write over each other.
            meter.hide();
        }
        tally.line(line);
        report.line(line).map_err(|e| {
            let kind = e.kind();
            unwritten = Some(e);
            io::Error::from(kind)
        })
    });
    meter.end();
    if result.is_ok() {
        if let Err(e) = report.finish() {
            unwritten = Some(e);
        }
    } else {
        drop(report);
    }
    match unwritten {
        Some(e) if e.kind() == io::ErrorKind::BrokenPipe => {
            tally.reader_left();
            return Ok(());
        }
        Some(e) => result = Err(sink.failure(e)),
        None => {}
    }
    result?;
    if !sink.commit()? {
        tally.reader_left();
    }
    Ok(())
}

/// The report of a format that streams.
fn report<'s>(format: Format, level: Level, sink: &'s mut Sink) -> io::Result<Box<dyn Report + 's>> {
    Ok(match format {
        Format::Csv => Box::new(Csv::new(sink, level)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(scan::Parquet::new(sink, level)?),
        _ => Box::new(JsonLines::new(sink)),
    })
}

/// Scans the inputs, or reads the lines of a scan that was done before. An error of `sink` may come back in another shape:
/// who gives the sink keeps it.
fn scan(
    args: &ScanArgs,
    options: &ScanOptions,
    progress: &dyn Progress,
    sink: Lines<'_>,
) -> Result<(), Failure> {
    if let Some(folder) = &args.index {
        return archive::scan(folder, args, options, progress, sink);
    }
    match replay::open(&args.inputs)? {
        Some(lines) => replay::lines(lines, progress, sink),
        None => engine(args, options, progress, sink),
    }
}

/// Finds the inputs and scans them.
fn engine(
    args: &ScanArgs,
    options: &ScanOptions,
    progress: &dyn Progress,
    sink: Lines<'_>,
) -> Result<(), Failure> {
    let reading = args.feed.reading();
    let sources = inputs(args, &reading)?;
    Ok(feed::scan(&sources, &reading, options, progress, sink)?)
}

/// Finds the inputs.
fn inputs(args: &ScanArgs, reading: &Reading) -> Result<Sources, Failure> {
    let sources = ingest::sources(&args.inputs, &mut io::stdin().lock(), reading);
    if sources.list.is_empty()
        && let Some(problem) = sources.problems.iter().find(|p| p.skipped)
    {
        let message = format!("cannot read `{}`: {}", problem.name, problem.message);
        let hint = problem.hint.unwrap_or("name a file, a folder, a pattern in quotes, or `-`");
        return Err(Failure::usage(&message, hint));
    }
    Ok(sources)
}
