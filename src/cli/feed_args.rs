//! The arguments that all verbs share which read feeds: how records are read, what may be used, whether progress is shown.

use std::env;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{ReadingArgs, bytes};
use crate::cli::memory;
use crate::cli::scan::{Mapping, mapping};
use crate::ingest::{Field, Format, Limits, Reading};

/// How feeds are read.
#[derive(Debug, Args)]
pub struct FeedArgs {
    /// Take a field from a column or key: id, headline, text, url, outlet, published or language
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping, env = "WIREDIFF_MAP", value_delimiter = ',', help_heading = "Reading")]
    pub map: Vec<Mapping>,

    /// Format of every input; told by content by default
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = InputFormat::Auto, env = "WIREDIFF_INPUT_FORMAT", help_heading = "Reading")]
    pub input_format: InputFormat,

    /// How stories are read
    #[command(flatten)]
    pub stories: ReadingArgs,

    /// Memory for the large tables; K, M and G are understood. By default a quarter of the machine's, at most 2G
    #[arg(long, value_name = "SIZE", value_parser = bytes, env = "WIREDIFF_MEMORY", help_heading = "Resources")]
    memory: Option<u64>,

    /// Folder for what does not fit the memory; by default the system's
    #[arg(long, value_name = "DIR", env = "WIREDIFF_TEMP_DIR", help_heading = "Resources")]
    pub temp_dir: Option<PathBuf>,

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

    /// Returns the folder for temporary files.
    pub fn temp_dir(&self) -> PathBuf {
        self.temp_dir.clone().unwrap_or_else(env::temp_dir)
    }

    /// Returns how the inputs are read.
    pub fn reading(&self) -> Reading {
        let limits = Limits { encoding: self.stories.encoding.clone(), max_story: self.stories.max_story };
        let mut reading = Reading::new(limits, &self.temp_dir());
        reading.format = match self.input_format {
            InputFormat::Auto => None,
            InputFormat::Text => Some(Format::Text),
            InputFormat::Jsonl => Some(Format::JsonLines),
            InputFormat::Json => Some(Format::Json),
            InputFormat::Csv => Some(Format::Csv),
            InputFormat::Tsv => Some(Format::Tsv),
        };
        for mapping in &self.map {
            if let Some(field) = Field::from_name(mapping.field) {
                reading.fields.map(field, &mapping.column);
            }
        }
        reading
    }
}

/// How an input is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// By its content
    Auto,
    /// One story a file
    Text,
    /// One JSON object a line
    Jsonl,
    /// An array of JSON objects
    Json,
    /// Columns separated by commas, named in the first line
    Csv,
    /// Columns separated by tabs, named in the first line
    Tsv,
}

/// When to show progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shows {
    /// When standard error is a terminal
    Auto,
    /// Never
    Never,
}
