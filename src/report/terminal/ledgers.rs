//! The ledgers: changed facts and quotations, each with where to find it.

use crate::compare::{FactEntry, QuoteEntry, QuoteStatus, SentenceId};
use crate::report::palette::Label;
use crate::report::reading::Reading;
use crate::report::styled::Styled;
use crate::report::vocabulary::count;
use crate::text::{Side, Span};

use super::{Options, marked};
use crate::report::screen::{Cell, Screen};

/// Columns of the first cell of a fact: the facets.
const KIND: usize = 13;
/// Columns of the first cell of a quotation: its status.
const STATUS: usize = 18;
/// Columns of the cell that says where.
const WHERE: usize = 13;
/// From this width a fact stands beside the words around it.
const WITH_CONTEXT: usize = 96;

/// Appends the fact ledger; nothing when no fact changed.
pub(super) fn facts(screen: &mut Screen, reading: &Reading<'_>, options: &Options) {
    let facts = &reading.model.facts;
    let (changed, one): (Vec<&FactEntry>, Vec<&FactEntry>) = facts.iter().partition(|f| f.is_change());
    if facts.is_empty() {
        if !options.only.is_empty() {
            screen.heading("FACTS", "none changed");
        }
        return;
    }
    let note = format!("{} changed, {} on one side only", changed.len(), one.len());
    screen.heading("FACTS", &note);
    for (fact, facets) in grouped(&changed).into_iter().chain(grouped(&one)) {
        fact_row(screen, reading, fact, &facets, change(reading, fact, options));
    }
}

/// `25 > 15`, or `not  only in A`.
fn change(reading: &Reading<'_>, fact: &FactEntry, options: &Options) -> Styled {
    let words = |side: Side, span: Option<Span>| side_words(reading, side, span);
    let only = |side: Side| format!("  {}", options.stance.only(side));
    match (fact.from, fact.to) {
        (from, None) => words(Side::Left, from).add(Label::Quiet, only(Side::Left)),
        (None, to) => words(Side::Right, to).add(Label::Quiet, only(Side::Right)),
        (from, to) => {
            let mut change = words(Side::Left, from).add(Label::Plain, " > ");
            change.append(words(Side::Right, to));
            change
        }
    }
}

/// Rows about the same words, one after another, as one row with all their facets.
fn grouped<'m>(facts: &[&'m FactEntry]) -> Vec<(&'m FactEntry, String)> {
    let mut rows: Vec<(&FactEntry, String)> = Vec::new();
    for fact in facts {
        match rows.last_mut() {
            Some((last, facets)) if (last.from, last.to, last.link) == (fact.from, fact.to, fact.link) => {
                facets.push_str(", ");
                facets.push_str(fact.facet.name());
            }
            _ => rows.push((fact, fact.facet.name().to_owned())),
        }
    }
    rows
}

/// One row of the fact ledger.
fn fact_row(screen: &mut Screen, reading: &Reading<'_>, fact: &FactEntry, facets: &str, change: Styled) {
    let kind = Cell { text: Styled::of(Label::Title, format!("  {facets}")), width: KIND, hang: 2 };
    let place = Cell::new(Styled::of(Label::Quiet, places(fact.a, fact.b)), WHERE);
    let room = screen.width().saturating_sub(KIND + WHERE + 4);
    let (side, id, span) = match (fact.a, fact.from, fact.b, fact.to) {
        (_, _, Some(b), Some(to)) => (Side::Right, Some(b), to),
        (Some(a), Some(from), ..) => (Side::Left, Some(a), from),
        _ => (Side::Left, None, Span::default()),
    };
    if screen.width() < WITH_CONTEXT {
        screen.row(&[kind, place, Cell { text: change, width: room, hang: 2 }]);
        return;
    }
    let half = (room.saturating_sub(2) * 2 / 5).max(20);
    let around = id.map_or(Styled::new(), |id| around(reading, side, id, span));
    let context = Cell::new(around, room.saturating_sub(half + 2).max(10));
    screen.row(&[kind, place, Cell { text: change, width: half, hang: 2 }, context]);
}

/// The words of a span in the colour of their side.
fn side_words(reading: &Reading<'_>, side: Side, span: Option<Span>) -> Styled {
    span.map_or(Styled::new(), |s| Styled::new().add_foreign(Label::Fact(side), reading.text(side, s).trim()))
}

