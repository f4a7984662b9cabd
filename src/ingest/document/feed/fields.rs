//! The fields of an RSS or Atom entry -> what it says.

use super::entry::{Entry, names};
use super::field::{Field, Space};
use super::markup::unescape;
use crate::ingest::address;

/// Fills in what the fields say. `about` is the address by which RSS 1.0 knows the entry, as it is written.
pub(super) fn fill(entry: &mut Entry, fields: &[Field<'_>], about: Option<&str>) {
    let mut read = Read { entry, links: Links::default(), authors: Vec::new(), creators: Vec::new() };
    for field in fields {
        read.field(field);
    }
    let Read { entry, links, authors, creators } = read;
    let about = about.map(|about| unescape(about).trim().to_owned()).filter(|about| !about.is_empty());
    entry.guid = entry.guid.take().or(about.clone());
    entry.link = links.best().or(about.filter(|about| address::is_web(about)));
    // What RSS calls author is a mail address by its own rules; `dc:creator` is a name.
    let stated = if creators.is_empty() { authors } else { creators };
    entry.authors = names(stated);
}

/// The addresses of an entry, best first.
#[derive(Default)]
struct Links {
    /// Its page.
    page: Option<String>,
    /// An alternate that is no page, or of an unknown kind.
    other: Option<String>,
    /// Its guid, when that is an address.
    permanent: Option<String>,
}

impl Links {
    fn best(self) -> Option<String> {
        self.page.or(self.other).or(self.permanent)
    }
}

struct Read<'e> {
    entry: &'e mut Entry,
    links: Links,
    authors: Vec<String>,
    creators: Vec<String>,
}

fn first(into: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if into.is_none() {
        *into = value();
    }
}

impl Read<'_> {
    fn field(&mut self, field: &Field<'_>) {
        let entry = &mut *self.entry;
        match (field.space, field.name()) {
            (Space::Feed | Space::Atom, "title") => first(&mut entry.headline, || field.line()),
            (Space::Dublin, "title") => first(&mut entry.headline, || field.line()),
            (Space::Content, "encoded") => keep_longer(&mut entry.content, field.html()),
            (Space::Feed | Space::Atom, "content") => first(&mut entry.content, || field.typed()),
            (Space::Html, "body" | "div") => first(&mut entry.content, || field.html()),
            (Space::Feed, "description") => first(&mut entry.description, || field.html()),
            (Space::Dublin, "description" | "abstract") => first(&mut entry.description, || field.html()),
            (Space::Feed | Space::Atom, "summary") => {
                entry.is_summary = true;
                first(&mut entry.description, || field.typed());
            }
            (Space::Feed | Space::Atom, "link") => self.link(field),
            (Space::Feed | Space::Atom, "guid" | "id") => {
                first(&mut entry.guid, || field.plain());
                let permanent =
                    field.attribute("isPermaLink").is_none_or(|p| !p.eq_ignore_ascii_case("false"));
                if field.name() == "guid" && permanent {
                    first(&mut self.links.permanent, || field.plain().filter(|guid| address::is_web(guid)));
                }
            }
            (Space::Dublin, "identifier") => first(&mut entry.guid, || field.plain()),
            (Space::Feed | Space::Atom, "author") => self.authors.extend(field.person()),
            (Space::Dublin, "creator") => self.creators.extend(field.person()),
            (Space::Dublin, "publisher") => first(&mut entry.publisher, || field.line()),
            (Space::Feed | Space::Atom, "source") => self.source(field),
            (Space::Feed | Space::Atom, "pubDate" | "published" | "issued") => {
                first(&mut entry.published, || field.plain());
            }
            (Space::Dublin, "date" | "issued" | "created") => first(&mut entry.published, || field.plain()),
            (Space::Feed | Space::Atom | Space::Dublin, "updated" | "modified" | "lastBuildDate") => {
                first(&mut entry.updated, || field.plain());
            }
            (Space::Dublin | Space::Feed, "language") => first(&mut entry.language, || field.plain()),
            (Space::Feed | Space::Atom | Space::Dublin | Space::Media, "rights" | "copyright") => {
                first(&mut entry.rights, || field.line());
            }
            (Space::Media, "description" | "summary") => first(&mut entry.caption, || field.html()),
            (Space::Media, "group" | "content") => self.media(field),
            _ => {}
        }
    }

    /// RSS writes the address inside, Atom in an attribute with what it is.
    fn link(&mut self, field: &Field<'_>) {
        let Some(address) = field.attribute("href") else {
            first(&mut self.links.page, || field.plain());
            return;
        };
        let relation = field.attribute("rel").unwrap_or_default();
        if !matches!(relation.as_str(), "" | "alternate") {
            return;
        }
        let kind = field.attribute("type").unwrap_or_default();
        let page = kind.is_empty() || kind.contains("html");
        first(if page { &mut self.links.page } else { &mut self.links.other }, || Some(address));
    }

    /// Whom it was taken from: RSS writes the name inside, Atom the head of the other feed.
    fn source(&mut self, field: &Field<'_>) {
        let children = field.children();
        let Some(title) = children.iter().find(|child| child.name() == "title") else {
            if children.is_empty() {
                first(&mut self.entry.source, || field.line());
            }
            return;
        };
        first(&mut self.entry.source, || title.line());
        let rights = children.iter().find(|child| child.name() == "rights");
        first(&mut self.entry.rights, || rights.and_then(Field::line));
        if self.authors.is_empty() {
            self.authors
                .extend(children.iter().filter(|child| child.name() == "author").filter_map(Field::person));
        }
    }

    /// A picture or film, or several in a group; a group in a group is not looked into.
    fn media(&mut self, field: &Field<'_>) {
        let children = field.children();
        let caption = children.iter().find(|child| child.name() == "description");
        first(&mut self.entry.caption, || caption.and_then(Field::html));
    }
}

/// Some writers state a teaser and the whole under one name.
fn keep_longer(into: &mut Option<String>, value: Option<String>) {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    if length(&value) > length(into) {
        *into = value;
    }
}
