//! Reports as one self-contained page for a browser: no network, safe to open though the text in it is hostile.
//!
//! Every page is readable and printable without scripts, and richer with them. Markup goes through maud, which escapes
//! all text; `page` adds the policy under which nothing runs but our own script.

mod changes;
mod coverage;
mod ledgers;
pub(super) mod page;
pub(super) mod pair;
mod rows;
mod summary;
mod words;

pub use coverage::coverage;
#[cfg(feature = "serve")]
pub use page::Served;
pub use pair::comparison;
