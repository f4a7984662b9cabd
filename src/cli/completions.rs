//! `wirediff completions`: a script for a shell.

use std::process::ExitCode;

use clap::CommandFactory as _;

use super::args::{Cli, CompletionsArgs};
use super::error::Failure;
use super::output;

/// Runs the verb.
///
/// # Errors
/// When standard output cannot be written.
pub fn run(args: &CompletionsArgs) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "wirediff", &mut script);
    output::stdout(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
