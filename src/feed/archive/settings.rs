//! What an index was made with: without it no answer means anything.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::feed::archive::ArchiveError;
use crate::feed::options::ScanOptions;
use crate::text::background;

/// Changes when the same text would come out in other words, units or shingles than before.
const READING: u32 = 1;

/// What an index is made with, and holds to from then on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// How texts are read.
    reading: u32,
    /// BLAKE3 of the background tables.
    tables: String,
    /// The number of paragraphs that thresholds are those of.
    pub among: u32,
    /// Earliest holders of a shingle that later stories are compared with.
    pub holders: u32,
    /// Least similarity of two copies, 0 to 1.
    pub min_similarity: f64,
    /// Shortest verbatim run that is a match by itself, in words.
    pub min_run: u32,
}

impl Settings {
    /// Returns the settings of a new index. `options` says all but the number of paragraphs where it does not.
    pub fn new(options: &ScanOptions) -> Settings {
        Settings {
            reading: READING,
            tables: background::hash().to_owned(),
            among: options.among.unwrap_or(AMONG),
            holders: options.holders,
            min_similarity: options.min_similarity,
            min_run: options.min_run,
        }
    }

    pub(super) fn value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    pub(super) fn from_value(value: &Value) -> Result<Settings, ArchiveError> {
        let settings: Settings =
            serde_json::from_value(value.clone()).map_err(|_| ArchiveError::Other { what: "settings" })?;
        if settings.tables != background::hash() {
            return Err(ArchiveError::Other { what: "word tables" });
        }
        if settings.reading != READING {
            return Err(ArchiveError::Other { what: "rules of reading" });
        }
        Ok(settings)
    }

    /// Returns `options` with what the index holds to.
    pub fn applied(&self, options: &ScanOptions) -> ScanOptions {
        ScanOptions {
            among: Some(self.among),
            holders: self.holders,
            min_similarity: self.min_similarity,
            min_run: self.min_run,
            window: None,
            revisions: false,
            ..options.clone()
        }
    }
}

/// Paragraphs that a new index has the thresholds of: ten million, about a million stories.
pub const AMONG: u32 = 10_000_000;
