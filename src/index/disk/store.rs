//! The index as readers see it, and the one writer.

use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::error::StoreError;
use super::files::sync_folder;
use super::lock::Lock;
use super::manifest::{Listed, Manifest, is_ours, path_of};
use super::merge::{Keep, merge};
use super::newest::Newest;
use super::records::RecordBlock;
use super::segment::{Posting, Scratch, Segment, hash_of};
use super::write::SegmentWriter;
use crate::ingest::Shared;

/// Blocks of records that are kept unpacked, of 8 KiB each.
const CACHED: usize = 1024;
/// How often a reader tries again that finds a segment gone which the writer has merged meanwhile.
const TRIES: usize = 16;
/// How many times the size of the younger segments one may have to be merged with them.
const TIER: u64 = 3;
/// Segments that are worth a merge.
const WORTH: usize = 4;

/// The state of an index after one change, however long it is held: the writer takes nothing away from it.
#[derive(Debug)]
pub struct Snapshot {
    folder: PathBuf,
    manifest: Manifest,
    segments: Vec<(u64, Arc<Segment>)>,
    cache: Shared<Vec<Option<Cached>>>,
}

/// A block of records with the number of its segment and its own.
type Cached = (u64, usize, Arc<RecordBlock>);

/// The blocks of postings that were read last, one for each segment. Keys that are asked for in order cost one read for each
/// block that they lie in.
#[derive(Debug, Default)]
pub struct Scratches(Vec<Scratch>);

impl Snapshot {
    /// Opens the present state of the index in `folder`. Writes nothing and waits for nobody.
    ///
    /// # Errors
    /// When there is none, or it is damaged, or of another format.
    pub fn open(folder: &Path) -> Result<Snapshot, StoreError> {
        let mut tries = 0;
        loop {
            let manifest = Manifest::read(folder)?;
            tries += 1;
            match open_all(folder, &manifest, &[]) {
                // Merged and taken away since the manifest was read: there is a newer one.
                Err(StoreError::Io { source, .. })
                    if source.kind() == std::io::ErrorKind::NotFound && tries < TRIES => {}
                segments => return Ok(Snapshot::new(folder, manifest, segments?)),
            }
        }
    }

    fn new(folder: &Path, manifest: Manifest, segments: Vec<(u64, Arc<Segment>)>) -> Snapshot {
        let mut cache = Vec::new();
        cache.resize_with(CACHED, || None);
        Snapshot { folder: folder.to_owned(), manifest, segments, cache: Shared::new(cache) }
    }

    /// Returns the same state once more, without a look at the disk.
    pub fn again(&self) -> Snapshot {
        Snapshot::new(&self.folder, self.manifest.clone(), self.segments.clone())
    }

    /// Whether it is still the present state of the index in its folder.
    ///
    /// # Errors
    /// When the index is gone, or its manifest is damaged.
    pub fn is_newest(&self) -> Result<bool, StoreError> {
        Ok(Manifest::read(&self.folder)? == self.manifest)
    }

    /// Returns what was put down when the index was made.
    pub fn settings(&self) -> &Value {
        &self.manifest.settings
    }

    /// Returns the number of the change that this is the state after.
    pub fn sequence(&self) -> u64 {
        self.manifest.sequence
    }

    /// Returns the lengths of its segments in bytes, oldest first.
    pub fn sizes(&self) -> Vec<u64> {
        self.manifest.segments.iter().map(|s| s.bytes).collect()
    }

    /// Returns the number of postings, those that no longer count included.
    pub fn entries(&self) -> u64 {
        self.manifest.segments.iter().map(|s| s.entries).sum()
    }

