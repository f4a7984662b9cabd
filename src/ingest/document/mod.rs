//! Documents that are read whole, one file for each format: what they hold, as [`Found`].
//!
//! Each reader is a function from the decoded text to all that was found in it, in the order of the document. None fails: what
//! cannot be read is said in its place.

pub(crate) mod anpa;
pub(crate) mod ap;
pub(crate) mod feed;
pub(crate) mod iptc7901;
mod item;
pub(crate) mod listing;
pub(crate) mod newsml;
pub(crate) mod ninjs;
pub(crate) mod nitf;
pub(crate) mod page;

pub(crate) use item::{Found, Item};
