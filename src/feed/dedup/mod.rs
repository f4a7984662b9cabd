//! Near-duplicates taken out of feeds, so that nothing is lost: what is dropped, why, and how it comes back.
//!
//! The clusters of a scan say which stories carry one copy; [`choose()`] keeps one of each and drops those of which every
//! sentence stands in a kept one; [`survivors`] copies what stays byte for byte; [`Undo`] puts all back.

mod choose;
mod copy;
mod hashed;
mod manifest;
mod plan;
mod proof;
mod undo;

pub use choose::{Choice, Dropped, Keep, Member, Rules, choose};
pub use copy::{Extents, survivors};
pub use hashed::{Content, content};
pub use manifest::{
    DEDUP_SCHEMA, DroppedLine, InputEntry, KeptAt, ManifestHeader, ManifestLine, ManifestSummary, Reason,
    ResidualLine, SentenceCopy,
};
pub use plan::{Plan, PlanError, PlanOptions, plan};
pub use proof::{Proof, proof};
pub use undo::{Undo, UndoError};
