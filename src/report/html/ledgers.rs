//! The lists beside and below the text: every change, the fact ledger, the quote ledger.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::compare::{Block, FactEntry, QuoteEntry, SentenceId};
use crate::report::reading::Reading;
use crate::report::vocabulary::{count, direction, paragraphs};
use crate::text::{Pair, Side, Span};

use super::changes::{Changes, Kind};
use super::rows::Rows;
use super::words::{excerpt, text};

/// Bytes of a change that the list repeats.
const EXCERPT: usize = 90;

/// Returns the list of changes, moves among them, in the order of the text.
pub(super) fn changes(rows: &Rows<'_, '_>) -> Markup {
    let mut of_block: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, change) in rows.changes.list.iter().enumerate() {
        of_block.entry(change.block).or_default().push(at);
    }
    html! {
        ol .changes {
            @for block in &rows.reading.model.blocks {
                @if let Some(moved) = &block.moved {
                    li data-kind="move" {
                        a href={"#b" (block.id)} {
                            b { (places(block)) } " " i { "moved " (direction(moved.direction)) } " "
                            bdi { (excerpt(opening(rows.reading, block), EXCERPT)) }
                        }
                    }
                }
                @for &at in of_block.get(&block.id).into_iter().flatten() { (change(rows, at, block)) }
            }
        }
    }
}

/// Where a block stands: `A4 B5-6`.
fn places(block: &Block) -> String {
    let both = [paragraphs(Side::Left, &block.a), paragraphs(Side::Right, &block.b)];
    both.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The start of a block's text, as A has it.
fn opening<'m>(reading: &Reading<'m>, block: &Block) -> &'m str {
    let paragraph = block.a.first().and_then(|&n| reading.paragraph(Side::Left, n));
    paragraph.map_or("", |p| reading.text(Side::Left, p.span))
}

/// One entry of the list.
fn change(rows: &Rows<'_, '_>, at: usize, block: &Block) -> Markup {
    let Some(change) = rows.changes.list.get(at) else { return html! {} };
    let (kind, word) = match change.kind {
        Kind::Fact => ("fact", "fact"),
        Kind::Wording => ("wording", "wording"),
        Kind::Style => ("style", "style"),
        Kind::Only(Side::Left) => ("only-a", rows.stance.only(Side::Left)),
        Kind::Only(Side::Right) => ("only-b", rows.stance.only(Side::Right)),
    };
    let facets: Vec<&str> = change.facets.iter().map(|f| f.name()).collect();
    let words =
        |side: Side| change.spans[side].first().map(|s| excerpt(rows.reading.text(side, *s), EXCERPT));
    html! {
        li data-kind=(kind) data-facets=[(!facets.is_empty()).then(|| facets.join(" "))]
            data-ops=[(change.ops > 0).then_some(change.ops)] {
            a href={"#c" (at + 1)} {
                b { (places(block)) } " "
                i { (word) @if !facets.is_empty() { ": " (facets.join(", ")) } } " "
                @if let Some(words) = words(Side::Left) { span .vh dir="ltr" { "A: " } del { (words) } " " }
                @if let Some(words) = words(Side::Right) { span .vh dir="ltr" { "B: " } ins { (words) } }
            }
        }
    }
}

/// Returns the fact ledger.
pub(super) fn facts(rows: &Rows<'_, '_>) -> Markup {
    let facts = &rows.reading.model.facts;
    html! {
        @if facts.is_empty() { p .quiet { "No fact differs in what both stories tell." } }
        @else {
            table {
                thead { tr {
                    th scope="col" { "fact" } th scope="col" { "in A" } th scope="col" { "in B" } th scope="col" { "sentence of A, of B" } th scope="col" { "where" }
                } }
                tbody {
                    @for (at, fact) in facts.iter().enumerate() { (fact_row(rows, at, fact)) }
                }
            }
        }
    }
}

