//! Talk on standard error, cleaned: messages hold file names and words of others.

use std::io::{self, Write as _};

use crate::report::sanitize;

use super::error::Failure;

/// Says `wirediff: warning: ...`, unless quiet.
pub fn warning(quiet: bool, message: &str) {
    if !quiet {
        say(&format!("wirediff: warning: {}", sanitize::name(message)));
    }
}

/// Says a line of our own words that was asked for.
pub fn note(line: &str) {
    say(&sanitize::name(line));
}

/// Says what failed and what to do about it.
pub fn failure(failure: &Failure) {
    say(&format!("wirediff: error: {}", sanitize::name(&failure.message())));
    if let Some(hint) = &failure.hint {
        say(&format!("hint: {}", sanitize::name(hint)));
    }
}

/// Shows the help that answers a command without arguments.
pub fn help(text: &str) {
    say(&sanitize::lines(text.trim_end()));
}

/// Says what clap found wrong with the arguments.
pub fn usage(message: &str) {
    say(&format!("wirediff: {}", sanitize::lines(message.trim_end())));
}

/// Writes a line; when standard error is gone there is nobody to tell.
fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
