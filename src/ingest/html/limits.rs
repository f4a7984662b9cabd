//! Whether it is safe to build the tree of a page.
//!
//! The tree builder of HTML is quadratic in depth (100,000 nested `<div>` take two minutes), and formatting elements that are
//! left open are copied into every block that follows (`<b id=i><p>` 4,000 times over, 58 KB, become 2 GB). So its work is
//! reckoned from the tokens first.

use super::element;

/// Bytes of a page beyond which no tree is built.
const LARGEST: usize = 16 << 20;
/// Open elements: the cap of Chromium.
const DEEPEST: usize = 512;
/// Nodes, counting the copies of formatting elements. Readability holds several trees at once; pages of outlets stay below
/// 30,000.
const MOST_NODES: usize = 250_000;

/// Sum of the depths of all nodes: Readability walks up from each. 80,000 paragraphs at a depth of 500 (40 million) took it
/// seconds; pages of outlets stay below 2 million.
const MOST_STEPS: usize = 10_000_000;

/// Reckons the tree of a document while its tokens go by.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: usize,
    deepest: usize,
    steps: usize,
    /// Formatting elements that are open.
    formatting: usize,
    /// Whether one of them is a link: a second one ends it.
    link: bool,
}

/// Why no tree is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Deep,
    Large,
}

impl Refusal {
    /// The stable word for it, and the clause.
    pub(super) fn note(self) -> (&'static str, String) {
        match self {
            Refusal::Deep => (
                "html-too-deep",
                format!("elements are nested more than {DEEPEST} deep: the text was read without a tree"),
            ),
            Refusal::Large => (
                "html-too-large",
                format!(
                    "more than {} MiB, {MOST_NODES} nodes or too many attributes: the text was read without a tree",
                    LARGEST >> 20
                ),
            ),
        }
    }
}

impl Tree {
    /// An element begins at this depth.
    pub(super) fn start(&mut self, name: &str, is_block: bool, depth: usize) {
        self.deepest = self.deepest.max(depth.saturating_add(self.formatting));
        self.steps = self.steps.saturating_add(depth);
        self.add(is_block);
        if element::is_formatting(name) && !(name == "a" && self.link) {
            self.formatting = self.formatting.saturating_add(1);
        }
        self.link |= name == "a";
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str, is_block: bool) {
        if element::is_formatting(name) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        self.link &= name != "a";
        self.add(is_block);
    }

    /// Text stands between two tags.
    pub(super) fn text(&mut self) {
        self.nodes = self.nodes.saturating_add(1);
    }

    fn add(&mut self, is_block: bool) {
        let copies = if is_block { self.formatting } else { 0 };
        self.nodes = self.nodes.saturating_add(1).saturating_add(copies);
    }

    /// Why the tree of a page of so many bytes, read to its end or not, must not be built.
    pub(super) fn refusal(&self, bytes: usize, whole: bool) -> Option<Refusal> {
        if self.deepest > DEEPEST {
            Some(Refusal::Deep)
        } else if bytes > LARGEST || self.nodes > MOST_NODES || self.steps > MOST_STEPS || !whole {
            Some(Refusal::Large)
        } else {
            None
        }
    }
}
