//! The arguments of `wirediff scan`.

use std::path::{Path, PathBuf};

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::cli::args::WritingArgs;
use crate::cli::feed_args::FeedArgs;
use crate::cli::output;
use crate::feed::ScanOptions;
use crate::report::scan::{Level, Top};

use super::options::{run_length, share, since, top, window};

/// Arguments of `wirediff scan`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff scan feeds/\n  \
    wirediff scan night.jsonl -o night.scan.jsonl && wirediff scan night.scan.jsonl --top all\n  \
    wirediff scan night.csv --map text=body --map outlet=site -o clusters.csv\n  \
    wirediff scan night.jsonl -o night.html\n  \
    wirediff scan archive.jsonl.zst --level paragraph -o matches.parquet\n  \
    wirediff scan tonight.jsonl --index archive/\n\n\
    Exit status: 0 done, 1 copies found (only with --exit-code), 2 failure, 3 done, but records were skipped, \
    130 interrupted.")]
pub struct ScanArgs {
    /// Files, folders, archives, addresses, or `-` for standard input; one file of JSON Lines of an earlier scan is shown again as it is
    #[arg(value_name = "INPUT", required_unless_present = "index")]
    pub inputs: Vec<PathBuf>,

    /// Add the stories to the index in this folder, which is made where there is none, and tell of those that are new; without INPUT, of all that it holds
    #[arg(long, value_name = "DIR", conflicts_with_all = ["window", "revisions"], help_heading = "Index")]
    pub index: Option<PathBuf>,

    /// Add the stories to the index and print nothing of them
    #[arg(long, requires = "index", conflicts_with = "output", env = "WIREDIFF_ADD_ONLY", value_parser = FalseyValueParser::new(), help_heading = "Index")]
    pub add_only: bool,

    /// Remove stories from the index that were published so many days before its newest one
    #[arg(long, value_name = "N", requires = "index", value_parser = clap::value_parser!(u32).range(1..), env = "WIREDIFF_KEEP_DAYS", help_heading = "Index")]
    pub keep_days: Option<u32>,

    /// How to print; `table` by default, or what the extension of --output says
    #[arg(short, long, value_enum, env = "WIREDIFF_SCAN_FORMAT")]
    pub format: Option<Format>,

    /// Print JSON Lines, the same as --format jsonl, and stronger than it
    #[arg(long, conflicts_with = "open")]
    pub json: bool,

    /// Open the page (format html) in the default browser; without --output it is a temporary file, which stays
    #[arg(long)]
    pub open: bool,

    /// What a row of csv and parquet is (jsonl has both levels)
    #[arg(long, value_enum, default_value_t = Rows::Story, env = "WIREDIFF_LEVEL")]
    pub level: Rows,

    /// Entries of each list of a table or Markdown: a number, or `all`
    #[arg(long, value_name = "N", default_value = "20", value_parser = top, env = "WIREDIFF_TOP")]
    pub top: Top,

    /// Least similarity of two copies, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = ScanOptions::MIN_SIMILARITY, value_parser = share, env = "WIREDIFF_MIN_SIMILARITY")]
    pub min_similarity: f64,

    /// Shortest verbatim run that is reported by itself, in words; at least 8
    #[arg(long, value_name = "WORDS", default_value_t = ScanOptions::MIN_RUN, value_parser = run_length, env = "WIREDIFF_MIN_RUN")]
    pub min_run: u32,

    /// Earliest holders of a shingle that later stories are compared with; more finds more and takes longer
    #[arg(long, value_name = "N", default_value_t = ScanOptions::HOLDERS, value_parser = clap::value_parser!(u32).range(1..=64), env = "WIREDIFF_HOLDERS")]
    pub holders: u32,

    /// Compare only stories published within this time of each other, such as 90m, 48h, 7d; by default all
    #[arg(long, value_name = "TIME", value_parser = window, env = "WIREDIFF_WINDOW")]
    pub window: Option<u64>,

