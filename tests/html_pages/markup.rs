//! A reader of our own pages, stricter than a browser: whatever is not plain markup of ours is an error.

use std::collections::BTreeSet;

/// The elements that pages are made of.
const ELEMENTS: [&str; 60] = [
    "html", "head", "meta", "title", "style", "body", "script", "header", "nav", "main", "aside", "section",
    "footer", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "div", "span", "bdi", "del", "ins", "mark",
    "cite", "strong", "b", "i", "label", "input", "button", "select", "option", "table", "caption", "thead",
    "tbody", "tr", "th", "td", "dl", "dt", "dd", "svg", "rect", "path", "g", "text", "details", "summary",
    "kbd", "figure", "circle", "line", "polyline", "time", "small",
];

/// A tag with its attributes, unescaped.
#[derive(Debug)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Names and values in order.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// Returns the value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.0 == name).map(|a| a.1.as_str())
    }

    /// Whether the tag has a class.
    pub fn has(&self, class: &str) -> bool {
        self.get("class").is_some_and(|c| c.split(' ').any(|c| c == class))
    }
}

/// A page, taken apart.
#[derive(Debug, Default)]
pub struct Page {
    /// The opening tags in order.
    pub tags: Vec<Tag>,
    /// The contents of scripts and styles, with the name of their element and their type.
    pub embedded: Vec<(String, Option<String>, String)>,
    /// All text outside of them, unescaped.
    pub text: String,
}

impl Page {
    /// Takes a page apart.
    ///
    /// # Panics
    /// At anything that is not markup of ours.
    #[track_caller]
    pub fn read(html: &str) -> Page {
        let mut page = Page::default();
        let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a doctype");
        let mut open: Vec<String> = Vec::new();
        while let Some(at) = rest.find('<') {
            page.text.push_str(&unescape(&rest[..at]));
            rest = &rest[at + 1..];
            if let Some(end) = rest.strip_prefix('/') {
                let (name, after) = end.split_once('>').expect("a closing tag ends");
                assert_eq!(open.pop().as_deref(), Some(name), "elements close in order");
                rest = after;
                continue;
            }
            let (tag, after) = tag(rest);
            rest = after;
            assert!(ELEMENTS.contains(&tag.name.as_str()), "an element {:?}", tag.name);
            if matches!(tag.name.as_str(), "script" | "style") {
                let close = format!("</{}>", tag.name);
                let (content, after) = rest.split_once(close.as_str()).expect("it closes");
                let kind = tag.get("type").map(str::to_owned);
                page.embedded.push((tag.name.clone(), kind, content.to_owned()));
                rest = after;
            } else if !matches!(tag.name.as_str(), "meta" | "input") {
                open.push(tag.name.clone());
            }
            page.tags.push(tag);
        }
        page.text.push_str(&unescape(rest));
        assert!(open.is_empty(), "never closed: {open:?}");
        page
    }

    /// Checks what holds for every page: nothing runs, loads, styles or sends but what the policy names; every id is there
    /// once, every link leads to one of them; nothing hidden stands in the text.
    #[track_caller]
    pub fn check(&self) {
        let mut ids = BTreeSet::new();
        for tag in &self.tags {
            for (name, value) in &tag.attributes {
                assert!(!name.starts_with("on") && name != "style", "{tag:?}");
                assert!(!matches!(name.as_str(), "src" | "srcset" | "action" | "formaction" | "xlink:href"));
                assert!(name != "href" || value.starts_with('#'), "{tag:?}");
                assert!(name != "id" || ids.insert(value.as_str()), "twice: {tag:?}");
            }
        }
        for link in self.tags.iter().filter_map(|t| t.get("href")) {
            assert!(ids.contains(&link[1..]), "{link} leads nowhere");
        }
        let policies: Vec<&Tag> = self.tags.iter().filter(|t| t.get("http-equiv").is_some()).collect();
        assert_eq!(policies.len(), 1);
        let policy = policies[0].get("content").expect("a policy");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        for (name, kind, content) in &self.embedded {
            if kind.is_none() {
                assert!(policy.contains(&hash(content)), "a {name} that the policy does not name");
                for reference in ["http:", "https:", "url(", "@import", "innerHTML", "eval("] {
                    assert!(!content.contains(reference), "{reference} in a {name}");
                }
            } else {
                assert_eq!((name.as_str(), kind.as_deref()), ("script", Some("application/json")));
                serde_json::from_str::<serde_json::Value>(content).expect("JSON");
            }
        }
        let hidden = |c: char| {
            c.is_control() && c != '\n'
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}')
        };
        assert!(!self.text.contains(hidden), "hidden characters in the text");
    }

    /// Returns the tags with a class.
    pub fn with<'p>(&'p self, class: &'p str) -> impl Iterator<Item = &'p Tag> {
        self.tags.iter().filter(move |t| t.has(class))
    }

    /// Returns the data block.
    pub fn data(&self) -> serde_json::Value {
        let block = self.embedded.iter().find(|e| e.1.is_some()).expect("a data block");
        serde_json::from_str(&block.2).expect("JSON")
    }
}

/// Reads a tag after its `<`.
#[track_caller]
fn tag(html: &str) -> (Tag, &str) {
    let name: String = html.chars().take_while(char::is_ascii_alphanumeric).collect();
    let mut rest = &html[name.len()..];
    let mut attributes = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return (Tag { name, attributes }, after);
        }
        rest = rest.strip_prefix(' ').unwrap_or_else(|| panic!("inside <{name}: {:.40}", rest));
        let key: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
        assert!(!key.is_empty(), "inside <{name}: {rest:.40}");
        rest = &rest[key.len()..];
        let value = match rest.strip_prefix("=\"") {
            Some(after) => {
                let (value, after) = after.split_once('"').expect("a value ends");
                assert!(!value.contains(['<', '>']), "<{name} {key}={value}");
                rest = after;
                unescape(value)
            }
            None => String::new(),
        };
        attributes.push((key, value));
    }
}

/// Undoes the escapes of maud.
fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&amp;", "&")
}

/// What a policy names a text by.
fn hash(text: &str) -> String {
    use sha2::Digest as _;
    format!("'sha256-{}'", data_encoding::BASE64.encode(&sha2::Sha256::digest(text.as_bytes())))
}
