//! Any text -> the plainest XML that says the same, in one pass.
//!
//! What comes out holds elements, attributes and escaped text only. Gone are: declarations, DOCTYPE with its inner subset (so
//! that no document defines entities, and nothing is fetched), comments, processing instructions, CDATA marks (their text stays,
//! escaped), characters that XML 1.0 forbids. Named entities of HTML are characters; others stay as the text `&name;`.
//! A `<` or `&` that begins nothing is text. End tags without a start are dropped, elements that are still open are closed.
//!
//! Every byte is looked at a bounded number of times: each rule that looks ahead either takes what it has seen or stops at the
//! next `<`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::reference::{self, Reference};
use super::tag;

/// Deepest nesting of elements.
pub(crate) const DEPTH: usize = 256;
/// Most attributes of an element.
const ATTRIBUTES: usize = 256;
/// Most namespaces that are bound at one place: readers copy them for each element that binds another.
const NAMESPACES: usize = 1024;

/// What may follow `<!`, besides comments and CDATA.
const DECLARATIONS: [&[u8]; 5] = [b"DOCTYPE", b"ENTITY", b"ELEMENT", b"ATTLIST", b"NOTATION"];

/// XML that was made plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clean {
    /// The XML: one root element.
    pub xml: String,
    /// References to entities that no table knows, and the first of them.
    pub unknown: u32,
    /// Name of the first unknown entity, with `&` and `;`.
    pub first_unknown: Option<String>,
    /// Marks that had to be mended: `<` and `&` that begin nothing, end tags without start, starts without end in the middle,
    /// forbidden characters.
    pub mended: u32,
    /// Name of the innermost element that was open where the text breaks off.
    pub cut: Option<String>,
}

/// XML that is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadXml {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, as one clause.
    pub what: String,
}

impl std::fmt::Display for BadXml {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

/// Returns all documents of `text` below one root `documents`, names without prefixes: what a tree is made of.
///
/// Time and memory are linear in `text`.
///
/// # Errors
/// Elements nested deeper than 256, more than 256 attributes on an element, more than 1,024 namespaces bound at one place, a
/// DOCTYPE that does not end, and a text without any element.
pub(super) fn clean(text: &str) -> Result<Clean, BadXml> {
    Cleaner::new(text).run()
}

struct Cleaner<'a> {
    text: &'a str,
    at: usize,
    /// Open elements: their names, and the namespaces that each binds.
    open: Vec<(Cow<'a, str>, usize)>,
    /// How many elements of each name are open, so that an end tag without a start is known at once.
    named: BTreeMap<Cow<'a, str>, usize>,
    bound: usize,
    roots: usize,
    /// Known to have no further `?>`, so that nobody looks again.
    instructions_end: bool,
    clean: Clean,
}

impl<'a> Cleaner<'a> {
    fn new(text: &'a str) -> Self {
        let clean = Clean { xml: String::with_capacity(text.len() + 32), ..Clean::default() };
        Self {
            text,
            at: 0,
            open: Vec::new(),
            named: BTreeMap::new(),
            bound: 0,
            roots: 0,
            instructions_end: true,
            clean,
        }
    }

    fn run(mut self) -> Result<Clean, BadXml> {
        self.clean.xml.push_str("<documents>");
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let next = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            self.characters(&rest[..next], true);
            self.at += next;
            if self.at < self.text.len() {
                self.markup()?;
            }
        }
        if let Some((name, _)) = self.open.last() {
            self.clean.cut = Some(name.to_string());
        }
        while let Some((name, _)) = self.open.pop() {
            end_tag(&mut self.clean.xml, &name);
        }
        if self.roots == 0 {
            return Err(self.bad(self.at, "no element"));
        }
        self.clean.xml.push_str("</documents>");
        Ok(self.clean)
    }

