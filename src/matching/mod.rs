//! Pairs that share shingles -> matches of paragraphs -> links of stories.

mod boilerplate;
mod composite;
mod context;
mod found;
mod link;
pub mod rules;
mod run;
mod share;
mod specifics;
mod verify;

pub use boilerplate::{Recurring, by_pair, mark, recurs, speaks, unrelated};
pub use composite::{MOST_SOURCES, Web, composites, is_related};
pub use found::{Kind, UnitMatch};
pub use link::{LinkBench, LinkRules, Relation, StoryLink, link};
pub use run::{Run, longest_run};
pub use share::Share;
pub use specifics::Specifics;
pub use verify::{Bench, VerifyRules, verify};
