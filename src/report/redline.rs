//! The redline of a block: which sentences stand where, and the text as marked stretches.
//!
//! The screen and Markdown print the same stretches, each with its own signs.

use std::collections::BTreeMap;

use crate::compare::{Block, Link, SentenceId};
use crate::text::{Pair, Side};

use super::reading::{Reading, numbers};
use super::runs::{Ink, Step, steps};

/// A stretch of a redline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch<'m> {
    /// Whether a space stands before it.
    pub gap: bool,
    /// What it shows.
    pub text: Text<'m>,
}

/// What a stretch shows. No text has white space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text<'m> {
    /// What both sides have, as B puts it.
    Plain(&'m str),
    /// The two spellings of a change of style.
    Style(&'m str, &'m str),
    /// Words of one side, in a block of both.
    Marked(Side, Ink, &'m str),
    /// A sentence of a block of one side.
    Whole(Side, &'m str),
    /// Words that another link tells.
    Elsewhere,
    /// Sentences that another block shows.
    Pointer(Pointer),
}

/// Neighbouring sentences that another block shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pointer {
    /// Their side.
    pub side: Side,
    /// The first.
    pub first: SentenceId,
    /// The last.
    pub last: SentenceId,
    /// The paragraphs of the other side that they are linked to.
    pub to: Vec<u32>,
}

impl Pointer {
    /// Returns the pointer for one sentence.
    pub fn new(side: Side, id: SentenceId, to: Vec<u32>) -> Pointer {
        Pointer { side, first: id, last: id, to }
    }

    /// Takes in the sentences of `next`, which follow.
    pub fn extend(&mut self, next: Pointer) {
        self.last = next.last;
        self.to.extend(next.to);
        self.to.sort_unstable();
        self.to.dedup();
    }

    /// Returns its words: `(… A5.2: see B9)`.
    pub fn words(&self) -> String {
        let letter = self.side.letter();
        let until =
            if self.first == self.last { String::new() } else { format!(" to {letter}{}", self.last) };
        let to = super::vocabulary::paragraphs(self.side.other(), &self.to);
        format!("(… {letter}{}{until}: see {to})", self.first)
    }
}

/// Returns the stretches of a block; changes of style are marked when `style` is set.
pub(super) fn redline<'m>(reading: &Reading<'m>, block: &Block, style: bool) -> Vec<Stretch<'m>> {
    let raw = Pair::new(reading.raw(Side::Left), reading.raw(Side::Right));
    let paired = !block.a.is_empty() && !block.b.is_empty();
    let items = items(reading, block);
    let mut pen = Pen::default();
    for (at, item) in items.iter().enumerate() {
        pen.loose = true;
        match item {
            Item::Link(link) => {
                let beside = [at.checked_sub(1), Some(at + 1)];
                let beside = beside.into_iter().flatten().filter_map(|i| items.get(i));
                let told = |side: Side| {
                    beside.clone().any(|i| matches!(i, Item::Link(l) if end(l, side) == end(link, side)))
                };
                let told = Pair::new(told(Side::Left), told(Side::Right));
                for step in steps(&link.ops, raw, style) {
                    pen.step(step, raw, told);
                }
            }
            Item::Alone(side, id) => {
                let text = reading.sentence_text(*side, *id).trim();
                let text =
                    if paired { Text::Marked(*side, Ink::Words, text) } else { Text::Whole(*side, text) };
                pen.put(true, text);
            }
            Item::Pointer(pointer) => pen.put(true, Text::Pointer(pointer.clone())),
        }
    }
    pen.out
}

/// The sentence of a link on one side.
fn end(link: &Link, side: Side) -> SentenceId {
    Pair::new(link.a, link.b)[side]
}

/// What stands at one place of a redline.
enum Item<'m> {
    /// A linked pair.
    Link(&'m Link),
    /// A sentence of one side alone.
    Alone(Side, SentenceId),
    /// Sentences that are shown in another block.
    Pointer(Pointer),
}

impl Item<'_> {
    fn is_left(&self) -> bool {
        matches!(self, Item::Alone(Side::Left, _) | Item::Pointer(Pointer { side: Side::Left, .. }))
    }
}

