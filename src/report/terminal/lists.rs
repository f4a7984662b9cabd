//! Short lists below the blocks: one-sided sentences, related sentences, furniture, the legend.

use crate::compare::{Class, OpKind, ParagraphOutline};
use crate::report::palette::Label;
use crate::report::reading::{Reading, words};
use crate::report::styled::Styled;
use crate::report::vocabulary::count;
use crate::text::{ParagraphKind, Side};

use super::{Layout, Options};
use crate::report::screen::{Cell, Screen, clip};

/// Columns of a sentence id with its side.
const PLACE: usize = 8;
/// The shortest insertion or deletion inside a linked sentence that is listed as a clause, in words.
const CLAUSE: u32 = 4;

/// Appends the sentences that one side alone has, then the clauses it alone has inside linked sentences.
pub(super) fn one_sided(screen: &mut Screen, reading: &Reading<'_>, side: Side, options: &Options) {
    let model = reading.model;
    let (ids, kind) = match side {
        Side::Left => (&model.only_a, OpKind::Delete),
        Side::Right => (&model.only_b, OpKind::Insert),
    };
    let total = if side == Side::Left { model.summary.only_a } else { model.summary.only_b };
    let note = format!("{}, {}", count(ids.len() as u32, "sentence"), count(total, "word"));
    screen.heading(&options.stance.only(side).to_uppercase(), &note);
    for &id in ids {
        entry(screen, side, &id.to_string(), reading.sentence_text(side, id));
    }
    let mut clauses = model.links.iter().flat_map(|l| l.ops.iter().map(move |o| (l, o))).filter(|(_, o)| {
        let span = if side == Side::Left { o.a } else { o.b };
        o.op == kind && o.class >= Class::Wording && words(reading.text(side, span)) >= CLAUSE
    });
    if let Some(first) = clauses.next() {
        screen.heading("Clauses inside linked sentences", "");
        for (link, op) in std::iter::once(first).chain(clauses) {
            let (id, span) = if side == Side::Left { (link.a, op.a) } else { (link.b, op.b) };
            entry(screen, side, &id.to_string(), reading.text(side, span).trim());
        }
    }
}

/// One entry: where, and the words.
fn entry(screen: &mut Screen, side: Side, place: &str, raw: &str) {
    let width = screen.width().saturating_sub(PLACE + 4).max(10);
    let place = Cell::new(Styled::of(Label::Mark(side), format!("  {}{place}", side.letter())), PLACE);
    screen.row(&[place, Cell::new(Styled::new().add_foreign(Label::Words(side), raw), width)]);
}

/// Appends the hints: unlinked sentences that tell something alike.
pub(super) fn related(screen: &mut Screen, reading: &Reading<'_>) {
    if reading.model.related.is_empty() {
        return;
    }
    screen.heading("RELATED", "not linked, but may tell the same in other words");
    for hint in &reading.model.related {
        entry(screen, Side::Left, &hint.a.to_string(), reading.sentence_text(Side::Left, hint.a));
        entry(screen, Side::Right, &hint.b.to_string(), reading.sentence_text(Side::Right, hint.b));
    }
}

/// Appends furniture, one line each.
pub(super) fn furniture(screen: &mut Screen, reading: &Reading<'_>) {
    let of = |side: Side| -> Vec<&ParagraphOutline> {
        let paragraphs = reading.story(side).map_or(&[][..], |s| &s.paragraphs);
        paragraphs.iter().filter(|p| p.kind == ParagraphKind::Furniture).collect()
    };
    if Side::BOTH.into_iter().all(|side| of(side).is_empty()) {
        return;
    }
    screen.heading("FURNITURE", "datelines, bylines, credits, links: not counted");
    let room = screen.width().saturating_sub(PLACE + 4).max(10);
    for side in Side::BOTH {
        for paragraph in of(side) {
            let whole = Styled::new().add_foreign(Label::Quiet, reading.text(side, paragraph.span));
            let text = clip(&whole, room);
            let place = Styled::of(Label::Mark(side), format!("  {}{}", side.letter(), paragraph.n));
            screen.row(&[Cell::new(place, PLACE), Cell::new(text, room)]);
        }
    }
}

/// Appends what the signs mean.
pub(super) fn legend(screen: &mut Screen, layout: Layout, options: &Options) {
    screen.blank();
    let only = |side: Side| options.stance.only(side);
    let mut items = vec!["= same", "~s style only", "~ edited", "% rewritten"];
    let (left, right) = (format!("< {}", only(Side::Left)), format!("> {}", only(Side::Right)));
    items.extend([left.as_str(), right.as_str()]);
    items.extend(match layout {
        Layout::Side => [
            "^ v moved up, down",
            "Y split",
            "A merged",
            "X regrouped",
            "p in part",
            "[A's words]",
            "{B's words}",
        ]
        .as_slice(),
        Layout::Inline => ["[-A's words-]", "{+B's words+}", "… told elsewhere"].as_slice(),
    });
    items.push("! fact");
    if options.style {
        items.push(if layout == Layout::Side { "‹style›" } else { "{~A|B~} style" });
    }
    screen.items(items.into_iter().map(|item| Styled::of(Label::Quiet, item)).collect(), "   ", 0);
}
