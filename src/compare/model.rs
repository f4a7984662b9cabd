//! The result of a comparison: one versioned model that every renderer reads.
//!
//! The JSON output is this model, field by field. Every span is `[start, end)` in bytes of the story's raw
//! text (for an input in UTF-8, the bytes of the file itself). Paragraphs are numbered from 1 in file order,
//! headings and furniture included, front matter not; a sentence id is `paragraph.sentence`, both from 1.
//! Readers must ignore keys and enum values they do not know; a key keeps its meaning inside a major version.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{ParagraphKind, Span};

pub use crate::diff::{Class, QuoteStatus};
pub use crate::facts::Facet;

/// The version tag in [`Comparison::schema`].
pub const SCHEMA: &str = "wirediff.compare/1";

/// What two stories have in common and where they differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// BLAKE3 of the background word tables that weighed the words (64 hexadecimal digits).
    pub table: String,
    /// Whether a work limit was met, so that some stretch was compared more coarsely than usual.
    pub approximate: bool,
    /// The two stories, A then B.
    pub stories: Vec<StoryOutline>,
    /// Aligned sentences, in order of A, then of B. A sentence may stand in several links (split, merge).
    pub links: Vec<Link>,
    /// Linked sentences grouped by paragraph, and the paragraphs without link, in reading order: the order of
    /// A, paragraphs of B alone after the block that holds the paragraph before them.
    pub blocks: Vec<Block>,
    /// Sentences of A without a link (headline and furniture left out).
    pub only_a: Vec<SentenceId>,
    /// Sentences of B without a link (headline and furniture left out).
    pub only_b: Vec<SentenceId>,
    /// Unlinked sentences that tell something alike in other words: hints, not alignments.
    pub related: Vec<Related>,
    /// Every quotation of either story, paired where both have it; in order of A, those of B alone last.
    pub quotes: Vec<QuoteEntry>,
    /// The fact ledger: what the linked sentences state differently. First values that changed, then negations and
    /// modal words that one side alone has (these change the fact too, see [`Summary::facts_changed`]), then who
    /// says it, then everything else that one side alone states; inside each in order of the stories.
    pub facts: Vec<FactEntry>,
    /// Totals.
    pub summary: Summary,
}

/// A sentence by paragraph and place, both numbered from 1. Serialises as `"13.2"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct SentenceId {
    /// Paragraph number from 1.
    pub paragraph: u32,
    /// Sentence number inside the paragraph, from 1.
    pub sentence: u32,
}

impl fmt::Display for SentenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.paragraph, self.sentence)
    }
}

impl From<SentenceId> for String {
    fn from(id: SentenceId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for SentenceId {
    type Error = String;
    fn try_from(text: String) -> Result<SentenceId, String> {
        let parse = |part: &str| part.parse::<u32>().map_err(|e| format!("sentence id {text:?}: {e}"));
        match text.split_once('.') {
            Some((p, s)) => Ok(SentenceId { paragraph: parse(p)?, sentence: parse(s)? }),
            None => Err(format!("sentence id {text:?} has no point")),
        }
    }
}

/// One story as it was read: what the ids and spans of the other fields refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryOutline {
    /// The name of the input, or its own id.
    pub id: String,
    /// The outlet, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// The headline, where stated or found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// ISO 639-1 code of the language the rules were taken from, or `und`.
    pub language: String,
    /// Length of the raw text in bytes.
    pub bytes: u32,
    /// Words in body paragraphs and headings.
    pub words: u32,
    /// BLAKE3 of the raw text (64 hexadecimal digits).
    pub hash: String,
    /// All paragraphs in file order.
    pub paragraphs: Vec<ParagraphOutline>,
}

/// One paragraph of a [`StoryOutline`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ParagraphOutline {
    /// Paragraph number from 1.
    pub n: u32,
    /// What the paragraph is.
    pub kind: ParagraphKind,
    /// Where it lies.
    pub span: Span,
    /// Its sentences in order; together with the white space between them they make up the paragraph.
    pub sentences: Vec<SentenceOutline>,
}

/// One sentence of a [`ParagraphOutline`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentenceOutline {
    /// Its id.
    pub id: SentenceId,
    /// Where it lies.
    pub span: Span,
}

/// How two linked texts compare, or on which side an unlinked one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Equal byte for byte.
    Identical,
    /// Equal but for quotation marks, dashes, spaces, punctuation.
    Typography,
    /// Equal but for house style.
    Style,
    /// Some words differ.
    Edited,
    /// Most words differ.
    Rewritten,
    /// Stands in A alone.
    OnlyA,
    /// Stands in B alone.
    OnlyB,
    /// Not linked, but tells something alike.
    Related,
}

/// How the paragraphs of a block go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Structure {
    /// One paragraph, one partner.
    One,
    /// One paragraph of A became several of B.
    Split,
    /// Several paragraphs of A became one of B.
    Merge,
    /// Several on both sides.
    Many,
    /// Less than half of a paragraph is linked on one side: a clause or a sentence was kept.
    Partial,
}

/// Where a block went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// First paragraph in A.
    pub from: u32,
    /// First paragraph in B.
    pub to: u32,
    /// Towards the top or the bottom of B.
    pub direction: Direction,
    /// Matched words that moved.
    pub words: u32,
}

