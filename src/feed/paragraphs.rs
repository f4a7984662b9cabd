//! The paragraphs that travelled furthest, and those that recur everywhere.

use std::collections::BTreeMap;
use std::io;

use crate::feed::find::Findings;
use crate::feed::model::{BoilerplateLine, Place, TravelledLine};
use crate::feed::stories::StoryRow;
use crate::index::{IndexedStories, Unit};
use crate::ingest::{Reading, Record, RecordPlace, RecordProblem, Sources, read_each_again};
use crate::matching::{Kind, UnitMatch};

/// All that these lines are made of.
pub(super) struct Travel<'a> {
    pub rows: &'a [StoryRow],
    pub stories: &'a IndexedStories<'a>,
    pub found: &'a Findings,
    pub sources: &'a Sources,
    pub reading: &'a Reading,
}

/// Lines of each kind that are made.
const MOST: usize = 100;
/// Stories that carry a paragraph which travelled.
const FAR: usize = 3;
/// Characters of a paragraph that are shown.
const SHOWN: usize = 240;

/// A paragraph with those who carry it.
struct Carried {
    unit: u32,
    outlets: u32,
    stories: u32,
    pairs: u32,
}

impl Travel<'_> {
    /// Returns the lines of both kinds.
    ///
    /// # Errors
    /// When the words cannot be read again. A text that cannot be read again is left empty.
    pub(super) fn lines(&self) -> io::Result<(Vec<TravelledLine>, Vec<BoilerplateLine>)> {
        let travelled = self.travelled();
        let boilerplate = self.boilerplate();
        let mut units: Vec<u32> = travelled.iter().chain(&boilerplate).map(|c| c.unit).collect();
        units.sort_unstable();
        units.dedup();
        let texts = self.texts(&units)?;
        let text = |unit: u32| texts.get(&unit).cloned().unwrap_or_default();
        let far = travelled.iter().map(|c| {
            let (first, text) = text(c.unit);
            TravelledLine { first, stories: c.stories, outlets: c.outlets, text }
        });
        let everywhere = boilerplate.iter().map(|c| {
            let (first, text) = text(c.unit);
            BoilerplateLine { first, stories: c.stories, pairs: c.pairs, text }
        });
        Ok((far.collect(), everywhere.collect()))
    }

    /// Units with the later units that carry them, by unit.
    fn carried(&self, wanted: &dyn Fn(&UnitMatch) -> bool) -> Vec<(u32, u32)> {
        let matches = self.found.matches.iter().filter(|m| m.kind != Kind::Quote && wanted(m));
        let mut pairs: Vec<(u32, u32)> =
            matches.map(|m| (m.earlier, self.stories.story_of(m.later) as u32)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    fn travelled(&self) -> Vec<Carried> {
        let wanted = |m: &UnitMatch| !m.boilerplate && !m.template;
        let mut copies: Vec<u32> = self
            .found
            .matches
            .iter()
            .filter(|m| m.kind != Kind::Quote && wanted(m))
            .map(|m| m.later)
            .collect();
        copies.sort_unstable();
        copies.dedup();
        let pairs = self.carried(&wanted);
        let first =
            |group: &&[(u32, u32)]| group.len() + 1 >= FAR && copies.binary_search(&group[0].0).is_err();
        let mut out: Vec<Carried> = pairs
            .chunk_by(|a, b| a.0 == b.0)
            .filter(first)
            .map(|group| {
                let own = self.stories.story_of(group[0].0) as u32;
                let stories = group.iter().map(|p| p.1).chain([own]);
                let mut outlets: Vec<&str> =
                    stories.filter_map(|s| self.rows[s as usize].outlet.as_deref()).collect();
                outlets.sort_unstable();
                outlets.dedup();
                Carried {
                    unit: group[0].0,
                    outlets: outlets.len() as u32,
                    stories: group.len() as u32 + 1,
                    pairs: 0,
                }
            })
            .collect();
        out.sort_by_key(|c| (std::cmp::Reverse((c.outlets, c.stories)), c.unit));
        out.truncate(MOST);
        out
    }

    fn boilerplate(&self) -> Vec<Carried> {
        let pairs = self.carried(&|m| m.boilerplate);
        let mut out: Vec<Carried> = self
            .found
            .boilerplate
            .iter()
            .filter_map(|recurring| {
                let from = pairs.partition_point(|p| p.0 < recurring.unit);
                let carriers = pairs[from..].iter().take_while(|p| p.0 == recurring.unit).count() as u32;
                let first = carriers > 0;
                first.then_some(Carried {
                    unit: recurring.unit,
                    outlets: 0,
                    stories: carriers + 1,
                    pairs: recurring.pairs,
                })
            })
            .collect();
        // Later copies of the same paragraph have earlier ones as partners and are not named again.
        let mut copies: Vec<u32> =
            self.found.matches.iter().filter(|m| m.boilerplate).map(|m| m.later).collect();
        copies.sort_unstable();
        out.retain(|c| copies.binary_search(&c.unit).is_err());
        out.sort_by_key(|c| (std::cmp::Reverse((c.stories, c.pairs)), c.unit));
        out.truncate(MOST);
        out
    }

    /// Reads the texts of units again.
    fn texts(&self, units: &[u32]) -> io::Result<BTreeMap<u32, (Place, String)>> {
        let mut row = Vec::new();
        let mut wanted: Vec<(RecordPlace, u32, Unit)> = Vec::new();
        for unit in units {
            let story = self.stories.story_of(*unit);
            let view = self.stories.view(story, &mut row)?;
            let own = view.unit((unit - self.stories.units(story).start) as usize).0;
            wanted.push((self.rows[story].place, *unit, own));
        }
        wanted.sort_by_key(|w| (w.0, w.1));
        let mut out = BTreeMap::new();
        for group in wanted.chunk_by(|a, b| a.0.source == b.0.source) {
            let mut places: Vec<_> = group.iter().map(|w| w.0).collect();
            places.dedup();
            let mut texts: BTreeMap<RecordPlace, String> = BTreeMap::new();
            if let Some(source) = self.sources.list.get(group[0].0.source as usize) {
                let mut keep = |record: Result<Record<'_>, RecordProblem>| {
                    if let Ok(record) = record {
                        texts.insert(record.place, record.text.into_owned());
                    }
                };
                // A source that changed or went away since leaves its texts empty.
                let _ = read_each_again(source, &places, self.reading, &mut keep);
            }
            for (place, unit, own) in group {
                let story = self.rows[self.stories.story_of(*unit)].id.to_string();
                let shown = |text: &String| {
                    let span = text.get(own.span.start as usize..own.span.end as usize).unwrap_or("");
                    span.chars().take(SHOWN).collect()
                };
                let text = texts.get(place).map(shown).unwrap_or_default();
                let first = Place { story, paragraph: own.paragraph + 1, span: own.span };
                out.insert(*unit, (first, text));
            }
        }
        Ok(out)
    }
}
