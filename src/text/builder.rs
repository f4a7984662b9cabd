//! From the raw text to a story: paragraphs, their kinds, sentences, and what follows from the whole of it.

use crate::text::dateline::dateline;
use crate::text::fold::{fold, fold_into, key_of};
use crate::text::furniture;
use crate::text::language::Language;
use crate::text::lexicon::{KeyMap, Lexeme, Lexicon, lexicon};
use crate::text::notice;
use crate::text::paragraph::{ParagraphKind, ends_closed};
use crate::text::quotation::{Quotation, Quoted, quotations};
use crate::text::scan::{Base, Piece, scan};
use crate::text::sentence::Pieces;
use crate::text::span::Span;
use crate::text::story::{Paragraph, Sentence, Story};
use crate::text::token::TokenKind;
use std::ops::Range;

/// Builds a story paragraph by paragraph.
pub(super) struct Builder {
    pub(super) story: Story,
    pub(super) lexicon: &'static Lexicon,
    pub(super) stops: KeyMap<()>,
    pub(super) folded: String,
}

/// What one paragraph is cut into before it becomes tokens; reused from paragraph to paragraph.
#[derive(Default)]
pub(super) struct Cut {
    pub base: Vec<Base>,
    pub keys: Vec<u64>,
    pub lexemes: Vec<Option<&'static Lexeme>>,
}

/// Where a paragraph stands in its story.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// Its number, from 0 ...
    pub n: usize,
    /// ... of so many.
    pub of: usize,
    /// Whether a body paragraph stands before it.
    pub body_seen: bool,
    /// Whether nothing but furniture stands before it.
    pub first_content: bool,
}

impl Builder {
    /// Returns a builder for a story of which only the text is still to be read.
    pub(super) fn new(story: Story, raw: &str) -> Builder {
        let language = story.language;
        Builder {
            story,
            lexicon: lexicon(language),
            stops: learnt_stops(raw, language),
            folded: String::new(),
        }
    }

    pub(super) fn build(mut self, raw: String, spans: &[Span]) -> Story {
        let (mut cut, mut quoted, mut ends) = (Cut::default(), Quoted::default(), Vec::new());
        let mut bodies = 0;
        let mut dated = false;
        for (n, span) in spans.iter().enumerate() {
            self.cut(&raw, *span, &mut cut);
            let words = cut.base.iter().filter(|b| b.piece != Piece::Mark).count();
            let first_content = !self.story.paragraphs.iter().any(|p| p.kind != ParagraphKind::Furniture);
            let standing = Standing { n, of: spans.len(), body_seen: bodies > 0, first_content };
            let (kind, furniture) = self.kind(&raw, *span, words, standing);
            quotations(&raw, &cut.base, &mut quoted);
            let stop = |at: usize| cut.lexemes[at].and_then(|l| l.stop);
            let language = self.story.language;
            Pieces { raw: &raw, base: &cut.base, quoted: &quoted, stop, language }.sentence_ends(&mut ends);
            let mut dateline_end = 0;
            // A caption, a summary or the headline again may stand before the paragraph with the dateline.
            if kind == ParagraphKind::Body && bodies < DATELINE_WITHIN && !dated {
                bodies += 1;
                let (pieces, credit) = dateline(&raw, &cut.base);
                dated = pieces > 0;
                dateline_end = pieces.checked_sub(1).map_or(0, |last| cut.base[last].span.end);
                self.story.credit =
                    credit.map(|(from, to)| cut.base[from].span.join(cut.base[to.max(from + 1) - 1].span));
            }
            let first = self.story.sentences.len();
            let mut start = 0;
            for end in ends.drain(..) {
                let from = self.story.tokens.len();
                self.tokens(&raw, &cut, start..end, &quoted.roles, dateline_end);
                let span = cut.base[start].span.join(cut.base[end - 1].span);
                let tokens = from..self.story.tokens.len();
                self.story.sentences.push(Sentence { span, paragraph: n, tokens });
                start = end;
            }
            let sentences = first..self.story.sentences.len();
            if matches!(kind, ParagraphKind::Body | ParagraphKind::Heading) {
                self.mark_quoted(&quoted.quotes, &sentences);
                self.story.quotations.extend(&quoted.quotes);
            }
            self.story.paragraphs.push(Paragraph { span: *span, kind, sentences, furniture });
        }
        self.name_sentence_openers();
        self.story.raw = raw;
        self.story
    }

    fn cut(&mut self, raw: &str, span: Span, cut: &mut Cut) {
        cut.base.clear();
        cut.keys.clear();
        cut.lexemes.clear();
        let language = self.story.language;
        scan(raw, span, language.space_groups(), language.elides(), &mut cut.base);
        for base in &cut.base {
            let (key, lexeme) = self.key(base.span.of(raw), base.piece);
            cut.keys.push(key);
            cut.lexemes.push(lexeme);
        }
    }

    /// Returns the key of a piece and what the rule packs know of it. Figures and marks are keyed later, by value and by
    /// kind; a sign may still be a unit or a currency.
    pub(super) fn key(&mut self, text: &str, piece: Piece) -> (u64, Option<&'static Lexeme>) {
        self.folded.clear();
        match piece {
            Piece::Initials => {
                for part in text.split('.') {
                    fold_into(part, &mut self.folded);
                }
            }
            Piece::Figure => return (0, None),
            _ => fold_into(text, &mut self.folded),
        }
        let mut key = key_of(&self.folded);
        if piece == Piece::Initials && self.lexicon.get(key).is_none() {
            // "U.S." is listed as "us", "p.m." may be listed with its points.
            let pointed = key_of(text.trim_end_matches('.'));
            if self.lexicon.get(pointed).is_some() {
                key = pointed;
            }
        }
        (key, self.lexicon.get(key))
    }

