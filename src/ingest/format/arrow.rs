//! Arrow IPC files and streams as tables.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, Schema};
use jiff::Timestamp;

use crate::ingest::error::IngestError;
use crate::ingest::fields::Fields;
use crate::ingest::format::messages::check_messages;
use crate::ingest::format::table::{Cells, Table, opened};
use crate::ingest::format::window::Limit;
use crate::ingest::source::{Reading, Source};

/// Opens an Arrow IPC file or stream. Only the columns that are fields are kept.
///
/// # Errors
/// When it cannot be read or is damaged.
pub(crate) fn arrow(source: &Source, index: u32, reading: &Reading) -> Result<Table, IngestError> {
    type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;
    let failed = |e| IngestError::from_io(Path::new(&source.name), e);
    let place = source.place(&reading.temp_dir)?;
    let mut input = place.open().map_err(failed)?;
    let mut magic = Vec::new();
    input.by_ref().take(6).read_to_end(&mut magic).map_err(failed)?;
    let is_file = magic == b"ARROW1";
    let checked = check_messages(&mut BufReader::new(&mut input), is_file).map_err(failed)?;
    input.seek(SeekFrom::Start(0)).map_err(failed)?;
    let input = BufReader::with_capacity(256 << 10, input);
    let open = || -> Result<(Vec<String>, Batches), ArrowError> {
        if is_file {
            let reader = FileReader::try_new(input, None)?;
            Ok((names(&reader.schema()), Box::new(reader)))
        } else {
            let reader = StreamReader::try_new(input, None)?;
            Ok((names(&reader.schema()), Box::new(reader)))
        }
    };
    let damaged = |e: ArrowError| failed(io::Error::new(io::ErrorKind::InvalidData, e.to_string()));
    let (names, batches) = opened(open, ArrowError::IpcError).map_err(damaged)?;
    let columns = known(&names, &reading.fields);
    let header = columns.iter().map(|at| names[*at].clone()).collect();
    // Nothing is read that was not looked at.
    let batches = batches.take(checked.batches).map(|batch| batch.map_err(|e| e.to_string()));
    let limit = Limit { text: reading.limits.max_story };
    let rows = batches.chain(checked.refused.map(Err)).flat_map(move |batch| -> Cells {
        let columns = columns.clone();
        match batch {
            Ok(batch) => {
                Box::new((0..batch.num_rows()).map(move |row| Ok(cells(&batch, &columns, row, limit))))
            }
            Err(e) => Box::new(std::iter::once(Err(e))),
        }
    });
    Ok(Table::new(header, Box::new(rows), index, reading))
}

fn names(schema: &Schema) -> Vec<String> {
    schema.fields().iter().map(|f| f.name().to_owned()).collect()
}

/// The columns that are fields; all of them where none is.
fn known(names: &[String], fields: &Fields) -> Vec<usize> {
    let known: Vec<usize> = (0..names.len()).filter(|at| fields.find(&names[*at]).is_some()).collect();
    if known.is_empty() { (0..names.len()).collect() } else { known }
}

/// The cells of a row; nothing behind those that make it too long, as one text may stand in many cells.
fn cells(batch: &RecordBatch, columns: &[usize], row: usize, limit: Limit) -> Vec<String> {
    let mut len = 0;
    let mut cell = |at: &usize| {
        let cell = if limit.allows(len, 0) { text(batch.column(*at), row, limit) } else { String::new() };
        len += cell.len() as u64;
        cell
    };
    columns.iter().map(&mut cell).collect()
}

/// A cell as text; a list as paragraphs, what is none of the usual types as nothing.
fn text(column: &ArrayRef, row: usize, limit: Limit) -> String {
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
        paragraphs(&list.value(row), limit)
    } else if let Some(list) = column.as_list_opt::<i64>() {
        paragraphs(&list.value(row), limit)
    } else {
        let looked_up = [
            looked_up::<Int32Type>,
            looked_up::<Int8Type>,
            looked_up::<Int16Type>,
            looked_up::<Int64Type>,
            looked_up::<UInt8Type>,
            looked_up::<UInt16Type>,
            looked_up::<UInt32Type>,
        ];
        looked_up.iter().find_map(|of| of(column, row, limit)).unwrap_or_default()
    }
}

/// A cell of a column whose texts stand once in a dictionary, as columns of few values do.
fn looked_up<Key: ArrowDictionaryKeyType>(column: &ArrayRef, row: usize, limit: Limit) -> Option<String> {
    let column = column.as_dictionary_opt::<Key>()?;
    let (key, values) = (column.key(row)?, column.values());
    let plain = values.as_string_opt::<i32>().is_some() || values.as_string_opt::<i64>().is_some();
    Some(if plain && key < values.len() { text(values, key, limit) } else { String::new() })
}

/// The texts of a list, up to one that makes it too long; a list in a list is none.
fn paragraphs(list: &ArrayRef, limit: Limit) -> String {
    let mut joined = String::new();
    for at in 0..if has_text(list.data_type()) { list.len() } else { 0 } {
        if !limit.allows(joined.len() as u64, 0) {
            break;
        }
        let part = text(list, at, limit);
        let gap = if joined.is_empty() || part.is_empty() { "" } else { "\n\n" };
        joined.extend([gap, &part]);
    }
    joined
}

/// Whether values of this type are texts in a list. Those of others may take no room, and be more than can be counted.
fn has_text(kind: &DataType) -> bool {
    use DataType::{Date32, Dictionary, Int32, Int64, LargeUtf8, Timestamp, UInt32, UInt64, Utf8, Utf8View};
    matches!(kind, Utf8 | LargeUtf8 | Utf8View | Dictionary(..) | Int32 | Int64 | UInt32 | UInt64)
        || matches!(kind, Timestamp(..) | Date32)
}
