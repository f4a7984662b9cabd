//! Why two stories were linked paragraph by paragraph, or why not.
//!
//! The JSON output of `wirediff explain A B` is this model, field by field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{SentenceId, StoryOutline};
pub use crate::align::Step;
use crate::text::Span;

/// The version tag in [`Explanation::schema`].
pub const EXPLAIN_SCHEMA: &str = "wirediff.explain/1";

/// The evidence for and against every link between two stories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// Always [`EXPLAIN_SCHEMA`].
    pub schema: String,
    /// BLAKE3 of the background word tables that weighed the words (64 hexadecimal digits).
    pub table: String,
    /// Whether pairs were left out because of a work limit.
    pub approximate: bool,
    /// The two stories, A then B.
    pub stories: Vec<StoryOutline>,
    /// Whether the two count as versions of one text.
    pub linked_stories: bool,
    /// What that was decided on.
    pub story_evidence: StoryEvidence,
    /// Paragraph pairs that share at least one content word, in order of A, then of B.
    pub pairs: Vec<ExplainedPair>,
}

/// What the verdict on the two stories rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryEvidence {
    /// The best similarity S of any paragraph pair, in bits.
    pub best_score: u32,
    /// The sum of the local bits B of all strong paragraph pairs.
    pub strong_bits: u32,
    /// The bar that `best_score` had to reach alone.
    pub threshold: u32,
    /// The bar that `strong_bits` had to reach otherwise.
    pub strong_threshold: u32,
}

/// One paragraph of A held against one of B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedPair {
    /// Paragraph number in A.
    pub a: u32,
    /// Paragraph number in B.
    pub b: u32,
    /// Whether any of their sentences are linked.
    pub linked: bool,
    /// The sentence pairs that share a content word, in order of A, then of B.
    pub sentences: Vec<ExplainedSentences>,
}

/// One sentence of A held against one of B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedSentences {
    /// The sentence of A.
    pub a: SentenceId,
    /// The sentence of B.
    pub b: SentenceId,
    /// Whether the two are linked.
    pub linked: bool,
    /// Similarity S in bits: `bits` plus 80 times `coverage`.
    pub score: u32,
    /// Bits of the best local alignment (B).
    pub bits: u32,
    /// Shared bits over the bits of the smaller side, 0 to 1, four decimals.
    pub coverage: f64,
    /// Content words that both have, in A's spelling, rarest first; at most 12.
    pub shared: Vec<String>,
    /// Words of the longest run that both have.
    pub longest_run: u32,
    /// Where that run lies in A; null when no word is shared.
    pub longest_run_span: Option<Span>,
    /// The step that decided.
    pub step: Step,
    /// The bar that the pair had to reach at that step, in the unit of the step; null when the step has none.
    pub threshold: Option<f64>,
    /// The decision in plain English.
    pub reason: String,
}
