//! The first line: what happened, in numbers. Below it, who the two sides are.

use crate::report::Stance;
use crate::report::palette::Label;
use crate::report::reading::{Reading, numbers};
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, number, percent};
use crate::text::{ParagraphKind, Side};

use super::Options;
use crate::report::screen::Screen;

/// Appends the totals and what was hidden, and with `stories` the two stories.
pub(super) fn summary(screen: &mut Screen, reading: &Reading<'_>, options: &Options, stories: bool) {
    screen.items(totals(reading, options.stance), " ", 2);
    hidden(screen, reading, options);
    if stories {
        screen.blank();
        for line in Side::BOTH.into_iter().flat_map(|side| story(reading, side)) {
            screen.text(&line, 3);
        }
    }
}

/// The totals, an item each.
fn totals(reading: &Reading<'_>, stance: Stance) -> Vec<Styled> {
    let s = &reading.model.summary;
    let side = |side: Side, n: u32| (Label::Fact(side), number(n), stance.only(side).to_owned());
    let item = |n: u32, words: &str| (Label::Title, number(n), words.to_owned());
    let some =
        |n: u32, one: &str, several: &str| (n > 0).then(|| item(n, if n == 1 { one } else { several }));
    let words = vec![
        item(s.kept, if s.kept == 1 { "word kept" } else { "words kept" }),
        item(s.restyled, "restyled"),
        item(s.reworded_a, &format!("reworded to {}", number(s.reworded_b))),
        side(Side::Left, s.only_a),
        side(Side::Right, s.only_b),
    ];
    let facts = vec![
        item(s.moved, "moved"),
        item(s.facts_changed, if s.facts_changed == 1 { "fact changed" } else { "facts changed" }),
    ];
    let more = [
        some(s.facts_one_sided, "fact on one side", "facts on one side"),
        some(s.quotes_altered, "quote altered", "quotes altered"),
    ];
    let all: Vec<_> = words.into_iter().chain(facts).chain(more.into_iter().flatten()).collect();
    let last = all.len() - 1;
    let text = |(i, (label, n, words)): (usize, (Label, String, String))| {
        let end = match i {
            4 => " |",
            _ if i == last => "",
            _ => ",",
        };
        Styled::of(label, n).add(Label::Plain, format!(" {words}{end}"))
    };
    all.into_iter().enumerate().map(text).collect()
}

/// Returns the lines on one story: letter and name; size, share that the other has too, time; headline.
pub(super) fn story(reading: &Reading<'_>, side: Side) -> Vec<Styled> {
    let Some(story) = reading.story(side) else { return Vec::new() };
    let s = &reading.model.summary;
    let shared = percent(s.kept.saturating_add(s.restyled), story.words);
    let mut name = Styled::of(Label::Fact(side), format!("{}  ", side.letter()));
    name.push_foreign(Label::Title, story.outlet.as_deref().unwrap_or(&story.id));
    if story.outlet.is_some() {
        name = name.add(Label::Quiet, "  ").add_foreign(Label::Quiet, &story.id);
    }
    let share = format!("   {}, {shared}% also in {}", count(story.words, "word"), side.other().letter());
    let mut size = Styled::of(Label::Plain, share);
    if let Some(published) = &story.published {
        size = size.add(Label::Quiet, "  ").add_foreign(Label::Quiet, published);
    }
    let headline = story.headline.as_deref().filter(|_| !shown_headline(reading, side));
    let headline = headline.map(|h| Styled::of(Label::Plain, "   ").add_foreign(Label::Words(side), h));
    [Some(name), Some(size), headline].into_iter().flatten().collect()
}

/// Whether the headline of a story is a paragraph of some block, so that it is shown there.
fn shown_headline(reading: &Reading<'_>, side: Side) -> bool {
    let headline = |n: &u32| reading.paragraph(side, *n).is_some_and(|p| p.kind == ParagraphKind::Headline);
    reading.model.blocks.iter().any(|b| numbers(b, side).iter().any(headline))
}

/// What the screen does not show, and how to see it.
fn hidden(screen: &mut Screen, reading: &Reading<'_>, options: &Options) {
    let style = &reading.model.summary.style;
    let total = style.values().sum::<u32>();
    if total > 0 && !options.style {
        screen.text(
            &Styled::of(Label::Quiet, format!("{} hidden, --style shows them", count(total, "style change"))),
            2,
        );
    } else if total > 0 {
        let mut line = Styled::of(Label::Quiet, format!("{}: ", count(total, "style change")));
        for (i, (rule, n)) in style.iter().enumerate() {
            let gap = if i == 0 { "" } else { ", " };
            line = line
                .add(Label::Quiet, gap)
                .add_foreign(Label::Quiet, rule)
                .add(Label::Quiet, format!(" {n}"));
        }
        screen.text(&line, 2);
    }
    if reading.model.approximate {
        let note = "approximate: a work limit was met, some stretch was compared more coarsely";
        screen.text(&Styled::of(Label::Alert, note), 3);
    }
}
