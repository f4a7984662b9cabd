//! The fact ledger: what linked sentences state differently.
//!
//! A row is for an editor: rows with a value on both sides come from one place in the sentence, and a value on one side
//! only is listed when the other story states it nowhere. What the two stories merely put in other words stays out.

use std::ops::Range;

use crate::diff::classify::{Class, same_letters};
use crate::diff::words::{Change, LinkView};
use crate::facts::{Facet, Mentions, attributions, facet_of};
use crate::text::{
    Calendar, Language, Modal, Pair, QuantityKind, Side, Span, Story, Token, TokenKind, background, calendar,
};

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

/// A token of one side that the other side does not have at this place.
#[derive(Clone, Copy, Debug)]
struct Lone {
    token: usize,
    change: usize,
    facet: Facet,
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

/// Least closeness at which a small word on one side is a change of fact and not of construction.
const CLOSE: usize = 55;

/// A source that opens with one of these points back to somebody named before.
const REFERRING: [&str; 8] = ["his", "her", "their", "its", "he", "she", "they", "this"];

/// Words that may stand between a negation or modal and what it governs.
const ADVERBS: [&str; 12] = [
    "yet",
    "still",
    "also",
    "already",
    "even",
    "necessarily",
    "now",
    "soon",
    "immediately",
    "noch",
    "encore",
    "todavía",
];

struct Page<'a> {
    view: &'a LinkView<'a>,
    changes: &'a [Change],
    mentions: &'a Pair<Mentions>,
    link: usize,
}

