//! Blocks: links grouped by the paragraphs they join.

use crate::align::context::Context;
use crate::align::links::SentenceLink;
use crate::text::{Pair, ParagraphKind, Side};

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
pub fn blocks(context: &Context<'_>, links: &[SentenceLink], moved: &[bool]) -> Vec<BlockPlan> {
    let mut plans = joined(context, links, moved, false);
    plans.extend(joined(context, links, moved, true));
    let covered = |side: Side, p: usize| {
        plans.iter().any(|b| if side == Side::Left { b.a.contains(&p) } else { b.b.contains(&p) })
    };
    let mut alone = Pair::new(Vec::new(), Vec::new());
    for side in Side::BOTH {
        for (p, paragraph) in context.stories[side].paragraphs().iter().enumerate() {
            if matches!(paragraph.kind, ParagraphKind::Body | ParagraphKind::Heading) && !covered(side, p) {
                alone[side].push(p);
            }
        }
    }
    let only_a =
        alone.left.iter().map(|p| BlockPlan { a: vec![*p], b: Vec::new(), links: Vec::new(), moved: false });
    plans.extend(only_a);
    plans.sort_by_key(|b| (b.a.clone(), b.moved, b.b.clone()));
    for p in alone.right {
        // After the last block that holds the nearest paragraph before it in B, in place if possible.
        let holds = |b: &BlockPlan, q: usize| !b.moved && b.b.contains(&q);
        let after = (0..p).rev().find_map(|q| plans.iter().rposition(|b| holds(b, q)));
        let at = after.map_or(0, |at| at + 1);
        plans.insert(at, BlockPlan { a: Vec::new(), b: vec![p], links: Vec::new(), moved: false });
    }
    plans
}

/// Connected components of the paragraphs under the links that moved, or under those that did not.
fn joined(context: &Context<'_>, links: &[SentenceLink], moved: &[bool], want: bool) -> Vec<BlockPlan> {
    let mut plans: Vec<BlockPlan> = Vec::new();
    for (l, link) in links.iter().enumerate() {
        if moved[l] != want {
            continue;
        }
        let (p, q) = (context.paragraph(Side::Left, link.a), context.paragraph(Side::Right, link.b));
        let mut plan = BlockPlan { a: vec![p], b: vec![q], links: vec![l], moved: want };
        let mut at = 0;
        while at < plans.len() {
            if touches(&plans[at], &plan, want) {
                let other = plans.remove(at);
                plan.a.extend(other.a);
                plan.b.extend(other.b);
                plan.links.extend(other.links);
                plan.tidy();
                at = 0;
            } else {
                at += 1;
            }
        }
        plan.tidy();
        plans.push(plan);
    }
    plans
}

/// Blocks in place join when they share a paragraph; moved ones also when they stand next to each other on both sides.
fn touches(x: &BlockPlan, y: &BlockPlan, moved: bool) -> bool {
    let shares = x.a.iter().any(|p| y.a.contains(p)) && (!moved || near(&x.b, &y.b))
        || x.b.iter().any(|q| y.b.contains(q)) && (!moved || near(&x.a, &y.a));
    shares || moved && near(&x.a, &y.a) && near(&x.b, &y.b)
}

fn near(x: &[usize], y: &[usize]) -> bool {
    x.iter().any(|p| y.iter().any(|q| p.abs_diff(*q) <= 1))
}

impl BlockPlan {
    fn tidy(&mut self) {
        for list in [&mut self.a, &mut self.b, &mut self.links] {
            list.sort_unstable();
            list.dedup();
        }
    }
}
