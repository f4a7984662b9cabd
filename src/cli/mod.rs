//! The command line: arguments in, exit status out.
//!
//! This layer alone touches arguments, environment and terminal. Data goes to standard output, talk to standard
//! error. Exit status: 0 done, 1 differences or copies found (only with `--exit-code`), 2 wrong usage, unreadable input
//! or a failure of ours, 3 done but records were skipped, 130 after an interrupt (`scan` prints what it has read, `watch` ends well with 0; for
//! the other verbs the system's own handling does: there is nothing to clean up).

mod args;
mod browser;
mod compare;
mod completions;
mod dedup;
mod error;
mod explain;
mod extract;
mod feed_args;
mod fetch;
mod find;
mod index;
mod input;
mod interrupt;
mod man;
mod memory;
mod messages;
mod named;
mod output;
mod pager;
mod reading_args;
mod scan;
mod schema;
mod screen;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "fetch")]
mod watch;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Cli, Verb};
use error::Failure;

/// Runs the command with the arguments of the process and returns its exit status.
pub fn main() -> ExitCode {
    // What is caught and told as a problem of the input is not told as a mistake of the program as well.
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::ingest::is_guarded() {
            told(panic);
        }
    }));
    run(std::env::args_os())
}

/// Runs the command with `arguments`, the first of which is the name of the program.
fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let result = match Cli::try_parse_from(arguments) {
        Ok(cli) => dispatch(cli),
        Err(e) => return usage(&e),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            messages::failure(&failure);
            ExitCode::from(failure.exit)
        }
    }
}

/// Hands over to the file of the verb.
fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.verb {
        Verb::Compare(args) => compare::run(&args),
        Verb::Scan(args) => scan::run(&args),
        Verb::Dedup(args) => dedup::run(&args),
        Verb::Explain(args) => explain::run(&args),
        Verb::Find(args) => find::run(&args),
        #[cfg(feature = "fetch")]
        Verb::Watch(args) => watch::run(&args),
        Verb::Index(args) => index::run(&args),
        #[cfg(feature = "serve")]
        Verb::Serve(args) => serve::run(&args),
        Verb::Extract(args) => extract::run(&args),
        Verb::Schema(args) => schema::run(&args),
        Verb::Completions(args) => completions::run(&args),
        Verb::Man(args) => man::run(&args),
    }
}

/// Prints help to standard output, or a usage error (which repeats what was typed) cleaned to standard error.
fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            match error.print().and_then(|()| io::stdout().flush()) {
                Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                    messages::failure(
                        &anyhow::Error::new(e).context("cannot write to standard output").into(),
                    );
                    ExitCode::from(error::USAGE)
                }
                _ => ExitCode::SUCCESS,
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            messages::help(&error.render().to_string());
            ExitCode::from(error::USAGE)
        }
        _ => {
            messages::usage(&error.render().to_string());
            ExitCode::from(error::USAGE)
        }
    }
}
