//! Several outlets against one base: a matrix, then what each outlet has of its own.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::compare::{CellState, Coverage, CoverageCell, StoryOutline};
use crate::report::palette::Label;
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, names, number, percent};
use crate::text::{Side, Span};

use super::Options;
use crate::report::screen::{Cell, Screen, clip};

/// The least and the most columns of one outlet in the matrix.
const OUTLET: (usize, usize) = (8, 18);
/// Columns of the paragraph number.
const NUMBER: usize = 4;
/// The least columns left to the words of the base.
const WORDS: usize = 24;

/// Appends the whole report.
pub(super) fn render(screen: &mut Screen, model: &Coverage, raw: &[&str], options: &Options) {
    let base = raw.first().copied().unwrap_or("");
    let names = names(model);
    overview(screen, model);
    let room = screen.width().saturating_sub(NUMBER + 2 + WORDS + 2);
    let outlet = column(model, &names);
    let per_table = (room / (outlet + 2)).max(1);
    let indices: Vec<usize> = (0..model.outlets.len()).collect();
    for group in indices.chunks(per_table) {
        matrix(screen, model, &names, base, group, outlet);
    }
    screen.blank();
    let legend = [
        "= verbatim",
        "~s restyled",
        "~ edited",
        "^ moved",
        "· cut",
        "n the outlet's paragraph",
        "n! facts changed",
        "n% of the base paragraph kept",
    ];
    screen.items(legend.into_iter().map(|item| Styled::of(Label::Quiet, item)).collect(), "   ", 0);
    additions(screen, model, &names, raw, options);
}

/// One line for each outlet: how much it kept, cut and added.
fn overview(screen: &mut Screen, model: &Coverage) {
    let mut line = Styled::of(Label::Fact(Side::Left), "base  ");
    line = named(line, &model.base);
    line.push(
        Label::Plain,
        format!("  {}, {}", count(model.base.words, "word"), count(model.rows.len() as u32, "paragraph")),
    );
    screen.text(&line, 6);
    for (i, (story, comparison)) in model.outlets.iter().zip(&model.comparisons).enumerate() {
        let s = &comparison.summary;
        let kept = percent(s.kept.saturating_add(s.restyled), model.base.words);
        let cut =
            model.rows.iter().filter(|r| r.cells.get(i).is_some_and(|c| c.state == CellState::Cut)).count();
        let own = model.additions.iter().filter(|a| a.outlet as usize == i).count();
        let mut line = Styled::of(Label::Fact(Side::Right), format!("{:>4}  ", i + 1));
        line = named(line, story);
        line.push(Label::Plain, format!("  {}: ", count(story.words, "word")));
        line.push(
            Label::Plain,
            format!(
                "has {kept}% of the base, {cut} of {} cut, ",
                count(model.rows.len() as u32, "paragraph")
            ),
        );
        line.push(Label::Plain, format!("{own} of its own, {} moved, ", number(s.moved)));
        line.push(Label::Plain, format!("{} changed", count(s.facts_changed, "fact")));
        if s.facts_one_sided > 0 {
            line.push(Label::Plain, format!(", {} on one side", number(s.facts_one_sided)));
        }
        screen.text(&line, 6);
    }
    if model.approximate {
        screen.text(&Styled::of(Label::Alert, "approximate: a work limit was met"), 2);
    }
}

/// The outlet of a story, where stated, and its id.
fn named(line: Styled, story: &StoryOutline) -> Styled {
    match story.outlet.as_deref() {
        Some(outlet) => line
            .add_foreign(Label::Title, outlet)
            .add(Label::Quiet, "  ")
            .add_foreign(Label::Quiet, &story.id),
        None => line.add_foreign(Label::Title, &story.id),
    }
}

/// The heading of an outlet's column: its number and its name. Of an id that is too long the end is shown, which is where
/// ids differ.
fn head(number: usize, name: &str, story: &StoryOutline, columns: usize) -> Styled {
    let number = Styled::of(Label::Mark(Side::Right), format!("{number} "));
    let room = columns.saturating_sub(number.width());
    let whole = Styled::new().add_foreign(Label::Title, name);
    let mut head = number;
    if story.outlet.as_deref() == Some(name) || whole.width() <= room {
        head.append(clip(&whole, room));
        return head;
    }
    let clean: String = whole.pieces().iter().map(|p| p.text.as_str()).collect();
    let mut end = "";
    for (at, _) in clean.grapheme_indices(true).rev() {
        if clean[at..].width() + 1 > room {
            break;
        }
        end = &clean[at..];
    }
    head.add(Label::Quiet, "…").add(Label::Title, end)
}