    /// Returns what a paragraph is and the rule that made it furniture; a notice is put away.
    pub(super) fn kind(
        &mut self,
        raw: &str,
        span: Span,
        words: usize,
        standing: Standing,
    ) -> (ParagraphKind, Option<&'static str>) {
        let Standing { n, of, body_seen, first_content } = standing;
        let text = span.of(raw);
        match notice::line(raw, span, words, (n, of), self.story.language) {
            Some(notice::Line::Whole(rule, notice)) => {
                self.story.notices.push(notice);
                return (ParagraphKind::Furniture, Some(rule));
            }
            Some(notice::Line::Before(notice)) => self.story.notices.push(notice),
            None => {}
        }
        if let Some(notice) = notice::slug(raw, span, words, n) {
            self.story.notices.push(notice);
            return (ParagraphKind::Furniture, Some("notice"));
        }
        if let Some(rule) = furniture::rule(text, words, self.story.language) {
            return (ParagraphKind::Furniture, Some(rule));
        }
        let open = !ends_closed(text) && !text.contains('\n');
        if first_content && n + 1 < of && open && words <= HEADLINE && self.story.meta.headline.is_none() {
            return (ParagraphKind::Headline, None);
        }
        let repeated = self.story.meta.headline.as_deref().is_some_and(|h| same_words(h, text));
        if first_content && open && repeated {
            return (ParagraphKind::Headline, None);
        }
        if open && words <= 8 && (body_seen || n + 1 < of) {
            return (ParagraphKind::Heading, None);
        }
        (ParagraphKind::Body, None)
    }

    fn mark_quoted(&mut self, quotes: &[Quotation], sentences: &Range<usize>) {
        let Some(first) = self.story.sentences.get(sentences.start) else { return };
        let mut quotes = quotes.iter().peekable();
        for token in &mut self.story.tokens[first.tokens.start..] {
            while quotes.peek().is_some_and(|q| q.inner.end <= token.span.start) {
                quotes.next();
            }
            token.quoted = quotes.peek().is_some_and(|q| q.inner.contains(token.span));
        }
    }

    /// A capital at the head of a sentence (or of a quotation) tells nothing; the word is a name when the story writes
    /// it with a capital elsewhere, or when no table knows it and a name follows.
    fn name_sentence_openers(&mut self) {
        let mut names: KeyMap<()> = KeyMap::default();
        for token in self.story.tokens.iter().filter(|t| t.kind == TokenKind::Name) {
            names.insert(token.key, ());
        }
        for sentence in &self.story.sentences {
            let mut opener = true;
            for at in sentence.tokens.clone() {
                let token = self.story.tokens[at];
                if opener && token.capital && token.kind == TokenKind::Word && !token.dateline {
                    // "Iker Sandoz headed in": an unknown word before a name is its first part.
                    let next = self.story.tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Name);
                    if names.contains_key(&token.key) || next && !self.lexicon.knows(token.key) {
                        self.story.tokens[at].kind = TokenKind::Name;
                    }
                }
                opener = !token.is_word() && (opener || token.kind == TokenKind::QuoteMark);
            }
        }
    }
}

/// Most words of a headline that stands in the text itself; a longer first line without a closing mark is a lead.
const HEADLINE: usize = 18;

/// Body paragraphs among which the dateline is looked for.
pub(super) const DATELINE_WITHIN: usize = 4;

/// Whether two texts are the same words, marks and case aside.
fn same_words(a: &str, b: &str) -> bool {
    let words = |t: &str| {
        fold(t)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    a.len().abs_diff(b.len()) < 16 && words(a) == words(b)
}

/// In a language without a table, words that make up more than one in 100 of the text are its stop words.
fn learnt_stops(raw: &str, language: Language) -> KeyMap<()> {
    let mut stops = KeyMap::default();
    if language != Language::Other {
        return stops;
    }
    let mut counts: KeyMap<u32> = KeyMap::default();
    let mut total = 0u32;
    let mut folded = String::new();
    for word in raw.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        folded.clear();
        fold_into(word, &mut folded);
        let key = key_of(&folded);
        let count = counts.entry(key).or_default();
        *count += 1;
        total += 1;
        if *count >= 4 {
            stops.insert(key, ());
        }
    }
    stops.retain(|key, ()| counts.get(key).is_some_and(|c| c.saturating_mul(100) > total));
    stops
}

#[cfg(test)]
mod tests {
    use crate::text::{ParagraphKind, Story};

    #[test]
    fn the_dateline_may_stand_behind_headline_and_caption() {
        let text = "Headline: Ferry sinks off Marrow\n\nFERRY SINKS OFF MARROW\n\nA lifeboat leaves port on Monday.\n\n\
                    MARROW (Agency) - The ferry sank on Monday.\n";
        let story = Story::new("t", text.to_owned());
        assert_eq!(story.paragraphs()[0].kind, ParagraphKind::Headline);
        assert_eq!(story.credit(), Some("Agency"));
        assert_eq!(story.word_count(), 6 + 5, "headline and dateline are not counted");
    }
}
