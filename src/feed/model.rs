//! The result of a scan: one line after another, each an object of its own in JSON Lines (`wirediff.scan/1`).
//!
//! Lines come in this order: `header`, `story`, `match`, `link`, `cluster`, `travelled`, `boilerplate`, `outlet`, `error`,
//! `summary`. Inside each type the order is fixed by the stories, never by files, threads or time. Readers must ignore
//! types and keys that they do not know; a key never changes its meaning inside a major version.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Span, Status};

/// The version of the model.
pub const SCHEMA: &str = "wirediff.scan/1";

/// One line of the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    /// What was asked; always the first line.
    Header(Header),
    /// A story that some match, link or cluster names; in canonical order.
    Story(StoryLine),
    /// Two paragraphs that share wording.
    Match(MatchLine),
    /// Two stories that share paragraphs.
    Link(LinkLine),
    /// Stories that carry the same copy.
    Cluster(ClusterLine),
    /// A paragraph that many stories carry.
    Travelled(TravelledLine),
    /// A paragraph that recurs across unrelated stories.
    Boilerplate(BoilerplateLine),
    /// What one outlet shares with others.
    Outlet(OutletLine),
    /// A record or file that could not be read.
    Error(ErrorLine),
    /// Totals; always the last line.
    Summary(SummaryLine),
}

/// What was asked, and with which tables it was answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of wirediff.
    pub version: String,
    /// BLAKE3 of the background tables (64 hexadecimal digits): scores compare only under equal tables, and, since the rule
    /// packs come with the program, only under an equal `version`.
    pub tables: String,
    /// The S that a paragraph match needs by itself (it grows with the number of paragraphs).
    pub threshold: u32,
    /// Least similarity of a link and of a cluster's members, 0 to 1.
    pub min_similarity: f64,
    /// Earliest holders of a shingle that later ones are compared with.
    pub holders: u32,
    /// Shortest verbatim run that is reported by itself, in words.
    pub min_run: u32,
    /// Most seconds between two stories that are compared; absent when time does not matter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub window: Option<u64>,
    /// Stories published before are left out, as given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<String>,
    /// The number of paragraphs that thresholds are those of, where it was set or is an index's; else the number there is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub among: Option<u32>,
    /// Whether all versions of a story were kept, not the newest alone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub revisions: bool,
}

/// One story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryLine {
    /// The id that the input gives it, or `source#n`; `id~2` for the second story of an id.
    pub id: String,
    /// The outlet, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// The headline, where stated or found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// Its address, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// ISO 639-1 code of the language the rules were taken from, or `und`.
    pub language: String,
    /// Words in body paragraphs and headings.
    pub words: u32,
    /// Number of paragraphs, furniture included.
    pub paragraphs: u32,
    /// The id that all versions of the story have in common, where stated.
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
    /// Where it was read, with `--locate` only: a result must not depend on how the input is cut into files.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// Number of the record in its source from 1, with `--locate` only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
}

/// A paragraph of a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Story id.
    pub story: String,
    /// Paragraph number from 1, in the order of the text, furniture included.
    pub paragraph: u32,
    /// Where the paragraph lies in the story's text: bytes `[start, end)`.
    pub span: Span,
}

/// How two paragraphs were matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchKind {
    /// Equal after normalisation.
    Exact,
    /// S reaches the threshold by itself.
    Same,
    /// S reaches the lower threshold that holds between two linked stories.
    Context,
    /// A verbatim run of words; the rest differs. The run may go on across the end of the paragraph.
    Quote,
}

/// What is to be known about a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The paragraph recurs across unrelated stories: shown, not counted.
    Boilerplate,
    /// The same skeleton with other figures: shown, not counted.
    Template,
    /// The shared words stand between quotation marks.
    Quoted,
}

/// Two paragraphs that share wording; `a` belongs to the story that is earlier in canonical order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MatchLine {
    /// The paragraph of the earlier story.
    pub a: Place,
    /// The paragraph of the later story.
    pub b: Place,
    /// S = B + 80 x coverage, in bits.
    pub score: u32,
    /// B: bits of the best local alignment.
    pub bits: u32,
    /// Share of the smaller side's information that both have, 0 to 1.
    pub coverage: f64,
    /// Words of the longest verbatim run, where it was looked for; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run: Option<u32>,
    /// How it was found.
    pub kind: MatchKind,
    /// What is to be known about it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub flags: Vec<Flag>,
}

/// How two stories relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkRelation {
    /// One text in two hands.
    Copy,
    /// Most of one is a small part of the other: a brief, a digest, a wire story inside a longer one.
    Contained,
    /// Some wording is the same.
    Shared,
    /// The same skeleton with other figures.
    Template,
    /// Two versions of one story from one outlet.
    Revision,
}

/// What is known of who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// One side credits an agency, the other is the agency's or the only one without.
    Credited,
    /// One side was published more than five minutes before the other.
    Earlier,
    /// An earlier third story covers both better.
    CommonSource,
    /// Nothing tells.
    Unknown,
}

/// One row of evidence, in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What kind: `credit`, `time`, `common-source`, `coverage`.
    pub kind: String,
    /// The story that it speaks for, as a story id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub story: Option<String>,
    /// What it says, in one clause: `published 3 h 20 min earlier`.
    pub text: String,
}

