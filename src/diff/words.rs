//! The word changes of one link: a list of steps whose spans put together are both sentences.

use std::ops::Range;

use crate::diff::affine::{Cells, Known, affine};
use crate::diff::change::{Change, ChangeKind, LinkView};
use crate::diff::classify::{Class, one_sided_rule, style_rule};
use crate::diff::reshape::reshape;
use crate::text::{Pair, Side, Span, Token};

/// What one token became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Paired { a: usize, b: usize },
    Gone { side: Side, token: usize },
    Elsewhere { side: Side, token: usize },
}

/// Returns the changes of a link, in order. The spans of each side tile its sentence.
///
/// Words that another link explains are set aside first; the rest is aligned with affine gaps; then changes are joined,
/// classed and given the white space between them.
pub fn changes(view: &LinkView<'_>, cells: &mut Cells) -> Vec<Change> {
    let fates = fates(view, cells);
    let mut out = Builder { view, changes: Vec::new(), end: Pair::new(0, 0), at: Pair::new(0, 0) };
    for side in Side::BOTH {
        out.end[side] = view.stories[side].sentences()[view.sentence[side]].span.start;
    }
    for fate in fates {
        out.push(fate);
    }
    reshape(view, out.changes)
}

/// Aligns the tokens that are not explained elsewhere and merges the others back in.
fn fates(view: &LinkView<'_>, cells: &mut Cells) -> Vec<Fate> {
    let here = |side: Side| {
        (0..view.tokens(side).len()).filter(|t| !view.elsewhere[side][*t]).collect::<Vec<usize>>()
    };
    let at = Pair::new(here(Side::Left), here(Side::Right));
    let pick = |side: Side| at[side].iter().map(|t| view.tokens(side)[*t]).collect::<Vec<Token>>();
    let (left, right) = (pick(Side::Left), pick(Side::Right));
    let mut partner = vec![usize::MAX; view.tokens(Side::Left).len()];
    for (x, y) in view.matched {
        partner[*x as usize] = *y as usize;
    }
    let known = Here { view, at: &at, partner: &partner };
    let pairs = affine(&left, &right, &known, cells);
    let pairs: Vec<(usize, usize)> = pairs.into_iter().map(|(i, j)| (at.left[i], at.right[j])).collect();
    let mut fates = Vec::new();
    let (mut i, mut j) = (0, 0);
    let lengths = Pair::new(view.tokens(Side::Left).len(), view.tokens(Side::Right).len());
    for (a, b) in pairs.into_iter().chain(std::iter::once((lengths.left, lengths.right))) {
        one_sided(view, Side::Left, i..a, &mut fates);
        one_sided(view, Side::Right, j..b, &mut fates);
        if a < lengths.left {
            fates.push(Fate::Paired { a, b });
        }
        (i, j) = (a + 1, b + 1);
    }
    fates
}

/// What the alignment may ask about the tokens that are not explained elsewhere.
struct Here<'a> {
    view: &'a LinkView<'a>,
    /// Their indices in the sentences.
    at: &'a Pair<Vec<usize>>,
    /// The partner of each token of A.
    partner: &'a [usize],
}

impl Known for Here<'_> {
    fn same(&self, i: usize, j: usize) -> bool {
        self.view.text(Side::Left, self.at.left[i]) == self.view.text(Side::Right, self.at.right[j])
    }

    fn claimed(&self, i: usize, j: usize) -> bool {
        self.partner[self.at.left[i]] == self.at.right[j]
    }

    fn value(&self, i: usize, j: usize) -> bool {
        let quantity = |side: Side, token: usize| {
            let view = self.view;
            view.stories[side].quantity(&view.tokens(side)[token])
        };
        match (quantity(Side::Left, self.at.left[i]), quantity(Side::Right, self.at.right[j])) {
            (Some(x), Some(y)) => x.kind == y.kind && x.unit == y.unit,
            _ => false,
        }
    }
}

fn one_sided(view: &LinkView<'_>, side: Side, range: Range<usize>, fates: &mut Vec<Fate>) {
    for token in range {
        fates.push(if view.elsewhere[side][token] {
            Fate::Elsewhere { side, token }
        } else {
            Fate::Gone { side, token }
        });
    }
}

struct Builder<'a> {
    view: &'a LinkView<'a>,
    changes: Vec<Change>,
    /// First byte not yet covered, on each side.
    end: Pair<u32>,
    /// First token not yet covered, on each side.
    at: Pair<usize>,
}

