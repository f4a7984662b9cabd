//! One block after another: a heading with what happened, and the text as a redline below it.

use std::collections::BTreeSet;

use crate::compare::{Block, Class, Link, SentenceId};
use crate::report::palette::Label;
use crate::report::reading::{Reading, numbers};
use crate::report::runs::{Ink, Step, steps};
use crate::report::styled::Styled;
use crate::report::vocabulary::{class, direction, glyph, paragraphs, structure};
use crate::text::{Pair, Side};

use super::Options;
use super::plan::{Row, folded, rows};
use super::screen::Screen;

/// Appends the wanted blocks.
pub(super) fn blocks(
    screen: &mut Screen,
    reading: &Reading<'_>,
    options: &Options,
    wanted: impl Fn(&Block) -> bool,
) {
    for row in rows(reading, options, wanted) {
        screen.blank();
        match row {
            Row::Block(block) => {
                screen.rule(&heading(block, options), &kinds(reading, block));
                screen.text(&redline(reading, block, options), 0);
            }
            Row::Arrival(block) => screen.text(&arrival(reading, block), 3),
            Row::Fold(run) => {
                screen.text(&Styled::of(Label::Quiet, format!("···  {}", folded(reading, &run))), 5)
            }
        }
    }
}

/// `A4 ~ B5  edited, split 1>2, moved up`
fn heading(block: &Block, options: &Options) -> Styled {
    let mut text = Styled::of(Label::Fact(Side::Left), paragraphs(Side::Left, &block.a));
    let sign = glyph(block.relation);
    let (before, after) =
        (if block.a.is_empty() { "" } else { " " }, if block.b.is_empty() { "" } else { " " });
    text.push(Label::Title, format!("{before}{sign}{after}"));
    text.push(Label::Fact(Side::Right), paragraphs(Side::Right, &block.b));
    let mut words = vec![options.stance.relation(block.relation).to_owned(), structure(block)];
    words.retain(|w| !w.is_empty());
    text.push(Label::Plain, format!("  {}", words.join(", ")));
    if let Some(moved) = &block.moved {
        text.push(Label::Plain, ", ");
        text.push(Label::Move, format!("moved {} to B{}", direction(moved.direction), moved.to));
    }
    text
}

/// What kinds of change a block holds: facets first, then classes.
fn kinds(reading: &Reading<'_>, block: &Block) -> String {
    let ops = || block.links.iter().filter_map(|&l| reading.link(l)).flat_map(|l| &l.ops);
    let facets: BTreeSet<_> = ops().filter(|o| o.class == Class::Fact).flat_map(|o| &o.facets).collect();
    let mut names: Vec<&str> = facets.iter().map(|f| f.name()).collect();
    let bare = ops().any(|o| o.class == Class::Fact && o.facets.is_empty());
    for wanted in [Class::Fact, Class::Wording] {
        if ops().any(|o| o.class == wanted) && (wanted != Class::Fact || bare) {
            names.push(class(wanted));
        }
    }
    names.join(", ")
}

/// What stands at one place of a redline.
enum Item<'m> {
    /// A linked pair.
    Link(&'m Link),
    /// A sentence of one side alone.
    Alone(Side, SentenceId),
    /// A sentence that is shown in another block, and the paragraphs on the other side it is linked to.
    Pointer(Side, SentenceId, Vec<u32>),
}

/// The text of a block, sentences in the order of A with those of B alone behind the sentence before them.
fn redline(reading: &Reading<'_>, block: &Block, options: &Options) -> Styled {
    let mut text = Styled::new();
    for item in items(reading, block) {
        let before = text.clone();
        if !text.is_empty() {
            text.push(Label::Plain, " ");
        }
        match item {
            Item::Link(link) => text.append(ops(reading, link, options).without_repeated('…', &before)),
            Item::Alone(side, id) => {
                let whole = reading.sentence_text(side, id);
                let paired = !block.a.is_empty() && !block.b.is_empty();
                text.append(if paired {
                    one_side(side, Ink::Words, whole)
                } else {
                    Styled::new().add_foreign(Label::Words(side), whole)
                });
            }
            Item::Pointer(side, id, to) => {
                let to = paragraphs(side.other(), &to);
                text.push(Label::Quiet, format!("(… {}{id}: see {to})", side.letter()));
            }
        }
    }
    text
}

/// The items of a redline in order.
fn items<'m>(reading: &Reading<'m>, block: &Block) -> Vec<Item<'m>> {
    let mut items = Vec::new();
    for (n, id) in sentences(reading, Side::Left, block) {
        let here: Vec<&Link> = links_here(reading, Side::Left, id, block);
        if here.is_empty() {
            items.extend(unlinked_here(reading, Side::Left, n, id, block));
        } else {
            items.extend(here.into_iter().map(Item::Link));
        }
    }
    for (n, id) in sentences(reading, Side::Right, block) {
        if !links_here(reading, Side::Right, id, block).is_empty() {
            continue;
        }
        let place = |item: &Item<'_>| match item {
            Item::Link(link) => Some(link.b),
            Item::Alone(Side::Right, other) | Item::Pointer(Side::Right, other, _) => Some(*other),
            _ => None,
        };
        let earlier = |(_, item): &(usize, &Item<'_>)| place(item).is_some_and(|b| b < id);
        let before = items.iter().enumerate().filter(earlier).max_by_key(|(_, item)| place(item));
        let at = before.map_or(0, |(at, _)| at + 1);
        if let Some(item) = unlinked_here(reading, Side::Right, n, id, block) {
            items.insert(at, item);
        }
    }
    items
}

