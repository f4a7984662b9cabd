//! Two stories side by side: the page of `compare --format html`, with the way back to the archive above it.

use maud::html;

use crate::compare::Comparison;
use crate::report::html::{Served, pair as page};
use crate::report::scan::html::data::shown;
use crate::text::{Pair, Story};

use super::frame::STYLE;
use super::link::{pair_link, story_link};

/// Returns the page of two stories and what `compare` says of them.
pub fn pair(model: &Comparison, a: &Story, b: &Story) -> Served {
    let name = |story: &Story| shown(story.outlet().unwrap_or(story.id()));
    let way = html! {
        nav.way aria-label="Archive" {
            a href="/" { "Archive" }
            a href=(story_link(a.id())) { "A: " bdi { (name(a)) } }
            a href=(story_link(b.id())) { "B: " bdi { (name(b)) } }
            a href=(pair_link(b.id(), a.id())) { "B against A" }
        }
    };
    page::served(model, Pair::new(a.raw(), b.raw()), way, STYLE)
}
