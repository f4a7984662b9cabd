//! Pages out: to a file, and from there to the default browser.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::args::WritingArgs;
use super::error::Failure;
use super::{messages, output};

/// Writes a page where the arguments say, and with `open` shows it in the default browser. A page to be opened that has
/// no file gets a temporary one, readable by its owner alone, which stays: the browser reads it after we are gone.
///
/// # Errors
/// When the page would fill a terminal, when it cannot be written, or when no browser can be started.
pub fn deliver(page: &str, writing: &WritingArgs, open: bool) -> Result<(), Failure> {
    let path = match (output::file(writing), open) {
        (Some(path), _) => {
            output::deliver(page, writing, false)?;
            path.to_owned()
        }
        (None, true) => temporary(page)?,
        (None, false) if io::stdout().is_terminal() => {
            return Err(Failure::usage(
                "a page is not for a terminal",
                "write it to a file with `-o page.html`, or see it with `--open`",
            ));
        }
        (None, false) => return output::deliver(page, writing, false),
    };
    if open { show(&path, writing.quiet) } else { Ok(()) }
}

/// Writes a temporary file that stays.
fn temporary(page: &str) -> Result<PathBuf, Failure> {
    let mut builder = tempfile::Builder::new();
    let file = builder.prefix("wirediff-").suffix(".html").tempfile();
    let written = file.and_then(|mut file| {
        file.write_all(page.as_bytes())?;
        file.keep().map_err(|e| e.error)
    });
    let (_, path) = written.context("cannot write a temporary file")?;
    Ok(path)
}

/// Starts the default browser and does not wait for it.
fn show(path: &Path, quiet: bool) -> Result<(), Failure> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if !quiet {
        messages::note(&format!("wirediff: the page is `{}`", real.display()));
    }
    open::that_detached(&real).map_err(|e| Failure {
        hint: Some("open the file in a browser yourself".to_owned()),
        ..Failure::from(anyhow::Error::new(e).context(format!("cannot open `{}`", real.display())))
    })
}
