//! A batch scan: sources in, lines out.

use std::io;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::feed::error::ScanError;
use crate::feed::find::find;
use crate::feed::lines::Lines;
use crate::feed::model::{ErrorLine, Line};
use crate::feed::options::{Progress, ScanOptions, Stage};
use crate::feed::origin::Inputs;
use crate::feed::problems::{problem_line, source_line};
use crate::feed::revisions::newest;
use crate::feed::scanner::{Pile, Scanner};
use crate::feed::stories::{canonical, sort};
use crate::feed::time;
use crate::index::{IndexedStories, Spool};
use crate::ingest::{Batch, Batches, Reading, Shared, Sources};

/// Scans all sources and hands every line of the result to `sink`, in the order of [`Line`].
///
/// The result depends on the stories and on the first group of options alone: not on threads, memory, the order of the
/// sources, or how stories are spread over them (but for stories without an id of their own, which are called by their
/// place). An interrupted scan works through what was read until then.
///
/// Cost: linear in the text, with at most [`ScanOptions::holders`] comparisons for each shingle of a paragraph.
///
/// # Errors
/// When temporary files fail, when `sink` does, or when an option makes no sense. Bad records are lines of the result.
pub fn scan(
    sources: &Sources,
    reading: &Reading,
    options: &ScanOptions,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(&Line) -> io::Result<()>,
) -> Result<(), ScanError> {
    let Means { since, pool, spool } = Means::new(options)?;
    let spooling = |source| ScanError::Spool { folder: options.temp_dir.clone(), source };
    let names: Vec<String> = sources.list.iter().map(|s| s.name.clone()).collect();
    let scanner = Scanner::new(options, since, options.memory / 2, &spool, &names);

    progress.stage(Stage::Read, sources.list.iter().map(|s| s.bytes).sum());
    let interrupted = pool.install(|| read(sources, reading, &scanner, progress)).map_err(spooling)?;
    let (store, mut rows, problems) = scanner.finish();
    let mut errors: Vec<ErrorLine> = problems.into_iter().map(|p| problem_line(&p, &sources.list)).collect();
    errors.extend(sources.problems.iter().map(source_line));
    // Which version is the newest may hang on the order where little is stated.
    sort(&mut rows);
    let superseded = if options.revisions { 0 } else { newest(&mut rows) };
    errors.extend(canonical(&mut rows, &names));
    errors.sort();

    let store = store.close();
    let stories = IndexedStories::new(&store, rows.iter().map(|r| (r.shelf, r.units)));
    let memory = options.memory / 2;
    let found =
        pool.install(|| find(&rows, &stories, options, memory, &spool, progress)).map_err(spooling)?;
    let origin = Inputs { sources, reading };
    let lines = Lines {
        rows: &rows,
        superseded,
        stories: &stories,
        found: &found,
        origin: &origin,
        news: None,
        options,
    };
    progress.stage(Stage::Write, found.matches.len() as u64);
    lines.write(errors, interrupted, progress, sink)
}

/// What options are made into before anything is read.
pub(super) struct Means {
    /// Seconds since 1970.
    pub since: Option<i64>,
    pub pool: ThreadPool,
    pub spool: Spool,
}

impl Means {
    /// Refuses options that make no sense.
    pub(super) fn new(options: &ScanOptions) -> Result<Means, ScanError> {
        let unclear = |stated: &String| ScanError::Since { stated: stated.clone() };
        let since = options.since.as_ref().map(|s| time::seconds(s).ok_or_else(|| unclear(s))).transpose()?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(options.threads)
            .build()
            .map_err(|_| ScanError::Threads { threads: options.threads })?;
        let spool = Spool::new(&options.temp_dir)
            .map_err(|source| ScanError::Spool { folder: options.temp_dir.clone(), source })?;
        Ok(Means { since, pool, spool })
    }
}

/// Reads all records and returns whether the user ended it.
fn read(
    sources: &Sources,
    reading: &Reading,
    scanner: &Scanner<'_>,
    progress: &dyn Progress,
) -> io::Result<bool> {
    let piles: Shared<Vec<Pile>> = Shared::default();
    let take = || piles.lock().pop().unwrap_or_default();
    let batches = Batches::new(&sources.list, reading).take_while(|_| !progress.interrupted());
    batches.par_bridge().try_for_each(|batch: Batch| -> io::Result<()> {
        let mut pile = take();
        batch.records(reading, &mut |record| scanner.push(record, &mut pile));
        progress.advance(batch.bytes_read());
        scanner.hand_over(&mut pile, false)?;
        piles.lock().push(pile);
        Ok(())
    })?;
    for mut pile in piles.into_inner() {
        scanner.hand_over(&mut pile, true)?;
    }
    Ok(progress.interrupted())
}
