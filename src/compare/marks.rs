//! What became of the words of one sentence, over all its links.

use crate::compare::model::{Comparison, Link, OpKind, SentenceId};
use crate::diff::Class;
use crate::facts::Facet;
use crate::text::{Side, Span};

/// A stretch of a sentence with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it lies.
    pub span: Span,
    /// [`Class::Same`] for what the other story has too.
    pub class: Class,
    /// What kinds of fact the words touch.
    pub facets: Vec<Facet>,
    /// The style rule, for typography and style.
    pub rule: Option<String>,
}

impl Comparison {
    /// Returns what became of the words of a linked sentence: marks whose spans put together are the sentence. Words that
    /// several links look at take the best of their verdicts. An unlinked sentence has no marks.
    pub fn marks(&self, side: Side, id: SentenceId) -> Vec<Mark> {
        let (start, end) = match side {
            // Links are in order of A.
            Side::Left => {
                (self.links.partition_point(|l| l.a < id), self.links.partition_point(|l| l.a <= id))
            }
            Side::Right => (0, self.links.len()),
        };
        let links = self.links.get(start..end).unwrap_or_default().iter();
        marks(links.filter(|l| if side == Side::Left { l.a == id } else { l.b == id }), side)
    }
}

/// Returns what [`Comparison::marks`] does, from the links of the sentence: for whoever has them at hand.
pub fn marks<'m>(links: impl Iterator<Item = &'m Link>, side: Side) -> Vec<Mark> {
    let mut layers: Vec<Vec<Mark>> = links.map(|link| layer(link, side)).collect();
    let Some(mut base) = layers.pop() else { return Vec::new() };
    for layer in layers {
        base = merge(&base, &layer);
    }
    // Explained elsewhere, yet by no link: nothing is known against it.
    for mark in base.iter_mut().filter(|m| m.rule.as_deref() == Some(ELSEWHERE)) {
        (mark.class, mark.rule) = (Class::Same, None);
    }
    base
}

fn layer(link: &Link, side: Side) -> Vec<Mark> {
    let span = |op: &crate::compare::model::Op| if side == Side::Left { op.a } else { op.b };
    let known = link.ops.iter().filter(|op| !span(op).is_empty());
    known
        .map(|op| match op.op {
            OpKind::Elsewhere => Mark {
                span: span(op),
                class: Class::Fact,
                facets: Vec::new(),
                rule: Some(ELSEWHERE.to_owned()),
            },
            _ => Mark { span: span(op), class: op.class, facets: op.facets.clone(), rule: op.rule.clone() },
        })
        .collect()
}

/// Stands for "ask another link" while layers are merged.
const ELSEWHERE: &str = "\u{0}elsewhere";

/// Merges two tilings of one sentence: at each byte the better verdict holds.
fn merge(x: &[Mark], y: &[Mark]) -> Vec<Mark> {
    let mut out: Vec<Mark> = Vec::with_capacity(x.len() + y.len());
    let (mut i, mut j) = (0, 0);
    let mut at = x.first().map_or(0, |m| m.span.start);
    while i < x.len() && j < y.len() {
        let end = x[i].span.end.min(y[j].span.end);
        let rank = |m: &Mark| (m.rule.as_deref() == Some(ELSEWHERE), m.class);
        let best = if rank(&x[i]) <= rank(&y[j]) { &x[i] } else { &y[j] };
        if end > at {
            match out.last_mut() {
                Some(last)
                    if last.class == best.class && last.rule == best.rule && last.facets == best.facets =>
                {
                    last.span.end = end
                }
                _ => out.push(Mark { span: Span { start: at, end }, ..best.clone() }),
            }
        }
        at = end;
        i += usize::from(x[i].span.end <= end);
        j += usize::from(y[j].span.end <= end);
    }
    out
}
