//! One record of a feed, by the id that a scan calls it by.

use std::collections::BTreeSet;

use crate::feed::revisions::newest;
use crate::feed::stories::{StoryRow, sort};
use crate::ingest::{Batches, Reading, Record, RecordPlace, Source, read_again};
use crate::text::{Language, WordingReader};

/// Returns the record that a scan of these sources calls `id`: of the versions of a story the newest goes by it, and each by
/// `ID@VERSION`; of several others with one id the first in canonical order, the next ones by `ID~2`, `ID~3`. Where no record has the id, `7` or `NAME#7` (NAME being a source) is record 7 of the
/// sources: what a scan calls records without an id. Reads all sources; about 1 GB/s.
pub fn find_record(
    sources: &[Source],
    id: &str,
    language: Option<Language>,
    reading: &Reading,
) -> Option<Record<'static>> {
    let mut search = Search::new(sources, id, language);
    for batch in Batches::new(sources, reading) {
        batch.records(reading, &mut |record| {
            if let Ok(record) = record {
                search.look(&record);
            }
        });
    }
    let place = search.found()?;
    read_again(sources.get(place.source as usize)?, place, reading).ok()
}

/// What an id may mean, and the records it may mean.
struct Search<'a> {
    sources: &'a [Source],
    id: &'a str,
    /// The id and number in `ID~2`.
    copy: Option<(&'a str, u64)>,
    /// The source, where one is named, and the number in it.
    number: Option<(Option<&'a str>, u64)>,
    language: Option<Language>,
    reader: WordingReader,
    /// Records of this very id.
    own: Vec<StoryRow>,
    /// Records of the id before the `~`.
    copies: Vec<StoryRow>,
    /// Numbers behind it that are part of the id of some record.
    taken: BTreeSet<u64>,
    numbered: Option<RecordPlace>,
    /// The record of the version in `ID@VERSION`.
    versioned: Option<RecordPlace>,
}

impl<'a> Search<'a> {
    fn new(sources: &'a [Source], id: &'a str, language: Option<Language>) -> Search<'a> {
        let (name, number) = match id.rsplit_once('#') {
            Some((name, number)) => (Some(name), number),
            None => (None, id),
        };
        Search {
            sources,
            id,
            copy: copy(id),
            number: number.parse().ok().map(|number| (name, number)),
            language,
            reader: WordingReader::new(),
            own: Vec::new(),
            copies: Vec::new(),
            taken: BTreeSet::new(),
            numbered: None,
            versioned: None,
        }
    }

    fn look(&mut self, record: &Record<'_>) {
        let source = self.sources.get(record.place.source as usize).map_or("", |s| s.name.as_str());
        let Some(own) = record.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) else {
            let (name, number) = self.number.unzip();
            let meant =
                number == Some(record.place.number) && name.flatten().is_none_or(|name| name == source);
            if meant {
                self.numbered.get_or_insert(record.place);
            }
            return;
        };
        if let Some((of, version)) = self.id.rsplit_once('@')
            && own == of
            && record.release.as_deref().and_then(|r| r.version.as_deref()) == Some(version)
        {
            self.versioned.get_or_insert(record.place);
        }
        let base = self.copy.map(|(base, _)| base);
        if own == self.id || Some(own) == base {
            let stated = || record.language.as_deref().and_then(Language::from_code);
            let language = self.language.or_else(stated);
            let wording = self.reader.read(&record.text, record.headline.as_deref(), language);
            let row = StoryRow::new(record, &wording, source);
            if own == self.id { self.own.push(row) } else { self.copies.push(row) }
        } else if let Some((of, number)) = copy(own)
            && Some(of) == base
        {
            self.taken.insert(number);
        }
    }

    /// The place of the record that is meant.
    fn found(mut self) -> Option<RecordPlace> {
        sort(&mut self.own);
        newest(&mut self.own);
        sort(&mut self.copies);
        let copied = || {
            let (_, number) = self.copy?;
            // The first goes by the id itself, and a number that another has is passed over.
            let before = number - 1 - self.taken.range(..number).count() as u64;
            self.copies.get(usize::try_from(before).ok()?)
        };
        self.own.first().or_else(copied).map(|row| row.place).or(self.versioned).or(self.numbered)
    }
}

/// The id and the number in `ID~2`.
fn copy(id: &str) -> Option<(&str, u64)> {
    let (of, digits) = id.rsplit_once('~')?;
    let number: u64 = digits.parse().ok()?;
    (number > 1 && number.to_string() == digits).then_some((of, number))
}