    /// Takes what begins with the `<` at this place.
    fn markup(&mut self) -> Result<(), BadXml> {
        let rest = &self.text[self.at..];
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = memchr::memmem::find(data.as_bytes(), b"]]>");
            self.characters(&data[..end.unwrap_or(data.len())], false);
            self.at = end.map_or(self.text.len(), |end| self.at + 12 + end);
        } else if let Some(comment) = rest.strip_prefix("<!--") {
            let end = memchr::memmem::find(comment.as_bytes(), b"-->");
            self.at = end.map_or(self.text.len(), |end| self.at + 7 + end);
        } else if rest.starts_with("<?") {
            self.instruction(rest);
        } else if rest.starts_with("<!") {
            // Once one of them does not end, all is over: nobody looks for an end twice.
            if DECLARATIONS
                .iter()
                .any(|d| rest.as_bytes()[2..].get(..d.len()).is_some_and(|r| r.eq_ignore_ascii_case(d)))
            {
                let length = tag::declaration_length(&rest[1..]);
                let length = length.ok_or_else(|| self.bad(self.at, "a declaration does not end"))?;
                self.at += length + 1;
            } else {
                self.stray();
            }
        } else if let Some(name) = rest.strip_prefix("</") {
            self.end(name);
        } else {
            self.start(&rest[1..])?;
        }
        Ok(())
    }

    fn instruction(&mut self, rest: &str) {
        let end = self.instructions_end.then(|| memchr::memmem::find(rest.as_bytes(), b"?>")).flatten();
        self.instructions_end = end.is_some();
        // Without a right end it reaches to the next bracket, as browsers have it.
        let close = || memchr::memchr(b'>', rest.as_bytes()).map(|end| end + 1);
        self.at = end.map(|end| end + 2).or_else(close).map_or(self.text.len(), |end| self.at + end);
    }

    fn end(&mut self, rest: &'a str) {
        let length = tag::name_length(rest);
        if length == 0 {
            return self.stray();
        }
        let Some(close) = memchr::memchr2(b'>', b'<', &rest.as_bytes()[length..]) else {
            self.at = self.text.len();
            return;
        };
        let close = length + close;
        self.at += 2 + close + usize::from(rest.as_bytes()[close] == b'>');
        let name = tag::local(&rest[..length]);
        if !self.named.contains_key(&name) {
            self.clean.mended += u32::from(!is_void(&name));
            return;
        }
        while let Some((open, bound)) = self.open.pop() {
            end_tag(&mut self.clean.xml, &open);
            self.bound -= bound;
            if let Some(count) = self.named.get_mut(&open) {
                *count -= 1;
                if *count == 0 {
                    self.named.remove(&open);
                }
            }
            if open == name {
                break;
            }
            self.clean.mended += 1;
        }
    }

    fn start(&mut self, rest: &'a str) -> Result<(), BadXml> {
        let length = tag::name_length(rest);
        if length == 0 {
            self.stray();
            return Ok(());
        }
        let (begin, name) = (self.clean.xml.len(), tag::local(&rest[..length]));
        self.clean.xml.push('<');
        self.clean.xml.push_str(&name);
        let Attributes { end, closed, bound } = match self.attributes(rest, length)? {
            Ended::Tag(attributes) => attributes,
            Ended::Bracket => {
                self.clean.xml.truncate(begin);
                self.stray();
                return Ok(());
            }
            Ended::Text => {
                self.clean.xml.truncate(begin);
                self.at = self.text.len();
                return Ok(());
            }
        };
        self.at += 1 + end;
        if self.open.len() >= DEPTH {
            return Err(self.bad(self.at, "elements are nested deeper than 256"));
        }
        self.roots += usize::from(self.open.is_empty());
        if closed || is_void(&name) {
            self.clean.xml.push_str("/>");
            return Ok(());
        }
        self.clean.xml.push('>');
        self.bound += bound;
        *self.named.entry(name.clone()).or_insert(0) += 1;
        self.open.push((name, bound));
        Ok(())
    }

    /// Writes the attributes of a start tag whose name ends at `at`.
    fn attributes(&mut self, rest: &'a str, mut at: usize) -> Result<Ended, BadXml> {
        let bytes = rest.as_bytes();
        let (mut written, mut count, mut bound) = (Vec::new(), 0, 0);
        loop {
            let here = &rest[at..];
            let blank = here.len() - here.trim_start().len();
            at += blank;
            let Some(&byte) = bytes.get(at) else { return Ok(Ended::Text) };
            match byte {
                b'>' => return Ok(Ended::Tag(Attributes { end: at + 1, closed: false, bound })),
                b'/' if bytes.get(at + 1) == Some(&b'>') => {
                    return Ok(Ended::Tag(Attributes { end: at + 2, closed: true, bound }));
                }
                b'<' => return Ok(Ended::Bracket),
                _ => {}
            }
            let length = tag::name_length(&rest[at..]);
            if length == 0 {
                at += rest[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let name = &rest[at..at + length];
            at += length;
            let Some((value, end)) = value(rest, at) else { return Ok(Ended::Text) };
            at = end;
            count += 1;
            if count > ATTRIBUTES {
                return Err(self.bad(self.at, "an element has more than 256 attributes"));
            }
            bound += usize::from(name == "xmlns" || name.starts_with("xmlns:"));
            if self.bound + bound > NAMESPACES {
                return Err(self.bad(self.at, "more than 1,024 namespaces are bound"));
            }
            // Of attributes with a prefix only the language is of use.
            let name = match name {
                "xml:lang" => "lang",
                name if name == "xmlns" || name.contains(':') => continue,
                name => name,
            };
            if !written.contains(&name) {
                written.push(name);
                self.clean.xml.push(' ');
                self.clean.xml.push_str(name);
                self.clean.xml.push_str("=\"");
                self.references(value, true);
                self.clean.xml.push('"');
            }
        }
    }

    /// Takes the `<` at this place as text.
    fn stray(&mut self) {
        self.clean.mended += 1;
        self.characters("<", false);
        self.at += 1;
    }

    /// Writes text; outside of any element there is none.
    fn characters(&mut self, text: &str, has_references: bool) {
        if !self.open.is_empty() {
            self.references(text, has_references);
        }
    }

    /// Writes text with its references read.
    fn references(&mut self, text: &str, has_references: bool) {
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            self.escaped(&rest[..at]);
            rest = &rest[at..];
            let found = if has_references { reference::read(rest) } else { Reference::Stray };
            let length = match found {
                Reference::Chars(chars, length) => {
                    let mut place = [0; 4];
                    for c in chars.into_iter().flatten() {
                        self.escaped(c.encode_utf8(&mut place));
                    }
                    length
                }
                Reference::Unknown(length) => {
                    self.clean.unknown += 1;
                    self.clean.first_unknown.get_or_insert_with(|| rest[..length].to_owned());
                    self.clean.xml.push_str("&amp;");
                    1
                }
                Reference::Stray => {
                    // A reference that the end of the text cuts is no text.
                    let cut = has_references
                        && rest.len() < 32
                        && rest.as_bytes().as_ptr_range().end == self.text.as_bytes().as_ptr_range().end
                        && rest[1..].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
                    if cut {
                        return;
                    }
                    self.clean.mended += u32::from(has_references);
                    self.clean.xml.push_str("&amp;");
                    1
                }
            };
            rest = &rest[length..];
        }
        self.escaped(rest);
    }

    /// Writes characters, each as itself.
    fn escaped(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(is_special) {
            self.clean.xml.push_str(&rest[..at]);
            let c = rest[at..].chars().next().unwrap_or('\0');
            match c {
                '&' => self.clean.xml.push_str("&amp;"),
                '<' => self.clean.xml.push_str("&lt;"),
                '>' => self.clean.xml.push_str("&gt;"),
                '"' => self.clean.xml.push_str("&quot;"),
                '\r' => self.clean.xml.push_str(if rest[at + 1..].starts_with('\n') { "" } else { "\n" }),
                _ => self.clean.mended += 1,
            }
            rest = &rest[at + c.len_utf8()..];
        }
        self.clean.xml.push_str(rest);
    }

    fn bad(&self, at: usize, what: &str) -> BadXml {
        let before = &self.text[..at.min(self.text.len())];
        let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let ends =
            before.matches('\n').count() + before.matches('\r').count() - before.matches("\r\n").count();
        BadXml { line: ends + 1, column: before[start..].chars().count() + 1, what: what.to_owned() }
    }
}

