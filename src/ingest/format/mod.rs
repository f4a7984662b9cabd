//! One file for each way in which an input holds its records: how it is told, cut into records, and parsed.

mod elements;
mod json;
mod lines;
mod mend;
mod rows;
mod sniff;
mod window;

pub(super) use elements::Elements;
pub(super) use json::{Value, Values, parse};
pub(super) use lines::Lines;
pub(super) use mend::{is_deeper, mend};
pub(super) use rows::{RowContent, RowRecord, Rows, text_of};
pub(super) use sniff::{HEAD, compression, told};
pub(super) use window::{Cut, Limit, Window};
