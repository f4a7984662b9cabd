//! All that an index holds of its stories, one after another.

use super::archive::Archive;
use super::error::ArchiveError;
use super::keys;
use super::pairs::keys_of;
use super::report::name_of;
use super::view::{View, read};
use crate::text::{Span, Status, WordingReader};

/// Something that an index holds of a story.
#[derive(Clone, Debug, PartialEq)]
pub enum Content<'a> {
    /// The story itself; what follows up to the next one belongs to it.
    Story(StoryContent<'a>),
    /// A unit that is compared: a paragraph, or a part of a long one.
    Unit {
        /// Number of its (first) paragraph, from 1.
        paragraph: u32,
        /// Where the paragraph lies, in bytes of the text.
        span: Span,
        /// Words.
        words: u32,
        /// Hash of its normal form: equal for equal paragraphs.
        class: u128,
    },
    /// A shingle of a unit.
    Shingle {
        /// Number of the (first) paragraph of the unit, from 1.
        paragraph: u32,
        /// 42 bits of its hash.
        hash: u64,
        /// Whether it is a run of words; else it is a pair of content words.
        run: bool,
    },
}

/// A story as an index holds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryContent<'a> {
    /// What it is called in all lines about it.
    pub id: String,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// Its headline.
    pub headline: Option<&'a str>,
    /// Its address.
    pub url: Option<&'a str>,
    /// Time of publication as stated.
    pub published: Option<&'a str>,
    /// ISO 639-1 code of the language it was read in, or `und`.
    pub language: &'static str,
    /// The id that all its versions have in common.
    pub guid: Option<&'a str>,
    /// The version.
    pub version: Option<&'a str>,
    /// How far it may be used.
    pub status: Option<Status>,
    /// What the desk says of it.
    pub notice: Option<&'a str>,
    /// The input it came from.
    pub source: &'a str,
    /// Number of its record there.
    pub record: u64,
    /// Words in paragraphs that count.
    pub words: u32,
    /// Its text.
    pub text: &'a str,
}

impl Archive {
    /// Hands on all stories that take part, in canonical order, each with its units and shingles. Cost: a reading of every
    /// text; memory: one story.
    ///
    /// # Errors
    /// When the disk fails, or `each` does.
    pub fn contents<E: From<ArchiveError>>(
        &self,
        mut each: impl FnMut(Content<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut stories: Vec<u32> = self.catalog.active().collect();
        stories.sort_by(|a, b| self.catalog.order(*a, *b));
        self.on_view(|view| {
            let mut reader = view.recent.reader();
            stories.into_iter().try_for_each(|story| contents(view, story, &mut reader, &mut each))
        })
    }
}

/// Hands on one story.
fn contents<E: From<ArchiveError>>(
    view: &View<'_>,
    story: u32,
    reader: &mut WordingReader,
    each: &mut dyn FnMut(Content<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let entry = view.entry(story)?;
    // Each comes once: nothing is gained by keeping it.
    let read = read(&entry, reader);
    let row = &read.row;
    let release = row.release.as_deref();
    each(Content::Story(StoryContent {
        id: name_of(view, story)?,
        outlet: row.outlet.as_deref(),
        headline: row.headline.as_deref(),
        url: row.url.as_deref(),
        published: row.published.as_deref(),
        language: row.language.code(),
        guid: release.and_then(|r| r.guid.as_deref()),
        version: release.and_then(|r| r.version.as_deref()),
        status: release.and_then(|r| r.status),
        notice: release.and_then(|r| r.notice.as_deref()),
        source: &entry.source,
        record: row.place.number,
        words: row.words,
        text: &entry.record.text,
    }))?;
    let mut encoded = Vec::new();
    let words = read.words.view(&mut encoded);
    for n in 0..words.count() {
        let unit = words.unit(n).0;
        let (paragraph, span) = (unit.paragraph + 1, unit.span);
        each(Content::Unit { paragraph, span, words: unit.words(), class: unit.class })?;
    }
    let mut shingles = Vec::new();
    keys_of(story, words, |key, own| {
        if let Some(hash) = keys::shingle(key) {
            shingles.push((own.unit, hash, own.steps == 0));
        }
    });
    shingles.sort_unstable();
    shingles.dedup();
    for (unit, hash, run) in shingles {
        let paragraph = words.paragraph(unit as usize) + 1;
        each(Content::Shingle { paragraph, hash, run })?;
    }
    Ok(())
}
