//! A text with tags -> its pieces, whatever it holds.
//!
//! This is no XML parser: nothing is refused, nothing is nested, no entity is declared. What looks like no tag is text. Every
//! piece borrows from the text; the scan looks at each byte a fixed number of times.

use std::borrow::Cow;

use memchr::memchr;
use memchr::memmem::find;

/// A tag that opens an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// With its prefix: `dc:creator`.
    pub name: &'a str,
    /// What stands behind the name.
    inside: &'a str,
    /// Whether the tag closes its element too: `<link/>`.
    pub empty: bool,
}

/// A piece of a text. Comments, processing instructions and declarations are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Open(Tag<'a>),
    /// The name that is closed.
    Close(&'a str),
    /// Text as it is written, with its references.
    Text(&'a str),
    /// The content of a CDATA section.
    Verbatim(&'a str),
}

/// The pieces of a text, in order.
#[derive(Clone, Debug)]
pub(crate) struct Pieces<'a> {
    text: &'a str,
    at: usize,
    /// Whether the text ended inside a tag, a comment or a CDATA section.
    pub cut: bool,
    /// Where the next `]]>` was found when one was looked for last, so that a text full of `<![CDATA[` is read once.
    section_end: Option<usize>,
    /// Whether a declaration was found to have no end: then none is looked for again.
    loose: bool,
}

impl<'a> Pieces<'a> {
    pub fn new(text: &'a str) -> Pieces<'a> {
        Pieces { text, at: 0, cut: false, section_end: None, loose: false }
    }

    /// Returns the byte at which the next piece begins, or what is left out before it.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on at a byte; one that is no boundary of the text ends the scan.
    pub fn go_to(&mut self, at: usize) {
        self.at = if self.text.is_char_boundary(at) { at } else { self.text.len() };
    }

    /// Returns the text between two bytes, empty where there is none.
    pub fn between(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or_default()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self, bytes: usize) {
        self.go_to(self.at.saturating_add(bytes));
    }

    /// Goes behind the next `end`; without one the text is cut and the scan is over.
    fn skip_behind(&mut self, end: &str) {
        match find(self.rest().as_bytes(), end.as_bytes()) {
            Some(at) => self.step(at.saturating_add(end.len())),
            None => self.be_cut(),
        }
    }

    fn be_cut(&mut self) {
        self.cut = true;
        self.at = self.text.len();
    }

    fn section(&mut self, opening: usize) -> Piece<'a> {
        let from = self.at.saturating_add(opening);
        let end = match self.section_end {
            Some(end) if end >= from => end,
            _ => find(self.between(from, self.text.len()).as_bytes(), b"]]>")
                .map_or(self.text.len(), |at| from.saturating_add(at)),
        };
        self.section_end = Some(end);
        let content = self.between(from, end);
        if end == self.text.len() {
            self.be_cut();
        } else {
            self.go_to(end.saturating_add("]]>".len()));
        }
        Piece::Verbatim(content)
    }

    /// Goes behind a `<!...>` or `<?...?>`, which may hold `>` in brackets, in quotes and in what it consists of.
    fn skip_declaration(&mut self) {
        let rest = self.rest();
        if !self.loose {
            let end = if rest.starts_with("<?") {
                find(rest.as_bytes(), b"?>").map(|at| at.saturating_add(2))
            } else {
                end_of_declaration(rest)
            };
            match end {
                Some(end) => return self.step(end),
                None => self.loose = true,
            }
        }
        self.skip_behind(">");
    }

    fn tag(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest();
        let closes = rest.starts_with("</");
        let inside = rest.get(if closes { 2 } else { 1 }..).unwrap_or_default();
        if !inside.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':') {
            return None;
        }
        match end_of_tag(inside) {
            End::At(end) => {
                let content = inside.get(..end).unwrap_or_default();
                self.step(rest.len().saturating_sub(inside.len()).saturating_add(end).saturating_add(1));
                let empty = content.ends_with('/');
                let content = content.strip_suffix('/').unwrap_or(content);
                let name = content.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(content.len());
                let (name, inside) = content.split_at(name);
                Some(if closes { Piece::Close(name) } else { Piece::Open(Tag { name, inside, empty }) })
            }
            End::None => None,
            End::Cut => {
                self.be_cut();
                None
            }
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let rest = self.rest();
            match memchr(b'<', rest.as_bytes()) {
                None if rest.is_empty() => return None,
                None => {
                    self.at = self.text.len();
                    return Some(Piece::Text(rest));
                }
                Some(0) => {}
                Some(at) => {
                    self.step(at);
                    return Some(Piece::Text(rest.get(..at).unwrap_or_default()));
                }
            }
            if rest.starts_with("<!--") {
                self.step("<!--".len());
                self.skip_behind("-->");
            } else if rest.starts_with("<![CDATA[") {
                return Some(self.section("<![CDATA[".len()));
            } else if rest.starts_with("<!") || rest.starts_with("<?") {
                self.skip_declaration();
            } else if let Some(piece) = self.tag() {
                return Some(piece);
            } else if !self.cut {
                self.step(1);
                return Some(Piece::Text("<"));
            }
        }
    }
}

enum End {
    /// At this byte stands the `>`.
    At(usize),
    /// It is no tag.
    None,
    /// The text ends before.
    Cut,
}

