//! The segments of this repository.

use std::path::Path;

use anyhow::Result;
use wirediff::index::disk::{Change, Keep, Posting, Scratches, Snapshot, Writer};

use crate::corpus::Batch;
use crate::store::{Sink, Store};

pub enum Segments {
    Written(Writer),
    Read(Snapshot),
}

impl Segments {
    pub fn open(dir: &Path, write: bool) -> Result<Segments> {
        Ok(match write {
            true => Segments::Written(Writer::open(dir, || serde_json::json!({}))?),
            false => Segments::Read(Snapshot::open(dir)?),
        })
    }

    fn present(&self) -> &Snapshot {
        match self {
            Segments::Written(writer) => writer.present(),
            Segments::Read(snapshot) => snapshot,
        }
    }

    fn writer(&mut self) -> Result<&mut Writer> {
        match self {
            Segments::Written(writer) => Ok(writer),
            Segments::Read(_) => anyhow::bail!("it was opened to be read"),
        }
    }
}

fn keep() -> Keep<'static> {
    Keep { all: true, order: &Ord::cmp, holder: &|_, _| true, record: &|_| true, packed: &|_| true }
}

impl Store for Segments {
    fn load(&mut self, batch: Batch) -> Result<()> {
        self.insert(batch)
    }

    fn insert(&mut self, batch: Batch) -> Result<()> {
        let posting = |story| Posting { story, ..Posting::default() };
        let change = Change {
            holders: batch.postings.into_iter().map(|(key, story)| (key, posting(story))).collect(),
            records: batch.records.into_iter().map(|(n, text)| (n.into(), text, true)).collect(),
        };
        let writer = self.writer()?;
        writer.commit(change, &Ord::cmp)?;
        Ok(writer.merge_due(&keep())?)
    }

    fn read(&self, keys: &[u64], numbers: &[u32], sink: &mut dyn Sink) -> Result<()> {
        let mut scratches = Scratches::default();
        for key in keys {
            self.present().holders(*key, &mut scratches, |_, holder| {
                sink.holder(*key, holder.story);
                true
            })?;
        }
        for number in numbers {
            sink.record(*number, self.present().record((*number).into())?.as_deref());
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<()> {
        Ok(self.writer()?.merge_all(&keep())?)
    }

    fn verify(&mut self) -> Result<Option<bool>> {
        Ok(Some(self.present().verify().is_empty()))
    }
}
