//! What an entry and its feed say, in whatever format -> a story.

use super::time;
use crate::ingest::address;
use crate::ingest::document::item::{Found, Item};
use crate::text::Release;

/// Beyond these a description is the story, not a summary: RSS has one element for both.
const WHOLE_PARAGRAPHS: usize = 3;
const WHOLE_WORDS: usize = 150;

/// Entries of a feed that are read. Each takes memory for what its feed says of all: this many, and the lengths below, keep
/// that within 300 MiB, and no honest feed of this size fits into one text.
const MOST_ENTRIES: u64 = 100_000;
/// Bytes of a name, of terms of use and of an address that a feed states for all its entries.
const LONGEST_NAME: usize = 200;
const LONGEST_RIGHTS: usize = 500;
const LONGEST_BASE: usize = 500;

/// The text of an entry, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    Whole,
    Summary,
}

/// What an entry says of itself. Texts are paragraphs as an [`Item`] holds them; what is blank counts as absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub headline: Option<String>,
    /// The whole text, as far as the feed says so.
    pub content: Option<String>,
    /// A summary, or in RSS perhaps the whole text.
    pub description: Option<String>,
    /// Whether `description` is a summary however long it is.
    pub is_summary: bool,
    /// The caption of a picture or film: read when there is no other text.
    pub caption: Option<String>,
    pub authors: Vec<String>,
    pub link: Option<String>,
    pub guid: Option<String>,
    /// Whom an aggregator has it from.
    pub source: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub language: Option<String>,
    pub rights: Option<String>,
    /// What its relative links are relative to, when that differs from the feed's.
    pub base: Option<String>,
}

/// What a feed says of all its entries.
#[derive(Clone, Debug, Default)]
pub(super) struct Head {
    pub title: Option<String>,
    pub publisher: Option<String>,
    /// The authors of entries that name none.
    pub authors: Vec<String>,
    pub language: Option<String>,
    pub rights: Option<String>,
    /// What relative links are relative to.
    pub base: Option<String>,
}

impl Head {
    /// Cuts what is too long to be kept for each entry.
    pub fn clip(&mut self) {
        for (text, most) in [
            (&mut self.title, LONGEST_NAME),
            (&mut self.publisher, LONGEST_NAME),
            (&mut self.language, LONGEST_NAME),
            (&mut self.rights, LONGEST_RIGHTS),
        ] {
            if let Some(text) = text {
                clip(text, most);
            }
        }
        // A part of an address is another address.
        self.base.take_if(|base| base.len() > LONGEST_BASE);
        self.authors.truncate(5);
        for name in &mut self.authors {
            clip(name, LONGEST_NAME);
        }
    }
}

fn clip(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push('…');
    }
}

/// Collects what a feed holds.
#[derive(Debug, Default)]
pub(super) struct Collected {
    found: Vec<Found>,
    /// Entries met, those that cannot be read included.
    number: u64,
    stories: u64,
    summaries: u64,
}

impl Collected {
    /// Takes the next entry.
    pub fn add(&mut self, entry: Entry, head: &Head) {
        self.number = self.number.saturating_add(1);
        let Some((text, body)) = text(&entry) else {
            let holds = if filled(&entry.headline).is_some() {
                "a headline only"
            } else {
                "neither headline nor text"
            };
            self.found.push(Found::NoStory(format!("item {} has {holds}", self.number)));
            return;
        };
        self.stories = self.stories.saturating_add(1);
        self.summaries = self.summaries.saturating_add(u64::from(body == Body::Summary));
        self.found.push(Found::Item(Box::new(item(entry, head, text))));
    }

    /// Whether no more entries are taken.
    pub fn is_full(&self) -> bool {
        self.number >= MOST_ENTRIES
    }

    /// Leaves out the next entry, which cannot be read; `why` is a clause.
    pub fn add_bad(&mut self, why: &str) {
        self.number = self.number.saturating_add(1);
        self.found.push(Found::Skipped("bad-item", format!("item {}: {why}", self.number)));
    }

    /// Returns all that was found, remarks about the whole feed first.
    pub fn finish(self, truncated: bool) -> Vec<Found> {
        let mut out = Vec::new();
        if self.is_full() {
            let why = format!("only the first {MOST_ENTRIES} items are read");
            out.push(Found::Note("too-many-items", why));
        } else if truncated {
            let items = self.number;
            out.push(Found::Note("truncated", format!("the feed is cut off; it begins {items} items")));
        }
        if self.summaries > 0 {
            let (some, all) = (self.summaries, self.stories);
            out.push(Found::Note("summary-only", format!("{some} of {all} items hold a summary only")));
        }
        out.extend(self.found);
        out
    }
}

fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|t| !t.is_empty())
}

fn text(entry: &Entry) -> Option<(String, Body)> {
    if let Some(content) = filled(&entry.content) {
        return Some((content.to_owned(), Body::Whole));
    }
    if let Some(text) = filled(&entry.description) {
        let long = text.split("\n\n").nth(WHOLE_PARAGRAPHS - 1).is_some()
            || text.split_whitespace().nth(WHOLE_WORDS - 1).is_some();
        let body = if long && !entry.is_summary { Body::Whole } else { Body::Summary };
        return Some((text.to_owned(), body));
    }
    filled(&entry.caption).map(|caption| (caption.to_owned(), Body::Summary))
}

fn item(entry: Entry, head: &Head, text: String) -> Item {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let either = |a: &Option<String>, b: &Option<String>| own(filled(a).or_else(|| filled(b)));
    let authors = if entry.authors.is_empty() { &head.authors } else { &entry.authors };
    let outlet = filled(&entry.source).or_else(|| filled(&entry.publisher));
    let updated = entry.updated.as_deref().and_then(time::stated);
    Item {
        id: None,
        headline: own(filled(&entry.headline)),
        byline: (!authors.is_empty()).then(|| authors.join(", ")),
        outlet: own(outlet.or_else(|| filled(&head.publisher)).or_else(|| filled(&head.title))),
        url: link(&entry, head),
        published: entry.published.as_deref().and_then(time::stated).or_else(|| updated.clone()),
        language: either(&entry.language, &head.language),
        release: Release {
            guid: own(filled(&entry.guid)),
            updated,
            usage: either(&entry.rights, &head.rights),
            ..Release::default()
        },
        text,
    }
}

fn link(entry: &Entry, head: &Head) -> Option<String> {
    let link = filled(&entry.link)?;
    let base = match (filled(&entry.base), filled(&head.base)) {
        (Some(own), Some(feed)) => address::resolve(feed, own),
        (Some(own), None) => Some(own.to_owned()),
        (None, feed) => feed.map(str::to_owned),
    };
    Some(base.and_then(|base| address::resolve(&base, link)).unwrap_or_else(|| link.to_owned()))
}

/// Returns the names of a list without those that are blank or were there before, in order.
pub(super) fn names(stated: impl IntoIterator<Item = String>) -> Vec<String> {
    /// Names beyond this are not worth the look whether they were there before.
    const MOST: usize = 100;
    let mut out: Vec<String> = Vec::new();
    for name in stated.into_iter().take(MOST) {
        if !name.trim().is_empty() && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
