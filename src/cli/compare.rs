//! `wirediff compare`: two stories side by side, or several against one base.

use std::process::ExitCode;

use anyhow::Context as _;

use crate::compare::{Comparison, Options, Relation, compare, coverage};
use crate::report::terminal::{self, Layout, SIDE_BY_SIDE_FROM};
use crate::report::{self, Stance, html, json, markdown};
use crate::text::{Pair, Story};

use super::args::{CompareArgs, Format, Part};
use super::error::{DIFFERENT, Failure};
use super::named::Named;
use super::{browser, input, output, screen};

/// Runs the verb.
///
/// # Errors
/// When a story cannot be read or the result cannot be written.
pub fn run(args: &CompareArgs) -> Result<ExitCode, Failure> {
    let names: Vec<Named> = args.stories.iter().map(|name| Named::new(name)).collect();
    let stories = input::stories(&names, &args.reading, &args.writing)?;
    let options = Options { threads: args.reading.threads };
    let format = format(args)?;
    let (text, different) = match stories.as_slice() {
        [a, b] => {
            let model = compare(a, b, &options);
            (two(&model, a, b, format, args)?, differs(&model))
        }
        [base, outlets @ ..] => {
            let model = coverage(base, outlets, &options);
            let raw: Vec<&str> = stories.iter().map(Story::raw).collect();
            let text = match format {
                Format::Json => json::render(&model, args.pretty).context("cannot write JSON")?,
                Format::Markdown => markdown::coverage(&model, &raw),
                Format::Html => html::coverage(&model, &raw, view(args).stance, args.style),
                Format::Side | Format::Inline => terminal::coverage(&model, &raw, &view(args)),
            };
            (text, model.comparisons.iter().any(differs))
        }
        [] => return Err(Failure::usage("no story was named", "name two stories")),
    };
    match format {
        Format::Html => browser::deliver(&text, &args.writing, args.open)?,
        _ => output::deliver(&text, &args.writing, matches!(format, Format::Side | Format::Inline))?,
    }
    Ok(if different && args.exit_code { ExitCode::from(DIFFERENT) } else { ExitCode::SUCCESS })
}

/// Renders a comparison of two stories.
fn two(
    model: &Comparison,
    a: &Story,
    b: &Story,
    format: Format,
    args: &CompareArgs,
) -> Result<String, Failure> {
    let raw = Pair::new(a.raw(), b.raw());
    let view = view(args);
    Ok(match format {
        Format::Json => json::render(model, args.pretty).context("cannot write JSON")?,
        Format::Markdown => markdown::comparison(model, raw, view.stance, args.style),
        Format::Html => html::comparison(model, raw, view.stance, args.style),
        Format::Side => terminal::comparison(model, raw, Layout::Side, &view),
        Format::Inline => terminal::comparison(model, raw, Layout::Inline, &view),
    })
}

/// The format: as asked, else a page when it is to be opened, else by the extension of the output, else by the width of
/// the screen.
fn format(args: &CompareArgs) -> Result<Format, Failure> {
    if args.json {
        return Ok(Format::Json);
    }
    if args.open {
        return match args.format {
            None | Some(Format::Html) => Ok(Format::Html),
            Some(_) => Err(Failure::usage("only a page can be opened", "leave out --format, or name html")),
        };
    }
    let extension = output::file(&args.writing).and_then(|p| p.extension()).and_then(|e| e.to_str());
    Ok(args.format.unwrap_or_else(|| match extension {
        Some("json") => Format::Json,
        Some("md" | "markdown") => Format::Markdown,
        Some("html" | "htm") => Format::Html,
        _ if screen::width(&args.writing) >= SIDE_BY_SIDE_FROM => Format::Side,
        _ => Format::Inline,
    }))
}

/// How the terminal report is set.
fn view(args: &CompareArgs) -> terminal::Options {
    let part = |part: &Part| match part {
        Part::Facts => report::Part::Facts,
        Part::Quotes => report::Part::Quotes,
        Part::Moves => report::Part::Moves,
        Part::Added => report::Part::Added,
        Part::Dropped => report::Part::Dropped,
    };
    terminal::Options {
        width: screen::width(&args.writing),
        palette: screen::palette(&args.writing),
        style: args.style,
        context: args.context,
        only: args.only.iter().map(part).collect(),
        stance: if args.base { Stance::Base } else { Stance::Neutral },
    }
}

/// Whether two stories differ in anything that counts: style does, furniture does not.
fn differs(model: &Comparison) -> bool {
    let links = model.links.iter().any(|l| l.relation != Relation::Identical || l.moved.is_some());
    links || !model.only_a.is_empty() || !model.only_b.is_empty()
}
