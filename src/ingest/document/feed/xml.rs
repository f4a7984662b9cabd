//! RSS and Atom: a feed cut into entries, an entry into its fields.

use std::collections::BTreeMap;

use super::entry::{Collected, Entry, Head, names};
use super::field::{Field, Space};
use super::markup::{Piece, Pieces, Tag};
use super::sniff::ATOM;
use crate::ingest::address;

/// Elements around the entries.
const AROUND: [&str; 4] = ["rss", "RDF", "feed", "channel"];

/// Returns what a feed holds.
pub(super) fn read(text: &str) -> Vec<super::Found> {
    let mut reader = Reader {
        pieces: Pieces::new(text),
        entry_name: EntryName::default(),
        spaces: Spaces::default(),
        around: false,
        whole: false,
    };
    let mut head = Head::default();
    let mut out = Collected::default();
    let mut bases = Bases::default();
    while let Some(piece) = reader.pieces.next() {
        if let Piece::Open(tag) = &piece {
            reader.entry_name.settle(tag);
        }
        match piece {
            Piece::Open(tag) if reader.entry_name.is(tag.name) => {
                // Its head is known by now: what stands behind the entries is a rare form of RSS 0.9.
                bases.settle(&mut head);
                reader.entry(tag, &head, &mut out);
                if out.is_full() {
                    break;
                }
            }
            Piece::Open(tag) if AROUND.contains(&tag.split().1) => {
                reader.around = true;
                reader.spaces.declare(&tag);
                bases.of_root = bases.of_root.or_else(|| own(&tag, "xml:base"));
                head.language = head.language.or_else(|| own(&tag, "xml:lang"));
            }
            Piece::Open(tag) => {
                if let Some(field) = reader.field(tag, None) {
                    of_head(&field, &mut head, &mut bases);
                }
            }
            Piece::Close(name) if ["rss", "RDF", "feed"].contains(&local(name)) => reader.whole = true,
            _ => {}
        }
    }
    let truncated = reader.pieces.cut || !reader.whole;
    out.finish(truncated)
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// By which name a feed calls its entries.
#[derive(Clone, Copy, Default)]
struct EntryName<'a> {
    prefix: &'a str,
    /// `item` or `entry`; empty until the outermost element was seen.
    local: &'a str,
}

impl<'a> EntryName<'a> {
    /// Takes the outermost element, which may be an entry itself.
    fn settle(&mut self, root: &Tag<'a>) {
        if self.local.is_empty() {
            let (prefix, local) = root.split();
            *self = match local {
                "feed" | "entry" => EntryName { prefix, local: "entry" },
                _ => EntryName { prefix: "", local: "item" },
            };
        }
    }

    fn is(self, name: &str) -> bool {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        // In RSS 1.0 the namespace of RDF may be the default one.
        local == self.local && (prefix == self.prefix || (local == "item" && prefix == "rss"))
    }
}

fn own(tag: &Tag<'_>, attribute: &str) -> Option<String> {
    tag.attribute(attribute).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// What relative links may be relative to.
#[derive(Default)]
struct Bases {
    /// Stated as such by the outermost element.
    of_root: Option<String>,
    /// The page of the feed.
    page: Option<String>,
    /// The feed itself.
    feed: Option<String>,
    /// Whether it was decided: once, for they may be long and the entries many.
    settled: bool,
}

impl Bases {
    fn settle(&mut self, head: &mut Head) {
        if !std::mem::replace(&mut self.settled, true) {
            let known = self.feed.as_deref().or(self.page.as_deref());
            let root =
                self.of_root.as_deref().and_then(|root| address::resolve(known.unwrap_or_default(), root));
            head.base = root.or_else(|| self.page.clone()).or_else(|| self.feed.clone());
        }
        head.clip();
    }
}

/// The namespaces that prefixes stand for.
#[derive(Default)]
struct Spaces(BTreeMap<String, Space>);

impl Spaces {
    /// Prefixes beyond this are not kept: no feed has a tenth as many.
    const MOST: usize = 200;

    fn declare(&mut self, tag: &Tag<'_>) {
        for (name, value) in tag.attributes() {
            if let Some(prefix) = name.strip_prefix("xmlns:").filter(|_| self.0.len() < Spaces::MOST) {
                self.0.insert(prefix.to_owned(), Space::of_address(value.trim()));
            }
        }
    }

    fn of(&self, tag: &Tag<'_>) -> Space {
        let (prefix, _) = tag.split();
        if prefix.is_empty() {
            let declared = tag.attributes().find(|(name, _)| *name == "xmlns");
            return declared.map_or(Space::Feed, |(_, address)| Space::of_address(address.trim()));
        }
        // A prefix that nobody declared is meant as everybody declares it.
        self.0.get(prefix).copied().unwrap_or_else(|| Space::of_prefix(prefix))
    }
}

/// How an entry ended.
enum Ended {
    Whole,
    /// A CDATA section of it runs into the entry behind it.
    Overrun,
    Cut,
}

struct Reader<'a> {
    pieces: Pieces<'a>,
    entry_name: EntryName<'a>,
    spaces: Spaces,
    /// Whether an element around the entries was opened.
    around: bool,
    /// Whether the end of the feed was seen.
    whole: bool,
}

