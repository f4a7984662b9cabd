//! Items of the AP Media API.

use serde_json::Value;

use super::item::Found;
use super::{body, ninjs, wire};

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let has = |key| ninjs::holds_key(head, key);
    ninjs::is_json(head)
        && has("data")
        && has("item")
        && (has("api_version") || has("renditions") || has("altids"))
}

/// Returns what the document holds: one item under `data.item`, or the items of a feed.
pub(crate) fn read(text: &str) -> Vec<Found> {
    ninjs::read_json(text, |value, out| {
        let data = value.get("data").unwrap_or(&value);
        let listed = data.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let items: Vec<&Value> =
            data.get("item").into_iter().chain(listed.iter().filter_map(|i| i.get("item"))).collect();
        if items.is_empty() {
            out.push(Found::NoStory("an answer without items".to_owned()));
        }
        for item in items {
            add(item, out);
        }
    })
}

fn add(value: &Value, out: &mut Vec<Found>) {
    let mut item = ninjs::metadata(value);
    // The address holds the state of the session; the id does not change from version to version.
    if let Some(id) = value.get("altids").and_then(|ids| ninjs::text(ids, &["itemid"])) {
        item.release.guid = Some(id);
    }
    let given = ["body_nitf", "body"].iter().filter_map(|key| value.get(key)).find_map(|body| {
        body.as_str()
            .map(str::to_owned)
            .or_else(|| ninjs::text(body, &["content", "body.content", "nitf", "html", "text"]))
    });
    if let Some(given) = given {
        body::read_text(&given, &mut item);
    } else {
        item.text = ninjs::body_of(value, &mut item);
    }
    let kind = ninjs::text(value, &["type"]).unwrap_or_else(|| "text".to_owned());
    let nitf = value.get("renditions").and_then(|r| r.get("nitf"));
    let elsewhere =
        nitf.and_then(|r| ninjs::text(r, &["href"])).filter(|_| kind == "text" && item.text.is_empty());
    match elsewhere {
        Some(href) => {
            let what = format!("the text is in the rendition nitf at {href}");
            out.push(Found::Skipped("text-elsewhere", what));
        }
        None if kind == "text" => wire::finish(item, None, "an item", out),
        None => wire::finish(item, None, &format!("an item of type {kind}"), out),
    }
}

#[cfg(test)]
mod tests;
