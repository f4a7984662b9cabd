//! Which kind of feed a text is.

use super::Found;
use super::markup::{Piece, Pieces, Tag};
use super::{json, xml};

/// Namespaces of Atom, the final one and that of its draft.
pub(super) const ATOM: [&str; 2] = ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"];
/// Namespaces of RSS 1.0 and 0.90.
const RDF: [&str; 2] = ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"];

/// With what an Atom feed begins.
const HEAD: [&str; 6] = ["title", "id", "link", "updated", "author", "subtitle"];

/// Whether a text that begins with `head` is a feed.
pub(crate) fn is_one(head: &str) -> bool {
    is_json(head) || is_xml(head)
}

/// Returns the entries of a feed in its order, and what was odd about it. Total: text that is no feed has no entries. Time and
/// memory are linear in the text.
pub(crate) fn read(text: &str) -> Vec<Found> {
    if start(text).starts_with('{') { json::read(text) } else { xml::read(text) }
}

fn start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn is_json(head: &str) -> bool {
    let head = start(head);
    let states = |at: usize| {
        let value = head.get(at..).unwrap_or_default().trim_start().strip_prefix(':');
        let value = value.map(str::trim_start).and_then(|v| v.strip_prefix('"')).unwrap_or_default();
        // Some writers escape the slash.
        let address: String = value.chars().take(60).filter(|c| *c != '\\').collect();
        let address = address.strip_prefix("https://").or(address.strip_prefix("http://"));
        address.is_some_and(|a| a.starts_with("jsonfeed.org/version/"))
    };
    head.starts_with('{') && head.match_indices("\"version\"").any(|(at, key)| states(at + key.len()))
}

fn is_xml(head: &str) -> bool {
    if !start(head).starts_with('<') {
        return false;
    }
    let mut tags = Pieces::new(start(head)).map_while(|piece| match piece {
        Piece::Open(tag) => Some(Some(tag)),
        Piece::Text(text) if text.trim().is_empty() => Some(None),
        _ => None,
    });
    let mut next = || tags.find_map(|tag| tag);
    let Some(root) = next() else { return false };
    // Feeds written by hand may say nothing of their namespace.
    let bare = root.name == "feed" && !root.attributes().any(|(name, _)| name == "xmlns");
    is_root(&root) || (bare && next().is_some_and(|tag| HEAD.contains(&tag.name)))
}

fn is_root(tag: &Tag<'_>) -> bool {
    let (prefix, name) = tag.split();
    let declares = |spaces: &[&str]| {
        let of_prefix = tag.attributes().any(|(name, value)| {
            let bound = name.strip_prefix("xmlns").map(|rest| rest.strip_prefix(':').unwrap_or(rest));
            bound == Some(prefix) && spaces.contains(&value.trim())
        });
        of_prefix || (prefix == "atom" && spaces == ATOM)
    };
    match name {
        "rss" => true,
        "RDF" => tag.attributes().any(|(_, value)| RDF.contains(&value.trim())),
        "feed" | "entry" => declares(&ATOM),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: bool) {
        assert_eq!(is_one(head), expected, "{head}");
    }

    #[test]
    fn feeds_are_told_from_other_text() {
        check("<?xml version='1.0'?>\n<!-- x --><rss version=\"2.0\"><chan", true);
        check("\u{feff}<!DOCTYPE rss [<!ENTITY a \"<b>\">]>\n<rss>", true);
        check("<feed xmlns=\"http://www.w3.org/2005/Atom\">", true);
        check("<feed xmlns='http://purl.org/atom/ns#' version='0.3'>", true);
        check("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", true);
        check("<feed xmlns=\"http://example.org/sheep\">", false);
        check("<feed>", false);
        check("<feed>\n<title>", true);
        check("<feed>\n<cows>", false);
        check("<feed>text<title>", false);
        check(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>",
            true,
        );
        check("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", false);
        check(" { \"version\" : \"https://jsonfeed.org/version/1.1\"", true);
        check(r#"{"title":"x","version":"https:\/\/jsonfeed.org\/version\/1"}"#, true);
        check(r#"{"version": "https://stats.nba.com/ninjs"}"#, false);
        check("The <rss> element is the root of a feed.", false);
        check("rss", false);
        check("<html><rss>", false);
        check("", false);
        check("<", false);
        check("<rs", false);
        check("{", false);
    }
}
