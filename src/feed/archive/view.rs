//! The index as it would be with what is about to join it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::catalog::Catalog;
use super::entry::Entry;
use super::error::ArchiveError;
use super::keys::{self, Kept};
use super::readers::Lent;
use super::recent::Recent;
use crate::feed::stories::StoryRow;
use crate::index::disk::{Posting, Scratches, Snapshot};
use crate::index::{ClosedStore, IndexedStories, Shelf, Spool, StoryWords, WordStore};
use crate::text::{Language, WordingReader};

/// A story that was read.
#[derive(Clone)]
pub(super) struct ReadStory {
    pub row: StoryRow,
    pub words: StoryWords,
    /// The name of the input that it came from.
    pub source: String,
}

/// A story that was read, to be shared.
pub(super) type Read = Arc<ReadStory>;

/// What is stored, and what is about to join it.
pub(super) struct View<'a> {
    pub snapshot: &'a Snapshot,
    pub catalog: &'a Catalog,
    /// Postings that join, by key, the holders of each in canonical order.
    pub added: &'a [(u64, Posting)],
    /// Stories that join.
    pub entries: &'a BTreeMap<u32, Entry>,
    /// Stories that join, as they were read.
    pub read: &'a BTreeMap<u32, Read>,
    /// Stored stories that were read already.
    pub recent: &'a Recent,
}

impl View<'_> {
    /// Orders the holders of a key.
    pub(super) fn order(&self, a: &Posting, b: &Posting) -> Ordering {
        order(self.catalog, a, b)
    }

    /// The postings of a key that join.
    pub(super) fn joining(&self, key: u64) -> &[(u64, Posting)] {
        let from = self.added.partition_point(|a| a.0 < key);
        let own = &self.added[from..];
        &own[..own.partition_point(|a| a.0 == key)]
    }

    /// Puts the first `most` of the stored holders that count into `out`, in canonical order.
    pub(super) fn stored(
        &self,
        key: u64,
        most: usize,
        counts: &dyn Fn(u32) -> bool,
        scratches: &mut Scratches,
        out: &mut Vec<Posting>,
    ) -> Result<(), ArchiveError> {
        out.clear();
        let (mut segment, mut taken, mut in_order) = (usize::MAX, 0, true);
        self.snapshot.holders(key, scratches, |of, holder| {
            if of != segment {
                (segment, taken) = (of, 0);
            }
            if counts(holder.story) {
                if taken == 0 {
                    in_order &= out.last().is_none_or(|last| self.order(last, &holder).is_lt());
                }
                out.push(holder);
                taken += 1;
            }
            taken < most
        })?;
        if !in_order {
            out.sort_unstable_by(|a, b| self.order(a, b));
        }
        out.truncate(most);
        Ok(())
    }

    /// Puts the first `most` of all holders that take part into `out`, in canonical order.
    pub(super) fn holders(
        &self,
        key: u64,
        most: usize,
        scratches: &mut Scratches,
        out: &mut Vec<Posting>,
    ) -> Result<(), ArchiveError> {
        self.stored(key, most, &|story| self.catalog.is_active(story), scratches, out)?;
        let joining = self.joining(key).iter().map(|a| a.1).filter(|p| self.catalog.is_active(p.story));
        let before = out.len();
        out.extend(joining);
        if before > 0 && out.len() > before {
            out.sort_unstable_by(|a, b| self.order(a, b));
        }
        out.truncate(most);
        Ok(())
    }

    /// The stories that hold a key and were not removed, by number.
    pub(super) fn stories(&self, key: u64) -> Result<Vec<u32>, ArchiveError> {
        let mut out: Vec<u32> = self.joining(key).iter().map(|a| a.1.story).collect();
        self.snapshot.holders(key, &mut Scratches::default(), |_, holder| {
            out.push(holder.story);
            true
        })?;
        out.sort_unstable();
        out.dedup();
        out.retain(|story| self.catalog.state(*story) != super::catalog::State::Removed);
        Ok(out)
    }

    /// The versions of a story that an outlet gave one id and that were not removed, by number.
    pub(super) fn versions(
        &self,
        outlet: Option<&str>,
        guid: &str,
        reader: &mut WordingReader,
    ) -> Result<Vec<(u32, Read)>, ArchiveError> {
        let mut out = Vec::new();
        // Two chains can have one key.
        for story in self.stories(keys::chain(outlet, guid))? {
            let read = self.read(story, reader)?;
            let theirs = read.row.release.as_ref().and_then(|r| r.guid.as_deref());
            if theirs == Some(guid) && read.row.outlet.as_deref() == outlet {
                out.push((story, read));
            }
        }
        Ok(out)
    }

    /// A story as it was read.
    pub(super) fn entry(&self, story: u32) -> Result<Entry, ArchiveError> {
        if let Some(entry) = self.entries.get(&story) {
            return Ok(entry.clone());
        }
        let bytes = self.snapshot.record(keys::kept(Kept::Story, story))?;
        let entry = bytes.and_then(|bytes| Entry::decode(&bytes));
        entry.ok_or(ArchiveError::Unreadable { what: "a story" })
    }

    /// The row and the words of a story.
    pub(super) fn read(&self, story: u32, reader: &mut WordingReader) -> Result<Read, ArchiveError> {
        if let Some(read) = self.read.get(&story) {
            return Ok(Arc::clone(read));
        }
        if let Some(read) = self.recent.get(story) {
            return Ok(read);
        }
        let read = Arc::new(read(&self.entry(story)?, reader));
        self.recent.put(story, &read);
        Ok(read)
    }
}

