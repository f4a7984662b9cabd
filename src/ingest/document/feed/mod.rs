//! RSS 0.9 to 2, Atom and JSON Feed.
//!
//! The text is cut by a scan that takes whatever comes ([`markup`]), not by a strict parser: feeds with an unescaped `&`, an
//! unclosed element, an unknown entity or a missing end are read as far as they go. The scan borrows from the text, and no
//! step depends on how deep elements are nested.
//!
//! `text` -> fields of an entry ([`xml`], [`json`]) -> [`entry::Entry`] -> [`super::Found`].

mod entry;
mod field;
mod fields;
mod json;
pub(super) mod markup;
mod sniff;
mod time;
mod xml;

pub(super) use super::item::Found;
pub(crate) use sniff::{is_one, read};

#[cfg(test)]
mod tests;