impl Page<'_> {
    fn story(&self, side: Side) -> &Story {
        self.view.stories[side]
    }

    fn text(&self, side: Side, token: usize) -> &str {
        self.view.text(side, token)
    }

    fn row(&self, facet: Facet, left: Option<Span>, right: Option<Span>) -> FactRow {
        FactRow { facet, link: self.link, span: Pair::new(left, right) }
    }

    fn one_sided(&self, facet: Facet, side: Side, span: Span) -> FactRow {
        match side {
            Side::Left => self.row(facet, Some(span), None),
            Side::Right => self.row(facet, None, Some(span)),
        }
    }

    fn span(&self, side: Side, tokens: Range<usize>) -> Span {
        let list = self.view.tokens(side);
        list[tokens.start].span.join(list[tokens.end.max(tokens.start + 1) - 1].span)
    }

    /// Whether the token is matched, in place or in another order.
    fn matched(&self, side: Side, token: usize) -> bool {
        self.view.matched.iter().any(|(x, y)| match side {
            Side::Left => *x as usize == token,
            Side::Right => *y as usize == token,
        })
    }

    fn is_open(change: &Change) -> bool {
        change.class >= Class::Wording && change.kind != crate::diff::words::ChangeKind::Elsewhere
    }

    /// The unmatched tokens of one side that state something.
    fn lone(&self, side: Side) -> Vec<Lone> {
        let mut out = Vec::new();
        for (at, change) in self.changes.iter().enumerate().filter(|(_, c)| Self::is_open(c)) {
            for token in change.tokens[side].0..change.tokens[side].1 {
                let found = &self.view.tokens(side)[token];
                if self.view.elsewhere[side][token] || found.dateline || self.matched(side, token) {
                    continue;
                }
                if let Some(facet) = facet_of(self.story(side), found) {
                    out.push(Lone { token, change: at, facet });
                }
            }
        }
        out
    }

    /// Figures, sums, percentages and dates.
    fn values(&self, rows: &mut Vec<FactRow>) {
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
                        rows.push(self.row(
                            x.facet,
                            Some(self.span(Side::Left, x.token..x.token + 1)),
                            Some(self.span(Side::Right, y.token..y.token + 1)),
                        ));
                    }
                }
                None => open.push(*x),
            }
        }
        let rest = right.iter().zip(&taken).filter(|(_, t)| !**t).map(|(y, _)| *y);
        for (side, lone) in open.into_iter().map(|x| (Side::Left, x)).chain(rest.map(|y| (Side::Right, y))) {
            if self.fresh(side, &lone) && self.telling(side, &lone) {
                rows.push(self.one_sided(lone.facet, side, self.span(side, lone.token..lone.token + 1)));
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

    /// Whether the other story states the value nowhere.
    fn fresh(&self, side: Side, lone: &Lone) -> bool {
        !self.mentions[side.other()].has(&self.view.tokens(side)[lone.token])
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
    fn periods(&self, rows: &mut Vec<FactRow>) {
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
                rows.push(self.row(
                    Facet::Date,
                    Some(self.span(Side::Left, x..x + 1)),
                    Some(self.span(Side::Right, y..y + 1)),
                ));
            }
        }
    }

    /// Names put for other names.
    fn names(&self, rows: &mut Vec<FactRow>) {
        for change in self.changes.iter().filter(|c| Self::is_open(c)) {
            let left = self.name_runs(Side::Left, change);
            let right = self.name_runs(Side::Right, change);
            let mut taken = vec![false; right.len()];
            for x in &left {
                let best =
                    right.iter().enumerate().filter(|(at, _)| !taken[*at]).find(|(_, y)| self.renamed(x, y));
                if let Some((at, y)) = best {
                    taken[at] = true;
                    rows.push(self.row(
                        Facet::Name,
                        Some(self.span(Side::Left, x.clone())),
                        Some(self.span(Side::Right, y.clone())),
                    ));
                } else if self.vanished(Side::Left, x) {
                    rows.push(self.one_sided(Facet::Name, Side::Left, self.span(Side::Left, x.clone())));
                }
            }
            for (y, _) in right.iter().zip(&taken).filter(|(y, t)| !**t && self.vanished(Side::Right, y)) {
                rows.push(self.one_sided(Facet::Name, Side::Right, self.span(Side::Right, y.clone())));
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
        let last = |side: Side, run: &Range<usize>| crate::text::fold(self.text(side, run.end - 1));
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

    /// Whether no word of the name stands in the other story. A part of a longer name ("Owen" Tasker), a single word that
    /// the tables know ("Belgian") and, where every noun has a capital, any single word are too weak for a row.
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

    /// Whether the next word that carries meaning, adverbs aside, is matched by this link: the statement stands on both sides.
    fn statement_kept(&self, side: Side, token: usize) -> bool {
        let tokens = self.view.tokens(side);
        let adverb = |t: usize| ADVERBS.contains(&self.text(side, t).to_lowercase().as_str());
        let states = |t: &usize| {
            tokens[*t].is_content()
                && !adverb(*t)
                && facet_of(self.story(side), &tokens[*t]) != Some(Facet::Modality)
        };
        let next = (token + 1..tokens.len().min(token + 6)).find(states);
        next.is_some_and(|t| self.matched(side, t) || self.form_in_change(side, t))
    }

    /// Whether the other side of the change that holds `token` has a form of the same word.
    fn form_in_change(&self, side: Side, token: usize) -> bool {
        let word = crate::text::fold(self.text(side, token));
        self.changes.iter().filter(|c| c.tokens[side].0 <= token && token < c.tokens[side].1).any(|c| {
            let (from, to) = c.tokens[side.other()];
            (from..to).any(|o| {
                self.view.tokens(side.other())[o].is_content()
                    && kin(&word, &crate::text::fold(self.text(side.other(), o)))
            })
        })
    }

    /// Share of the shorter sentence's words that the link matched, in hundredths: how far the two go together.
    fn closeness(&self) -> usize {
        let words = |side: Side| self.view.tokens(side).iter().filter(|t| t.is_word()).count();
        self.view.matched.len() * 100 / words(Side::Left).min(words(Side::Right)).max(1)
    }

    /// A negation on one side of a statement that both sides make.
    fn negations(&self, rows: &mut Vec<FactRow>) {
        let found = |side: Side| {
            self.lone(side).into_iter().filter(|l| l.facet == Facet::Negation).collect::<Vec<Lone>>()
        };
        let (left, right) = (found(Side::Left), found(Side::Right));
        if left.len() == right.len() {
            return;
        }
        let (side, list) = if left.len() > right.len() { (Side::Left, left) } else { (Side::Right, right) };
        for lone in list {
            if self.statement_kept(side, lone.token)
                && self.small_change(lone.change)
                && self.closeness() >= CLOSE
            {
                rows.push(self.one_sided(Facet::Negation, side, self.span(side, lone.token..lone.token + 1)));
            }
        }
    }

    /// Whether a change is short enough that one word in it decides the sense.
    fn small_change(&self, change: usize) -> bool {
        let words = |side: Side| {
            let (from, to) = self.changes[change].tokens[side];
            self.view.tokens(side)[from..to].iter().filter(|t| t.is_content()).count()
        };
        words(Side::Left).max(words(Side::Right)) <= 3
    }

    /// Modal words whose class changed, or that one side alone has.
    fn modals(&self, rows: &mut Vec<FactRow>) {
        let found = |side: Side| {
            self.lone(side).into_iter().filter(|l| l.facet == Facet::Modality).collect::<Vec<Lone>>()
        };
        let (left, right) = (found(Side::Left), found(Side::Right));
        let class = |side: Side, l: &Lone| {
            self.story(side).lexeme(&self.view.tokens(side)[l.token]).and_then(|x| x.modal)
        };
        let mut taken = vec![false; right.len()];
        for x in &left {
            let near = right.iter().enumerate().find(|(at, y)| !taken[*at] && x.change == y.change);
            // One modal on each side of a sentence is the same place, however far the words between them moved.
            let only = || right.first().map(|y| (0, y)).filter(|_| left.len() == 1 && right.len() == 1);
            match near.or_else(only) {
                Some((at, y)) => {
                    taken[at] = true;
                    if differs(class(Side::Left, x), class(Side::Right, y)) {
                        rows.push(self.row(
                            Facet::Modality,
                            Some(self.span(Side::Left, x.token..x.token + 1)),
                            Some(self.span(Side::Right, y.token..y.token + 1)),
                        ));
                    }
                }
                None => self.lone_modal(Side::Left, x, rows),
            }
        }
        for (y, _) in right.iter().zip(&taken).filter(|(_, t)| !**t) {
            self.lone_modal(Side::Right, y, rows);
        }
    }

    fn lone_modal(&self, side: Side, lone: &Lone, rows: &mut Vec<FactRow>) {
        let class = self.story(side).lexeme(&self.view.tokens(side)[lone.token]).and_then(|x| x.modal);
        // "can", "would" and "due" come and go with the construction of a sentence.
        let weighty = matches!(
            class,
            Some(
                Modal::Possible
                    | Modal::Necessary
                    | Modal::Expected
                    | Modal::Future
                    | Modal::Certain
                    | Modal::Advised
            )
        );
        let close = self.closeness() >= CLOSE;
        if weighty && close && self.statement_kept(side, lone.token) && self.small_change(lone.change) {
            rows.push(self.one_sided(Facet::Modality, side, self.span(side, lone.token..lone.token + 1)));
        }
    }

    /// Attributions whose stance or source changed.
    fn sources(&self, rows: &mut Vec<FactRow>) {
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
                    rows.push(self.row(
                        Facet::Attribution,
                        Some(self.span(Side::Left, x.verb..x.verb + 1)),
                        Some(self.span(Side::Right, y.verb..y.verb + 1)),
                    ));
                }
                if !x.source.is_empty() && !y.source.is_empty() && self.other_source(&x.source, &y.source) {
                    rows.push(self.row(
                        Facet::Attribution,
                        Some(self.span(Side::Left, x.source.clone())),
                        Some(self.span(Side::Right, y.source.clone())),
                    ));
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
        self.changes.iter().any(|c| {
            Self::is_open(c)
                && c.tokens.left.0 <= x
                && x < c.tokens.left.1
                && c.tokens.right.0 <= y
                && y < c.tokens.right.1
        })
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
        let open = self
            .changes
            .iter()
            .any(|c| Self::is_open(c) && c.tokens[side].0 <= verb && verb < c.tokens[side].1);
        if !open || self.view.elsewhere[side][verb] || self.matched(side, verb) || self.closeness() < CLOSE {
            return;
        }
        let other = self.story(side.other());
        let sentence = self.view.sentence[side.other()];
        let paragraph = &other.paragraphs()[other.sentences()[sentence].paragraph];
        if paragraph.sentences.clone().any(|s| !attributions(other, s).is_empty()) {
            return;
        }
        let span = if source.is_empty() {
            self.span(side, verb..verb + 1)
        } else {
            self.span(side, source.start.min(verb)..source.end.max(verb + 1))
        };
        rows.push(self.one_sided(Facet::Attribution, side, span));
    }
}

/// Whether two modal classes say different things.
fn differs(x: Option<Modal>, y: Option<Modal>) -> bool {
    let able = |m: Option<Modal>| matches!(m, Some(Modal::Possible | Modal::Able));
    let to_come = |m: Option<Modal>| matches!(m, Some(Modal::Future | Modal::Conditional));
    x != y && !(able(x) && able(y)) && !(to_come(x) && to_come(y))
}

/// Whether two words can be forms of one: the shorter shares a run of letters with the other that is most of it.
fn kin(a: &str, b: &str) -> bool {
    let (x, y): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().take(40).collect());
    let mut row = vec![0usize; y.len() + 1];
    let mut best = 0;
    for p in &x {
        let mut diagonal = 0;
        for (cell, q) in row[1..].iter_mut().zip(&y) {
            let run = if p == q { diagonal + 1 } else { 0 };
            diagonal = *cell;
            *cell = run;
            best = best.max(run);
        }
    }
    best >= 3 && best * 3 >= x.len().min(y.len()) * 2
}

/// Whether two names are close enough to be one misspelt: a common head of three letters, or at most two letters apart.
fn alike(a: &str, b: &str) -> bool {
    let head = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (m, n) = (a.chars().count(), b.chars().count());
    head >= 3 && m.abs_diff(n) <= 4 || m.abs_diff(n) <= 2 && letters_apart(a, b) <= 2 && m.min(n) >= 4
}

/// Edit distance (Levenshtein) of two short words.
fn letters_apart(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(40).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(40).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let step = (diagonal + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = step;
        }
    }
    row[b.len()]
}
