//! One block after another: a heading with what happened, and the text as a redline below it.

use std::collections::BTreeSet;

use crate::compare::{Block, Class};
use crate::report::palette::Label;
use crate::report::reading::Reading;
use crate::report::redline::{Text, redline};
use crate::report::runs::Ink;
use crate::report::styled::Styled;
use crate::report::vocabulary::{class, direction, paragraphs, structure};
use crate::text::Side;

use super::Options;
use super::plan::{Row, folded, opening, rows};
use crate::report::screen::Screen;

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
                screen.rule(&heading(reading, block, options), &kinds(reading, block));
                screen.text(&text(reading, block, options), 0);
            }
            Row::Arrival(block) => screen.text(&arrival(reading, block), 3),
            Row::Fold(run) => {
                screen.text(&Styled::of(Label::Quiet, format!("···  {}", folded(reading, &run))), 5)
            }
        }
    }
}

/// `A4 ~ B5  edited, split 1>2, moved up`
fn heading(reading: &Reading<'_>, block: &Block, options: &Options) -> Styled {
    let mut text = Styled::of(Label::Fact(Side::Left), paragraphs(Side::Left, &block.a));
    let sign = reading.glyph(block);
    let (before, after) =
        (if block.a.is_empty() { "" } else { " " }, if block.b.is_empty() { "" } else { " " });
    text.push(Label::Title, format!("{before}{sign}{after}"));
    text.push(Label::Fact(Side::Right), paragraphs(Side::Right, &block.b));
    let mut words = vec![reading.relation(block, options.stance), structure(block)];
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

/// The text of a block.
fn text(reading: &Reading<'_>, block: &Block, options: &Options) -> Styled {
    let mut text = Styled::new();
    for stretch in redline(reading, block, options.style) {
        if stretch.gap {
            text.push(Label::Plain, " ");
        }
        match stretch.text {
            Text::Plain(words) => text.push_foreign(Label::Plain, words),
            Text::Whole(side, words) => text.push_foreign(Label::Words(side), words),
            Text::Marked(side, ink, words) => text.append(one_side(side, ink, words)),
            Text::Style(a, b) => {
                text = text.add(Label::Style, "{~").add_foreign(Label::Style, a).add(Label::Style, "|");
                text = text.add_foreign(Label::Style, b).add(Label::Style, "~}");
            }
            Text::Elsewhere => text.push(Label::Quiet, "…"),
            Text::Pointer(pointer) => text.push(Label::Quiet, pointer.words()),
        }
    }
    text
}

/// `[-words-]` of A or `{+words+}` of B, `!` for a fact.
fn one_side(side: Side, ink: Ink, words: &str) -> Styled {
    let fact = if ink == Ink::Fact { "!" } else { "" };
    let label = if ink == Ink::Fact { Label::Fact(side) } else { Label::Words(side) };
    let (open, close) = match side {
        Side::Left => ("[-", "-]"),
        Side::Right => ("{+", "+}"),
    };
    Styled::of(label, format!("{open}{fact}")).add_foreign(label, words).add(label, close)
}

/// The place in B of a moved block.
fn arrival(reading: &Reading<'_>, block: &Block) -> Styled {
    let (b, a) = (paragraphs(Side::Right, &block.b), paragraphs(Side::Left, &block.a));
    let mut text = Styled::of(Label::Move, format!("{b}: moved here, see {a}: "));
    text.append(opening(reading, block));
    text
}
