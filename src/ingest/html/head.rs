//! What a page says of its story outside of the text.

use std::collections::BTreeMap;

use html5ever::tokenizer::Tag;

/// Most bytes of linked data that are kept of a page, and of any other value.
const MOST_DATA: usize = 4 << 20;
const LONGEST: usize = 1000;
/// Most names of `<meta>` that are kept.
const MOST_METAS: usize = 500;

/// The statements of a page, as they stand.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// `name`, `property` or `itemprop` of `<meta>`, in lower case, and all it is said to be, in order.
    metas: BTreeMap<String, Vec<String>>,
    /// `<link rel=canonical>`.
    pub canonical: Option<String>,
    /// `<html lang>`.
    pub language: Option<String>,
    /// `datetime` of the first `<time>`, and of those that say what they are.
    pub time: Option<String>,
    pub title: String,
    /// What the byline says.
    pub byline: String,
    /// Names of authors, by the markup around them.
    pub authors: Vec<String>,
    /// Blocks of linked data.
    pub data: Vec<String>,
    data_bytes: usize,
}

impl Head {
    /// Looks at an element that begins.
    pub(super) fn element(&mut self, tag: &Tag) {
        match &*tag.name {
            "html" => self.language = self.language.take().or_else(|| value(tag, "lang")),
            "meta" => {
                let content = value(tag, "content");
                for name in ["property", "name", "itemprop"].iter().filter_map(|n| value(tag, n)) {
                    if let Some(content) = &content {
                        self.add(&name, content.clone());
                    }
                }
            }
            "link" if value(tag, "rel").is_some_and(|r| r.eq_ignore_ascii_case("canonical")) => {
                self.canonical = self.canonical.take().or_else(|| value(tag, "href"));
            }
            "time" => {
                if let Some(time) = value(tag, "datetime") {
                    if let Some(name) = value(tag, "itemprop") {
                        self.add(&name, time.clone());
                    }
                    if tag.attrs.iter().any(|a| &*a.name.local == "pubdate") {
                        self.add("pubdate", time.clone());
                    }
                    self.time = self.time.take().or(Some(time));
                }
            }
            _ => {
                // `<span itemprop="datePublished" content="...">`
                if let (Some(name), Some(content)) = (value(tag, "itemprop"), value(tag, "content")) {
                    self.add(&name, content);
                }
            }
        }
    }

    fn add(&mut self, names: &str, content: String) {
        for name in names.split_ascii_whitespace() {
            let name = name.to_ascii_lowercase();
            if self.metas.len() < MOST_METAS || self.metas.contains_key(&name) {
                let values = self.metas.entry(name).or_default();
                if values.len() < 20 {
                    values.push(content.clone());
                }
            }
        }
    }

    /// Adds text of `<title>`.
    pub(super) fn add_title(&mut self, text: &str) {
        append(&mut self.title, text, LONGEST);
    }

    /// The name of an author begins.
    pub(super) fn begin_author(&mut self) {
        if self.authors.len() < 20 {
            self.authors.push(String::new());
        }
    }

    /// Adds text to the last name of an author.
    pub(super) fn add_author(&mut self, text: &str) {
        if let Some(author) = self.authors.last_mut() {
            append(author, text, LONGEST);
        }
    }

    /// Adds text of the byline.
    pub(super) fn add_byline(&mut self, text: &str) {
        append(&mut self.byline, text, LONGEST);
    }

    /// A block of linked data begins.
    pub(super) fn begin_data(&mut self) {
        if self.data.len() < 100 {
            self.data.push(String::new());
        }
    }

    /// Adds text to the last block of linked data.
    pub(super) fn add_data(&mut self, text: &str) {
        self.data_bytes = self.data_bytes.saturating_add(text.len());
        if self.data_bytes <= MOST_DATA
            && let Some(data) = self.data.last_mut()
        {
            data.push_str(text);
        }
    }

    /// The first value that one of these names has, in the order of the names.
    pub(super) fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).first()).map(String::as_str)
    }

    /// All values that a name has.
    pub(super) fn all(&self, name: &str) -> &[String] {
        self.metas.get(name).map_or(&[], Vec::as_slice)
    }
}

/// An attribute that is not blank, its white space in order.
pub(super) fn value(tag: &Tag, name: &str) -> Option<String> {
    let attribute = tag.attrs.iter().find(|a| &*a.name.local == name)?;
    let mut value = String::new();
    append(&mut value, &attribute.value, LONGEST);
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

fn append(to: &mut String, text: &str, most: usize) {
    let room = most.saturating_sub(to.len()).min(text.len());
    to.push_str(&text[..text.floor_char_boundary(room)]);
}
