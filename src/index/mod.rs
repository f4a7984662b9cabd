//! Who else holds this shingle: words put away, shingles sorted, pairs of paragraphs that share enough of them.

mod around;
mod candidates;
mod classes;
pub mod disk;
mod partition;
mod spool;
mod store;
mod window;

pub use around::Around;
pub use candidates::{
    Candidate, CandidatePart, Eligibility, IndexedStories, Pairs, Watched, candidates, least_steps,
    shingle_keys,
};
pub use classes::{Classes, class_key, classes};
pub use partition::{Hand, Partitions, radix_sort};
pub use spool::Spool;
pub use store::{ClosedStore, LONGEST_UNIT, Shelf, StoryView, StoryWords, Unit, WordStore};
pub use window::Window;