    /// Calls `each` with the holders of a key and the place of their segment, one after another, each in its order. When it
    /// returns false, the rest of that segment is passed over. Cost: a read of 2 KiB for each segment, if `scratches` does not
    /// have it.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub fn holders(
        &self,
        key: u64,
        scratches: &mut Scratches,
        mut each: impl FnMut(usize, Posting) -> bool,
    ) -> Result<(), StoreError> {
        scratches.0.resize_with(self.segments.len().max(scratches.0.len()), Scratch::default);
        for (n, ((number, segment), scratch)) in self.segments.iter().zip(&mut scratches.0).enumerate() {
            segment.holders(key, (*number, scratch), |holder| each(n, holder))?;
        }
        Ok(())
    }

    /// Returns the newest record of a key; none where there is none or it was taken away.
    ///
    /// # Errors
    /// When the disk fails or a block is damaged.
    pub fn record(&self, key: u64) -> Result<Option<Vec<u8>>, StoreError> {
        for (number, segment) in self.segments.iter().rev() {
            if segment.record_blocks() == 0 {
                continue;
            }
            if let Some(bytes) = self.block(*number, segment, segment.record_block(key))?.get(key) {
                return Ok((!bytes.is_empty()).then(|| bytes.to_vec()));
            }
        }
        Ok(None)
    }

    fn block(&self, number: u64, segment: &Segment, block: usize) -> Result<Arc<RecordBlock>, StoreError> {
        let slot = (number as usize).wrapping_mul(31).wrapping_add(block) % CACHED;
        if let Some((of, at, found)) = &self.cache.lock()[slot]
            && (*of, *at) == (number, block)
        {
            return Ok(Arc::clone(found));
        }
        let read = Arc::new(segment.records(block)?);
        self.cache.lock()[slot] = Some((number, block, Arc::clone(&read)));
        Ok(read)
    }

    /// Calls `each` with the newest record of every key from `from` up to, but not including, `to`, in order.
    ///
    /// # Errors
    /// When the disk fails, a block is damaged, or `each` says so.
    pub fn records<E: From<StoreError>>(
        &self,
        (from, to): (u64, u64),
        mut each: impl FnMut(u64, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut records = Newest::new(self.segments.iter().map(|(_, segment)| &**segment), from);
        while let Some((key, newest)) = records.next()?.filter(|(key, _)| *key < to) {
            if !newest.is_empty() {
                each(key, newest)?;
            }
        }
        Ok(())
    }

    /// Reads everything and holds it against what was written. Returns the damage found; nothing where all is sound.
    pub fn verify(&self) -> Vec<StoreError> {
        let mut found = Vec::new();
        for (listed, (_, segment)) in self.manifest.segments.iter().zip(&self.segments) {
            let path = listed.path(&self.folder);
            match hash_of(&path) {
                Ok(hash) if hash == listed.blake3 => {}
                Ok(_) => found.push(StoreError::damaged(&path, 0, "it is not what was written")),
                Err(error) => found.push(error),
            }
            found.extend(in_order(segment, &path).err());
            let blocks = (0..segment.record_blocks()).map(|block| segment.records(block));
            found.extend(blocks.filter_map(Result::err));
        }
        found
    }
}

/// Reads all postings of a segment. Fails where they cannot be read, or their keys do not rise.
fn in_order(segment: &Segment, path: &Path) -> Result<(), StoreError> {
    let (mut all, mut holders) = (segment.all_holders()?, Vec::new());
    while let Some(key) = all.key() {
        holders.clear();
        all.take(&mut holders)?;
        if all.key().is_some_and(|next| next < key) {
            return Err(StoreError::damaged(path, 0, "its keys are in disorder"));
        }
    }
    Ok(())
}

/// Opens all segments of a manifest; those that are open already are taken from `known`.
fn open_all(
    folder: &Path,
    manifest: &Manifest,
    known: &[(u64, Arc<Segment>)],
) -> Result<Vec<(u64, Arc<Segment>)>, StoreError> {
    let open = |listed: &Listed| {
        let known = known.iter().find(|k| k.0 == listed.number);
        match known {
            Some((number, segment)) => Ok((*number, Arc::clone(segment))),
            None => Ok((listed.number, Arc::new(Segment::open(&listed.path(folder))?))),
        }
    };
    manifest.segments.iter().map(open).collect()
}

/// What one change adds.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Holders by key.
    pub holders: Vec<(u64, Posting)>,
    /// Records by key; an empty one takes the older one away. `true` where it is worth to be packed.
    pub records: Vec<(u64, Vec<u8>, bool)>,
}

/// The only one that may change the index.
#[derive(Debug)]
pub struct Writer {
    _lock: Lock,
    present: Snapshot,
    poisoned: bool,
}

