//! The paragraphs that travelled furthest, and those that recur everywhere.

use std::collections::BTreeMap;
use std::io;

use crate::feed::find::Findings;
use crate::feed::model::{BoilerplateLine, Place, TravelledLine};
use crate::feed::origin::Origin;
use crate::feed::stories::StoryRow;
use crate::index::{IndexedStories, Unit};
use crate::matching::{Kind, UnitMatch};

/// All that these lines are made of.
pub(super) struct Travel<'a> {
    pub rows: &'a [StoryRow],
    pub stories: &'a IndexedStories<'a>,
    pub found: &'a Findings,
    pub origin: &'a dyn Origin,
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
        let mut wanted: Vec<(u32, u32, Unit)> = Vec::new();
        for unit in units {
            let story = self.stories.story_of(*unit);
            let view = self.stories.view(story, &mut row)?;
            let own = view.unit((unit - self.stories.units(story).start) as usize).0;
            wanted.push((story as u32, *unit, own));
        }
        let mut stories: Vec<u32> = wanted.iter().map(|w| w.0).collect();
        stories.dedup();
        let texts = self.origin.texts(self.rows, &stories);
        let mut out = BTreeMap::new();
        for (at, unit, own) in wanted {
            let shown = |text: &String| {
                let span = text.get(own.span.start as usize..own.span.end as usize).unwrap_or("");
                span.chars().take(SHOWN).collect()
            };
            let text = texts.get(&at).map(shown).unwrap_or_default();
            let story = self.rows[at as usize].id.to_string();
            let first = Place { story, paragraph: own.paragraph + 1, span: own.span };
            out.insert(unit, (first, text));
        }
        Ok(out)
    }
}
