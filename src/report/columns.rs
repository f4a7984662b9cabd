//! Rows in typed columns, as a Parquet file.
//!
//! Text is a UTF-8 string and stands as it was, numbers are 64-bit integers, shares doubles, flags booleans; columns that
//! may be empty are optional. Pages are compressed with Snappy.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::cell::{Cell, Column, Kind};

/// Rows of one row group at most.
const GROUP_ROWS: usize = 1 << 16;
/// Bytes of text in one row group, about: what bounds the memory when texts are long.
const GROUP_BYTES: usize = 64 << 20;

/// Writes rows in groups as they come.
pub(super) struct Table<W: Write + Send> {
    out: SerializedFileWriter<W>,
    columns: &'static [Column],
    group: Vec<Vec<Cell>>,
    bytes: usize,
}

impl<W: Write + Send> Table<W> {
    /// Returns a table that writes to `out`. It holds at most one row group: 65,536 rows or about 64 MiB of text.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(super) fn new(out: W, name: &str, columns: &'static [Column]) -> io::Result<Table<W>> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("wirediff ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let schema = schema(name, columns).map_err(plain)?;
        let out = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(plain)?;
        Ok(Table { out, columns, group: Vec::new(), bytes: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the group is full and cannot be written.
    pub(super) fn row(&mut self, row: Vec<Cell>) -> io::Result<()> {
        self.bytes += row.iter().map(text_bytes).sum::<usize>();
        self.group.push(row);
        if self.group.len() >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.flush_group() } else { Ok(()) }
    }

    /// Writes the rows held as one row group.
    fn flush_group(&mut self) -> io::Result<()> {
        if self.group.is_empty() {
            return Ok(());
        }
        let mut writer = self.out.next_row_group().map_err(plain)?;
        for (at, column) in self.columns.iter().enumerate() {
            let cells = self.group.iter().filter_map(|row| row.get(at));
            let Some(to) = writer.next_column().map_err(plain)? else { break };
            write_column(to, column, cells).map_err(plain)?;
        }
        writer.close().map_err(plain)?;
        self.group.clear();
        self.bytes = 0;
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush_group()?;
        self.out.finish().map_err(plain)?;
        self.out.inner_mut().flush()
    }
}

/// The error beneath, so that a closed pipe is known as one.
fn plain(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

/// Bytes of text in a cell.
fn text_bytes(cell: &Cell) -> usize {
    if let Cell::Text(Some(text)) = cell { text.len() } else { 0 }
}

/// The schema of the columns.
fn schema(name: &str, columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Number => (Physical::INT64, None),
            Kind::Share => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
        };
        let repetition = if column.required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        Type::primitive_type_builder(column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder(name).with_fields(fields).build().map(Arc::new)
}

/// Writes the cells of one column.
fn write_column<'c>(
    to: SerializedColumnWriter<'_>,
    column: &Column,
    cells: impl Iterator<Item = &'c Cell>,
) -> Result<(), ParquetError> {
    match column.kind {
        Kind::Text => write_values::<ByteArrayType>(to, column, cells, |cell| match cell {
            Cell::Text(text) => text.as_deref().map(ByteArray::from),
            _ => None,
        }),
        Kind::Number => write_values::<Int64Type>(to, column, cells, |cell| match cell {
            Cell::Number(n) => n.map(|n| i64::try_from(n).unwrap_or(i64::MAX)),
            _ => None,
        }),
        Kind::Share => write_values::<DoubleType>(to, column, cells, |cell| match cell {
            Cell::Share(share) => *share,
            _ => None,
        }),
        Kind::Flag => write_values::<BoolType>(to, column, cells, |cell| match cell {
            Cell::Flag(flag) => Some(*flag),
            _ => None,
        }),
    }
}

/// Writes values of one type, with a definition level each where the column may be empty.
fn write_values<'c, T: DataType>(
    mut to: SerializedColumnWriter<'_>,
    column: &Column,
    cells: impl Iterator<Item = &'c Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<T::T>> = cells.map(value).collect();
    let levels: Vec<i16> = values.iter().map(|v| i16::from(v.is_some())).collect();
    let levels = (!column.required).then_some(levels.as_slice());
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    to.typed::<T>().write_batch(&values, levels, None)?;
    to.close()
}
