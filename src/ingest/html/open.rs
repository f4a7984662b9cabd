//! The elements that are open at a place of a document.

use html5ever::LocalName;

use super::element::{Block, Role};

/// Open elements that are looked through for the one that an end tag closes. Nothing well formed comes near, and hostile
/// markup must not make each end tag walk through a million elements.
const REACH: usize = 256;

/// An open element.
#[derive(Debug)]
pub(super) struct Open {
    pub name: LocalName,
    pub role: Role,
    pub effect: Effect,
    /// Blocks that were finished before it began.
    pub blocks: usize,
    /// For a row: whether a cell holds more than one paragraph. For a cell: unused.
    pub many: bool,
}

/// What an open element does to all text inside.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Effect {
    pub silent: bool,
    pub furniture: bool,
    pub byline: bool,
    pub author: bool,
    pub title: bool,
    pub data: bool,
    pub linked: bool,
    pub timed: bool,
    pub lines: bool,
    pub caption: bool,
    pub figure: bool,
    pub article: bool,
    pub body: bool,
    pub main: bool,
    pub quote: bool,
    pub foreign: bool,
}

/// The stack of open elements, with how many of them have each effect.
#[derive(Debug, Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    pub silent: u32,
    pub furniture: u32,
    pub byline: u32,
    pub author: u32,
    pub title: u32,
    pub data: u32,
    pub linked: u32,
    pub timed: u32,
    pub lines: u32,
    pub caption: u32,
    pub figure: u32,
    pub article: u32,
    pub body: u32,
    pub main: u32,
    pub quote: u32,
    pub foreign: u32,
}

impl Stack {
    /// Elements that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens an element.
    pub(super) fn push(&mut self, open: Open) {
        self.count(open.effect, true);
        self.open.push(open);
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.count(open.effect, false);
        Some(open)
    }

    /// The innermost element.
    pub(super) fn top(&self) -> Option<&Open> {
        self.open.last()
    }

    /// The row that is open closest to the top.
    pub(super) fn row(&mut self) -> Option<&mut Open> {
        self.open.iter_mut().rev().take(REACH).find(|o| o.role == Role::Block(Block::Row))
    }

    /// The kind of the innermost open block.
    pub(super) fn block(&self) -> Option<Block> {
        self.open.iter().rev().take(REACH).find_map(|o| match o.role {
            Role::Block(block) => Some(block),
            _ => None,
        })
    }

    /// How many elements an end tag closes; 0 when it closes none. An end tag of an inline element closes nothing beyond the
    /// block it stands in, and no end tag closes anything outside of its table cell.
    pub(super) fn closed_by_end(&self, name: &LocalName, role: Role) -> usize {
        let block = matches!(role, Role::Block(_)) || role == Role::Silent;
        for (i, open) in self.open.iter().rev().take(REACH).enumerate() {
            if open.name == *name {
                return i + 1;
            }
            let stops = match open.role {
                Role::Block(Block::Cell | Block::Table) => {
                    !matches!(role, Role::Block(Block::Rows | Block::Row | Block::Table | Block::Cell))
                }
                Role::Block(_) | Role::Silent => !block,
                _ => false,
            };
            if stops {
                return 0;
            }
        }
        0
    }

    /// How many elements end because a block of this kind begins: `<p>` ends a paragraph, `<li>` the item before it.
    pub(super) fn closed_by_start(&self, block: Block) -> usize {
        let mut closed = 0;
        for (i, open) in self.open.iter().rev().take(REACH).enumerate() {
            let Role::Block(outer) = open.role else {
                if open.role == Role::Silent {
                    break;
                }
                continue;
            };
            let ends = match outer {
                Block::Paragraph => true,
                Block::Item => block == Block::Item,
                Block::Cell => matches!(block, Block::Cell | Block::Row | Block::Rows),
                Block::Row => matches!(block, Block::Row | Block::Rows),
                Block::Rows => block == Block::Rows,
                Block::Heading | Block::Title => matches!(block, Block::Heading | Block::Title),
                _ => false,
            };
            if ends {
                closed = i + 1;
            }
            let passes = ends
                || (matches!(outer, Block::Other | Block::Rows)
                    && matches!(block, Block::Row | Block::Cell | Block::Item));
            if !passes {
                break;
            }
        }
        closed
    }

    fn count(&mut self, effect: Effect, up: bool) {
        let all = [
            (effect.silent, &mut self.silent),
            (effect.furniture, &mut self.furniture),
            (effect.byline, &mut self.byline),
            (effect.author, &mut self.author),
            (effect.title, &mut self.title),
            (effect.data, &mut self.data),
            (effect.linked, &mut self.linked),
            (effect.timed, &mut self.timed),
            (effect.lines, &mut self.lines),
            (effect.caption, &mut self.caption),
            (effect.figure, &mut self.figure),
            (effect.article, &mut self.article),
            (effect.body, &mut self.body),
            (effect.main, &mut self.main),
            (effect.quote, &mut self.quote),
            (effect.foreign, &mut self.foreign),
        ];
        for (has, count) in all {
            if has {
                *count = if up { count.saturating_add(1) } else { count.saturating_sub(1) };
            }
        }
    }
}
