//! The result of comparing several outlets with one base story: which paragraph each of them kept.
//!
//! The JSON output of `wirediff compare BASE OUTLET OUTLET..` is this model, field by field. Conventions are
//! those of [`super::model`]: spans are `[start, end)` in bytes of the raw text, paragraphs are numbered from 1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Comparison, StoryOutline};
use crate::text::Span;

/// The version tag in [`Coverage::schema`].
pub const COVERAGE_SCHEMA: &str = "wirediff.coverage/1";

/// What each of several outlets kept of a base story, and what each has of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Always [`COVERAGE_SCHEMA`].
    pub schema: String,
    /// BLAKE3 of the background word tables that weighed the words (64 hexadecimal digits).
    pub table: String,
    /// Whether a work limit was met in one of the comparisons.
    pub approximate: bool,
    /// The story that the others are held against.
    pub base: StoryOutline,
    /// The other stories, in the order given. Cells and additions name them by index into this list.
    pub outlets: Vec<StoryOutline>,
    /// One row for each heading and body paragraph of the base, in file order. Headline and furniture have
    /// no row.
    pub rows: Vec<CoverageRow>,
    /// Paragraphs of the outlets that the base does not have, by outlet, then in file order.
    pub additions: Vec<Addition>,
    /// The full comparison of the base (A) with each outlet (B), in the order of `outlets`.
    pub comparisons: Vec<Comparison>,
}

/// One paragraph of the base and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageRow {
    /// Paragraph number in the base.
    pub paragraph: u32,
    /// Where it lies in the base.
    pub span: Span,
    /// One cell for each outlet, in the order of [`Coverage::outlets`].
    pub cells: Vec<CoverageCell>,
}

/// What one outlet did with one paragraph of the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageCell {
    /// The most telling word for it.
    pub state: CellState,
    /// The paragraphs of the outlet that hold it, ascending; empty when cut.
    pub paragraphs: Vec<u32>,
    /// Share of the words of the base paragraph that the outlet's text explains, 0 to 1, four decimals.
    pub coverage: f64,
    /// Rows of the fact ledger that lie in this paragraph.
    pub facts: u32,
    /// Those of them that count in [`super::model::Summary::facts_changed`].
    pub facts_changed: u32,
}

/// The state of a [`CoverageCell`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Kept word for word, in its place.
    Verbatim,
    /// Kept in its place, with changes of style or typography alone.
    Restyled,
    /// Kept in its place, with other words, more words or fewer; a sentence more inside the paragraph counts.
    Edited,
    /// Kept in another place, changed or not.
    Moved,
    /// Not kept: no sentence of it is linked.
    Cut,
}

impl CellState {
    /// Returns the word used in every human-readable output.
    pub fn name(self) -> &'static str {
        match self {
            CellState::Verbatim => "verbatim",
            CellState::Restyled => "restyled",
            CellState::Edited => "edited",
            CellState::Moved => "moved",
            CellState::Cut => "cut",
        }
    }
}

/// A paragraph of one outlet that holds something the base does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Addition {
    /// Index into [`Coverage::outlets`].
    pub outlet: u32,
    /// Paragraph number in the outlet's story.
    pub paragraph: u32,
    /// Where it lies in the outlet's story.
    pub span: Span,
    /// The paragraph of the base after which it stands; null when it stands before all of them.
    pub after: Option<u32>,
    /// Share of its words that the base explains, 0 to 1, four decimals; 0 for a paragraph without link.
    pub coverage: f64,
    /// Words of the paragraph.
    pub words: u32,
}
