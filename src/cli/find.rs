//! `wirediff find`: what an index has of one story.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use clap::builder::FalseyValueParser;

use crate::cli::args::WritingArgs;
use crate::cli::error::{self, Failure};
use crate::cli::named::Named;
use crate::cli::output::{self, Sink};
use crate::cli::reading_args::ReadingArgs;
use crate::cli::scan::{self, top};
use crate::cli::{input, screen};
use crate::feed::Line;
use crate::feed::archive::{Archive, ArchiveError};
use crate::ingest::Record;
use crate::report::scan::{self as report, Found, JsonLines, Report as _, Top};
use crate::text::Story;

/// Arguments of `wirediff find`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff find story.html --index archive/\n  \
    wirediff find https://post.example/story.html --index archive/ --top 5\n  \
    pbpaste | wirediff find - --index archive/\n  \
    wirediff find story-17 --index archive/ --versions\n  \
    wirediff find --still-carrying --index archive/\n  \
    wirediff find story-17 --index archive/ --json\n\n\
    Exit status: 0 done, 1 copies found (only with --exit-code), 2 failure.")]
pub struct FindArgs {
    /// The story: a file or address, `-` for standard input, FEED#ID for an item of a feed, or the id of a story of the index
    #[arg(value_name = "STORY", required_unless_present = "still_carrying")]
    story: Option<PathBuf>,

    /// Show the versions of a story of the index, what each is to the one before it, and what it took back
    #[arg(long, conflicts_with = "still_carrying")]
    versions: bool,

    /// Show the stories that still carry a figure, name, quotation or paragraph that a corrected or killed story took back: of STORY, an id of the index, or of all
    #[arg(long)]
    still_carrying: bool,

    /// The folder of the index
    #[arg(long, value_name = "DIR", env = "WIREDIFF_INDEX")]
    index: PathBuf,

    /// Stories to show: a number, or `all`
    #[arg(long, value_name = "N", default_value = "20", value_parser = top, env = "WIREDIFF_TOP")]
    top: Top,

    /// Print the lines of a scan about this story, as JSON Lines
    #[arg(long)]
    json: bool,

    /// Exit with 1 when the index has copies of it
    #[arg(long, env = "WIREDIFF_EXIT_CODE", value_parser = FalseyValueParser::new())]
    exit_code: bool,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,

    /// How results are written
    #[command(flatten)]
    writing: WritingArgs,
}

/// Runs the verb.
///
/// # Errors
/// When the story or the index cannot be read, or the result cannot be written.
pub fn run(args: &FindArgs) -> Result<ExitCode, Failure> {
    args.reading.limit_threads();
    let archive = Archive::open(&args.index)?;
    let options = scan::asking(&args.reading);
    let id = args.story.as_deref().map(|story| story.to_string_lossy().into_owned());
    if args.versions {
        let versions = archive.versions(&id.unwrap_or_default())?;
        let text = report::versions(
            &versions,
            args.json,
            (screen::width(&args.writing), screen::palette(&args.writing)),
        );
        output::deliver(&text, &args.writing, !args.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.still_carrying {
        let mut carrying = Vec::new();
        archive.still_carrying(id.as_deref(), &options, |line| -> Result<(), ArchiveError> {
            carrying.push(line);
            Ok(())
        })?;
        let text = report::carrying(
            &carrying,
            args.json,
            (screen::width(&args.writing), screen::palette(&args.writing)),
        );
        output::deliver(&text, &args.writing, !args.json)?;
        let found = args.exit_code && !carrying.is_empty();
        return Ok(if found { ExitCode::from(error::DIFFERENT) } else { ExitCode::SUCCESS });
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut keep = |line: &Line| {
        lines.push(line.clone());
        Ok(())
    };
    let story = asked(args, &archive)?;
    let name = match &story {
        Asked::Known(id) => {
            archive.tell_of(std::slice::from_ref(id), &options, &mut keep)?;
            id.clone()
        }
        Asked::Story(story) => archive
            .find(vec![Record::of_story(story)], &id.unwrap_or_default(), &options, &mut keep)?
            .pop()
            .unwrap_or_default(),
    };
    let mut found = Found::new(&name, args.top);
    lines.iter().for_each(|line| found.line(line));
    let copies = found.has_copies();
    if args.json {
        let mut sink = Sink::open(&args.writing)?;
        match write(&lines, &mut sink) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
            Err(e) => return Err(sink.failure(e)),
            Ok(()) => sink.commit()?,
        };
    } else {
        let text = found.render(screen::width(&args.writing), screen::palette(&args.writing));
        output::deliver(&text, &args.writing, true)?;
    }
    Ok(if args.exit_code && copies { ExitCode::from(error::DIFFERENT) } else { ExitCode::SUCCESS })
}

fn write(lines: &[Line], sink: &mut Sink) -> io::Result<()> {
    let mut report = Box::new(JsonLines::new(sink));
    lines.iter().try_for_each(|line| report.line(line))?;
    report.finish()
}

/// What is asked for.
enum Asked {
    /// A story of the index.
    Known(String),
    /// A story from outside.
    Story(Box<Story>),
}

fn asked(args: &FindArgs, archive: &Archive) -> Result<Asked, Failure> {
    let path = args.story.as_deref().unwrap_or(Path::new("-"));
    let named = Named::new(path);
    let missing = matches!(&named, Named::File(path) if path.as_os_str() != "-" && !path.exists());
    if missing
        && let Some(id) = path.to_str()
        && archive.knows(id)?
    {
        return Ok(Asked::Known(id.to_owned()));
    }
    let story = input::stories(&[named], &args.reading, &args.writing)
        .map_err(|mut failure| {
            if missing {
                failure.hint = Some("it is no file, and no story of the index has it as its id".to_owned());
            }
            failure
        })?
        .pop()
        .context("there is no story")?;
    Ok(Asked::Story(Box::new(story)))
}
