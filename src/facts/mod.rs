//! What sentences state: figures, dates, names, who says it.

mod attribution;
mod facet;
mod mentions;

pub use attribution::{Attribution, attributions, speaker};
pub use facet::{Facet, facet_of};
pub use mentions::Mentions;
