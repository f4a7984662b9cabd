//! Feeds into the index, and questions to it.

use std::io;

use super::archive::{Added, Archive, ArchiveWriter};
use super::entry::Entry;
use super::error::ArchiveError;
use super::graph::Graph;
use super::in_order::InOrder;
use super::join::Joining;
use super::report::{About, Reporting, name_of};
use crate::feed::model::{ErrorLine, Line};
use crate::feed::options::{Progress, ScanOptions, Silent, Stage};
use crate::feed::problems::{problem_line, source_line};
use crate::feed::scan::Means;
use crate::index::Spool;
use crate::ingest::{Batch, Batches, Reading, Record, RecordProblem, Sources};
use crate::text::Language;

/// Fewest and most stories that are added at once: many share the reading of a block of postings, and the larger the archive,
/// the more it takes until they do.
const AT_ONCE: [usize; 2] = [4096, 16_384];
/// Stories of the archive for each one that is added with others.
const FOR_EACH: usize = 32;
/// Bytes of the memory allowed for each of them: with its postings, and with what speaks for its pairs.
const MEMORY: u64 = 256 << 10;
/// Stories that are held in memory before they go to the temporary file, or fewer where their texts take half of the memory
/// allowed.
const HELD: usize = 1 << 17;

impl ArchiveWriter {
    /// Adds all stories of `sources`; when it returns they have reached the disk. What is there already to the letter is
    /// passed over, and bad records are named in the result.
    ///
    /// All are read first and added in order of time: then none changes anything for those before it. What does not fit the
    /// memory allowed waits in a temporary file, and 24 bytes a story in memory.
    ///
    /// # Errors
    /// When the disk is full or fails; what was added until then is safe.
    pub fn take(
        &mut self,
        sources: &Sources,
        reading: &Reading,
        options: &ScanOptions,
        progress: &dyn Progress,
    ) -> Result<Taken, ArchiveError> {
        let Means { since, pool, spool } = Means::new(options)?;
        let mut errors: Vec<ErrorLine> = sources.problems.iter().map(source_line).collect();
        let mut added = Added::default();
        let all = self.is_empty();
        pool.install(|| -> Result<(), ArchiveError> {
            progress.stage(Stage::Read, sources.list.iter().map(|s| s.bytes).sum());
            let (mut pile, mut bytes) = (Vec::new(), 0);
            let mut order = InOrder::new(&spool, since);
            let batches = Batches::new(&sources.list, reading);
            for batch in batches.take_while(|_| !progress.interrupted()) {
                read_batch(&batch, sources, reading, options.language, &mut pile, &mut errors);
                bytes += batch.bytes_read();
                progress.advance(batch.bytes_read());
                if pile.len() >= HELD || bytes >= options.memory / 2 {
                    order.set_aside(std::mem::take(&mut pile))?;
                    bytes = 0;
                }
            }
            order.end(pile)?;
            let room = usize::try_from(options.memory / MEMORY).unwrap_or(usize::MAX).max(1);
            let at_once = |there: usize| (there / FOR_EACH).clamp(AT_ONCE[0], AT_ONCE[1]).min(room);
            while let Some(some) = order.next(at_once(self.count()))?.filter(|_| !progress.interrupted()) {
                self.put(some, (options, &spool), &mut added)?;
            }
            Ok(())
        })?;
        added.new.sort_unstable();
        errors.append(&mut added.failed);
        Ok(Taken { added, all, errors, interrupted: progress.interrupted() })
    }

    /// Adds stories at once.
    pub(super) fn put(
        &mut self,
        some: Vec<Entry>,
        (options, spool): (&ScanOptions, &Spool),
        added: &mut Added,
    ) -> Result<(), ArchiveError> {
        let own = self.change(&[], some, options, spool)?;
        added.new.extend(own.new);
        added.repeats.extend(own.repeats);
        added.failed.extend(own.failed);
        Ok(())
    }
}

/// What became of what was offered.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    added: Added,
    /// Whether the index was empty before.
    all: bool,
    /// What was wrong with the inputs.
    pub errors: Vec<ErrorLine>,
    /// Whether the reading was ended before its end.
    pub interrupted: bool,
}

impl Taken {
    pub(super) fn new(added: Added, errors: Vec<ErrorLine>) -> Taken {
        Taken { added, errors, ..Taken::default() }
    }

