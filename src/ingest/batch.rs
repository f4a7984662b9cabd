//! Whole records as they were read, parsed on whichever thread has time.

use super::error::IngestError;
use super::format::{Limit, RowContent};
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
    /// Elements of an array.
    Elements { bytes: Vec<u8>, elements: Vec<Element>, number: u64, byte: u64 },
    /// Records of a table.
    Rows(RowContent),
    /// Whole texts.
    Texts(Vec<Text>),
}

/// Where an element lies in its batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub from: usize,
    pub to: usize,
}

/// A text that is a source of its own.
#[derive(Debug)]
pub(crate) struct Text {
    pub source: u32,
    pub name: String,
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
            Content::Elements { bytes, elements, number, byte } => {
                for (element, number) in elements.iter().zip(*number..) {
                    let at = byte + element.from as u64;
                    let len = (element.to - element.from) as u64;
                    let place = RecordPlace { source: self.source, number, byte: at, len };
                    parser.json_bytes(&bytes[element.from..element.to], place);
                }
            }
            Content::Rows(rows) => rows.each(self.source, &reading.fields, |row| parser.row(row)),
            Content::Texts(texts) => texts.iter().for_each(|text| parser.text(text)),
        }
        self.problems.iter().for_each(|problem| (parser.sink)(Err(problem.clone())));
    }
}
