//! wirediff finds the stories of a feed that carry the same copy, and compares versions of one story: what each outlet
//! added, dropped, moved and changed, with house style kept apart from substance.
//!
//! ```
//! use wirediff::{Options, Story, compare};
//! let wire = "The mayor said the bridge will not reopen in May. Repairs cost 3.5 million euros.";
//! let outlet = "The mayor said the bridge will reopen in May. Repairs cost €3.5m.";
//! let [wire, outlet] = [("wire", wire), ("outlet", outlet)].map(|(id, text)| Story::new(id, text.to_owned()));
//! let comparison = compare(&wire, &outlet, &Options::default());
//! // The lost "not" is a fact, the other way to write the sum is style.
//! assert_eq!(comparison.facts.len(), 1);
//! assert_eq!(comparison.facts[0].facet.name(), "negation");
//! assert_eq!(comparison.summary.style["number-format"], 1);
//! ```
//!
//! [`fn@compare`] takes two stories, [`coverage`] one base and many, [`compare::explain`] says why sentences were linked
//! or not. [`feed::scan`] takes many and hands on what they have in common, line by line, [`feed::archive`] keeps them and
//! says what each new one is to those that are there; [`feed::dedup`] says which of them can go. The stages below them are public for those who need one alone.
//!
//! # The pipelines
//!
//! Two stories: bytes -> stories -> alignment -> differences -> report. A feed: bytes -> records -> shingles -> candidate
//! pairs -> matches of paragraphs -> links of stories -> clusters -> report. The modules from the ground up:
//!
//! | layer | does | hands on |
//! |---|---|---|
//! | [`text`] | text to paragraphs, sentences, tokens and their normal form; rule packs, word tables | [`text::Story`] |
//! | [`ingest`] | bytes of a file, archive or address to text and records, whatever the encoding, format and compression; one file for each format below `ingest/document` | [`ingest::Decoded`], [`ingest::Record`] |
//! | [`facts`] | what sentences state: figures, dates, names, who says it | [`facts::Mentions`], [`facts::Facet`] |
//! | [`score`] | how alike two units are: one definition for all stages | [`score::Similarity`] |
//! | [`shingle`] | words of a paragraph to hashes that two paragraphs share when they share wording | hashes with their bits |
//! | [`index`] | which of all paragraphs share enough to be compared; in memory, and on disk past a limit; a store that survives crashes | [`index::Candidate`], [`index::disk`] |
//! | [`matching`] | candidates to matches of paragraphs and links of stories; boilerplate, templates | [`matching::UnitMatch`], [`matching::StoryLink`] |
//! | [`cluster`] | links to clusters, and the story that leads each | members, [`cluster::Reason`] |
//! | [`align`] | which sentence retells which, and what moved | [`align::Alignment`] |
//! | [`diff`] | word changes with their class, the fact ledger, the quote ledger | [`diff::Change`], [`diff::FactRow`], [`diff::QuoteRow`] |
//! | [`mod@compare`] | the stages in a row, as one versioned model | [`compare::Comparison`], [`compare::Coverage`], [`compare::Explanation`] |
//! | [`feed`] | a scan from sources to lines, an archive that grows, when feeds are asked again, de-duplication with its manifest | [`feed::Line`], [`feed::archive::Archive`], [`feed::dedup::Plan`] |
//! | [`report`] | the models as terminal screens, JSON, Markdown, pages for a browser; a scan also as CSV and Parquet | text |
//! | `serve` (with the feature of this name) | an archive over HTTP: pages for an editor, JSON for programs | answers |
//! | [`cli`] | arguments, files, terminal, exit codes | |
//!
//! Each layer may use those above it in this table, never one below it; a test reads every `use crate::` and fails on
//! an arrow that points the wrong way. (At run time [`ingest`] comes first: it reads the bytes of which [`text`] makes
//! a story.)
//!
//! # What is absent, and stays so
//!
//! - Only [`cli`] touches the terminal, the environment, arguments and exit codes; only [`ingest`] and [`cli`] open files
//!   (and [`index`] those in which its tables are put down), and only [`ingest`] opens connections, to addresses that were
//!   named; only `serve` takes them.
//! - Renderers compute no differences: what a report says stands in the model.
//! - No result depends on a clock (a watch polls by one, and dates versions by it that nobody dates; `serve` ends connections
//!   by one), on random state, on the number of threads or on the order of a hash map. Scores are whole numbers, and limits
//!   count work, not time.
//! - Building and comparing stories cannot fail, whatever the text holds; spans refer to the untouched raw text.
//! - There is no unsafe code.

pub mod align;
pub mod cli;
pub mod cluster;
pub mod compare;
pub mod diff;
pub mod facts;
pub mod feed;
pub mod index;
pub mod ingest;
pub mod matching;
pub mod report;
pub mod score;
#[cfg(feature = "serve")]
pub mod serve;
pub mod shingle;
pub mod text;

pub use compare::{Comparison, Coverage, Options, compare, coverage};
pub use text::Story;
