//! The rows of all links, put in order.

use crate::diff::change::{Change, LinkView};
use crate::diff::ledger::page::Page;
use crate::facts::{Facet, Mentions};
use crate::text::{Pair, Side, Span};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// What kind of fact.
    pub facet: Facet,
    /// Index of the link.
    pub link: usize,
    /// The words on each side, where stated.
    pub span: Pair<Option<Span>>,
}

/// Returns the rows of all links: values changed first, then those on one side, each in order of the links.
///
/// `changes[i]` are the changes of `views[i]`.
pub fn ledger(views: &[LinkView<'_>], changes: &[Vec<Change>], mentions: &Pair<Mentions>) -> Vec<FactRow> {
    let mut rows = Vec::new();
    for (link, (view, changes)) in views.iter().zip(changes).enumerate() {
        let page = Page { view, changes, mentions, link };
        page.values(&mut rows);
        page.periods(&mut rows);
        page.names(&mut rows);
        page.negations(&mut rows);
        page.modals(&mut rows);
        page.sources(&mut rows);
    }
    tidy(rows)
}

/// Drops a one-sided row whose words another row states with both sides, and repeated rows.
fn tidy(rows: Vec<FactRow>) -> Vec<FactRow> {
    let both = |r: &FactRow| r.span.left.is_some() && r.span.right.is_some();
    let mut out: Vec<FactRow> = Vec::new();
    let (changed, lone): (Vec<FactRow>, Vec<FactRow>) = rows.into_iter().partition(both);
    for row in changed.into_iter().chain(lone) {
        let known = out.iter().any(|o| {
            o.facet == row.facet
                && Side::BOTH
                    .into_iter()
                    .all(|side| row.span[side].is_none() || o.span[side] == row.span[side])
        });
        if !known {
            out.push(row);
        }
    }
    out
}