/// The items of a redline: the sentences in the order of A, those of B alone behind the sentence before them in B and
/// what A alone has there.
fn items<'m>(reading: &Reading<'m>, block: &Block) -> Vec<Item<'m>> {
    let mut first: Vec<Item<'m>> = Vec::new();
    for id in sentences(reading, Side::Left, block) {
        let before = first.len();
        first.extend(links_here(reading, Side::Left, id, block).map(Item::Link));
        if first.len() == before {
            first.extend(unlinked_here(reading, Side::Left, id, block));
        }
    }
    let mut places: Vec<(SentenceId, usize)> = first
        .iter()
        .enumerate()
        .filter_map(|(at, item)| if let Item::Link(link) = item { Some((link.b, at)) } else { None })
        .collect();
    places.sort_unstable();
    // For each place the first after it where no sentence of A alone stands.
    let mut past = vec![first.len(); first.len() + 1];
    for at in (0..first.len()).rev() {
        past[at] = if first[at].is_left() { past[at + 1] } else { at };
    }
    let mut later: BTreeMap<usize, Vec<Item<'m>>> = BTreeMap::new();
    for id in sentences(reading, Side::Right, block) {
        if links_here(reading, Side::Right, id, block).next().is_some() {
            continue;
        }
        let before = places.partition_point(|(b, _)| *b < id).checked_sub(1);
        let at = past[before.map_or(0, |i| places[i].1 + 1)];
        if let Some(item) = unlinked_here(reading, Side::Right, id, block) {
            later.entry(at).or_default().push(item);
        }
    }
    let mut out: Vec<Item<'m>> = Vec::new();
    let mut put = |item: Item<'m>| match (out.last_mut(), item) {
        (Some(Item::Pointer(last)), Item::Pointer(next)) if last.side == next.side => last.extend(next),
        (_, item) => out.push(item),
    };
    for (at, item) in first.into_iter().map(Some).chain([None]).enumerate() {
        later.remove(&at).into_iter().flatten().for_each(&mut put);
        item.into_iter().for_each(&mut put);
    }
    out
}

/// The links of a sentence that belong to the block.
fn links_here<'r, 'm>(
    reading: &'r Reading<'m>,
    side: Side,
    id: SentenceId,
    block: &'r Block,
) -> impl Iterator<Item = &'m Link> + 'r {
    let links = reading.links_of(side, id).iter().filter(|l| reading.in_block(**l, block));
    links.filter_map(|&l| reading.link(l))
}

/// A sentence without link in this block: a pointer when it has one elsewhere, the text in the first block only.
fn unlinked_here<'m>(reading: &Reading<'m>, side: Side, id: SentenceId, block: &Block) -> Option<Item<'m>> {
    let to = reading.partners(side, id);
    if !to.is_empty() {
        return Some(Item::Pointer(Pointer::new(side, id, to)));
    }
    reading.is_first_holder(side, id.paragraph, block).then_some(Item::Alone(side, id))
}

/// The sentences of a block on one side.
fn sentences<'m>(
    reading: &Reading<'m>,
    side: Side,
    block: &Block,
) -> impl Iterator<Item = SentenceId> + use<'m> {
    let paragraphs: Vec<_> =
        numbers(block, side).iter().filter_map(|&n| reading.paragraph(side, n)).collect();
    paragraphs.into_iter().flat_map(|p| p.sentences.iter().map(|s| s.id))
}

/// Writes stretches and keeps account of the white space between them, which may stand on either side of a change.
#[derive(Default)]
struct Pen<'m> {
    out: Vec<Stretch<'m>>,
    /// Whether white space of a side stands after what was written.
    gap: Pair<bool>,
    /// Whether a space is due before all but closing signs.
    loose: bool,
    /// Whether nothing but words of A that B left out stands after the last text of B.
    dropped: bool,
    /// Whether no letter was written since the last ellipsis.
    dots: bool,
}

impl<'m> Pen<'m> {
    /// Appends a stretch; none begins the text with a space.
    fn put(&mut self, gap: bool, text: Text<'m>) {
        let letters = match &text {
            Text::Plain(t) => t.contains(char::is_alphanumeric),
            Text::Elsewhere => false,
            _ => true,
        };
        self.dots = self.dots && !letters;
        self.out.push(Stretch { gap: gap && !self.out.is_empty(), text });
        (self.gap, self.loose, self.dropped) = (Pair::new(false, false), false, false);
    }

