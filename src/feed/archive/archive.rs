//! The index of a newsroom: opened, asked, changed.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::catalog::{Catalog, State};
use super::entry::Entry;
use super::error::ArchiveError;
use super::join::Joining;
use super::keys::{self, Kept};
use super::recent::Recent;
use super::report::story_of;
use super::settings::Settings;
use super::view::{Read, View, order};
use crate::feed::model::ErrorLine;
use crate::feed::options::ScanOptions;
use crate::index::Spool;
use crate::index::disk::{Keep, Lock, Posting, Snapshot, StoreError, Writer};

/// Bytes of stories that are kept as they were read between two questions: those that are asked for together have much to do
/// with the same ones.
const ASKED: u64 = 32 << 20;

/// An index as it was after one change, to be asked.
pub struct Archive {
    pub(super) snapshot: Snapshot,
    pub(super) settings: Settings,
    pub(super) catalog: Catalog,
    pub(super) recent: Recent,
}

impl Archive {
    /// Opens the index in a folder. Writes nothing, and waits for nobody.
    ///
    /// # Errors
    /// When there is none, it is damaged, or it was made with other settings than this version has.
    pub fn open(folder: &Path) -> Result<Archive, ArchiveError> {
        let snapshot = Snapshot::open(folder)?;
        let (settings, catalog) = known(&snapshot)?;
        Ok(Archive { snapshot, settings, catalog, recent: Recent::new(ASKED) })
    }

    /// Returns what it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns what it holds.
    pub fn stats(&self) -> Stats {
        let active = || self.catalog.active();
        let sizes = self.snapshot.sizes();
        Stats {
            stories: active().count() as u64,
            superseded: self.catalog.superseded(),
            paragraphs: active().map(|s| u64::from(self.catalog.units(s))).sum(),
            words: active().map(|s| u64::from(self.catalog.words(s))).sum(),
            postings: self.snapshot.entries(),
            sequence: self.snapshot.sequence(),
            segments: sizes.len() as u64,
            bytes: sizes.iter().sum(),
            settings: self.settings.clone(),
        }
    }

    /// Returns how many stories it ever took in. They are numbered in the order in which they came.
    pub fn count(&self) -> u32 {
        self.catalog.count()
    }

