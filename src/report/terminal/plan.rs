//! What is printed where: blocks in reading order, moved blocks pointed to from their place in B, quiet runs
//! folded.

use std::collections::BTreeSet;

use crate::compare::Block;
use crate::report::order::{Place, is_still, places};
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
    let rows = places(blocks).into_iter().map(|place| match place {
        Place::Block(block) => Row::Block(block),
        Place::Arrival(block) => Row::Arrival(block),
    });
    fold(reading, rows.collect(), options)
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
