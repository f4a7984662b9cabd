//! JSON Feed 1.0 and 1.1.
//!
//! The feed is cut at the brackets and strings of its outermost object, and each item is parsed alone: one that is broken, or
//! the end of a feed that was cut off, costs no other.

use serde_json::{Map, Value};

use super::Found;
use super::entry::{Collected, Entry, Head, names};
use super::field::{blocks, escape, loose_html};

/// Returns what a feed holds.
pub(super) fn read(text: &str) -> Vec<Found> {
    let mut cut = Cut { text, at: 0 };
    let mut out = Collected::default();
    cut.skip_to(b"{");
    cut.step();
    // The head may stand behind the items, so these are kept as they are for now.
    let mut head = Map::new();
    let mut items: Vec<&str> = Vec::new();
    let mut ended = false;
    while let Some(b) = cut.next_mark() {
        if b == b'}' {
            ended = true;
            break;
        }
        let Some(key) = (b == b'"').then(|| cut.value()) else {
            cut.step();
            continue;
        };
        if cut.next_mark() != Some(b':') {
            continue;
        }
        cut.step();
        if key == "\"items\"" && cut.next_mark() == Some(b'[') {
            cut.step();
            cut.elements(&mut items);
        } else if let Ok(Value::String(key)) = serde_json::from_str(key)
            && let Ok(value) = serde_json::from_str(cut.value())
        {
            head.insert(key, value);
        }
    }
    let head = of_feed(&head);
    let last = items.len();
    for (i, item) in items.into_iter().enumerate() {
        if out.is_full() {
            break;
        }
        match serde_json::from_str(item) {
            Ok(Value::Object(item)) => out.add(of_item(&item), &head),
            Ok(_) => out.add_bad("it is no object"),
            Err(_) if !ended && i.saturating_add(1) == last => out.add_bad("the feed ends inside it"),
            Err(error) => out.add_bad(&format!("bad JSON: {}", clause(&error))),
        }
    }
    out.finish(!ended)
}

/// What is wrong, without the line and column: they count from the start of the item.
fn clause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

struct Cut<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cut<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1).min(self.text.len());
    }

    fn skip_to(&mut self, marks: &[u8]) {
        let skipped = self.bytes().iter().position(|b| marks.contains(b));
        self.at = skipped.map_or(self.text.len(), |skipped| self.at.saturating_add(skipped));
    }

    /// Goes to the next byte that is neither blank nor a comma, and returns it.
    fn next_mark(&mut self) -> Option<u8> {
        let skipped = self.bytes().iter().position(|b| !b.is_ascii_whitespace() && *b != b',');
        self.at = skipped.map_or(self.text.len(), |skipped| self.at.saturating_add(skipped));
        self.bytes().first().copied()
    }

    /// Returns the value that begins here and goes behind it. Always goes on.
    fn value(&mut self) -> &'a str {
        let from = self.at;
        let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
        for b in self.bytes() {
            if in_string {
                match b {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    // No string runs over a line end: where one seems to, a quote in it was not escaped.
                    b'"' | b'\n' => in_string = false,
                    _ => {}
                }
                if !in_string && depth == 0 {
                    self.step();
                    break;
                }
            } else {
                match b {
                    b'"' => in_string = true,
                    b'{' | b'[' => depth = depth.saturating_add(1),
                    b'}' | b']' if depth <= 1 => {
                        // A bracket of what is around it is not its own.
                        if depth == 1 || self.at == from {
                            self.step();
                        }
                        break;
                    }
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    b',' if depth == 0 => break,
                    _ => {}
                }
            }
            self.step();
        }
        if self.at == from {
            self.step();
        }
        self.text.get(from..self.at).unwrap_or_default()
    }

    /// Collects the elements of the array that this stands in, and goes behind it.
    fn elements(&mut self, into: &mut Vec<&'a str>) {
        while let Some(b) = self.next_mark() {
            if b == b']' {
                self.step();
                return;
            }
            into.push(self.value());
        }
    }
}

fn string(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        // Ids are often numbers, against the rules.
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text in one line. Markup has no place in it, and neither have references, but many writers leave them there.
fn line(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = string(object, name)?.replace('<', "&lt;");
    blocks(&text).map(|text| text.replace("\n\n", " "))
}

/// Version 1.1 has a list of authors, version 1 had one.
fn authors(object: &Map<String, Value>) -> Vec<String> {
    let list = object.get("authors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let one = object.get("author").filter(|_| list.is_empty());
    names(list.iter().chain(one).filter_map(|author| match author {
        Value::Object(author) => line(author, "name"),
        Value::String(name) => Some(name.trim().to_owned()),
        _ => None,
    }))
}

fn of_feed(feed: &Map<String, Value>) -> Head {
    let mut head = Head {
        title: line(feed, "title"),
        authors: authors(feed),
        language: string(feed, "language"),
        base: string(feed, "home_page_url").or_else(|| string(feed, "feed_url")),
        ..Head::default()
    };
    head.clip();
    head
}

fn of_item(item: &Map<String, Value>) -> Entry {
    let html = string(item, "content_html").and_then(|html| loose_html(&html));
    Entry {
        headline: line(item, "title"),
        content: html.or_else(|| string(item, "content_text").and_then(|text| blocks(&escape(&text)))),
        description: string(item, "summary").and_then(|text| blocks(&escape(&text))),
        is_summary: true,
        authors: authors(item),
        link: string(item, "url").or_else(|| string(item, "external_url")),
        guid: string(item, "id"),
        published: string(item, "date_published"),
        updated: string(item, "date_modified"),
        language: string(item, "language"),
        ..Entry::default()
    }
}
