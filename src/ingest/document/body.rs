//! The body of a wire story, whatever it is written in: NITF, XHTML under any prefix, HTML as text, plain text.

use super::item::Item;
use super::{nitf, plain};
use crate::ingest::html::text_of_fragment;
use crate::ingest::xml::{self, Node, Tree, is_named};

/// Elements that stand apart from the text around them. All others run on: names of people and places are marked inside words.
const BLOCKS: [&str; 52] = [
    "abstract",
    "address",
    "article",
    "aside",
    "blockquote",
    "block",
    "body",
    "body.content",
    "body.end",
    "body.head",
    "bq",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "fn",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hl1",
    "hl2",
    "hr",
    "html",
    "li",
    "main",
    "media",
    "media-caption",
    "media-producer",
    "nitf-table",
    "note",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tagline",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "video",
    "br",
];

/// Elements that hold no text of the story.
const SILENT: [&str; 14] = [
    "alt-code",
    "head",
    "iframe",
    "media-metadata",
    "media-object",
    "media-reference",
    "nav",
    "nitf-table-metadata",
    "noscript",
    "script",
    "style",
    "svg",
    "template",
    "title",
];

/// Puts the text of a container into `item`; what its NITF says besides fills what is still unknown.
pub(super) fn read(container: Node<'_>, item: &mut Item) {
    if let Some(document) = container.descendants().find(|n| is_named(*n, "nitf")) {
        return nitf::fill(document, item);
    }
    let inner = |name| container.descendants().find(|n| is_named(*n, name));
    if let Some(body) = inner("body.content").or_else(|| inner("body")) {
        item.text = paragraphs(body);
    } else if container.descendants().skip(1).any(|n| is_one_of(n, &BLOCKS)) {
        item.text = paragraphs(container);
    } else {
        read_text(&raw(container), item);
    }
}

/// Puts a body that is given as text into `item`.
pub(super) fn read_text(text: &str, item: &mut Item) {
    let text = text.trim();
    if nitf::is_one(text)
        && let Ok(tree) = Tree::new(text)
        && let Ok(nodes) = tree.nodes()
        && let Some(document) = nodes.descendants().find(|n| is_named(*n, "nitf"))
    {
        return nitf::fill(document, item);
    }
    item.text = text_of(text);
}

/// Returns the paragraphs of a body that is HTML or plain text.
pub(super) fn text_of(text: &str) -> String {
    let text = text.trim();
    match in_one_paragraph(text) {
        // Plain text in a paragraph of HTML for form's sake: its lines still tell where paragraphs begin.
        Some(inner) if plain::lines(inner).count() > 1 => plain::paragraphs(&xml::decoded(inner)),
        _ if looks_like_html(text) => text_of_fragment(text),
        _ => plain::paragraphs(text),
    }
}

/// The inside of `<p>...</p>` that holds no other mark.
fn in_one_paragraph(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("<p>").or_else(|| text.strip_prefix("<P>"))?;
    let inner = inner.strip_suffix("</p>").or_else(|| inner.strip_suffix("</P>"))?;
    (!inner.contains('<')).then_some(inner)
}

/// Whether a text holds a tag of HTML.
pub(super) fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 34] = [
        "a",
        "article",
        "b",
        "blockquote",
        "body",
        "br",
        "div",
        "em",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "td",
        "tr",
        "u",
        "ul",
    ];
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let name = text[at + 1..].trim_start_matches('/');
        let end = name.bytes().take(12).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(0);
        matches!(name.as_bytes().get(end), Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t'))
            && TAGS.iter().any(|tag| name[..end].eq_ignore_ascii_case(tag))
    })
}

/// All text in a node as it stands.
fn raw(node: Node<'_>) -> String {
    node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect()
}

/// Returns the paragraphs of an element of NITF or XHTML. Does not recurse; linear.
pub(super) fn paragraphs(root: Node<'_>) -> String {
    let mut out = Paragraphs::default();
    let mut next = root.first_child();
    while let Some(node) = next {
        if enter(node, &mut out)
            && let Some(inner) = node.first_child()
        {
            next = Some(inner);
            continue;
        }
        // Out of this node, and of all that end with it.
        let mut done = node;
        next = loop {
            if is_one_of(done, &BLOCKS) && !is_named(done, "br") {
                out.end();
            }
            if let Some(sibling) = done.next_sibling() {
                break Some(sibling);
            }
            match done.parent() {
                Some(parent) if parent != root => done = parent,
                _ => break None,
            }
        };
    }
    out.finish()
}

/// Takes what a node itself says; whether its children are to be entered.
fn enter(node: Node<'_>, out: &mut Paragraphs) -> bool {
    if let Some(text) = node.text().filter(|_| node.is_text()) {
        out.text(text);
        return false;
    }
    if !node.is_element() || is_one_of(node, &SILENT) {
        return false;
    }
    // The head of a page in a page (keywords, time, headline), not a header that is all there is.
    if is_named(node, "header") && node.next_sibling_element().is_some() {
        return false;
    }
    if is_named(node, "br") {
        out.line_break();
        return true;
    }
    if is_named(node, "pre") {
        out.end();
        for paragraph in plain::paragraphs(&raw(node)).split("\n\n") {
            out.text(paragraph);
            out.end();
        }
        return false;
    }
    if is_named(node, "td") || is_named(node, "th") {
        out.blank(' ');
    }
    if is_one_of(node, &BLOCKS) {
        out.end();
    }
    true
}

