//! ninjs 1, 2 and 3.

use serde_json::Value;

use super::item::{Found, Item};
use super::wire::{self, fill as set, joined};
use super::{body, when};

/// Keys of which one tells ninjs from other JSON.
pub(crate) const MARKS: &[&str] = &[
    "body_html",
    "body_xhtml",
    "body_text",
    "bodies",
    "versioncreated",
    "versionCreated",
    "firstcreated",
    "firstCreated",
    "pubstatus",
    "pubStatus",
    "headlines",
    "copyrightholder",
    "copyrightHolder",
    "usageterms",
    "usageTerms",
];

/// Keys under which a list of items lies.
const WRAPPERS: [&str; 4] = ["item", "items", "_items", "newsItems"];

/// Most commas in a document, so that its values stay within about 300 MB; prose has one in a hundred bytes.
const COMMAS: usize = 4_000_000;

/// Whether a text that begins with `head` is one. Answers of the AP Media API, which use the same keys, are not.
pub(crate) fn is_one(head: &str) -> bool {
    is_json(head) && !super::ap::is_one(head) && MARKS.iter().any(|mark| holds_key(head, mark))
}

/// Whether a text begins as an object or a list of objects does.
pub(super) fn is_json(head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.strip_prefix('[').unwrap_or(head).trim_start().starts_with('{')
}

/// Whether a text holds `"key"` with a colon behind it.
pub(super) fn holds_key(head: &str, key: &str) -> bool {
    let quoted = format!("\"{key}\"");
    let mut places = memchr::memmem::find_iter(head.as_bytes(), quoted.as_bytes());
    places.any(|at| head[at + quoted.len()..].trim_start().starts_with(':'))
}

/// Returns what the document holds: an item, a list of items, or an object around such a list; several of them one after another.
pub(crate) fn read(text: &str) -> Vec<Found> {
    read_json(text, |value, out| {
        let listed = |value: &Value| WRAPPERS.iter().any(|w| value.get(w).is_some_and(Value::is_array));
        let items = match &value {
            Value::Array(items) => items.as_slice(),
            Value::Object(_) if listed(&value) => {
                WRAPPERS.iter().find_map(|w| value.get(w)?.as_array()).map_or(&[][..], Vec::as_slice)
            }
            _ => std::slice::from_ref(&value),
        };
        for item in items {
            add(item, out);
        }
    })
}

/// Hands each value of a text to `each`; what is no JSON gives one [`Found::Skipped`].
pub(super) fn read_json(text: &str, each: impl Fn(Value, &mut Vec<Found>)) -> Vec<Found> {
    let text = text.trim_start_matches('\u{feff}');
    let mut out = Vec::new();
    if memchr::memchr_iter(b',', text.as_bytes()).nth(COMMAS).is_some() {
        return vec![Found::Skipped("bad-json", format!("more than {COMMAS} values"))];
    }
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => each(value, &mut out),
            Err(e) => {
                out.push(Found::Skipped("bad-json", e.to_string()));
                break;
            }
        }
    }
    out
}

/// Returns what one object of ninjs is. That it holds a summary alone is not said here; [`read`] does.
pub(crate) fn item(value: &Value) -> Found {
    let mut out = Vec::new();
    add(value, &mut out);
    out.into_iter().next().unwrap_or_else(|| Found::NoStory("an item without text".to_owned()))
}

fn add(value: &Value, out: &mut Vec<Found>) {
    if !value.is_object() {
        out.push(Found::Skipped("bad-json", "an item is no object".to_owned()));
        return;
    }
    let mut item = metadata(value);
    item.text = body_of(value, &mut item);
    let kind = text(value, &["type"]).unwrap_or_else(|| "text".to_owned());
    let summary = if kind == "text" { summary(value) } else { None };
    let what = if kind == "text" { "an item".to_owned() } else { format!("an item of type {kind}") };
    wire::finish(item, summary, &what, out);
}

