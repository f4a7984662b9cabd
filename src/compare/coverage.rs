//! Several pair comparisons with one base -> one matrix.

use std::collections::BTreeSet;

use super::coverage_model::{Addition, COVERAGE_SCHEMA, CellState, Coverage, CoverageCell, CoverageRow};
use super::model::{Block, Comparison, Link, ParagraphOutline, Relation, SentenceId, StoryOutline};
use crate::text::{Pair, ParagraphKind, Side};

/// Returns the coverage matrix of `comparisons`, each of which holds the same base as A and one outlet as B.
///
/// `words(story, paragraph)` must return the number of words in a paragraph of story 0 (the base) or
/// story i + 1 (outlet i), counted as in [`super::model::Summary`].
///
pub(crate) fn from_comparisons(
    base: StoryOutline,
    comparisons: Vec<Comparison>,
    words: impl Fn(usize, &ParagraphOutline) -> u32,
) -> Coverage {
    let outlets: Vec<StoryOutline> = comparisons.iter().filter_map(|c| c.stories.get(1).cloned()).collect();
    let rows = base
        .paragraphs
        .iter()
        .filter(|p| counted(p))
        .map(|p| CoverageRow {
            paragraph: p.n,
            span: p.span,
            cells: comparisons.iter().map(|c| cell(c, p)).collect(),
        })
        .collect();
    let mut additions = Vec::new();
    for (index, comparison) in comparisons.iter().enumerate() {
        let story = &outlets[index];
        for paragraph in story.paragraphs.iter().filter(|p| counted(p)) {
            let coverage = share(comparison, paragraph, Side::Right);
            let unlinked = paragraph.sentences.iter().any(|s| comparison.only_b.binary_search(&s.id).is_ok());
            if unlinked {
                additions.push(Addition {
                    outlet: index as u32,
                    paragraph: paragraph.n,
                    span: paragraph.span,
                    after: base_before(comparison, paragraph.n),
                    coverage,
                    words: words(index + 1, paragraph),
                });
            }
        }
    }
    Coverage {
        schema: COVERAGE_SCHEMA.to_owned(),
        table: crate::text::background::hash().to_owned(),
        approximate: comparisons.iter().any(|c| c.approximate),
        base,
        outlets,
        rows,
        additions,
        comparisons,
    }
}

/// Whether a paragraph counts as content.
fn counted(paragraph: &ParagraphOutline) -> bool {
    matches!(paragraph.kind, ParagraphKind::Heading | ParagraphKind::Body)
}

/// The cell of one base paragraph in one comparison.
fn cell(comparison: &Comparison, paragraph: &ParagraphOutline) -> CoverageCell {
    let links = links_from(comparison, paragraph.n);
    let mut paragraphs: Vec<u32> = links.iter().map(|l| l.b.paragraph).collect();
    paragraphs.sort_unstable();
    paragraphs.dedup();
    let linked: BTreeSet<SentenceId> = links.iter().map(|l| l.a).collect();
    let whole = paragraph.sentences.iter().all(|s| linked.contains(&s.id));
    let state = match links.iter().map(|l| l.relation).max() {
        None => CellState::Cut,
        Some(_) if moved(comparison, paragraph.n) => CellState::Moved,
        Some(_) if !whole || grown(comparison, paragraph.n, &paragraphs) => CellState::Edited,
        Some(Relation::Identical) => CellState::Verbatim,
        Some(Relation::Typography | Relation::Style) => CellState::Restyled,
        Some(_) => CellState::Edited,
    };
    let facts = comparison.facts.iter().filter(|f| f.a.is_some_and(|a| a.paragraph == paragraph.n));
    CoverageCell {
        state,
        paragraphs,
        coverage: share(comparison, paragraph, Side::Left),
        facts: facts.clone().count() as u32,
        facts_changed: facts.filter(|f| f.is_change()).count() as u32,
    }
}

/// The links of base paragraph `n`.
fn links_from(comparison: &Comparison, n: u32) -> &[Link] {
    let links = &comparison.links;
    let start = links.partition_point(|l| l.a.paragraph < n);
    let end = links.partition_point(|l| l.a.paragraph <= n);
    links.get(start..end).unwrap_or_default()
}

/// Whether the outlet put a sentence of its own into what it made of base paragraph `n`: one that follows a sentence
/// linked to `n` in the same paragraph, or opens a paragraph that goes on with one.
fn grown(comparison: &Comparison, n: u32, paragraphs: &[u32]) -> bool {
    let Some(outlet) = comparison.stories.get(1) else { return false };
    let from_n: BTreeSet<SentenceId> = links_from(comparison, n).iter().map(|l| l.b).collect();
    let own = |id: SentenceId| comparison.only_b.binary_search(&id).is_ok();
    paragraphs.iter().filter_map(|p| outlet.paragraphs.get((*p as usize).checked_sub(1)?)).any(|paragraph| {
        let ids = || paragraph.sentences.iter().map(|s| s.id);
        let opens = ids().take_while(|id| own(*id)).count();
        let opened = opens > 0 && ids().nth(opens).is_some_and(|id| from_n.contains(&id));
        let follows = ids().zip(ids().skip(1)).any(|(id, next)| from_n.contains(&id) && own(next));
        opened || follows
    })
}

