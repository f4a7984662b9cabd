//! Two panes, A left and B right, with the relation between them.

use crate::compare::Block;
use crate::report::palette::Label;
use crate::report::reading::{Reading, numbers};
use crate::report::redline::Pointer;
use crate::report::runs::Ink;
use crate::report::styled::{Styled, width};
use crate::report::vocabulary::{arrow, direction, paragraphs, structure_glyph};
use crate::report::wrap::{Line, pad, wrap};
use crate::text::{ParagraphKind, Side};

use super::plan::{Row, folded, opening, rows};
use super::{Options, marked, totals};
use crate::report::order::is_still;
use crate::report::screen::Screen;

/// Columns of a paragraph number and the space after it.
const NUMBER: usize = 5;
/// Columns of the relation between the panes.
const RELATION: usize = 7;
/// Columns of the two lines between panes and relation.
const LINES: usize = 4;
/// The widest pane: longer lines tire the eye.
const WIDEST: usize = 84;

/// Appends the wanted blocks.
pub(super) fn blocks(
    screen: &mut Screen,
    reading: &Reading<'_>,
    options: &Options,
    wanted: impl Fn(&Block) -> bool,
) {
    let room = screen.width().saturating_sub(2 * NUMBER + RELATION + LINES);
    let panes = Panes { reading, options, width: (room / 2).clamp(12, WIDEST) };
    screen.blank();
    panes.header(screen);
    for row in rows(reading, options, wanted) {
        match row {
            Row::Block(block) => panes.block(screen, block),
            Row::Arrival(block) => panes.arrival(screen, block),
            Row::Fold(run) => panes.fold(screen, &run),
        }
    }
}

/// The two panes of one comparison.
struct Panes<'r, 'm> {
    reading: &'r Reading<'m>,
    options: &'r Options,
    /// Columns of the text in one pane.
    width: usize,
}

impl Panes<'_, '_> {
    /// The names of the sides over their panes.
    fn header(&self, screen: &mut Screen) {
        let name = |side: Side| {
            let lines = totals::story(self.reading, side);
            let wrapped = lines.iter().flat_map(|line| wrap(line, self.width + NUMBER - 2, 3));
            wrapped.map(|line| pad(Line::new(), 2).into_iter().chain(line).collect()).collect::<Vec<Line>>()
        };
        self.zip(screen, name(Side::Left), Vec::new(), name(Side::Right));
        let line = |n: usize| "─".repeat(n);
        let pane = self.width + NUMBER;
        let rule = format!("{}┼{}┼{}", line(pane + 1), line(RELATION), line(pane + 1));
        screen.line(Styled::of(Label::Quiet, rule).pieces().to_vec());
    }

    /// A block in full.
    fn block(&self, screen: &mut Screen, block: &Block) {
        self.zip(
            screen,
            self.pane(Side::Left, block),
            relation(self.reading, block),
            self.pane(Side::Right, block),
        );
        self.gap(screen);
    }

    /// The text of a block on one side, a paragraph after another.
    fn pane(&self, side: Side, block: &Block) -> Vec<Line> {
        let mut lines = Vec::new();
        for (i, &n) in numbers(block, side).iter().enumerate() {
            let text = self.paragraph(side, n, block);
            if i > 0 {
                lines.push(Line::new());
            }
            lines.extend(self.numbered(side, n, &text));
        }
        lines
    }

    /// Lines with the paragraph number before the first.
    fn numbered(&self, side: Side, n: u32, text: &Styled) -> Vec<Line> {
        let mut lines = Vec::new();
        for (i, line) in wrap(text, self.width, 0).into_iter().enumerate() {
            let number = if i == 0 { format!("{n:>3}  ") } else { " ".repeat(NUMBER) };
            let mut whole = Styled::of(Label::Mark(side), number).pieces().to_vec();
            whole.extend(line);
            lines.push(whole);
        }
        lines
    }

