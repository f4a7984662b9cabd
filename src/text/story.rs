//! The story: one raw text with every paragraph, sentence and token as a byte span into it.

use std::ops::Range;

use crate::text::background::{BIT, CONTENT, NO_TABLE, UNKNOWN};
use crate::text::calendar::{month_key, weekday_key};
use crate::text::dateline::dateline;
use crate::text::fold::{fold_into, is_apostrophe, key_of};
use crate::text::furniture;
use crate::text::language::Language;
use crate::text::lexicon::{KeyMap, Lexeme, Lexicon, Phrase, lexicon, rule};
use crate::text::meta::{self, Meta};
use crate::text::paragraph::{self, ParagraphKind, ends_closed};
use crate::text::quantity::{Pieces, Quantity, QuantityKind, quantity, span_of};
use crate::text::quotation::{MarkRole, Quotation, quotations};
use crate::text::scan::{Base, Piece, scan};
use crate::text::sentence::sentence_ends;
use crate::text::span::Span;
use crate::text::token::{Token, TokenKind};

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
    id: String,
    raw: String,
    meta: Meta,
    language: Language,
    paragraphs: Vec<Paragraph>,
    sentences: Vec<Sentence>,
    tokens: Vec<Token>,
    quantities: Vec<Quantity>,
    quotations: Vec<Quotation>,
    credit: Option<Span>,
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
        let (meta, body) = meta::read(&raw);
        let spans = paragraph::paragraphs(&raw, body);
        let language = language
            .or_else(|| meta.language.as_deref().and_then(Language::from_code))
            .unwrap_or_else(|| Language::detect(raw.get(body..).unwrap_or("")));
        let story = Story {
            id: meta.id.clone().unwrap_or_else(|| id.to_owned()),
            raw: String::new(),
            meta,
            language,
            paragraphs: Vec::with_capacity(spans.len()),
            sentences: Vec::new(),
            tokens: Vec::with_capacity(raw.len() / 5),
            quantities: Vec::new(),
            quotations: Vec::new(),
            credit: None,
        };
        Builder {
            story,
            lexicon: lexicon(language),
            stops: learnt_stops(&raw, language),
            folded: String::new(),
        }
        .build(raw, &spans)
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
        content.map(|s| self.tokens_of(s).iter().filter(|t| t.is_word()).count() as u32).sum()
    }
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

/// What stands between the two figures of a range.
const RANGE: [&str; 14] = ["to", "and", "or", "-", "–", "—", "bis", "und", "et", "à", "y", "a", "до", "і"];

struct Builder {
    story: Story,
    lexicon: &'static Lexicon,
    stops: KeyMap<()>,
    folded: String,
}

/// What one paragraph is cut into before it becomes tokens; reused from paragraph to paragraph.
#[derive(Default)]
struct Cut {
    base: Vec<Base>,
    keys: Vec<u64>,
    lexemes: Vec<Option<&'static Lexeme>>,
}