/// What ends a start tag.
enum Ended {
    /// Its own bracket.
    Tag(Attributes),
    /// The `<` of another: this one was none.
    Bracket,
    /// The end of the text.
    Text,
}

/// What a start tag says besides its name and attributes.
struct Attributes {
    /// Bytes behind the `<` that it takes.
    end: usize,
    closed: bool,
    bound: usize,
}

/// The value of an attribute whose name ends at `at`, and where it ends; an attribute without value has an empty one. `None` when
/// the text breaks off inside.
fn value(rest: &str, at: usize) -> Option<(&str, usize)> {
    let behind = rest[at..].trim_start();
    let Some(behind) = behind.strip_prefix('=') else { return Some(("", at)) };
    let behind = behind.trim_start();
    let begin = rest.len() - behind.len();
    match *behind.as_bytes().first()? {
        quote @ (b'"' | b'\'') => {
            let end = memchr::memchr(quote, &behind.as_bytes()[1..])?;
            Some((&behind[1..1 + end], begin + end + 2))
        }
        _ => {
            let end = behind.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<'))?;
            Some((&behind[..end], begin + end))
        }
    }
}

/// Elements of HTML that never hold anything and that many bodies leave open.
fn is_void(name: &str) -> bool {
    let local = name.rsplit(':').next().unwrap_or(name);
    ["br", "hr", "img", "wbr"].iter().any(|void| void.eq_ignore_ascii_case(local))
}

fn end_tag(xml: &mut String, name: &str) {
    xml.push_str("</");
    xml.push_str(name);
    xml.push('>');
}

/// Characters that are not written as they are.
fn is_special(c: char) -> bool {
    matches!(c, '&' | '<' | '>' | '"' | '\r' | '\u{fffe}' | '\u{ffff}')
        || (c < ' ' && !matches!(c, '\t' | '\n'))
}

#[cfg(test)]
mod tests;
