//! One file for each way in which an input holds its records: how it is told, cut into records, and parsed.

#[cfg(feature = "arrow")]
mod arrow;
mod captures;
#[cfg(feature = "parquet")]
mod columns;
mod elements;
mod json;
mod kind;
mod lines;
mod mails;
mod mend;
#[cfg(feature = "arrow")]
mod messages;
#[cfg(feature = "parquet")]
mod pages;
mod rows;
mod sniff;
#[cfg(any(feature = "arrow", feature = "parquet"))]
mod table;
#[cfg(feature = "parquet")]
mod thrift;
mod window;

#[cfg(feature = "arrow")]
pub(super) use arrow::arrow;
pub(super) use captures::Captures;
#[cfg(feature = "parquet")]
pub(super) use columns::parquet;
pub(super) use elements::Elements;
pub(super) use json::{Value, Values, parse};
pub use kind::{Compression, Format};
pub(super) use lines::Lines;
pub(super) use mails::Mails;
pub(super) use mend::{is_deeper, mend};
pub(super) use rows::{RowContent, RowRecord, Rows, text_of};
pub(super) use sniff::{HEAD, compression, told};
#[cfg(any(feature = "arrow", feature = "parquet"))]
pub(super) use table::Table;
pub(super) use window::{Cut, Limit, Window};
