//! Figures of all stores side by side, as Markdown.

use std::collections::BTreeSet;

use crate::Figures;

pub fn print(all: &[(&str, Figures)]) {
    let rows: BTreeSet<&String> = all.iter().flat_map(|(_, figures)| figures.keys()).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    println!("| | {} |\n|---|{}", names.join(" | "), "---:|".repeat(names.len()));
    for row in rows {
        let figures = all.iter().map(|(_, figures)| figures.get(row).map_or(String::new(), |f| short(*f)));
        println!("| {row} | {} |", figures.collect::<Vec<_>>().join(" | "));
    }
}

/// Three digits that count.
fn short(figure: f64) -> String {
    match figure.abs() {
        0.0 => "0".to_owned(),
        ..1.0 => format!("{figure:.3}"),
        ..10.0 => format!("{figure:.2}"),
        ..100.0 => format!("{figure:.1}"),
        _ => format!("{figure:.0}"),
    }
}
