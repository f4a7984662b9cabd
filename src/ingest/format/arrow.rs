//! Arrow IPC files and streams, cut into rows.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::ArrowError;
use jiff::Timestamp;

use crate::ingest::batch::Content;
use crate::ingest::error::IngestError;
use crate::ingest::fields::Fields;
use crate::ingest::format::messages::check_messages;
use crate::ingest::format::rows::RowContent;
use crate::ingest::format::window::{Cut, Limit};
use crate::ingest::guarded;
use crate::ingest::record::{RecordPlace, RecordProblem};
use crate::ingest::source::{Reading, SeekRead, Source};

/// Cuts an Arrow IPC file or stream into rows. Only the columns that are fields are kept.
pub(crate) struct Batched {
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>,
    header: Arc<Vec<String>>,
    /// The columns that are read.
    columns: Vec<usize>,
    /// The batch at hand and its next row.
    open: Option<(RecordBatch, usize)>,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
    failed: bool,
}

impl Batched {
    /// Opens a source.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn open(source: &Source, index: u32, reading: &Reading) -> Result<Batched, IngestError> {
        let place = source.place(&reading.temp_dir)?;
        let failed = |e| IngestError::from_io(Path::new(&source.name), e);
        let mut input = place.open().map_err(failed)?;
        let mut magic = Vec::new();
        input.by_ref().take(6).read_to_end(&mut magic).map_err(failed)?;
        let is_file = magic == b"ARROW1";
        check_messages(&mut BufReader::new(&mut input), is_file).map_err(failed)?;
        input.seek(SeekFrom::Start(0)).map_err(failed)?;
        Batched::new(input, is_file, index, reading).map_err(failed)
    }

    fn new(input: Box<dyn SeekRead>, is_file: bool, source: u32, reading: &Reading) -> io::Result<Batched> {
        let damaged = |e: ArrowError| io::Error::new(io::ErrorKind::InvalidData, e.to_string());
        let input = BufReader::with_capacity(256 << 10, input);
        let (schema, batches) = guarded(|| {
            let batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;
            let schema;
            if is_file {
                let reader = FileReader::try_new(input, None)?;
                schema = reader.schema();
                batches = Box::new(reader);
            } else {
                let reader = StreamReader::try_new(input, None)?;
                schema = reader.schema();
                batches = Box::new(reader);
            }
            Ok((schema, batches))
        })
        .map_err(damaged)?;
        let names: Vec<String> = schema.fields().iter().map(|f| f.name().to_owned()).collect();
        let columns = known(&names, &reading.fields);
        let header = columns.iter().map(|at| names[*at].clone()).collect();
        Ok(Batched {
            batches,
            header: Arc::new(header),
            columns,
            open: None,
            source,
            number: 0,
            size: reading.batch.max(1),
            limit: Limit { text: reading.limits.max_story },
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
            let Some((batch, row)) = &mut self.open else {
                let batches = &mut self.batches;
                match guarded(|| batches.next().transpose()) {
                    Ok(Some(batch)) => self.open = Some((batch, 0)),
                    Ok(None) => break,
                    Err(e) => {
                        self.failed = true;
                        let number = self.number + 1;
                        let place = RecordPlace { source: self.source, number, byte: 0, len: 0 };
                        let message = format!("cannot be read any further: {e}");
                        let problem = RecordProblem { place, code: "damaged", message, skipped: true };
                        return Some((Content::Rows(content), vec![problem]));
                    }
                }
                continue;
            };
            if *row >= batch.num_rows() {
                self.open = None;
                continue;
            }
            let cells: Vec<String> = self.columns.iter().map(|at| text(batch.column(*at), *row)).collect();
            *row += 1;
            self.number += 1;
            if !self.limit.allows(cells.iter().map(|c| c.len() as u64).sum(), 0) {
                let place = RecordPlace { source: self.source, number: self.number, byte: 0, len: 0 };
                return Some((Content::Rows(content), vec![self.limit.problem(place)]));
            }
            content.push(self.number, cells.iter().map(String::as_bytes));
        }
        (content.len() > 0).then(|| (Content::Rows(content), Vec::new()))
    }
}

/// The columns that are fields; all of them where none is.
fn known(names: &[String], fields: &Fields) -> Vec<usize> {
    let known: Vec<usize> = (0..names.len()).filter(|at| fields.find(&names[*at]).is_some()).collect();
    if known.is_empty() { (0..names.len()).collect() } else { known }
}

/// Runs what a damaged file may make panic.
fn guarded<T>(run: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    guarded::guarded(run).unwrap_or_else(|| Err(ArrowError::IpcError("its structure is damaged".to_owned())))
}

/// A cell as text; a list as paragraphs, what is none of the usual types as nothing.
fn text(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    let stamp = |at: Result<Timestamp, jiff::Error>| at.map_or(String::new(), |at| at.to_string());
    if let Some(strings) = column.as_string_opt::<i32>() {
        strings.value(row).to_owned()
    } else if let Some(strings) = column.as_string_opt::<i64>() {
        strings.value(row).to_owned()
    } else if let Some(strings) = column.as_string_view_opt() {
        strings.value(row).to_owned()
    } else if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        numbers.value(row).to_string()
    } else if let Some(numbers) = column.as_primitive_opt::<Int32Type>() {
        numbers.value(row).to_string()
    } else if let Some(numbers) = column.as_primitive_opt::<UInt64Type>() {
        numbers.value(row).to_string()
    } else if let Some(numbers) = column.as_primitive_opt::<UInt32Type>() {
        numbers.value(row).to_string()
    } else if let Some(times) = column.as_primitive_opt::<TimestampSecondType>() {
        stamp(Timestamp::from_second(times.value(row)))
    } else if let Some(times) = column.as_primitive_opt::<TimestampMillisecondType>() {
        stamp(Timestamp::from_millisecond(times.value(row)))
    } else if let Some(times) = column.as_primitive_opt::<TimestampMicrosecondType>() {
        stamp(Timestamp::from_microsecond(times.value(row)))
    } else if let Some(times) = column.as_primitive_opt::<TimestampNanosecondType>() {
        stamp(Timestamp::from_nanosecond(times.value(row).into()))
    } else if let Some(days) = column.as_primitive_opt::<Date32Type>() {
        let day = stamp(Timestamp::from_second(i64::from(days.value(row)) * 86_400));
        day.split('T').next().unwrap_or("").to_owned()
    } else if let Some(list) = column.as_list_opt::<i32>() {
        paragraphs(&list.value(row))
    } else if let Some(list) = column.as_list_opt::<i64>() {
        paragraphs(&list.value(row))
    } else {
        String::new()
    }
}

/// The texts of a list; a list in a list is none.
fn paragraphs(list: &ArrayRef) -> String {
    let nested = list.as_list_opt::<i32>().is_some() || list.as_list_opt::<i64>().is_some();
    let parts = (0..if nested { 0 } else { list.len() }).map(|at| text(list, at));
    parts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n")
}
