//! The text of two stories as rows of blocks: A, what happened, B. Scripts take the pieces of these rows for their panes.

use maud::{Markup, html};

use crate::compare::{Block, Relation, SentenceOutline};
use crate::report::Stance;
use crate::report::order::{Place, is_still, places};
use crate::report::reading::{Reading, numbers};
use crate::report::redline::Pointer;
use crate::report::runs::Ink;
use crate::report::vocabulary::{count, direction, paragraphs, structure};
use crate::text::{ParagraphKind, Side, Span};

use super::changes::{Changes, Kind};
use super::words::{excerpt, text};

/// Bytes of a moved block that are repeated at its place in B.
const OPENING: usize = 60;

/// Two stories as they are shown.
pub(super) struct Rows<'r, 'm> {
    /// The comparison.
    pub reading: &'r Reading<'m>,
    /// Its changes.
    pub changes: &'r Changes,
    /// Words for what one side alone has.
    pub stance: Stance,
    /// Stands before every id, where a page shows several comparisons.
    pub prefix: &'r str,
}

/// What stands in one row.
enum Row<'m> {
    Block(&'m Block, Option<usize>),
    Arrival(&'m Block),
    /// Stands before the blocks of a run that folds.
    Fold(usize, Vec<&'m Block>),
}

impl<'m> Rows<'_, 'm> {
    /// Returns all rows, with a note before each run of equal blocks.
    pub fn render(&self) -> Markup {
        html! {
            @for row in self.rows() {
                @match row {
                    Row::Block(block, run) => (self.block(block, run)),
                    Row::Arrival(block) => (self.arrival(block)),
                    Row::Fold(run, blocks) => (self.fold(run, &blocks)),
                }
            }
        }
    }

    /// Every block in reading order; equal ones that follow each other make up a run.
    fn rows(&self) -> Vec<Row<'m>> {
        let mut out: Vec<Row<'m>> = Vec::new();
        let (mut runs, mut at) = (0, None);
        for place in places(self.reading.model.blocks.iter().collect()) {
            match place {
                Place::Block(block) if self.is_equal(block) => {
                    let fold = *at.get_or_insert(out.len());
                    if fold == out.len() {
                        runs += 1;
                        out.push(Row::Fold(runs, Vec::new()));
                    }
                    if let Some(Row::Fold(_, blocks)) = out.get_mut(fold) {
                        blocks.push(block);
                    }
                    out.push(Row::Block(block, Some(runs)));
                }
                Place::Block(block) => {
                    at = None;
                    out.push(Row::Block(block, None));
                }
                Place::Arrival(block) => {
                    at = None;
                    out.push(Row::Arrival(block));
                }
            }
        }
        out
    }

    fn is_equal(&self, block: &Block) -> bool {
        is_still(self.reading, block, false)
    }

    /// Returns one block: both sides with the relation between them.
    pub fn block(&self, block: &Block, run: Option<usize>) -> Markup {
        let furniture = self.reading.all_of_kind(block, ParagraphKind::Furniture);
        let title = self.reading.all_of_kind(block, ParagraphKind::Headline)
            || self.reading.all_of_kind(block, ParagraphKind::Heading);
        let places = [paragraphs(Side::Left, &block.a), paragraphs(Side::Right, &block.b)];
        let places = places.iter().filter(|p| !p.is_empty()).map(String::as_str).collect::<Vec<_>>();
        let relation = self.relation(block, furniture);
        html! {
            div .row .(kind(block)) .eq[run.is_some()] .moved[block.moved.is_some()] .furniture[furniture]
                .title[title] .facts[self.reading.has_facts(block)]
                role="group" id={(self.prefix) "b" (block.id)} data-b=(block.id) data-run=[run]
                aria-label={(places.join(" and ")) ": " (relation)} {
                div .cell .a dir=[self.direction(Side::Left)] { (self.cell(Side::Left, block)) }
                div .mid {
                    span .glyph aria-hidden="true" {
                        (if furniture { "" } else { self.reading.glyph(block) })
                        @if self.reading.has_facts(block) { " !" }
                    }
                    span .what { (relation) }
                    @let structure = structure(block);
                    @if !structure.is_empty() { span .what { (structure) } }
                    @if let Some(moved) = &block.moved {
                        a .move href={"#" (self.prefix) "to" (block.id)} {
                            "moved " (direction(moved.direction)) " to B" (moved.to)
                        }
                    }
                }
                div .cell .b dir=[self.direction(Side::Right)] { (self.cell(Side::Right, block)) }
            }
        }
    }

    /// The direction of a story whose language is known to run from right to left; each paragraph states its own besides.
    fn direction(&self, side: Side) -> Option<&'static str> {
        let language = self.reading.story(side).map_or("", |s| s.language.as_str());
        matches!(language, "ar" | "fa" | "he" | "ur" | "yi").then_some("rtl")
    }

    fn relation(&self, block: &Block, furniture: bool) -> String {
        let relation = self.reading.relation(block, self.stance);
        if furniture { format!("byline or furniture, {relation}") } else { relation }
    }

    /// The place in B of a block that stands elsewhere.
    fn arrival(&self, block: &Block) -> Markup {
        let Some(moved) = &block.moved else { return html! {} };
        let opening = block.b.first().and_then(|&n| self.reading.paragraph(Side::Right, n));
        let opening = opening.map_or("", |p| self.reading.text(Side::Right, p.span));
        html! {
            div .row .arrival id={(self.prefix) "to" (block.id)} {
                div .cell .a {}
                div .mid {
                    a .move href={"#" (self.prefix) "b" (block.id)} { "from " (paragraphs(Side::Left, &block.a)) }
                }
                div .cell .b {
                    p .note {
                        span .n { (moved.to) }
                        "moved " (direction(moved.direction)) " here: " bdi { (excerpt(opening, OPENING)) }
                    }
                }
            }
        }
    }

    /// What stands for a folded run.
    fn fold(&self, run: usize, blocks: &[&Block]) -> Markup {
        let a: Vec<u32> = blocks.iter().flat_map(|b| b.a.iter().copied()).collect();
        let b: Vec<u32> = blocks.iter().flat_map(|b| b.b.iter().copied()).collect();
        let words = format!(
            "{} ({}, {})",
            count(a.len() as u32, "equal paragraph"),
            paragraphs(Side::Left, &a),
            paragraphs(Side::Right, &b)
        );
        html! { div .row .fold data-run=(run) { p .note { (words) } } }
    }

    /// The paragraphs of a block on one side.
    fn cell(&self, side: Side, block: &Block) -> Markup {
        html! {
            @for &n in numbers(block, side) { (self.paragraph(side, n, block)) }
        }
    }

    /// One paragraph as far as the block holds it: pieces, with pointers to sentences that stand in other blocks.
    fn paragraph(&self, side: Side, n: u32, block: &Block) -> Markup {
        let Some(paragraph) = self.reading.paragraph(side, n) else { return html! {} };
        let alone = numbers(block, side.other()).is_empty();
        let mut parts: Vec<Part<'_>> = Vec::new();
        for sentence in &paragraph.sentences {
            let links = self.reading.links_of(side, sentence.id);
            let here = alone || links.iter().any(|l| self.reading.in_block(*l, block));
            if !here && !links.is_empty() {
                let next = Pointer::new(side, sentence.id, self.reading.partners(side, sentence.id));
                match parts.last_mut() {
                    Some(Part::Away(pointer)) => pointer.extend(next),
                    _ => parts.push(Part::Away(next)),
                }
                continue;
            }
            if links.is_empty() && !alone && !self.reading.is_first_holder(side, n, block) {
                continue;
            }
            match parts.last_mut() {
                Some(Part::Here(sentences)) => sentences.push(sentence),
                _ => parts.push(Part::Here(vec![sentence])),
            }
        }
        let opens = parts.iter().position(|p| matches!(p, Part::Here(_)));
        let language = self.reading.story(side).map_or("", |s| s.language.as_str());
        let language = if language == "und" { "" } else { language };
        html! {
            @for (at, part) in parts.iter().enumerate() {
                @match part {
                    Part::Away(pointer) => p .pointer { (pointer.words()) },
                    Part::Here(sentences) => p .piece dir="auto" lang=(language) data-p=(n)
                        data-s=[sentences.first().map(|s| s.id.sentence)] data-k=[kind_of(paragraph.kind)] {
                        @if opens == Some(at) { span .n { (n) } }
                        @for (i, sentence) in sentences.iter().enumerate() {
                            @if i > 0 { " " }
                            (self.sentence(side, sentence, block))
                        }
                    },
                }
            }
        }
    }

    /// One sentence with its changes marked. In a block other than its first it is a repetition.
    fn sentence(&self, side: Side, sentence: &SentenceOutline, block: &Block) -> Markup {
        let links = self.reading.links_of(side, sentence.id);
        let again = !links.is_empty() && !self.is_home(links, block);
        let marked = match self.changes.alone(side, sentence.id) {
            Some(change) => self.mark(side, Some(change), Ink::Words, sentence.span, !again),
            None => self.runs(side, sentence, !again),
        };
        html! { @if again { span .again { (marked) } } @else { (marked) } }
    }

    /// Whether a block is the first in reading order among those that hold the links of a sentence.
    fn is_home(&self, links: &[u32], block: &Block) -> bool {
        let blocks = links.iter().filter_map(|l| self.reading.block_of(*l));
        blocks.min().is_none_or(|first| first == block.id)
    }

    /// The stretches of a linked sentence.
    fn runs(&self, side: Side, sentence: &SentenceOutline, first: bool) -> Markup {
        let runs = self.changes.runs(side, sentence.id);
        html! {
            @if runs.is_empty() { (text(self.reading.text(side, sentence.span).trim())) }
            @for run in runs {
                @match run.ink {
                    Ink::Style | Ink::Words | Ink::Fact => (self.mark(side, run.change, run.ink, run.span, first)),
                    Ink::Plain | Ink::Elsewhere => (text(self.reading.text(side, run.span))),
                }
            }
        }
    }

    /// A marked stretch; the white space at its ends stays outside.
    fn mark(&self, side: Side, number: Option<usize>, ink: Ink, span: Span, first: bool) -> Markup {
        let raw = self.reading.text(side, span);
        let change = number.and_then(|n| self.changes.list.get(n));
        let anchor = first && change.and_then(super::changes::Change::anchor) == Some((side, span));
        let id = number.filter(|_| anchor).map(|n| format!("{}c{}", self.prefix, n + 1));
        let both = change.is_some_and(|c| !c.spans.left.is_empty() && !c.spans.right.is_empty());
        let hidden = match (ink, both) {
            (Ink::Style, _) => format!("style in {}: ", side.letter()),
            (_, true) => format!("in {}: ", side.letter()),
            (_, false) => format!("{}: ", self.stance.only(side)),
        };
        let class = match ink {
            Ink::Style => "st",
            Ink::Fact => "w f",
            _ if change.is_some_and(|c| matches!(c.kind, Kind::Only(_))) => "w o",
            _ => "w",
        };
        let number = number.map(|n| n + 1);
        let content = html! { span .vh dir="ltr" { (hidden) } (text(raw.trim())) };
        html! {
            @if raw.starts_with(char::is_whitespace) { " " }
            @match side {
                Side::Left => del class=(class) id=[id] data-c=[number] { (content) },
                Side::Right => ins class=(class) id=[id] data-c=[number] { (content) },
            }
            @if raw.ends_with(char::is_whitespace) { " " }
        }
    }

    /// Returns the text of a span that begins in paragraph `n`, changed words marked, for a ledger.
    pub fn quoted(&self, side: Side, n: u32, span: Span) -> Markup {
        let sentences = self.reading.paragraph(side, n).map_or(&[][..], |p| &p.sentences);
        let mut parts: Vec<(Ink, Span)> = Vec::new();
        let mut at = span.start;
        let first = sentences.partition_point(|s| s.span.end <= span.start);
        for sentence in sentences.iter().skip(first).take_while(|s| s.span.start < span.end) {
            for run in self.changes.runs(side, sentence.id) {
                let (start, end) = (run.span.start.max(at), run.span.end.min(span.end));
                if start < end {
                    parts.push((Ink::Plain, Span { start: at, end: start }));
                    parts.push((run.ink, Span { start, end }));
                    at = end;
                }
            }
        }
        parts.push((Ink::Plain, Span { start: at, end: span.end.max(at) }));
        html! {
            @for (ink, span) in parts {
                @let raw = self.reading.text(side, span);
                @match ink {
                    Ink::Words | Ink::Fact => {
                        @if raw.starts_with(char::is_whitespace) { " " }
                        @match side {
                            Side::Left => del .w .f[ink == Ink::Fact] { (text(raw.trim())) },
                            Side::Right => ins .w .f[ink == Ink::Fact] { (text(raw.trim())) },
                        }
                        @if raw.ends_with(char::is_whitespace) { " " }
                    },
                    _ => (text(raw)),
                }
            }
        }
    }
}

/// A stretch of a paragraph.
enum Part<'m> {
    Here(Vec<&'m SentenceOutline>),
    Away(Pointer),
}

/// The class of a row.
fn kind(block: &Block) -> &'static str {
    match block.relation {
        Relation::Identical => "same",
        Relation::Typography | Relation::Style => "styled",
        Relation::Edited => "edited",
        Relation::Rewritten => "rewritten",
        Relation::OnlyA => "only-a",
        Relation::OnlyB => "only-b",
        Relation::Related => "related",
    }
}

/// A letter for what is no body text.
fn kind_of(kind: ParagraphKind) -> Option<&'static str> {
    match kind {
        ParagraphKind::Headline | ParagraphKind::Heading => Some("h"),
        ParagraphKind::Furniture => Some("x"),
        ParagraphKind::Body => None,
    }
}
