//! NewsML 1.2 and NewsML-G2.

mod first;
mod second;

use super::item::Found;
use super::wire;
use crate::ingest::xml::{self, child, is_named};

/// Roots of documents of either version. The last is what the examples of the standard show alone.
const ROOTS: [&str; 10] = [
    "NewsML",
    "NewsItem",
    "newsMessage",
    "anyItem",
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
    "contentSet",
];
/// Items of NewsML-G2 that never hold a story.
const OTHERS: [&str; 5] = ["packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"];

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    xml::root_name(head).is_some_and(|name| ROOTS.iter().any(|root| root.eq_ignore_ascii_case(name)))
}

/// Returns what the document holds.
pub(crate) fn read(text: &str) -> Vec<Found> {
    wire::read_xml(text, |root, out| {
        let before = out.len();
        for node in root.descendants().filter(|n| n.is_element()) {
            if is_named(node, "newsItem") {
                // An item inside an item is a part of it; else its text would come once for each around it.
                if node.ancestors().skip(1).any(|n| is_named(n, "newsItem")) {
                    continue;
                }
                match child(node, "Identification").or(child(node, "NewsComponent")) {
                    Some(_) => first::read(node, out),
                    None => second::read(node, out),
                }
            } else if OTHERS.iter().any(|name| is_named(node, name)) {
                let what = node.tag_name().name();
                out.push(Found::NoStory(format!("a {what} of NewsML-G2")));
            }
        }
        if out.len() == before && is_named(root, "contentSet") {
            second::read_content(root, out);
        } else if out.len() == before {
            out.push(Found::NoStory(format!("<{}> without items", root.tag_name().name())));
        }
    })
}

#[cfg(test)]
mod tests;
