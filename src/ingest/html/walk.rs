//! Tokens -> blocks of text, each with where it stood.

use html5ever::tokenizer::Tag;
use html5ever::{Attribute, LocalName};

use super::element::{self, Block, Role};
use super::furniture::{self, Marks};
use super::head::Head;
use super::limits::Tree;
use super::open::{Effect, Open, Stack};
use super::prose::{Finished, Manner, Prose};
use super::tokens::{self, Tokens};

/// Longest cell of a row that is read as a row; longer ones are paragraphs of a page laid out as a table.
const CELL: usize = 80;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A piece of HTML that is all story.
    Fragment { lines: bool },
    /// A page, of which the story is a part.
    Page,
}

/// A paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    start: u32,
    end: u32,
    /// Number of the outermost `<article>` around it, from 1; 0 for none.
    pub article: u32,
    /// Number of the outermost element around it that is marked as the text of a story, from 1; 0 for none.
    pub body: u32,
    pub kind: Kind,
    pub in_main: bool,
    /// In an `<article>` within an `<article>`: a teaser, or an entry of a live page.
    pub nested: bool,
    pub furniture: bool,
    /// All of it is links.
    pub linked: bool,
}

impl Piece {
    /// Where it begins in the text: pieces are in this order.
    pub(super) fn place(&self) -> u32 {
        self.start
    }
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Title,
    Heading,
    Item,
    Caption,
    Other,
}

/// What was read of a document.
#[derive(Debug)]
pub(super) struct Walked {
    text: String,
    pub pieces: Vec<Piece>,
    pub head: Head,
    pub tree: Tree,
    /// Whether all of the input was read.
    pub whole: bool,
}

impl Walked {
    /// The text of a piece: one paragraph, white space in order.
    pub(super) fn text(&self, piece: &Piece) -> &str {
        self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
    }
}

/// Reads a document. Linear in its length.
pub(super) fn walk(html: &str, input: Input) -> Walked {
    let walker = Walker {
        input,
        stack: Stack::default(),
        prose: Prose::default(),
        pieces: Vec::new(),
        head: Head::default(),
        tree: Tree::default(),
        articles: 0,
        bodies: 0,
        byline: false,
    };
    let (mut walker, whole) = tokens::feed(html, walker, tokens::ATTRIBUTE_WORK);
    walker.end_paragraph();
    if let Some(finished) = walker.prose.finish() {
        walker.keep(finished);
    }
    Walked {
        text: walker.prose.into_text(),
        pieces: walker.pieces,
        head: walker.head,
        tree: walker.tree,
        whole,
    }
}

struct Walker {
    input: Input,
    stack: Stack,
    prose: Prose,
    pieces: Vec<Piece>,
    head: Head,
    tree: Tree,
    articles: u32,
    bodies: u32,
    /// Whether the byline was met.
    byline: bool,
}

impl Tokens for Walker {
    fn start(&mut self, tag: &Tag) {
        let role = self.role(&tag.name);
        let block = matches!(role, Role::Block(_));
        let closed = match role {
            Role::Block(block) => {
                self.end_paragraph();
                self.stack.closed_by_start(block)
            }
            // A link ends where the next begins, and so does a choice of a form.
            Role::Link if self.stack.linked > 0 => self.stack.closed_by_end(&tag.name, role),
            Role::Silent if &*tag.name == "option" => {
                usize::from(self.stack.top().is_some_and(|o| o.name == tag.name))
            }
            _ => 0,
        };
        self.close(closed);
        self.tree.start(&tag.name, block, self.stack.depth());
        if self.input == Input::Page {
            self.head.element(tag);
        }
        match role {
            Role::Break => self.prose.line_break(),
            Role::Rule => self.end_paragraph(),
            Role::Void => {}
            _ if tag.self_closing && self.is_foreign() => {}
            _ => {
                let effect = self.effect(role, tag);
                if effect.quote && role == Role::Quoted {
                    self.quotation_mark();
                }
                let blocks = self.pieces.len();
                self.stack.push(Open { name: tag.name.clone(), role, effect, blocks, many: false });
            }
        }
    }

