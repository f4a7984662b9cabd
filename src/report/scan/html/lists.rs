//! The lists below the clusters: what travelled, what each outlet shares, boilerplate, problems, totals.

use maud::{Markup, html};

use crate::feed::{OutletLine, Place, SummaryLine};
use crate::report::vocabulary::number;

use super::super::digest::{Digest, Problems, percent, totals_of};
use super::body::{bar, containment, named};
use super::collect::Html;
use super::data::shown;

/// Entries of each list; the rest is counted.
const LISTED: usize = 200;
/// Rows of outlets.
const OUTLETS: usize = 1000;

/// A section with a heading that folds, open or not.
fn section(id: &str, title: &str, total: u64, open: bool, content: Markup) -> Markup {
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            details.list open[open] {
                summary { h2 id={ (id) "-title" } { (title) @if total > 0 { " " span.total { (number(total)) } } } }
                (content)
            }
        }
    }
}

/// A line on what is not listed.
fn more(total: u64, limit: usize) -> Markup {
    let left = total.saturating_sub(limit as u64);
    html! { @if left > 0 { p { "And " (number(left)) " more." } } }
}

/// The story of a place, and its paragraph.
fn place(page: &Html, place: &Place) -> Markup {
    html! { (named(&page.digest.brief(&place.story), &place.story)) " ¶" (place.paragraph) }
}

/// Paragraphs in a table: an id that begins with `letter`, the two counts that `heads` name, the place and the text of each.
fn paragraphs<'p>(
    page: &Html,
    (label, letter, heads): (&str, &str, [&str; 2]),
    rows: impl Iterator<Item = ([u32; 2], &'p Place, &'p str)>,
) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table {
                thead { tr { th.n scope="col" { (heads[0]) } th.n scope="col" { (heads[1]) } th scope="col" { "first in" } th scope="col" { "text" } } }
                tbody {
                    @for (at, (counts, first, text)) in rows.take(LISTED).enumerate() {
                        tr id={ (letter) (at + 1) } {
                            td.n { (number(counts[0])) } td.n { (number(counts[1])) }
                            td.place { (place(page, first)) }
                            td.text dir="auto" { (shown(text)) }
                        }
                    }
                }
            }
        }
    }
}

/// The paragraphs that travelled furthest.
pub(super) fn travelled(page: &Html) -> Markup {
    let list = &page.digest.travelled;
    if list.shown.is_empty() {
        return html! {};
    }
    let rows = list.shown.iter().map(|t| ([t.outlets, t.stories], &t.first, t.text.as_str()));
    let content = html! {
        (paragraphs(page, ("Travelled paragraphs", "t", ["outlets", "stories"]), rows))
        (more(list.total, LISTED))
    };
    section("travelled", "Travelled paragraphs", list.total, true, content)
}

/// The boilerplate.
pub(super) fn boilerplate(page: &Html) -> Markup {
    let list = &page.digest.boilerplate;
    if list.shown.is_empty() {
        return html! {};
    }
    let rows = list.shown.iter().map(|b| ([b.stories, b.pairs], &b.first, b.text.as_str()));
    let content = html! {
        p { "Recurs across unrelated stories; shown, not counted." }
        (paragraphs(page, ("Boilerplate", "b", ["stories", "pairs"]), rows))
        (more(list.total, LISTED))
    };
    section("boilerplate", "Boilerplate", list.total, false, content)
}

/// What each outlet shares, as bars.
pub(super) fn outlets(digest: &Digest) -> Markup {
    let list = &digest.outlets;
    if list.shown.is_empty() {
        return html! {};
    }
    let most = list.shown.iter().map(|o| o.words).max().unwrap_or_default();
    let rows = html! {
        p.legend {
            "Bar: the outlet's words; "
            span.key.copied { "copied" } " stand in an earlier story of another outlet. "
            "Lent words stand in a later story of another."
        }
        div.scroll tabindex="0" role="region" aria-label="Outlets" {
            table.outlets {
                thead { tr { th scope="col" { "outlet" } th.n scope="col" { "stories" } th scope="col" { "words" } th.n scope="col" { "words" } th scope="col" { "copied" } th.n scope="col" { "copied words" } th.n scope="col" { "lent words" } } }
                tbody {
                    @for o in list.shown.iter().take(OUTLETS) {
                        tr {
                            th scope="row" { bdi { (shown(&o.outlet)) } }
                            td.n { (number(o.stories)) }
                            td { (volume(o, most)) }
                            td.n { (number(o.words)) }
                            td { (bar(Some(o.share), "b")) }
                            td.n { (number(o.copied_words)) }
                            td.n { (number(o.lent_words)) }
                        }
                    }
                }
            }
        }
        (more(list.total, OUTLETS))
    };
    section("outlets", "Outlets", list.total, true, rows)
}

/// The words of an outlet against the most of any, with the copied part.
fn volume(outlet: &OutletLine, most: u64) -> Markup {
    // Widths in tenths of a per cent; whole numbers, so that every machine writes the same.
    let width = |words: u64| (u128::from(words) * 1000 / u128::from(most.max(1))).min(1000);
    html! {
        svg.bar.volume viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true" {
            rect.own width=(width(outlet.words)) height="8" {}
            rect.copied width=(width(outlet.copied_words)) height="8" {}
        }
    }
}

/// The containments of which no cluster tells.
pub(super) fn containments(digest: &Digest) -> Markup {
    let list = digest.loose();
    if list.shown.is_empty() {
        return html! {};
    }
    let items = html! {
        ul { @for link in list.shown.iter().take(LISTED) { (containment(digest, link)) } }
        (more(list.total, LISTED))
    };
    section("contained", "Contained, outside the clusters", list.total, false, items)
}

/// The pairs with one skeleton.
pub(super) fn templates(digest: &Digest) -> Markup {
    let list = &digest.templates;
    if list.shown.is_empty() {
        return html! {};
    }
    let side = |id: &str| {
        let brief = digest.brief(id);
        html! { (named(&brief, id)) @if let Some(headline) = brief.headline.as_deref() { ": " bdi { (shown(headline)) } } }
    };
    let items = html! {
        p { "One skeleton with other figures: no copies." }
        ul {
            @for link in list.shown.iter().take(LISTED) {
                li { (percent(link.similarity)) "% alike: " (side(&link.a)) " / " (side(&link.b)) }
            }
        }
        (more(list.total, LISTED))
    };
    section("templates", "Templates", list.total, false, items)
}

/// What was wrong with records.
pub(super) fn problems(problems: &Problems, title: &str, id: &str) -> Markup {
    let list = &problems.first;
    if list.shown.is_empty() {
        return html! {};
    }
    let kinds = problems.rest.iter().map(|(code, n)| format!("{} {}", number(*n), shown(code)));
    let kinds: Vec<String> = kinds.collect();
    let items = html! {
        ul {
            @for error in &list.shown {
                li {
                    bdi { (shown(&error.source)) } @if let Some(n) = error.record { ", record " (n) }
                    ": " bdi { (shown(&error.code)) } ": " bdi { (shown(&error.message)) }
                }
            }
        }
        @if !kinds.is_empty() { p { "And " (number(list.more())) " more: " (kinds.join(", ")) } }
    };
    section(id, title, list.total, list.total <= 20, items)
}

/// The totals.
pub(super) fn totals(s: &SummaryLine) -> Markup {
    let rows = [("stories", s.stories)].into_iter().chain(totals_of(s));
    let table = html! {
        table.totals { tbody {
            @for (name, n) in rows { tr { th scope="row" { (name) } td.n { (number(n)) } } }
        } }
    };
    section("totals", "Totals", 0, true, table)
}