    /// Appends one step. `told` says on which sides a neighbour tells what this link leaves to others.
    fn step(&mut self, step: Step, raw: Pair<&'m str>, told: Pair<bool>) {
        let (a, b) = (step.a.of(raw.left), step.b.of(raw.right));
        let (core_a, core_b) = (a.trim(), b.trim());
        let starts = Pair::new(a, b).map(|t| t.starts_with(char::is_whitespace));
        let ends = Pair::new(a, b).map(|t| t.ends_with(char::is_whitespace));
        let any = self.gap.left || self.gap.right || starts.left || starts.right || self.loose;
        match step.ink {
            Ink::Elsewhere => {
                let shown = (a.is_empty() || told.left) && (b.is_empty() || told.right);
                if !shown && !self.dots {
                    self.put(true, Text::Elsewhere);
                    self.dots = true;
                }
                self.loose = true;
            }
            Ink::Plain | Ink::Style if core_b.is_empty() && (step.ink == Ink::Plain || core_a.is_empty()) => {
                self.gap.left |= starts.left || ends.left;
                self.gap.right |= starts.right || ends.right;
                self.dropped &= !any;
            }
            Ink::Style if core_a != core_b => {
                self.put(any, Text::Style(core_a, core_b));
                (self.gap, self.dropped) = (ends, core_b.is_empty());
            }
            Ink::Plain | Ink::Style => {
                let letter = core_b.starts_with(char::is_alphanumeric);
                let of_a = starts.left || self.gap.left || !core_a.starts_with(char::is_alphanumeric);
                let gap = starts.right
                    || self.gap.right
                    || self.loose && !core_b.starts_with(closes)
                    || self.dropped && of_a && letter
                    || self.after_dropped() && (starts.left || self.gap.left) && !core_b.starts_with(closes);
                self.put(gap, Text::Plain(core_b));
                self.gap = ends;
            }
            ink if core_b.is_empty() => {
                let right = self.gap.right || starts.right || ends.right;
                if !core_a.is_empty() {
                    self.put(any, Text::Marked(Side::Left, ink, core_a));
                    self.dropped = true;
                }
                self.gap = Pair::new(ends.left, right);
            }
            ink if core_a.is_empty() => {
                let left = self.gap.left || starts.left || ends.left;
                self.put(any && !self.dropped, Text::Marked(Side::Right, ink, core_b));
                self.gap = Pair::new(left, ends.right);
            }
            ink => {
                self.put(any, Text::Marked(Side::Left, ink, core_a));
                self.put(false, Text::Marked(Side::Right, ink, core_b));
                self.gap = ends;
            }
        }
    }

    /// Whether words of A that B left out were written last.
    fn after_dropped(&self) -> bool {
        matches!(self.out.last(), Some(Stretch { text: Text::Marked(Side::Left, ..), .. }))
    }
}

/// Whether no space stands before this sign.
fn closes(c: char) -> bool {
    ",.;:!?)]}»”’…%،؛؟。，、".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Options, compare};
    use crate::text::Story;

    /// Checks the redlines of all blocks of two stories, a line each.
    fn check(a: &str, b: &str, expected: &[&str]) {
        let (a, b) = (Story::new("a", a.to_owned()), Story::new("b", b.to_owned()));
        let model = compare(&a, &b, &Options::default());
        let reading = Reading::new(&model, Pair::new(a.raw(), b.raw()));
        let shown = |block: &Block| -> String {
            let text = |s: &Stretch<'_>| {
                let gap = if s.gap { " " } else { "" };
                match &s.text {
                    Text::Plain(t) | Text::Whole(_, t) => format!("{gap}{t}"),
                    Text::Style(a, b) => format!("{gap}~{a}|{b}~"),
                    Text::Marked(Side::Left, _, t) => format!("{gap}[{t}]"),
                    Text::Marked(Side::Right, _, t) => format!("{gap}{{{t}}}"),
                    Text::Elsewhere => format!("{gap}…"),
                    Text::Pointer(p) => format!("{gap}{}", p.words()),
                }
            };
            redline(&reading, block, false).iter().map(text).collect()
        };
        assert_eq!(model.blocks.iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_a_has_comes_before_what_b_has() {
        check(
            "The ferry sank off the coast of Calder on Tuesday evening. Nobody was on deck when it happened.",
            "The ferry sank off the coast of Calder on Tuesday evening. Prosecutors opened an inquiry into the owner.",
            &[
                "The ferry sank off the coast of Calder on Tuesday evening. [Nobody was on deck when it happened.] \
               {Prosecutors opened an inquiry into the owner.}",
            ],
        );
    }

    #[test]
    fn a_split_sentence_reads_on_without_dots() {
        check(
            "The ferry carried 14 sailors from Calder to Marrow, and the captain of the vessel survived the sinking.",
            "The ferry carried 14 sailors from Calder to Marrow. The captain of the vessel survived the sinking.",
            &[
                "The ferry carried 14 sailors from Calder to Marrow. [and] The captain of the vessel survived the sinking.",
            ],
        );
    }

    #[test]
    fn spaces_stand_round_marks_as_in_the_text() {
        check(
            "From a room in Port Kellan, the coast guard deployed four helicopters and 11 boats on Tuesday.",
            "The coast guard deployed four helicopters and 11 boats on Tuesday.",
            &[
                "[From a room in Port Kellan] The coast guard deployed four helicopters and 11 boats on Tuesday.",
            ],
        );
        check(
            "Mr. Zelenskyy said on Wednesday that the coalition leaders would endorse the plans for Ukraine.",
            "Zelenskyy said on Wednesday that the coalition leaders would endorse the plans for Ukraine.",
            &["Zelenskyy said on Wednesday that the coalition leaders would endorse the plans for Ukraine."],
        );
    }
}
