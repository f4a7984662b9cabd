//! The page of several outlets and one base: the matrix, and the pair view behind each cell.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::compare::{Addition, CellState, Comparison, Coverage, CoverageCell, StoryOutline};
use crate::report::Stance;
use crate::report::reading::{Reading, numbers};
use crate::report::sanitize;
use crate::report::vocabulary::{count, names, number, percent};
use crate::text::{Pair, Side};

use super::changes::Changes;
use super::page::Page;
use super::pair::ROWS_STYLE;
use super::rows::Rows;
use super::summary;
use super::words::{excerpt, foreign};

const STYLE: &str = include_str!("coverage.css");
const SCRIPT: &str = include_str!("coverage.js");

/// Bytes of a paragraph that its row repeats.
const EXCERPT: usize = 150;

/// Returns the page: one line for each outlet, the matrix with what each outlet added, and each pair in full.
///
/// `raw` are the base's text and then the outlets', in order. The size grows with the outlets: each brings its pair.
pub fn coverage(model: &Coverage, raw: &[&str], stance: Stance, style: bool) -> String {
    let names = names(model);
    let shown: Vec<Markup> = names.iter().map(|n| foreign(n)).collect();
    let base = names.first().map_or("", String::as_str);
    let title = format!("Coverage of {} – wirediff", sanitize::text(base));
    let holders: Vec<Pair<Holders>> = model.comparisons.iter().map(holders).collect();
    let mut additions: BTreeMap<Option<u32>, Vec<&Addition>> = BTreeMap::new();
    for addition in &model.additions {
        additions.entry(addition.after).or_default().push(addition);
    }
    let view = View { model, raw, names: &shown, stance, holders, additions };
    let body = html! {
        header {
            h1 { "Who kept what of " bdi .side-a { (sanitize::text(base)) } }
            @if let Some(headline) = &model.base.headline { p .headline dir="auto" { (foreign(headline)) } }
            p .quiet {
                (count(model.base.words, "word")) ", " (count(model.rows.len() as u32, "paragraph")) ", "
                (count(model.outlets.len() as u32, "outlet"))
            }
            @if model.approximate { p .alert { "Approximate: a work limit was met in one of the comparisons." } }
        }
        nav .tools aria-label="Parts and switches" {
            ul .parts {
                li { a href="#main" { "Matrix" } }
                @for (i, name) in shown.iter().skip(1).enumerate() { li { a href={"#o" (i + 1)} { (name) } } }
            }
            div .switches {
                label { input #show-style type="checkbox" checked[style]; "Style changes" }
                button #help-button .needs-script type="button" aria-label="Keys" { "?" }
            }
        }
        div .work {
            main #main tabindex="-1" {
                (view.overview())
                (view.matrix())
                (key())
                @for at in 0..model.outlets.len() { (view.pair(at)) }
            }
        }
        footer { p .quiet { "Made by wirediff." } }
    };
    let styles = &[ROWS_STYLE, STYLE];
    Page { title: &title, language: "en", class: "coverage", body, data: None, styles, scripts: &[SCRIPT] }
        .render()
}

/// What the parts of the page are made from.
struct View<'v> {
    model: &'v Coverage,
    raw: &'v [&'v str],
    /// The base and the outlets.
    names: &'v [Markup],
    stance: Stance,
    /// For each comparison the blocks of each paragraph.
    holders: Vec<Pair<Holders>>,
    /// The additions by the paragraph of the base after which they stand.
    additions: BTreeMap<Option<u32>, Vec<&'v Addition>>,
}

/// The blocks that hold a paragraph, in reading order.
type Holders = BTreeMap<u32, Vec<u32>>;

/// Returns the blocks of each paragraph on both sides.
fn holders(comparison: &Comparison) -> Pair<Holders> {
    let mut out: Pair<Holders> = Pair::default();
    for block in &comparison.blocks {
        for side in Side::BOTH {
            for &n in numbers(block, side) {
                out[side].entry(n).or_default().push(block.id);
            }
        }
    }
    out
}

