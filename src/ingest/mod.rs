//! Bytes -> text: what files and feeds say, whatever their encoding and format, or why they cannot be read.
//!
//! A single story comes by [`read_path`]. A feed of many goes [`sources`] -> [`Batches`] -> [`Batch::records`].

mod address;
mod again;
mod batch;
mod batches;
mod decode;
mod document;
mod error;
#[cfg(feature = "fetch")]
mod fetch;
mod fields;
mod format;
mod guarded;
mod html;
mod magic;
mod pack;
mod parser;
mod read;
mod record;
mod shared;
mod source;
mod sources;
mod xml;

pub use address::is_address;
pub use again::{OwnedRecord, RawBytes, read_again, read_each_again};
pub use batch::Batch;
pub use batches::Batches;
pub use decode::{Decoded, decode};
pub use error::{IngestError, hint};
#[cfg(feature = "fetch")]
pub use fetch::{FetchError, FetchOptions, FetchReason, Fetched, Fetcher, RetryAfter, Validators};
pub use fields::{Field, Fields};
pub use format::{Compression, Format};
pub use guarded::is_guarded;
pub use read::{DEFAULT_LIMIT, Limits, read_path, read_stream};
pub use record::{Record, RecordPlace, RecordProblem};
pub use shared::Shared;
pub use source::{Answer, Fetch, NoAnswer, Reading, Source, open_unpacked};
pub use sources::{SourceProblem, Sources, listed, sources, sources_at, sources_in};