/// One row of the fact ledger.
fn fact_row(rows: &Rows<'_, '_>, at: usize, fact: &FactEntry) -> Markup {
    let spans = Pair::new(fact.from, fact.to);
    let change = rows.changes.of_fact(fact.link, spans);
    let words = |side: Side, span: Option<Span>| {
        html! {
            @match span {
                Some(span) => bdi { (text(rows.reading.text(side, span))) },
                None => span .quiet dir="ltr" { "not in " (side.letter()) },
            }
        }
    };
    html! {
        tr #{"f" (at + 1)} .turned[fact.is_change()] data-facet=(fact.facet.name()) data-change=[change.map(|c| c + 1)] {
            th scope="row" { (fact.facet.name()) }
            td .in-a dir="auto" { (words(Side::Left, fact.from)) }
            td .in-b dir="auto" { (words(Side::Right, fact.to)) }
            td .context {
                @for (side, id) in [(Side::Left, fact.a), (Side::Right, fact.b)] {
                    @if let Some(id) = id {
                        p dir="auto" { bdi { (excerpt(rows.reading.sentence_text(side, id), 160)) } }
                    }
                }
            }
            td .place { (place(rows, change, Some(fact.link), fact.a, fact.b)) }
        }
    }
}

/// Returns the quote ledger.
pub(super) fn quotes(rows: &Rows<'_, '_>) -> Markup {
    let quotes = &rows.reading.model.quotes;
    html! {
        @if quotes.is_empty() { p .quiet { "Neither story quotes anybody." } }
        @else {
            table {
                thead { tr {
                    th scope="col" { "quotation" } th scope="col" { "in A" } th scope="col" { "in B" } th scope="col" { "where" }
                } }
                tbody {
                    @for (at, quote) in quotes.iter().enumerate() { (quote_row(rows, at, quote)) }
                }
            }
        }
    }
}

/// One row of the quote ledger.
fn quote_row(rows: &Rows<'_, '_>, at: usize, quote: &QuoteEntry) -> Markup {
    use crate::compare::QuoteStatus::{OnlyA, OnlyB};
    let status = match quote.status {
        OnlyA => rows.stance.only(Side::Left),
        OnlyB => rows.stance.only(Side::Right),
        other => other.name(),
    };
    let words = |side: Side, span: Option<Span>, told: Option<SentenceId>, speaker: Option<Span>| {
        html! {
            @match (span, told) {
                (Some(span), Some(id)) => { "“" bdi { (rows.quoted(side, id.paragraph, span)) } "”" },
                (Some(span), None) => { "“" bdi { (text(rows.reading.text(side, span))) } "”" },
                (None, Some(id)) => { span .quiet dir="ltr" { "told without quoting: " } bdi { (text(rows.reading.sentence_text(side, id).trim())) } },
                (None, None) => span .quiet dir="ltr" { "not in " (side.letter()) },
            }
            @if let Some(speaker) = speaker { " – " cite { (text(rows.reading.text(side, speaker))) } }
        }
    };
    let link = |side: Side, id: Option<SentenceId>| {
        id.and_then(|id| rows.reading.links_of(side, id).first().copied())
    };
    let link = link(Side::Left, quote.sentence_a).or_else(|| link(Side::Right, quote.sentence_b));
    html! {
        tr #{"q" (at + 1)} data-status=(quote.status.name()) {
            th scope="row" { (status) }
            td .in-a dir="auto" { (words(Side::Left, quote.a, quote.sentence_a, quote.speaker_a)) }
            td .in-b dir="auto" { (words(Side::Right, quote.b, quote.sentence_b, quote.speaker_b)) }
            td .place { (place(rows, None, link, quote.sentence_a, quote.sentence_b)) }
        }
    }
}

/// A link to a change, or else to the block that holds a link or a sentence.
fn place(
    rows: &Rows<'_, '_>,
    change: Option<usize>,
    link: Option<u32>,
    a: Option<SentenceId>,
    b: Option<SentenceId>,
) -> Markup {
    let holder =
        |side: Side, id: Option<SentenceId>| id.and_then(|id| rows.reading.first_block(side, id.paragraph));
    let block = || holder(Side::Left, a).or_else(|| holder(Side::Right, b));
    let target = match (change, link.and_then(|l| rows.reading.block_of(l))) {
        (Some(change), _) => Some(format!("#c{}", change + 1)),
        (None, Some(block)) => Some(format!("#b{block}")),
        (None, None) => block().map(|b| format!("#b{b}")),
    };
    let words = [a.map(|a| format!("A{a}")), b.map(|b| format!("B{b}"))];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! { @match target { Some(target) => a href=(target) { (words) }, None => (words) } }
}

/// Returns the number of changes that are not style, in words.
pub(super) fn size(changes: &Changes) -> String {
    let n = changes.list.iter().filter(|c| c.kind != Kind::Style).count();
    count(n as u32, "change")
}
