//! What the screen can do: columns and colours.

use std::env;
use std::io::{self, IsTerminal as _};

use crate::report::{Depth, NARROWEST, Palette};

use super::args::{When, WritingArgs};
use super::output;

/// Columns when there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;

/// Returns the columns to print in: `--width`, else the terminal's, else `COLUMNS`, else 80; never less than
/// [`NARROWEST`], so that on a narrower terminal it is the terminal that breaks the lines.
pub fn width(writing: &WritingArgs) -> usize {
    let asked = writing.width.map(usize::from);
    let terminal = || {
        let size = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
        size.map(|(terminal_size::Width(w), _)| usize::from(w))
    };
    let variable = || env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    asked.or_else(terminal).or_else(variable).filter(|w| *w > 0).unwrap_or(DEFAULT_WIDTH).max(NARROWEST)
}

/// Returns the colours: `--color`, else `NO_COLOR` and `CLICOLOR_FORCE`, else whether it is a terminal.
pub fn palette(writing: &WritingArgs) -> Palette {
    let set = |name: &str| env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    let no_color = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let term = env::var("TERM").unwrap_or_default();
    let on = match writing.color {
        When::Always => true,
        When::Never => false,
        When::Auto if no_color => false,
        When::Auto if set("CLICOLOR_FORCE") => true,
        When::Auto => output::file(writing).is_none() && io::stdout().is_terminal() && term != "dumb",
    };
    let many = term.contains("256") || env::var("COLORTERM").is_ok_and(|c| c == "truecolor" || c == "24bit");
    Palette::new(match (on, many) {
        (false, _) => Depth::None,
        (true, false) => Depth::Basic,
        (true, true) => Depth::Extended,
    })
}
