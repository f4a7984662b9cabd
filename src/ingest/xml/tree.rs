//! Plain XML -> nodes, and how readers find their way among them.

use super::clean::{self, BadXml, Clean};

/// An element or a text of a tree.
pub(crate) type Node<'a> = roxmltree::Node<'a, 'a>;

/// Most nodes of a tree, about 300 MB: sixteen bytes of text to each node in the longest text that is read whole.
const NODES: u32 = 4_000_000;

/// XML that was made plain and is a tree in principle. The tree borrows from it.
pub(crate) struct Tree {
    clean: Clean,
}

impl Tree {
    /// Returns the tree of all documents in `text`. Names have no prefixes; `xml:lang` is `lang`.
    ///
    /// # Errors
    /// What [`clean::clean`] refuses.
    pub(crate) fn new(text: &str) -> Result<Self, BadXml> {
        Ok(Self { clean: clean::clean(text)? })
    }

    /// What had to be mended.
    pub(crate) fn clean(&self) -> &Clean {
        &self.clean
    }

    /// Returns the nodes: the root of the answer holds one element, whose children are the roots of the documents.
    ///
    /// # Errors
    /// A text with more than 4,000,000 nodes.
    pub(crate) fn nodes(&self) -> Result<roxmltree::Document<'_>, BadXml> {
        let options =
            roxmltree::ParsingOptions { nodes_limit: NODES, ..roxmltree::ParsingOptions::default() };
        roxmltree::Document::parse_with_options(&self.clean.xml, options).map_err(|e| {
            let place = e.pos();
            BadXml { line: place.row as usize, column: place.col as usize, what: e.to_string() }
        })
    }
}

/// Whether a node is an element of this name. Names of wire formats differ in case from one agency to the next.
pub(crate) fn is_named(node: Node<'_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name)
}

/// Returns the first child of this name.
pub(crate) fn child<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.children().find(|n| is_named(*n, name))
}

/// Returns the element that is reached over the first child of each name: `path(item, &["itemMeta", "pubStatus"])`.
pub(crate) fn path<'a>(node: Node<'a>, names: &[&str]) -> Option<Node<'a>> {
    names.iter().try_fold(node, |node, name| child(node, name))
}

/// Returns the value of an attribute, trimmed; `None` when it is absent or blank.
pub(crate) fn attribute(node: Node<'_>, name: &str) -> Option<String> {
    node.attribute(name).map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned)
}

/// Longest text that is taken for a headline, a name or a note, in bytes. What is longer is none; and elements inside one
/// another that each want all that is in them cannot make many copies of a document.
const LONGEST: usize = 1 << 16;

/// Returns the text in a node with blanks collapsed to one space, its first 64 KiB; `None` when there is none.
pub(crate) fn string_of(node: Node<'_>) -> Option<String> {
    let mut out = String::new();
    let mut blank = false;
    for text in node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()) {
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            blank |= at > 0;
            if word.is_empty() {
                continue;
            }
            if out.len() + word.len() > LONGEST {
                return (!out.is_empty()).then_some(out);
            }
            if blank && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            blank = false;
        }
    }
    (!out.is_empty()).then_some(out)
}
