//! The page of two stories.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::json;

use crate::compare::Comparison;
use crate::report::Stance;
use crate::report::reading::Reading;
use crate::report::sanitize;
use crate::report::vocabulary::count;
use crate::text::{Pair, Side};

use super::changes::{Changes, Kind};
use super::page::Page;
#[cfg(feature = "serve")]
use super::page::Served;
use super::rows::Rows;
use super::{ledgers, summary};

/// Rows, marks, totals: what every page with a pair of stories needs.
pub(super) const ROWS_STYLE: &str = include_str!("rows.css");
const STYLE: &str = include_str!("pair.css");
const PANES: &str = include_str!("panes.js");
const SCRIPT: &str = include_str!("pair.js");

/// Returns the page of a comparison: the two stories side by side, every change, the fact and the quote ledger.
///
/// `raw` are the texts that the spans of `model` point into. With `style`, changes of style are painted from the start.
/// The page takes about 15 bytes for each byte of the stories at most; it is built in one pass.
pub fn comparison(model: &Comparison, raw: Pair<&str>, stance: Stance, style: bool) -> String {
    with_page(model, raw, (stance, style), (html! {}, &[ROWS_STYLE, STYLE]), |page| page.render())
}

/// Returns the same page as a server sends it, with `way` (where to go from here) above it and a style for that.
#[cfg(feature = "serve")]
pub(in crate::report) fn served(model: &Comparison, raw: Pair<&str>, way: Markup, style: &str) -> Served {
    with_page(model, raw, (Stance::Neutral, false), (way, &[ROWS_STYLE, STYLE, style]), |page| page.served())
}

/// Makes the page and hands it to `finish`.
fn with_page<T>(
    model: &Comparison,
    raw: Pair<&str>,
    (stance, style): (Stance, bool),
    (way, styles): (Markup, &[&str]),
    finish: impl FnOnce(Page<'_>) -> T,
) -> T {
    let reading = Reading::new(model, raw);
    let changes = Changes::of(&reading);
    let rows = Rows { reading: &reading, changes: &changes, stance, prefix: "" };
    let [a, b] = Side::BOTH.map(|side| summary::name(&reading, side));
    let title = format!("{} and {} – wirediff", sanitize::text(&a), sanitize::text(&b));
    let data = data(model, &reading);
    finish(Page {
        title: &title,
        language: "en",
        class: "pair",
        body: html! { (way) (body(&rows, style)) },
        data: Some(&data),
        styles,
        scripts: &[PANES, SCRIPT],
    })
}

/// What the script needs beyond the text: which sentences hold together, block by block.
fn data(model: &Comparison, reading: &Reading<'_>) -> String {
    let links = model.links.iter().enumerate().map(|(at, l)| {
        let block = reading.block_of(at as u32).unwrap_or(0);
        json!([block, l.a.paragraph, l.a.sentence, l.b.paragraph, l.b.sentence])
    });
    json!({ "links": links.collect::<Vec<_>>() }).to_string()
}

/// The landmarks of the page.
fn body(rows: &Rows<'_, '_>, style: bool) -> Markup {
    let (reading, changes) = (rows.reading, rows.changes);
    let (facts, quotes) = (reading.model.facts.len() as u32, reading.model.quotes.len() as u32);
    html! {
        header {
            h1 {
                bdi .side-a { (sanitize::text(&summary::name(reading, Side::Left))) }
                " and "
                bdi .side-b { (sanitize::text(&summary::name(reading, Side::Right))) }
            }
            (summary::totals(reading, rows.stance))
            (summary::bars(reading, rows.stance))
        }
        nav .tools aria-label="Parts and switches" {
            ul .parts {
                li { a href="#main" { "Text" } }
                li { a href="#facts" { "Facts" span .n { (facts) } } }
                li { a href="#quotes" { "Quotes" span .n { (quotes) } } }
            }
            div .switches {
                label { input #show-style type="checkbox" checked[style]; "Style changes" }
                label { input #facts-only type="checkbox"; "Facts only" }
                label { input #fold type="checkbox"; "Fold equal" }
                label .needs-script .wide { input #lock type="checkbox" checked; "Scroll together" }
                label .needs-script .wide { input #aligned type="checkbox"; "Aligned rows" }
                button #swap .needs-script type="button" { "Swap sides" }
            }
            div .find .needs-script role="search" {
                input #find type="search" aria-label="Find in both stories" placeholder="Find";
                span #found .quiet {}
                button #help-button type="button" aria-label="Keys" { "?" }
            }
        }
        div .work {
            main #main tabindex="-1" {
                h2 .vh { "The two stories" }
                div .heads {
                    div .row .head {
                        div .cell .a { (summary::card(reading, Side::Left)) }
                        div .mid {}
                        div .cell .b { (summary::card(reading, Side::Right)) }
                    }
                }
                div .rows { (rows.render()) }
                (summary::legend(rows.stance))
            }
            aside #changes aria-label="Changes" {
                div .list-head {
                    h2 { (ledgers::size(changes)) }
                    (filters(rows))
                }
                (ledgers::changes(rows))
            }
            section #facts .ledger aria-labelledby="facts-title" {
                h2 #facts-title { "Facts: " (count(facts, "row")) ", " (reading.model.summary.facts_changed) " changed" }
                (ledgers::facts(rows))
            }
            section #quotes .ledger aria-labelledby="quotes-title" {
                h2 #quotes-title { "Quotes: " (count(quotes, "quotation")) ", " (reading.model.summary.quotes_altered) " altered" }
                (ledgers::quotes(rows))
            }
        }
        footer {
            p .quiet {
                "Made by wirediff. A word counts as changed only where more than house style differs. "
                span .needs-script { "Press " kbd { "?" } " for the keys." }
            }
        }
    }
}

/// The two lists that filter the changes, with what there is to choose.
fn filters(rows: &Rows<'_, '_>) -> Markup {
    let list = &rows.changes.list;
    let facets: BTreeSet<_> = list.iter().flat_map(|c| c.facets.iter().copied()).collect();
    let moved = rows.reading.model.blocks.iter().any(|b| b.moved.is_some());
    let has = |kind: Kind| list.iter().any(|c| c.kind == kind);
    html! {
        div .filters .needs-script {
            select #by-kind aria-label="Kind of change" {
                option value="" { "all kinds" }
                @if has(Kind::Fact) { option value="fact" { "facts" } }
                @if has(Kind::Wording) { option value="wording" { "wording" } }
                @if has(Kind::Only(Side::Left)) { option value="only-a" { (rows.stance.only(Side::Left)) } }
                @if has(Kind::Only(Side::Right)) { option value="only-b" { (rows.stance.only(Side::Right)) } }
                @if moved { option value="move" { "moved" } }
                @if has(Kind::Style) { option value="style" { "style" } }
            }
            @if !facets.is_empty() {
                select #by-facet aria-label="Facet" {
                    option value="" { "all facets" }
                    @for facet in facets { option value=(facet.name()) { (facet.name()) } }
                }
            }
        }
    }
}
