//! The arguments of every verb. Each option also has a variable `WIREDIFF_<OPTION>`; the option wins.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::NARROWEST;
use crate::report::terminal::Context;

use super::dedup::DedupArgs;
use super::extract::ExtractArgs;
use super::find::FindArgs;
use super::index::IndexArgs;
use super::reading_args::ReadingArgs;
use super::scan::ScanArgs;
#[cfg(feature = "serve")]
use super::serve::ServeArgs;
#[cfg(feature = "fetch")]
use super::watch::WatchArgs;

/// Compare news stories and show what each outlet added, dropped, moved, restyled and changed.
#[derive(Debug, Parser)]
#[command(
    name = "wirediff",
    version,
    about,
    max_term_width = 100,
    after_help = "Exit status: 0 done, 1 differences or copies found (only with --exit-code), 2 failure, 3 done, but records \
                  were skipped, 130 interrupted.\n\
                  Variables: every option as WIREDIFF_<OPTION> (--format of scan as WIREDIFF_SCAN_FORMAT); NO_COLOR, CLICOLOR_FORCE, PAGER."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show what two or more stories have in common and where they differ
    Compare(CompareArgs),
    /// Find the copies among many stories: clusters, their leads, what each outlet kept
    Scan(ScanArgs),
    /// Take near-duplicates out of feeds so that nothing is lost, or put them back
    Dedup(DedupArgs),
    /// Show why sentences of two stories were linked, or why not
    Explain(ExplainArgs),
    /// Say what an index has of one story: copies, other versions, shared paragraphs, and why
    Find(FindArgs),
    /// Ask feeds again and again, keep their stories in an index, and tell copies, updates, corrections and withdrawals
    #[cfg(feature = "fetch")]
    Watch(WatchArgs),
    /// Look after an index: its state, its soundness, its size
    Index(IndexArgs),
    /// Look at an index in a browser, and ask it by a JSON API
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// Print how inputs were read: each story with its fields and paragraphs, as JSON Lines
    Extract(ExtractArgs),
    /// Print the JSON Schema of an output
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// Arguments of `wirediff compare`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff compare wire.txt outlet.txt\n  \
    wirediff compare --only facts,quotes wire.txt outlet.txt\n  \
    wirediff compare --base wire.txt guardian.txt post.txt times.txt\n  \
    wirediff compare wire.txt outlet.txt -o page.html --open\n  \
    wirediff compare wire.xml https://post.example/story.html\n  \
    wirediff compare feed.xml#3 archive.jsonl#story-17")]
pub struct CompareArgs {
    /// The stories, one file or address each, `-` for standard input, FEED#ID for an item of a feed; with three or more the
    /// first is the base of all others
    #[arg(value_name = "STORY", required = true, num_args = 2..)]
    pub stories: Vec<PathBuf>,

    /// How to print; by default `side` from 100 columns, else `inline`, or what the extension of --output says
    #[arg(short, long, value_enum, env = "WIREDIFF_FORMAT")]
    pub format: Option<Format>,

    /// Print JSON, the same as --format json, and stronger than it
    #[arg(long, conflicts_with = "open")]
    pub json: bool,

    /// Open the page (format html) in the default browser; without --output it is a temporary file, which stays
    #[arg(long)]
    pub open: bool,

    /// Indent the JSON
    #[arg(long, env = "WIREDIFF_PRETTY", value_parser = clap::builder::FalseyValueParser::new())]
    pub pretty: bool,

    /// Print only these parts, each a list of its own (formats side and inline)
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART", env = "WIREDIFF_ONLY")]
    pub only: Vec<Part>,

    /// Paint changes of style and typography, which are only counted otherwise
    #[arg(long, env = "WIREDIFF_STYLE", value_parser = clap::builder::FalseyValueParser::new())]
    pub style: bool,

    /// Take the first story as the base: say `dropped` and `added` instead of `only in A` and `only in B`
    #[arg(long, env = "WIREDIFF_BASE", value_parser = clap::builder::FalseyValueParser::new())]
    pub base: bool,

