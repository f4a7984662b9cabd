//! Tables: a header line, then records of cells.

use std::borrow::Cow;
use std::sync::Arc;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::ingest::batch::Content;
use crate::ingest::decode::lossy_utf8;
use crate::ingest::fields::{Field, Fields};
use crate::ingest::format::json::{Value, Values};
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::RecordPlace;

/// Most columns; past it a line is no record.
const COLUMNS: usize = 4096;

/// Bytes of a table that are looked through at once.
const CHUNK: usize = 256 << 10;

/// Cuts a table into records.
pub(crate) struct Rows {
    window: Window,
    /// Bytes of the window that were parsed.
    at: usize,
    reader: Reader,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
    header: Option<Arc<Vec<String>>>,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// Whole records of a table, unquoted.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowContent {
    header: Arc<Vec<String>>,
    cells: Vec<u8>,
    /// Where each cell ends in `cells`.
    ends: Vec<usize>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    number: u64,
    byte: u64,
    len: u64,
    /// Its cells in `ends`.
    from: usize,
    to: usize,
    /// Whether a quotation mark in it is never closed.
    open: bool,
}

/// What was parsed of one record.
struct Parsed {
    byte: u64,
    len: u64,
    bytes: usize,
    columns: usize,
    too_long: bool,
    /// Whether a line end closes it.
    closed: bool,
    /// Whether a quotation mark is never closed.
    open: bool,
}

impl Rows {
    pub fn new(window: Window, source: u32, delimiter: u8, size: usize, limit: Limit) -> Rows {
        Rows {
            window,
            at: 0,
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            source,
            number: 0,
            size: size.max(1),
            limit,
            header: None,
            cells: vec![0; 4096],
            ends: vec![0; 64],
        }
    }

    /// Takes a header line from elsewhere, so that the first line is a record.
    pub fn with_header(mut self, header: &Arc<Vec<String>>) -> Rows {
        self.header = Some(Arc::clone(header));
        self
    }

    /// Returns the cells of the header line; an empty table has none.
    pub fn header(&mut self) -> Arc<Vec<String>> {
        if let Some(header) = &self.header {
            return Arc::clone(header);
        }
        self.window.skip_mark();
        let names = self.record().map_or(Vec::new(), |parsed| {
            let cells = cells_of(&self.cells[..parsed.bytes], &self.ends[..parsed.columns], 0);
            cells.map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
        });
        let header = Arc::new(names);
        self.header = Some(Arc::clone(&header));
        header
    }

    /// Returns the next records; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        let mut content = RowContent { header: self.header(), ..RowContent::default() };
        let mut cut_off = None;
        while content.cells.len() < self.size {
            let Some(parsed) = self.record() else { break };
            self.number += 1;
            let place =
                RecordPlace { source: self.source, number: self.number, byte: parsed.byte, len: parsed.len };
            if !parsed.closed && self.window.failure.is_some() {
                cut_off = Some(place);
                break;
            }
            if parsed.too_long {
                return Some((Content::Rows(content), vec![self.limit.problem(place)]));
            }
            let (from, offset) = (content.ends.len(), content.cells.len());
            content.cells.extend_from_slice(&self.cells[..parsed.bytes]);
            content.ends.extend(self.ends[..parsed.columns].iter().map(|end| offset + end));
            let (number, byte, len, open) = (self.number, parsed.byte, parsed.len, parsed.open);
            content.rows.push(Row { number, byte, len, from, to: content.ends.len(), open });
        }
        let ended = self.window.ended && self.at == self.window.bytes.len();
        let place = cut_off.unwrap_or_else(|| self.window.place(self.at, self.source, self.number + 1));
        let problem = if ended { self.window.broken(place) } else { None };
        let more = !content.rows.is_empty() || problem.is_some();
        more.then(|| (Content::Rows(content), problem.into_iter().collect()))
    }

    /// Parses the next record into `cells` and `ends`.
    fn record(&mut self) -> Option<Parsed> {
        loop {
            let rest = &self.window.bytes[self.at..];
            let blank = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
            self.at += blank;
            if self.at < self.window.bytes.len() || !self.refill() {
                break;
            }
        }
        let byte = self.window.start + self.at as u64;
        let (mut bytes, mut columns, mut too_long, mut closed, mut quotes) = (0, 0, false, true, 0);
        loop {
            let rest = &self.window.bytes[self.at..];
            let (result, read, written, ended) =
                self.reader.read_record(rest, &mut self.cells[bytes..], &mut self.ends[columns..]);
            quotes += memchr::memchr_iter(b'"', &rest[..read]).count();
            self.at += read;
            bytes += written;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => closed = self.refill(),
                ReadRecordResult::OutputFull if self.limit.allows(bytes as u64, 0) => {
                    self.cells.resize(self.cells.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < COLUMNS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                // What comes is parsed to find the end, and nothing of it is kept.
                ReadRecordResult::OutputFull => (bytes, too_long) = (0, true),
                ReadRecordResult::OutputEndsFull => (columns, too_long) = (0, true),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return None,
            }
        }
        if too_long {
            // A header line that is too long has no names.
            (self.cells, self.ends, bytes, columns) = (vec![0; 4096], vec![0; 64], 0, 0);
        }
        let len = (self.window.start + self.at as u64 - byte).saturating_sub(u64::from(closed));
        Some(Parsed { byte, len, bytes, columns, too_long, closed, open: !closed && quotes % 2 == 1 })
    }

    /// Puts the next bytes in the place of those that were parsed; says whether there are any.
    fn refill(&mut self) -> bool {
        self.window.skip(self.at);
        self.at = 0;
        self.window.fill(CHUNK);
        !self.window.bytes.is_empty()
    }
}

