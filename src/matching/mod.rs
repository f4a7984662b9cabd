//! Pairs that share shingles -> matches of paragraphs -> links of stories.

mod boilerplate;
mod found;
mod link;
mod plain;
pub mod rules;
mod run;
mod verify;

pub use boilerplate::{Recurring, by_pair, mark};
pub use found::{Kind, UnitMatch};
pub use link::{LinkBench, Relation, Share, StoryLink, link};
pub use run::{Run, longest_run};
pub use verify::{Bench, VerifyRules, verify};