impl<'a> Reader<'a> {
    /// Reads the entry that this tag opens.
    fn entry(&mut self, opening: Tag<'a>, head: &Head, out: &mut Collected) {
        self.spaces.declare(&opening);
        let mut entry = Entry {
            base: own(&opening, "xml:base"),
            language: own(&opening, "xml:lang"),
            ..Entry::default()
        };
        let mut fields: Vec<Field<'a>> = Vec::new();
        let ended = if opening.empty { Ended::Whole } else { self.fields(opening, &mut fields) };
        match ended {
            Ended::Whole => {
                // An entry without a feed around it is all there is.
                self.whole |= !self.around;
                let about = opening.attributes().find(|(name, _)| local(name) == "about");
                super::fields::fill(&mut entry, &fields, about.map(|(_, value)| value));
                out.add(entry, head);
            }
            Ended::Overrun => out.add_bad("a CDATA section in it has no end"),
            Ended::Cut => out.add_bad("the feed ends inside it"),
        }
    }

    /// Collects the fields of an entry up to its end.
    fn fields(&mut self, opening: Tag<'a>, fields: &mut Vec<Field<'a>>) -> Ended {
        loop {
            let before = self.pieces.at();
            match self.pieces.next() {
                None => return Ended::Cut,
                Some(Piece::Close(name)) if name == opening.name => return Ended::Whole,
                // An entry that nobody closed, for the next one or the end of all follows.
                Some(Piece::Open(tag)) if self.entry_name.is(tag.name) => {
                    self.pieces.go_to(before);
                    return Ended::Whole;
                }
                Some(Piece::Close(name)) if AROUND.contains(&local(name)) => {
                    self.pieces.go_to(before);
                    return Ended::Whole;
                }
                Some(Piece::Open(tag)) => match self.field(tag, Some(opening.name)) {
                    Some(field) => fields.push(field),
                    None if self.pieces.cut => return Ended::Cut,
                    None => return Ended::Overrun,
                },
                Some(_) => {}
            }
        }
    }

    /// Reads the element that this tag opens. None when it runs over the end of the entry it stands in, or has no end; the
    /// scan then stands behind that entry, or at the end.
    fn field(&mut self, tag: Tag<'a>, entry: Option<&str>) -> Option<Field<'a>> {
        let space = self.spaces.of(&tag);
        if tag.empty {
            return Some(Field { space, tag, inside: "" });
        }
        let from = self.pieces.at();
        let mut depth = 1_u32;
        loop {
            let before = self.pieces.at();
            let Some(piece) = self.pieces.next() else {
                self.pieces.cut = true;
                return None;
            };
            let ends = match piece {
                Piece::Open(inner) if inner.name == tag.name && !inner.empty => {
                    depth = depth.saturating_add(1);
                    false
                }
                Piece::Close(name) if name == tag.name => {
                    depth = depth.saturating_sub(1);
                    depth == 0
                }
                // It was not closed.
                Piece::Open(inner) if self.entry_name.is(inner.name) => true,
                Piece::Close(name) if self.entry_name.is(name) || AROUND.contains(&local(name)) => true,
                Piece::Verbatim(text) => {
                    if let Some(behind) = entry.and_then(|name| overrun(text, name)) {
                        let mark = if self.pieces.cut { 0 } else { "]]>".len() };
                        let start = self.pieces.at().saturating_sub(mark).saturating_sub(text.len());
                        self.pieces.go_to(start.saturating_add(behind));
                        self.pieces.cut = false;
                        return None;
                    }
                    if self.pieces.cut {
                        return None;
                    }
                    false
                }
                _ => false,
            };
            if ends {
                let closed = matches!(piece, Piece::Close(name) if name == tag.name);
                if !closed {
                    self.pieces.go_to(before);
                }
                return Some(Field { space, tag, inside: self.pieces.between(from, before) });
            }
        }
    }
}

/// Where the entry ended that a CDATA section runs out of.
fn overrun(section: &str, entry: &str) -> Option<usize> {
    let end = format!("</{entry}>");
    memchr::memmem::find(section.as_bytes(), end.as_bytes()).map(|at| at.saturating_add(end.len()))
}

fn of_head(field: &Field<'_>, head: &mut Head, bases: &mut Bases) {
    let first = |into: &mut Option<String>, value: Option<String>| {
        if into.is_none() {
            *into = value;
        }
    };
    match (field.space, field.name()) {
        (Space::Feed | Space::Atom, "title") => first(&mut head.title, field.line()),
        (Space::Feed, "link") if field.tag.attribute("href").is_none() => {
            first(&mut bases.page, field.plain())
        }
        (Space::Feed | Space::Atom, "link") => {
            let href = field.attribute("href");
            match field.attribute("rel").as_deref() {
                None | Some("alternate") => first(&mut bases.page, href),
                Some("self") => first(&mut bases.feed, href),
                _ => {}
            }
        }
        (Space::Feed, "author") if field.tag.name == "author" && field.has_children() => {
            head.authors.extend(field.person());
            head.authors = names(std::mem::take(&mut head.authors));
        }
        (Space::Feed, "language") | (Space::Dublin, "language") => first(&mut head.language, field.plain()),
        (Space::Dublin, "publisher") => first(&mut head.publisher, field.line()),
        (Space::Feed | Space::Atom | Space::Dublin, "copyright" | "rights") => {
            first(&mut head.rights, field.line())
        }
        _ => {}
    }
}

/// Whether an address is the namespace of Atom.
pub(super) fn is_atom(address: &str) -> bool {
    ATOM.contains(&address)
}
