//! Stories that come and go -> everything that changes with them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::iter::Either;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::catalog::{Catalog, Known, State};
use super::entry::Entry;
use super::error::ArchiveError;
use super::graph::Graph;
use super::keys::{self, Held, Kept};
use super::pairs::{Rules, join, keys_of, keys_of_story, matched, with_later, with_matched};
use super::readers::Lent;
use super::recent::Recent;
use super::settle::{Pair, Settling};
use super::view::{Read, ReadStory, View, read};
use crate::feed::find::{alone, least_bits};
use crate::feed::model::ErrorLine;
use crate::feed::options::ScanOptions;
use crate::feed::problems::{internal_error, problem_line};
use crate::feed::revisions::superseded;
use crate::index::Spool;
use crate::index::disk::{Change, Posting, Snapshot};
use crate::ingest::Record;
use crate::matching::{UnitMatch, VerifyRules};
use crate::text::WordingReader;

/// Stories that come and go, with all that is needed to find out what changes with them.
pub(super) struct Joining<'a> {
    snapshot: &'a Snapshot,
    options: &'a ScanOptions,
    spool: &'a Spool,
    /// With the stories that come, and the states that change.
    pub catalog: Catalog,
    entries: BTreeMap<u32, Entry>,
    read: BTreeMap<u32, Read>,
    recent: &'a Recent,
    /// Postings of the stories that come.
    added: Vec<(u64, Posting)>,
    /// The stories that are new, by number.
    pub new: Vec<u32>,
    /// Stories that were there already, each by what was offered again.
    pub repeats: Vec<u32>,
    /// What made us fail, and was left out.
    pub failed: Vec<ErrorLine>,
    /// Whether only what stories that come have in common with others is asked for: then it is not looked whether they take
    /// others' places among the earliest holders, which changes what those have in common with each other.
    pub asking: bool,
}