/// The links of a sentence that belong to the block.
fn links_here<'m>(reading: &Reading<'m>, side: Side, id: SentenceId, block: &Block) -> Vec<&'m Link> {
    let links = reading.links_of(side, id).iter().filter(|l| block.links.contains(l));
    links.filter_map(|&l| reading.link(l)).collect()
}

/// A sentence without link in this block: a pointer when it has one elsewhere, the text in the first block only.
fn unlinked_here<'m>(
    reading: &Reading<'m>,
    side: Side,
    n: u32,
    id: SentenceId,
    block: &Block,
) -> Option<Item<'m>> {
    let to = reading.partners(side, id);
    if !to.is_empty() {
        return Some(Item::Pointer(side, id, to));
    }
    reading.is_first_holder(side, n, block).then_some(Item::Alone(side, id))
}

/// The sentences of a block on one side, with their paragraphs.
fn sentences(reading: &Reading<'_>, side: Side, block: &Block) -> Vec<(u32, SentenceId)> {
    let paragraphs = numbers(block, side).iter().filter_map(|&n| reading.paragraph(side, n));
    paragraphs.flat_map(|p| p.sentences.iter().map(|s| (p.n, s.id))).collect()
}

/// The redline of one linked pair.
fn ops(reading: &Reading<'_>, link: &Link, options: &Options) -> Styled {
    let raw = Pair::new(reading.raw(Side::Left), reading.raw(Side::Right));
    let mut text = Styled::new();
    let mut dropped = false;
    for step in steps(&link.ops, raw, options.style) {
        // A's space after words that B left out may count as a change of typography, which is not painted.
        if dropped && step.ink == Ink::Plain && step.a.of(raw.left).starts_with(char::is_whitespace) {
            text.append(Styled::of(Label::Plain, " "));
        }
        dropped = matches!(step.ink, Ink::Words | Ink::Fact) && step.b.of(raw.right).trim().is_empty();
        text.append(redline_step(reading, step));
    }
    text
}

/// One step of a redline.
fn redline_step(reading: &Reading<'_>, step: Step) -> Styled {
    let (a, b) = (reading.text(Side::Left, step.a), reading.text(Side::Right, step.b));
    let mut text = Styled::new();
    if [a, b].iter().any(|t| t.starts_with(char::is_whitespace)) {
        text.push(Label::Plain, " ");
    }
    match step.ink {
        Ink::Plain => return Styled::new().add_foreign(Label::Plain, b),
        Ink::Elsewhere => text.push(Label::Quiet, "…"),
        Ink::Style if a.trim() == b.trim() => text.push_foreign(Label::Plain, b.trim()),
        Ink::Style => {
            text = text.add(Label::Style, "{~").add_foreign(Label::Style, a.trim()).add(Label::Style, "|");
            text = text.add_foreign(Label::Style, b.trim()).add(Label::Style, "~}");
        }
        ink => {
            text.append(one_side(Side::Left, ink, a));
            text.append(one_side(Side::Right, ink, b));
        }
    }
    if [a, b].iter().any(|t| t.ends_with(char::is_whitespace)) {
        text.push(Label::Plain, " ");
    }
    text
}

/// `[-words-]` of A or `{+words+}` of B, `!` for a fact; nothing for no words.
fn one_side(side: Side, ink: Ink, raw: &str) -> Styled {
    let core = raw.trim();
    if core.is_empty() {
        return Styled::new();
    }
    let fact = if ink == Ink::Fact { "!" } else { "" };
    let label = if ink == Ink::Fact { Label::Fact(side) } else { Label::Words(side) };
    let (open, close) = match side {
        Side::Left => ("[-", "-]"),
        Side::Right => ("{+", "+}"),
    };
    Styled::of(label, format!("{open}{fact}")).add_foreign(label, core).add(label, close)
}

/// The place in B of a moved block.
fn arrival(reading: &Reading<'_>, block: &Block) -> Styled {
    let words = block
        .b
        .first()
        .and_then(|&n| reading.paragraph(Side::Right, n))
        .map_or("", |p| reading.text(Side::Right, p.span));
    let start: Vec<&str> = words.split_whitespace().take(6).collect();
    Styled::of(
        Label::Move,
        format!(
            "{}: moved here, see {}: ",
            paragraphs(Side::Right, &block.b),
            paragraphs(Side::Left, &block.a)
        ),
    )
    .add_foreign(Label::Quiet, &start.join(" "))
    .add(Label::Quiet, " …")
}
