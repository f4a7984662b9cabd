//! Failures as the user sees them: a message with its causes, a hint, an exit status.

use crate::feed::ScanError;
use crate::feed::archive::ArchiveError;
use crate::ingest::IngestError;
use crate::report::causes::in_one_line;

/// Exit status for differences found, with `--exit-code`.
pub const DIFFERENT: u8 = 1;
/// Exit status when all was done, but records were skipped.
pub const SKIPPED: u8 = 3;
/// Exit status after Ctrl-C.
pub const INTERRUPTED: u8 = 130;
/// Exit status for wrong usage, unreadable input and failures of ours.
pub const USAGE: u8 = 2;

/// A failure that ends the run.
#[derive(Debug)]
pub struct Failure {
    /// What happened, with its causes.
    pub error: anyhow::Error,
    /// What to do about it.
    pub hint: Option<String>,
    /// The exit status.
    pub exit: u8,
}

impl Failure {
    /// Returns a failure by wrong usage.
    pub fn usage(message: &str, hint: &str) -> Failure {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Failure { error: anyhow::anyhow!("{message}"), hint, exit: USAGE }
    }

    /// Returns the message and its causes in one line, none of them said twice.
    pub fn message(&self) -> String {
        in_one_line(self.error.as_ref())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Failure {
        Failure { error, hint: None, exit: USAGE }
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Failure {
        let hint = error.hint().map(str::to_owned);
        Failure { error: error.into(), hint, exit: USAGE }
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Failure {
        let hint = error.hint().map(str::to_owned);
        Failure { error: error.into(), hint, exit: USAGE }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Failure {
        let hint = error.hint().map(str::to_owned);
        Failure { error: error.into(), hint, exit: USAGE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn a_cause_is_said_once() {
        let io = std::io::Error::other("disk on fire");
        let error = Err::<(), _>(io).context("cannot write `x`: disk on fire").expect_err("an error");
        assert_eq!(Failure::from(error).message(), "cannot write `x`: disk on fire");
        let io = std::io::Error::other("disk on fire");
        let error = Err::<(), _>(io).context("cannot write `x`").expect_err("an error");
        assert_eq!(Failure::from(error).message(), "cannot write `x`: disk on fire");
    }
}
