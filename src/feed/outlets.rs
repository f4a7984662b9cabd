//! What each outlet shares with the others, in words.

use std::collections::BTreeMap;

use crate::feed::lines::rounded;
use crate::feed::model::OutletLine;
use crate::feed::stories::StoryRow;
use crate::index::IndexedStories;
use crate::matching::UnitMatch;

/// Returns a line for every outlet, the one with most copied words first. A word counts once, however many stories have it;
/// quotes, boilerplate and templates do not count.
pub(super) fn outlets(
    rows: &[StoryRow],
    stories: &IndexedStories<'_>,
    matches: &[UnitMatch],
) -> Vec<OutletLine> {
    let mut lines: BTreeMap<&str, OutletLine> = BTreeMap::new();
    for row in rows {
        if let Some(outlet) = row.outlet.as_deref() {
            let line = lines.entry(outlet).or_default();
            line.stories += 1;
            line.words += u64::from(row.words);
        }
    }
    let outlet = |unit: u32| rows[stories.story_of(unit)].outlet.as_deref();
    let mut shared: Vec<(u32, bool, u16)> = Vec::new();
    for m in matches.iter().filter(|m| m.counts() && !m.template) {
        if let (Some(a), Some(b)) = (outlet(m.earlier), outlet(m.later))
            && a != b
        {
            shared.push((m.later, true, m.words));
            shared.push((m.earlier, false, m.words));
        }
    }
    shared.sort_unstable();
    // Of the matches of a unit the one with most words, which stands last, counts.
    for group in shared.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (unit, copied, words) = group[group.len() - 1];
        if let Some(line) = outlet(unit).and_then(|name| lines.get_mut(name)) {
            *(if copied { &mut line.copied_words } else { &mut line.lent_words }) += u64::from(words);
        }
    }
    let mut out: Vec<OutletLine> = lines
        .into_iter()
        .map(|(name, line)| OutletLine {
            outlet: name.to_owned(),
            share: rounded(line.copied_words as f64 / (line.words.max(1)) as f64),
            ..line
        })
        .collect();
    out.sort_by(|a, b| (b.copied_words, &a.outlet).cmp(&(a.copied_words, &b.outlet)));
    out
}