impl Builder<'_> {
    fn push(&mut self, fate: Fate) {
        match fate {
            Fate::Paired { a, b } => self.push_pair(a, b),
            Fate::Gone { side, token } => self.push_gone(side, token, false),
            Fate::Elsewhere { side, token } => self.push_gone(side, token, true),
        }
    }

    fn span(&self, side: Side, token: usize) -> Span {
        self.view.tokens(side)[token].span
    }

    fn gap(&self, side: Side, token: usize) -> &str {
        Span { start: self.end[side], end: self.span(side, token).start }.of(self.view.stories[side].raw())
    }

    fn push_pair(&mut self, a: usize, b: usize) {
        let (gap_a, gap_b) = (self.gap(Side::Left, a), self.gap(Side::Right, b));
        if gap_a != gap_b {
            self.settle_gap(a, b, gap_a.is_empty() || gap_b.is_empty());
        }
        let (x, y) = (self.span(Side::Left, a), self.span(Side::Right, b));
        let (text_a, text_b) = (self.view.text(Side::Left, a), self.view.text(Side::Right, b));
        let (token_a, token_b) = (&self.view.tokens(Side::Left)[a], &self.view.tokens(Side::Right)[b]);
        if text_a == text_b {
            self.extend(ChangeKind::Equal, Class::Same, None, Some(a), Some(b));
            return;
        }
        // The white space before a restyled token is equal text of its own.
        if self.end.left < x.start || self.end.right < y.start {
            let span = Pair::new(
                Span { start: self.end.left, end: x.start },
                Span { start: self.end.right, end: y.start },
            );
            self.cover(ChangeKind::Equal, span, Pair::new((a, a), (b, b)), Class::Same, None);
        }
        match style_rule(token_a, token_b, text_a, text_b) {
            Some((class, rule)) => self.extend(ChangeKind::Replace, class, Some(rule), Some(a), Some(b)),
            None => self.extend(ChangeKind::Replace, Class::Wording, None, Some(a), Some(b)),
        }
    }

    /// White space that differs before a pair goes to the change before it when it stands on one side only, else it is
    /// a change of its own.
    fn settle_gap(&mut self, a: usize, b: usize, one_sided: bool) {
        let start = Pair::new(self.span(Side::Left, a).start, self.span(Side::Right, b).start);
        let extra = if self.end.left < start.left { Side::Left } else { Side::Right };
        let takes = self.changes.last().is_some_and(|c| {
            c.class > Class::Typography && c.kind != ChangeKind::Equal && !c.span[extra].is_empty()
                || c.kind == ChangeKind::Elsewhere && !c.span[extra].is_empty()
        });
        if one_sided && takes {
            if let Some(last) = self.changes.last_mut() {
                last.span[extra].end = start[extra];
                self.end[extra] = start[extra];
            }
            return;
        }
        let span = Pair::new(
            Span { start: self.end.left, end: start.left },
            Span { start: self.end.right, end: start.right },
        );
        let tokens = Pair::new((a, a), (b, b));
        self.cover(ChangeKind::of(&span), span, tokens, Class::Typography, Some("spacing"));
    }

    fn push_gone(&mut self, side: Side, token: usize, elsewhere: bool) {
        let (kind, class, rule) = if elsewhere {
            (ChangeKind::Elsewhere, Class::Same, None)
        } else {
            let kind = if side == Side::Left { ChangeKind::Delete } else { ChangeKind::Insert };
            let tokens = self.view.tokens(side);
            let next = tokens.get(token + 1).map(|t| (t, self.view.text(side, token + 1)));
            match one_sided_rule(&tokens[token], self.view.text(side, token), next) {
                Some((class, rule)) => (kind, class, Some(rule)),
                None => (kind, Class::Wording, None),
            }
        };
        let (a, b) = if side == Side::Left { (Some(token), None) } else { (None, Some(token)) };
        self.extend(kind, class, rule, a, b);
    }

    /// Adds tokens to the last change when it is of the same kind, else begins a new one.
    fn extend(
        &mut self,
        kind: ChangeKind,
        class: Class,
        rule: Option<&'static str>,
        a: Option<usize>,
        b: Option<usize>,
    ) {
        let stop = |end: &Pair<u32>, side: Side, token: Option<usize>| match token {
            Some(t) => self.view.tokens(side)[t].span.end,
            None => end[side],
        };
        let end = Pair::new(stop(&self.end, Side::Left, a), stop(&self.end, Side::Right, b));
        let span = Pair::new(
            Span { start: self.end.left, end: end.left },
            Span { start: self.end.right, end: end.right },
        );
        let tokens = Pair::new(
            a.map_or((self.at.left, self.at.left), |t| (t, t + 1)),
            b.map_or((self.at.right, self.at.right), |t| (t, t + 1)),
        );
        if let Some(last) = self.changes.last_mut()
            && last.kind == kind
            && last.class == class
            && last.rule == rule
            && (kind != ChangeKind::Elsewhere || last.span.left.is_empty() == span.left.is_empty())
        {
            for side in Side::BOTH {
                last.span[side].end = span[side].end;
                last.tokens[side].1 = tokens[side].1.max(last.tokens[side].1);
                self.end[side] = span[side].end;
                self.at[side] = last.tokens[side].1;
            }
            return;
        }
        self.cover(kind, span, tokens, class, rule);
    }

    fn cover(
        &mut self,
        kind: ChangeKind,
        span: Pair<Span>,
        tokens: Pair<(usize, usize)>,
        class: Class,
        rule: Option<&'static str>,
    ) {
        for side in Side::BOTH {
            self.end[side] = span[side].end;
            self.at[side] = tokens[side].1;
        }
        self.changes.push(Change { kind, span, tokens, class, rule });
    }
}
