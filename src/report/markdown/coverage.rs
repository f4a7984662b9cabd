//! The report on several outlets and one base.

use std::fmt::Write as _;

use crate::compare::{CellState, Coverage, CoverageCell};
use crate::report::vocabulary::{count, names, number, percent};

use super::comparison::line;
use super::escape::escape;

/// Words of a base paragraph that are quoted in its row.
const EXCERPT: usize = 12;

/// Returns the report: one row for each outlet, the matrix, and what each outlet has of its own.
///
/// `raw` are the base's text and then the outlets', in order.
pub fn coverage(model: &Coverage, raw: &[&str]) -> String {
    let mut out = String::new();
    let names: Vec<String> = names(model).iter().map(|n| escape(n)).collect();
    line!(out, "# Coverage of {}\n", escape(model.base.outlet.as_deref().unwrap_or(&model.base.id)));
    line!(
        out,
        "| outlet | story | words | of the base | cut | moved | facts changed | facts on one side |\n\
         |---|---|---:|---:|---:|---:|---:|---:|"
    );
    for (i, (story, comparison)) in model.outlets.iter().zip(&model.comparisons).enumerate() {
        let s = &comparison.summary;
        let kept = percent(s.kept.saturating_add(s.restyled), model.base.words);
        let cut =
            model.rows.iter().filter(|r| r.cells.get(i).is_some_and(|c| c.state == CellState::Cut)).count();
        line!(
            out,
            "| {} | {} | {} | {kept}% | {cut} | {} | {} | {} |",
            names.get(i + 1).map_or("", String::as_str),
            escape(&story.id),
            number(story.words),
            number(s.moved),
            number(s.facts_changed),
            number(s.facts_one_sided)
        );
    }
    matrix(&mut out, model, &names, raw.first().copied().unwrap_or(""));
    additions(&mut out, model, &names, raw);
    out
}

/// One row for each paragraph of the base.
fn matrix(out: &mut String, model: &Coverage, names: &[String], base: &str) {
    let outlets = names.get(1..).unwrap_or_default();
    line!(out, "\n## Paragraphs\n\n| | {} | base text |", outlets.join(" | "));
    line!(out, "|---:|{}---|", "---|".repeat(outlets.len()));
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
    let facts = match cell.facts_changed {
        0 => String::new(),
        n => format!(", {} changed", count(n, "fact")),
    };
    format!("{} {}{facts}", cell.state.name(), places.join(", ")).trim_end().to_owned()
}

/// What each outlet has of its own.
fn additions(out: &mut String, model: &Coverage, names: &[String], raw: &[&str]) {
    for (i, name) in names.iter().skip(1).enumerate() {
        let own: Vec<_> = model.additions.iter().filter(|a| a.outlet as usize == i).collect();
        if own.is_empty() {
            continue;
        }
        line!(out, "\n## Only in {name}\n");
        for addition in own {
            let after = addition.after.map_or("at the top".to_owned(), |n| format!("after {n}"));
            let text = escape(addition.span.of(raw.get(i + 1).copied().unwrap_or("")));
            line!(out, "- paragraph {} ({after}): {text}", addition.paragraph);
        }
    }
}
