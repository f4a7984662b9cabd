//! The arguments that verbs share which work through feeds: what may be used, whether progress is shown.

use std::io::{self, IsTerminal as _};

use clap::{Args, ValueEnum};

use crate::cli::memory;
use crate::cli::reading_args::{ReadingArgs, bytes};
use crate::ingest::Reading;

/// How feeds are read.
#[derive(Debug, Args)]
pub struct FeedArgs {
    /// How stories are read
    #[command(flatten)]
    pub stories: ReadingArgs,

    /// Memory for the large tables; K, M and G are understood. By default a quarter of the machine's, at most 2G
    #[arg(long, value_name = "SIZE", value_parser = bytes, env = "WIREDIFF_MEMORY", help_heading = "Resources")]
    memory: Option<u64>,

    /// When to show progress on standard error
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Shows::Auto, env = "WIREDIFF_PROGRESS", help_heading = "Writing")]
    progress: Shows,
}

impl FeedArgs {
    /// Whether a bar is drawn.
    pub fn shows_progress(&self, quiet: bool) -> bool {
        self.progress == Shows::Auto && !quiet && io::stderr().is_terminal()
    }

    /// Returns the bytes of memory for the large tables.
    pub fn memory(&self) -> u64 {
        self.memory.unwrap_or_else(memory::fair_share)
    }

    /// Returns how the inputs are read.
    pub fn reading(&self) -> Reading {
        self.stories.reading()
    }
}

/// When to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shows {
    /// When standard error is a terminal
    Auto,
    /// Never
    Never,
}
