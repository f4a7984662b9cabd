//! The changes of a comparison with their numbers, and which stretch of which sentence each of them is.
//!
//! The model says what happened to the words, link by link. Here neighbouring operations become one mark, as in every
//! other report, and marks that stand for one change (its words in A, its words in B) get one number, `c1`, `c2`, ...

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{Block, Facet, OpKind, Relation, SentenceId};
use crate::report::reading::{Reading, numbers};
use crate::report::runs::{Ink, join, steps};
use crate::text::{Pair, Side, Span};

/// What a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A changed fact.
    Fact,
    /// Other words.
    Wording,
    /// House style or typography.
    Style,
    /// Sentences that one side alone has.
    Only(Side),
}

/// One change.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// What it is.
    pub kind: Kind,
    /// The block that shows it.
    pub block: u32,
    /// What kinds of fact it touches.
    pub facets: BTreeSet<Facet>,
    /// Its marks on each side, in order of the text.
    pub spans: Pair<Vec<Span>>,
    /// How many operations of the model it stands for; 0 for sentences of one side.
    pub ops: u32,
}

impl Change {
    /// Returns the mark that carries the id `c<number>`: the first in A, or where A has none, in B.
    pub fn anchor(&self) -> Option<(Side, Span)> {
        Side::BOTH.into_iter().find_map(|side| self.spans[side].first().map(|s| (side, *s)))
    }
}

/// A stretch of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// How strongly it is shown.
    pub ink: Ink,
    /// Where it lies.
    pub span: Span,
    /// Its change: an index into [`Changes::list`].
    pub change: Option<usize>,
}

/// All changes of a comparison.
pub(super) struct Changes {
    /// In order of the blocks; the number of a change is its index plus one.
    pub list: Vec<Change>,
    runs: Pair<BTreeMap<SentenceId, Vec<Run>>>,
    alone: Pair<BTreeMap<SentenceId, usize>>,
    /// For each link its changes, in order of the text.
    of_link: BTreeMap<u32, Vec<usize>>,
}

/// A step of one link, before it is known with which others it makes up a change.
struct Candidate {
    block: u32,
    order: usize,
    ink: Ink,
    span: Pair<Span>,
    ops: u32,
    facets: BTreeSet<Facet>,
}

impl Changes {
    /// Finds the changes of a comparison.
    pub fn of(reading: &Reading<'_>) -> Changes {
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut of_link: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        for (order, block) in reading.model.blocks.iter().enumerate() {
            for &link in &block.links {
                let start = candidates.len();
                candidates.extend(of_one_link(reading, link, block, order));
                of_link.insert(link, (start, candidates.len()));
            }
        }
        let mut groups = Groups { parent: (0..candidates.len()).collect() };
        let mut runs: Pair<BTreeMap<SentenceId, Vec<Run>>> = Pair::default();
        let mut spans: Pair<Vec<Vec<Span>>> =
            Pair::new(vec![Vec::new(); candidates.len()], vec![Vec::new(); candidates.len()]);
        for side in Side::BOTH {
            for id in linked(reading, side) {
                let marks = reading.marks(side, id);
                let marks = marks.iter().map(|m| (Ink::of(m.class, true), m.span));
                let mut list = Vec::new();
                for (ink, span) in join(marks, reading.raw(side)) {
                    let shown = ink != Ink::Plain && !reading.text(side, span).trim().is_empty();
                    let mut change = None;
                    for link in reading.links_of(side, id).iter().filter(|_| shown) {
                        let (start, end) = of_link.get(link).copied().unwrap_or_default();
                        let here = &candidates[start..end];
                        let first = here.partition_point(|c| c.span[side].end <= span.start);
                        for (i, c) in here.iter().enumerate().skip(first) {
                            if c.span[side].start >= span.end {
                                break;
                            }
                            if c.ink == ink && !c.span[side].is_empty() {
                                change = Some(groups.union(change.unwrap_or(start + i), start + i));
                            }
                        }
                    }
                    if let Some(change) = change {
                        spans[side][change].push(span);
                    }
                    list.push(Run { ink: if shown { ink } else { Ink::Plain }, span, change });
                }
                runs[side].insert(id, list);
            }
        }
        Numbering { reading, candidates, groups, spans }.number(runs, of_link)
    }

