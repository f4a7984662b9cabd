//! The report on two stories.

use std::fmt::Write as _;

use crate::compare::{Block, Comparison, Relation, SentenceId};
use crate::report::Stance;
use crate::report::reading::{Reading, numbers};
use crate::report::redline::{Text, redline};
use crate::report::vocabulary::{count, direction, number, paragraphs, percent, structure};
use crate::text::{Pair, ParagraphKind, Side, Span};

use super::escape::escape;

/// Returns the report: totals, the text as redlines (`<del>old</del> <ins>new</ins>`), facts, quotations.
///
/// `raw` are the texts that the spans of `model` point into. Style changes are painted when `style` is set.
pub fn comparison(model: &Comparison, raw: Pair<&str>, stance: Stance, style: bool) -> String {
    let reading = Reading::new(model, raw);
    let mut out = String::new();
    title(&mut out, &reading);
    totals(&mut out, &reading, stance);
    out.push_str("\n## Text\n");
    for block in model.blocks.iter().filter(|b| !reading.all_of_kind(b, ParagraphKind::Furniture)) {
        section(&mut out, &reading, block, stance, style);
    }
    facts(&mut out, &reading, stance);
    quotes(&mut out, &reading, stance);
    out
}

/// Appends one line; writing to a String cannot fail.
macro_rules! line {
    ($out:expr, $($part:tt)*) => {{
        let _ = writeln!($out, $($part)*);
    }};
}
pub(super) use line;

/// Headline of the report and who the sides are.
fn title(out: &mut String, reading: &Reading<'_>) {
    let name = |side: Side| {
        reading.story(side).map_or(String::new(), |s| escape(s.outlet.as_deref().unwrap_or(&s.id)))
    };
    line!(out, "# {} and {}\n", name(Side::Left), name(Side::Right));
    line!(out, "| | story | headline | words | also in the other |\n|---|---|---|---:|---:|");
    let s = &reading.model.summary;
    for side in Side::BOTH {
        let Some(story) = reading.story(side) else { continue };
        let shared = percent(s.kept.saturating_add(s.restyled), story.words);
        let headline = story.headline.as_deref().map(escape).unwrap_or_default();
        line!(
            out,
            "| {} | {} | {headline} | {} | {shared}% |",
            side.letter(),
            escape(&story.id),
            number(story.words)
        );
    }
}

/// The totals as a table.
fn totals(out: &mut String, reading: &Reading<'_>, stance: Stance) {
    let s = &reading.model.summary;
    line!(out, "\n| | |\n|---|---:|");
    line!(out, "| words kept | {} |", number(s.kept));
    line!(out, "| words restyled | {} |", number(s.restyled));
    line!(out, "| words reworded | {} in A, {} in B |", number(s.reworded_a), number(s.reworded_b));
    line!(out, "| words {} | {} |", stance.only(Side::Left), number(s.only_a));
    line!(out, "| words {} | {} |", stance.only(Side::Right), number(s.only_b));
    line!(out, "| blocks moved | {} |", number(s.moved));
    line!(out, "| facts changed | {} |", number(s.facts_changed));
    line!(out, "| facts on one side | {} |", number(s.facts_one_sided));
    line!(out, "| quotes altered | {} |", number(s.quotes_altered));
    line!(out, "| style changes | {} |", number(s.style.values().sum::<u32>()));
    if reading.model.approximate {
        line!(out, "\nApproximate: a work limit was met.");
    }
}

/// One block: what happened, and the redline.
fn section(out: &mut String, reading: &Reading<'_>, block: &Block, stance: Stance, style: bool) {
    let mut what = vec![reading.relation(block, stance), structure(block)];
    if let Some(moved) = &block.moved {
        what.push(format!("moved {} to B{}", direction(moved.direction), moved.to));
    }
    what.retain(|w| !w.is_empty());
    let mut places = vec![paragraphs(Side::Left, &block.a), paragraphs(Side::Right, &block.b)];
    places.retain(|p| !p.is_empty());
    line!(out, "\n**{}** {}\n", places.join(" / "), what.join(", "));
    let text = match block.relation {
        Relation::OnlyA => whole(reading, Side::Left, block),
        Relation::OnlyB => whole(reading, Side::Right, block),
        _ => text(reading, block, style),
    };
    line!(out, "> {text}");
}