    /// One paragraph as far as it belongs to the block.
    fn paragraph(&self, side: Side, n: u32, block: &Block) -> Styled {
        let mut text = Styled::new();
        let Some(paragraph) = self.reading.paragraph(side, n) else { return text };
        let alone = numbers(block, side.other()).is_empty();
        let plain = match paragraph.kind {
            ParagraphKind::Headline | ParagraphKind::Heading => Label::Title,
            _ if is_still(self.reading, block, self.options.style) => Label::Quiet,
            _ => Label::Plain,
        };
        let mut away: Option<Pointer> = None;
        for sentence in &paragraph.sentences {
            let links = self.reading.links_of(side, sentence.id);
            let here = alone || links.iter().any(|l| self.reading.in_block(*l, block));
            if !here && !links.is_empty() {
                let next = Pointer::new(side, sentence.id, self.reading.partners(side, sentence.id));
                match &mut away {
                    Some(away) => away.extend(next),
                    None => away = Some(next),
                }
                continue;
            }
            if links.is_empty() && !alone && !self.reading.is_first_holder(side, n, block) {
                continue;
            }
            self.point(&mut text, away.take());
            let part = if alone {
                Styled::new().add_foreign(Label::Words(side), self.reading.text(side, sentence.span))
            } else if here {
                marked::linked(self.reading, side, sentence.id, sentence.span, self.options.style, plain)
            } else {
                marked::run(self.reading, side, Ink::Words, sentence.span, plain)
            };
            if !text.is_empty() {
                text.push(plain, " ");
            }
            text.append(part);
        }
        self.point(&mut text, away);
        text
    }

    /// Appends where sentences of this paragraph are shown, when not here.
    fn point(&self, text: &mut Styled, pointer: Option<Pointer>) {
        if let Some(pointer) = pointer {
            let gap = if text.is_empty() { "" } else { " " };
            text.push(Label::Quiet, format!("{gap}{}", pointer.words()));
        }
    }

    /// The place in B of a moved block.
    fn arrival(&self, screen: &mut Screen, block: &Block) {
        let (Some(moved), Some(&n)) = (&block.moved, block.b.first()) else { return };
        let from = paragraphs(Side::Left, &block.a);
        let mut text =
            Styled::of(Label::Move, format!("moved {} here, see {from}: ", direction(moved.direction)));
        text.append(opening(self.reading, block));
        let relation = vec![Styled::of(Label::Move, format!("{} {from}", arrow(moved.direction)))];
        self.zip(screen, Vec::new(), relation, self.numbered(Side::Right, n, &text));
        self.gap(screen);
    }

    /// A folded run.
    fn fold(&self, screen: &mut Screen, run: &[&Block]) {
        let text = Styled::of(Label::Quiet, format!("  ·  {}", folded(self.reading, run)));
        screen.text(&text, 10);
        self.gap(screen);
    }

    /// An empty row.
    fn gap(&self, screen: &mut Screen) {
        self.zip(screen, vec![Line::new()], Vec::new(), Vec::new());
    }

    /// Puts the lines of both panes and what stands between them side by side.
    fn zip(&self, screen: &mut Screen, left: Vec<Line>, relation: Vec<Styled>, right: Vec<Line>) {
        let pane = self.width + NUMBER + 1;
        let height = left.len().max(right.len()).max(relation.len());
        for at in 0..height {
            let mut whole = pad(left.get(at).cloned().unwrap_or_default(), pane);
            let sign = relation.get(at).cloned().unwrap_or_default();
            whole.extend(Styled::of(Label::Quiet, "│").pieces().to_vec());
            whole.extend(centred(sign.pieces(), RELATION));
            whole.extend(Styled::of(Label::Quiet, "│").pieces().to_vec());
            whole.extend(right.get(at).cloned().unwrap_or_default());
            screen.line(whole);
        }
    }
}

/// The signs between the panes, a line each: relation, structure and facts; move.
fn relation(reading: &Reading<'_>, block: &Block) -> Vec<Styled> {
    let facts = reading.has_facts(block);
    let signs = [reading.glyph(block), structure_glyph(block.structure), if facts { "!" } else { "" }];
    let shown: Vec<&str> = signs.into_iter().filter(|s| !s.is_empty()).collect();
    let mut lines = vec![Styled::of(Label::Title, shown.join(" "))];
    if let Some(moved) = &block.moved {
        let to = paragraphs(Side::Right, &[moved.to]);
        lines.push(Styled::of(Label::Move, format!("{} {to}", arrow(moved.direction))));
    }
    lines
}

/// A line in the middle of `columns` columns.
fn centred(line: &[crate::report::styled::Piece], columns: usize) -> Line {
    let before = columns.saturating_sub(width(line)) / 2;
    let mut whole = Styled::of(Label::Plain, " ".repeat(before)).pieces().to_vec();
    whole.extend(line.iter().cloned());
    pad(whole, columns)
}