/// Where a tag ends. A `<` is allowed in none, not even in quotes: so a quote that is not closed costs one tag, and the scan
/// stays linear.
fn end_of_tag(inside: &str) -> End {
    let mut quote = None;
    let mut first = None;
    for (at, b) in inside.bytes().enumerate() {
        match (b, quote) {
            (b'<', _) => return first.map_or(End::None, End::At),
            (b'>', None) => return End::At(at),
            (b'>', Some(_)) => first = first.or(Some(at)),
            (b'"' | b'\'', None) => quote = Some(b),
            (b, Some(open)) if b == open => quote = None,
            _ => {}
        }
    }
    first.map_or(End::Cut, End::At)
}

/// Where a declaration ends, its `>` included.
fn end_of_declaration(text: &str) -> Option<usize> {
    let (mut quote, mut inner) = (None, 0_u32);
    for (at, b) in text.bytes().enumerate() {
        match (b, quote) {
            (b, Some(open)) if b == open => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(b),
            (b'[', None) => inner = inner.saturating_add(1),
            (b']', None) => inner = inner.saturating_sub(1),
            (b'>', None) if inner == 0 => return at.checked_add(1),
            _ => {}
        }
    }
    None
}

impl<'a> Tag<'a> {
    /// Returns the prefix of its name, empty without one, and the rest of it.
    pub fn split(&self) -> (&'a str, &'a str) {
        self.name.split_once(':').unwrap_or(("", self.name))
    }

    /// Returns its attributes in order: name, and value as it is written.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            rest =
                rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            let Some(value) = behind.trim_start().strip_prefix('=') else {
                rest = behind;
                return Some((name, ""));
            };
            let value = value.trim_start();
            let (value, behind) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let value = value.get(1..).unwrap_or_default();
                    value.split_once(quote).unwrap_or((value, ""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = behind;
            Some((name, value))
        })
    }

    /// Returns the value of an attribute, references resolved; the case of its name counts for nothing.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| unescape(value))
    }
}

/// Resolves the five entities of XML and numeric references. Others stay as they are, and so do the numbers 128 to 159: they
/// are characters of Windows-1252, which HTML knows and XML does not.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        match reference(from) {
            Some((c, len)) => {
                out.push(c);
                rest = from.get(len..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that a text begins with as a reference, and the bytes of that.
fn reference(text: &str) -> Option<(char, usize)> {
    /// `&#x0010ffff;`
    const LONGEST: usize = 12;
    let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            number.ok().filter(|n| *n > 0 && !(128..160).contains(n)).and_then(char::from_u32)?
        }
    };
    Some((c, end.checked_add(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces in a form that can be read at a glance.
    fn shown(text: &str) -> String {
        let mut pieces = Pieces::new(text);
        let mut out: Vec<String> = Vec::new();
        for piece in pieces.by_ref() {
            out.push(match piece {
                Piece::Open(tag) => {
                    let attributes: Vec<_> = tag.attributes().map(|(n, v)| format!(" {n}={v}")).collect();
                    format!("+{}{}{}", tag.name, attributes.concat(), if tag.empty { "/" } else { "" })
                }
                Piece::Close(name) => format!("-{name}"),
                Piece::Text(text) => format!("'{text}'"),
                Piece::Verbatim(text) => format!("[{text}]"),
            });
        }
        if pieces.cut {
            out.push("cut".to_owned());
        }
        out.join(" ")
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(text), expected, "{text}");
    }

    #[test]
    fn texts_are_cut_into_pieces() {
        check("", "");
        check("plain", "'plain'");
        check("<a x='1' y=\"2 > 1\" z>t</a>", "+a x=1 y=2 > 1 z= 't' -a");
        check("<a/><b />", "+a/ +b/");
        check("<?xml version='1.0' encoding='x'?><!DOCTYPE a [<!ENTITY e \"]>\">]><a>", "+a");
        check("x<!-- <b> -->y", "'x' 'y'");
        check("<![CDATA[<b>&amp;]]>", "[<b>&amp;]");
        check("a < b & c <5", "'a ' '<' ' b & c ' '<' '5'");
        check("<a b=\"c>d <e>", "+a b=\"c 'd ' +e".replace("b=\"c", "b=c").as_str());
        check("<a b=c/d>", "+a b=c/d");
        check("</ a></a >", "'<' '/ a>' -a");
        check("<é ü='ö'>", "+é ü=ö");
    }

    #[test]
    fn cut_texts_are_known() {
        check("<a><b", "+a cut");
        check("<a><!-- b", "+a cut");
        check("<a><![CDATA[b", "+a [b] cut");
        check("<a>b", "+a 'b'");
        check("<? a", "cut");
        check("<!DOCTYPE 'a><b>", "+b");
    }

    #[test]
    fn references_are_resolved() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(unescape(text), expected, "{text}");
        }
        check("a", "a");
        check("&amp;&lt;&gt;&quot;&apos;", "&<>\"'");
        check("&#65;&#x42;&#X43;", "ABC");
        check("&nbsp;&eacute;&#150;&#0;&#xd800;&#99999999;", "&nbsp;&eacute;&#150;&#0;&#xd800;&#99999999;");
        check("AT&T; & co &", "AT&T; & co &");
        check("&amp;lt;", "&lt;");
        check("&é;&#é;", "&é;&#é;");
    }

    #[test]
    fn any_text_is_read_once() {
        let depth = 200_000;
        for part in ["<a>", "<a b='", "<![CDATA[", "<!X '", "<?", "</", "<!--", "&#", "<a b=\"c>", "<!["] {
            let text = part.repeat(depth);
            let pieces = Pieces::new(&text).count();
            assert!(pieces <= depth * 2 + 1, "{part}: {pieces}");
        }
    }
}
