//! Where stories are pushed: each becomes a row and its words go to the store.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::feed::options::ScanOptions;
use crate::feed::problems::internal_error;
use crate::feed::stories::StoryRow;
use crate::index::{Spool, StoryWords, WordStore};
use crate::ingest::{Record, RecordProblem, Shared};
use crate::text::{Language, WordingReader};

/// Takes stories in any order, from any thread.
pub(super) struct Scanner<'a> {
    store: WordStore<'a>,
    names: &'a [String],
    language: Option<Language>,
    /// Stories before this second are left out.
    since: Option<i64>,
    state: Shared<State>,
}

#[derive(Default)]
struct State {
    rows: Vec<StoryRow>,
    problems: Vec<RecordProblem>,
}

/// The stories that one thread has read and not yet handed over.
#[derive(Default)]
pub(super) struct Pile {
    reader: WordingReader,
    rows: Vec<StoryRow>,
    words: Vec<StoryWords>,
    problems: Vec<RecordProblem>,
}

/// Stories that a thread collects before it hands them over.
const PILE: usize = 512;

impl<'a> Scanner<'a> {
    pub(super) fn new(
        options: &ScanOptions,
        since: Option<i64>,
        memory: u64,
        spool: &'a Spool,
        names: &'a [String],
    ) -> Scanner<'a> {
        let store = WordStore::new(memory, spool);
        Scanner { store, names, language: options.language, since, state: Shared::default() }
    }

    /// Pushes one record. A record that makes us panic is named and skipped.
    pub(super) fn push(&self, record: Result<Record<'_>, RecordProblem>, pile: &mut Pile) {
        let record = match record {
            Ok(record) => record,
            Err(problem) => {
                pile.problems.push(problem);
                return;
            }
        };
        let place = record.place;
        let source = self.names.get(place.source as usize).map_or("", String::as_str);
        let language = self.language.or_else(|| record.language.as_deref().and_then(Language::from_code));
        let reader = &mut pile.reader;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let wording = reader.read(&record.text, record.headline.as_deref(), language);
            let mut row = StoryRow::new(&record, &wording, source);
            let words = StoryWords::new(&wording);
            row.units = words.units().len() as u32;
            (row, words)
        }));
        match read {
            Ok((row, _)) if row.time.is_some_and(|time| self.since.is_some_and(|since| time < since)) => {}
            Ok((row, words)) => {
                pile.rows.push(row);
                pile.words.push(words);
            }
            Err(_) => {
                pile.reader = WordingReader::new();
                pile.problems.push(internal_error(place));
            }
        }
    }

    /// Hands over what a thread has read; `all` says whether a small pile goes too.
    ///
    /// # Errors
    /// When memory is short and the disk is full.
    pub(super) fn hand_over(&self, pile: &mut Pile, all: bool) -> io::Result<()> {
        if pile.rows.len() < PILE && !all {
            return Ok(());
        }
        let shelves = self.store.put(&pile.words)?;
        for (row, shelf) in pile.rows.iter_mut().zip(shelves) {
            row.shelf = shelf;
        }
        pile.words.clear();
        let mut state = self.state.lock();
        state.rows.append(&mut pile.rows);
        state.problems.append(&mut pile.problems);
        Ok(())
    }

    /// Ends the pushing: the words, the rows and the problems, in no order.
    pub(super) fn finish(self) -> (WordStore<'a>, Vec<StoryRow>, Vec<RecordProblem>) {
        let state = self.state.into_inner();
        (self.store, state.rows, state.problems)
    }
}