    /// Returns the stretches of a linked sentence; nothing for one without link.
    pub fn runs(&self, side: Side, id: SentenceId) -> &[Run] {
        self.runs[side].get(&id).map_or(&[], Vec::as_slice)
    }

    /// Returns the change that a sentence of one side is part of.
    pub fn alone(&self, side: Side, id: SentenceId) -> Option<usize> {
        self.alone[side].get(&id).copied()
    }

    /// Returns the change of a link that touches the words of a fact.
    pub fn of_fact(&self, link: u32, words: Pair<Option<Span>>) -> Option<usize> {
        let touches = |change: &Change| {
            Side::BOTH.into_iter().any(|side| {
                words[side]
                    .is_some_and(|w| change.spans[side].iter().any(|s| s.start < w.end && w.start < s.end))
            })
        };
        let mut all = self.of_link.get(&link).into_iter().flatten().copied();
        all.find(|&i| self.list.get(i).is_some_and(touches))
    }
}

/// What is known once every stretch has its group.
struct Numbering<'r, 'm> {
    reading: &'r Reading<'m>,
    candidates: Vec<Candidate>,
    groups: Groups,
    spans: Pair<Vec<Vec<Span>>>,
}

impl Numbering<'_, '_> {
    /// Numbers the changes in the order of the blocks, sentences of one side after the others of their block.
    fn number(
        mut self,
        mut runs: Pair<BTreeMap<SentenceId, Vec<Run>>>,
        of_link: BTreeMap<u32, (usize, usize)>,
    ) -> Changes {
        let mut found: BTreeMap<usize, Change> = BTreeMap::new();
        for at in 0..self.candidates.len() {
            let root = self.groups.root(at);
            let first = &self.candidates[root];
            let kind = match first.ink {
                Ink::Fact => Kind::Fact,
                Ink::Style => Kind::Style,
                _ => Kind::Wording,
            };
            let change = found.entry(root).or_insert(Change {
                kind,
                block: first.block,
                facets: BTreeSet::new(),
                spans: Pair::default(),
                ops: 0,
            });
            change.ops += self.candidates[at].ops;
            change.facets.extend(self.candidates[at].facets.iter().copied());
            for side in Side::BOTH {
                change.spans[side].append(&mut self.spans[side][at]);
            }
        }
        for change in found.values_mut() {
            change.spans.left.sort_unstable_by_key(|s| s.start);
            change.spans.right.sort_unstable_by_key(|s| s.start);
        }
        // What another link explains, or what is white space, has no mark and no number.
        found.retain(|_, c| c.anchor().is_some());
        let mut order: Vec<(usize, usize, Option<usize>, Change)> = found
            .into_iter()
            .map(|(root, change)| (self.candidates[root].order, 0, Some(root), change))
            .collect();
        let mut sentences: Vec<Vec<(Side, SentenceId)>> = Vec::new();
        for (at, block) in self.reading.model.blocks.iter().enumerate() {
            for (ids, change) in of_one_side(self.reading, block) {
                sentences.push(ids);
                order.push((at, sentences.len(), None, change));
            }
        }
        order.sort_by_key(|(block, alone, root, _)| (*block, *alone, *root));
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut alone: Pair<BTreeMap<SentenceId, usize>> = Pair::default();
        for (number, (_, side, root, _)) in order.iter().enumerate() {
            match root {
                Some(root) => drop(numbers.insert(*root, number)),
                None => {
                    alone_of(&mut alone, sentences.get(side - 1).map_or(&[], Vec::as_slice), number);
                }
            }
        }
        let mut link_changes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (link, (start, end)) in of_link {
            let mut list: Vec<usize> =
                (start..end).filter_map(|at| numbers.get(&self.groups.root(at)).copied()).collect();
            list.dedup();
            link_changes.insert(link, list);
        }
        for side in Side::BOTH {
            for run in runs[side].values_mut().flatten() {
                run.change = run.change.and_then(|at| numbers.get(&self.groups.root(at)).copied());
            }
        }
        let list = order.into_iter().map(|(.., change)| change).collect();
        Changes { list, runs, alone, of_link: link_changes }
    }
}

