//! CSV: a header line, then one row for each member of a cluster or each match.
//!
//! Fields are separated by commas and quoted where needed, lines end in LF, shares are decimal fractions. Text of
//! others is cleaned as for a screen, and a cell that a spreadsheet would take for a formula gets a quote before it.
//! JSON Lines has the text as it was.

use std::io::{self, Write};

use crate::feed::Line;
use crate::report::sanitize;

use super::Report;
use super::rows::{Level, Rows};
use crate::report::cell::Cell;

/// Writes rows as the lines come.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    rows: Rows,
}

impl<W: Write> Csv<W> {
    /// Returns a report that writes to `out`, with the header line written.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(out: W, level: Level) -> io::Result<Csv<W>> {
        let rows = Rows::new(level);
        let mut out = csv::WriterBuilder::new().from_writer(out);
        out.write_record(rows.columns().iter().map(|c| c.name)).map_err(plain)?;
        Ok(Csv { out, rows })
    }
}

impl<W: Write> Report for Csv<W> {
    fn line(&mut self, line: &Line) -> io::Result<()> {
        for row in self.rows.of(line) {
            self.out.write_record(row.iter().map(cell)).map_err(plain)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// The error beneath, so that a closed pipe is known as one.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other("a row cannot be written as CSV"),
    }
}

/// A cell as text.
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(None) | Cell::Number(None) | Cell::Share(None) => String::new(),
        Cell::Text(Some(raw)) => guarded(raw),
        Cell::Number(Some(n)) => n.to_string(),
        Cell::Share(Some(share)) => share.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// Text of others, cleaned, that no spreadsheet takes for a formula (full-width signs are obeyed by some).
fn guarded(raw: &str) -> String {
    let clean = sanitize::text(raw);
    if raw.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        return format!("'{clean}");
    }
    clean.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_get_a_quote_and_controls_are_shown() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert!(guarded(formula).starts_with('\''), "{formula:?}");
        }
        assert_eq!(guarded("a=1\u{1b}\u{202e}\nb"), "a=1␛<U+202E> b");
        assert_eq!(cell(&Cell::Number(Some(12))), "12");
        assert_eq!(cell(&Cell::Share(Some(0.25))), "0.25");
        assert_eq!(cell(&Cell::Share(None)), "");
    }
}
