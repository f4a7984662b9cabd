//! Items of feeds that were polled -> those that are new or have changed.
//!
//! A feed brings the same items at each poll, and tells little of what became of them: RSS has no version of an item, and few
//! outlets move its date when they mend it. What is offered is held against the versions that are there; where the text has
//! changed and nothing says which version is newer, the time at which it was seen says it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::archive::{Added, ArchiveWriter};
use super::entry::Entry;
use super::error::ArchiveError;
use super::scan::{Taken, read_batch};
use super::view::{Read, View, read};
use crate::feed::model::ErrorLine;
use crate::feed::options::ScanOptions;
use crate::feed::problems::source_line;
use crate::feed::revisions::RowRelease;
use crate::feed::scan::Means;
use crate::feed::time;
use crate::ingest::{Batches, Reading, Record, Sources};

/// Hexadecimal digits of the name of an item that has none.
const NAMED: usize = 16;

/// Outlet and id of a story.
type Chain = (Option<String>, String);

impl ArchiveWriter {
    /// Adds the items of `sources` that are new or have changed; when it returns they have reached the disk. `seen` is when they
    /// were got, in seconds since 1970.
    ///
    /// An item that is there with the same text, headline, status, notice and version is passed over, whatever its dates say. One
    /// without any id is called by the input and a hash of its content.
    ///
    /// # Errors
    /// When the disk is full or fails; then nothing was added.
    pub fn offer(
        &mut self,
        sources: &Sources,
        seen: i64,
        reading: &Reading,
        options: &ScanOptions,
    ) -> Result<Taken, ArchiveError> {
        let Means { pool, spool, .. } = Means::new(options)?;
        let mut errors: Vec<ErrorLine> = sources.problems.iter().map(source_line).collect();
        let mut added = Added::default();
        pool.install(|| -> Result<(), ArchiveError> {
            let mut pile = Vec::new();
            for batch in Batches::new(&sources.list, reading) {
                read_batch(&batch, sources, reading, options.language, &mut pile, &mut errors);
            }
            let (changed, repeats) = self.on_view(|view| changed(view, pile, seen))?;
            added.repeats = repeats;
            self.put(changed, (options, &spool), &mut added)
        })?;
        Ok(Taken::new(added, errors))
    }
}

/// Leaves what is new or has changed, in the order of the feeds. Also returns the stories that the others are.
fn changed(view: &View<'_>, pile: Vec<Entry>, seen: i64) -> Result<(Vec<Entry>, Vec<u32>), ArchiveError> {
    let mut reader = view.recent.reader();
    let (mut out, mut repeats) = (Vec::new(), Vec::new());
    // What came with this poll already.
    let mut came: BTreeMap<Chain, Vec<(Entry, Read)>> = BTreeMap::new();
    for mut entry in pile {
        name(&mut entry);
        let Some(guid) = entry.record.release.as_ref().and_then(|r| r.guid.clone()) else {
            out.push(entry);
            continue;
        };
        let mut stated = Arc::new(read(&entry, &mut reader));
        let outlet = stated.row.outlet.as_deref().map(str::to_owned);
        let mut versions: Vec<(Option<u32>, Entry, Read)> = Vec::new();
        for (story, row) in view.versions(outlet.as_deref(), &guid, &mut reader)? {
            versions.push((Some(story), view.entry(story)?, row));
        }
        let chain = (outlet, guid);
        let own = came.get(&chain).into_iter().flatten();
        versions.extend(own.map(|(entry, read)| (None, entry.clone(), read.clone())));
        let newest = versions.iter().reduce(|best, next| if newer(&next.2, &best.2) { next } else { best });
        let dated = entry.record.release.as_ref().is_some_and(|r| r.updated.is_some());
        let mut from = (!dated).then_some(seen);
        if let Some(newest) = newest {
            let order = release(&stated.row.release).newer(&release(&newest.2.row.release));
            let same = |version: &&(Option<u32>, Entry, Read)| same(&version.1, &entry);
            // An older text that comes back is a change where it says so; else some cache was late.
            let known = Some(newest)
                .filter(same)
                .or_else(|| versions.iter().find(same).filter(|_| order != Some(Ordering::Greater)));
            if let Some(known) = known {
                repeats.extend(known.0);
                continue;
            }
            // A text that was not there before is newer than those that were, whatever its date says: clocks and time zones of
            // feeds are wrong more often than a cache brings back what nobody had seen. Numbers of versions are believed.
            let numbered =
                stated_version(&stated).zip(stated_version(&newest.2)).is_some_and(|(a, b)| a != b);
            if order != Some(Ordering::Greater) && !numbered {
                let last = newest.2.row.release.as_ref().and_then(|r| r.updated);
                from = Some(seen.max(last.map_or(i64::MIN, |last| last.saturating_add(1))));
            }
        }
        if let Some(from) = from {
            entry.record.release.get_or_insert_default().updated = time::stated(from);
            stated = Arc::new(read(&entry, &mut reader));
        }
        came.entry(chain).or_default().push((entry.clone(), stated));
        out.push(entry);
    }
    Ok((out, repeats))
}

/// Gives an item the id that it goes by, and the time from which its version is one.
fn name(entry: &mut Entry) {
    let record = &mut entry.record;
    let own = record.release.as_ref().and_then(|r| r.guid.clone());
    let stated = own.or_else(|| record.id.as_deref().or(record.url.as_deref()).map(str::to_owned));
    let stated = stated.filter(|id| !id.trim().is_empty());
    let Some(guid) = stated else {
        let mut hash = blake3::Hasher::new();
        hash.update(record.headline.as_deref().unwrap_or_default().as_bytes());
        hash.update(&[0]);
        hash.update(record.text.as_bytes());
        let hash = hash.finalize().to_hex();
        record.id = Some(format!("{}#{}", entry.source, &hash[..NAMED]).into());
        return;
    };
    if record.id.is_none() {
        record.id = Some(guid.clone().into());
    }
    let published = record.published.as_deref().map(str::to_owned);
    let release = record.release.get_or_insert_default();
    release.guid = Some(guid);
    release.updated = release.updated.take().or(published);
}

/// Whether two versions tell the same. Their dates may differ: many feeds date all items anew.
fn same(a: &Entry, b: &Entry) -> bool {
    let (a, b) = (&a.record, &b.record);
    let said = |record: &Record<'_>| {
        let release = record.release.as_deref();
        release.map(|r| (r.status, r.notice.clone(), r.version.clone())).unwrap_or_default()
    };
    a.text == b.text && a.headline == b.headline && said(a) == said(b)
}

fn stated_version(read: &Read) -> Option<&str> {
    read.row.release.as_ref()?.version.as_deref()
}

fn newer(a: &Read, b: &Read) -> bool {
    release(&a.row.release).newer(&release(&b.row.release)) == Some(Ordering::Greater)
}

fn release(of: &Option<Box<RowRelease>>) -> RowRelease {
    of.as_deref().cloned().unwrap_or_default()
}
