//! Tables whose rows a library hands out one by one, cut into batches.

use std::sync::Arc;

use crate::ingest::batch::Content;
use crate::ingest::format::rows::RowContent;
use crate::ingest::format::window::{Cut, Limit};
use crate::ingest::guarded::guarded;
use crate::ingest::record::{RecordPlace, RecordProblem};
use crate::ingest::source::Reading;

/// The rows of a table: the cells that are fields, as text, or why no more can be read.
pub(crate) type Cells = Box<dyn Iterator<Item = Result<Vec<String>, String>> + Send>;

/// Cuts a table into rows.
pub(crate) struct Table {
    header: Arc<Vec<String>>,
    cells: Cells,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
    failed: bool,
}

impl Table {
    /// Returns a table with these columns.
    pub fn new(header: Vec<String>, cells: Cells, source: u32, reading: &Reading) -> Table {
        let (size, limit) = (reading.batch.max(1), Limit { text: reading.limits.max_story });
        Table { header: Arc::new(header), cells, source, number: 0, size, limit, failed: false }
    }

    /// Returns the names of the columns that are read.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Returns the next rows; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        let mut content = RowContent::new(&self.header);
        while !self.failed && content.len() < self.size {
            // A damaged file may make its reader panic.
            let next = guarded(|| self.cells.next()).unwrap_or_else(|| Some(Err(DAMAGED.to_owned())));
            let Some(cells) = next else { break };
            self.number += 1;
            let place = RecordPlace { source: self.source, number: self.number, byte: 0, len: 0 };
            let cells = match cells {
                Ok(cells) => cells,
                Err(e) => {
                    self.failed = true;
                    let message = format!("cannot be read any further: {e}");
                    let problem = RecordProblem { place, code: "damaged", message, skipped: true };
                    return Some((Content::Rows(content), vec![problem]));
                }
            };
            if !self.limit.allows(cells.iter().map(|c| c.len() as u64).sum(), 0) {
                return Some((Content::Rows(content), vec![self.limit.problem(place)]));
            }
            content.push(self.number, cells.iter().map(String::as_bytes));
        }
        (content.len() > 0).then(|| (Content::Rows(content), Vec::new()))
    }
}

/// What is said of a file that makes its reader panic.
const DAMAGED: &str = "its structure is damaged";

/// Opens what a damaged file may make panic; `damaged` makes an error of words.
pub(crate) fn opened<T, E>(
    open: impl FnOnce() -> Result<T, E>,
    damaged: impl FnOnce(String) -> E,
) -> Result<T, E> {
    guarded(open).unwrap_or_else(|| Err(damaged(DAMAGED.to_owned())))
}