impl View<'_> {
    fn name(&self, outlet: usize) -> Markup {
        self.names.get(outlet + 1).cloned().unwrap_or_else(|| html! {})
    }

    fn own(&self, outlet: usize) -> impl Iterator<Item = &Addition> {
        self.model.additions.iter().filter(move |a| a.outlet as usize == outlet)
    }

    /// One line for each outlet.
    fn overview(&self) -> Markup {
        let cut = |at: usize| {
            let cells = self.model.rows.iter().filter_map(|r| r.cells.get(at));
            cells.filter(|c| c.state == CellState::Cut).count() as u32
        };
        let outlets = self.model.outlets.iter().zip(&self.model.comparisons).enumerate();
        html! {
            section {
                h2 #outlets { "Outlets" }
                div .scroll tabindex="0" role="region" aria-label="Outlets" {
                table .overview {
                    thead { tr {
                        th scope="col" { "outlet" } th scope="col" { "headline" } th scope="col" .num { "words" }
                        th scope="col" { "has of the base" } th scope="col" .num { "paragraphs cut" }
                        th scope="col" .num { "of its own" } th scope="col" .num { "moved" }
                        th scope="col" .num { "facts changed" } th scope="col" .num { "quotes altered" }
                    } }
                    tbody {
                        @for (at, (story, comparison)) in outlets {
                            @let s = &comparison.summary;
                            @let kept = percent(s.kept.saturating_add(s.restyled), self.model.base.words);
                            tr {
                                th scope="row" { a href={"#o" (at + 1)} { (self.name(at)) } }
                                td .headline dir="auto" { (headline(story)) }
                                td .num { (number(story.words)) }
                                td .share {
                                    svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                                        rect .ground x="0" y="0" width="100" height="8" {}
                                        rect .part x="0" y="0" width=(kept) height="8" {}
                                    }
                                    (kept) "%"
                                }
                                td .num { (cut(at)) }
                                td .num { (self.own(at).count()) }
                                td .num { (s.moved) }
                                td .num .loud[s.facts_changed > 0] { (s.facts_changed) }
                                td .num .loud[s.quotes_altered > 0] { (s.quotes_altered) }
                            }
                        }
                    }
                } }
            }
        }
    }

    /// One row for each paragraph of the base, and where they stand, one for each addition.
    fn matrix(&self) -> Markup {
        let base = self.raw.first().copied().unwrap_or("");
        html! {
            section {
                h2 #paragraphs { "Paragraphs" }
                div .scroll tabindex="0" role="region" aria-label="Matrix of paragraphs" {
                table .matrix {
                    thead { tr {
                        th scope="col" .num { "¶" } th scope="col" { (self.names.first().cloned().unwrap_or_else(|| html! {})) }
                        @for at in 0..self.model.outlets.len() { th scope="col" .outlet { (self.name(at)) } }
                    } }
                    tbody {
                        (self.additions(None))
                        @for row in &self.model.rows {
                            tr #{"p" (row.paragraph)} {
                                th scope="row" .num { (row.paragraph) }
                                td .words dir="auto" { bdi { (excerpt(row.span.of(base), EXCERPT)) } }
                                @for (at, cell) in row.cells.iter().enumerate() { (self.cell(at, row.paragraph, cell)) }
                            }
                            (self.additions(Some(row.paragraph)))
                        }
                    }
                } }
            }
        }
    }

    /// What one outlet did with one paragraph of the base, as a link to the blocks that hold it.
    fn cell(&self, at: usize, paragraph: u32, cell: &CoverageCell) -> Markup {
        let places: Vec<String> = cell.paragraphs.iter().map(u32::to_string).collect();
        let blocks = self.holders.get(at).and_then(|h| h.left.get(&paragraph));
        let blocks = blocks.map_or(&[][..], Vec::as_slice);
        let all = blocks.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let share = matches!(cell.state, CellState::Edited | CellState::Moved) && cell.coverage < 0.995;
        html! {
            td .state .(cell.state.name()) {
                @let content = html! {
                    span .sign aria-hidden="true" { (sign(cell.state)) }
                    span .state-name { (cell.state.name()) }
                    @if !places.is_empty() { " " span .at { "¶" (places.join(", ")) } }
                    @if share { " " span .at { ((cell.coverage * 100.0) as u32) "%" } }
                    @if cell.facts_changed > 0 { " " strong .loud { (count(cell.facts_changed, "fact")) } }
                };
                @match blocks.first() {
                    Some(first) => a href={"#o" (at + 1) "b" (first)} data-o=(at + 1) data-blocks=(all) { (content) },
                    None => (content),
                }
            }
        }
    }

    /// The additions that stand after a paragraph of the base.
    fn additions(&self, after: Option<u32>) -> Markup {
        html! {
            @for addition in self.additions.get(&after).into_iter().flatten() {
                @let at = addition.outlet as usize;
                @let raw = self.raw.get(at + 1).copied().unwrap_or("");
                @let block = self.holders.get(at).and_then(|h| h.right.get(&addition.paragraph)).and_then(|b| b.first());
                tr .addition {
                    th scope="row" .num { span aria-hidden="true" { "+" } span .vh { "added" } }
                    td .words dir="auto" { bdi { (excerpt(addition.span.of(raw), EXCERPT)) } }
                    @for other in 0..self.model.outlets.len() {
                        @if other == at {
                            td .state .own {
                                @let content = html! {
                                    span .sign aria-hidden="true" { "+" } span .state-name { "own" }
                                    " " span .at { "¶" (addition.paragraph) }
                                };
                                @match block {
                                    Some(block) => a href={"#o" (at + 1) "b" (block)} data-o=(at + 1) data-blocks=(block) { (content) },
                                    None => (content),
                                }
                            }
                        } @else { td .nothing {} }
                    }
                }
            }
        }
    }

    /// The base and one outlet in full, closed until it is asked for.
    fn pair(&self, at: usize) -> Markup {
        let Some(comparison) = self.model.comparisons.get(at) else { return html! {} };
        let raw = |i: usize| self.raw.get(i).copied().unwrap_or("");
        let reading = Reading::new(comparison, Pair::new(raw(0), raw(at + 1)));
        let changes = Changes::of(&reading);
        let prefix = format!("o{}", at + 1);
        let rows = Rows { reading: &reading, changes: &changes, stance: self.stance, prefix: &prefix };
        html! {
            details .pair-view id=(prefix) {
                summary { h2 { (self.names.first().cloned().unwrap_or_else(|| html! {})) " and " (self.name(at)) } }
                (summary::totals(&reading, self.stance))
                (summary::bars(&reading, self.stance))
                div .rows { (rows.render()) }
                (summary::legend(self.stance))
            }
        }
    }
}

/// The headline of a story.
fn headline(story: &StoryOutline) -> Markup {
    html! { @if let Some(headline) = &story.headline { (foreign(headline)) } }
}

/// The sign of a state, the same as on a terminal.
fn sign(state: CellState) -> &'static str {
    match state {
        CellState::Verbatim => "=",
        CellState::Restyled => "~s",
        CellState::Edited => "~",
        CellState::Moved => "^",
        CellState::Cut => "·",
    }
}

/// What the signs mean.
fn key() -> Markup {
    let states = [
        (CellState::Verbatim, "kept word for word"),
        (CellState::Restyled, "kept but for house style"),
        (CellState::Edited, "kept with other words"),
        (CellState::Moved, "kept in another place"),
        (CellState::Cut, "not kept"),
    ];
    html! {
        p .legend {
            @for (state, what) in states {
                span { span .swatch .(state.name()) { (sign(state)) } " " (state.name()) ": " (what) }
            }
            span { span .swatch .own { "+" } " own: the base does not have it" }
            span { "¶ n: the outlet's paragraph; n%: share of the base paragraph that is left" }
        }
    }
}
