//! NITF 3.

use super::item::{Found, Item};
use super::wire::{self, fill as set, joined};
use super::{body, when};
use crate::ingest::xml::{self, Node, attribute, child, is_named, path, string_of};

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    xml::root_name(head).is_some_and(|name| name.eq_ignore_ascii_case("nitf"))
}

/// Returns what the document holds.
pub(crate) fn read(text: &str) -> Vec<Found> {
    wire::read_xml(text, |root, out| {
        let documents = root.descendants().filter(|n| is_named(*n, "nitf"));
        for document in documents.filter(|n| !n.ancestors().skip(1).any(|a| is_named(a, "nitf"))) {
            let mut item = Item::default();
            fill(document, &mut item);
            let summary = path(document, &["body", "body.head", "abstract"]).map(body::paragraphs);
            wire::finish(item, summary, "a NITF document", out);
        }
    })
}

/// Puts the text of a `nitf` element into `item`, and what it says besides where `item` does not know it yet.
pub(super) fn fill(document: Node<'_>, item: &mut Item) {
    // What the story shows goes before what is said about it: the distributor before the holder of the copyright.
    if let Some(head) = path(document, &["body", "body.head"]) {
        body_head(head, item);
    }
    if let Some(data) = path(document, &["head", "docdata"]) {
        docdata(data, item);
    }
    if let Some(publication) = path(document, &["head", "pubdata"]) {
        set(&mut item.url, attribute(publication, "ex-ref").filter(|url| url.starts_with("http")));
    }
    let Some(whole) = child(document, "body") else { return };
    set(&mut item.language, attribute(document, "lang").or_else(|| attribute(whole, "lang")));
    set(&mut item.headline, path(document, &["head", "title"]).and_then(string_of));
    let parts = [child(whole, "body.content"), path(whole, &["body.end", "tagline"])];
    // Some agencies leave the inner elements out.
    let parts = if parts == [None, None] { [Some(whole), None] } else { parts };
    let texts = parts.into_iter().flatten().map(body::paragraphs).filter(|text| !text.is_empty());
    item.text = texts.collect::<Vec<_>>().join("\n\n");
}

fn docdata(data: Node<'_>, item: &mut Item) {
    let of = |element: &str, name: &str| child(data, element).and_then(|n| attribute(n, name));
    let release = &mut item.release;
    let (generation, version) = (of("du-key", "generation"), of("du-key", "version"));
    set(&mut release.version, joined(generation.into_iter().chain(version), "."));
    set(&mut release.guid, of("doc-id", "id-string").or_else(|| of("du-key", "key")));
    set(&mut item.outlet, of("doc.copyright", "holder"));
    let (issued, released) = (of("date.issue", "norm"), of("date.release", "norm"));
    let (issued, released) = (issued.map(|t| when::stated(&t)), released.map(|t| when::stated(&t)));
    if let (Some(issued), Some(released)) = (&issued, &released)
        && let (Ok(issue), Ok(release_at)) =
            (issued.parse::<jiff::Timestamp>(), released.parse::<jiff::Timestamp>())
        && release_at > issue
    {
        set(&mut release.embargo, Some(released.clone()));
    }
    set(&mut item.published, issued.or(released));
    let messages = data.children().filter(|n| is_named(*n, "ed-msg"));
    let messages = messages.filter_map(|n| attribute(n, "info").or_else(|| string_of(n)));
    release.notice = joined(release.notice.take().into_iter().chain(messages), " ");
    if release.status.is_none() {
        release.status = attribute(data, "management-status").and_then(|s| wire::status(&s));
    }
    let copyright = [of("doc.copyright", "year"), of("doc.copyright", "holder")];
    let copyright = joined(copyright.into_iter().flatten(), " ").map(|c| format!("(c) {c}"));
    let rights = data.children().filter(|n| is_named(*n, "doc.rights"));
    let rights =
        rights.flat_map(|n| ["type", "limitations", "geography", "agent"].map(|name| attribute(n, name)));
    set(&mut release.usage, joined(copyright.into_iter().chain(rights.flatten()), "; "));
    let from =
        child(data, "del-list").and_then(|n| child(n, "from-src")).and_then(|n| attribute(n, "src-name"));
    set(&mut item.outlet, from.or_else(|| of("doc-id", "regsrc")));
}

fn body_head(head: Node<'_>, item: &mut Item) {
    let line =
        child(head, "hedline").and_then(|n| child(n, "hl1").and_then(string_of).or_else(|| string_of(n)));
    set(&mut item.headline, line);
    if let Some(node) = child(head, "byline") {
        // The title of the writer is no name.
        let name = node.children().filter(|n| !is_named(*n, "byttl")).filter_map(string_of);
        let name = name.collect::<Vec<_>>().join(" ").trim_matches([' ', ',']).to_owned();
        set(&mut item.byline, Some(name));
        set(&mut item.byline, child(node, "byttl").and_then(string_of));
    }
    set(&mut item.outlet, child(head, "distributor").and_then(string_of));
    let notes = head.children().filter(|n| is_named(*n, "note"));
    let release = &mut item.release;
    release.notice = joined(release.notice.take().into_iter().chain(notes.filter_map(string_of)), " ");
}

#[cfg(test)]
mod tests;
