//! The fact ledger: what linked sentences state differently.
//!
//! A row is for an editor: rows with a value on both sides come from one place in the sentence, and a value on one side
//! only is listed when the other story states it nowhere. What the two stories merely put in other words stays out.

mod alike;
mod names;
mod page;
mod rows;
mod small_words;
mod sources;
mod values;

pub use rows::{FactRow, ledger};