fn is_one_of(node: Node<'_>, names: &[&str]) -> bool {
    node.is_element() && names.iter().any(|name| node.tag_name().name().eq_ignore_ascii_case(name))
}

/// Paragraphs that are being written: blanks are one space, two line breaks or a blank line end a paragraph.
#[derive(Default)]
struct Paragraphs {
    out: String,
    /// Where in `out` the paragraph begins that is being written.
    start: usize,
    blank: Option<char>,
    breaks: u32,
}

impl Paragraphs {
    fn text(&mut self, text: &str) {
        let mut ends = 0;
        for c in text.chars() {
            match c {
                '\n' | '\u{2029}' => {
                    ends += if c == '\n' { 1 } else { 2 };
                    self.blank(' ');
                    if ends == 2 {
                        self.end();
                    }
                }
                // A space that is not to be broken is kept where it is the only one.
                '\u{a0}' | '\u{202f}' | '\u{2007}' => self.blank(c),
                c if c.is_whitespace() => self.blank(' '),
                '\u{feff}' => {}
                c => {
                    ends = 0;
                    self.character(c);
                }
            }
        }
    }

    fn character(&mut self, c: char) {
        if self.breaks > 1 {
            self.end();
        }
        if self.out.len() == self.start {
            if self.start > 0 {
                self.out.push_str("\n\n");
                self.start = self.out.len();
            }
        } else if let Some(blank) = self.blank {
            self.out.push(blank);
        }
        (self.blank, self.breaks) = (None, 0);
        self.out.push(c);
    }

    fn blank(&mut self, c: char) {
        self.blank = Some(if self.blank.is_some() { ' ' } else { c });
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        self.blank(' ');
    }

    fn end(&mut self) {
        (self.start, self.blank, self.breaks) = (self.out.len(), None, 0);
    }

    fn finish(self) -> String {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, expected: &[&str]) {
        let tree = Tree::new(&format!("<r>{xml}</r>")).unwrap_or_else(|e| panic!("{e}"));
        let nodes = tree.nodes().unwrap_or_else(|e| panic!("{e}"));
        let text = paragraphs(nodes.root_element());
        assert_eq!(text.split("\n\n").collect::<Vec<_>>(), expected, "{xml}");
    }

    #[test]
    fn elements_that_stand_apart_are_paragraphs() {
        check("<p>One</p><p>two.</p>", &["One", "two."]);
        check("<p>One<p>two</p>three</p>", &["One", "two", "three"]);
        check("<p/><p> </p><p>&#160;</p><p>One</p>", &["One"]);
        check(
            "<hl2>Head</hl2><block><p>One</p><ul><li><em>a:</em> b</li><li>c</li></ul></block>x",
            &["Head", "One", "a: b", "c", "x"],
        );
        check("<h:p>One</h:p><h:p>two</h:p>", &["One", "two"]);
        check(
            "<table><tr><td>Oslo</td><td>3</td></tr><tr><th>Bergen</th><td>1</td></tr></table>",
            &["Oslo 3", "Bergen 1"],
        );
        check("<head><title>x</title></head><script>y</script><p>One</p>", &["One"]);
        check("<header><h1>x</h1></header><section><p>One</p></section>", &["One"]);
    }

    #[test]
    fn elements_inside_words_change_nothing() {
        check(
            "<p>Mc<person>Tav</person>ish of <location> <city>Oslo</city> </location>, said</p>",
            &["McTavish of Oslo , said"],
        );
        check("<p>the <b>big</b><i>gest</i>\n<a href='x'>one</a></p>", &["the biggest one"]);
    }

    #[test]
    fn lines_inside_a_paragraph_are_joined() {
        check("<p>One\n   two\n</p>", &["One two"]);
        check("<p>One<br/>two<br/> <br/>three</p>", &["One two", "three"]);
        check("<p>One\n \n (Reporting by A)</p>", &["One", "(Reporting by A)"]);
        check("<p>5&#160;000 euros &#160; more</p>", &["5\u{a0}000 euros more"]);
        check("<pre>   One\ntwo\n   Three</pre>", &["One two", "Three"]);
    }

    #[test]
    fn text_is_taken_for_html_where_it_holds_a_tag() {
        let looks = ["<p>x", "a<br/>b", "<DIV class='x'>", "</p >", "x <b>y"].map(looks_like_html);
        assert_eq!(looks, [true; 5]);
        let not = ["1 < 2", "<3", "<person>", "a <", "<", "mail <a@b.example>", "<é>"].map(looks_like_html);
        assert_eq!(not, [false; 7]);
    }

    #[test]
    fn plain_text_in_one_paragraph_keeps_its_lines() {
        assert_eq!(
            text_of("<p>\n   (NW) - One\ntwo.\n   \"Three &amp; four\".\n  </p>"),
            "(NW) - One two.\n\n\"Three & four\"."
        );
    }
}
