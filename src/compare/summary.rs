//! Totals of a comparison.

use std::collections::BTreeMap;

use crate::compare::model::{Comparison, QuoteStatus, Summary};
use crate::diff::{Change, ChangeKind, Class, LinkView};
use crate::text::{Pair, Side, Story};

/// What became of a word, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Kept,
    Restyled,
    Reworded,
}

/// Counts the words of both stories by what became of them, and the style changes by rule.
pub(crate) fn summary(
    stories: Pair<&Story>,
    views: &[LinkView<'_>],
    changes: &[Vec<Change>],
    comparison: &Comparison,
) -> Summary {
    let mut fates: Pair<Vec<Option<Fate>>> =
        Pair::new(vec![None; stories.left.tokens().len()], vec![None; stories.right.tokens().len()]);
    let mut style: BTreeMap<String, u32> = BTreeMap::new();
    for (view, changes) in views.iter().zip(changes) {
        for change in changes {
            if let Some(rule) = change.rule {
                *style.entry(rule.to_owned()).or_default() += 1;
            }
            for side in Side::BOTH {
                let first = stories[side].sentences()[view.sentence[side]].tokens.start;
                for token in change.tokens[side].0..change.tokens[side].1 {
                    let fate = match (change.kind, change.class) {
                        (ChangeKind::Elsewhere, _) => continue,
                        (_, Class::Same) => Fate::Kept,
                        (_, Class::Typography | Class::Style) => Fate::Restyled,
                        _ => Fate::Reworded,
                    };
                    let known = &mut fates[side][first + token];
                    *known = Some(known.map_or(fate, |k| k.min(fate)));
                }
            }
        }
    }
    let count = |side: Side, wanted: Option<Fate>| -> u32 {
        let story = stories[side];
        (0..story.sentences().len())
            .filter(|s| story.is_content(*s))
            .flat_map(|s| story.sentences()[s].tokens.clone())
            .filter(|t| story.tokens()[*t].is_word() && fates[side][*t] == wanted)
            .count() as u32
    };
    Summary {
        kept: count(Side::Left, Some(Fate::Kept)),
        restyled: count(Side::Left, Some(Fate::Restyled)),
        reworded_a: count(Side::Left, Some(Fate::Reworded)),
        reworded_b: count(Side::Right, Some(Fate::Reworded)),
        only_a: count(Side::Left, None),
        only_b: count(Side::Right, None),
        moved: comparison.blocks.iter().filter(|b| b.moved.is_some()).count() as u32,
        facts_changed: comparison.facts.iter().filter(|f| f.is_change()).count() as u32,
        facts_one_sided: comparison.facts.iter().filter(|f| !f.is_change()).count() as u32,
        quotes_altered: comparison.quotes.iter().filter(|q| q.status == QuoteStatus::Altered).count() as u32,
        style,
    }
}
