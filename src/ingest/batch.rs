//! Whole records as they were read, parsed on whichever thread has time.

use encoding_rs::Encoding;

use super::error::IngestError;
use super::format::{Format, Limit, RowContent};
use super::parser::Parser;
use super::record::{Record, RecordPlace, RecordProblem};
use super::source::Reading;

/// About a megabyte of whole records, in the order of their sources. Batches of one reading can be parsed in any order, on
/// any thread; the places of their records tell the order.
#[derive(Debug)]
pub struct Batch {
    pub(super) source: u32,
    pub(super) content: Content,
    /// What follows the records.
    pub(super) problems: Vec<RecordProblem>,
    pub(super) read: u64,
}

/// Records that are not parsed yet.
#[derive(Debug)]
pub(crate) enum Content {
    /// None.
    None,
    /// Lines, each a record.
    Lines { bytes: Vec<u8>, number: u64, byte: u64 },
    /// Stretches of a source, numbered one after another from `number` on.
    Pieces { kind: Piece, bytes: Vec<u8>, pieces: Vec<Element>, number: u64, byte: u64 },
    /// Records of a table.
    Rows(RowContent),
    /// Sources that are read whole.
    Documents(Vec<Document>),
}

/// What a piece of a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A JSON object.
    Json,
    /// A mail.
    Mail,
    /// A record of a WARC file, its head included.
    Capture,
}

/// Where a piece lies in its batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub from: usize,
    pub to: usize,
}

/// A source that is read whole.
#[derive(Debug)]
pub(crate) struct Document {
    pub source: u32,
    pub name: String,
    pub format: Format,
    /// Where it was got from.
    pub url: Option<String>,
    /// The encoding that the server states.
    pub charset: Option<&'static Encoding>,
    pub bytes: Result<Vec<u8>, IngestError>,
}

impl Batch {
    /// Returns how many bytes on disk were read for it: what progress is counted in.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Parses the records and hands on each with its problems, in the order of the source. `reading` is that of the
    /// [`Batches`](super::Batches) it comes from. A problem of a skipped record stands in its place, one of a record that was
    /// read all the same right behind it. Linear in the bytes.
    pub fn records(&self, reading: &Reading, sink: &mut dyn FnMut(Result<Record<'_>, RecordProblem>)) {
        let mut parser = Parser { reading, limit: Limit { text: reading.limits.max_story }, sink };
        match &self.content {
            Content::None => {}
            Content::Lines { bytes, number, byte } => parser.lines(bytes, self.source, *number, *byte),
            Content::Pieces { kind, bytes, pieces, number, byte } => {
                for (piece, number) in pieces.iter().zip(*number..) {
                    let at = byte + piece.from as u64;
                    let len = (piece.to - piece.from) as u64;
                    let place = RecordPlace { source: self.source, number, byte: at, len };
                    parser.piece(*kind, &bytes[piece.from..piece.to], place);
                }
            }
            Content::Rows(rows) => rows.each(self.source, &reading.fields, |row| parser.row(row)),
            Content::Documents(documents) => documents.iter().for_each(|document| parser.document(document)),
        }
        self.problems.iter().for_each(|problem| (parser.sink)(Err(problem.clone())));
    }
}
