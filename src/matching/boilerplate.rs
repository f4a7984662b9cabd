//! Paragraphs that recur across unrelated stories: disclaimers, notes on the author, standing background.
//!
//! A unit is boilerplate when it is matched as a whole in several pairs of stories and most of them share little else. That is a property
//! of the set of matches, found by counting; nothing is listed beforehand.

use crate::index::IndexedStories;
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::rules;

/// A unit that recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurring {
    /// The unit.
    pub unit: u32,
    /// Pairs of stories that it was matched in.
    pub pairs: u32,
}

/// Marks every match with a unit that recurs, between stories that share little else, and returns those units in order. `matches` are grouped by pair of
/// stories; `words` says how many words a story has.
pub fn mark(
    stories: &IndexedStories<'_>,
    matches: &mut [UnitMatch],
    words: &(dyn Fn(usize) -> u32 + Sync),
) -> Vec<Recurring> {
    let unrelated = |group: &[UnitMatch]| {
        let pair = [group[0].later, group[0].earlier].map(|unit| stories.story_of(unit));
        unrelated(group, pair.map(words), pair.map(|story| stories.units(story).len()))
    };
    let mut seen: Vec<u64> = Vec::new();
    for group in by_pair(stories, matches) {
        let sole = u64::from(unrelated(group));
        for m in group.iter().filter(|m| speaks(m)) {
            seen.extend([m.later, m.earlier].map(|unit| u64::from(unit) << 1 | sole));
        }
    }
    seen.sort_unstable();
    let recurring = |group: &[u64]| {
        let pairs = group.len() as u32;
        let sole = group.iter().filter(|n| **n & 1 == 1).count() as u32;
        let unit = (group[0] >> 1) as u32;
        recurs(pairs, sole).then_some(Recurring { unit, pairs })
    };
    let found: Vec<Recurring> = seen.chunk_by(|a, b| a >> 1 == b >> 1).filter_map(recurring).collect();
    let holds = |unit: u32| found.binary_search_by_key(&unit, |r| r.unit).is_ok();
    // Between stories that share much else it is as good as any paragraph.
    let runs: Vec<(usize, bool)> = by_pair(stories, matches).map(|g| (g.len(), unrelated(g))).collect();
    let mut rest = matches;
    for (len, unrelated) in runs {
        let (group, tail) = rest.split_at_mut(len);
        group.iter_mut().for_each(|m| m.boilerplate = unrelated && (holds(m.later) || holds(m.earlier)));
        rest = tail;
    }
    found
}

/// Whether a match says that its units recur. A standing paragraph recurs as a whole; of a long one that is alike in part
/// nothing is said.
pub fn speaks(m: &UnitMatch) -> bool {
    counted(m) && m.whole
}

/// Whether a unit recurs that such matches name in so many pairs, in so many of them between stories that share little else.
pub fn recurs(pairs: u32, sole: u32) -> bool {
    pairs >= rules::BOILERPLATE_PAIRS
        && u64::from(sole) * 100 >= u64::from(pairs) * u64::from(rules::BOILERPLATE_SOLE)
}

fn counted(m: &UnitMatch) -> bool {
    !matches!(m.kind, Kind::Quote | Kind::Weak)
}

/// Whether the two stories of a pair, the later one first, share little: one paragraph, or a small part of the shorter. They
/// have so many words and units.
pub fn unrelated(group: &[UnitMatch], words: [u32; 2], units: [usize; 2]) -> bool {
    let shorter = words[0].min(words[1]);
    let shared: u32 = group.iter().filter(|m| counted(m)).map(|m| u32::from(m.words)).sum();
    let paragraphs = group.iter().filter(|m| counted(m) && !m.part).count();
    // A brief is one paragraph: there the only match is the story. Where both say more beside it, it is not.
    let beside = |units: usize, unit: &dyn Fn(&UnitMatch) -> u32| {
        let mut matched: Vec<u32> = group.iter().map(unit).collect();
        matched.sort_unstable();
        matched.dedup();
        units - matched.len()
    };
    let both = || beside(units[0], &|m| m.later).min(beside(units[1], &|m| m.earlier)) as u32;
    shared * 100 < shorter * rules::LITTLE
        || paragraphs <= 1 && (shared * 2 < shorter || both() >= rules::BESIDE)
}

/// Cuts matches into runs of one pair of stories.
pub fn by_pair<'m>(
    stories: &IndexedStories<'_>,
    matches: &'m [UnitMatch],
) -> impl Iterator<Item = &'m [UnitMatch]> {
    matches.chunk_by(|a, b| {
        (a.later == b.later || stories.story_of(a.later) == stories.story_of(b.later))
            && (a.earlier == b.earlier || stories.story_of(a.earlier) == stories.story_of(b.earlier))
    })
}
