//! The story: one raw text with every paragraph, sentence and token as a byte span into it.

use std::ops::Range;

use crate::text::builder::Builder;
use crate::text::language::Language;
use crate::text::lexicon::{Lexeme, lexicon};
use crate::text::meta::{self, Meta};
use crate::text::notice::{self, Notice};
use crate::text::paragraph::{self, ParagraphKind};
use crate::text::quantity::Quantity;
use crate::text::quotation::Quotation;
use crate::text::span::Span;
use crate::text::token::Token;

/// One paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Where it lies, white space around it left out.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
    /// Its sentences, as a range of [`Story::sentences`].
    pub sentences: Range<usize>,
    /// The rule that made it furniture.
    pub furniture: Option<&'static str>,
}

/// One sentence.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Where it lies, from its first token to its last.
    pub span: Span,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// Its tokens, as a range of [`Story::tokens`].
    pub tokens: Range<usize>,
}

/// A story ready to compare: tokenised once, compared many times.
///
/// Spans of paragraphs are in order and do not overlap; so are those of the sentences in a paragraph and of the
/// tokens in a sentence. The raw text is never changed.
#[derive(Clone, Debug)]
pub struct Story {
    pub(super) id: String,
    pub(super) raw: String,
    pub(super) meta: Meta,
    pub(super) language: Language,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) sentences: Vec<Sentence>,
    pub(super) tokens: Vec<Token>,
    pub(super) quantities: Vec<Quantity>,
    pub(super) quotations: Vec<Quotation>,
    pub(super) credit: Option<Span>,
    /// Those of paragraphs until the story is settled, then all.
    pub(super) notices: Vec<Notice>,
}

impl Story {
    /// Reads a story from its raw text: front matter, paragraphs, sentences, tokens. Never fails; text that is
    /// no story gives one without paragraphs. Cost is linear in the text.
    ///
    /// ```
    /// use wirediff::text::Story;
    /// let story = Story::new("a", "Outlet: Post\n\nTwo boats sank. Nobody drowned.\n".to_owned());
    /// assert_eq!(story.outlet(), Some("Post"));
    /// assert_eq!(story.sentences().len(), 2);
    /// ```
    pub fn new(id: &str, raw: String) -> Story {
        Story::with_language(id, raw, None)
    }

    /// Like [`Story::new`], with the language given instead of detected.
    pub fn with_language(id: &str, raw: String, language: Option<Language>) -> Story {
        Story::read(Meta::default(), id, raw, language)
    }

    fn read(stated: Meta, id: &str, raw: String, language: Option<Language>) -> Story {
        let (front, body) = meta::read(&raw);
        let meta = stated.or(front);
        let spans = paragraph::paragraphs(&raw, body);
        let language = language
            .or_else(|| meta.language.as_deref().and_then(Language::from_code))
            .unwrap_or_else(|| Language::detect(raw.get(body..).unwrap_or("")));
        let mut story = Story::blank(meta, language);
        story.id = story.meta.id.clone().unwrap_or_else(|| id.to_owned());
        story.paragraphs.reserve(spans.len());
        story.tokens.reserve(raw.len() / 5);
        let mut story = Builder::new(story, &raw).build(raw, &spans);
        story.settle();
        story
    }

    /// Like [`Story::with_language`], with what is known of the story besides its text: it wins over what the text states.
    pub fn with_meta(stated: Meta, raw: String, language: Option<Language>) -> Story {
        Story::read(stated, "", raw, language)
    }

    /// Reads the notices of the headline, and what all of them say of the release.
    fn settle(&mut self) {
        let headline = self.paragraphs.iter().find(|p| p.kind == ParagraphKind::Headline).map(|p| p.span);
        let lines = std::mem::take(&mut self.notices);
        self.notices = notice::settle(&mut self.meta, &self.raw, headline, lines);
    }

    /// Returns a story of which only the text is still to be read.
    pub(super) fn blank(meta: Meta, language: Language) -> Story {
        Story {
            id: String::new(),
            raw: String::new(),
            meta,
            language,
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            tokens: Vec::new(),
            quantities: Vec::new(),
            quotations: Vec::new(),
            credit: None,
            notices: Vec::new(),
        }
    }

    /// Returns the name of the input, or the id that the text states.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the untouched text.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Returns the outlet, where stated.
    pub fn outlet(&self) -> Option<&str> {
        self.meta.outlet.as_deref()
    }

    /// Returns the headline: the one stated in front matter, else the one found at the head of the text.
    pub fn headline(&self) -> Option<&str> {
        self.meta.headline.as_deref().or_else(|| {
            self.paragraphs.iter().find(|p| p.kind == ParagraphKind::Headline).map(|p| p.span.of(&self.raw))
        })
    }

    /// Returns the time of publication as stated.
    pub fn published(&self) -> Option<&str> {
        self.meta.published.as_deref()
    }

    /// Returns everything that the text states of itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Returns the language whose rules were used.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns the agency named in the dateline.
    pub fn credit(&self) -> Option<&str> {
        self.credit.map(|span| span.of(&self.raw))
    }

    /// Returns what the agency or desk says of the story in its text: the notices of the headline first, then in file
    /// order. What they say of the release stands in [`Story::meta`] too, where the input states nothing else.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Returns all paragraphs in file order.
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// Returns all sentences in file order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Returns all tokens in file order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Returns the tokens of one sentence.
    pub fn tokens_of(&self, sentence: usize) -> &[Token] {
        &self.tokens[self.sentences[sentence].tokens.clone()]
    }

    /// Returns the number of words in one sentence.
    pub fn words_in(&self, sentence: usize) -> usize {
        self.tokens_of(sentence).iter().filter(|t| t.is_word()).count()
    }

    /// Returns the quantities that number tokens stand for.
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// Returns the quantity of a number token.
    pub fn quantity(&self, token: &Token) -> Option<&Quantity> {
        self.quantities.get((token.quantity as usize).checked_sub(1)?)
    }

    /// Returns the quotations of body paragraphs and headings in file order.
    pub fn quotations(&self) -> &[Quotation] {
        &self.quotations
    }

    /// Returns what the rule packs know of a token.
    pub fn lexeme(&self, token: &Token) -> Option<&'static Lexeme> {
        lexicon(self.language).get(token.key)
    }

    /// Whether the sentence belongs to a paragraph that counts as content (body or heading).
    pub fn is_content(&self, sentence: usize) -> bool {
        matches!(
            self.paragraphs[self.sentences[sentence].paragraph].kind,
            ParagraphKind::Body | ParagraphKind::Heading
        )
    }

    /// Returns the number of words in body paragraphs and headings.
    pub fn word_count(&self) -> u32 {
        let content = (0..self.sentences.len()).filter(|s| self.is_content(*s));
        content.map(|s| self.words_in(s) as u32).sum()
    }
}
