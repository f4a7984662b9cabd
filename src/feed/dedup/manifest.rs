//! What was dropped and why: JSON Lines (`wirediff.dedup/1`), one object a line, tagged by `type`.
//!
//! The first line is the `header`, the last the `summary`; a file without it is cut. Between them stand `dropped` lines in the
//! order of the inputs and of the records in them, each followed by its `residual` lines. Survivors and dropped bytes together
//! are the inputs byte for byte. Readers must ignore keys and types that they do not know.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compare::Relation;
use crate::feed::dedup::choose::Keep;
use crate::text::Span;

/// The version of the manifest.
pub const DEDUP_SCHEMA: &str = "wirediff.dedup/1";

/// One line of a manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ManifestLine {
    /// What was de-duplicated; always the first line.
    Header(ManifestHeader),
    /// A record that was dropped.
    Dropped(DroppedLine),
    /// A sentence of the dropped record before it that no kept story has; only when losses were allowed.
    Residual(ResidualLine),
    /// Totals; always the last line.
    Summary(ManifestSummary),
}

/// What was de-duplicated, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ManifestHeader {
    /// [`DEDUP_SCHEMA`].
    pub schema: String,
    /// Version of wirediff.
    pub version: String,
    /// Which story of a cluster was kept.
    pub keep: Keep,
    /// Whether stories were dropped that say something no kept story says.
    pub lossy: bool,
    /// Where the survivors were written, as it was given; a folder when the inputs have a `file`.
    pub output: String,
    /// The inputs, in their order.
    pub inputs: Vec<InputEntry>,
}

/// One input, before anything was dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InputEntry {
    /// Its name as it was given or found.
    pub name: String,
    /// Its path inside the folder of the survivors, with `/`; absent when the output is a single file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// How it holds its records: `text`, `jsonl`, `json`, `csv` or `tsv`.
    pub format: String,
    /// Bytes of its content, after decompression.
    pub bytes: u64,
    /// BLAKE3 of its content (64 hexadecimal digits).
    pub blake3: String,
}

/// Why a story was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A kept story has the same text, byte for byte.
    Identical,
    /// A kept story has every sentence, equal but for typography and house style.
    Restyled,
    /// A kept story has every sentence, some of them inside a longer one; or, when losses were allowed, the same copy.
    SameCopy,
}

/// The story that is kept in the place of a dropped one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeptAt {
    /// Its id.
    pub id: String,
    /// Index of its input in the header.
    pub input: u32,
    /// Number of its record from 1.
    pub record: u64,
}

/// A record that was dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedLine {
    /// Index of its input in the header.
    pub input: u32,
    /// Number of the record from 1; in JSON Lines the line.
    pub record: u64,
    /// Its id.
    pub id: String,
    /// The story kept in its place.
    pub kept: KeptAt,
    /// Share of its words that stand in sentences which the kept story has, 0 to 1.
    pub score: f64,
    /// Why it was dropped.
    pub reason: Reason,
    /// Where each of its sentences stands in the kept story; left out where the texts are identical.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sentences: Vec<SentenceCopy>,
    /// First byte of what was taken out of the content of the input.
    pub at: u64,
    /// What was taken out, line end included, where it is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// What was taken out, in hexadecimal digits, where it is not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hex: Option<String>,
}

/// A sentence of a dropped story, and its copy. Spans are bytes `[start, end)` of the texts, not of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SentenceCopy {
    /// Where it stands in the dropped story.
    pub span: Span,
    /// Where it stands in the kept story.
    pub kept: Span,
    /// How the two compare: `identical`, `typography`, `style`, or `edited` where the kept sentence says more.
    pub relation: Relation,
}

/// A sentence of a dropped story that no kept story has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResidualLine {
    /// Index of its input in the header.
    pub input: u32,
    /// Number of its record from 1.
    pub record: u64,
    /// Id of its story.
    pub id: String,
    /// Where it stands in the dropped story: bytes `[start, end)` of the text.
    pub span: Span,
    /// The sentence.
    pub text: String,
}

/// Totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ManifestSummary {
    /// Records dropped.
    pub dropped: u64,
    /// Sentences lost with them that no kept story has; 0 unless losses were allowed.
    pub residual: u64,
    /// Stories of clusters that stayed because some sentence of theirs stands nowhere else.
    pub stayed: u64,
    /// Bytes taken out.
    pub bytes: u64,
}
