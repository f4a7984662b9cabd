//! wirediff finds the near-duplicate paragraphs of news stories and shows what each outlet added, dropped or changed.
//!
//! The pipeline, in the order in which data flows:
//!
//! | stage | does | hands on |
//! |---|---|---|
//! | [`ingest`] | bytes of a file to text, whatever the encoding | [`ingest::Decoded`] |
//! | [`text`] | text to paragraphs, sentences, tokens and their normal form | [`text::Story`] |
//! | [`score`] | how alike two units are: one definition for all stages | [`score::Similarity`] |
//! | [`facts`] | what sentences state: figures, dates, names, who says it | [`facts::Facet`] |
//! | [`align`] | which sentence retells which, and what moved | [`align::Alignment`] |
//! | [`diff`] | word changes with their class, the fact ledger, the quote ledger | [`diff::Change`], [`diff::FactRow`] |
//! | [`mod@compare`] | the stages in a row, as one versioned model | [`compare::Comparison`] |
//! | [`report`] | the model as terminal screens, JSON, Markdown | text |
//! | [`cli`] | arguments, files, terminal, exit codes | |
//!
//! Arrows point down this table only; a test reads every `use crate::` and fails on one that points up.
//!
//! What is absent, and stays so: only [`cli`] touches the terminal, the environment, arguments and exit codes; renderers compute
//! no differences; nothing depends on a clock, on random state or on the order of a hash map; no unsafe code.

pub mod align;
pub mod cli;
pub mod compare;
pub mod diff;
pub mod facts;
pub mod ingest;
pub mod report;
pub mod score;
pub mod text;

pub use compare::{Comparison, Coverage, Options, compare, coverage};
pub use text::Story;
