//! Problems of the inputs as lines of a result.

use crate::feed::model::ErrorLine;
use crate::ingest::{RecordPlace, RecordProblem, Source, SourceProblem};

/// Returns the problem of a record whose story makes us panic.
pub(super) fn internal_error(place: RecordPlace) -> RecordProblem {
    let message = "the story made wirediff fail; please report it".to_owned();
    RecordProblem { place, code: "internal-error", message, skipped: true }
}

/// Returns the line for a problem of a record, or of a source when its place has no number.
pub(super) fn problem_line(problem: &RecordProblem, sources: &[Source]) -> ErrorLine {
    let RecordPlace { source, number, byte, .. } = problem.place;
    ErrorLine {
        source: sources.get(source as usize).map_or(String::new(), |s| s.name.clone()),
        record: (number > 0).then_some(number),
        byte: (number > 0).then_some(byte),
        code: problem.code.to_owned(),
        message: problem.message.clone(),
        skipped: problem.skipped,
    }
}

/// Returns the line for an input that is not read.
pub(super) fn source_line(problem: &SourceProblem) -> ErrorLine {
    ErrorLine {
        source: problem.name.clone(),
        record: None,
        byte: None,
        code: problem.code.to_owned(),
        message: problem.message.clone(),
        skipped: problem.skipped,
    }
}
