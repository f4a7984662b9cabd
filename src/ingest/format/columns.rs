//! Parquet files as tables.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;
use jiff::Timestamp;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::Type;

use crate::ingest::error::IngestError;
use crate::ingest::format::pages::{CheckedFile, check_footer};
use crate::ingest::format::table::{Table, opened};
use crate::ingest::source::{Place, Reading, SeekRead, Source};

/// Opens a Parquet file. Only the columns that are fields are read.
///
/// # Errors
/// When it cannot be read or is damaged.
pub(crate) fn parquet(source: &Source, index: u32, reading: &Reading) -> Result<Table, IngestError> {
    let place = source.place(&reading.temp_dir)?;
    let fields = &reading.fields;
    let damaged = |e: ParquetError| {
        let error = io::Error::new(io::ErrorKind::InvalidData, e.to_string());
        IngestError::from_io(Path::new(&source.name), error)
    };
    let opened = opened(
        || {
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
        },
        ParquetError::General,
    );
    let (rows, header) = opened.map_err(damaged)?;
    let rows = rows.map(|row| row.map(|row| cells(&row)).map_err(|e| e.to_string()));
    Ok(Table::new(header, Box::new(rows), index, reading))
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