/// Two stories that share paragraphs; `a` is earlier in canonical order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkLine {
    /// Id of the earlier story.
    pub a: String,
    /// Id of the later story.
    pub b: String,
    /// Share of the words of a that matches with b cover, 0 to 1; boilerplate and furniture left out.
    pub coverage_a: f64,
    /// Share of the words of b that matches with a cover.
    pub coverage_b: f64,
    /// Harmonic mean of the two, 0 to 1.
    pub similarity: f64,
    /// How they relate.
    pub relation: LinkRelation,
    /// Words of a that b does not have.
    pub only_a: u32,
    /// Words of b that a does not have.
    pub only_b: u32,
    /// Number of paragraph matches that count.
    pub matches: u32,
    /// What is known of who came first.
    pub direction: Direction,
    /// What says so, strongest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<Evidence>,
}

/// One story of a cluster against the lead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Version {
    /// Story id.
    pub story: String,
    /// The outlet, where stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// The headline, where stated or found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// Words in body paragraphs and headings.
    pub words: u32,
    /// Share of the lead's words that it keeps, 0 to 1; absent for the lead itself and where the two share nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub keeps: Option<f64>,
    /// Share of its own words that stand in the lead, 0 to 1; absent as above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from_lead: Option<f64>,
    /// Words of the lead that it does not have; absent as above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dropped: Option<u32>,
    /// Words that the lead does not have; absent as above.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub added: Option<u32>,
}

/// Stories that carry the same copy. Clusters of one are not printed; largest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterLine {
    /// Id of the cluster: that of its canonically first member.
    pub id: String,
    /// Ids of the members, in order of publication.
    pub members: Vec<String>,
    /// The story that the others most likely derive from.
    pub lead: String,
    /// What says so, strongest first; empty when nothing tells and the lead is only the earliest in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lead_evidence: Vec<Evidence>,
    /// The least of the members' best similarities with another member, 0 to 1.
    pub weakest_link: f64,
    /// First time of publication in it, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first: Option<String>,
    /// Last time of publication in it, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last: Option<String>,
    /// The members against the lead, in the order of `members`.
    pub versions: Vec<Version>,
    /// Stories that are contained in a member, or contain one, without being members: briefs, digests, round-ups.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contained: Vec<String>,
}

/// A paragraph that many stories carry; the one in most outlets first, then in most stories.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TravelledLine {
    /// Its earliest place.
    pub first: Place,
    /// Stories that carry it, exactly or reworded, the earliest included.
    pub stories: u32,
    /// Outlets that carry it; 0 when none is stated.
    pub outlets: u32,
    /// Its text, cut after 240 characters.
    pub text: String,
}

/// A paragraph that recurs across unrelated stories.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoilerplateLine {
    /// Its earliest place.
    pub first: Place,
    /// Stories that carry it.
    pub stories: u32,
    /// Pairs of stories that it matched.
    pub pairs: u32,
    /// Its text, cut after 240 characters.
    pub text: String,
}

/// What one outlet shares with others; the one with most copied words first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutletLine {
    /// The outlet.
    pub outlet: String,
    /// Its stories.
    pub stories: u32,
    /// Their words.
    pub words: u64,
    /// Words of its stories that stand in an earlier story of another outlet.
    pub copied_words: u64,
    /// `copied_words / words`, 0 to 1.
    pub share: f64,
    /// Words of its stories that stand in a later story of another outlet.
    pub lent_words: u64,
}

/// A record or file that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ErrorLine {
    /// The input, as it was named or found.
    pub source: String,
    /// Number of the record from 1 (for lines: the line); absent when the whole source failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub record: Option<u64>,
    /// Byte in the (decompressed) source at which the record begins.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub byte: Option<u64>,
    /// A stable word for the reason: `bad-json`, `missing-text`, `wrong-type`, `too-long`, `truncated`, ...
    pub code: String,
    /// What was wrong, in one clause.
    pub message: String,
    /// Whether something was skipped (else it is a note: a duplicate id, replaced bytes).
    pub skipped: bool,
}

/// Totals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummaryLine {
    /// Stories read.
    pub stories: u64,
    /// Paragraphs of body text and headings.
    pub paragraphs: u64,
    /// Their words.
    pub words: u64,
    /// Paragraph matches, by kind: exact, same, context, quote.
    pub matches: MatchCounts,
    /// Links, by relation: copy, contained, shared, template, revision.
    pub links: LinkCounts,
    /// Clusters of two or more.
    pub clusters: u64,
    /// Stories in them.
    pub clustered: u64,
    /// Stories in the largest.
    pub largest: u64,
    /// Boilerplate paragraphs.
    pub boilerplate: u64,
    /// Versions that were left out, since a newer one is there.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub superseded: u64,
    /// Records and files skipped.
    pub skipped: u64,
    /// Notes about records that were read all the same.
    pub notes: u64,
    /// Whether the run was interrupted, so that only part of the input was read.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub interrupted: bool,
    /// Whether more than 5,000 stories hung together by copies: their clusters are then those near one early story each, where
    /// all others ask for the mean of all pairs.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub approximate: bool,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Paragraph matches by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MatchCounts {
    /// Equal after normalisation.
    pub exact: u64,
    /// By score alone.
    pub same: u64,
    /// Between linked stories.
    pub context: u64,
    /// By a verbatim run.
    pub quote: u64,
}

/// Links by relation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkCounts {
    /// One text in two hands.
    pub copy: u64,
    /// One inside the other.
    pub contained: u64,
    /// Some wording.
    pub shared: u64,
    /// Same skeleton, other figures.
    pub template: u64,
    /// Versions of one story.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub revision: u64,
}
