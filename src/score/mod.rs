//! One definition of similarity, used by finding and showing alike.
//!
//! `S = B + 80 x cov`: B is the information (bits) of the best local alignment of two word sequences, cov the share
//! of the shorter side's information that both have, in any order. Integers only, so that no sum depends on order.

mod diagonals;
mod local;
mod profile;
mod similarity;
mod unit;

pub use profile::{Profile, WordView};
pub(crate) use similarity::CONTAINMENT;
pub use similarity::{Similarity, similarity};
pub use unit::{Bag, Scorer, UnitView};
