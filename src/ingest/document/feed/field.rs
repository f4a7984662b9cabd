//! One element of an entry, and the ways to read it.

use std::borrow::Cow;

use super::markup::{Piece, Pieces, Tag, unescape};
use crate::ingest::html::text_of_fragment;

/// Whose element it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The format's own.
    Feed,
    /// Atom's, in a feed of another format.
    Atom,
    /// `content:encoded`
    Content,
    /// Dublin Core.
    Dublin,
    /// Media RSS, and what podcasts add.
    Media,
    Html,
    Other,
}

impl Space {
    pub fn of_address(address: &str) -> Space {
        match address {
            "http://purl.org/rss/1.0/modules/content/" => Space::Content,
            "http://purl.org/dc/elements/1.1/"
            | "http://purl.org/dc/elements/1.0/"
            | "http://purl.org/dc/terms/" => Space::Dublin,
            // With and without the slash: both are in use.
            "http://search.yahoo.com/mrss/"
            | "http://search.yahoo.com/mrss"
            | "http://www.itunes.com/dtds/podcast-1.0.dtd" => Space::Media,
            "http://www.w3.org/1999/xhtml" => Space::Html,
            "http://purl.org/rss/1.0/" | "http://backend.userland.com/rss2" => Space::Feed,
            _ if super::xml::is_atom(address) => Space::Atom,
            _ => Space::Other,
        }
    }

    /// Returns what a prefix usually stands for.
    pub fn of_prefix(prefix: &str) -> Space {
        match prefix {
            "content" => Space::Content,
            "dc" | "dcterms" => Space::Dublin,
            "media" | "itunes" => Space::Media,
            "atom" | "a10" => Space::Atom,
            "xhtml" => Space::Html,
            "rss" => Space::Feed,
            _ => Space::Other,
        }
    }
}

/// An element with all that stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub space: Space,
    pub tag: Tag<'a>,
    /// As it is written.
    pub inside: &'a str,
}