    /// Unchanged blocks to show around a change: a number, or `all`
    #[arg(short = 'U', long, value_name = "N", default_value = "1", value_parser = context, env = "WIREDIFF_CONTEXT")]
    pub context: Context,

    /// Exit with 1 when the stories differ in anything, style included
    #[arg(long, env = "WIREDIFF_EXIT_CODE", value_parser = clap::builder::FalseyValueParser::new())]
    pub exit_code: bool,

    /// How stories are read
    #[command(flatten)]
    pub reading: ReadingArgs,

    /// How results are written
    #[command(flatten)]
    pub writing: WritingArgs,
}

/// Arguments of `wirediff explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The first story: a file or address, `-` for standard input, or FEED#ID for an item of a feed
    #[arg(value_name = "A")]
    pub a: PathBuf,

    /// The second story
    #[arg(value_name = "B")]
    pub b: PathBuf,

    /// A and B are ids of records in this feed
    #[arg(long = "in", value_name = "FEED", env = "WIREDIFF_IN")]
    pub feed: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,

    /// Indent the JSON
    #[arg(long, env = "WIREDIFF_PRETTY", value_parser = clap::builder::FalseyValueParser::new())]
    pub pretty: bool,

    /// How stories are read
    #[command(flatten)]
    pub reading: ReadingArgs,

    /// How results are written
    #[command(flatten)]
    pub writing: WritingArgs,
}

/// How results are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub struct WritingArgs {
    /// Write to this file, which appears whole or not at all; `-` is standard output
    #[arg(short, long, value_name = "PATH", env = "WIREDIFF_OUTPUT")]
    pub output: Option<PathBuf>,

    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, env = "WIREDIFF_COLOR")]
    pub color: When,

    /// When to use a pager: $WIREDIFF_PAGER, else $PAGER, else `less -FRX`
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, env = "WIREDIFF_PAGING")]
    pub paging: When,

    /// Columns of the screen; found out by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(i64::try_from(NARROWEST).unwrap_or(0)..), env = "WIREDIFF_WIDTH")]
    pub width: Option<u16>,

    /// Leave out warnings
    #[arg(short, long, env = "WIREDIFF_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
}

/// Arguments of `wirediff schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The output to describe
    #[arg(value_enum, default_value_t = Document::Compare)]
    pub document: Document,
}

/// Arguments of `wirediff completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Arguments of `wirediff man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of one verb instead of the main page
    pub verb: Option<String>,
}

/// How to print a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Two panes with the relation between them
    Side,
    /// One redline after another
    Inline,
    /// The model as JSON
    Json,
    /// A report in Markdown
    Markdown,
    /// One self-contained page for a browser
    Html,
}

/// A part of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Changed numbers, names, dates, negations
    Facts,
    /// Every quotation and what became of it
    Quotes,
    /// Blocks that stand elsewhere
    Moves,
    /// What the second story alone has
    Added,
    /// What the first story alone has
    Dropped,
}

/// Automatic, always or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When standard output is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// An output that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// `compare` with two stories
    Compare,
    /// `compare` with three or more
    Coverage,
    /// `explain`
    Explain,
    /// A line of `scan`
    Scan,
    /// A line of the manifest of `dedup`
    Dedup,
    /// A line of `extract`
    Extract,
    /// `index stats --json`
    Stats,
    /// A line of `watch`
    Watch,
    /// A line of `find --versions`
    Versions,
    /// A line of `find --still-carrying`
    Carrying,
}

/// Parses `all` or a number of blocks.
fn context(text: &str) -> Result<Context, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Context::All);
    }
    text.parse().map(Context::Blocks).map_err(|_| "neither a number nor `all`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn contexts() {
        assert_eq!(context("all"), Ok(Context::All));
        assert_eq!(context("3"), Ok(Context::Blocks(3)));
        assert!(context("some").is_err());
    }
}