impl Builder {
    fn build(mut self, raw: String, spans: &[Span]) -> Story {
        let mut cut = Cut::default();
        let mut body_seen = false;
        for (n, span) in spans.iter().enumerate() {
            self.cut(&raw, *span, &mut cut);
            let words = cut.base.iter().filter(|b| b.piece != Piece::Mark).count();
            let (kind, furniture) = self.kind(&raw, *span, words, n, spans.len(), body_seen);
            let (quotes, roles) = quotations(&raw, &cut.base);
            let ends = sentence_ends(&raw, &cut.base, &roles, &cut.lexemes, self.story.language);
            let mut dateline_end = 0;
            if kind == ParagraphKind::Body && !body_seen {
                body_seen = true;
                let (pieces, credit) = dateline(&raw, &cut.base);
                dateline_end = pieces.checked_sub(1).map_or(0, |last| cut.base[last].span.end);
                self.story.credit =
                    credit.map(|(from, to)| cut.base[from].span.join(cut.base[to.max(from + 1) - 1].span));
            }
            let first = self.story.sentences.len();
            let mut start = 0;
            for end in ends {
                let from = self.story.tokens.len();
                self.tokens(&raw, &cut, start..end, &roles, dateline_end);
                let span = cut.base[start].span.join(cut.base[end - 1].span);
                let tokens = from..self.story.tokens.len();
                self.story.sentences.push(Sentence { span, paragraph: n, tokens });
                start = end;
            }
            let sentences = first..self.story.sentences.len();
            if matches!(kind, ParagraphKind::Body | ParagraphKind::Heading) {
                self.mark_quoted(&quotes, &sentences);
                self.story.quotations.extend(quotes);
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
            let text = base.span.of(raw);
            self.folded.clear();
            match base.piece {
                Piece::Initials => {
                    for part in text.split('.') {
                        fold_into(part, &mut self.folded);
                    }
                }
                // Figures and marks are keyed later, by value and by kind; a sign may still be a unit or a currency.
                Piece::Figure => {
                    cut.keys.push(0);
                    cut.lexemes.push(None);
                    continue;
                }
                _ => fold_into(text, &mut self.folded),
            }
            let mut key = key_of(&self.folded);
            if base.piece == Piece::Initials && self.lexicon.get(key).is_none() {
                // "U.S." is listed as "us", "p.m." may be listed with its points.
                let pointed = key_of(text.trim_end_matches('.'));
                if self.lexicon.get(pointed).is_some() {
                    key = pointed;
                }
            }
            cut.keys.push(key);
            cut.lexemes.push(self.lexicon.get(key));
        }
    }

    fn kind(
        &self,
        raw: &str,
        span: Span,
        words: usize,
        n: usize,
        of: usize,
        body_seen: bool,
    ) -> (ParagraphKind, Option<&'static str>) {
        let text = span.of(raw);
        if let Some(rule) = furniture::rule(text, words, self.story.language) {
            return (ParagraphKind::Furniture, Some(rule));
        }
        let open = !ends_closed(text) && !text.contains('\n');
        let first_content = !self.story.paragraphs.iter().any(|p| p.kind != ParagraphKind::Furniture);
        if first_content && n + 1 < of && open && words <= 24 && self.story.meta.headline.is_none() {
            return (ParagraphKind::Headline, None);
        }
        if open && words <= 8 && (body_seen || n + 1 < of) {
            return (ParagraphKind::Heading, None);
        }
        (ParagraphKind::Body, None)
    }

    /// Turns the pieces of one sentence into tokens: quantities and phrases merged, contractions split.
    fn tokens(&mut self, raw: &str, cut: &Cut, range: Range<usize>, roles: &[MarkRole], dateline_end: u32) {
        let base = &cut.base[range.clone()];
        let lexemes = &cut.lexemes[range.clone()];
        let keys = &cut.keys[range.clone()];
        let shouting = is_shouting(raw, base);
        let lexicon = self.lexicon;
        let pieces = Pieces { raw, base, lexemes, keys, lexicon, language: self.story.language };
        let first_token = self.story.tokens.len();
        let mut at = 0;
        while at < base.len() {
            let in_dateline = base[at].span.start < dateline_end;
            if lexemes[at].is_some_and(|l| l.opens_phrase)
                && let Some((phrase, pieces)) = self.phrase(raw, base, keys, at)
            {
                let span = span_of(base, at, pieces);
                let c = phrase.canonical;
                self.push_word(raw, span, c.key, c.key, c.bits, c.rule, in_dateline, at == 0);
                at += pieces;
                continue;
            }
            let may_be_quantity = base[at].piece == Piece::Figure
                || lexemes[at].is_some_and(|l| {
                    l.number.is_some()
                        || l.ordinal.is_some()
                        || l.month.is_some()
                        || l.currency.is_some()
                        || l.scale.is_some()
                })
                || matches!(base[at].span.of(raw), "a" | "A" | "US" | "C" | "HK" | "NZ");
            if may_be_quantity && let Some(found) = quantity(&pieces, at) {
                let span = span_of(base, at, found.pieces);
                self.story.quantities.push(found.quantity);
                let spelled_small = found.quantity.spelled
                    && found.quantity.kind == QuantityKind::Count
                    && found.quantity.mantissa == 1;
                self.story.tokens.push(Token {
                    span,
                    key: found.quantity.key(),
                    stem: found.quantity.value_key(),
                    bits: if in_dateline {
                        0
                    } else if spelled_small {
                        3 * BIT as u16
                    } else {
                        found.quantity.bits()
                    },
                    kind: if spelled_small { TokenKind::Stop } else { TokenKind::Number },
                    rule: found.rule,
                    quoted: false,
                    dateline: in_dateline,
                    capital: span.of(raw).chars().next().is_some_and(char::is_uppercase),
                    quantity: self.story.quantities.len() as u32,
                });
                at += found.pieces;
                continue;
            }
            if base[at].piece == Piece::Mark {
                let text = base[at].span.of(raw);
                let quote = roles[range.start + at] != MarkRole::None;
                self.story.tokens.push(Token {
                    span: base[at].span,
                    key: mark_key(text, quote),
                    stem: 0,
                    bits: 0,
                    kind: if quote { TokenKind::QuoteMark } else { TokenKind::Punctuation },
                    rule: 0,
                    quoted: false,
                    dateline: in_dateline,
                    capital: false,
                    quantity: 0,
                });
                at += 1;
                continue;
            }
            at += self.word(raw, base, lexemes, keys, at, shouting, in_dateline);
        }
        self.close_ranges(raw, first_token);
    }

    /// Gives the first figure of a range the unit and scale of the last: `4.5 to 4.7 billion euros`.
    fn close_ranges(&mut self, raw: &str, first: usize) {
        for at in (first..self.story.tokens.len().saturating_sub(2)).rev() {
            let [a, joint, b] =
                [&self.story.tokens[at], &self.story.tokens[at + 1], &self.story.tokens[at + 2]];
            let joins = RANGE.contains(&joint.span.of(raw));
            if !joins || a.quantity == 0 || b.quantity == 0 || a.dateline {
                continue;
            }
            let last = self.story.quantities[b.quantity as usize - 1];
            let own = &mut self.story.quantities[a.quantity as usize - 1];
            if own.inherit(&last) {
                let (key, stem, bits) = (own.key(), own.value_key(), own.bits());
                let token = &mut self.story.tokens[at];
                (token.key, token.stem, token.bits) = (key, stem, bits);
            }
        }
    }

    /// Finds the longest phrase that begins at piece `at`, hyphens between its words allowed.
    fn phrase(&self, raw: &str, base: &[Base], keys: &[u64], at: usize) -> Option<(&'static Phrase, usize)> {
        'phrases: for phrase in self.lexicon.phrases(keys[at]) {
            let mut next = at + 1;
            for key in &phrase.rest {
                if base
                    .get(next)
                    .is_some_and(|b| matches!(b.span.of(raw), "-" | "‑" | "–" | ".") && !b.spaced)
                {
                    next += 1;
                }
                if keys.get(next) != Some(key) || base[next].piece == Piece::Mark {
                    continue 'phrases;
                }
                next += 1;
            }
            return Some((phrase, next - at));
        }
        None
    }