/// The paragraphs of a block of one side.
fn whole(reading: &Reading<'_>, side: Side, block: &Block) -> String {
    let texts = numbers(block, side).iter().filter_map(|&n| reading.paragraph(side, n));
    texts.map(|p| escape(reading.text(side, p.span))).collect::<Vec<_>>().join(" ")
}

/// The text of a block as a redline.
fn text(reading: &Reading<'_>, block: &Block, style: bool) -> String {
    let mut out = String::new();
    let mut dropped = false;
    for stretch in redline(reading, block, style) {
        let after_dropped =
            std::mem::replace(&mut dropped, matches!(stretch.text, Text::Marked(Side::Left, ..)));
        if stretch.gap || after_dropped && matches!(stretch.text, Text::Marked(Side::Right, ..)) {
            out.push(' ');
        }
        match stretch.text {
            Text::Plain(words) | Text::Whole(_, words) => out.push_str(&escape(words)),
            Text::Marked(side, _, words) => out.push_str(&marked(side, words)),
            Text::Style(a, b) => {
                let both = [marked(Side::Left, a), marked(Side::Right, b)];
                out.push_str(&both.into_iter().filter(|m| !m.is_empty()).collect::<Vec<_>>().join(" "));
            }
            Text::Elsewhere => out.push('…'),
            Text::Pointer(pointer) => out.push_str(&pointer.words()),
        }
    }
    out
}

/// `<del>` for A, `<ins>` for B; nothing for no words.
fn marked(side: Side, raw: &str) -> String {
    let text = escape(raw);
    match (text.is_empty(), side) {
        (true, _) => text,
        (_, Side::Left) => format!("<del>{text}</del>"),
        (_, Side::Right) => format!("<ins>{text}</ins>"),
    }
}

/// The fact ledger.
fn facts(out: &mut String, reading: &Reading<'_>, stance: Stance) {
    if reading.model.facts.is_empty() {
        return;
    }
    line!(out, "\n## Facts\n\n| facet | A | B | where |\n|---|---|---|---|");
    for fact in &reading.model.facts {
        let words =
            |side: Side, span: Option<Span>| span.map_or(String::new(), |s| escape(reading.text(side, s)));
        let (from, to) = (words(Side::Left, fact.from), words(Side::Right, fact.to));
        let only = match (fact.from, fact.to) {
            (Some(_), None) => format!(" ({})", stance.only(Side::Left)),
            (None, Some(_)) => format!(" ({})", stance.only(Side::Right)),
            _ => String::new(),
        };
        line!(out, "| {}{only} | {from} | {to} | {} |", fact.facet.name(), places(fact.a, fact.b));
    }
}

/// The quote ledger.
fn quotes(out: &mut String, reading: &Reading<'_>, stance: Stance) {
    let quotes = &reading.model.quotes;
    if quotes.is_empty() {
        return;
    }
    line!(
        out,
        "\n## Quotes\n\n{}\n\n| status | A | B | where |\n|---|---|---|---|",
        count(quotes.len() as u32, "quotation")
    );
    for quote in quotes {
        use crate::compare::QuoteStatus::{OnlyA, OnlyB};
        let status = match quote.status {
            OnlyA => stance.only(Side::Left),
            OnlyB => stance.only(Side::Right),
            other => other.name(),
        };
        let words = |side: Side, span: Option<Span>, told: Option<SentenceId>| match (span, told) {
            (Some(span), _) => format!("“{}”", escape(reading.text(side, span))),
            (None, Some(id)) => escape(reading.sentence_text(side, id)),
            (None, None) => String::new(),
        };
        let a = words(Side::Left, quote.a, quote.sentence_a);
        let b = words(Side::Right, quote.b, quote.sentence_b);
        line!(out, "| {status} | {a} | {b} | {} |", places(quote.sentence_a, quote.sentence_b));
    }
}

/// Where something stands: `A3.1 B2.1`.
fn places(a: Option<SentenceId>, b: Option<SentenceId>) -> String {
    let (a, b) = (a.map(|a| format!("A{a}")), b.map(|b| format!("B{b}")));
    [a, b].into_iter().flatten().collect::<Vec<_>>().join(" ")
}