impl Writer {
    /// Opens the index in `folder` to change it, or makes one there with what `settings` returns. What a crash left behind is
    /// cleared away.
    ///
    /// # Errors
    /// When another process writes, when the folder cannot be written or holds other things, and as [`Snapshot::open`].
    pub fn open(folder: &Path, settings: impl FnOnce() -> Value) -> Result<Writer, StoreError> {
        if !Manifest::exists(folder) {
            fs::create_dir_all(folder).map_err(StoreError::io("make", folder))?;
            let mut entries = fs::read_dir(folder).map_err(StoreError::io("read", folder))?;
            let foreign = |name: &str| !is_ours(name) && name != "wirediff.lock";
            if entries.any(|e| e.is_ok_and(|e| foreign(&e.file_name().to_string_lossy()))) {
                return Err(StoreError::Foreign { path: folder.to_owned() });
            }
        }
        let lock = Lock::writer(folder)?;
        if !Manifest::exists(folder) {
            Manifest::new(settings()).write(folder)?;
            if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
                sync_folder(above)?;
            }
        }
        Writer::locked(folder, lock)
    }

    /// Opens the index in `folder` to change it, where there is one.
    ///
    /// # Errors
    /// When there is none, and as [`Writer::open`].
    pub fn existing(folder: &Path) -> Result<Writer, StoreError> {
        if !Manifest::exists(folder) {
            return Err(StoreError::Missing { path: folder.to_owned() });
        }
        Writer::locked(folder, Lock::writer(folder)?)
    }

    fn locked(folder: &Path, lock: Lock) -> Result<Writer, StoreError> {
        let present = Snapshot::open(folder)?;
        let writer = Writer { _lock: lock, present, poisoned: false };
        writer.clear()?;
        Ok(writer)
    }

    /// Takes away what no manifest names.
    fn clear(&self) -> Result<(), StoreError> {
        let folder = &self.present.folder;
        let named: Vec<PathBuf> = self.present.manifest.segments.iter().map(|s| s.path(folder)).collect();
        let entries = fs::read_dir(folder).map_err(StoreError::io("read", folder))?;
        for path in entries.flatten().map(|e| e.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if is_ours(&name) && !named.contains(&path) {
                fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
            }
        }
        Ok(())
    }

    /// Returns the present state.
    pub fn present(&self) -> &Snapshot {
        &self.present
    }

    /// Changes the index: when this returns, the change has reached the disk, and when it fails, nothing has changed.
    /// `order` is that of the holders of one key.
    ///
    /// # Errors
    /// When the disk is full or fails. After a failure nothing more is written.
    pub fn commit(
        &mut self,
        mut change: Change,
        order: &dyn Fn(&Posting, &Posting) -> Ordering,
    ) -> Result<(), StoreError> {
        self.guarded(|writer| {
            let mut next = writer.present.manifest.clone();
            let number = next.next;
            let mut segment = SegmentWriter::create(&path_of(&writer.present.folder, number))?;
            change.holders.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));
            let mut holders = Vec::new();
            for group in change.holders.chunk_by(|a, b| a.0 == b.0) {
                holders.clear();
                holders.extend(group.iter().map(|g| g.1));
                segment.holders(group[0].0, &holders)?;
            }
            // Of several records of one key the last one stands.
            change.records.reverse();
            change.records.sort_by_key(|r| r.0);
            change.records.dedup_by_key(|r| r.0);
            for (key, bytes, packed) in &change.records {
                segment.record(*key, bytes, *packed)?;
            }
            next.segments.push(Listed::new(number, segment.finish()?));
            writer.publish(next)
        })
    }

    /// Merges the youngest segments where there are many of like size: so that look-ups have few to go through, and each
    /// posting is written again a few times at most.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn merge_due(&mut self, keep: &Keep<'_>) -> Result<(), StoreError> {
        let sizes = self.present.sizes();
        let (mut from, mut sum) = (sizes.len(), 0u64);
        while from > 0 && (from == sizes.len() || sizes[from - 1] <= sum.saturating_mul(TIER)) {
            from -= 1;
            sum += sizes[from];
        }
        if sizes.len() - from >= WORTH { self.merge(from, keep) } else { Ok(()) }
    }

    /// Merges all segments into one.
    ///
    /// # Errors
    /// As [`Writer::commit`].
    pub fn merge_all(&mut self, keep: &Keep<'_>) -> Result<(), StoreError> {
        if self.present.segments.is_empty() { Ok(()) } else { self.merge(0, keep) }
    }

    fn merge(&mut self, from: usize, keep: &Keep<'_>) -> Result<(), StoreError> {
        self.guarded(|writer| {
            let mut next = writer.present.manifest.clone();
            let number = next.next;
            let folder = &writer.present.folder;
            let old: Vec<PathBuf> = next.segments[from..].iter().map(|s| s.path(folder)).collect();
            let merged: Vec<&Segment> = writer.present.segments[from..].iter().map(|s| &*s.1).collect();
            let written = merge(&merged, from == 0, &path_of(folder, number), keep)?;
            next.segments.truncate(from);
            next.segments.push(Listed::new(number, written));
            writer.publish(next)?;
            // Whoever reads them has them open; what cannot be taken away now goes when the next writer comes.
            old.iter().for_each(|path| drop(fs::remove_file(path)));
            Ok(())
        })
    }

    /// Makes a state the present one.
    fn publish(&mut self, mut next: Manifest) -> Result<(), StoreError> {
        let folder = self.present.folder.clone();
        next.sequence += 1;
        next.next += 1;
        sync_folder(&folder)?;
        let segments = open_all(&folder, &next, &self.present.segments)?;
        next.write(&folder)?;
        self.present = Snapshot::new(&folder, next, segments);
        Ok(())
    }

    fn guarded(
        &mut self,
        work: impl FnOnce(&mut Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned { path: self.present.folder.clone() });
        }
        let done = work(self);
        // Which of the bytes of a failed write reached the disk nobody knows: whoever comes next begins from what is there.
        self.poisoned = done.is_err();
        done
    }
}