    /// Whether a story is called so.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn knows(&self, id: &str) -> Result<bool, ArchiveError> {
        match self.named(&[id.to_owned()]) {
            Ok(_) => Ok(true),
            Err(ArchiveError::Unknown { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Looks at what is there.
    pub(super) fn on_view<T, E>(&self, look: impl FnOnce(&View<'_>) -> Result<T, E>) -> Result<T, E> {
        on_view((&self.snapshot, &self.catalog, &self.recent), look)
    }

    /// The numbers of the stories of these ids.
    pub(super) fn named(&self, ids: &[String]) -> Result<Vec<u32>, ArchiveError> {
        self.on_view(|view| named(view, ids))
    }

    /// Reads everything and returns the damage found.
    pub fn verify(&self) -> Vec<StoreError> {
        self.snapshot.verify()
    }
}

fn on_view<T, E>(
    (snapshot, catalog, recent): (&Snapshot, &Catalog, &Recent),
    look: impl FnOnce(&View<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let (entries, read) = (BTreeMap::new(), BTreeMap::new());
    look(&View { snapshot, catalog, added: &[], entries: &entries, read: &read, recent })
}

/// The stories of these ids.
fn named(view: &View<'_>, ids: &[String]) -> Result<Vec<u32>, ArchiveError> {
    let of = |id: &String| story_of(view, id)?.ok_or_else(|| ArchiveError::Unknown { id: id.clone() });
    ids.iter().map(of).collect()
}

/// What an index holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stats {
    /// Stories that take part.
    pub stories: u64,
    /// Stories of which there is a newer version.
    pub superseded: u64,
    /// Paragraphs of the stories, as they are compared.
    pub paragraphs: u64,
    /// Words of the stories.
    pub words: u64,
    /// Holders of shingles and the like.
    pub postings: u64,
    /// Changes since it was made.
    pub sequence: u64,
    /// Files.
    pub segments: u64,
    /// Their length.
    pub bytes: u64,
    /// What it was made with.
    pub settings: Settings,
}

/// Reads what is known of all stories.
fn known(snapshot: &Snapshot) -> Result<(Settings, Catalog), ArchiveError> {
    let settings = Settings::from_value(snapshot.settings())?;
    let mut catalog = Catalog::default();
    let unreadable = || ArchiveError::Unreadable { what: "a list of stories" };
    snapshot.records(keys::all(Kept::Catalog), |key, bytes| {
        let next = keys::story(key) == catalog.count();
        if next && catalog.decode(bytes).is_some() { Ok(()) } else { Err(unreadable()) }
    })?;
    snapshot.records(keys::all(Kept::State), |key, bytes| {
        catalog.decode_state(keys::story(key), bytes).ok_or_else(unreadable)
    })?;
    Ok((settings, catalog))
}

/// The only one that watches feeds for an index; others may change the index meanwhile. Ends when it is dropped.
#[derive(Debug)]
pub struct Watching {
    _lock: Lock,
}

impl Watching {
    /// Begins to watch for the index in a folder.
    ///
    /// # Errors
    /// When another process watches, or the folder cannot be written.
    pub fn new(folder: &Path) -> Result<Watching, ArchiveError> {
        Ok(Watching { _lock: Lock::watcher(folder)? })
    }
}

/// Bytes of stories that are kept as they were read between two changes. Of the time that it took to add stories to an archive
/// of 100,000, 40 % went into unpacking and reading others.
const REMEMBERED: u64 = 256 << 20;

/// The only one that may change an index.
pub struct ArchiveWriter {
    writer: Writer,
    settings: Settings,
    catalog: Catalog,
    recent: Recent,
}

/// What became of stories that were offered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// Those that are new.
    pub(super) new: Vec<u32>,
    /// Those that were there already.
    pub(super) repeats: Vec<u32>,
    /// Those that made us fail, and were left out.
    pub(super) failed: Vec<ErrorLine>,
}

impl ArchiveWriter {
    /// Opens the index in a folder to change it; makes one there with `settings` where there is none.
    ///
    /// # Errors
    /// When another process changes it, the folder cannot be written, or as [`Archive::open`].
    pub fn open(folder: &Path, settings: &Settings) -> Result<ArchiveWriter, ArchiveError> {
        ArchiveWriter::new(Writer::open(folder, || settings.value())?)
    }

    /// Opens the index in a folder to change it, where there is one.
    ///
    /// # Errors
    /// When there is none, and as [`ArchiveWriter::open`].
    pub fn existing(folder: &Path) -> Result<ArchiveWriter, ArchiveError> {
        ArchiveWriter::new(Writer::existing(folder)?)
    }

    fn new(writer: Writer) -> Result<ArchiveWriter, ArchiveError> {
        let (settings, catalog) = known(writer.present())?;
        Ok(ArchiveWriter { writer, settings, catalog, recent: Recent::new(REMEMBERED) })
    }

    /// Returns what it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the number of all stories that came in.
    pub(super) fn count(&self) -> usize {
        self.catalog.count() as usize
    }

    /// Whether it holds no story.
    pub fn is_empty(&self) -> bool {
        self.catalog.present().next().is_none()
    }

    /// Looks at what is there.
    pub(super) fn on_view<T, E>(&self, look: impl FnOnce(&View<'_>) -> Result<T, E>) -> Result<T, E> {
        on_view((self.writer.present(), &self.catalog, &self.recent), look)
    }

    /// Returns the index as it is now.
    pub fn present(&self) -> Archive {
        let (settings, catalog) = (self.settings.clone(), self.catalog.clone());
        Archive { snapshot: self.writer.present().again(), settings, catalog, recent: Recent::new(ASKED) }
    }

    /// Takes stories away and adds others; when it returns, that has reached the disk.
    ///
    /// # Errors
    /// When the disk is full or fails; then nothing has changed.
    pub(super) fn change(
        &mut self,
        gone: &[u32],
        entries: Vec<Entry>,
        options: &ScanOptions,
        spool: &Spool,
    ) -> Result<Added, ArchiveError> {
        let options = self.settings.applied(options);
        let mut joining = Joining::new(self.writer.present(), &self.catalog, &self.recent, (&options, spool));
        joining.go(gone);
        joining.come(entries)?;
        let (change, catalog, added, came) = joining.settle(|graph, joining| {
            let added = Added {
                new: joining.new.clone(),
                repeats: joining.repeats.clone(),
                failed: joining.failed.clone(),
            };
            let came: Vec<(u32, Read)> = joining.came().collect();
            Ok((joining.change(graph)?, joining.catalog.clone(), added, came))
        })?;
        if change.holders.is_empty() && change.records.is_empty() {
            return Ok(added);
        }
        self.writer.commit(change, &|a, b| order(&catalog, a, b))?;
        self.catalog = catalog;
        self.catalog.settle();
        // The next ones are likely to have something in common with them. Not before they are there: numbers that were not
        // given away are given to others.
        came.iter().for_each(|(story, read)| self.recent.put(*story, read));
        self.kept(|writer, keep| writer.merge_due(keep))?;
        Ok(added)
    }

    /// Removes the stories of these ids, `ID~2` for the second one of an id; all of them or, where one is unknown, none.
    ///
    /// # Errors
    /// When the index has no story of an id, and when the disk is full or fails; then nothing has changed.
    pub fn remove(&mut self, ids: &[String], options: &ScanOptions) -> Result<(), ArchiveError> {
        let spool = Spool::new(&options.temp_dir)?;
        let gone = self.on_view(|view| named(view, ids))?;
        self.change(&gone, Vec::new(), options, &spool)?;
        Ok(())
    }

    /// Removes the stories that were published more than so many days before the newest one, and returns their number. Stories
    /// without a time stay: nobody knows how old they are.
    ///
    /// # Errors
    /// When the disk is full or fails; then nothing has changed.
    pub fn keep_days(&mut self, days: u32, options: &ScanOptions) -> Result<u64, ArchiveError> {
        let times = || self.catalog.present().filter_map(|story| Some((story, self.catalog.time(story)?)));
        let Some(newest) = times().map(|t| t.1).max() else { return Ok(0) };
        let last = newest.saturating_sub(i64::from(days) * 86_400);
        let gone: Vec<u32> = times().filter(|t| t.1 < last).map(|t| t.0).collect();
        if !gone.is_empty() {
            let spool = Spool::new(&options.temp_dir)?;
            self.change(&gone, Vec::new(), options, &spool)?;
        }
        Ok(gone.len() as u64)
    }

    /// Merges all segments into one, without what was removed.
    ///
    /// # Errors
    /// When the disk is full or fails; then nothing has changed.
    pub fn compact(&mut self) -> Result<(), ArchiveError> {
        self.kept(|writer, keep| writer.merge_all(keep))
    }

    fn kept(
        &mut self,
        work: impl FnOnce(&mut Writer, &Keep<'_>) -> Result<(), StoreError>,
    ) -> Result<(), ArchiveError> {
        let catalog = &self.catalog;
        let is_there = |story: u32| story < catalog.count() && catalog.state(story) != State::Removed;
        let keep = Keep {
            all: catalog.present().count() == catalog.count() as usize,
            order: &|a: &Posting, b: &Posting| order(catalog, a, b),
            holder: &|key: u64, holder: &Posting| {
                let earlier = !keys::is_later(key) || is_there(keys::story(key));
                earlier && is_there(holder.story)
            },
            record: &|key: u64| !keys::of_story(key) || is_there(keys::story(key)),
            packed: &keys::packed,
        };
        work(&mut self.writer, &keep)?;
        Ok(())
    }
}
