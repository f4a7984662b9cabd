//! A web page with one story.

use super::item::Found;

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let _ = head;
    false
}

/// Returns the story of the page. `url` is where it was fetched from, when known.
pub(crate) fn read(text: &str, url: Option<&str>) -> Vec<Found> {
    let _ = (text, url);
    Vec::new()
}