/// A record of a table, and what is odd about it.
pub(crate) struct RowRecord<'a> {
    pub place: RecordPlace,
    pub values: Values<'a>,
    /// Bytes that are no UTF-8 and stand as U+FFFD.
    pub replaced: u32,
    /// Number of cells, when the header line has another.
    pub ragged: Option<usize>,
    /// Whether a quotation mark in it is never closed.
    pub open: bool,
}

#[cfg(any(feature = "arrow", feature = "parquet"))]
/// A table that a library reads row by row.
impl RowContent {
    /// Returns a table without rows.
    pub fn new(header: &Arc<Vec<String>>) -> RowContent {
        RowContent { header: Arc::clone(header), ..RowContent::default() }
    }

    /// Returns the bytes of all cells, and one for each row.
    pub fn len(&self) -> usize {
        self.cells.len() + self.rows.len()
    }

    /// Adds a row whose cells lie nowhere in the file as they are.
    pub fn push<'c>(&mut self, number: u64, cells: impl Iterator<Item = &'c [u8]>) {
        let from = self.ends.len();
        for cell in cells {
            self.cells.extend_from_slice(cell);
            self.ends.push(self.cells.len());
        }
        self.rows.push(Row { number, byte: 0, len: 0, from, to: self.ends.len(), open: false });
    }
}

impl RowContent {
    /// Hands on each record in order.
    pub fn each<'a>(&'a self, source: u32, fields: &Fields, mut sink: impl FnMut(RowRecord<'a>)) {
        let columns: Vec<Option<(Field, u8)>> = self.header.iter().map(|name| fields.find(name)).collect();
        for row in &self.rows {
            let start = row.from.checked_sub(1).map_or(0, |before| self.ends[before]);
            let (mut values, mut replaced) = (Values::default(), 0);
            for (cell, column) in cells_of(&self.cells, &self.ends[row.from..row.to], start).zip(&columns) {
                if let Some((field, rank)) = column {
                    let (text, bad) = text_of(cell);
                    replaced += bad;
                    values.put(*field, *rank, Value::Text(text));
                }
            }
            let place = RecordPlace { source, number: row.number, byte: row.byte, len: row.len };
            let count = row.to - row.from;
            let ragged = (count != columns.len()).then_some(count);
            sink(RowRecord { place, values, replaced, ragged, open: row.open });
        }
    }
}

/// Returns the cells that end at `ends`, the first of which begins at `start`.
fn cells_of<'a>(cells: &'a [u8], ends: &'a [usize], start: usize) -> impl Iterator<Item = &'a [u8]> {
    let starts = std::iter::once(start).chain(ends.iter().copied());
    starts.zip(ends).map(|(from, to)| &cells[from..*to])
}

/// Returns text with stray bytes replaced, and their number.
pub(crate) fn text_of(bytes: &[u8]) -> (Cow<'_, str>, u32) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), 0),
        Err(_) => {
            let (text, replaced) = lossy_utf8(bytes);
            (Cow::Owned(text), u32::try_from(replaced).unwrap_or(u32::MAX))
        }
    }
}
