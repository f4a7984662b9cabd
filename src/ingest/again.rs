//! Records read once more, by their places.

use std::io::{self, Read};
use std::path::Path;

use super::batch::{Content, Piece};
use super::batches::document;
#[cfg(any(feature = "arrow", feature = "parquet"))]
use super::batches::table;
use super::error::IngestError;
#[cfg(any(feature = "arrow", feature = "parquet"))]
use super::format::Table;
use super::format::{Format, Limit, Rows, Window};
use super::parser::Parser;
use super::record::{Record, RecordPlace, RecordProblem};
use super::source::{Reading, Source};

/// A record that borrows nothing.
pub type OwnedRecord = Record<'static>;

/// Reads one record again.
///
/// A plain file is read at the place; of anything else all before it is read and dropped, so that many records are better
/// read with [`read_each_again`].
///
/// # Errors
/// When the source cannot be read, or holds no record at this place any more.
pub fn read_again(
    source: &Source,
    place: RecordPlace,
    reading: &Reading,
) -> Result<OwnedRecord, IngestError> {
    let mut found = None;
    read_each_again(source, &[place], reading, &mut |record| found = record.ok().map(Record::into_owned))?;
    found.ok_or_else(|| changed(source))
}

/// Reads many records of one source again, in one pass. `places` are in the order of the source; `sink` gets the record of
/// each in this order, or the problem of one that is none, which means that the file has changed. Notes are not repeated.
///
/// # Errors
/// When the source cannot be read up to the last place.
pub fn read_each_again(
    source: &Source,
    places: &[RecordPlace],
    reading: &Reading,
    sink: &mut dyn FnMut(Result<Record<'_>, RecordProblem>),
) -> Result<(), IngestError> {
    let limit = Limit { text: reading.limits.max_story };
    let mut sink = |record: Result<Record<'_>, RecordProblem>| match record {
        Err(problem) if !problem.skipped => {}
        record => sink(record),
    };
    let mut parser = Parser { reading, limit, sink: &mut sink };
    if source.format.is_document() {
        return documents(source, places, &mut parser);
    }
    #[cfg(any(feature = "arrow", feature = "parquet"))]
    if let Some(table) = table(source, places.first().map_or(0, |place| place.source), reading) {
        return rows(source, places, &mut parser, table?);
    }
    let piece = match source.format {
        Format::Mail => Piece::Mail,
        Format::Warc => Piece::Capture,
        _ => Piece::Json,
    };
    let delimiter = if source.format == Format::Tsv { b'\t' } else { b',' };
    let table = matches!(source.format, Format::Csv | Format::Tsv);
    let header = match table {
        true => Some(Rows::new(Window::new(source.open()?), 0, delimiter, 1, limit).header()),
        false => None,
    };
    let mut raw = RawBytes::new(source);
    for place in places {
        let bytes = raw.bytes(place.byte, place.len)?;
        let Some(header) = &header else {
            parser.piece(piece, &bytes, *place);
            continue;
        };
        let window = Window::new(Box::new(io::Cursor::new(bytes)));
        let mut rows = Rows::new(window, place.source, delimiter, 1, limit).with_header(header);
        if let Some((Content::Rows(content), _)) = rows.cut() {
            content.each(place.source, &reading.fields, |mut row| {
                row.place = *place;
                row.open = false;
                parser.row(row);
            });
        }
    }
    Ok(())
}

/// Reads a document once more and hands on the stories of these places, which are in its order.
fn documents(
    source: &Source,
    places: &[RecordPlace],
    parser: &mut Parser<'_, '_>,
) -> Result<(), IngestError> {
    let Some(first) = places.first() else { return Ok(()) };
    let whole = document(source, first.source, parser.limit.text);
    let mut wanted = places.iter().peekable();
    let (reading, limit) = (parser.reading, parser.limit);
    let mut pick = |found: Result<Record<'_>, RecordProblem>| {
        // A note is about a record that is handed on, or about the source: it stands for none.
        if found.as_ref().is_err_and(|problem| !problem.skipped) {
            return;
        }
        let number = found.as_ref().map_or_else(|problem| problem.place.number, |record| record.place.number);
        // A source that fails as a whole fails every place.
        while wanted.peek().is_some_and(|place| number == 0 || place.number == number) {
            wanted.next();
            match &found {
                Ok(record) => (parser.sink)(Ok(record.clone())),
                Err(problem) => (parser.sink)(Err(problem.clone())),
            }
        }
    };
    Parser { reading, limit, sink: &mut pick }.document(&whole);
    Ok(())
}

/// Reads the rows of a table once more, up to the last of these places.
#[cfg(any(feature = "parquet", feature = "arrow"))]
fn rows(
    source: &Source,
    places: &[RecordPlace],
    parser: &mut Parser<'_, '_>,
    mut table: Table,
) -> Result<(), IngestError> {
    let mut wanted = places.iter().peekable();
    while let Some(first) = wanted.peek() {
        let index = first.source;
        let Some((Content::Rows(content), _)) = table.cut() else { return Err(changed(source)) };
        content.each(index, &parser.reading.fields, |row| {
            if wanted.next_if(|place| place.number == row.place.number).is_some() {
                parser.row(row);
            }
        });
    }
    Ok(())
}

/// The bytes of records as the (decompressed) source holds them, line ends left out, read forward.
pub struct RawBytes<'a> {
    source: &'a Source,
    input: Option<Box<dyn Read + Send>>,
    at: u64,
}

impl<'a> RawBytes<'a> {
    /// Bytes that are read and dropped rather than sought past.
    const NEAR: u64 = 256 << 10;

    /// Returns a reader of `source`, which is not opened yet.
    pub fn new(source: &'a Source) -> RawBytes<'a> {
        RawBytes { source, input: None, at: 0 }
    }

    /// Returns `len` bytes from byte `at` on. Going back opens the source anew.
    ///
    /// # Errors
    /// When the source cannot be read or ends before.
    pub fn bytes(&mut self, at: u64, len: u64) -> Result<Vec<u8>, IngestError> {
        let name = Path::new(&self.source.name);
        let failed = |e| IngestError::from_io(name, e);
        let far = at < self.at || (self.source.is_plain() && at - self.at > RawBytes::NEAR);
        let input = match self.input.take().filter(|_| !far) {
            Some(mut input) => {
                io::copy(&mut input.by_ref().take(at - self.at), &mut io::sink()).map_err(failed)?;
                input
            }
            None => self.source.open_at(at)?,
        };
        let input = self.input.insert(input);
        let mut bytes = Vec::new();
        let read = input.by_ref().take(len).read_to_end(&mut bytes).map_err(failed)?;
        self.at = at + read as u64;
        if read as u64 == len { Ok(bytes) } else { Err(changed(self.source)) }
    }
}

fn changed(source: &Source) -> IngestError {
    let source_error = io::Error::other("it has changed since it was read first");
    IngestError::from_io(Path::new(&source.name), source_error)
}