impl<'a> Field<'a> {
    /// Returns its name without prefix.
    pub fn name(&self) -> &'a str {
        self.tag.split().1
    }

    pub fn attribute(&self, name: &str) -> Option<String> {
        self.tag.attribute(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Whether it holds elements.
    pub fn has_children(&self) -> bool {
        Pieces::new(self.inside).any(|piece| matches!(piece, Piece::Open(_)))
    }

    /// Returns its text without markup in one piece: an address, a date, a name of a language.
    pub fn plain(&self) -> Option<String> {
        let mut out = String::new();
        for piece in Pieces::new(self.inside) {
            match piece {
                Piece::Text(text) => out.push_str(&unescape(text)),
                Piece::Verbatim(text) => out.push_str(text),
                Piece::Open(_) | Piece::Close(_) => {}
            }
        }
        let text = out.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Returns its paragraphs, for an element whose text is HTML.
    pub fn html(&self) -> Option<String> {
        let mut out = String::with_capacity(self.inside.len());
        let mut pieces = Pieces::new(self.inside);
        loop {
            let from = pieces.at();
            match pieces.next() {
                None => break,
                Some(Piece::Text("<")) => out.push_str("&lt;"),
                Some(Piece::Text(text)) => out.push_str(&unescape(text)),
                Some(Piece::Verbatim(text)) => out.push_str(text),
                // HTML that somebody forgot to escape.
                Some(_) => out.push_str(pieces.between(from, pieces.at())),
            }
        }
        loose_html(&out)
    }

    /// Returns its paragraphs, for an element that holds XHTML.
    fn xhtml(&self) -> Option<String> {
        let mut out = String::with_capacity(self.inside.len());
        for piece in Pieces::new(self.inside) {
            match piece {
                Piece::Text("<") => out.push_str("&lt;"),
                Piece::Text(text) => out.push_str(text),
                Piece::Verbatim(text) => out.push_str(&escape(text)),
                Piece::Close(name) => {
                    out.push_str("</");
                    out.push_str(name.split_once(':').map_or(name, |(_, local)| local));
                    out.push('>');
                }
                Piece::Open(tag) => {
                    let name = tag.split().1;
                    out.push('<');
                    out.push_str(name);
                    for (name, value) in tag.attributes() {
                        // Enough to know what an element is; a `"` stands in no value that came in quotes of that kind.
                        if matches!(name, "class" | "role" | "alt" | "hidden" | "aria-hidden")
                            && !value.contains('"')
                        {
                            out.push_str(&format!(" {name}=\"{value}\""));
                        }
                    }
                    out.push('>');
                    if tag.empty
                        && !matches!(name, "br" | "hr" | "img" | "wbr" | "input" | "source" | "embed")
                    {
                        out.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
        paragraphs(&out)
    }

    /// Returns its paragraphs, for an element whose text is no markup. A blank line parts paragraphs.
    fn text(&self) -> Option<String> {
        let mut raw = String::with_capacity(self.inside.len());
        for piece in Pieces::new(self.inside) {
            match piece {
                Piece::Text("<") => raw.push_str("&lt;"),
                Piece::Text(text) => raw.push_str(text),
                Piece::Verbatim(text) => raw.push_str(&escape(text)),
                Piece::Open(_) | Piece::Close(_) => {}
            }
        }
        blocks(&raw)
    }

    /// Returns its paragraphs as its `type` says (Atom).
    pub fn typed(&self) -> Option<String> {
        let kind = self.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let escaped = self.attribute("mode").is_some_and(|mode| mode == "escaped");
        match kind.as_str() {
            "html" | "text/html" => self.html(),
            // Atom 0.3 says how it is written beside what it is.
            "xhtml" | "application/xhtml+xml" if !escaped => self.xhtml(),
            "xhtml" | "application/xhtml+xml" => self.html(),
            "" | "text" | "text/plain" => self.text(),
            _ if kind.starts_with("text/") => self.text(),
            // A picture, a document in base64, XML of another kind.
            _ => None,
        }
    }

    /// Returns its text in one line, whatever kind of text it is: a headline, a name.
    pub fn line(&self) -> Option<String> {
        let atom = self.attribute("type").is_some_and(|kind| matches!(kind.as_str(), "text" | "xhtml"));
        let text = if atom { self.typed() } else { self.html() };
        text.map(|text| text.replace("\n\n", " "))
    }

    /// Returns the elements in it.
    pub fn children(&self) -> Vec<Field<'a>> {
        let mut out = Vec::new();
        let mut pieces = Pieces::new(self.inside);
        while let Some(piece) = pieces.next() {
            let Piece::Open(tag) = piece else { continue };
            let space = match tag.split().0 {
                "" => Space::Feed,
                prefix => Space::of_prefix(prefix),
            };
            let from = pieces.at();
            let mut to = from;
            let mut depth = u32::from(!tag.empty);
            while depth > 0 {
                to = pieces.at();
                match pieces.next() {
                    None => break,
                    Some(Piece::Open(inner)) if inner.name == tag.name && !inner.empty => {
                        depth = depth.saturating_add(1);
                    }
                    Some(Piece::Close(name)) if name == tag.name => depth = depth.saturating_sub(1),
                    Some(_) => {}
                }
            }
            out.push(Field { space, tag, inside: pieces.between(from, to) });
        }
        out
    }

    /// Returns the name of a person: `name` of Atom, or the text without the mail address that RSS asks for.
    pub fn person(&self) -> Option<String> {
        let children = self.children();
        if let Some(name) = children.iter().find(|child| child.name() == "name") {
            return name.line();
        }
        let stated = self.line()?;
        let words: Vec<&str> = stated
            .split_whitespace()
            .filter(|word| !word.contains('@'))
            .map(|word| word.trim_matches(['(', ')', '<', '>', '[', ']', '"']))
            .filter(|word| !word.is_empty())
            .collect();
        if stated.contains('@') {
            Some(words.join(" ")).filter(|name| !name.is_empty())
        } else {
            Some(stated)
        }
    }
}

fn paragraphs(html: &str) -> Option<String> {
    Some(text_of_fragment(html)).filter(|text| !text.is_empty())
}

/// The paragraphs of a text that is HTML, or was written for a program that makes `<p>` of blank lines, as exports of
/// WordPress are.
pub(super) fn loose_html(html: &str) -> Option<String> {
    let open = |name: &str| {
        let bytes = html.as_bytes();
        memchr::memchr_iter(b'<', bytes).any(|at| {
            let from = at.saturating_add(1);
            let tag = bytes.get(from..from.saturating_add(name.len()).saturating_add(1)).unwrap_or_default();
            tag.split_last().is_some_and(|(end, tag)| {
                tag.eq_ignore_ascii_case(name.as_bytes()) && !end.is_ascii_alphanumeric()
            })
        })
    };
    if ["p", "br", "div"].into_iter().any(open) { paragraphs(html) } else { by_blank_lines(html) }
}

/// The paragraphs of a text that is escaped and holds no markup: between blank lines or, where there is none and the lines
/// are too long to be wrapped ones, one a line.
pub(super) fn blocks(escaped: &str) -> Option<String> {
    /// Characters. Mails and wires wrap at 60 to 80.
    const WRAPPED: usize = 100;
    let text = escaped.trim();
    let blank = lines(text).any(|line| line.trim().is_empty());
    if !blank && lines(text).any(|line| line.chars().nth(WRAPPED).is_some()) {
        return paragraphs(&lines(text).map(|line| format!("<p>{line}")).collect::<String>());
    }
    by_blank_lines(text)
}

fn by_blank_lines(html: &str) -> Option<String> {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for line in lines(html) {
        if line.trim().is_empty() {
            inside = false;
            continue;
        }
        out.push_str(if inside { "\n" } else { "<p>" });
        out.push_str(line);
        inside = true;
    }
    paragraphs(&out)
}

/// The lines of a text, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('\r'))
}

pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if text.contains(['&', '<']) {
        Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;"))
    } else {
        Cow::Borrowed(text)
    }
}
