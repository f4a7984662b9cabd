//! What all pages of an archive have: the way home, the search box, and how stories are named in them.

use maud::{Markup, html};

use crate::report::html::Served;
use crate::report::html::page::Page;
use crate::report::sanitize;
use crate::report::scan::html::STYLE as SCAN_STYLE;
use crate::report::scan::html::data::shown;
use crate::report::scan::moment::minute;

use super::link::story_link;

/// What these pages have beyond those of a scan.
pub(super) const STYLE: &str = include_str!("site.css");

/// Longest text that the search box sends in an address, in characters.
const LONGEST: usize = 1000;

/// Returns a page. `query` stands in the search box.
pub(super) fn page(title: &str, query: &str, main: Markup) -> Served {
    let title = format!("{title} – wirediff");
    Page {
        title: &title,
        language: "en",
        class: "scan site",
        body: html! {
            header.site-head {
                a.home href="/" { "Archive" }
                form action="/search" method="get" role="search" {
                    input type="search" name="q" value=(plain(query)) maxlength=(LONGEST) autocomplete="off" spellcheck="false"
                        aria-label="Find a story by id, address or words"
                        placeholder="id, address or a sentence";
                    button type="submit" { "Find" }
                }
            }
            main #main tabindex="-1" { (main) }
        },
        data: None,
        styles: &[SCAN_STYLE, STYLE],
        scripts: &[],
    }
    .served()
}

/// What was asked for, without what a reader cannot see; joiners belong to the spelling.
fn plain(query: &str) -> String {
    let seen = |c: &char| matches!(c, '\u{200c}' | '\u{200d}') || !c.is_control() && !sanitize::hidden(*c);
    query.chars().filter(seen).collect()
}

/// A story as a link: its headline, and its id below.
pub(super) fn headed(id: &str, headline: Option<&str>) -> Markup {
    html! {
        a.to href=(story_link(id)) {
            @if let Some(headline) = headline { bdi { (shown(headline)) } " " }
            span.id { bdi { (shown(id)) } }
        }
    }
}

/// A time of publication to the minute, in UTC where the zone is stated.
pub(super) fn time(stated: Option<&str>) -> String {
    stated.map_or(String::new(), |stated| shown(&minute(stated)))
}

/// An outlet, or nothing.
pub(super) fn outlet(name: Option<&str>) -> Markup {
    html! { @if let Some(name) = name { bdi { (shown(name)) } } }
}

/// A table that scrolls by itself and becomes a list of cards in a narrow window; each cell names its column.
pub(super) fn table(label: &str, class: &str, heads: &[(&str, bool)], rows: Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label={ (label) ", table" } {
            table.cards.(class) {
                thead { tr { @for (head, numeric) in heads { th.n[*numeric] scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}