    /// Pushes the word at `at` as one token, or as two when it is a contraction. Returns the pieces taken.
    #[allow(clippy::too_many_arguments)]
    fn word(
        &mut self,
        raw: &str,
        base: &[Base],
        lexemes: &[Option<&'static Lexeme>],
        keys: &[u64],
        at: usize,
        shouting: bool,
        dateline: bool,
    ) -> usize {
        let span = base[at].span;
        let text = span.of(raw);
        if base[at].piece == Piece::Character {
            // A character is keyed with its right neighbour, so that pairs must agree, as in bigram shingles.
            let next = base.get(at + 1).filter(|b| b.piece == Piece::Character && !b.spaced);
            let stop = next.map_or(span.end, |b| b.span.end);
            let key = key_of(&raw[span.start as usize..stop as usize]);
            self.push_word(raw, span, key, key, NO_TABLE, 0, dateline, at == 0);
            return 1;
        }
        if let Some(split) = contraction(text, self.story.language) {
            let cut = span.start as usize + split;
            let head = Span::new(span.start as usize, cut);
            let tail = Span::new(cut, span.end as usize);
            self.push_plain(raw, head, None, shouting, dateline, at == 0);
            self.push_suffix(raw, tail, dateline);
            return 1;
        }
        let lexeme = lexemes[at];
        let capitals = text.chars().all(|c| c.is_uppercase() || c == '.' || c.is_numeric()) || text == "MPs";
        if let Some(lexeme) = lexeme {
            let pointed = base.get(at + 1).is_some_and(|b| !b.spaced && b.span.of(raw) == ".")
                || base[at].piece == Piece::Initials;
            let found = lexeme
                .capitals
                .filter(|_| capitals && !shouting)
                .or(lexeme.pointed.filter(|_| pointed))
                .or(lexeme.canonical);
            if let Some(c) = found {
                // The point of an abbreviation belongs to it.
                let abbreviates = lexeme.stop.is_some()
                    || found.is_some_and(|f| Some(f.key) == lexeme.pointed.map(|p| p.key));
                let takes_point =
                    pointed && abbreviates && base[at].piece != Piece::Initials && at + 2 < base.len();
                let span = if takes_point { span.join(base[at + 1].span) } else { span };
                self.push_word(raw, span, c.key, c.key, c.bits, c.rule, dateline, at == 0);
                return 1 + usize::from(takes_point);
            }
            if lexeme.month.is_some_and(|m| m.1) && text.starts_with(char::is_uppercase)
                || lexeme.weekday.is_some_and(|d| d.1) && pointed
            {
                return self.calendar(raw, base, lexeme, at, dateline);
            }
            if lexeme.honorific {
                let takes_point = pointed && at + 2 < base.len();
                let span = if takes_point { span.join(base[at + 1].span) } else { span };
                let key = keys[at];
                self.push_word(raw, span, key, key, 0, 0, dateline, at == 0);
                if let Some(token) = self.story.tokens.last_mut() {
                    token.kind = TokenKind::Honorific;
                    token.bits = 0;
                }
                return 1 + usize::from(takes_point);
            }
        }
        self.push_plain(raw, span, Some(keys[at]), shouting, dateline, at == 0);
        1
    }

    /// Pushes an abbreviated month or weekday under the key of its full name.
    fn calendar(&mut self, raw: &str, base: &[Base], lexeme: &Lexeme, at: usize, dateline: bool) -> usize {
        let (key, rule_name) = match (lexeme.month, lexeme.weekday) {
            (Some((month, _)), _) => (month_key(month), "month-abbreviation"),
            (_, Some((day, _))) => (weekday_key(day), "weekday-abbreviation"),
            _ => return 1,
        };
        let takes_point =
            base.get(at + 1).is_some_and(|b| !b.spaced && b.span.of(raw) == ".") && at + 2 < base.len();
        let span = if takes_point { base[at].span.join(base[at + 1].span) } else { base[at].span };
        self.push_word(raw, span, key, key, 8 * BIT as u16, rule(rule_name), dateline, at == 0);
        1 + usize::from(takes_point)
    }

    /// Pushes a word that no pack renames, after the spelling rules that need no list.
    fn push_plain(
        &mut self,
        raw: &str,
        span: Span,
        key: Option<u64>,
        shouting: bool,
        dateline: bool,
        first: bool,
    ) {
        let text = span.of(raw);
        self.folded.clear();
        fold_into(text, &mut self.folded);
        let mut key = key.unwrap_or_else(|| key_of(&self.folded));
        let mut rule_number = 0;
        let language = self.story.language;
        if let Some(lexeme) = self.lexicon.get(key) {
            // Full names of months and days meet their abbreviations.
            if let Some((month, false)) = lexeme.month
                && (language != Language::En || text.starts_with(char::is_uppercase))
            {
                key = month_key(month);
                self.push_word(raw, span, key, key, 8 * BIT as u16, 0, dateline, first);
                return;
            }
            if let Some((day, false)) = lexeme.weekday {
                key = weekday_key(day);
                self.push_word(raw, span, key, key, 8 * BIT as u16, 0, dateline, first);
                return;
            }
        }
        if language == Language::En
            && let Some(american) = ize(&self.folded)
        {
            let candidate = key_of(&american);
            if self.lexicon.knows(candidate) || !self.lexicon.knows(key) {
                self.folded = american;
                key = candidate;
                rule_number = rule("ise-ize");
            }
        }
        let mut bits = self.lexicon.bits(key);
        if self.stops.contains_key(&key) {
            bits = 2 * BIT as u16;
        }
        // WHO is not who: initials that read as a stop word keep their capitals in the key.
        if !shouting
            && bits < 7 * BIT as u16
            && (2..=4).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase())
            && text != "NO"
        {
            key = key_of(text);
            bits = 10 * BIT as u16;
        }
        let stem = key_of(stem(&self.folded, language));
        self.push_word(raw, span, key, stem, bits, rule_number, dateline, first);
    }

