//! The JSON Schemas of the models, made from the types themselves.

use schemars::{Schema, schema_for};

use crate::compare::{Comparison, Coverage, Explanation};
use crate::feed::Line;
use crate::feed::archive::{CarryingLine, Stats, VersionLine, WatchLine};
use crate::feed::dedup::ManifestLine;
use crate::feed::extract::ExtractLine;

/// The models that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// `wirediff.compare/1`
    Compare,
    /// `wirediff.coverage/1`
    Coverage,
    /// `wirediff.explain/1`
    Explain,
    /// `wirediff.scan/1`, one line of it
    Scan,
    /// `wirediff.dedup/1`, one line of a manifest
    Dedup,
    /// `wirediff.extract/1`, one line of it
    Extract,
    /// What `index stats --json` prints
    Stats,
    /// `wirediff.watch/1`, one line of it
    Watch,
    /// A version of a story
    Versions,
    /// A story that still carries what was taken back
    Carrying,
}

/// Returns the JSON Schema (draft 2020-12) of a document.
pub fn schema(document: Document) -> Schema {
    match document {
        Document::Compare => schema_for!(Comparison),
        Document::Coverage => schema_for!(Coverage),
        Document::Explain => schema_for!(Explanation),
        Document::Scan => schema_for!(Line),
        Document::Dedup => schema_for!(ManifestLine),
        Document::Extract => schema_for!(ExtractLine),
        Document::Stats => schema_for!(Stats),
        Document::Watch => schema_for!(WatchLine),
        Document::Versions => schema_for!(VersionLine),
        Document::Carrying => schema_for!(CarryingLine),
    }
}
