//! The lines of a scan in every format.
//!
//! | file | writes | memory |
//! |---|---|---|
//! | `jsonl` | every line as it comes, one JSON object each | one line |
//! | `csv`, `parquet` | rows for a spreadsheet or a data frame (`rows` says which) | the addresses of the stories |
//! | `digest` | nothing: keeps of the lines what a person reads | the stories, not the matches |
//! | `table`, `markdown` | a digest as a terminal screen, as Markdown | |
//! | `html` | a page for a browser | the stories, the links, 24 bytes for each match |
//!
//! The first three are [`Report`]s: they take line after line and write at once. A [`Digest`] takes the same lines and is
//! rendered when the last has come, and so does [`Html`].

mod csv;
pub(super) mod digest;
#[cfg(feature = "parquet")]
mod export;
pub(super) mod html;
mod jsonl;
mod markdown;
pub(super) mod moment;
#[cfg(feature = "parquet")]
mod parquet;
pub(super) mod rows;
mod stats;
mod table;

use std::io;

use crate::feed::Line;

pub use self::csv::Csv;
pub use self::digest::{Digest, Top};
#[cfg(feature = "parquet")]
pub use self::export::Export;
pub use self::html::Html;
pub use self::jsonl::JsonLines;
pub use self::markdown::markdown;
#[cfg(feature = "parquet")]
pub use self::parquet::Parquet;
pub use self::rows::Level;
pub use self::stats::archive_stats;
pub use self::table::{Found, carrying, news, table, versions};

/// What a scan that is approximate says of itself.
const STARS: &str = "more than 5,000 stories hang together; they are grouped around the earliest";

/// A format that is written while the lines come.
pub trait Report {
    /// Takes the next line, in the order of the scan.
    ///
    /// # Errors
    /// When the output cannot be written; the report is broken then.
    fn line(&mut self, line: &Line) -> io::Result<()>;

    /// Writes what is left and flushes the output.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