/// What an item says besides its text. Keys are those of all versions.
pub(super) fn metadata(value: &Value) -> Item {
    let mut item = Item {
        headline: text(value, &["headline", "title"]).or_else(|| listed(value, "headlines", &["main", ""])),
        byline: text(value, &["byline", "by"]).map(|b| without_tags(&b)),
        outlet: ["provider", "source", "copyrightholder", "copyrightHolder"]
            .iter()
            .find_map(|key| party(value.get(key)?)),
        language: text(value, &["language"]),
        published: time(
            value,
            &["firstcreated", "firstCreated", "firstpublished", "contentcreated", "contentCreated"],
        ),
        url: text(value, &["url", "canonicalurl"]).filter(|u| u.starts_with("http")),
        ..Item::default()
    };
    item.headline = item.headline.map(|h| without_tags(&h));
    let sources =
        value.get("infosources").or_else(|| value.get("infoSources")).or_else(|| value.get("infosource"));
    set(&mut item.outlet, sources.and_then(Value::as_array).and_then(|list| list.iter().find_map(party)));
    let authors = value.get("authors").and_then(Value::as_array).into_iter().flatten();
    set(&mut item.byline, joined(authors.filter_map(party), ", "));
    let release = &mut item.release;
    release.guid = text(value, &["guid", "uri"]).or_else(|| alternative(value));
    release.version = text(value, &["version"]);
    release.updated =
        time(value, &["versioncreated", "versionCreated", "contentmodified", "contentModified"]);
    release.embargo = time(value, &["embargoed"]);
    release.notice = text(value, &["ednote", "edNote"]).map(|n| without_tags(&n));
    release.status = text(value, &["pubstatus", "pubStatus"]).and_then(|s| wire::status(&s));
    for key in ["signals", "editorialtypes"] {
        for signal in value.get(key).and_then(Value::as_array).into_iter().flatten() {
            wire::signal(&mut release.status, signal.as_str().and_then(wire::status));
        }
    }
    let said = ["copyrightnotice", "copyrightNotice", "usageterms", "usageTerms"];
    release.usage = joined(said.iter().filter_map(|key| value.get(key)).flat_map(strings), "; ");
    set(&mut item.published, item.release.updated.clone());
    item
}

/// The text of the body that keeps most of its paragraphs: HTML before plain text.
pub(super) fn body_of(value: &Value, item: &mut Item) -> String {
    for key in
        ["body_html", "bodyHtml", "body_xhtml", "bodyXhtml", "body_nitf", "bodyNitf", "body_text", "bodyText"]
    {
        if let Some(body) = text(value, &[key]) {
            body::read_text(&body, item);
            if !item.text.is_empty() {
                return std::mem::take(&mut item.text);
            }
        }
    }
    let bodies = || value.get("bodies").and_then(Value::as_array).into_iter().flatten();
    let kind = |b: &Value| text(b, &["contenttype", "contentType"]).unwrap_or_default();
    let marked = bodies().filter(|b| kind(b).contains("ml"));
    for body in marked.chain(bodies().filter(|b| !kind(b).contains("ml"))) {
        let Some(value) = text(body, &["value"]) else { continue };
        body::read_text(&value, item);
        if !item.text.is_empty() {
            return std::mem::take(&mut item.text);
        }
    }
    String::new()
}

fn summary(value: &Value) -> Option<String> {
    let keys = ["description_text", "descriptionText", "description_html", "description", "summary"];
    let said = text(value, &keys).or_else(|| listed(value, "descriptions", &["text", "main", ""]))?;
    Some(body::text_of(&said)).filter(|s| !s.is_empty())
}

/// The first of these keys that holds a text or a number.
pub(super) fn text(value: &Value, keys: &[&str]) -> Option<String> {
    let said = keys.iter().filter_map(|key| match value.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    said.into_iter().find(|text| !text.is_empty())
}

fn time(value: &Value, keys: &[&str]) -> Option<String> {
    text(value, keys).map(|t| when::stated(&t))
}

/// The value in a list of ninjs 2 and 3 with the first of these roles, else the first value.
fn listed(value: &Value, key: &str, roles: &[&str]) -> Option<String> {
    let list = value.get(key)?.as_array()?;
    let role = |entry: &Value| text(entry, &["role"]).unwrap_or_default();
    let found =
        roles.iter().find_map(|wanted| list.iter().find(|entry| role(entry) == *wanted && has_value(entry)));
    found.or_else(|| list.iter().find(|entry| has_value(entry))).and_then(|entry| text(entry, &["value"]))
}

fn has_value(entry: &Value) -> bool {
    text(entry, &["value"]).is_some()
}

/// A party: a name alone, or an object with one.
fn party(value: &Value) -> Option<String> {
    value
        .as_str()
        .map(|s| s.trim().to_owned())
        .filter(|s| !s.is_empty())
        .or_else(|| text(value, &["name", "literal"]))
}

/// An id of another system, where there is no other.
fn alternative(value: &Value) -> Option<String> {
    match value.get("altids").or_else(|| value.get("altIds"))? {
        Value::Array(ids) => {
            ids.iter().find_map(|id| text(id, &["value", "id", "literal"]).or_else(|| party(id)))
        }
        Value::Object(ids) => ids.values().find_map(|id| id.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// A string, or the strings of a list.
fn strings(value: &Value) -> Vec<String> {
    let said = match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        value => Vec::from_iter(value.as_str()),
    };
    said.into_iter().map(|s| s.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Headlines and notes of some systems are HTML.
fn without_tags(text: &str) -> String {
    match body::looks_like_html(text) {
        true => crate::ingest::html::text_of_fragment(text).replace("\n\n", " "),
        false => text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests;
