//! Ctrl-C, or a polite request to end (SIGTERM): the first press asks for an end, the second one ends at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ingest::Shared;

use super::{error, messages};

/// Whether Ctrl-C was pressed.
static PRESSED: AtomicBool = AtomicBool::new(false);
/// The file that is gone when the run ends half-way.
static UNFINISHED: Shared<Option<PathBuf>> = Shared::new(None);

/// From now on Ctrl-C sets [`pressed`]; pressed again it removes the unfinished output and ends the process with 130.
pub fn listen(quiet: bool) {
    let handler = move || {
        if PRESSED.swap(true, Ordering::Relaxed) {
            if let Some(path) = unfinished().take() {
                let _ = fs::remove_file(path);
            }
            process::exit(i32::from(error::INTERRUPTED));
        }
        messages::warning(quiet, "interrupted: working through what was read; Ctrl-C again ends at once");
    };
    // Where no handler can be set, Ctrl-C ends the process as it does everywhere.
    if let Err(e) = ctrlc::set_handler(handler) {
        messages::warning(quiet, &format!("Ctrl-C will end the run at once: {e}"));
    }
}

/// Whether Ctrl-C was pressed.
pub fn pressed() -> bool {
    PRESSED.load(Ordering::Relaxed)
}

/// Names the file that is to go when the run ends half-way; none when there is no such file any more.
pub fn remove_at_end(path: Option<&Path>) {
    *unfinished() = path.map(Path::to_owned);
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock()
}