impl<'a> Joining<'a> {
    /// Begins with what is there.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        catalog: &Catalog,
        recent: &'a Recent,
        (options, spool): (&'a ScanOptions, &'a Spool),
    ) -> Joining<'a> {
        Joining {
            snapshot,
            options,
            spool,
            catalog: catalog.clone(),
            entries: BTreeMap::new(),
            read: BTreeMap::new(),
            recent,
            added: Vec::new(),
            new: Vec::new(),
            repeats: Vec::new(),
            failed: Vec::new(),
            asking: false,
        }
    }

    fn view(&self) -> View<'_> {
        View {
            snapshot: self.snapshot,
            catalog: &self.catalog,
            added: &self.added,
            entries: &self.entries,
            read: &self.read,
            recent: self.recent,
        }
    }

    /// Adds stories. What is there already, to the letter, is not added again. `entries` are numbered in canonical order, so
    /// that their numbers do not hang on the order in which they come.
    pub(super) fn come(&mut self, entries: Vec<Entry>) -> Result<(), ArchiveError> {
        let recent = self.recent;
        let read_one = |reader: &mut Lent<'_>, mut entry: Entry| {
            let read = catch_unwind(AssertUnwindSafe(|| Arc::new(read(&entry, &mut *reader))));
            let Ok(read) = read else {
                **reader = WordingReader::new();
                let problem = internal_error(entry.record.place);
                return Err(ErrorLine { source: entry.source, ..problem_line(&problem, &[]) });
            };
            entry.found = Some(read.row.language);
            let told = xxh3_64(&entry.told());
            Ok((entry, read, told))
        };
        let (mut come, failed): (Vec<_>, Vec<_>) =
            entries.into_par_iter().map_init(|| recent.reader(), read_one).partition_map(|read| match read {
                Ok(read) => Either::Left(read),
                Err(problem) => Either::Right(problem),
            });
        self.failed.extend(failed);
        fn key(c: &(Entry, Read, u64)) -> (bool, Option<i64>, &str, u64, u64) {
            let row = &c.1.row;
            (row.time.is_none(), row.time, &row.id, row.content, c.2)
        }
        come.sort_by(|a, b| key(a).cmp(&key(b)));
        let mut told: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let (mut added, mut encoded) = (Vec::new(), Vec::new());
        debug_assert!(self.new.is_empty(), "numbers are in canonical order as long as all come at once");
        for (entry, read, hash) in come {
            let repeat = keys::held(Held::Repeat, hash);
            let mut same = told.get(&hash).cloned().unwrap_or_default();
            same.extend(self.view().stories(repeat)?);
            let own = entry.told();
            let mut known = None;
            for story in same {
                if known.is_none() && self.view().entry(story)?.told() == own {
                    known = Some(story);
                }
            }
            if let Some(story) = known {
                self.repeats.push(story);
                continue;
            }
            let ReadStory { row, words, .. } = &*read;
            if self.catalog.count() == u32::MAX {
                return Err(ArchiveError::Full);
            }
            let story = self.catalog.push(Known {
                id: &row.id,
                time: row.time,
                words: row.words,
                units: row.units,
                content: row.content,
            });
            told.entry(hash).or_default().push(story);
            keys_of(story, words.view(&mut encoded), |key, own| added.push((key, own)));
            let mut give = |key| added.push((key, Posting { story, ..Posting::default() }));
            give(repeat);
            give(keys::id(&row.id));
            if let Some(guid) = row.release.as_ref().and_then(|r| r.guid.as_deref()) {
                give(keys::chain(row.outlet.as_deref(), guid));
            }
            self.entries.insert(story, entry);
            self.read.insert(story, read);
            self.new.push(story);
        }
        // By number is in canonical order here.
        added.par_sort_unstable();
        self.added = added;
        // Of several shingles of one key in one unit the least counts.
        self.added.dedup_by(|b, a| (a.0, a.1.story, a.1.unit) == (b.0, b.1.story, b.1.unit));
        Ok(())
    }

    /// Whether a story is there under the id of this one, with the same text; then it counts as a repeat.
    pub(super) fn meets(&mut self, record: &Record<'_>) -> Result<bool, ArchiveError> {
        let Some(id) = record.id.as_deref() else { return Ok(false) };
        for story in self.view().stories(keys::id(id))? {
            let same = self.catalog.id(story) == id && self.catalog.is_active(story);
            if same && self.view().entry(story)?.record.text == record.text {
                self.repeats.push(story);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes stories away for good.
    pub(super) fn go(&mut self, stories: &[u32]) {
        stories.iter().for_each(|story| self.catalog.set(*story, State::Removed));
    }

    /// Says of each version that came or lost a neighbour whether a newer one is there.
    fn revise(&mut self, went: &[u32]) -> Result<(), ArchiveError> {
        let mut chains: BTreeSet<u64> = BTreeSet::new();
        let mut reader = self.recent.reader();
        for story in self.new.iter().chain(went) {
            let read = self.view().read(*story, &mut reader)?;
            if let Some(guid) = read.row.release.as_ref().and_then(|r| r.guid.as_deref()) {
                chains.insert(keys::chain(read.row.outlet.as_deref(), guid));
            }
        }
        for chain in chains {
            let mut versions: Vec<(u32, Read)> = Vec::new();
            for story in self.view().stories(chain)? {
                versions.push((story, self.view().read(story, &mut reader)?));
            }
            let name = |v: &(u32, Read)| {
                let guid = v.1.row.release.as_ref().and_then(|r| r.guid.clone());
                (v.1.row.outlet.clone(), guid)
            };
            // Two chains can have one key.
            versions.sort_by(|a, b| name(a).cmp(&name(b)).then_with(|| self.catalog.order(a.0, b.0)));
            for own in versions.chunk_by(|a, b| name(a) == name(b)) {
                let releases: Vec<_> = own.iter().filter_map(|v| v.1.row.release.as_deref()).collect();
                for ((story, _), old) in own.iter().zip(superseded(&releases)) {
                    let state = if old { State::Superseded } else { State::Active };
                    if self.catalog.state(*story) != state {
                        self.catalog.set(*story, state);
                    }
                }
            }
        }
        Ok(())
    }

    /// Finds all that changes and hands it on, as what is to be written, with the graph as it is then.
    pub(super) fn settle<T>(
        mut self,
        then: impl FnOnce(&mut Graph<'_>, &Joining<'_>) -> Result<T, ArchiveError>,
    ) -> Result<T, ArchiveError> {
        let went: Vec<u32> = {
            let (_, changed) = self.catalog.changes();
            changed.iter().filter(|c| *c.1 == State::Removed).map(|c| *c.0).collect()
        };
        self.revise(&went)?;
        let (new, changed) = self.catalog.changes();
        let mut candidates: Vec<u32> = changed.keys().copied().collect();
        candidates.extend(new);
        candidates.sort_unstable();
        candidates.dedup();
        let now = |story: &u32| self.catalog.is_active(*story);
        let was = |story: &u32| self.catalog.was_active(*story);
        let come: Vec<u32> = candidates.iter().copied().filter(|s| now(s) && !was(s)).collect();
        let gone: Vec<u32> = candidates.iter().copied().filter(|s| !now(s) && was(s)).collect();
        let view = self.view();
        let joining: Cow<'_, [(u64, Posting)]> = if come == self.new {
            // Keys that are compared by are the least.
            Cow::Borrowed(&self.added[..self.added.partition_point(|a| keys::compares(a.0))])
        } else {
            Cow::Owned(postings(&view, &come)?)
        };
        let leaving = postings(&view, &gone)?;
        let holders = self.options.holders as usize;
        let (mut notes, mut moved) = join(&view, &joining, &leaving, holders)?;
        let counts = |story: &u32| !self.asking && self.catalog.is_active(*story);
        moved.up.retain(counts);
        moved.down.retain(counts);
        if !moved.up.is_empty() {
            notes.retain(|note| !moved.up.contains(&note.earlier()));
        }
        notes.push(&with_later(&view, &moved.up, holders)?);
        let mut graph = Graph::new(&view);
        let mut matched_down: Vec<(u32, Vec<u32>)> = Vec::new();
        for story in moved.down {
            let mut later = graph.later_of(story)?;
            later.retain(|later| self.catalog.is_active(*later));
            if !later.is_empty() {
                matched_down.push((story, later));
            }
        }
        notes.push(&with_matched(&view, &matched_down, holders)?);
        let alone = alone(self.options, 0);
        let rules = Rules {
            verify: VerifyRules { alone, min_run: self.options.min_run },
            least_bits: least_bits(alone),
            memory: self.options.memory / 2,
        };
        let mut changes: BTreeMap<Pair, Vec<UnitMatch>> = BTreeMap::new();
        for story in &moved.up {
            for later in graph.later_of(*story)? {
                changes.insert((later, *story), Vec::new());
            }
        }
        for (story, later) in matched_down {
            changes.extend(later.into_iter().map(|later| ((later, story), Vec::new())));
        }
        for story in &gone {
            for pair in graph.pairs_of(*story)? {
                changes.insert(pair, Vec::new());
            }
        }
        changes.extend(matched(&view, notes, rules, self.spool)?);
        Settling { options: self.options, spool: self.spool }.settle(&mut graph, changes, &gone)?;
        then(&mut graph, &self)
    }

    /// The stories that came, as they were read.
    pub(super) fn came(&self) -> impl Iterator<Item = (u32, Read)> + '_ {
        self.read.iter().map(|(story, read)| (*story, Arc::clone(read)))
    }

    /// Puts down all that is to be written.
    pub(super) fn change(&self, graph: &mut Graph<'_>) -> Result<Change, ArchiveError> {
        let mut change = Change { holders: self.added.clone(), records: Vec::new() };
        for (story, entry) in &self.entries {
            let key = keys::kept(Kept::Story, *story);
            change.records.push((key, entry.encode(), keys::packed(key)));
        }
        graph.write(&mut change)?;
        let (new, changed) = self.catalog.changes();
        for (story, state) in changed {
            let bytes = if *state == State::Active { Vec::new() } else { vec![state.code()] };
            change.records.push((keys::kept(Kept::State, *story), bytes, false));
            if *state == State::Removed {
                change.records.push((keys::kept(Kept::Story, *story), Vec::new(), true));
            }
        }
        if !new.is_empty() {
            let key = keys::kept(Kept::Catalog, new.start);
            change.records.push((key, self.catalog.encode(new.start, new.end), false));
        }
        Ok(change)
    }
}

/// The postings of stories that are compared by, by key, holders in canonical order.
fn postings(view: &View<'_>, stories: &[u32]) -> Result<Vec<(u64, Posting)>, ArchiveError> {
    let of_one = |reader: &mut Lent<'_>, story: &u32| keys_of_story(view, *story, reader);
    let parts: Vec<Vec<(u64, Posting)>> =
        stories.par_iter().map_init(|| view.recent.reader(), of_one).collect::<Result<_, _>>()?;
    let mut out = parts.concat();
    out.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| view.order(&a.1, &b.1)));
    Ok(out)
}

/// Whether a story with an id takes part.
pub(super) fn has_id(view: &View<'_>, id: &str) -> Result<bool, ArchiveError> {
    let same = view.stories(keys::id(id))?;
    Ok(same.into_iter().any(|story| view.catalog.is_active(story) && view.catalog.id(story) == id))
}
