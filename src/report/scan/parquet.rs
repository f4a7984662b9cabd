//! Parquet: the same rows as CSV, in typed columns, for data frames and databases.

use std::io::{self, Write};

use crate::feed::Line;
use crate::report::columns::Table;

use super::Report;
use super::rows::{Level, Rows};

/// Writes rows in groups as the lines come.
pub struct Parquet<W: Write + Send> {
    table: Table<W>,
    rows: Rows,
}

impl<W: Write + Send> std::fmt::Debug for Parquet<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parquet").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl<W: Write + Send> Parquet<W> {
    /// Returns a report that writes to `out`. It holds at most one row group: 65,536 rows or about 64 MiB of text.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn new(out: W, level: Level) -> io::Result<Parquet<W>> {
        let rows = Rows::new(level);
        Ok(Parquet { table: Table::new(out, "scan", rows.columns())?, rows })
    }
}

impl<W: Write + Send> Report for Parquet<W> {
    fn line(&mut self, line: &Line) -> io::Result<()> {
        self.rows.of(line).into_iter().try_for_each(|row| self.table.row(row))
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.table.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{ClusterLine, Version};
    use parquet::file::reader::SerializedFileReader;
    use parquet::record::RowAccessor as _;

    fn written(lines: &[Line]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut report = Box::new(Parquet::new(&mut out, Level::Story).expect("a Vec takes all"));
        lines.iter().for_each(|line| report.line(line).expect("a Vec takes all"));
        report.finish().expect("a Vec takes all");
        out
    }

    fn cluster(members: usize) -> Line {
        let version = |n: usize| Version {
            story: format!("s{n}\u{1b}"),
            keeps: (n > 0).then_some(0.5),
            words: 7,
            ..Version::default()
        };
        let versions: Vec<Version> = (0..members).map(version).collect();
        let members = versions.iter().map(|v| v.story.clone()).collect();
        Line::Cluster(ClusterLine {
            id: "c".into(),
            lead: "s0\u{1b}".into(),
            members,
            versions,
            ..Default::default()
        })
    }

    #[test]
    fn rows_come_back() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&written(&[cluster(3)])).expect("written");
        let reader = SerializedFileReader::new(file).expect("a Parquet file");
        let rows: Vec<_> = reader.into_iter().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1].get_string(1).expect("an id"), "s1\u{1b}");
        assert!(rows[0].get_bool(6).expect("a flag") && !rows[1].get_bool(6).expect("a flag"));
        assert_eq!(rows[2].get_long(7).expect("words"), 7);
        assert_eq!(rows[2].get_double(8).expect("a share"), 0.5);
        assert!(rows[0].get_double(8).is_err(), "the lead keeps nothing of itself");
    }

    #[test]
    fn the_same_lines_give_the_same_bytes() {
        assert_eq!(written(&[cluster(400)]), written(&[cluster(400)]));
    }
}