    fn end(&mut self, name: &LocalName) {
        let role = self.role(name);
        let block = matches!(role, Role::Block(_));
        self.tree.end(name, block);
        // `</br>` and `</p>` without a beginning stand for the elements themselves.
        if role == Role::Break {
            self.prose.line_break();
        }
        if block {
            self.end_paragraph();
        }
        // Pages go on behind `</body>`.
        if role != Role::Block(Block::Body) {
            let closed = self.stack.closed_by_end(name, role);
            self.close(closed);
        }
    }

    fn text(&mut self, text: &str) {
        self.tree.text();
        if self.stack.title > 0 {
            self.head.add_title(text);
        }
        if self.stack.data > 0 {
            self.head.add_data(text);
        }
        if self.stack.silent > 0 {
            return;
        }
        if self.stack.byline > 0 {
            self.head.add_byline(text);
        }
        if self.stack.author > 0 {
            self.head.add_author(text);
        }
        let lines = match self.input {
            Input::Fragment { lines } => lines,
            Input::Page => false,
        };
        let manner = Manner {
            linked: self.stack.linked > 0,
            timed: self.stack.timed > 0,
            lines: lines || self.stack.lines > 0,
        };
        let mut prose = std::mem::take(&mut self.prose);
        prose.push(text, manner, |finished| self.keep(finished));
        self.prose = prose;
    }

    fn is_foreign(&self) -> bool {
        self.stack.foreign > 0
    }
}

impl Walker {
    /// The role of an element here. Within a picture, `<title>` is not that of the page.
    fn role(&self, name: &LocalName) -> Role {
        match element::role(name) {
            Role::Title if self.input != Input::Page || self.stack.foreign > 0 => Role::Silent,
            role => role,
        }
    }

    fn effect(&mut self, role: Role, tag: &Tag) -> Effect {
        let mut effect = Effect {
            silent: matches!(role, Role::Silent | Role::Title),
            title: role == Role::Title,
            linked: role == Role::Link && tag.attrs.iter().any(|a| &*a.name.local == "href"),
            timed: role == Role::Time,
            foreign: matches!(&*tag.name, "svg" | "math"),
            quote: matches!(role, Role::Quoted | Role::Block(Block::Quote)),
            lines: role == Role::Block(Block::Lines),
            ..Effect::default()
        };
        if self.input != Input::Page {
            return effect;
        }
        if &*tag.name == "script" && is_linked_data(&tag.attrs) {
            effect.data = true;
            self.head.begin_data();
        }
        let marks = furniture::marks(&tag.attrs);
        match role {
            Role::Block(block) => self.mark_block(block, marks, &mut effect),
            Role::Inline | Role::Link | Role::Time => effect.silent |= marks.unseen,
            _ => {}
        }
        if marks.byline && !self.byline {
            self.byline = true;
            effect.byline = true;
        }
        if marks.author && self.stack.author == 0 {
            self.head.begin_author();
            effect.author = true;
        }
        effect
    }

    fn mark_block(&mut self, block: Block, marks: Marks, effect: &mut Effect) {
        effect.furniture = marks.furniture || marks.unseen;
        effect.caption = marks.caption;
        match block {
            Block::Caption => effect.caption = true,
            Block::Figure => effect.figure = true,
            Block::Aside => effect.furniture = true,
            Block::Footer => effect.furniture = self.stack.quote == 0,
            // The form around a whole page is none that a reader fills in.
            Block::Form => effect.furniture |= self.stack.depth() > 3,
            Block::Main => effect.main = true,
            Block::Article => {
                effect.article = true;
                self.articles = self.articles.saturating_add(u32::from(self.stack.article == 0));
            }
            _ => {}
        }
        // The names of these elements tell of the whole page.
        if matches!(block, Block::Body | Block::Main | Block::Article) {
            effect.furniture = false;
            effect.caption = false;
        }
        if marks.body {
            effect.body = true;
            self.bodies = self.bodies.saturating_add(u32::from(self.stack.body == 0));
        }
    }

