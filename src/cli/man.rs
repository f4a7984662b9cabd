//! `wirediff man`: the manual page of the command or of one verb.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::CommandFactory as _;

use super::args::{Cli, ManArgs};
use super::error::Failure;
use super::output;

/// Runs the verb.
///
/// # Errors
/// When the verb does not exist or standard output cannot be written.
pub fn run(args: &ManArgs) -> Result<ExitCode, Failure> {
    let mut command = Cli::command();
    command.build();
    let command = match &args.verb {
        None => command,
        Some(verb) => {
            let unknown =
                || Failure::usage(&format!("there is no verb `{verb}`"), "`wirediff --help` lists them");
            command.find_subcommand(verb).ok_or_else(unknown)?.clone().version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).context("cannot write the manual page")?;
    output::stdout(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}
