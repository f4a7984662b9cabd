//! Figures, sums, percentages, dates and lengths of time.

use crate::diff::ledger::page::{Lone, Page};
use crate::diff::ledger::rows::FactRow;
use crate::facts::Facet;
use crate::text::{Calendar, QuantityKind, Side, Token, TokenKind, calendar};

impl Page<'_> {
    /// Figures, sums, percentages and dates.
    pub(super) fn values(&self, rows: &mut Vec<FactRow>) {
        let valued = |side: Side| {
            let list = self.lone(side).into_iter();
            list.filter(|l| matches!(l.facet, Facet::Number | Facet::Money | Facet::Percent | Facet::Date))
                .collect::<Vec<Lone>>()
        };
        let (left, right) = (valued(Side::Left), valued(Side::Right));
        let mut taken = vec![false; right.len()];
        let mut open = Vec::new();
        for x in &left {
            let fits = |y: &Lone, close: bool| self.comparable(x, y) && (x.change == y.change) == close;
            let near = right
                .iter()
                .enumerate()
                .filter(|(at, y)| !taken[*at] && fits(y, true))
                .min_by_key(|(at, y)| (self.distance(x, y), *at));
            let far = || {
                let mut others = right
                    .iter()
                    .enumerate()
                    .filter(|(at, y)| !taken[*at] && fits(y, false) && self.fresh(Side::Right, y));
                let first = others.next();
                first.filter(|_| others.next().is_none() && self.fresh(Side::Left, x))
            };
            match near.or_else(far) {
                Some((at, y)) => {
                    taken[at] = true;
                    if self.differ(x, y) {
                        rows.push(self.two_sided(x.facet, x.token..x.token + 1, y.token..y.token + 1));
                    }
                }
                None => open.push(*x),
            }
        }
        let rest = right.iter().zip(&taken).filter(|(_, t)| !**t).map(|(y, _)| *y);
        for (side, lone) in open.into_iter().map(|x| (Side::Left, x)).chain(rest.map(|y| (Side::Right, y))) {
            if self.fresh(side, &lone) && self.telling(side, &lone) {
                rows.push(self.one_sided(lone.facet, side, lone.token..lone.token + 1));
            }
        }
    }

    fn quantity_kind(&self, side: Side, lone: &Lone) -> Option<(QuantityKind, u64, bool)> {
        let token = &self.view.tokens(side)[lone.token];
        self.story(side).quantity(token).map(|q| (q.kind, q.unit, q.spelled))
    }

    /// Whether two values can be two states of one fact: the same kind and unit, days with days, clock with clock.
    fn comparable(&self, x: &Lone, y: &Lone) -> bool {
        match (self.quantity_kind(Side::Left, x), self.quantity_kind(Side::Right, y)) {
            (Some((p, u, _)), Some((q, v, _))) => {
                let counts = |k: QuantityKind| matches!(k, QuantityKind::Count | QuantityKind::Ordinal);
                p == q && (u == v || x.change == y.change)
                    || x.change == y.change && (counts(p) == counts(q)) && x.facet == y.facet
            }
            (None, None) => {
                let kind = |side: Side, l: &Lone| calendar(&self.view.tokens(side)[l.token]);
                match (kind(Side::Left, x), kind(Side::Right, y)) {
                    (Some(Calendar::Weekday(_)), Some(Calendar::Weekday(_)))
                    | (Some(Calendar::Month(_)), Some(Calendar::Month(_))) => true,
                    (None, None) => x.change == y.change,
                    _ => false,
                }
            }
            // "on Tuesday" / "on March 4": the calendar alone cannot tell.
            _ => x.change == y.change && x.facet == Facet::Date && y.facet == Facet::Date,
        }
    }

    fn distance(&self, x: &Lone, y: &Lone) -> u32 {
        let kinds = (
            self.quantity_kind(Side::Left, x).map(|k| (k.0, k.1)),
            self.quantity_kind(Side::Right, y).map(|k| (k.0, k.1)),
        );
        u32::from(kinds.0 != kinds.1)
    }

    /// Whether two values of one place really differ: a weekday against "yesterday" or a date may be the same day.
    fn differ(&self, x: &Lone, y: &Lone) -> bool {
        let (a, b) = (&self.view.tokens(Side::Left)[x.token], &self.view.tokens(Side::Right)[y.token]);
        if a.key == b.key || a.kind == TokenKind::Number && a.stem == b.stem {
            return false;
        }
        let named = |side: Side, t: &Token| {
            let relative = self.story(side).lexeme(t).and_then(|l| l.relative_day());
            (calendar(t), relative)
        };
        match (named(Side::Left, a), named(Side::Right, b)) {
            ((Some(_), _), (Some(_), _)) => true,
            ((None, Some(p)), (None, Some(q))) => p != q,
            ((None, None), (None, None)) => true,
            _ => false,
        }
    }

    /// Whether a value that stands on one side alone is worth a row: a spelled "one" or "first" is not.
    fn telling(&self, side: Side, lone: &Lone) -> bool {
        match self.quantity_kind(side, lone) {
            Some((QuantityKind::Ordinal, _, true)) => false,
            Some((_, _, true)) => self.view.tokens(side)[lone.token].kind == TokenKind::Number,
            Some(_) => true,
            None => self
                .story(side)
                .lexeme(&self.view.tokens(side)[lone.token])
                .is_none_or(|l| l.relative_day().is_none()),
        }
    }

    /// Parts of the day and lengths of time put for others of their kind.
    pub(super) fn periods(&self, rows: &mut Vec<FactRow>) {
        for change in self.changes.iter().filter(|c| Self::is_open(c)) {
            let found = |side: Side| {
                let tokens = self.view.tokens(side);
                let period = |t: usize| self.story(side).lexeme(&tokens[t]).and_then(|l| l.period);
                (change.tokens[side].0..change.tokens[side].1)
                    .filter(|t| !self.matched(side, *t) && !self.view.elsewhere[side][*t])
                    .find_map(|t| period(t).map(|kind| (t, kind)))
            };
            if let (Some((x, kind)), Some((y, other))) = (found(Side::Left), found(Side::Right))
                && kind == other
                && self.view.tokens(Side::Left)[x].stem != self.view.tokens(Side::Right)[y].stem
            {
                rows.push(self.two_sided(Facet::Date, x..x + 1, y..y + 1));
            }
        }
    }
}
