//! Bytes -> text: what a file says, whatever its encoding, or why it cannot be read.

mod decode;
mod error;
mod magic;
mod read;
mod record;

pub use decode::{Decoded, decode};
pub use error::IngestError;
pub use read::{DEFAULT_LIMIT, Limits, read_path, read_stream};
pub use record::{Record, RecordPlace, RecordProblem};
