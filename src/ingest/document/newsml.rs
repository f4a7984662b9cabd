//! NewsML 1.2 and NewsML-G2.

use super::item::Found;

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let _ = head;
    false
}

/// Returns what the document holds.
pub(crate) fn read(text: &str) -> Vec<Found> {
    let _ = text;
    Vec::new()
}
