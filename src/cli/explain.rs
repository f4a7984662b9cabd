//! `wirediff explain`: why sentences of two stories were linked, or why not.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::compare::{Options, explain};
use crate::report::terminal::{self, Context};
use crate::report::{Stance, json};
use crate::text::Pair;

use super::args::ExplainArgs;
use super::error::Failure;
use super::named::Named;
use super::{input, output, screen};

/// Runs the verb.
///
/// # Errors
/// When a story cannot be read or the result cannot be written.
pub fn run(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let named = |name: &PathBuf| match &args.feed {
        Some(feed) => Named::Record { feed: feed.clone(), id: name.to_string_lossy().into_owned() },
        None => Named::new(name),
    };
    let stories = input::stories(&[named(&args.a), named(&args.b)], &args.reading, &args.writing)?;
    let [a, b] = stories.as_slice() else {
        return Err(Failure::usage("two stories are needed", ""));
    };
    let options = Options { threads: args.reading.threads };
    let model = explain(a, b, &options);
    let text = if args.json {
        json::render(&model, args.pretty).context("cannot write JSON")?
    } else {
        let view = terminal::Options {
            width: screen::width(&args.writing),
            palette: screen::palette(&args.writing),
            style: false,
            context: Context::All,
            only: Vec::new(),
            stance: Stance::Neutral,
        };
        terminal::explanation(&model, Pair::new(a.raw(), b.raw()), &view)
    };
    output::deliver(&text, &args.writing, !args.json)?;
    Ok(ExitCode::SUCCESS)
}
