//! One story as an input holds it, and where it was found.

use std::borrow::Cow;

use crate::text::{Language, Meta, Release, Story};

/// Where a record lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordPlace {
    /// Index of its source among the inputs.
    pub source: u32,
    /// Number of the record in its source, from 1; 0 for the source as a whole. In JSON Lines this is the line; the header
    /// line of a table is no record.
    pub number: u64,
    /// First byte in the source, after decompression.
    pub byte: u64,
    /// Length in bytes, line end left out.
    pub len: u64,
}

/// One story with what its input says of it. Nothing is checked but that there is a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record<'a> {
    /// Where it lies.
    pub place: RecordPlace,
    /// Its id.
    pub id: Option<Cow<'a, str>>,
    /// Its headline.
    pub headline: Option<Cow<'a, str>>,
    /// Its outlet.
    pub outlet: Option<Cow<'a, str>>,
    /// Its address.
    pub url: Option<Cow<'a, str>>,
    /// Time of publication as stated.
    pub published: Option<Cow<'a, str>>,
    /// ISO 639-1 code of its language.
    pub language: Option<Cow<'a, str>>,
    /// Its byline.
    pub byline: Option<Cow<'a, str>>,
    /// What is said of the delivery, where anything is.
    pub release: Option<Box<Release>>,
    /// The text: paragraphs separated by blank lines, or one a line.
    pub text: Cow<'a, str>,
    /// Bytes that were no text in the encoding and stand as U+FFFD.
    pub replaced: u32,
}

impl<'a> Record<'a> {
    /// Returns the story that is called `id`; what the record says of it stands above what its text says. The language is
    /// found out when neither says it.
    pub fn into_story(self, id: &str, language: Option<Language>) -> Story {
        let (stated, text) = self.into_parts(id);
        Story::with_meta(stated, text.into_owned(), language)
    }

    /// Returns what the record says of the story that is called `id`, and its text.
    pub fn into_parts(self, id: &str) -> (Meta, Cow<'a, str>) {
        let own = |field: Option<Cow<'_, str>>| field.map(Cow::into_owned);
        let stated = Meta {
            id: Some(id.to_owned()),
            outlet: own(self.outlet),
            headline: own(self.headline),
            url: own(self.url),
            published: own(self.published),
            language: own(self.language),
            byline: own(self.byline),
            release: self.release.map_or_else(Release::default, |release| *release),
        };
        (stated, self.text)
    }

    /// Returns the record that an input of a story would hold.
    pub fn of_story(story: &Story) -> Record<'static> {
        let Meta { id, outlet, headline, url, published, language, byline, release } = story.meta().clone();
        let own = |text: Option<String>| text.map(Into::into);
        Record {
            id: own(id.or_else(|| Some(story.id().to_owned()))),
            outlet: own(outlet),
            headline: own(headline),
            url: own(url),
            published: own(published),
            language: own(language),
            byline: own(byline),
            release: (!release.is_empty()).then(|| Box::new(release)),
            text: story.raw().to_owned().into(),
            ..Record::default()
        }
    }

    /// Returns the record without what it borrows from.
    pub fn into_owned(self) -> Record<'static> {
        let own = |field: Option<Cow<'a, str>>| field.map(|text| Cow::Owned(text.into_owned()));
        Record {
            place: self.place,
            id: own(self.id),
            headline: own(self.headline),
            outlet: own(self.outlet),
            url: own(self.url),
            published: own(self.published),
            language: own(self.language),
            byline: own(self.byline),
            release: self.release,
            text: Cow::Owned(self.text.into_owned()),
            replaced: self.replaced,
        }
    }
}

/// A record that could not be read, or was read with a remark.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordProblem {
    /// Where it lies.
    pub place: RecordPlace,
    /// A stable word for the reason: `bad-json`, `missing-text`, `wrong-type`, `too-long`, ...
    pub code: &'static str,
    /// What was wrong, in one clause.
    pub message: String,
    /// Whether the record was skipped.
    pub skipped: bool,
}
