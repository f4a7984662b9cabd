//! One model, many renderers: a [`Comparison`](crate::compare::Comparison), a
//! [`Coverage`](crate::compare::Coverage) or an [`Explanation`](crate::compare::Explanation) as a terminal
//! screen, as JSON, as Markdown or as a page for a browser; the lines of a scan ([`crate::feed::Line`]) also as rows, in [`scan`].
//!
//! Renderers look things up and lay them out; none of them computes a difference. Everything that was not
//! written by us (article text, outlets, file names) passes [`sanitize`] before it reaches a screen.

mod cell;
#[cfg(feature = "parquet")]
mod columns;
mod order;
mod palette;
mod reading;
mod redline;
mod runs;
mod screen;
mod styled;
mod vocabulary;
mod wrap;

pub mod causes;
pub mod guarded;
pub mod html;
pub mod json;
pub mod markdown;
pub mod sanitize;
pub mod scan;
pub mod schema;
#[cfg(feature = "serve")]
pub mod site;
pub mod terminal;

pub use palette::{Depth, Label, Palette};
pub use screen::NARROWEST;
pub use vocabulary::Stance;

/// Which part of a comparison to print, when not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The fact ledger.
    Facts,
    /// The quote ledger.
    Quotes,
    /// The blocks that moved.
    Moves,
    /// What B alone has.
    Added,
    /// What A alone has.
    Dropped,
}
