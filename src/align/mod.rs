//! Alignment: which sentence of B retells which sentence of A, grouped by paragraph, and what moved.

mod blocks;
mod candidates;
mod context;
mod exact;
mod greedy;
mod hints;
mod links;
mod matching;
mod moves;
mod rules;
mod settle;

pub use blocks::{BlockPlan, blocks};
pub(crate) use candidates::candidates;
pub use context::{Context, Evidence};
pub(crate) use links::on_side;
pub use links::{Alignment, Hint, SentenceLink, Step, Verdict, align, judge};
pub use moves::moved;
