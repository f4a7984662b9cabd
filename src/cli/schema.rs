//! `wirediff schema`: the JSON Schema of an output.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::report::{json, schema};

use super::args::{Document, SchemaArgs};
use super::error::Failure;
use super::output;

/// Runs the verb.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: &SchemaArgs) -> Result<ExitCode, Failure> {
    let document = match args.document {
        Document::Compare => schema::Document::Compare,
        Document::Coverage => schema::Document::Coverage,
        Document::Explain => schema::Document::Explain,
        Document::Scan => schema::Document::Scan,
        Document::Dedup => schema::Document::Dedup,
        Document::Extract => schema::Document::Extract,
        Document::Stats => schema::Document::Stats,
        Document::Watch => schema::Document::Watch,
        Document::Versions => schema::Document::Versions,
        Document::Carrying => schema::Document::Carrying,
    };
    let text = json::render(&schema::schema(document), true).context("cannot write JSON")?;
    output::stdout(&text)?;
    Ok(ExitCode::SUCCESS)
}
