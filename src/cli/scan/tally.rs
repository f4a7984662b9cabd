//! What the lines say about how the run went: the exit status, and records that were skipped.

use std::process::ExitCode;

use crate::cli::{error, messages};
use crate::feed::{ErrorLine, Line};

/// Problems that are named one by one.
const NAMED: usize = 20;

/// Counts over the lines of a scan.
#[derive(Debug, Default)]
pub struct Tally {
    clusters: u64,
    skipped: u64,
    interrupted: bool,
    reader_left: bool,
    named: Vec<ErrorLine>,
    more: u64,
}

impl Tally {
    /// Takes the next line.
    pub fn line(&mut self, line: &Line) {
        match line {
            Line::Error(error) if self.named.len() < NAMED => self.named.push(error.clone()),
            Line::Error(_) => self.more += 1,
            Line::Summary(summary) => {
                self.clusters = summary.clusters;
                self.skipped = summary.skipped;
                self.interrupted = summary.interrupted;
            }
            _ => {}
        }
    }

    /// Takes a problem of a run that ends without totals.
    pub fn problem(&mut self, problem: ErrorLine) {
        self.skipped += u64::from(problem.skipped);
        self.line(&Line::Error(problem));
    }

    /// Nobody reads the result any more: the run ends well.
    pub fn reader_left(&mut self) {
        self.reader_left = true;
    }

    /// Names the first problems on standard error, and counts the others.
    pub fn warn(&self, quiet: bool) {
        for e in &self.named {
            let record = e.record.map_or(String::new(), |n| format!(":{n}"));
            let what = if e.skipped { "skipped" } else { "note" };
            messages::warning(quiet, &format!("`{}`{record}: {what}: {} ({})", e.source, e.message, e.code));
        }
        if self.more > 0 {
            messages::warning(quiet, &format!("and {} more; --format jsonl names them all", self.more));
        }
    }

    /// Returns the exit status: the gravest of what happened, in the order 130, 3, 1, 0.
    pub fn status(&self, exit_code: bool) -> ExitCode {
        if self.reader_left {
            ExitCode::SUCCESS
        } else if self.interrupted {
            ExitCode::from(error::INTERRUPTED)
        } else if self.skipped > 0 {
            ExitCode::from(error::SKIPPED)
        } else if exit_code && self.clusters > 0 {
            ExitCode::from(error::DIFFERENT)
        } else {
            ExitCode::SUCCESS
        }
    }
}
