//! The arguments of every verb that reads stories: what inputs are, which field is which, what may be fetched.

use std::env;
use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{Args, ValueEnum};

use crate::cli::fetch;
use crate::cli::scan::{Mapping, mapping};
use crate::ingest::{Field, Format, Limits, Reading};
use crate::text::Language;

/// How stories are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct ReadingArgs {
    /// Format of every input; told by content by default
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = InputFormat::Auto, hide_possible_values = true, env = "WIREDIFF_INPUT_FORMAT", help = INPUT_FORMAT)]
    pub input_format: InputFormat,

    /// Take a field from a column or key: id, headline, text, url, outlet, published, language, byline, guid or version
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping, env = "WIREDIFF_MAP", value_delimiter = ',')]
    pub map: Vec<Mapping>,

    /// Encoding of every story, such as `windows-1252`; found out by default
    #[arg(long, value_name = "LABEL", env = "WIREDIFF_ENCODING")]
    pub encoding: Option<String>,

    /// Language of every story as an ISO 639-1 code, such as `de`; found out by default
    #[arg(long, value_name = "CODE", value_parser = language, env = "WIREDIFF_LANG")]
    pub lang: Option<Language>,

    /// The longest story to read, in bytes of text; K, M and G are understood
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size, env = "WIREDIFF_MAX_STORY")]
    pub max_story: u64,

    /// Most bytes that a packed archive (such as .tar.gz) may unpack to in the temporary folder
    #[arg(long, value_name = "SIZE", default_value = "64G", value_parser = bytes, env = "WIREDIFF_MAX_ARCHIVE")]
    pub max_archive: u64,

    /// Fetch addresses of the own machine and of private networks too
    #[arg(long, env = "WIREDIFF_ALLOW_PRIVATE", value_parser = FalseyValueParser::new())]
    pub allow_private: bool,

    /// Folder for temporary files; by default the system's
    #[arg(long, value_name = "DIR", env = "WIREDIFF_TEMP_DIR", help_heading = "Resources")]
    pub temp_dir: Option<PathBuf>,

    /// Threads to use; 0 takes as many as there are cores. The result does not depend on it
    #[arg(
        short = 'j',
        long,
        value_name = "N",
        default_value_t = 0,
        env = "WIREDIFF_THREADS",
        help_heading = "Resources"
    )]
    pub threads: usize,
}

/// The help of `--input-format`, which names the formats in one line.
const INPUT_FORMAT: &str = "Format of every input; told by content by default: text, jsonl, json, csv, tsv, html, feed (RSS, Atom, \
    JSON Feed), nitf, newsml, ninjs, ap, anpa, iptc7901, mail, warc, parquet, arrow";

impl ReadingArgs {
    /// Returns the folder for temporary files.
    pub fn temp_dir(&self) -> PathBuf {
        self.temp_dir.clone().unwrap_or_else(env::temp_dir)
    }

    /// Lets all that makes no threads of its own, as questions to an index, have so many.
    pub fn limit_threads(&self) {
        if self.threads > 0 {
            // It fails where threads are at work already: this comes before.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global();
        }
    }

    /// Returns how the inputs are read.
    pub fn reading(&self) -> Reading {
        let limits = Limits { encoding: self.encoding.clone(), max_story: self.max_story };
        let mut reading = Reading::new(limits, &self.temp_dir());
        reading.format = self.input_format.format();
        reading.max_archive = self.max_archive;
        reading.fetch = fetch::fetch(self);
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
    /// A web page
    Html,
    /// RSS, Atom or JSON Feed
    Feed,
    /// NITF 3
    Nitf,
    /// NewsML 1.2 or NewsML-G2
    Newsml,
    /// ninjs objects in an envelope; single ones are JSON
    Ninjs,
    /// Items of the AP Media API
    Ap,
    /// ANPA-1312
    Anpa,
    /// IPTC 7901
    Iptc7901,
    /// A mail or a mailbox
    Mail,
    /// Captured web pages
    Warc,
    /// A Parquet file
    Parquet,
    /// An Arrow IPC file
    Arrow,
}

impl InputFormat {
    /// Returns the format; none when it is to be told by content.
    fn format(self) -> Option<Format> {
        Some(match self {
            InputFormat::Auto => return None,
            InputFormat::Text => Format::Text,
            InputFormat::Jsonl => Format::JsonLines,
            InputFormat::Json => Format::Json,
            InputFormat::Csv => Format::Csv,
            InputFormat::Tsv => Format::Tsv,
            InputFormat::Html => Format::Html,
            InputFormat::Feed => Format::Feed,
            InputFormat::Nitf => Format::Nitf,
            InputFormat::Newsml => Format::NewsMl,
            InputFormat::Ninjs => Format::Ninjs,
            InputFormat::Ap => Format::ApMedia,
            InputFormat::Anpa => Format::Anpa,
            InputFormat::Iptc7901 => Format::Iptc7901,
            InputFormat::Mail => Format::Mail,
            InputFormat::Warc => Format::Warc,
            InputFormat::Parquet => Format::Parquet,
            InputFormat::Arrow => Format::Arrow,
        })
    }
}

/// Parses the code of a language that has rules.
fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text)
        .ok_or_else(|| "no rules for it; known are en de fr es it pt nl sv pl ru uk ar".to_owned())
}

/// Parses the size of a story; at most 1 GiB, since offsets take 32 bits.
fn size(text: &str) -> Result<u64, String> {
    bytes(text).and_then(|n| if n <= 1 << 30 { Ok(n) } else { Err("at most 1G".to_owned()) })
}

/// Parses `1048576`, `64K`, `64MiB`, `1g`.
pub fn bytes(text: &str) -> Result<u64, String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.trim_end_matches('b').trim_end_matches('i');
    let (digits, shift) = match bare.char_indices().next_back() {
        Some((at, 'k')) => (&bare[..at], 10),
        Some((at, 'm')) => (&bare[..at], 20),
        Some((at, 'g')) => (&bare[..at], 30),
        Some((at, 't')) => (&bare[..at], 40),
        _ => (bare, 0),
    };
    let number: u64 = digits.trim().parse().map_err(|_| "not a size such as 64M".to_owned())?;
    match number.checked_shl(shift).filter(|n| n >> shift == number) {
        Some(0) => Err("must be more than nothing".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("more than can be counted".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_can_be_asked_for_by_its_name() {
        for format in Format::ALL {
            let asked = InputFormat::from_str(format.name(), false).expect("a name");
            assert_eq!(asked.format(), Some(format));
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("64MiB"), Ok(64 << 20));
        assert_eq!(size("10"), Ok(10));
        assert_eq!(size("1g"), Ok(1 << 30));
        for wrong in ["", "x", "-1", "2G", "0", "99999999999999999999G", "18014398509481985K"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
