//! The JSON Schemas of the models, made from the types themselves.

use schemars::{Schema, schema_for};

use crate::compare::{Comparison, Coverage, Explanation};

/// The models that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// `wirediff.compare/1`
    Compare,
    /// `wirediff.coverage/1`
    Coverage,
    /// `wirediff.explain/1`
    Explain,
}

/// Returns the JSON Schema (draft 2020-12) of a document.
pub fn schema(document: Document) -> Schema {
    match document {
        Document::Compare => schema_for!(Comparison),
        Document::Coverage => schema_for!(Coverage),
        Document::Explain => schema_for!(Explanation),
    }
}
