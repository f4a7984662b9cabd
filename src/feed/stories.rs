//! The stories of a feed in canonical order: by time of publication, then by id, then by content.

use xxhash_rust::xxh3::xxh3_64;

use crate::feed::model::ErrorLine;
use crate::feed::revisions::{RowRelease, is_revision};
use crate::feed::time;
use crate::index::Shelf;
use crate::ingest::{Record, RecordPlace};
use crate::text::{Language, Wording};

/// What is kept of a story while the feed is worked through; its words are in the store.
#[derive(Clone, Debug)]
pub(super) struct StoryRow {
    pub id: Box<str>,
    pub outlet: Option<Box<str>>,
    pub headline: Option<Box<str>>,
    pub url: Option<Box<str>>,
    pub published: Option<Box<str>>,
    /// The agency named in the dateline.
    pub credit: Option<Box<str>>,
    /// Seconds since 1970.
    pub time: Option<i64>,
    pub place: RecordPlace,
    pub language: Language,
    pub words: u32,
    pub paragraphs: u32,
    /// Paragraphs that count as content.
    pub bodies: u32,
    /// Units in the store.
    pub units: u32,
    /// Hash of the whole text.
    pub content: u64,
    pub shelf: Shelf,
    /// What is said of the delivery, where anything is.
    pub release: Option<Box<RowRelease>>,
}

impl StoryRow {
    /// Returns the row of a story whose words are still to be put away. `source` names its input.
    pub(super) fn new(record: &Record<'_>, wording: &Wording, source: &str) -> StoryRow {
        let meta = &wording.meta;
        let stated = |own: Option<&str>, front: &Option<String>| -> Option<Box<str>> {
            let text = own.or(front.as_deref()).map(str::trim).filter(|t| !t.is_empty())?;
            Some(text.into())
        };
        let published = stated(record.published.as_deref(), &meta.published);
        let in_text = || wording.headline.map(|span| span.of(&record.text).into());
        let numbered = || format!("{source}#{}", record.place.number).into_boxed_str();
        let bodies = wording.paragraphs.iter().filter(|p| p.from < p.to);
        StoryRow {
            id: stated(record.id.as_deref(), &meta.id).unwrap_or_else(numbered),
            outlet: stated(record.outlet.as_deref(), &meta.outlet),
            headline: stated(record.headline.as_deref(), &meta.headline).or_else(in_text),
            url: stated(record.url.as_deref(), &meta.url),
            time: published.as_deref().and_then(time::seconds),
            published,
            credit: wording.credit.map(|span| span.of(&record.text).into()),
            place: record.place,
            language: wording.language.unwrap_or(Language::Other),
            words: wording.words.len() as u32,
            paragraphs: wording.paragraphs.len() as u32,
            bodies: bodies.count() as u32,
            units: 0,
            content: xxh3_64(record.text.as_bytes()),
            shelf: Shelf::default(),
            release: {
                let stated = record.release.as_deref().cloned().unwrap_or_default();
                RowRelease::new(stated.or(meta.release.clone()), time::seconds)
            },
        }
    }

    /// All that may differ between two stories: what is equal here can change places without a trace.
    fn key(&self) -> impl Ord + '_ {
        (
            (self.time.is_none(), self.time, &self.id, self.content),
            (&self.headline, &self.outlet, &self.url, &self.published, self.language.code(), &self.release),
        )
    }
}

/// Sorts stories canonically.
pub(super) fn sort(rows: &mut [StoryRow]) {
    rows.sort_by(|a, b| a.key().cmp(&b.key()).then(a.place.cmp(&b.place)));
}

/// Sorts stories canonically, and tells the second story of an id from the first: it becomes `id~2`, with a note.
pub(super) fn canonical(rows: &mut [StoryRow], names: &[String]) -> Vec<ErrorLine> {
    sort(rows);
    let mut by_id: Vec<usize> = (0..rows.len()).collect();
    by_id.sort_by(|a, b| (&rows[*a].id, a).cmp(&(&rows[*b].id, b)));
    let mut renamed: Vec<(usize, Box<str>, bool)> = Vec::new();
    {
        let taken = |id: &str| by_id.binary_search_by(|at| (*rows[*at].id).cmp(id)).is_ok();
        for group in by_id.chunk_by(|a, b| rows[*a].id == rows[*b].id) {
            let mut number = 1;
            for at in &group[1..] {
                if let Some(id) = version_id(&rows[*at], &rows[group[0]]).filter(|id| !taken(id)) {
                    renamed.push((*at, id, false));
                    continue;
                }
                let mut id;
                loop {
                    number += 1;
                    id = format!("{}~{number}", rows[*at].id);
                    if !taken(&id) {
                        break;
                    }
                }
                renamed.push((*at, id.into(), true));
            }
        }
    }
    let mut notes = Vec::new();
    for (at, id, noted) in renamed {
        let row = &mut rows[at];
        if !noted {
            row.id = id;
            continue;
        }
        notes.push(ErrorLine {
            source: names.get(row.place.source as usize).cloned().unwrap_or_default(),
            record: Some(row.place.number),
            byte: Some(row.place.byte),
            code: "duplicate-id".to_owned(),
            message: format!("another story has the id `{}`; this one is called `{id}`", row.id),
            skipped: false,
        });
        row.id = id;
    }
    notes
}

/// The name of a version of a story whose id another version has already.
fn version_id(row: &StoryRow, first: &StoryRow) -> Option<Box<str>> {
    let version = row.release.as_ref()?.version.as_ref()?;
    is_revision(row, first).then(|| format!("{}@{version}", row.id).into())
}
