//! What agencies and desks say of a story in its own text: updates, corrections, kills, embargoes.
//!
//! The words are data (`rules/notices.tsv`): [`head`] reads those before a headline, [`line`] those that are a paragraph.

mod head;
mod line;
mod model;
mod settle;
mod table;

pub use head::headline_without_notice;
pub(super) use line::{Line, line, slug};
pub use model::{Notice, NoticeKind};
pub(super) use settle::settle;
