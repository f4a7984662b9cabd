//! Word changes inside linked sentences, and what they mean.

mod affine;
mod change;
mod classify;
mod facets;
mod ledger;
mod quotes;
mod reshape;
mod words;

pub use affine::Cells;
pub use change::{Change, ChangeKind, LinkView};
pub use classify::{Class, style_rule};
pub use facets::facets;
pub use ledger::{FactRow, ledger};
pub use quotes::{QuoteRow, QuoteStatus, quote_ledger};
pub use words::changes;
