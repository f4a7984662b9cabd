//! A comparison with its two raw texts: where renderers look things up.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{
    Block, Comparison, Link, Mark, ParagraphOutline, Relation, SentenceId, StoryOutline, marks,
};
use crate::text::{Pair, ParagraphKind, Side, Span};

use super::vocabulary::{Stance, count, glyph, number};

/// A comparison and the texts its spans point into.
pub(super) struct Reading<'m> {
    /// The comparison.
    pub model: &'m Comparison,
    raw: Pair<&'m str>,
    /// Indices of the blocks that hold each paragraph, in reading order.
    holders: Pair<BTreeMap<u32, Vec<usize>>>,
    /// Indices of the links of each sentence.
    links: Pair<BTreeMap<SentenceId, Vec<u32>>>,
    /// The block of each link.
    block_of: Vec<u32>,
    /// Indices of the links that the fact ledger names.
    with_facts: BTreeSet<u32>,
}

impl<'m> Reading<'m> {
    /// Returns the reading of `model` over the raw texts of its stories.
    pub fn new(model: &'m Comparison, raw: Pair<&'m str>) -> Reading<'m> {
        let mut holders: Pair<BTreeMap<u32, Vec<usize>>> = Pair::default();
        let mut block_of = vec![0; model.links.len()];
        for (index, block) in model.blocks.iter().enumerate() {
            for &link in &block.links {
                if let Some(id) = block_of.get_mut(link as usize) {
                    *id = block.id;
                }
            }
            for side in Side::BOTH {
                for &n in numbers(block, side) {
                    holders[side].entry(n).or_default().push(index);
                }
            }
        }
        let mut links: Pair<BTreeMap<SentenceId, Vec<u32>>> = Pair::default();
        for (index, link) in model.links.iter().enumerate() {
            links.left.entry(link.a).or_default().push(index as u32);
            links.right.entry(link.b).or_default().push(index as u32);
        }
        let with_facts = model.facts.iter().map(|f| f.link).collect();
        Reading { model, raw, holders, links, block_of, with_facts }
    }

    /// Returns the story of a side; none in a model that lacks it.
    pub fn story(&self, side: Side) -> Option<&'m StoryOutline> {
        self.model.stories.get(side as usize)
    }

    /// Returns the whole raw text of a side.
    pub fn raw(&self, side: Side) -> &'m str {
        self.raw[side]
    }

    /// Returns the raw text of a span.
    pub fn text(&self, side: Side, span: Span) -> &'m str {
        span.of(self.raw[side])
    }

    /// Returns a paragraph by its number.
    pub fn paragraph(&self, side: Side, n: u32) -> Option<&'m ParagraphOutline> {
        let paragraphs = &self.story(side)?.paragraphs;
        paragraphs
            .get((n as usize).checked_sub(1)?)
            .filter(|p| p.n == n)
            .or_else(|| paragraphs.iter().find(|p| p.n == n))
    }

    /// Returns the span of a sentence; empty for an id that the story does not have.
    pub fn sentence(&self, side: Side, id: SentenceId) -> Span {
        let Some(paragraph) = self.paragraph(side, id.paragraph) else { return Span::default() };
        let at = (id.sentence as usize).wrapping_sub(1);
        let there = paragraph.sentences.get(at).filter(|s| s.id == id);
        there.or_else(|| paragraph.sentences.iter().find(|s| s.id == id)).map_or(Span::default(), |s| s.span)
    }

    /// Returns the text of a sentence.
    pub fn sentence_text(&self, side: Side, id: SentenceId) -> &'m str {
        self.text(side, self.sentence(side, id))
    }

    /// Returns the indices of the links of a sentence, ascending.
    pub fn links_of(&self, side: Side, id: SentenceId) -> &[u32] {
        self.links[side].get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a sentence stands in the list of those that one side alone has; headlines and furniture do not.
    pub fn is_only(&self, side: Side, id: SentenceId) -> bool {
        Pair::new(&self.model.only_a, &self.model.only_b)[side].binary_search(&id).is_ok()
    }

    /// Returns the paragraphs of the other side that a sentence is linked to, ascending.
    pub fn partners(&self, side: Side, id: SentenceId) -> Vec<u32> {
        let links = self.links_of(side, id).iter().filter_map(|&l| self.link(l));
        let paragraphs = links.map(|l| Pair::new(l.b, l.a)[side].paragraph);
        paragraphs.collect::<BTreeSet<u32>>().into_iter().collect()
    }

    /// Whether a link belongs to a block.
    pub fn in_block(&self, link: u32, block: &Block) -> bool {
        self.block_of.get(link as usize) == Some(&block.id)
    }

    /// Returns the block that a link belongs to.
    pub fn block_of(&self, link: u32) -> Option<u32> {
        self.block_of.get(link as usize).copied()
    }

    /// Returns what became of the words of a linked sentence; nothing for an unlinked one.
    pub fn marks(&self, side: Side, id: SentenceId) -> Vec<Mark> {
        marks(self.links_of(side, id).iter().filter_map(|&l| self.link(l)), side)
    }

    /// Returns how many sentences without any link stand in the paragraphs of a block of both sides; a paragraph counts
    /// in the first of its blocks, where such sentences are shown.
    fn unlinked(&self, side: Side, block: &Block) -> u32 {
        if block.a.is_empty() || block.b.is_empty() {
            return 0;
        }
        let here = numbers(block, side).iter().filter(|n| self.is_first_holder(side, **n, block));
        let sentences = here.filter_map(|&n| self.paragraph(side, n)).flat_map(|p| &p.sentences);
        sentences.filter(|s| self.links_of(side, s.id).is_empty()).count() as u32
    }

    /// Whether a block of both sides holds sentences that one side alone has.
    pub fn has_unlinked(&self, block: &Block) -> bool {
        Side::BOTH.into_iter().any(|side| self.unlinked(side, block) > 0)
    }

    /// Returns the sign for a block: its links may all be the same where its paragraphs are not.
    pub fn glyph(&self, block: &Block) -> &'static str {
        let relation =
            block.relation.max(if self.has_unlinked(block) { Relation::Edited } else { block.relation });
        glyph(relation)
    }

    /// Returns the words for the relation of a block: `same but for 1 sentence only in A`.
    pub fn relation(&self, block: &Block, stance: Stance) -> String {
        let name = stance.relation(block.relation);
        let mut own = String::new();
        for side in Side::BOTH {
            match self.unlinked(side, block) {
                0 => {}
                n if own.is_empty() => own = format!("{} {}", count(n, "sentence"), stance.only(side)),
                n => own.push_str(&format!(", {} {}", number(n), stance.only(side))),
            }
        }
        match block.relation {
            _ if own.is_empty() => name.to_owned(),
            Relation::Identical | Relation::Typography | Relation::Style => format!("{name} but for {own}"),
            _ => format!("{name}, {own}"),
        }
    }

    /// Returns a link by its index.
    pub fn link(&self, index: u32) -> Option<&'m Link> {
        self.model.links.get(index as usize)
    }

    /// Whether `block` is the first in reading order that holds paragraph `n`.
    pub fn is_first_holder(&self, side: Side, n: u32, block: &Block) -> bool {
        let first = self.holders[side].get(&n).and_then(|h| h.first());
        first.and_then(|&i| self.model.blocks.get(i)).is_none_or(|b| b.id == block.id)
    }

    /// Returns the first block in reading order that holds paragraph `n`.
    pub fn first_block(&self, side: Side, n: u32) -> Option<u32> {
        let first = self.holders[side].get(&n).and_then(|h| h.first());
        first.and_then(|&i| self.model.blocks.get(i)).map(|b| b.id)
    }

    /// Whether the fact ledger has a row for a block.
    pub fn has_facts(&self, block: &Block) -> bool {
        block.links.iter().any(|l| self.with_facts.contains(l))
    }

    /// Returns the words of the paragraphs of a block on one side.
    pub fn words(&self, side: Side, block: &Block) -> u32 {
        let texts = numbers(block, side).iter().filter_map(|&n| self.paragraph(side, n));
        texts.map(|p| words(self.text(side, p.span))).sum()
    }

    /// Whether all paragraphs of a block are of a kind.
    pub fn all_of_kind(&self, block: &Block, kind: ParagraphKind) -> bool {
        let mut kinds = Side::BOTH
            .into_iter()
            .flat_map(|side| numbers(block, side).iter().map(move |&n| (side, n)))
            .filter_map(|(side, n)| self.paragraph(side, n))
            .map(|p| p.kind)
            .peekable();
        kinds.peek().is_some() && kinds.all(|k| k == kind)
    }

    /// Returns the style changes inside a block.
    pub fn style_changes(&self, block: &Block) -> u32 {
        let ops = block.links.iter().filter_map(|&l| self.link(l)).flat_map(|l| &l.ops);
        ops.filter(|o| matches!(o.class, crate::compare::Class::Style | crate::compare::Class::Typography))
            .count() as u32
    }
}

/// Returns the paragraph numbers of a block on one side.
pub(super) fn numbers(block: &Block, side: Side) -> &[u32] {
    match side {
        Side::Left => &block.a,
        Side::Right => &block.b,
    }
}

/// Returns the number of words in a text: stretches between white space that hold a letter or digit.
pub(super) fn words(text: &str) -> u32 {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count() as u32
}