/// Whether every block that holds base paragraph `n` moved.
fn moved(comparison: &Comparison, n: u32) -> bool {
    let mut holders = comparison.blocks.iter().filter(|b| b.a.contains(&n) && !b.b.is_empty()).peekable();
    holders.peek().is_some() && holders.all(|b| b.moved.is_some())
}

/// The share of a paragraph that its links explain, sentences weighed by their length, four decimals.
fn share(comparison: &Comparison, paragraph: &ParagraphOutline, side: Side) -> f64 {
    let total: usize = paragraph.sentences.iter().map(|s| s.span.len()).sum();
    if total == 0 {
        return 0.0;
    }
    let mut covered = 0.0;
    for sentence in &paragraph.sentences {
        let links = comparison.links.iter().filter(|l| Pair::new(l.a, l.b)[side] == sentence.id);
        let part: f64 = links.map(|l| Pair::new(l.coverage_a, l.coverage_b)[side]).sum();
        covered += part.min(1.0) * sentence.span.len() as f64;
    }
    (covered / total as f64 * 10_000.0).round() / 10_000.0
}

/// The base paragraph after which paragraph `n` of the outlet stands, moved blocks left aside.
fn base_before(comparison: &Comparison, n: u32) -> Option<u32> {
    let last_a = |block: &Block| block.a.iter().copied().max();
    comparison
        .blocks
        .iter()
        .filter(|b| b.moved.is_none() && !b.a.is_empty() && b.b.iter().any(|&b| b <= n))
        .max_by_key(|b| b.b.iter().copied().filter(|&b| b <= n).max())
        .and_then(last_a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Options, coverage};
    use crate::text::Story;

    const FERRY: &str = "Ferry workers on the island of Calder began a second week of strikes on Tuesday.";
    const OFFER: &str = "The union rejected an offer of 4.5 percent and a one-off payment of 600 euros.";
    const SHOPS: &str = "Shop owners near the northern harbour said their shelves were emptying fast.";
    const CROWD: &str = "Opposition leader Jonas Verhoeven demanded an inquiry into company subsidies.";

    /// Checks the states of the base paragraphs and the added paragraphs of one outlet.
    fn check(base: &[&str], outlet: &[&str], states: &[CellState], added: &[(u32, Option<u32>)]) {
        let story = |id: &str, paragraphs: &[&str]| Story::new(id, paragraphs.join("\n\n"));
        let model = coverage(&story("base", base), &[story("outlet", outlet)], &Options::default());
        let found: Vec<CellState> = model.rows.iter().map(|r| r.cells[0].state).collect();
        assert_eq!(found, states);
        let additions: Vec<_> = model.additions.iter().map(|a| (a.paragraph, a.after)).collect();
        assert_eq!(additions, added);
    }

    #[test]
    fn kept_cut_and_added() {
        use CellState::{Cut, Verbatim};
        check(&[FERRY, OFFER, SHOPS], &[FERRY, CROWD, SHOPS], &[Verbatim, Cut, Verbatim], &[(2, Some(1))]);
        check(&[FERRY], &[CROWD, FERRY], &[Verbatim], &[(1, None)]);
    }

    #[test]
    fn a_paragraph_with_a_sentence_more_is_not_verbatim() {
        use CellState::{Edited, Verbatim};
        let (grown, opened) = (format!("{FERRY} {CROWD}"), format!("{CROWD} {OFFER}"));
        check(&[FERRY, OFFER], &[&grown, OFFER], &[Edited, Verbatim], &[(1, Some(1))]);
        check(&[FERRY, OFFER], &[FERRY, &opened], &[Verbatim, Edited], &[(2, Some(2))]);
        let cut = format!("{OFFER} {SHOPS}");
        check(&[FERRY, &cut], &[FERRY, OFFER], &[Verbatim, Edited], &[]);
        let one = format!("{FERRY} {OFFER} {SHOPS} {CROWD}");
        check(&[FERRY, OFFER, SHOPS], &[&one], &[Verbatim, Verbatim, Edited], &[(1, Some(3))]);
    }

    #[test]
    fn edited_and_moved() {
        use CellState::{Edited, Moved, Verbatim};
        let other = OFFER.replace("rejected", "turned down");
        check(&[FERRY, OFFER], &[FERRY, &other], &[Verbatim, Edited], &[]);
        check(
            &[FERRY, OFFER, SHOPS, CROWD],
            &[CROWD, FERRY, OFFER, SHOPS],
            &[Verbatim, Verbatim, Verbatim, Moved],
            &[],
        );
    }
}
