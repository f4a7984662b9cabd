//! Reports in Markdown, for a wiki, an issue or a message.
//!
//! Text of others is escaped so that nothing in it can make a link, HTML, a heading or a new table cell.

mod comparison;
mod coverage;
mod escape;

pub use comparison::comparison;
pub use coverage::coverage;
pub(super) use escape::escape;

#[cfg(test)]
mod tests {
    use crate::compare::{Options, compare, coverage};
    use crate::report::Stance;
    use crate::text::{Pair, Story};

    const A: &str = "The company | said <script>alert(1)</script> it would cut 300 jobs in Calder by June.\n\n\
        [Click](javascript:alert(1)) www.evil.example ![x](http://evil.example/y) said the minister on Tuesday.\n";
    const B: &str = "The company | said <script>alert(2)</script> it would cut 350 jobs in Calder by June.\n\n\
        # “Never | again `,” said the harbour master, who has worked on the island since 1987.\n";

    /// The pipes of a line that Markdown takes for cell borders.
    fn borders(line: &str) -> usize {
        line.replace("\\\\", "").replace("\\|", "").matches('|').count()
    }

    fn check(report: &str) {
        let live = report.replace("\\]", "");
        assert!(!live.contains("]("), "a link in {report}");
        for hostile in ["<script", "www.evil", "http://", "javascript:"] {
            assert!(!report.contains(hostile), "{hostile} in {report}");
        }
        let mut columns = None;
        for line in report.lines() {
            if line.starts_with('|') {
                assert_eq!(*columns.get_or_insert(borders(line)), borders(line), "{line}");
            } else {
                columns = None;
            }
        }
    }

    #[test]
    fn hostile_stories_make_no_links_html_or_cells() {
        let (a, b) = (Story::new("a|<b>.txt", A.to_owned()), Story::new("[b](c)", B.to_owned()));
        let raw = Pair::new(a.raw(), b.raw());
        check(&super::comparison(&compare(&a, &b, &Options::default()), raw, Stance::Neutral, true));
        let model = coverage(&a, &[b], &Options::default());
        check(&super::coverage(&model, &[A, B]));
    }
}
