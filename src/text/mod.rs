//! The ground of the pipeline: stories, paragraphs, sentences, tokens and their normal form.
//!
//! Everything here turns one raw text into one [`Story`]. Nothing fails: whatever the text holds, a story comes
//! out whose spans are in order, do not overlap, and lie on character boundaries of the raw text.

pub mod background;
mod builder;
mod calendar;
mod dateline;
mod fold;
mod furniture;
mod language;
mod lexicon;
mod meta;
mod notice;
mod opening;
mod pair;
mod paragraph;
mod quantity;
mod quotation;
mod reading;
mod release;
mod scan;
mod sentence;
mod span;
mod story;
mod token;
mod tokenize;
mod word_cache;
mod word_form;
mod wording;

pub use calendar::{Calendar, calendar};
pub use fold::fold;
pub use language::Language;
pub use lexicon::{Lexeme, Modal, Stance, rule_name};
pub use meta::Meta;
pub use notice::{Notice, NoticeKind, headline_without_notice};
pub use pair::{Pair, Side};
pub use paragraph::{ParagraphKind, paragraph_spans};
pub use quantity::{Quantity, QuantityKind};
pub use quotation::Quotation;
pub use release::{Release, Status};
pub use span::Span;
pub use story::{Paragraph, Sentence, Story};
pub use token::{Token, TokenKind};
pub use wording::{IndexWord, Weight, WordedParagraph, Wording, WordingReader};
