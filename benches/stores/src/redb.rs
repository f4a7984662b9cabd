//! redb: one file, a B-tree that is copied on write, in Rust.

use std::path::Path;

use anyhow::Result;
use redb::{Database, MultimapTableDefinition, ReadableDatabase as _, TableDefinition};

use crate::corpus::Batch;
use crate::store::{Packer, Sink, Store, joined, number, unpack};

/// Key and holder together, nothing beside them.
const POSTINGS: TableDefinition<&[u8; 12], ()> = TableDefinition::new("postings");
/// The other layout: a key with several values.
const HOLDERS: MultimapTableDefinition<u64, u32> = MultimapTableDefinition::new("holders");
const RECORDS: TableDefinition<u32, &[u8]> = TableDefinition::new("records");

pub struct Redb<const MULTIMAP: bool>(Database);

impl<const MULTIMAP: bool> Redb<MULTIMAP> {
    pub fn open(dir: &Path) -> Result<Self> {
        Ok(Redb(Database::create(dir.join("store.redb"))?))
    }
}

impl<const MULTIMAP: bool> Store for Redb<MULTIMAP> {
    fn load(&mut self, batch: Batch) -> Result<()> {
        self.insert(batch)
    }

    fn insert(&mut self, mut batch: Batch) -> Result<()> {
        batch.postings.sort_unstable();
        let transaction = self.0.begin_write()?;
        if MULTIMAP {
            let mut holders = transaction.open_multimap_table(HOLDERS)?;
            for (key, story) in &batch.postings {
                holders.insert(key, story)?;
            }
        } else {
            let mut postings = transaction.open_table(POSTINGS)?;
            for (key, story) in &batch.postings {
                postings.insert(&joined(*key, *story), ())?;
            }
        }
        let mut packer = Packer::new();
        let mut records = transaction.open_table(RECORDS)?;
        for (story, text) in &batch.records {
            records.insert(story, &packer.pack(text)?[..])?;
        }
        drop(records);
        Ok(transaction.commit()?)
    }

    fn read(&self, keys: &[u64], numbers: &[u32], sink: &mut dyn Sink) -> Result<()> {
        let transaction = self.0.begin_read()?;
        if MULTIMAP {
            let holders = transaction.open_multimap_table(HOLDERS)?;
            for key in keys {
                for story in holders.get(key)? {
                    sink.holder(*key, story?.value());
                }
            }
        } else {
            let postings = transaction.open_table(POSTINGS)?;
            for key in keys {
                let (from, to) = (joined(*key, 0), joined(*key, u32::MAX));
                for found in postings.range::<&[u8; 12]>(&from..=&to)? {
                    sink.holder(*key, number(found?.0.value())?);
                }
            }
        }
        let records = transaction.open_table(RECORDS)?;
        for story in numbers {
            let text = records.get(story)?.map(|packed| unpack(packed.value())).transpose()?;
            sink.record(*story, text.as_deref());
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<()> {
        while self.0.compact()? {}
        Ok(())
    }

    fn verify(&mut self) -> Result<Option<bool>> {
        Ok(Some(self.0.check_integrity()?))
    }
}