/// Orders the holders of a key.
pub(super) fn order(catalog: &Catalog, a: &Posting, b: &Posting) -> Ordering {
    if a.story == b.story {
        return (a.unit, a.steps).cmp(&(b.unit, b.steps));
    }
    catalog.order(a.story, b.story)
}

/// Reads a story as a scan does.
pub(super) fn read(entry: &Entry, reader: &mut WordingReader) -> ReadStory {
    let record = &entry.record;
    let stated = || record.language.as_deref().and_then(Language::from_code);
    let language = entry.found.or(entry.language).or_else(stated);
    let wording = reader.read(&record.text, record.headline.as_deref(), language);
    let mut row = StoryRow::new(record, &wording, &entry.source);
    let words = StoryWords::new(&wording);
    row.units = words.units().len() as u32;
    ReadStory { row, words, source: entry.source.clone() }
}

/// Some stories of the index in canonical order, as a scan would have them.
pub(super) struct Local<'s> {
    /// Their numbers in the index.
    pub stories: Vec<u32>,
    pub rows: Vec<StoryRow>,
    /// The inputs that they came from; the rows name them by their places here.
    pub sources: Vec<String>,
    store: ClosedStore<'s>,
    /// Each with its place here, by number.
    places: Vec<(u32, u32)>,
}

/// Stories that a thread reads at once, at most.
const CHUNK: usize = 32;

impl<'s> Local<'s> {
    /// Reads stories. Their words stay in memory up to about `memory` bytes and go to `spool` past it.
    pub(super) fn read(
        view: &View<'_>,
        mut stories: Vec<u32>,
        memory: u64,
        spool: &'s Spool,
    ) -> Result<Local<'s>, ArchiveError> {
        stories.sort_unstable();
        stories.dedup();
        stories.sort_by(|a, b| view.catalog.order(*a, *b));
        let store = WordStore::new(memory, spool);
        type Some = Vec<(StoryRow, String)>;
        let read_some = |reader: &mut Lent<'_>, some: &[u32]| -> Result<Some, ArchiveError> {
            let (mut rows, mut words) = (Vec::new(), Vec::new());
            for story in some {
                let own = Arc::unwrap_or_clone(view.read(*story, reader)?);
                rows.push((own.row, own.source));
                words.push(own.words);
            }
            for ((row, _), shelf) in rows.iter_mut().zip(store.put(&words)?) {
                row.shelf = shelf;
            }
            Ok(rows)
        };
        let chunk = stories.len().div_ceil(4 * rayon::current_num_threads()).clamp(1, CHUNK);
        let parts: Vec<Some> = stories
            .par_chunks(chunk)
            .map_init(|| view.recent.reader(), read_some)
            .collect::<Result<_, _>>()?;
        let mut local = Local::new(stories, Vec::new(), store);
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for (mut row, source) in parts.into_iter().flatten() {
            let next = known.len() as u32;
            row.place.source = *known.entry(source).or_insert_with_key(|source| {
                local.sources.push(source.clone());
                next
            });
            local.rows.push(row);
        }
        Ok(local)
    }

    /// Returns stories without words: their order and the numbers of their units.
    pub(super) fn bare(catalog: &Catalog, mut stories: Vec<u32>, spool: &'s Spool) -> Local<'s> {
        stories.sort_unstable();
        stories.dedup();
        stories.sort_by(|a, b| catalog.order(*a, *b));
        Local::new(stories, Vec::new(), WordStore::new(0, spool))
    }

    fn new(stories: Vec<u32>, rows: Vec<StoryRow>, store: WordStore<'s>) -> Local<'s> {
        let mut places: Vec<(u32, u32)> = stories.iter().copied().zip(0..).collect();
        places.sort_unstable();
        Local { stories, rows, sources: Vec::new(), store: store.close(), places }
    }

    /// The stories with their words.
    pub(super) fn indexed(&self) -> IndexedStories<'_> {
        IndexedStories::new(&self.store, self.rows.iter().map(|row| (row.shelf, row.units)))
    }

    /// The stories without their words.
    pub(super) fn numbered(&self, catalog: &Catalog) -> IndexedStories<'_> {
        let units = self.stories.iter().map(|story| (Shelf::default(), catalog.units(*story)));
        IndexedStories::new(&self.store, units.collect::<Vec<_>>().into_iter())
    }

    /// The place of a story here.
    pub(super) fn place(&self, story: u32) -> Option<u32> {
        let at = self.places.binary_search_by_key(&story, |p| p.0).ok()?;
        Some(self.places[at].1)
    }
}
