//! The pager: long screens page, short ones do not (`less -F`).

use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::{Child, Command, Stdio};

use super::args::When;
use super::error::Failure;
use super::{messages, output};

/// Whether to page: only where somebody looks, unless told otherwise.
pub fn wanted(when: When) -> bool {
    match when {
        When::Never => false,
        When::Always => true,
        When::Auto => io::stdout().is_terminal() && io::stdin().is_terminal(),
    }
}

/// Shows `text` in the pager and waits until it is closed; without a pager, on standard output.
///
/// # Errors
/// When standard output cannot be written. A pager that was closed early is no error.
pub fn show(text: &str, quiet: bool) -> Result<(), Failure> {
    let command = command();
    let Some((program, arguments)) = command.split_first() else { return output::stdout(text) };
    if program == "cat" {
        return output::stdout(text);
    }
    match start(program, arguments) {
        Ok(mut child) => {
            if let Some(mut pipe) = child.stdin.take() {
                // A pager that was left early closes the pipe.
                let _ = pipe.write_all(text.as_bytes());
            }
            let _ = child.wait();
            Ok(())
        }
        Err(e) => {
            // A system without `less` is common, a wrong PAGER is worth a word.
            if env::var_os("WIREDIFF_PAGER").is_some() || env::var_os("PAGER").is_some() {
                messages::warning(quiet, &format!("cannot start the pager `{program}`: {e}"));
            }
            output::stdout(text)
        }
    }
}

/// Starts the pager with a pipe to it.
fn start(program: &str, arguments: &[String]) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    if env::var_os("LESSCHARSET").is_none() {
        command.env("LESSCHARSET", "utf-8");
    }
    command.spawn()
}

/// The pager and its arguments, split at spaces; `less -FRX` unless the environment names one.
fn command() -> Vec<String> {
    let named = ["WIREDIFF_PAGER", "PAGER"].into_iter().find_map(|name| env::var(name).ok());
    let line = named.filter(|n| !n.trim().is_empty()).unwrap_or_else(|| "less -FRX".to_owned());
    line.split_whitespace().map(str::to_owned).collect()
}