/// Direction of a move, seen from A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Nearer to the top in B.
    Up,
    /// Nearer to the bottom in B.
    Down,
}

/// One sentence of A aligned with one of B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The sentence of A.
    pub a: SentenceId,
    /// The sentence of B.
    pub b: SentenceId,
    /// How the two compare (never `only_a`, `only_b` or `related`).
    pub relation: Relation,
    /// Set when the link lies outside the heaviest chain of links that keeps the order of both stories.
    pub moved: Option<Moved>,
    /// Similarity S in bits: the best local alignment plus 80 times the share of the shorter side's
    /// information that is shared. Unrelated sentences stay under 70.
    pub score: u32,
    /// Share of the words of A's sentence that this link explains, 0 to 1, four decimals.
    pub coverage_a: f64,
    /// Share of the words of B's sentence that this link explains, 0 to 1, four decimals.
    pub coverage_b: f64,
    /// The word changes. The `a` spans put together are A's sentence, the `b` spans B's.
    pub ops: Vec<Op>,
}

/// One step from A's sentence to B's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Op {
    /// What happens.
    pub op: OpKind,
    /// The bytes in A; empty for an insertion.
    pub a: Span,
    /// The bytes in B; empty for a deletion.
    pub b: Span,
    /// How much it matters.
    pub class: Class,
    /// The style rule that explains it, for classes typography and style.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// What kinds of fact the words touch.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub facets: Vec<Facet>,
}

/// The kind of an [`Op`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpKind {
    /// The same bytes on both sides.
    Equal,
    /// Other words (or the same words in another style) on the other side.
    Replace,
    /// Only in A.
    Delete,
    /// Only in B.
    Insert,
    /// Explained by another link of this sentence; one of the two spans is empty.
    Elsewhere,
}

/// Links that belong together, or paragraphs without link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Stable name inside this comparison: `"1"`, `"2"`, ... in reading order.
    pub id: u32,
    /// Paragraph numbers in A; empty for a block of B alone.
    pub a: Vec<u32>,
    /// Paragraph numbers in B; empty for a block of A alone.
    pub b: Vec<u32>,
    /// The weakest relation among the links; `only_a` or `only_b` for a block of one side.
    pub relation: Relation,
    /// How the paragraphs go together.
    pub structure: Structure,
    /// Set for a block that moved.
    pub moved: Option<Moved>,
    /// Indices into [`Comparison::links`].
    pub links: Vec<u32>,
}

/// Two unlinked sentences that tell something alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// The sentence of A.
    pub a: SentenceId,
    /// The sentence of B.
    pub b: SentenceId,
    /// Share of the shorter sentence's information that is shared, 0 to 1, four decimals.
    pub containment: f64,
}

/// One row of the quote ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuoteEntry {
    /// The words between the marks in A; null when B alone quotes (or A only paraphrases).
    pub a: Option<Span>,
    /// The words between the marks in B.
    pub b: Option<Span>,
    /// The sentence of A in which the quotation begins, or that paraphrases it.
    pub sentence_a: Option<SentenceId>,
    /// The sentence of B in which the quotation begins, or that paraphrases it.
    pub sentence_b: Option<SentenceId>,
    /// Who says it in A, where stated.
    pub speaker_a: Option<Span>,
    /// Who says it in B, where stated.
    pub speaker_b: Option<Span>,
    /// What became of it.
    pub status: QuoteStatus,
}

/// One row of the fact ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FactEntry {
    /// What kind of fact.
    pub facet: Facet,
    /// The sentence of A.
    pub a: Option<SentenceId>,
    /// The sentence of B.
    pub b: Option<SentenceId>,
    /// The words in A; null when B alone states it.
    pub from: Option<Span>,
    /// The words in B; null when A alone states it.
    pub to: Option<Span>,
    /// Index into [`Comparison::links`] of the link in which it was found.
    pub link: u32,
}

impl FactEntry {
    /// Whether the row counts in [`Summary::facts_changed`].
    pub fn is_change(&self) -> bool {
        self.from.is_some() && self.to.is_some() || turns(self.facet)
    }
}

/// Whether a word of this kind changes what a sentence states by standing there at all: `not`, `may`.
pub(crate) fn turns(facet: Facet) -> bool {
    matches!(facet, Facet::Negation | Facet::Modality)
}

/// Totals over the whole comparison. Words are counted without punctuation, in body paragraphs and headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Words of A that stand in B as they are.
    pub kept: u32,
    /// Words of A that stand in B in another style.
    pub restyled: u32,
    /// Words of A in linked sentences that B put otherwise or left out.
    pub reworded_a: u32,
    /// Words of B in linked sentences that are new or put otherwise.
    pub reworded_b: u32,
    /// Words in sentences of A alone.
    pub only_a: u32,
    /// Words in sentences of B alone.
    pub only_b: u32,
    /// Blocks that moved.
    pub moved: u32,
    /// Rows of the fact ledger with a value on both sides, and negations and modal words (facets `negation` and
    /// `modality`) that one side alone has: a `not` more or less is no addition, it turns the fact round.
    pub facts_changed: u32,
    /// All other rows of the fact ledger: a value on one side, nothing in its place on the other.
    pub facts_one_sided: u32,
    /// Quotations whose words were altered.
    pub quotes_altered: u32,
    /// Typography and style changes by the name of the rule.
    pub style: BTreeMap<String, u32>,
}
