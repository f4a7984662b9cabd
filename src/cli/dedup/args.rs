//! The arguments of `wirediff dedup`.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::cli::args::{ReadingArgs, bytes};
use crate::cli::scan::{InputFormat, Mapping, Shows, mapping, share, window};
use crate::feed::dedup::Keep;

/// Arguments of `wirediff dedup`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff dedup night.jsonl -o night.unique.jsonl\n  \
    wirediff dedup feeds/ -o unique/ --keep longest\n  \
    wirediff dedup --undo night.unique.jsonl.manifest.jsonl -o night.jsonl\n\n\
    A story goes only when every sentence of it stands in a kept one, equal but for typography and house style, or \
    inside a longer sentence without another fact. The manifest holds all that went, so that --undo restores the input \
    byte for byte.\n\n\
    Exit status: 0 done, 1 stories were dropped (only with --exit-code), 2 failure, 3 done, but records could not be \
    read and stay as they are, 130 interrupted.")]
pub struct DedupArgs {
    /// Files, folders or `-` for standard input; with --undo the survivors, where they are not where they were written
    #[arg(value_name = "INPUT", required_unless_present = "undo")]
    pub inputs: Vec<PathBuf>,

    /// Where the survivors go: a file, `-`, or a folder when there are several inputs; .gz and .zst compress
    #[arg(short, long, value_name = "OUT", env = "WIREDIFF_OUTPUT")]
    pub output: PathBuf,

    /// Which story of a cluster is kept
    #[arg(long, value_enum, default_value_t = Kept::Earliest, env = "WIREDIFF_KEEP")]
    pub keep: Kept,

    /// Drop all but one story of each cluster; the sentences that are lost stand in the manifest
    #[arg(long, env = "WIREDIFF_LOSSY", value_parser = FalseyValueParser::new())]
    pub lossy: bool,

    /// Where the manifest goes; by default OUT.manifest.jsonl
    #[arg(long, value_name = "PATH", env = "WIREDIFF_MANIFEST")]
    pub manifest: Option<PathBuf>,

    /// Restore the input from this manifest and the survivors
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["lossy", "manifest", "map", "exit_code"])]
    pub undo: Option<PathBuf>,

    /// Exit with 1 when stories were dropped
    #[arg(long, env = "WIREDIFF_EXIT_CODE", value_parser = FalseyValueParser::new())]
    pub exit_code: bool,

    /// Least similarity of two copies, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0.3", value_parser = share, env = "WIREDIFF_MIN_SIMILARITY")]
    pub min_similarity: f64,

    /// Compare only stories published within this time of each other, such as 90m, 48h, 7d; by default all
    #[arg(long, value_name = "TIME", value_parser = window, env = "WIREDIFF_WINDOW")]
    pub window: Option<u64>,

    /// Take a field from a column or key: id, headline, text, url, outlet, published or language
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping, env = "WIREDIFF_MAP", value_delimiter = ',', help_heading = "Reading")]
    pub map: Vec<Mapping>,

    /// Format of every input; told by content by default
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = InputFormat::Auto, env = "WIREDIFF_INPUT_FORMAT", help_heading = "Reading")]
    pub input_format: InputFormat,

    /// How stories are read
    #[command(flatten)]
    pub reading: ReadingArgs,

    /// Memory for the large tables; K, M and G are understood. By default half of the machine's
    #[arg(long, value_name = "SIZE", value_parser = bytes, env = "WIREDIFF_MEMORY", help_heading = "Resources")]
    pub memory: Option<u64>,

    /// Folder for what does not fit the memory; by default the system's
    #[arg(long, value_name = "DIR", env = "WIREDIFF_TEMP_DIR", help_heading = "Resources")]
    pub temp_dir: Option<PathBuf>,

    /// When to show progress on standard error
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Shows::Auto, env = "WIREDIFF_PROGRESS", help_heading = "Writing")]
    pub progress: Shows,

    /// Leave out warnings and the summary
    #[arg(short, long, env = "WIREDIFF_QUIET", value_parser = FalseyValueParser::new(), help_heading = "Writing")]
    pub quiet: bool,
}

impl DedupArgs {
    /// Whether a bar is drawn.
    pub fn shows_progress(&self) -> bool {
        self.progress == Shows::Auto && !self.quiet && io::stderr().is_terminal()
    }
}

/// Which story of a cluster is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kept {
    /// The one published first
    Earliest,
    /// The one with most words
    Longest,
    /// The first in the inputs
    First,
}

impl From<Kept> for Keep {
    fn from(kept: Kept) -> Keep {
        match kept {
            Kept::Earliest => Keep::Earliest,
            Kept::Longest => Keep::Longest,
            Kept::First => Keep::First,
        }
    }
}
