//! The arguments of `wirediff dedup`.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::cli::feed_args::FeedArgs;
use crate::cli::scan::{share, window};
use crate::feed::ScanOptions;
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
    #[arg(long, value_name = "SHARE", default_value_t = ScanOptions::MIN_SIMILARITY, value_parser = share, env = "WIREDIFF_MIN_SIMILARITY")]
    pub min_similarity: f64,

    /// Compare only stories published within this time of each other, such as 90m, 48h, 7d; by default all
    #[arg(long, value_name = "TIME", value_parser = window, env = "WIREDIFF_WINDOW")]
    pub window: Option<u64>,

    /// How feeds are read
    #[command(flatten)]
    pub feed: FeedArgs,

    /// Leave out warnings and the summary
    #[arg(short, long, env = "WIREDIFF_QUIET", value_parser = FalseyValueParser::new(), help_heading = "Writing")]
    pub quiet: bool,
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
