//! The `wirediff` command: everything happens in [`wirediff::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    wirediff::cli::main()
}
