//! The quote ledger: what became of every quotation.

mod pairing;
mod quote;
mod rows;
mod verdict;

pub use rows::{QuoteRow, QuoteStatus, quote_ledger};
