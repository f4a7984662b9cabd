//! Tokens: the words, figures and marks of a sentence.

use crate::text::span::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A content word.
    Word,
    /// A word written as a name.
    Name,
    /// A figure with its scale, currency and unit, a date, or a time of day, as one token.
    Number,
    /// A word of less than 5 bits.
    Stop,
    /// A courtesy title, which weighs nothing.
    Honorific,
    /// A punctuation mark or symbol.
    Punctuation,
    /// A quotation mark.
    QuoteMark,
}

/// One token. Tokens of a sentence are in order and do not overlap; white space lies between them.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it lies in the raw text.
    pub span: Span,
    /// Hash of its normal form: equal keys mean the same word in any style.
    pub key: u64,
    /// Hash of its light stem: equal stems mean forms of one word.
    pub stem: u64,
    /// What it tells when shared, in 1/256 bit; 0 for marks and honorifics.
    pub bits: u16,
    /// What it is.
    pub kind: TokenKind,
    /// The rule that changed its normal form, for [`crate::text::rule_name`]; 0 for none.
    pub rule: u8,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
    /// Whether it belongs to a dateline (`PARIS, Sept 4 (Agency) -`).
    pub dateline: bool,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Index into [`crate::text::Story::quantities`] plus one; 0 for none.
    pub(crate) quantity: u32,
}

impl Token {
    /// Whether the token counts as a word (everything but marks and datelines).
    pub fn is_word(&self) -> bool {
        !self.dateline && !self.is_mark()
    }

    /// Whether the token is a punctuation or quotation mark.
    pub fn is_mark(&self) -> bool {
        matches!(self.kind, TokenKind::Punctuation | TokenKind::QuoteMark)
    }

    /// Whether the token is evidence by itself: a word, name or figure of at least 5 bits.
    pub fn is_content(&self) -> bool {
        !self.dateline && matches!(self.kind, TokenKind::Word | TokenKind::Name | TokenKind::Number)
    }
}
