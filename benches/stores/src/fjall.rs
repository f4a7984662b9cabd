//! fjall: a journal and a log-structured merge tree, in Rust.

use std::path::Path;

use anyhow::Result;
use fjall::config::{BlockSizePolicy, CompressionPolicy};
use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode, Readable as _};

use crate::corpus::Batch;
use crate::store::{Sink, Store, joined, number};

/// `LISTS`: the holders of a key in one value, which is read and written again with each new one.
pub struct Fjall<const LISTS: bool> {
    postings: Keyspace,
    records: Keyspace,
    // Last, so that it is closed last.
    database: Database,
}

impl<const LISTS: bool> Fjall<LISTS> {
    pub fn open(dir: &Path) -> Result<Self> {
        let database = Database::builder(dir).cache_size(256 << 20).open()?;
        let postings = database.keyspace("postings", KeyspaceCreateOptions::default)?;
        let records = database.keyspace("records", || {
            KeyspaceCreateOptions::default()
                .data_block_size_policy(BlockSizePolicy::all(16 << 10))
                .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        })?;
        Ok(Fjall { postings, records, database })
    }
}

/// The holders of each key, one after another, four bytes each.
fn lists(postings: &[(u64, u32)]) -> impl Iterator<Item = (u64, Vec<u8>)> {
    let list = |own: &[(u64, u32)]| own.iter().flat_map(|p| p.1.to_be_bytes()).collect();
    postings.chunk_by(|a, b| a.0 == b.0).map(move |own| (own[0].0, list(own)))
}

impl<const LISTS: bool> Store for Fjall<LISTS> {
    fn load(&mut self, mut batch: Batch) -> Result<()> {
        batch.postings.sort_unstable();
        let mut postings = self.postings.start_ingestion()?;
        if LISTS {
            for (key, list) in lists(&batch.postings) {
                postings.write(key.to_be_bytes(), list)?;
            }
        } else {
            for (key, story) in &batch.postings {
                postings.write(joined(*key, *story), [])?;
            }
        }
        postings.finish()?;
        let mut records = self.records.start_ingestion()?;
        for (story, text) in &batch.records {
            records.write(story.to_be_bytes(), text)?;
        }
        records.finish()?;
        Ok(self.database.persist(PersistMode::SyncAll)?)
    }

    fn insert(&mut self, mut batch: Batch) -> Result<()> {
        batch.postings.sort_unstable();
        let mut write = self.database.batch().durability(Some(PersistMode::SyncData));
        if LISTS {
            for (key, list) in lists(&batch.postings) {
                let old = self.postings.get(key.to_be_bytes())?;
                let whole = old.map_or(list.clone(), |old| [&old[..], &list[..]].concat());
                write.insert(&self.postings, key.to_be_bytes(), whole);
            }
        } else {
            for (key, story) in &batch.postings {
                write.insert(&self.postings, joined(*key, *story), []);
            }
        }
        for (story, text) in &batch.records {
            write.insert(&self.records, story.to_be_bytes(), text);
        }
        Ok(write.commit()?)
    }

    fn read(&self, keys: &[u64], numbers: &[u32], sink: &mut dyn Sink) -> Result<()> {
        let snapshot = self.database.snapshot();
        for key in keys {
            if LISTS {
                let list = snapshot.get(&self.postings, key.to_be_bytes())?;
                for story in list.iter().flat_map(|list| list.chunks_exact(4)) {
                    sink.holder(*key, number(story)?);
                }
            } else {
                for found in snapshot.prefix(&self.postings, key.to_be_bytes()) {
                    sink.holder(*key, number(&found.key()?)?);
                }
            }
        }
        for story in numbers {
            let text = snapshot.get(&self.records, story.to_be_bytes())?;
            sink.record(*story, text.as_deref());
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<()> {
        for keyspace in [&self.postings, &self.records] {
            keyspace.rotate_memtable_and_wait()?;
            keyspace.major_compact()?;
        }
        Ok(())
    }

    fn verify(&mut self) -> Result<Option<bool>> {
        Ok(None)
    }
}
