//! HTML -> paragraphs, and what a page says of its story.
//!
//! All of it stands on the tokens of html5ever: [`tokens`] feeds them, [`walk`] turns them into blocks with one stack of open
//! elements, and the blocks know where they stood. A tree is built only for pages whose markup does not say where the story
//! is, and only when [`limits`] find it safe.

mod charset;
mod element;
mod fragment;
mod furniture;
mod head;
mod limits;
mod linked_data;
mod open;
mod page;
mod prose;
mod readable;
mod select;
mod title;
mod tokens;
mod walk;

pub(crate) use charset::declared_charset;
pub(crate) use fragment::text_of_fragment;
pub(crate) use page::page;
