//! LMDB through heed: one file in a memory map, a B-tree that is copied on write, in C.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use heed::types::Bytes;
use heed::{CommitOrAbort, CompactionOption, Database, DatabaseFlags, Env, EnvOpenOptions, PutFlags};

use crate::corpus::Batch;
use crate::store::{Packer, Sink, Store, joined, number, unpack};

/// Address space for the file: it may grow up to this.
const MAP: usize = 64 << 30;

/// `DUPSORT`: a key with several values.
pub struct Lmdb<const DUPSORT: bool> {
    dir: PathBuf,
    env: Option<Env>,
    postings: Database<'static, Bytes, Bytes>,
    records: Database<'static, Bytes, Bytes>,
}

impl<const DUPSORT: bool> Lmdb<DUPSORT> {
    #[allow(unsafe_code)]
    pub fn open(dir: &Path) -> Result<Self> {
        let mut options = EnvOpenOptions::new();
        options.map_size(MAP).max_dbs(2);
        // SAFETY: nobody but these processes touches the file while it is mapped. (The one that reads files with a flipped
        // byte breaks this knowingly, and runs alone.)
        let env = unsafe { options.open(dir)? };
        let flags = match DUPSORT {
            true => DatabaseFlags::DUP_SORT | DatabaseFlags::DUP_FIXED,
            false => DatabaseFlags::empty(),
        };
        let databases = env.create_databases_and_commit(env.write_txn()?, |opener, transaction| {
            let mut postings = opener.database_options().types::<Bytes, Bytes>();
            let postings = postings.name("postings").flags(flags).create(transaction)?;
            let mut records = opener.database_options().types::<Bytes, Bytes>();
            let records = records.name("records").create(transaction)?;
            Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit((postings, records)))
        })?;
        let (postings, records) = databases.commit().context("the databases were not made")?;
        Ok(Lmdb { dir: dir.to_owned(), env: Some(env), postings, records })
    }

    fn env(&self) -> Result<&Env> {
        self.env.as_ref().context("it was closed")
    }

    fn write(&self, mut batch: Batch, [first, dup]: [PutFlags; 2]) -> Result<()> {
        batch.postings.sort_unstable();
        let mut transaction = self.env()?.write_txn()?;
        for (key, story) in &batch.postings {
            let write = &mut transaction;
            if DUPSORT {
                let (key, story) = (key.to_be_bytes(), story.to_be_bytes());
                self.postings.put_with_flags(write, dup, &key, &story)?;
            } else {
                self.postings.put_with_flags(write, first, &joined(*key, *story), &[])?;
            }
        }
        let mut packer = Packer::new();
        for (story, text) in &batch.records {
            let packed = packer.pack(text)?;
            self.records.put_with_flags(&mut transaction, first, &story.to_be_bytes(), &packed)?;
        }
        Ok(transaction.commit()?)
    }
}

impl<const DUPSORT: bool> Store for Lmdb<DUPSORT> {
    fn load(&mut self, batch: Batch) -> Result<()> {
        self.write(batch, [PutFlags::APPEND, PutFlags::APPEND_DUP])
    }

    fn insert(&mut self, batch: Batch) -> Result<()> {
        self.write(batch, [PutFlags::empty(); 2])
    }

    fn read(&self, keys: &[u64], numbers: &[u32], sink: &mut dyn Sink) -> Result<()> {
        let transaction = self.env()?.read_txn()?;
        for key in keys {
            if DUPSORT {
                let own = self.postings.get_duplicates(&transaction, &key.to_be_bytes())?;
                for found in own.into_iter().flatten() {
                    sink.holder(*key, number(found?.1)?);
                }
            } else {
                for found in self.postings.prefix_iter(&transaction, &key.to_be_bytes())? {
                    sink.holder(*key, number(found?.0)?);
                }
            }
        }
        for story in numbers {
            let packed = self.records.get(&transaction, &story.to_be_bytes())?;
            sink.record(*story, packed.map(unpack).transpose()?.as_deref());
        }
        Ok(())
    }

    /// Writes a copy without free pages and puts it in the place of the file.
    fn compact(&mut self) -> Result<()> {
        let (file, copy) = (self.dir.join("data.mdb"), self.dir.join("copy.mdb"));
        self.env()?.copy_to_path(&copy, CompactionOption::Enabled)?.sync_all()?;
        self.env.take().context("it was closed")?.prepare_for_closing().wait();
        fs::rename(copy, file)?;
        *self = Lmdb::open(&self.dir)?;
        Ok(())
    }

    fn verify(&mut self) -> Result<Option<bool>> {
        Ok(None)
    }
}
