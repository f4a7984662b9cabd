//! The report on two stories.

use std::fmt::Write as _;

use crate::compare::{Block, Comparison, Link, Relation, SentenceId};
use crate::report::Stance;
use crate::report::reading::{Reading, numbers};
use crate::report::runs::{Ink, steps};
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
    line!(out, "| style changes | {} |", number(s.style.values().sum()));
    if reading.model.approximate {
        line!(out, "\nApproximate: a work limit was met.");
    }
}

/// One block: what happened, and the redline.
fn section(out: &mut String, reading: &Reading<'_>, block: &Block, stance: Stance, style: bool) {
    let mut what = vec![stance.relation(block.relation).to_owned(), structure(block)];
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
        _ => redline(reading, block, style),
    };
    line!(out, "> {text}");
}

/// The paragraphs of a block of one side.
fn whole(reading: &Reading<'_>, side: Side, block: &Block) -> String {
    let texts = numbers(block, side).iter().filter_map(|&n| reading.paragraph(side, n));
    texts.map(|p| escape(reading.text(side, p.span))).collect::<Vec<_>>().join(" ")
}

/// The sentences of a block: links in turn, then what one side alone has.
fn redline(reading: &Reading<'_>, block: &Block, style: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    for link in block.links.iter().filter_map(|&l| reading.link(l)) {
        parts.push(linked(reading, link, style));
    }
    for side in Side::BOTH {
        for &n in numbers(block, side).iter().filter(|&&n| reading.is_first_holder(side, n, block)) {
            let sentences = reading.paragraph(side, n).map_or(&[][..], |p| &p.sentences);
            for sentence in sentences.iter().filter(|s| reading.links_of(side, s.id).is_empty()) {
                parts.push(marked(side, reading.text(side, sentence.span)));
            }
        }
    }
    parts.join(" ")
}

/// One linked pair.
fn linked(reading: &Reading<'_>, link: &Link, style: bool) -> String {
    let raw = Pair::new(reading.raw(Side::Left), reading.raw(Side::Right));
    let mut parts: Vec<(String, bool, bool)> = Vec::new();
    for step in steps(&link.ops, raw, style) {
        let (a, b) = (step.a.of(raw.left), step.b.of(raw.right));
        let text = match step.ink {
            Ink::Plain => escape(b),
            Ink::Elsewhere => "…".to_owned(),
            Ink::Style | Ink::Words | Ink::Fact => {
                let both = [marked(Side::Left, a), marked(Side::Right, b)];
                both.into_iter().filter(|m| !m.is_empty()).collect::<Vec<_>>().join(" ")
            }
        };
        let either = |f: fn(&str) -> bool| f(a) || f(b);
        parts.push((
            text,
            either(|t| t.starts_with(char::is_whitespace)),
            either(|t| t.ends_with(char::is_whitespace)),
        ));
    }
    let mut out = String::new();
    let mut open = false;
    for (text, before, after) in parts {
        if (open || before) && !out.is_empty() && !text.is_empty() {
            out.push(' ');
        }
        open = if text.is_empty() { open || before || after } else { after };
        out.push_str(&text);
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