    /// Judge as an index for so many paragraphs does, whose answers do not change as it grows; by default thresholds rise with the number of paragraphs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "window", env = "WIREDIFF_AMONG")]
    pub among: Option<u32>,

    /// Leave out stories published before: a date, or a time in RFC 3339
    #[arg(long, value_name = "DATE", value_parser = since, env = "WIREDIFF_SINCE")]
    pub since: Option<String>,

    /// Keep all versions of a story (same id and outlet, higher version), not the newest alone
    #[arg(long, env = "WIREDIFF_REVISIONS", value_parser = FalseyValueParser::new())]
    pub revisions: bool,

    /// Say in story lines where each was read (jsonl)
    #[arg(long, env = "WIREDIFF_LOCATE", value_parser = FalseyValueParser::new())]
    pub locate: bool,

    /// Exit with 1 when copies were found
    #[arg(long, env = "WIREDIFF_EXIT_CODE", value_parser = FalseyValueParser::new())]
    pub exit_code: bool,

    /// How feeds are read
    #[command(flatten)]
    pub feed: FeedArgs,

    /// Say at the end how long each stage took
    #[arg(short, long, env = "WIREDIFF_VERBOSE", value_parser = FalseyValueParser::new(), help_heading = "Writing")]
    pub verbose: bool,

    /// How results are written
    #[command(flatten)]
    pub writing: WritingArgs,
}

impl ScanArgs {
    /// Returns the format: as asked, else a page when it is to be opened, else by the extension of the output (before
    /// `.gz`), else a table.
    pub fn format(&self) -> Format {
        if self.json {
            return Format::Jsonl;
        }
        if self.open && self.format.is_none() {
            return Format::Html;
        }
        self.format.unwrap_or_else(|| output::file(&self.writing).map_or(Format::Table, by_extension))
    }
}

/// The format that the extension of a path says.
fn by_extension(path: &Path) -> Format {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("jsonl" | "ndjson" | "json") => Format::Jsonl,
        Some("csv") => Format::Csv,
        #[cfg(feature = "parquet")]
        Some("parquet") => Format::Parquet,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        _ => Format::Table,
    }
}

/// How to print a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A screen to read: clusters, leads, outlets
    Table,
    /// The whole result, one JSON object a line
    Jsonl,
    /// Rows for a spreadsheet
    Csv,
    /// Rows in typed columns
    #[cfg(feature = "parquet")]
    Parquet,
    /// The table as a Markdown report
    Markdown,
    /// One page for a browser: clusters to sort and search, time lines, pairs
    Html,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rows {
    /// A member of a cluster
    Story,
    /// A match of two paragraphs
    Paragraph,
}

impl From<Rows> for Level {
    fn from(rows: Rows) -> Level {
        match rows {
            Rows::Story => Level::Story,
            Rows::Paragraph => Level::Paragraph,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn format(arguments: &[&str]) -> Format {
        let all = ["wirediff", "scan", "in.jsonl"].iter().chain(arguments);
        let cli = crate::cli::args::Cli::try_parse_from(all).expect("sound arguments");
        let crate::cli::args::Verb::Scan(args) = cli.verb else { panic!("another verb") };
        args.format()
    }

    #[test]
    fn formats() {
        assert_eq!(format(&[]), Format::Table);
        assert_eq!(format(&["-o", "a/OUT.CSV"]), Format::Csv);
        assert_eq!(format(&["-o", "out.jsonl.gz"]), Format::Jsonl);
        assert_eq!(format(&["-o", "out.md"]), Format::Markdown);
        assert_eq!(format(&["-o", "out.html"]), Format::Html);
        assert_eq!(format(&["--open", "-o", "out.csv"]), Format::Html);
        assert_eq!(format(&["-o", "-"]), Format::Table);
        assert_eq!(format(&["-o", "out.csv", "-f", "markdown"]), Format::Markdown);
        assert_eq!(format(&["-f", "csv", "--json"]), Format::Jsonl);
        #[cfg(feature = "parquet")]
        assert_eq!(format(&["-o", "out.parquet"]), Format::Parquet);
    }
}
