//! The page that says why there is no other.

use maud::html;

use crate::report::html::Served;
use crate::report::sanitize;

use super::frame::page;

/// What went wrong, and what may be done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// What it is, in a few words.
    pub title: String,
    /// What happened, with its causes.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Returns the page of a notice. `query` stands in the search box.
pub fn notice(notice: &Notice, query: &str) -> Served {
    let main = html! {
        h1 { (notice.title) }
        @if !notice.message.is_empty() { p { bdi { (sanitize::text(&notice.message)) } } }
        @if let Some(hint) = &notice.hint { p.quiet { (sanitize::text(hint)) } }
    };
    page(&notice.title, query, main)
}
