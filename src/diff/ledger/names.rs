//! Names.

use std::ops::Range;

use crate::diff::change::Change;
use crate::diff::ledger::alike::alike;
use crate::diff::ledger::page::{CLOSE, Page};
use crate::diff::ledger::rows::FactRow;
use crate::facts::{Facet, facet_of};
use crate::text::{Language, Side, TokenKind, background, fold};

impl Page<'_> {
    /// Names put for other names.
    pub(super) fn names(&self, rows: &mut Vec<FactRow>) {
        for change in self.changes.iter().filter(|c| Self::is_open(c)) {
            let left = self.name_runs(Side::Left, change);
            let right = self.name_runs(Side::Right, change);
            let mut taken = vec![false; right.len()];
            for x in &left {
                let best =
                    right.iter().enumerate().filter(|(at, _)| !taken[*at]).find(|(_, y)| self.renamed(x, y));
                if let Some((at, y)) = best {
                    taken[at] = true;
                    rows.push(self.two_sided(Facet::Name, x.clone(), y.clone()));
                } else if self.vanished(Side::Left, x) {
                    rows.push(self.one_sided(Facet::Name, Side::Left, x.clone()));
                }
            }
            for (y, _) in right.iter().zip(&taken).filter(|(y, t)| !**t && self.vanished(Side::Right, y)) {
                rows.push(self.one_sided(Facet::Name, Side::Right, y.clone()));
            }
        }
    }

    /// Runs of name tokens in a change, unmatched.
    fn name_runs(&self, side: Side, change: &Change) -> Vec<Range<usize>> {
        let tokens = self.view.tokens(side);
        let named = |t: usize| {
            tokens[t].kind == TokenKind::Name
                && facet_of(self.story(side), &tokens[t]) == Some(Facet::Name)
                && !self.view.elsewhere[side][t]
                && !self.matched(side, t)
        };
        let mut runs = Vec::new();
        let mut at = change.tokens[side].0;
        while at < change.tokens[side].1 {
            if !named(at) {
                at += 1;
                continue;
            }
            let start = at;
            while at < change.tokens[side].1
                && (named(at)
                    || at + 1 < change.tokens[side].1
                        && named(at + 1)
                        && matches!(self.text(side, at), "-" | "." | "of" | "de" | "al"))
            {
                at += 1;
            }
            runs.push(start..at);
        }
        runs
    }

    /// Whether one name stands where another stood. Names that look alike are a changed name when either story has only
    /// its own form; names that do not are one when neither story knows the other's.
    fn renamed(&self, x: &Range<usize>, y: &Range<usize>) -> bool {
        let (a, b) = (self.view.tokens(Side::Left), self.view.tokens(Side::Right));
        if x.clone().any(|i| y.clone().any(|j| a[i].key == b[j].key || a[i].stem == b[j].stem)) {
            return false;
        }
        let last = |side: Side, run: &Range<usize>| fold(self.text(side, run.end - 1));
        let unknown = |side: Side, run: &Range<usize>| {
            let tokens = self.view.tokens(side);
            !self.mentions[side.other()].has(&tokens[run.end - 1])
        };
        let alike = alike(&last(Side::Left, x), &last(Side::Right, y));
        let (gone, new) = (unknown(Side::Left, x), unknown(Side::Right, y));
        if self.story(Side::Left).language() == Language::De && !alike {
            return false;
        }
        if alike {
            gone || new
        } else {
            gone && new && x.len() <= 3 && y.len() <= 3 && x.len().abs_diff(y.len()) <= 1
        }
    }

    /// Whether no word of the name stands in the other story. A part of a longer name ("Owen" Tasker), a single word
    /// that the tables know ("Belgian") and, where every noun has a capital, any single word are too weak for a row.
    fn vanished(&self, side: Side, run: &Range<usize>) -> bool {
        let tokens = self.view.tokens(side);
        let part =
            |at: Option<usize>| at.and_then(|t| tokens.get(t)).is_some_and(|t| t.kind == TokenKind::Name);
        let single = run.len() == 1;
        let weak = single
            && (tokens[run.start].bits < background::UNKNOWN || self.story(side).language() == Language::De);
        if weak || part(run.start.checked_sub(1)) || part(Some(run.end)) || self.closeness() < CLOSE {
            return false;
        }
        run.clone().filter(|t| tokens[*t].is_word()).all(|t| !self.mentions[side.other()].has(&tokens[t]))
    }
}
