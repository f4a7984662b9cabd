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

/// Why a match is looked at here; others are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// It counts.
    Travelled,
    /// One of its paragraphs recurs across unrelated stories.
    Standing,
}

/// Matches by way, from both of their ends, in order.
#[derive(Default)]
struct Ends {
    /// Earlier units with the later stories that carry them.
    earlier: Vec<(Way, u32, u32)>,
    /// Later units: they have earlier partners and are not named again.
    later: Vec<(Way, u32)>,
}

impl Ends {
    fn new(matches: &[UnitMatch], stories: &IndexedStories<'_>) -> Ends {
        let mut ends = Ends::default();
        for m in matches {
            let way = match (m.boilerplate, m.kind == Kind::Quote || m.template) {
                (true, _) => Way::Standing,
                (false, false) => Way::Travelled,
                (false, true) => continue,
            };
            ends.later.push((way, m.later));
            if m.kind != Kind::Quote {
                ends.earlier.push((way, m.earlier, stories.story_of(m.later) as u32));
            }
        }
        ends.earlier.sort_unstable();
        ends.earlier.dedup();
        ends.later.sort_unstable();
        ends.later.dedup();
        ends
    }

    /// Whether a unit stands first of all that carry it.
    fn is_first(&self, way: Way, unit: u32) -> bool {
        self.later.binary_search(&(way, unit)).is_err()
    }

    /// The units with the stories that carry each after it.
    fn carried(&self, way: Way) -> impl Iterator<Item = &[(Way, u32, u32)]> {
        let from = self.earlier.partition_point(|end| end.0 < way);
        let to = self.earlier.partition_point(|end| end.0 <= way);
        self.earlier[from..to].chunk_by(|a, b| a.1 == b.1)
    }
}

impl Travel<'_> {
    /// Returns the lines of both kinds.
    ///
    /// # Errors
    /// When the words cannot be read again. A text that cannot be read again is left empty.
    pub(super) fn lines(&self) -> io::Result<(Vec<TravelledLine>, Vec<BoilerplateLine>)> {
        let ends = Ends::new(&self.found.matches, self.stories);
        let (travelled, boilerplate) = (self.travelled(&ends), self.boilerplate(&ends));
        drop(ends);
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

    fn travelled(&self, ends: &Ends) -> Vec<Carried> {
        let far =
            |group: &&[(Way, u32, u32)]| group.len() + 1 >= FAR && ends.is_first(Way::Travelled, group[0].1);
        let carried = |group: &[(Way, u32, u32)]| {
            let own = self.stories.story_of(group[0].1) as u32;
            let stories = group.iter().map(|end| end.2).chain([own]);
            let mut outlets: Vec<&str> =
                stories.filter_map(|s| self.rows[s as usize].outlet.as_deref()).collect();
            outlets.sort_unstable();
            outlets.dedup();
            let (outlets, stories) = (outlets.len() as u32, group.len() as u32 + 1);
            Carried { unit: group[0].1, outlets, stories, pairs: 0 }
        };
        let mut out: Vec<Carried> = ends.carried(Way::Travelled).filter(far).map(carried).collect();
        out.sort_by_key(|c| (std::cmp::Reverse((c.outlets, c.stories)), c.unit));
        out.truncate(MOST);
        out
    }

    fn boilerplate(&self, ends: &Ends) -> Vec<Carried> {
        let recurring = &self.found.boilerplate;
        let carried = |group: &[(Way, u32, u32)]| {
            let unit = group[0].1;
            let at = recurring.binary_search_by_key(&unit, |r| r.unit).ok()?;
            let (stories, pairs) = (group.len() as u32 + 1, recurring[at].pairs);
            ends.is_first(Way::Standing, unit).then_some(Carried { unit, outlets: 0, stories, pairs })
        };
        let mut out: Vec<Carried> = ends.carried(Way::Standing).filter_map(carried).collect();
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
