//! HTML text -> tokens of html5ever, in linear time.

use std::cell::{Cell, RefCell};

use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Bytes given to the tokenizer at once. Between two pieces the work is counted.
const PIECE: usize = 8 * 1024;

/// The tokenizer compares each attribute of a tag with all before it, so a tag of a million attributes would cost hours. This
/// is the sum of the squares of the attributes of all tags that we let it read: under a second of work, and forty thousand
/// attributes in one tag. A long comment or a long value counts as if each of its separators began an attribute, because a tag
/// cannot be looked into before it ends.
pub(super) const ATTRIBUTE_WORK: u64 = 1_500_000_000;

/// Takes the tokens of a document. Comments, document types and NUL are not passed on.
pub(super) trait Tokens {
    /// An element begins.
    fn start(&mut self, tag: &Tag);
    /// An element ends, or an end stands where nothing began.
    fn end(&mut self, name: &LocalName);
    /// Characters, entities resolved. One text may come in several pieces.
    fn text(&mut self, text: &str);
    /// Whether elements that end in `/>` are empty here, as in a picture.
    fn is_foreign(&self) -> bool;
}

/// Passes all tokens of a text on. Returns whether all of it was read: not when a tag has so many attributes that it would take
/// longer than linear time: more than `work` comparisons.
pub(super) fn feed<T: Tokens>(html: &str, tokens: T, work: u64) -> (T, bool) {
    let sink = Sink { tokens: RefCell::new(tokens), count: Cell::new(0), work: Cell::new(0) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut at, mut seen, mut separators) = (0, 0, 0u64);
    while at < html.len() {
        let end = html.floor_char_boundary((at + PIECE).min(html.len())).max(at + 1);
        let Some(piece) = html.get(at..end) else { break };
        queue.push_back(StrTendril::from_slice(piece));
        let _ = tokenizer.feed(&queue);
        at = end;
        // Without a token in all of a piece we are inside of a tag or a comment.
        let count = tokenizer.sink.count.get();
        let inside = count == seen;
        let begun = piece.bytes().filter(|b| separates(*b)).count() as u64;
        separators = if inside { separators.saturating_add(begun) } else { begun };
        seen = count;
        let open = if inside { separators.saturating_mul(separators) } else { 0 };
        if tokenizer.sink.work.get().saturating_add(open) > work {
            return (tokenizer.sink.tokens.into_inner(), false);
        }
    }
    tokenizer.end();
    (tokenizer.sink.tokens.into_inner(), true)
}

/// Whether an attribute may begin behind this byte.
fn separates(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')
}

struct Sink<T> {
    tokens: RefCell<T>,
    count: Cell<u64>,
    work: Cell<u64>,
}

impl<T: Tokens> TokenSink for Sink<T> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut tokens = self.tokens.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                self.count.set(self.count.get().wrapping_add(1));
                let attributes = tag.attrs.len() as u64;
                self.work.set(self.work.get().saturating_add(attributes.saturating_mul(attributes)));
                if tag.kind == TagKind::EndTag {
                    tokens.end(&tag.name);
                } else {
                    let empty = tag.self_closing && tokens.is_foreign();
                    tokens.start(&tag);
                    if let Some(kind) = raw_text(&tag.name).filter(|_| !empty) {
                        return TokenSinkResult::RawData(kind);
                    }
                }
            }
            Token::CharacterTokens(text) => {
                self.count.set(self.count.get().wrapping_add(1));
                tokens.text(&text);
            }
            Token::CommentToken(_)
            | Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::ParseError(_)
            | Token::EOFToken => {}
        }
        TokenSinkResult::Continue
    }
}

/// How the content of an element is read that holds no markup.
fn raw_text(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(RawKind::Rawtext),
        "textarea" | "title" => Some(RawKind::Rcdata),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Text(String);

    impl Tokens for Text {
        fn start(&mut self, _: &Tag) {}
        fn end(&mut self, _: &LocalName) {}
        fn text(&mut self, text: &str) {
            self.0.push_str(text);
        }
        fn is_foreign(&self) -> bool {
            false
        }
    }

    /// Reads a text with the work of a thousand attributes in one tag.
    #[track_caller]
    fn check(html: &str, text: &str, whole: bool) {
        let (found, read) = feed(html, Text::default(), 1_000_000);
        assert_eq!((found.0.as_str(), read), (text, whole));
    }

    #[test]
    fn a_tag_of_very_many_attributes_is_not_read() {
        let attributes = |n: usize| (0..n).map(|i| format!(" a{i}")).collect::<String>();
        check(&format!("one<p{}>two", attributes(900)), "onetwo", true);
        check(&format!("one<p{}>two", attributes(20_000)), "one", false);
        check(&format!("one<p{}", attributes(20_000).replace(' ', "/")), "one", false);
    }

    #[test]
    fn tags_of_many_attributes_are_counted_together() {
        let attributes = (0..800).map(|i| format!(" a{i}")).collect::<String>();
        check(&format!("<p{attributes}>x"), "x", true);
        let (found, whole) = feed(&format!("<p{attributes}>x").repeat(60), Text::default(), 1_000_000);
        assert!(!whole && found.0.len() < 10, "{}", found.0);
    }

    #[test]
    fn a_long_value_is_read() {
        check(&format!("<img src='{}'>one", "QUJD".repeat(100_000)), "one", true);
        check(&format!("<!--{}-->one", "-".repeat(100_000)), "one", true);
        check(
            &format!("<script>{}</script>one", "a < b; ".repeat(10_000)),
            &format!("{}one", "a < b; ".repeat(10_000)),
            true,
        );
    }
}
