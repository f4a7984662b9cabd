//! What is told of a story that was read (`wirediff.extract/1`): one object a line.
//!
//! The lines can be read as JSON Lines again: `wirediff extract X | wirediff scan -` finds what `wirediff scan X` finds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Notice, ParagraphKind, Span, Status};

/// The version of the model.
pub const EXTRACT_SCHEMA: &str = "wirediff.extract/1";

/// One story as it was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExtractLine {
    /// [`EXTRACT_SCHEMA`].
    pub schema: String,
    /// The id that the input gives it, or `source#n`.
    pub id: String,
    /// The input, as it was named or found.
    pub source_file: String,
    /// Number of the record in its source, from 1.
    pub record: u64,
    /// Format of the source: `text`, `jsonl`, `html`, `feed`, `nitf`, ...
    pub format: String,
    /// The outlet, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// The headline, where stated or found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// The byline, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byline: Option<String>,
    /// The agency named in the dateline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub credit: Option<String>,
    /// Its address, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// When this version was made, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub updated: Option<String>,
    /// ISO 639-1 code of the language the rules were taken from, or `und`.
    pub language: String,
    /// The id that all versions of the story have in common.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guid: Option<String>,
    /// The version, as stated; a higher one is newer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// How far it may be used, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<Status>,
    /// What the desk tells its clients about this version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notice: Option<String>,
    /// What the agency or desk says in the headline and the text: updates, corrections, kills, embargoes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notices: Vec<Notice>,
    /// Terms of use, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usage: Option<String>,
    /// Time before which it must not be published, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embargo: Option<String>,
    /// Words in body paragraphs and headings.
    pub words: u32,
    /// The text into which the spans point.
    pub text: String,
    /// All its paragraphs.
    pub paragraphs: Vec<ExtractedParagraph>,
}

/// A paragraph of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExtractedParagraph {
    /// Its number, from 1.
    pub n: u32,
    /// What it is.
    pub kind: ParagraphKind,
    /// The rule that made it furniture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// Bytes of `text`, half-open.
    pub span: Span,
    /// Its words.
    pub words: u32,
}