    /// Pushes the tail of a contraction: `'s`, `n't`, `'ll`.
    fn push_suffix(&mut self, raw: &str, span: Span, dateline: bool) {
        let text: String = span
            .of(raw)
            .chars()
            .map(|c| if is_apostrophe(c) { '\'' } else { c.to_ascii_lowercase() })
            .collect();
        let (word, rule_name) = match text.as_str() {
            "n't" => ("not", "contraction"),
            "'ll" => ("will", "contraction"),
            "'re" => ("are", "contraction"),
            "'ve" => ("have", "contraction"),
            "'m" => ("am", "contraction"),
            "'d" => ("would", "contraction"),
            _ => ("'s", "possessive"),
        };
        let key = key_of(word);
        let bits = if word == "'s" { BIT as u16 / 2 } else { self.lexicon.bits(key) };
        self.push_word(raw, span, key, key, bits, rule(rule_name), dateline, false);
        if let Some(token) = self.story.tokens.last_mut() {
            token.kind = TokenKind::Stop;
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn push_word(
        &mut self,
        raw: &str,
        span: Span,
        key: u64,
        stem: u64,
        bits: u16,
        rule: u8,
        dateline: bool,
        first: bool,
    ) {
        let capital = span.of(raw).chars().next().is_some_and(char::is_uppercase);
        let named = capital && !first && self.names_by_capital(bits);
        let kind = if bits < CONTENT {
            TokenKind::Stop
        } else if named {
            TokenKind::Name
        } else {
            TokenKind::Word
        };
        let bits = if dateline { 0 } else { bits };
        self.story.tokens.push(Token {
            span,
            key,
            stem,
            bits,
            kind,
            rule,
            quoted: false,
            dateline,
            capital,
            quantity: 0,
        });
    }

    /// Whether a capital inside a sentence marks a name. German writes every noun so; there only a rare one counts.
    fn names_by_capital(&self, bits: u16) -> bool {
        self.story.language != Language::De || bits == UNKNOWN
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

/// Whether most letters of the sentence are capitals, so that capitals tell nothing.
fn is_shouting(raw: &str, base: &[Base]) -> bool {
    let mut words = base.iter().filter(|b| b.piece == Piece::Word).map(|b| b.span.of(raw));
    let lower = words.clone().filter(|w| w.chars().any(char::is_lowercase)).count();
    let all = words.by_ref().count();
    all >= 2 && lower * 3 < all
}

/// The key of a mark: all quotation marks alike, all dashes alike, an ellipsis like three points.
fn mark_key(text: &str, quote: bool) -> u64 {
    if quote {
        return key_of("\"");
    }
    match text {
        "–" | "—" | "--" | "―" | "---" | "‒" | "−" => key_of("--"),
        "‑" | "‐" => key_of("-"),
        "…" | ".." => key_of("..."),
        "’" | "‘" | "`" => key_of("'"),
        text => key_of(text),
    }
}

/// Returns the byte at which an English contraction splits (`do|n't`, `Trump|'s`).
fn contraction(text: &str, language: Language) -> Option<usize> {
    if !matches!(language, Language::En | Language::Other) {
        return None;
    }
    let (at, mark) = text.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &text[at + mark.len_utf8()..];
    if at == 0 || tail.len() > 2 {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") && text[..at].ends_with(['n', 'N']) {
        // "can't" is can + n't with one n written.
        return Some(if text[..at].eq_ignore_ascii_case("can") { at } else { at - 1 }).filter(|cut| *cut > 0);
    }
    ["s", "ll", "re", "ve", "m", "d"].iter().any(|t| tail.eq_ignore_ascii_case(t)).then_some(at)
}

/// Returns the American spelling of a word in -ise, -yse and their forms.
fn ize(folded: &str) -> Option<String> {
    if folded.len() < 6 {
        return None;
    }
    for (british, american) in [
        ("isations", "izations"),
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("iser", "izer"),
        ("isers", "izers"),
        ("ise", "ize"),
        ("ysed", "yzed"),
        ("yse", "yze"),
        ("ysing", "yzing"),
    ] {
        if let Some(head) = folded.strip_suffix(british) {
            return Some(format!("{head}{american}"));
        }
    }
    None
}

/// Returns a light stem: English plural and verb endings cut off, elsewhere the head of a long word.
fn stem(folded: &str, language: Language) -> &str {
    if language == Language::Ar {
        let cut = ["وال", "بال", "ال", "لل"].iter().find_map(|p| folded.strip_prefix(p)).unwrap_or(folded);
        return if cut.chars().count() >= 3 { cut } else { folded };
    }
    if language != Language::En {
        let letters = folded.chars().count();
        let keep = if letters > 5 { (letters - 2).min(letters * 2 / 3 + 1).max(4) } else { return folded };
        let end = folded.char_indices().nth(keep).map_or(folded.len(), |(at, _)| at);
        return &folded[..end];
    }
    if !folded.is_ascii() || folded.len() < 4 {
        return folded;
    }
    let undouble = |s: &str| -> usize {
        let bytes = s.as_bytes();
        let n = bytes.len();
        if n >= 4 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b's' | b'l' | b'e') {
            n - 1
        } else {
            n
        }
    };
    let mut head = folded;
    for (ending, least) in [
        ("ingly", 5),
        ("edly", 5),
        ("ies", 3),
        ("ied", 3),
        ("ing", 4),
        ("ed", 3),
        ("es", 4),
        ("s", 3),
        ("ly", 4),
    ] {
        if let Some(cut) = folded.strip_suffix(ending) {
            if cut.len() >= least && !(ending == "s" && cut.ends_with(['s', 'u', 'i'])) {
                head = &cut[..undouble(cut)];
            }
            break;
        }
    }
    head.trim_end_matches(['e', 'y'])
}