/// A few words before and after a span, inside its sentence.
fn around(reading: &Reading<'_>, side: Side, id: SentenceId, span: Span) -> Styled {
    let sentence = reading.sentence(side, id);
    if !sentence.contains(span) {
        return Styled::new();
    }
    let (start, end) = (sentence.start as usize, sentence.end as usize);
    let before = reading.text(side, Span::new(start, span.start as usize));
    let after = reading.text(side, Span::new(span.end as usize, end));
    let mut lead: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    lead.reverse();
    let tail: Vec<&str> = after.split_whitespace().take(5).collect();
    let gap = |text: &str, at_end: bool| {
        let spaced =
            if at_end { text.ends_with(char::is_whitespace) } else { text.starts_with(char::is_whitespace) };
        if spaced { " " } else { "" }
    };
    let dots = |more: bool| if more { "…" } else { "" };
    let (open, close) = if side == Side::Left { ("[", "]") } else { ("{", "}") };
    Styled::of(Label::Quiet, dots(before.split_whitespace().nth(5).is_some()))
        .add_foreign(Label::Quiet, &lead.join(" "))
        .add(Label::Quiet, gap(before, true))
        .add(Label::Fact(side), open)
        .add_foreign(Label::Fact(side), reading.text(side, span).trim())
        .add(Label::Fact(side), close)
        .add(Label::Quiet, gap(after, false))
        .add_foreign(Label::Quiet, &tail.join(" "))
        .add(Label::Quiet, dots(after.split_whitespace().nth(5).is_some()))
}

/// Where something stands: `A3.1 B2.1`.
fn places(a: Option<SentenceId>, b: Option<SentenceId>) -> String {
    let a = a.map(|a| format!("A{a}"));
    let b = b.map(|b| format!("B{b}"));
    [a, b].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Appends the quote ledger; nothing when neither story quotes.
pub(super) fn quotes(screen: &mut Screen, reading: &Reading<'_>, options: &Options) {
    let quotes = &reading.model.quotes;
    if quotes.is_empty() {
        if !options.only.is_empty() {
            screen.heading("QUOTES", "none");
        }
        return;
    }
    let same = quotes.iter().filter(|q| q.status == QuoteStatus::Same).count();
    screen.heading("QUOTES", &format!("{}, {same} the same", count(quotes.len() as u32, "quotation")));
    for quote in quotes {
        quote_rows(screen, reading, quote, options);
    }
}

/// One quotation: both wordings unless they are the same.
fn quote_rows(screen: &mut Screen, reading: &Reading<'_>, quote: &QuoteEntry, options: &Options) {
    let status = match quote.status {
        QuoteStatus::OnlyA => options.stance.only(Side::Left),
        QuoteStatus::OnlyB => options.stance.only(Side::Right),
        other => other.name(),
    };
    let label = if matches!(quote.status, QuoteStatus::Same | QuoteStatus::Punctuation) {
        Label::Quiet
    } else {
        Label::Title
    };
    let room = screen.width().saturating_sub(STATUS + WHERE + 6).max(10);
    let cell = |text: Styled| Cell { text, width: room + 2, hang: 3 };
    let sides: Vec<Side> = match quote.status {
        QuoteStatus::Same => vec![Side::Left],
        _ => Side::BOTH
            .into_iter()
            .filter(|&side| words_of(quote, side).is_some() || sentence_of(quote, side).is_some())
            .collect(),
    };
    for (i, &side) in sides.iter().enumerate() {
        let lead = if i == 0 { format!("  {status}") } else { String::new() };
        let place = if quote.status == QuoteStatus::Same {
            places(quote.sentence_a, quote.sentence_b)
        } else if side == Side::Left {
            places(quote.sentence_a, None)
        } else {
            places(None, quote.sentence_b)
        };
        let kind = Cell { text: Styled::of(label, lead), width: STATUS, hang: 2 };
        screen.row(&[
            kind,
            Cell::new(Styled::of(Label::Quiet, place), WHERE),
            cell(wording(reading, quote, side)),
        ]);
    }
}

/// The quotation as one side has it, with the speaker; the telling sentence where that side does not quote.
fn wording(reading: &Reading<'_>, quote: &QuoteEntry, side: Side) -> Styled {
    let one_sided =
        matches!(quote.status, QuoteStatus::OnlyA | QuoteStatus::OnlyB | QuoteStatus::Paraphrased);
    let words = if one_sided { Label::Words(side) } else { Label::Plain };
    let mut text = match (words_of(quote, side), sentence_of(quote, side)) {
        (Some(span), Some(id)) if !one_sided && quote.status != QuoteStatus::Same => {
            let mut text = Styled::of(words, "“");
            text.append(marked::span(reading, side, id.paragraph, span));
            text.add(words, "”")
        }
        (Some(span), _) => {
            Styled::of(words, "“").add_foreign(words, reading.text(side, span).trim()).add(words, "”")
        }
        (None, Some(id)) => {
            Styled::of(Label::Quiet, "told: ").add_foreign(words, reading.sentence_text(side, id))
        }
        (None, None) => Styled::new(),
    };
    let speaker = if side == Side::Left { quote.speaker_a } else { quote.speaker_b };
    if let Some(speaker) = speaker {
        text = text.add(Label::Quiet, " – ").add_foreign(Label::Quiet, reading.text(side, speaker).trim());
    }
    text
}

/// The quoted words of one side.
fn words_of(quote: &QuoteEntry, side: Side) -> Option<Span> {
    if side == Side::Left { quote.a } else { quote.b }
}

/// The sentence of one side.
fn sentence_of(quote: &QuoteEntry, side: Side) -> Option<SentenceId> {
    if side == Side::Left { quote.sentence_a } else { quote.sentence_b }
}
