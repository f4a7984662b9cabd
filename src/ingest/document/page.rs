//! A web page with one story.

use super::item::{Found, Item};
use crate::ingest::html;
use crate::text::Release;

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    // Comments and the declarations of XHTML may stand before.
    for _ in 0..20 {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if starts(rest, "<?xml") {
            "?>"
        } else {
            break;
        };
        match rest.split_once(end) {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return false,
        }
    }
    if starts(rest, "<!doctype") {
        let name = rest.get(9..).unwrap_or_default().trim_start();
        return starts(name, "html") && !name.as_bytes().get(4).is_some_and(u8::is_ascii_alphanumeric);
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
    let ends = tag.as_bytes().get(name.len());
    let name = name.to_ascii_lowercase();
    let html = matches!(
        name.as_str(),
        "html"
            | "head"
            | "body"
            | "meta"
            | "div"
            | "p"
            | "article"
            | "section"
            | "main"
            | "h1"
            | "h2"
            | "table"
            | "script"
            | "style"
            | "header"
            | "center"
            | "link"
            | "blockquote"
            | "ul"
            | "ol"
            | "figure"
            | "span"
    );
    // Elements of these names are at home in other formats too, where a name space stands behind.
    let foreign = matches!(name.as_str(), "html" | "head" | "body" | "article" | "section" | "table")
        && name != "html"
        && tag.split('>').next().is_some_and(|t| t.contains("xmlns") && !t.contains("xhtml"));
    html && !foreign && ends.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
}

/// Returns the story of the page. `url` is where it was fetched from, when known.
pub(crate) fn read(text: &str, url: Option<&str>) -> Vec<Found> {
    let page = html::page(text);
    let mut found = Vec::new();
    let paragraphs: Vec<&str> =
        page.paragraphs.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    if paragraphs.is_empty() {
        found.push(Found::Skipped("missing-text", "the page holds no text of a story".to_owned()));
    } else {
        found.push(Found::Item(Box::new(Item {
            id: page.identifier,
            headline: page.headline,
            byline: page.byline,
            outlet: page.outlet,
            url: page.url.or_else(|| url.map(str::to_owned)),
            published: page.published,
            language: page.language,
            release: Release { updated: page.updated, usage: page.usage, ..Release::default() },
            text: paragraphs.join("\n\n"),
        })));
    }
    found.extend(page.notes.into_iter().map(|(code, message)| Found::Note(code, message)));
    found
}
