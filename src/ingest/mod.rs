//! Bytes -> text: what files and feeds say, whatever their encoding and format, or why they cannot be read.
//!
//! A single story comes by [`read_path`]. A feed of many goes [`sources`] -> [`Batches`] -> [`Batch::records`].

#[allow(dead_code, reason = "being written")]
mod address;
mod again;
mod batch;
mod batches;
mod decode;
#[allow(dead_code, reason = "readers that are being written")]
mod document;
mod error;
#[cfg(feature = "fetch")]
#[allow(dead_code, reason = "being written")]
mod fetch;
mod fields;
mod format;
#[allow(dead_code, reason = "being written")]
mod html;
mod inflate;
mod magic;
mod parser;
mod read;
mod record;
mod shared;
mod source;
mod sources;
#[allow(dead_code, reason = "being written")]
mod xml;

pub use again::{OwnedRecord, RawBytes, read_again, read_each_again};
pub use batch::Batch;
pub use batches::Batches;
pub use decode::{Decoded, decode};
pub use error::IngestError;
#[cfg(feature = "fetch")]
pub use fetch::{FetchError, FetchOptions, FetchReason, Fetched, Fetcher, RetryAfter, Validators};
pub use fields::{Field, Fields};
pub use read::{DEFAULT_LIMIT, Limits, read_path, read_stream};
pub use record::{Record, RecordPlace, RecordProblem};
pub use shared::Shared;
pub use source::{Compression, Format, Reading, Source, open_unpacked};
pub use sources::{SourceProblem, Sources, sources};
