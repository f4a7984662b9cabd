//! Parquet files, cut into rows.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::Type;

use crate::ingest::batch::Content;
use crate::ingest::error::IngestError;
use crate::ingest::fields::Fields;
use crate::ingest::format::pages::{CheckedFile, check_footer};
use crate::ingest::format::rows::RowContent;
use crate::ingest::format::window::{Cut, Limit};
use crate::ingest::guarded;
use crate::ingest::record::{RecordPlace, RecordProblem};
use crate::ingest::source::{Place, Reading, SeekRead, Source};

/// Cuts a Parquet file into rows. Only the columns that are fields are read.
pub(crate) struct Columns {
    rows: RowIter<'static>,
    header: Arc<Vec<String>>,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
    failed: bool,
}

impl Columns {
    /// Opens a source.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn open(source: &Source, index: u32, reading: &Reading) -> Result<Columns, IngestError> {
        let place = source.place(&reading.temp_dir)?;
        let (size, limit) = (reading.batch, Limit { text: reading.limits.max_story });
        Columns::new(place, index, size, limit, &reading.fields)
            .map_err(|e| IngestError::from_io(Path::new(&source.name), e))
    }

    fn new(place: Place, source: u32, size: usize, limit: Limit, fields: &Fields) -> io::Result<Columns> {
        let damaged = |e: ParquetError| io::Error::new(io::ErrorKind::InvalidData, e.to_string());
        let opened = guarded(|| {
            let chunks = Chunks(place);
            check_footer(&chunks)?;
            let reader = CheckedFile { file: SerializedFileReader::new(chunks.clone())?, chunks };
            let schema = reader.metadata().file_metadata().schema();
            let is_field = |name: &str| fields.find(name).is_some();
            let known: Vec<_> = schema.get_fields().iter().filter(|f| is_field(f.name())).cloned().collect();
            let all = if known.is_empty() { schema.get_fields() } else { &known };
            let header: Vec<String> = all.iter().map(|f| f.name().to_owned()).collect();
            let known_any = !known.is_empty();
            let projection = Type::group_type_builder(schema.name()).with_fields(known).build()?;
            let rows = RowIter::from_file_into(Box::new(reader));
            let rows = if known_any { rows.project(Some(projection))? } else { rows };
            Ok((rows, header))
        });
        let (rows, header) = opened.map_err(damaged)?;
        Ok(Columns {
            rows,
            header: Arc::new(header),
            source,
            number: 0,
            size: size.max(1),
            limit,
            failed: false,
        })
    }

    /// Returns the names of the columns that are read.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Returns the next rows; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        let mut content = RowContent::new(&self.header);
        while !self.failed && content.len() < self.size {
            let rows = &mut self.rows;
            let row = match guarded(|| rows.next().transpose()) {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(e) => {
                    self.failed = true;
                    let place = RecordPlace { source: self.source, number: self.number + 1, byte: 0, len: 0 };
                    let message = format!("cannot be read any further: {e}");
                    let problem = RecordProblem { place, code: "damaged", message, skipped: true };
                    return Some((Content::Rows(content), vec![problem]));
                }
            };
            self.number += 1;
            let cells = cells(&row);
            if !self.limit.allows(cells.iter().map(|c| c.len() as u64).sum(), 0) {
                let place = RecordPlace { source: self.source, number: self.number, byte: 0, len: 0 };
                return Some((Content::Rows(content), vec![self.limit.problem(place)]));
            }
            content.push(self.number, cells.iter().map(String::as_bytes));
        }
        (content.len() > 0).then(|| (Content::Rows(content), Vec::new()))
    }
}

/// Runs what a damaged file may make panic.
fn guarded<T>(run: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    guarded::guarded(run).unwrap_or_else(|| Err(ParquetError::General("its structure is damaged".to_owned())))
}

fn cells(row: &Row) -> Vec<String> {
    row.get_column_iter().map(|(_, cell)| text(cell)).collect()
}

/// A cell as text; a list as paragraphs.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null | Cell::Group(_) | Cell::MapInternal(_) => String::new(),
        Cell::Str(text) => text.clone(),
        Cell::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).into_owned(),
        Cell::TimestampMillis(at) => stamp(Timestamp::from_millisecond(*at)),
        Cell::TimestampMicros(at) => stamp(Timestamp::from_microsecond(*at)),
        Cell::Date(days) => {
            let at = stamp(Timestamp::from_second(i64::from(*days) * 86_400));
            at.split('T').next().unwrap_or("").to_owned()
        }
        Cell::ListInternal(list) => {
            let parts: Vec<String> = list.elements().iter().map(text).filter(|t| !t.is_empty()).collect();
            parts.join("\n\n")
        }
        other => other.to_string(),
    }
}

fn stamp(at: Result<Timestamp, jiff::Error>) -> String {
    at.map_or(String::new(), |at| at.to_string())
}

/// The bytes of a file, read at places of their own.
#[derive(Clone)]
struct Chunks(Place);

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl ChunkReader for Chunks {
    type T = BufReader<Box<dyn SeekRead>>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut reader = self.0.open()?;
        reader.seek(SeekFrom::Start(start))?;
        Ok(BufReader::with_capacity(64 << 10, reader))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        let mut bytes = Vec::new();
        let read = self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        if read < length {
            return Err(ParquetError::EOF(format!("{length} bytes were expected, {read} are there")));
        }
        Ok(bytes.into())
    }
}
