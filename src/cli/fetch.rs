//! What is named by an address on the command line.

use crate::ingest::Fetch;

use super::reading_args::ReadingArgs;

/// Returns how addresses are fetched.
pub fn fetch(args: &ReadingArgs) -> Option<Fetch> {
    let _ = args;
    None
}
