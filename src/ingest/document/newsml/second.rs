//! Items of NewsML-G2.

use super::super::item::{Found, Item};
use super::super::wire::{self, fill as set, joined};
use super::super::{body, when};
use crate::ingest::xml::{Node, attribute, child, is_named, path, string_of};

/// Adds what a `newsItem` holds.
pub(super) fn read(node: Node<'_>, out: &mut Vec<Found>) {
    let mut item = Item { language: attribute(node, "lang"), ..Item::default() };
    item.release.guid = attribute(node, "guid");
    item.release.version = attribute(node, "version");
    let mut class = None;
    if let Some(meta) = child(node, "itemMeta") {
        class = child(meta, "itemClass").and_then(|n| attribute(n, "qcode").or_else(|| attribute(n, "uri")));
        item_meta(meta, &mut item);
    }
    let content = child(node, "contentMeta");
    if let Some(content) = content {
        content_meta(content, &mut item);
    }
    set(&mut item.headline, path(node, &["itemMeta", "title"]).and_then(string_of));
    rights(node, &mut item);
    let credit = content.and_then(|n| child(n, "creditline")).and_then(string_of);
    let holder = path(node, &["rightsInfo", "copyrightHolder"]).and_then(named);
    let source = content.and_then(|n| child(n, "infoSource")).and_then(named);
    // A provider that is only a domain (`northwire.example`) has a better name elsewhere.
    let domain = item.outlet.take_if(|outlet| outlet.contains('.') && !outlet.contains(' '));
    set(&mut item.outlet, credit.or(holder).or(source).or(domain));
    item.published = item.published.map(|t| when::stated(&t));
    let mut elsewhere = None;
    if let Some(set) = child(node, "contentSet") {
        elsewhere = content_set(set, &mut item);
    }
    let class = class.as_deref().and_then(|c| c.rsplit([':', '/']).next()).unwrap_or("text");
    if class == "text"
        && item.text.is_empty()
        && let Some(href) = elsewhere
    {
        out.push(Found::Skipped("text-elsewhere", format!("the text is at {href}")));
        return;
    }
    let what = if class == "text" { "an item".to_owned() } else { format!("an item of class {class}") };
    wire::finish(item, None, &what, out);
}

/// Adds what a `contentSet` holds that stands alone.
pub(super) fn read_content(set: Node<'_>, out: &mut Vec<Found>) {
    let mut item = Item::default();
    content_set(set, &mut item);
    wire::finish(item, None, "a contentSet", out);
}

fn item_meta(meta: Node<'_>, item: &mut Item) {
    let text = |name| child(meta, name).and_then(string_of);
    let release = &mut item.release;
    release.updated = text("versionCreated").map(|t| when::stated(&t));
    release.embargo = text("embargoed").map(|t| when::stated(&t));
    item.published = text("firstCreated").or_else(|| text("versionCreated"));
    item.outlet = child(meta, "provider").and_then(named);
    release.status = child(meta, "pubStatus").and_then(code).and_then(|c| wire::status(&c));
    for signal in meta.children().filter(|n| is_named(*n, "signal")) {
        wire::signal(&mut release.status, code(signal).and_then(|c| wire::status(&c)));
    }
    let notes = meta.children().filter(|n| is_named(*n, "edNote") && !is_for_the_desk(*n));
    release.notice = joined(notes.filter_map(string_of), " ");
}

/// Notes that say who wrote a story and what pictures it has, not what an editor has to know of this version.
fn is_for_the_desk(note: Node<'_>) -> bool {
    let role = note.attribute("role").unwrap_or_default().to_ascii_lowercase();
    note.attribute("pubconstraint").is_some()
        || ["notepad", "closingline", "contact", "picture"].iter().any(|word| role.contains(word))
}

fn content_meta(meta: Node<'_>, item: &mut Item) {
    let children = |name: &'static str| meta.children().filter(move |n| is_named(*n, name));
    let is_main = |n: &Node<'_>| n.attribute("role").is_none_or(|r| r.to_ascii_lowercase().contains("main"));
    item.headline =
        children("headline").find(is_main).or_else(|| child(meta, "headline")).and_then(string_of);
    item.language = child(meta, "language").and_then(|n| attribute(n, "tag")).or(item.language.take());
    item.byline = joined(children("by").filter_map(string_of), ", ");
    // A creator is a person, a desk or a log-in; only persons have names of several words.
    let creators = children("creator").filter_map(|n| child(n, "name")).filter_map(string_of);
    set(&mut item.byline, joined(creators.filter(|name| name.contains(' ')), ", "));
    set(&mut item.published, child(meta, "contentCreated").and_then(string_of));
}

fn rights(node: Node<'_>, item: &mut Item) {
    let infos = node.children().filter(|n| is_named(*n, "rightsInfo"));
    let said = infos
        .flat_map(|n| n.children())
        .filter(|n| is_named(*n, "copyrightNotice") || is_named(*n, "usageTerms"));
    item.release.usage = joined(said.filter_map(string_of), "; ");
}

/// Takes the first rendition that has a text; returns where one lies that is not in the document.
fn content_set(set: Node<'_>, item: &mut Item) -> Option<String> {
    let renditions = || set.children().filter(|n| n.is_element());
    let inner = renditions()
        .filter(|n| is_named(*n, "inlineXML"))
        .chain(renditions().filter(|n| is_named(*n, "inlineData")));
    for rendition in inner {
        if rendition.attribute("encoding").is_some() {
            // Base64: pictures and documents of word processors.
            continue;
        }
        body::read(rendition, item);
        if !item.text.is_empty() {
            return None;
        }
    }
    let is_text = |n: &Node<'_>| {
        let kind = n.attribute("contenttype").unwrap_or_default();
        kind.starts_with("text/") || kind.ends_with("xml") || kind.ends_with("html")
    };
    renditions().filter(|n| is_named(*n, "remoteContent")).find(is_text).and_then(|n| attribute(n, "href"))
}

/// The name of a party or concept as people write it, else its literal, else what its code says.
fn named(node: Node<'_>) -> Option<String> {
    let code = attribute(node, "qcode").and_then(|c| c.rsplit(':').next().map(str::to_owned));
    child(node, "name").and_then(string_of).or_else(|| attribute(node, "literal")).or(code)
}

fn code(node: Node<'_>) -> Option<String> {
    attribute(node, "qcode").or_else(|| attribute(node, "uri")).or_else(|| attribute(node, "literal"))
}
