//! The top of a page: who the two stories are, and what happened, in numbers.

use maud::{Markup, html};

use crate::report::Stance;
use crate::report::reading::Reading;
use crate::report::vocabulary::{count, number, pair_names, percent};
use crate::text::Side;

use super::words::foreign;

/// Returns the name of a side: its outlet, or where none is stated, its file.
pub(super) fn name(reading: &Reading<'_>, side: Side) -> String {
    let [a, b] = pair_names(&reading.model.stories);
    if side == Side::Left { a } else { b }
}

/// Returns the card of one story: letter, outlet, headline, size.
pub(super) fn card(reading: &Reading<'_>, side: Side) -> Markup {
    let Some(story) = reading.story(side) else { return html! {} };
    let s = &reading.model.summary;
    let shared = percent(s.kept.saturating_add(s.restyled), story.words);
    let class = if side == Side::Left { "side-a" } else { "side-b" };
    html! {
        p .name { span .letter .(class) { (side.letter()) } " " strong { (foreign(&name(reading, side))) } }
        @if let Some(headline) = &story.headline { p .headline dir="auto" { (foreign(headline)) } }
        p .quiet .about {
            (count(story.words, "word")) ", " (shared) "% also in " (side.other().letter())
            @if let Some(published) = &story.published { " · " (foreign(published)) }
            " · " (foreign(&story.id))
        }
    }
}

/// Returns the totals.
pub(super) fn totals(reading: &Reading<'_>, stance: Stance) -> Markup {
    let s = &reading.model.summary;
    let style = s.style.values().sum::<u32>();
    let item = |class: &str, n: u32, what: &str| {
        html! { div .(class) .none[n == 0] { dt { (what) } dd { (number(n)) } } }
    };
    html! {
        dl .totals {
            (item("kept", s.kept, "words kept"))
            (item("restyled", s.restyled, "restyled"))
            div .reworded .none[s.reworded_a + s.reworded_b == 0] {
                dt { "reworded" }
                dd { (number(s.reworded_a)) " to " (number(s.reworded_b)) }
            }
            (item("only-a", s.only_a, stance.only(Side::Left)))
            (item("only-b", s.only_b, stance.only(Side::Right)))
            (item("moved", s.moved, if s.moved == 1 { "block moved" } else { "blocks moved" }))
            (item("facts", s.facts_changed, if s.facts_changed == 1 { "fact changed" } else { "facts changed" }))
            (item("one-sided", s.facts_one_sided, if s.facts_one_sided == 1 { "fact on one side" } else { "facts on one side" }))
            (item("quotes", s.quotes_altered, if s.quotes_altered == 1 { "quote altered" } else { "quotes altered" }))
            (item("style", style, if style == 1 { "style change" } else { "style changes" }))
        }
        @if reading.model.approximate {
            p .alert { "Approximate: a work limit was met, so some stretch was compared more coarsely than usual." }
        }
    }
}

/// Returns two bars: which part of the words of each story was kept, restyled, reworded, or stands there alone.
pub(super) fn bars(reading: &Reading<'_>, stance: Stance) -> Markup {
    let s = &reading.model.summary;
    html! {
        div .bars {
            @for side in Side::BOTH {
                @let (reworded, only) = match side {
                    Side::Left => (s.reworded_a, s.only_a),
                    Side::Right => (s.reworded_b, s.only_b),
                };
                (bar(side, &[
                    ("kept", "kept", s.kept),
                    ("restyled", "restyled", s.restyled),
                    ("reworded", "reworded", reworded),
                    ("only", stance.only(side), only),
                ]))
            }
        }
    }
}

/// One bar, its parts in the order given.
fn bar(side: Side, parts: &[(&str, &str, u32)]) -> Markup {
    let total = parts.iter().map(|p| u64::from(p.2)).sum::<u64>().max(1);
    let said: Vec<String> = parts.iter().map(|(_, what, n)| format!("{} {what}", number(*n))).collect();
    // Thousandths of the width: whole numbers, the same on every machine.
    let at = |n: u64| (n * 1000 / total) as u32;
    let mut before = 0_u64;
    let drawn: Vec<(&str, u32, u32)> = parts
        .iter()
        .map(|(class, _, n)| {
            let start = at(before);
            before += u64::from(*n);
            (*class, start, at(before).saturating_sub(start))
        })
        .collect();
    html! {
        div .bar {
            span .letter aria-hidden="true" { (side.letter()) }
            svg .(side.letter().to_ascii_lowercase()) viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"
                aria-label={"Words of " (side.letter()) ": " (said.join(", "))} {
                @for (class, start, width) in drawn {
                    @if width > 0 { rect .(class) x=(start) y="0" width=(width) height="10" {} }
                }
            }
        }
    }
}

/// Returns what the marks mean.
pub(super) fn legend(stance: Stance) -> Markup {
    html! {
        p .legend {
            span { del .w { "words of A" } " that B does not have" }
            span { ins .w { "words of B" } " that A does not have" }
            span { mark .w .f { "bold" } ": a fact is touched" }
            span .style-key { mark .st { "dotted" } ": house style" }
            span { span .bar-a aria-hidden="true" {} "paragraph " (stance.only(Side::Left)) }
            span { span .bar-b aria-hidden="true" {} "paragraph " (stance.only(Side::Right)) }
            span .move-key { span .dash aria-hidden="true" {} "moved" }
        }
    }
}
