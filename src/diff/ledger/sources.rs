//! Who says it: sources, and how the saying is put.

use std::ops::Range;

use crate::diff::classify::same_letters;
use crate::diff::ledger::page::{CLOSE, Page};
use crate::diff::ledger::rows::FactRow;
use crate::facts::{Facet, attributions};
use crate::text::{Pair, Side, Token, TokenKind};

/// A source that opens with one of these points back to somebody named before.
const REFERRING: [&str; 8] = ["his", "her", "their", "its", "he", "she", "they", "this"];

impl Page<'_> {
    /// Attributions whose stance or source changed.
    pub(super) fn sources(&self, rows: &mut Vec<FactRow>) {
        let found = Pair::new(
            attributions(self.story(Side::Left), self.view.sentence.left),
            attributions(self.story(Side::Right), self.view.sentence.right),
        );
        for x in &found.left {
            for y in &found.right {
                let paired = self.view.matched.contains(&(x.verb as u16, y.verb as u16))
                    || self.same_place(x.verb, y.verb);
                if !paired {
                    continue;
                }
                if x.stance != y.stance {
                    rows.push(self.two_sided(Facet::Attribution, x.verb..x.verb + 1, y.verb..y.verb + 1));
                }
                if !x.source.is_empty() && !y.source.is_empty() && self.other_source(&x.source, &y.source) {
                    rows.push(self.two_sided(Facet::Attribution, x.source.clone(), y.source.clone()));
                }
            }
        }
        for side in Side::BOTH {
            if found[side].is_empty() || !found[side.other()].is_empty() {
                continue;
            }
            for attribution in &found[side] {
                self.lone_attribution(side, attribution.verb, &attribution.source, rows);
            }
        }
    }

    /// Whether two verbs stand in one change.
    fn same_place(&self, x: usize, y: usize) -> bool {
        self.changes.iter().any(|c| Self::is_open(c) && c.holds(Side::Left, x) && c.holds(Side::Right, y))
    }

    /// Whether two sources are surely not the same: no word in common, no pronoun, and both names or both nouns.
    fn other_source(&self, x: &Range<usize>, y: &Range<usize>) -> bool {
        let content = |side: Side, run: &Range<usize>| {
            let tokens = self.view.tokens(side);
            run.clone().filter(|t| tokens[*t].is_content()).collect::<Vec<usize>>()
        };
        let (p, q) = (content(Side::Left, x), content(Side::Right, y));
        if p.is_empty() || q.is_empty() {
            return false;
        }
        let (a, b) = (self.view.tokens(Side::Left), self.view.tokens(Side::Right));
        if p.iter().any(|i| q.iter().any(|j| a[*i].key == b[*j].key || a[*i].stem == b[*j].stem)) {
            return false;
        }
        let text = |side: Side, run: &Range<usize>| self.span(side, run.clone()).of(self.story(side).raw());
        let (said_a, said_b) = (text(Side::Left, x), text(Side::Right, y));
        let first = |t: &str| t.split_whitespace().next().unwrap_or("").to_lowercase();
        let refers = |t: &str| REFERRING.contains(&first(t).as_str());
        let named =
            |tokens: &[Token], list: &[usize]| list.iter().any(|t| tokens[*t].kind == TokenKind::Name);
        let (name_a, name_b) = (named(a, &p), named(b, &q));
        let points_back = refers(said_a) && name_b || refers(said_b) && name_a;
        name_a == name_b && !points_back && !same_letters(said_a, said_b) && self.closeness() >= CLOSE
    }

    /// A source that one side alone states, when no sentence of the other paragraph states one.
    fn lone_attribution(&self, side: Side, verb: usize, source: &Range<usize>, rows: &mut Vec<FactRow>) {
        let open = self.changes.iter().any(|c| Self::is_open(c) && c.holds(side, verb));
        if !open || self.view.elsewhere[side][verb] || self.matched(side, verb) || self.closeness() < CLOSE {
            return;
        }
        let other = self.story(side.other());
        let sentence = self.view.sentence[side.other()];
        let paragraph = &other.paragraphs()[other.sentences()[sentence].paragraph];
        if paragraph.sentences.clone().any(|s| !attributions(other, s).is_empty()) {
            return;
        }
        let stated =
            if source.is_empty() { verb..verb + 1 } else { source.start.min(verb)..source.end.max(verb + 1) };
        rows.push(self.one_sided(Facet::Attribution, side, stated));
    }
}