/// The columns that the longest name or cell takes, within bounds.
fn column(model: &Coverage, names: &[String]) -> usize {
    let digits = model.outlets.len().to_string().len() + 1;
    let names = names.iter().skip(1).map(|n| Styled::new().add_foreign(Label::Plain, n).width() + digits);
    let cells = model.rows.iter().flat_map(|r| &r.cells).map(|c| state(c).width());
    names.chain(cells).max().unwrap_or(0).clamp(OUTLET.0, OUTLET.1)
}

/// The matrix for some of the outlets.
fn matrix(
    screen: &mut Screen,
    model: &Coverage,
    names: &[String],
    base: &str,
    group: &[usize],
    outlet: usize,
) {
    screen.blank();
    let words = screen.width().saturating_sub(NUMBER + 2 + group.len() * (outlet + 2)).max(10);
    let mut titles = vec![Cell::new(Styled::of(Label::Quiet, "   ¶"), NUMBER)];
    for &i in group {
        let (Some(story), Some(name)) = (model.outlets.get(i), names.get(i + 1)) else { continue };
        titles.push(Cell::new(head(i + 1, name, story, outlet), outlet));
    }
    titles.push(Cell::new(Styled::of(Label::Title, "base text"), words));
    screen.row(&titles);
    for row in &model.rows {
        let mut cells = vec![Cell::new(
            Styled::of(Label::Mark(Side::Left), format!("{:>NUMBER$}", row.paragraph)),
            NUMBER,
        )];
        for &i in group {
            cells
                .push(Cell::new(row.cells.get(i).map_or(Styled::new(), |c| clip(&state(c), outlet)), outlet));
        }
        let text = Styled::new().add_foreign(Label::Plain, row.span.of(base));
        cells.push(Cell::new(clip(&text, words), words));
        screen.row(&cells);
    }
}

/// The sign of a cell with the paragraphs of the outlet.
fn state(cell: &CoverageCell) -> Styled {
    let (sign, label) = match cell.state {
        CellState::Verbatim => ("=", Label::Plain),
        CellState::Restyled => ("~s", Label::Plain),
        CellState::Edited => ("~", Label::Words(Side::Right)),
        CellState::Moved => ("^", Label::Move),
        CellState::Cut => return Styled::of(Label::Quiet, "·"),
    };
    let places: Vec<String> = cell.paragraphs.iter().map(u32::to_string).collect();
    let mut text = Styled::of(label, format!("{sign} {}", places.join(",")));
    if cell.facts_changed > 0 {
        text.push(Label::Alert, format!(" {}!", cell.facts_changed));
    }
    if matches!(cell.state, CellState::Edited | CellState::Moved) && cell.coverage < 0.995 {
        text.push(Label::Quiet, format!(" {}%", (cell.coverage * 100.0) as u32));
    }
    text
}

/// What each outlet has of its own.
fn additions(screen: &mut Screen, model: &Coverage, names: &[String], raw: &[&str], options: &Options) {
    for (i, name) in names.iter().skip(1).enumerate() {
        let own: Vec<_> = model.additions.iter().filter(|a| a.outlet as usize == i).collect();
        if own.is_empty() {
            continue;
        }
        let total = own.iter().map(|a| a.words).sum::<u32>();
        let title = format!("{} {}", i + 1, crate::report::sanitize::text(name));
        let words = if options.stance == crate::report::Stance::Base { "added" } else { "not in the base" };
        screen.heading(
            &title,
            &format!("{words}: {}, {}", count(own.len() as u32, "paragraph"), count(total, "word")),
        );
        let width = screen.width().saturating_sub(20).max(10);
        for addition in own {
            let place = Styled::of(Label::Mark(Side::Right), format!("{:>4}", addition.paragraph));
            let after = addition.after.map_or("at the top".to_owned(), |n| format!("after {n}"));
            let span: Span = addition.span;
            let mut text = Styled::new();
            if addition.coverage > 0.0 {
                text.push(Label::Quiet, format!("({}% from the base) ", (addition.coverage * 100.0) as u32));
            }
            text.push_foreign(Label::Words(Side::Right), span.of(raw.get(i + 1).copied().unwrap_or("")));
            screen.row(&[
                Cell::new(place, NUMBER),
                Cell::new(Styled::of(Label::Quiet, after), 10),
                Cell::new(text, width),
            ]);
        }
    }
}
