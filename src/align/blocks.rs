//! Blocks: links grouped by the paragraphs they join.

use crate::align::links::SentenceLink;
use crate::text::{Pair, ParagraphKind, Side, Story};

/// A block before it is described: paragraphs by index, links by index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPlan {
    /// Paragraph indices in A, in order.
    pub a: Vec<usize>,
    /// Paragraph indices in B, in order.
    pub b: Vec<usize>,
    /// Link indices, in order.
    pub links: Vec<usize>,
    /// Whether the block moved.
    pub moved: bool,
}

/// Groups links into blocks and puts them, with the paragraphs that have no link, in reading order.
///
/// Links in place join their paragraphs; links that moved form blocks of their own, neighbours together. Reading order
/// is that of A; a paragraph of B alone follows the block that holds the content paragraph before it in B.
pub fn blocks(stories: Pair<&Story>, links: &[SentenceLink], moved: &[bool]) -> Vec<BlockPlan> {
    let mut plans = joined(stories, links, moved, false);
    plans.extend(joined(stories, links, moved, true));
    let alone = Pair::new(uncovered(stories, Side::Left, &plans), uncovered(stories, Side::Right, &plans));
    plans.extend(alone.left.iter().map(|p| BlockPlan {
        a: vec![*p],
        b: Vec::new(),
        links: Vec::new(),
        moved: false,
    }));
    plans.sort_by(|x, y| (&x.a, x.moved, &x.b).cmp(&(&y.a, y.moved, &y.b)));
    insert_alone(stories, plans, &alone.right)
}

/// Content paragraphs that no block holds.
fn uncovered(stories: Pair<&Story>, side: Side, plans: &[BlockPlan]) -> Vec<usize> {
    let paragraphs = stories[side].paragraphs();
    let mut covered = vec![false; paragraphs.len()];
    for plan in plans {
        for p in if side == Side::Left { &plan.a } else { &plan.b } {
            covered[*p] = true;
        }
    }
    let content = |p: &usize| matches!(paragraphs[*p].kind, ParagraphKind::Body | ParagraphKind::Heading);
    (0..paragraphs.len()).filter(|p| !covered[*p]).filter(content).collect()
}

/// Puts each paragraph of B alone after the last block in place that holds the nearest paragraph before it in B.
fn insert_alone(stories: Pair<&Story>, plans: Vec<BlockPlan>, alone: &[usize]) -> Vec<BlockPlan> {
    let mut holder: Vec<Option<usize>> = vec![None; stories.right.paragraphs().len()];
    for (at, plan) in plans.iter().enumerate().filter(|(_, p)| !p.moved) {
        for q in &plan.b {
            holder[*q] = Some(at);
        }
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); plans.len() + 1];
    let mut last = 0;
    let mut next = alone.iter().peekable();
    for (q, held) in holder.iter().enumerate() {
        last = held.map_or(last, |at| at + 1);
        if next.peek() == Some(&&q) {
            after[last].push(q);
            next.next();
        }
    }
    let alone = |q: usize| BlockPlan { a: Vec::new(), b: vec![q], links: Vec::new(), moved: false };
    let mut out: Vec<BlockPlan> = after[0].iter().map(|q| alone(*q)).collect();
    for (plan, follow) in plans.into_iter().zip(&after[1..]) {
        out.push(plan);
        out.extend(follow.iter().map(|q| alone(*q)));
    }
    out
}

/// Connected components of the links that moved, or of those that did not.
///
/// Links in place join when they share a paragraph on either side; moved ones when they are neighbours on both sides (the
/// same or the next paragraph).
fn joined(stories: Pair<&Story>, links: &[SentenceLink], moved: &[bool], want: bool) -> Vec<BlockPlan> {
    let paragraph = |side: Side, sentence: usize| stories[side].sentences()[sentence].paragraph;
    let place = |l: usize| (paragraph(Side::Left, links[l].a), paragraph(Side::Right, links[l].b));
    let chosen: Vec<usize> = (0..links.len()).filter(|l| moved[*l] == want).collect();
    let mut groups = Groups::new(chosen.len());
    if want {
        // Moved links are few, or the stories are lists; the window keeps the cost linear.
        for (i, x) in chosen.iter().enumerate() {
            for (j, y) in chosen.iter().enumerate().skip(i + 1).take(WINDOW) {
                let ((a, b), (c, d)) = (place(*x), place(*y));
                if a.abs_diff(c) <= 1 && b.abs_diff(d) <= 1 {
                    groups.join(i, j);
                }
            }
        }
    } else {
        for side in Side::BOTH {
            let mut first: Vec<Option<usize>> = vec![None; stories[side].paragraphs().len()];
            for (i, l) in chosen.iter().enumerate() {
                let (a, b) = place(*l);
                let p = if side == Side::Left { a } else { b };
                match first[p] {
                    Some(j) => groups.join(i, j),
                    None => first[p] = Some(i),
                }
            }
        }
    }
    let mut plans: Vec<Option<BlockPlan>> = vec![None; chosen.len()];
    for (i, l) in chosen.iter().enumerate() {
        let (a, b) = place(*l);
        let empty = || BlockPlan { a: Vec::new(), b: Vec::new(), links: Vec::new(), moved: want };
        let plan = plans[groups.root(i)].get_or_insert_with(empty);
        plan.a.push(a);
        plan.b.push(b);
        plan.links.push(*l);
    }
    let mut plans: Vec<BlockPlan> = plans.into_iter().flatten().collect();
    plans.iter_mut().for_each(BlockPlan::tidy);
    plans
}

/// Moved links looked ahead at for neighbours.
const WINDOW: usize = 64;

/// Disjoint sets.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(size: usize) -> Groups {
        Groups { parent: (0..size).collect() }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, x: usize, y: usize) {
        let (x, y) = (self.root(x), self.root(y));
        self.parent[x.max(y)] = x.min(y);
    }
}

impl BlockPlan {
    fn tidy(&mut self) {
        for list in [&mut self.a, &mut self.b, &mut self.links] {
            list.sort_unstable();
            list.dedup();
        }
    }
}
