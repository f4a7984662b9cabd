//! What a document that is read whole gives: stories, and what was odd about it.

use crate::text::Release;

/// One story as a document holds it. Nothing is checked yet; what is blank counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Item {
    /// Its own id, where it is another than the guid of its release.
    pub id: Option<String>,
    pub headline: Option<String>,
    /// `By Jane Roe`, or the names alone.
    pub byline: Option<String>,
    /// Who publishes it: the outlet or the agency.
    pub outlet: Option<String>,
    pub url: Option<String>,
    /// When it was published first, as stated.
    pub published: Option<String>,
    /// Language code as stated.
    pub language: Option<String>,
    /// Guid, version, status, notice, usage.
    pub release: Release,
    /// The text: paragraphs separated by one blank line, none of them holding a line end. Tables, captions and credits are
    /// paragraphs like any other; furniture is told later from the text.
    pub text: String,
}

/// What was found in a document, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A story.
    Item(Box<Item>),
    /// An item that is none and is not counted as one: a package, a picture, an alert without text.
    NoStory(String),
    /// An item that cannot be read: a stable word for the reason, and what was wrong in one clause.
    Skipped(&'static str, String),
    /// A remark about the item before it, or about the whole document when none is.
    Note(&'static str, String),
}
