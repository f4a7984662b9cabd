//! How inputs are read: every story with its fields, its text, and where its paragraphs lie in it.

mod model;
mod run;

pub use model::{EXTRACT_SCHEMA, ExtractLine, ExtractedParagraph};
pub use run::{ExtractOptions, Extracted, extract};
