//! XML of unknown origin -> a tree that is safe to walk.
//!
//! [`clean`] rewrites any text to the plainest XML that says the same: elements, attributes and text, every element closed, no
//! DOCTYPE, no entity of the document's own, nothing that grows. [`Tree`] reads that into nodes. What had to be mended on the way
//! is counted, because a reader that says nothing hides a damaged delivery.

mod charset;
mod clean;
mod reference;
mod tag;
mod tree;

pub(crate) use charset::declared_charset;
pub(crate) use clean::BadXml;
pub(crate) use reference::decoded;
pub(crate) use tag::root_name;
pub(crate) use tree::{Node, Tree, attribute, child, is_named, path, string_of};
