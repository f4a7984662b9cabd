//! The report on several outlets and one base.

use std::fmt::Write as _;

use crate::compare::{CellState, Coverage, CoverageCell, StoryOutline};
use crate::report::vocabulary::{number, percent};

use super::comparison::line;
use super::escape::escape;

/// Words of a base paragraph that are quoted in its row.
const EXCERPT: usize = 12;

/// Returns the report: one row for each outlet, the matrix, and what each outlet has of its own.
///
/// `raw` are the base's text and then the outlets', in order.
pub fn coverage(model: &Coverage, raw: &[&str]) -> String {
    let mut out = String::new();
    line!(out, "# Coverage of {}\n", name(&model.base));
    line!(
        out,
        "| outlet | words | of the base | cut | moved | facts changed |\n|---|---:|---:|---:|---:|---:|"
    );
    for (i, (story, comparison)) in model.outlets.iter().zip(&model.comparisons).enumerate() {
        let s = &comparison.summary;
        let kept = percent(s.kept.saturating_add(s.restyled), model.base.words);
        let cut =
            model.rows.iter().filter(|r| r.cells.get(i).is_some_and(|c| c.state == CellState::Cut)).count();
        line!(
            out,
            "| {} | {} | {kept}% | {cut} | {} | {} |",
            name(story),
            number(story.words),
            number(s.moved),
            number(s.facts_changed)
        );
    }
    matrix(&mut out, model, raw.first().copied().unwrap_or(""));
    additions(&mut out, model, raw);
    out
}

/// One row for each paragraph of the base.
fn matrix(out: &mut String, model: &Coverage, base: &str) {
    let names: Vec<String> = model.outlets.iter().map(name).collect();
    line!(out, "\n## Paragraphs\n\n| | {} | base |", names.join(" | "));
    line!(out, "|---:|{}---|", "---|".repeat(names.len()));
    for row in &model.rows {
        let cells: Vec<String> = row.cells.iter().map(state).collect();
        let text = row.span.of(base);
        let mut excerpt: Vec<&str> = text.split_whitespace().take(EXCERPT + 1).collect();
        let more = excerpt.len() > EXCERPT;
        excerpt.truncate(EXCERPT);
        let dots = if more { " …" } else { "" };
        line!(out, "| {} | {} | {}{dots} |", row.paragraph, cells.join(" | "), escape(&excerpt.join(" ")));
    }
}

/// What an outlet did, and in which of its paragraphs.
fn state(cell: &CoverageCell) -> String {
    let places: Vec<String> = cell.paragraphs.iter().map(u32::to_string).collect();
    let facts = if cell.facts == 0 { String::new() } else { format!(", facts {}", cell.facts) };
    format!("{} {}{facts}", cell.state.name(), places.join(", ")).trim_end().to_owned()
}

/// What each outlet has of its own.
fn additions(out: &mut String, model: &Coverage, raw: &[&str]) {
    for (i, story) in model.outlets.iter().enumerate() {
        let own: Vec<_> = model.additions.iter().filter(|a| a.outlet as usize == i).collect();
        if own.is_empty() {
            continue;
        }
        line!(out, "\n## Only in {}\n", name(story));
        for addition in own {
            let after = addition.after.map_or("at the top".to_owned(), |n| format!("after {n}"));
            let text = escape(addition.span.of(raw.get(i + 1).copied().unwrap_or("")));
            line!(out, "- paragraph {} ({after}): {text}", addition.paragraph);
        }
    }
}

/// The outlet, or the id where none is stated.
fn name(story: &StoryOutline) -> String {
    escape(story.outlet.as_deref().unwrap_or(&story.id))
}