/// Notes the number of a change at each of its sentences.
fn alone_of(alone: &mut Pair<BTreeMap<SentenceId, usize>>, ids: &[(Side, SentenceId)], number: usize) {
    for (side, id) in ids {
        alone[*side].insert(*id, number);
    }
}

/// Every linked sentence of a side.
fn linked(reading: &Reading<'_>, side: Side) -> BTreeSet<SentenceId> {
    reading.model.links.iter().map(|l| Pair::new(l.a, l.b)[side]).collect()
}

/// The steps of one link that change something, in order of the text on both sides.
fn of_one_link(reading: &Reading<'_>, link: u32, block: &Block, order: usize) -> Vec<Candidate> {
    let Some(model) = reading.link(link) else { return Vec::new() };
    let raw = Pair::new(reading.raw(Side::Left), reading.raw(Side::Right));
    let mut steps = steps(&model.ops, raw, true);
    steps.sort_by_key(|s| u64::from(s.a.start) + u64::from(s.b.start));
    let changed = |ink: Ink| matches!(ink, Ink::Style | Ink::Words | Ink::Fact);
    let mut out: Vec<Option<Candidate>> = steps
        .iter()
        .map(|step| {
            changed(step.ink).then(|| Candidate {
                block: block.id,
                order,
                ink: step.ink,
                span: Pair::new(step.a, step.b),
                ops: 0,
                facets: BTreeSet::new(),
            })
        })
        .collect();
    for op in model.ops.iter().filter(|o| !matches!(o.op, OpKind::Equal | OpKind::Elsewhere)) {
        let before = steps.partition_point(|s| s.a.start <= op.a.start && s.b.start <= op.b.start);
        if let Some(Some(candidate)) = before.checked_sub(1).and_then(|at| out.get_mut(at)) {
            candidate.ops += 1;
            candidate.facets.extend(op.facets.iter().copied());
        }
    }
    out.into_iter().flatten().collect()
}

/// The sentences that one side alone has in a block, neighbours together. Headlines and furniture are no content.
fn of_one_side(reading: &Reading<'_>, block: &Block) -> Vec<(Vec<(Side, SentenceId)>, Change)> {
    let mut out: Vec<(Vec<(Side, SentenceId)>, Change)> = Vec::new();
    let paired = !matches!(block.relation, Relation::OnlyA | Relation::OnlyB);
    for side in Side::BOTH {
        let mut next: Option<SentenceId> = None;
        for &n in numbers(block, side) {
            let Some(paragraph) = reading.paragraph(side, n) else { continue };
            if paired && !reading.is_first_holder(side, n, block) {
                continue;
            }
            for sentence in &paragraph.sentences {
                if !reading.is_only(side, sentence.id) {
                    next = None;
                    continue;
                }
                let goes_on = next == Some(sentence.id) || !paired && next.is_some();
                if !goes_on || out.is_empty() {
                    let change = Change {
                        kind: Kind::Only(side),
                        block: block.id,
                        facets: BTreeSet::new(),
                        spans: Pair::default(),
                        ops: 0,
                    };
                    out.push((Vec::new(), change));
                }
                if let Some((ids, change)) = out.last_mut() {
                    ids.push((side, sentence.id));
                    change.spans[side].push(sentence.span);
                }
                next = Some(SentenceId { sentence: sentence.id.sentence + 1, ..sentence.id });
            }
        }
    }
    out
}

/// Which candidates are one change: the root of each is the first of them.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn union(&mut self, x: usize, y: usize) -> usize {
        let (x, y) = (self.root(x), self.root(y));
        let (first, second) = (x.min(y), x.max(y));
        self.parent[second] = first;
        first
    }
}