    /// Closes so many elements.
    fn close(&mut self, count: usize) {
        for _ in 0..count {
            let role = match self.stack.top() {
                Some(open) => open.role,
                None => return,
            };
            if matches!(role, Role::Block(_)) {
                self.end_paragraph();
            }
            let Some(open) = self.stack.pop() else { return };
            match open.role {
                Role::Quoted => self.quotation_mark(),
                Role::Block(Block::Cell) => {
                    let many = self.pieces.len() > open.blocks.saturating_add(1);
                    if let Some(row) = self.stack.row() {
                        row.many |= many;
                    }
                }
                Role::Block(Block::Row) if !open.many => self.join_row(open.blocks),
                _ => {}
            }
        }
    }

    /// Makes one paragraph of the short cells of a row.
    fn join_row(&mut self, first: usize) {
        let Some(cells) = self.pieces.get(first..).filter(|c| c.len() > 1) else { return };
        let [one, ..] = cells else { return };
        let one = *one;
        let same = |p: &Piece| (p.furniture, p.body, p.article) == (one.furniture, one.body, one.article);
        if cells.len() > 200 || !cells.iter().all(|p| (p.end - p.start) as usize <= CELL && same(p)) {
            return;
        }
        let texts: Vec<&str> =
            cells.iter().map(|p| self.prose.get(p.start as usize, p.end as usize)).collect();
        let linked = cells.iter().all(|p| p.linked);
        let row = texts.join(" | ");
        if let Some(finished) = self.prose.add(&row) {
            let (Ok(start), Ok(end)) = (u32::try_from(finished.start), u32::try_from(finished.end)) else {
                return;
            };
            self.pieces.truncate(first);
            self.pieces.push(Piece { start, end, linked, ..one });
        }
    }

    fn quotation_mark(&mut self) {
        self.text("\"");
    }

    fn end_paragraph(&mut self) {
        if self.stack.silent > 0 {
            return;
        }
        if let Some(finished) = self.prose.end() {
            self.keep(finished);
        }
    }

    fn keep(&mut self, finished: Finished) {
        let (Ok(start), Ok(end)) = (u32::try_from(finished.start), u32::try_from(finished.end)) else {
            return;
        };
        let tally = finished.tally;
        let in_figure = self.stack.figure > 0 && self.stack.quote == 0;
        let kind = match self.stack.block() {
            _ if self.stack.caption > 0 => Kind::Caption,
            Some(Block::Cell | Block::Row | Block::Paragraph | Block::Lines) if self.stack.figure == 0 => {
                Kind::Paragraph
            }
            Some(Block::Cell | Block::Row) => Kind::Paragraph,
            _ if in_figure => Kind::Caption,
            Some(Block::Title) => Kind::Title,
            Some(Block::Heading) => Kind::Heading,
            Some(Block::Item) => Kind::Item,
            Some(Block::Quote) => Kind::Paragraph,
            _ => Kind::Other,
        };
        self.pieces.push(Piece {
            start,
            end,
            article: if self.stack.article > 0 { self.articles } else { 0 },
            body: if self.stack.body > 0 { self.bodies } else { 0 },
            kind,
            in_main: self.stack.main > 0,
            nested: self.stack.article > 1,
            furniture: self.stack.furniture > 0 || (tally.all > 0 && tally.timed == tally.all),
            linked: tally.all > 0 && tally.linked == tally.all,
        });
    }
}

fn is_linked_data(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|a| &*a.name.local == "type" && a.value.trim().eq_ignore_ascii_case("application/ld+json"))
}
