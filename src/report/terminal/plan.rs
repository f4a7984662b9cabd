//! What is printed where: blocks in reading order, moved blocks pointed to from their place in B, quiet runs
//! folded.

use std::collections::BTreeSet;

use crate::compare::{Block, Relation};
use crate::report::palette::Label;
use crate::report::reading::{Reading, numbers};
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, paragraphs};
use crate::text::{ParagraphKind, Side};

use super::{Context, Options};

/// One entry of the printed sequence.
pub(super) enum Row<'m> {
    /// A block in full.
    Block(&'m Block),
    /// The place in B of a block that stands elsewhere.
    Arrival(&'m Block),
    /// Unchanged blocks, counted only.
    Fold(Vec<&'m Block>),
}

/// Returns the rows of a comparison, in reading order, for the blocks that `wanted` picks.
pub(super) fn rows<'m>(
    reading: &Reading<'m>,
    options: &Options,
    wanted: impl Fn(&Block) -> bool,
) -> Vec<Row<'m>> {
    let blocks: Vec<&Block> = reading
        .model
        .blocks
        .iter()
        .filter(|b| wanted(b) && !reading.all_of_kind(b, ParagraphKind::Furniture))
        .collect();
    fold(reading, with_arrivals(blocks), options)
}

/// Puts a pointer where each moved block stands in B.
fn with_arrivals(blocks: Vec<&Block>) -> Vec<Row<'_>> {
    let first = |b: &Block| b.b.iter().copied().min();
    let in_place = blocks.iter().enumerate().filter(|(_, b)| b.moved.is_none());
    let mut places: Vec<(u32, usize)> = in_place.filter_map(|(i, b)| Some((first(b)?, i))).collect();
    places.sort_unstable();
    let mut arrivals: Vec<(Option<usize>, u32, &Block)> = Vec::new();
    for &block in &blocks {
        let (Some(_), Some(to)) = (&block.moved, first(block)) else { continue };
        let before = places.partition_point(|(b, _)| *b < to).checked_sub(1);
        arrivals.push((before.map(|i| places[i].1), to, block));
    }
    arrivals.sort_by_key(|&(place, to, block)| (place, to, block.id));
    let mut arrivals = arrivals.into_iter().peekable();
    let mut rows = Vec::new();
    for place in std::iter::once(None).chain((0..blocks.len()).map(Some)) {
        rows.extend(place.map(|i| Row::Block(blocks[i])));
        while let Some((_, _, block)) = arrivals.next_if(|a| a.0 == place) {
            rows.push(Row::Arrival(block));
        }
    }
    rows
}

/// Folds the quiet rows that are farther from a change than the context.
fn fold<'m>(reading: &Reading<'_>, rows: Vec<Row<'m>>, options: &Options) -> Vec<Row<'m>> {
    let Context::Blocks(context) = options.context else { return rows };
    let loud: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, r)| !is_quiet(reading, r, options.style))
        .map(|(i, _)| i)
        .collect();
    let near = |i: usize| {
        let next = loud.partition_point(|&l| l < i);
        let distances = [next.checked_sub(1).map(|n| i - loud[n]), loud.get(next).map(|l| l - i)];
        distances.into_iter().flatten().any(|d| d <= context)
    };
    let mut out: Vec<Row<'m>> = Vec::new();
    for (i, row) in rows.into_iter().enumerate() {
        match (row, out.last_mut()) {
            (Row::Block(block), Some(Row::Fold(run))) if !near(i) => run.push(block),
            (Row::Block(block), _) if !near(i) => out.push(Row::Fold(vec![block])),
            (row, _) => out.push(row),
        }
    }
    out
}

/// Whether a row shows no change that is painted.
fn is_quiet(reading: &Reading<'_>, row: &Row<'_>, style: bool) -> bool {
    matches!(row, Row::Block(block) if is_still(reading, block, style))
}

/// Whether a block stands in its place without a change that is painted.
pub(super) fn is_still(reading: &Reading<'_>, block: &Block, style: bool) -> bool {
    let same = match block.relation {
        Relation::Identical => true,
        Relation::Typography | Relation::Style => !style,
        _ => false,
    };
    same && block.moved.is_none() && !reading.has_unlinked(block)
}

/// Words of a moved block that are repeated at its place in B.
const OPENING: usize = 6;

/// Returns the first words of a moved block as B has them.
pub(super) fn opening(reading: &Reading<'_>, block: &Block) -> Styled {
    let paragraph = block.b.first().and_then(|&n| reading.paragraph(Side::Right, n));
    let text = paragraph.map_or("", |p| reading.text(Side::Right, p.span));
    let start: Vec<&str> = text.split_whitespace().take(OPENING).collect();
    let more = text.split_whitespace().nth(OPENING).is_some();
    Styled::new().add_foreign(Label::Quiet, &start.join(" ")).add(Label::Quiet, if more { " …" } else { "" })
}

/// Returns the words for a folded run: `"3 paragraphs, 142 words, the same but for 2 style changes"`.
pub(super) fn folded(reading: &Reading<'_>, run: &[&Block]) -> String {
    let all = |side: Side| -> Vec<u32> {
        let every = run.iter().flat_map(|b| numbers(b, side).iter().copied());
        every.collect::<BTreeSet<u32>>().into_iter().collect()
    };
    let (a, b) = (all(Side::Left), all(Side::Right));
    let words = run.iter().map(|block| reading.words(Side::Left, block)).sum::<u32>();
    let style = run.iter().map(|block| reading.style_changes(block)).sum::<u32>();
    let same = if style == 0 {
        "the same".to_owned()
    } else {
        format!("the same but for {}", count(style, "style change"))
    };
    format!(
        "{} = {}  {}, {}, {same}",
        paragraphs(Side::Left, &a),
        paragraphs(Side::Right, &b),
        count(a.len() as u32, "paragraph"),
        count(words, "word")
    )
}