    /// Returns the stories that are new, by their numbers in the index, in the order in which they came in.
    pub fn stories(&self) -> &[u32] {
        &self.added.new
    }

    /// Returns the number of stories that are new.
    pub fn added(&self) -> usize {
        self.added.new.len()
    }

    /// Returns the number of stories that were there already, to the letter.
    pub fn repeats(&self) -> usize {
        self.added.repeats.len()
    }
}

impl Archive {
    /// Hands on every line of a scan of all stories that the index holds: the same bytes as
    /// [`scan`](crate::feed::scan()) writes with [`Settings::applied`](super::Settings::applied), whatever the order and the
    /// batches in which they came.
    ///
    /// # Errors
    /// When the disk fails, or `sink` does.
    pub fn whole(
        &self,
        options: &ScanOptions,
        progress: &dyn Progress,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<(), ArchiveError> {
        self.tell(Taken { all: true, ..Taken::default() }, options, progress, sink)
    }

    /// Hands on every line about the stories that were new: what they have in common with any others, and the clusters that
    /// they are in. Where the index was empty before, the lines are those of [`Archive::whole`].
    ///
    /// # Errors
    /// When the disk fails, or `sink` does.
    pub fn tell(
        &self,
        taken: Taken,
        options: &ScanOptions,
        progress: &dyn Progress,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<(), ArchiveError> {
        let options = self.settings.applied(options);
        let spool = Spool::new(&options.temp_dir)?;
        let Taken { added, all, errors, interrupted } = taken;
        let about = if all { About::All } else { About::Some(&added.new) };
        let reporting = Reporting { options: &options, spool: &spool, progress, errors, interrupted };
        self.on_view(|view| reporting.write(&mut Graph::new(view), &about, sink))
    }

    /// Hands on every line about the stories of these ids.
    ///
    /// # Errors
    /// When one is unknown, the disk fails, or `sink` does.
    pub fn tell_of(
        &self,
        ids: &[String],
        options: &ScanOptions,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<(), ArchiveError> {
        let mut new = self.named(ids)?;
        new.sort_unstable();
        let added = Added { new, ..Added::default() };
        self.tell(Taken { added, ..Taken::default() }, options, &Silent, sink)
    }

    /// Hands on every line about `records`, which come from an input called `source`, as they would be if they were added
    /// now, and returns what they are called in them. Nothing is written. A story that is there under the same id with the
    /// same text is that one.
    ///
    /// # Errors
    /// When the disk fails, or `sink` does.
    pub fn find(
        &self,
        records: Vec<Record<'static>>,
        source: &str,
        options: &ScanOptions,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<Vec<String>, ArchiveError> {
        let options = self.settings.applied(options);
        let spool = Spool::new(&options.temp_dir)?;
        let mut joining = Joining::new(&self.snapshot, &self.catalog, &self.recent, (&options, &spool));
        joining.asking = true;
        let mut entries = Vec::new();
        for record in records {
            if !joining.meets(&record)? {
                let source = source.to_owned();
                entries.push(Entry { record, source, language: options.language, found: None });
            }
        }
        joining.come(entries)?;
        joining.settle(|graph, joining| {
            let mut about: Vec<u32> = joining.new.iter().chain(&joining.repeats).copied().collect();
            about.sort_unstable();
            about.dedup();
            let reporting = Reporting {
                options: &options,
                spool: &spool,
                progress: &Silent,
                errors: Vec::new(),
                interrupted: false,
            };
            reporting.write(graph, &About::Some(&about), sink)?;
            about.iter().map(|story| name_of(graph.view, *story)).collect()
        })
    }
}

/// Reads the records of a batch.
pub(super) fn read_batch(
    batch: &Batch,
    sources: &Sources,
    reading: &Reading,
    language: Option<Language>,
    pile: &mut Vec<Entry>,
    errors: &mut Vec<ErrorLine>,
) {
    let mut keep = |record: Result<Record<'_>, RecordProblem>| match record {
        Ok(record) => {
            let source = sources.list.get(record.place.source as usize).map_or("", |s| s.name.as_str());
            pile.push(Entry {
                record: record.into_owned(),
                source: source.to_owned(),
                language,
                found: None,
            });
        }
        Err(problem) => errors.push(problem_line(&problem, &sources.list)),
    };
    batch.records(reading, &mut keep);
}
