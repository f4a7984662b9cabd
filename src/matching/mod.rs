//! Pairs that share shingles -> matches of paragraphs -> links of stories.

mod boilerplate;
mod composite;
mod found;
mod link;
mod plain;
pub mod rules;
mod run;
mod specifics;
mod verify;

pub use boilerplate::{Recurring, by_pair, mark};
pub use composite::composites;
pub use found::{Kind, UnitMatch};
pub use link::{LinkBench, LinkRules, Relation, Share, StoryLink, link};
pub use run::{Run, longest_run};
pub use specifics::Specifics;
pub use verify::{Bench, VerifyRules, verify};
