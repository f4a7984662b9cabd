//! One story on its way to a [`Wording`]: paragraph by paragraph, piece by piece.
//!
//! What most pieces need is in the table of written forms; the slices that the tokeniser asks for are filled only for the
//! sentences in which it is asked.

use std::ops::Range;

use crate::text::builder::{Builder, DATELINE_WITHIN, Standing};
use crate::text::dateline::dateline;
use crate::text::fold::is_apostrophe;
use crate::text::lexicon::Lexeme;
use crate::text::meta::Meta;
use crate::text::notice::Notice;
use crate::text::paragraph::ParagraphKind;
use crate::text::quotation::{Quotation, Quoted, is_quote_mark, quotations};
use crate::text::scan::{Base, Piece, scan};
use crate::text::sentence::Pieces;
use crate::text::span::Span;
use crate::text::token::{Token, TokenKind};
use crate::text::tokenize::{Clause, RANGE, is_shouting, may_be_quantity};
use crate::text::word_cache::{Action, Meaning, Traits, Word, WordCache};
use crate::text::wording::{IndexWord, Weight, WordedParagraph, Wording};

/// What one paragraph is cut into; kept from story to story.
#[derive(Default)]
pub(super) struct ReadingCut {
    base: Vec<Base>,
    /// The form of each piece, see [`WordCache::form`].
    forms: Vec<u32>,
    /// All that some piece asks for.
    traits: Traits,
    /// Words of the first and second person.
    persons: usize,
    quoted: Quoted,
    ends: Vec<usize>,
    /// Of one sentence, for the tokeniser.
    keys: Vec<u64>,
    lexemes: Vec<Option<&'static Lexeme>>,
}

/// One story on its way.
pub(super) struct Reading<'a> {
    raw: &'a str,
    /// The tokeniser, for whatever is not a plain word. Its story stays empty.
    builder: Builder,
    cache: &'a mut WordCache,
    words: Vec<IndexWord>,
    class: Class,
}

impl<'a> Reading<'a> {
    /// Returns the reading of a story of which nothing is read.
    pub(super) fn new(raw: &'a str, builder: Builder, cache: &'a mut WordCache) -> Reading<'a> {
        let words = Vec::with_capacity(raw.len() / 5);
        Reading { raw, builder, cache, words, class: Class::default() }
    }

    /// Returns what the text says of itself, the words of all paragraphs read, and those that are notices.
    pub(super) fn finish(self) -> (Meta, Vec<IndexWord>, Vec<Notice>) {
        (self.builder.story.meta, self.words, self.builder.story.notices)
    }

    /// Reads the paragraphs of the story.
    pub(super) fn paragraphs(&mut self, spans: &[Span], cut: &mut ReadingCut, wording: &mut Wording) {
        let (mut bodies, mut dated, mut first_content) = (0, false, true);
        for (n, span) in spans.iter().enumerate() {
            self.cut(*span, cut);
            let words = cut.base.iter().filter(|b| b.piece != Piece::Mark).count();
            let standing = Standing { n, of: spans.len(), body_seen: bodies > 0, first_content };
            let (kind, furniture) = self.builder.kind(self.raw, *span, words, standing);
            first_content &= kind == ParagraphKind::Furniture;
            let mut dateline_end = 0;
            if kind == ParagraphKind::Body && bodies < DATELINE_WITHIN && !dated {
                bodies += 1;
                let base = &cut.base;
                let (pieces, credit) = dateline(self.raw, base);
                dated = pieces > 0;
                dateline_end = pieces.checked_sub(1).map_or(0, |last| base[last].span.end);
                wording.credit =
                    credit.map(|(from, to)| base[from].span.join(base[to.max(from + 1) - 1].span));
            }
            if kind == ParagraphKind::Headline {
                wording.headline.get_or_insert(*span);
            }
            let from = self.words.len() as u32;
            self.class = Class::default();
            if matches!(kind, ParagraphKind::Body | ParagraphKind::Heading) {
                self.content(cut, dateline_end);
            }
            let to = self.words.len() as u32;
            let class = self.class.finish();
            let speech = from < to && self.is_speech(*span, cut, (to - from) as usize);
            wording.paragraphs.push(WordedParagraph {
                span: *span,
                kind,
                furniture,
                from,
                to,
                class,
                speech,
            });
        }
    }

    /// Cuts one paragraph into pieces and looks each up.
    fn cut(&mut self, span: Span, cut: &mut ReadingCut) {
        cut.base.clear();
        cut.forms.clear();
        let (raw, language, builder) = (self.raw, self.builder.story.language, &mut self.builder);
        scan(raw, span, language.space_groups(), language.elides(), &mut cut.base);
        self.cache.find(raw.as_bytes(), &cut.base, &mut cut.forms, |piece| {
            meaning(builder, piece.span.of(raw), piece.piece)
        });
        let (mut all, mut persons) = (Traits::default(), 0);
        for form in &cut.forms {
            let traits = self.cache.form(*form).traits;
            all = all.and(traits);
            persons += u32::from(traits.has(Traits::PERSON));
        }
        (cut.traits, cut.persons) = (all, persons as usize);
    }

    /// Whether the paragraph read last speaks itself: it ends in the name of an account, or says I, we and you often, none
    /// of it between quotation marks.
    fn is_speech(&self, span: Span, cut: &ReadingCut, words: usize) -> bool {
        let text = span.of(self.raw);
        if text.contains("(@") && text.contains(['—', '–', '-']) {
            return true;
        }
        let speaks = cut.persons >= PERSONS && cut.persons * WORDS_A_PERSON >= words;
        let quotes = || cut.traits.has(Traits::QUOTE) && text.contains(['"', '“', '”', '«', '»', '„']);
        speaks && !quotes()
    }

    /// Reads the words of a paragraph that counts as content.
    fn content(&mut self, cut: &mut ReadingCut, dateline_end: u32) {
        let (raw, language) = (self.raw, self.builder.story.language);
        match cut.traits.has(Traits::QUOTE) {
            true => quotations(raw, &cut.base, &mut cut.quoted),
            false => cut.quoted.clear(),
        }
        let stop = |at: usize| self.cache.lexeme(cut.forms[at]).and_then(|l| l.stop);
        let pieces = Pieces { raw, base: &cut.base, quoted: &cut.quoted, stop, language };
        pieces.sentence_ends(&mut cut.ends);
        let mut start = 0;
        for at in 0..cut.ends.len() {
            let end = cut.ends[at];
            self.sentence(start..end, cut, dateline_end);
            start = end;
        }
    }

    fn sentence(&mut self, range: Range<usize>, cut: &mut ReadingCut, dateline_end: u32) {
        let shouted = |form: &u32| {
            self.cache.form(*form).traits.has(Traits::MORE) && self.cache.words(*form).1.is_some()
        };
        let shouting = cut.traits.has(Traits::MORE)
            && cut.forms[range.clone()].iter().any(shouted)
            && is_shouting(self.raw, &cut.base[range.clone()]);
        let first = self.words.len();
        let mut known = false;
        let mut at = range.start;
        while at < range.end {
            let (number, span) = (cut.forms[at], cut.base[at].span);
            let form = *self.cache.form(number);
            if span.start < dateline_end || self.must_ask(form.traits.action(), cut, at, range.end) {
                if !known {
                    self.fill(&range, cut);
                    known = true;
                }
                at += self.ask(&range, cut, at, dateline_end, shouting);
                continue;
            }
            at += 1;
            if !form.traits.has(Traits::WORD) {
                continue;
            }
            let quoted = is_inside(&cut.quoted.quotes, span);
            if !form.traits.has(Traits::MORE) {
                self.put(form.word, form.code, form.weight, quoted);
                continue;
            }
            let (second, shouted) = self.cache.words(number);
            match shouted.filter(|_| shouting) {
                Some(word) => self.push(word, quoted),
                None => self.put(form.word, form.code, form.weight, quoted),
            }
            if let Some(second) = second {
                self.push(second, quoted);
            }
        }
        if self.words.len() > first
            && let Some(last) = self.words.last_mut()
        {
            last.weight = last.weight.last();
        }
    }

    /// Whether the neighbours of a piece may decide what it is; its sentence ends before piece `end`.
    #[inline]
    fn must_ask(&self, action: Action, cut: &ReadingCut, at: usize, end: usize) -> bool {
        match action {
            Action::Words => false,
            Action::Ask => true,
            Action::AskIfKnown | Action::AskPhrase => at + 1 < end && self.goes_on(cut, at, action),
        }
    }

    /// Whether a piece that has a next one may be more than itself.
    fn goes_on(&self, cut: &ReadingCut, at: usize, action: Action) -> bool {
        let next = cut.base[at + 1];
        let known = || self.cache.form(cut.forms[at + 1]).traits.has(Traits::KNOWN);
        action == Action::AskIfKnown && known()
            || !next.spaced && next.piece == Piece::Mark
            || self.opens_phrase(cut, at)
    }

    /// Whether some phrase goes on from piece `at` to the next one.
    fn opens_phrase(&self, cut: &ReadingCut, at: usize) -> bool {
        if !self.cache.lexeme(cut.forms[at]).is_some_and(|l| l.opens_phrase) {
            return false;
        }
        let (key, next) = (self.cache.key(cut.forms[at]), self.cache.key(cut.forms[at + 1]));
        self.builder.lexicon.phrases(key).iter().any(|p| p.rest.first() == Some(&next))
    }

    /// Looks up what the tokeniser needs to know of the pieces of a sentence.
    fn fill(&self, range: &Range<usize>, cut: &mut ReadingCut) {
        cut.keys.clear();
        cut.lexemes.clear();
        let forms = &cut.forms[range.clone()];
        cut.keys.extend(forms.iter().map(|form| self.cache.key(*form)));
        cut.lexemes.extend(forms.iter().map(|form| self.cache.lexeme(*form)));
    }

    /// Lets the tokeniser read what begins at a piece, and the rest of a range of figures. Returns the pieces taken.
    fn ask(
        &mut self,
        range: &Range<usize>,
        cut: &ReadingCut,
        start: usize,
        dateline_end: u32,
        shouting: bool,
    ) -> usize {
        let clause = Clause {
            raw: self.raw,
            base: &cut.base[range.clone()],
            lexemes: &cut.lexemes,
            keys: &cut.keys,
            roles: cut.quoted.roles.get(range.clone()).unwrap_or(&[]),
            dateline_end,
            shouting,
        };
        let start = start - range.start;
        self.builder.story.tokens.clear();
        self.builder.story.quantities.clear();
        let mut at = start;
        loop {
            let before = self.builder.story.tokens.len();
            at += self.builder.step(&clause, at);
            let figure = self.builder.story.tokens.last().is_some_and(|t| t.quantity != 0);
            let joint = clause.base.get(at).is_some_and(|b| RANGE.contains(&b.span.of(clause.raw)));
            let more = clause.base.get(at + 1).is_some_and(|b| b.piece == Piece::Figure)
                || clause.lexemes.get(at + 1).copied().flatten().is_some_and(|l| l.currency.is_some());
            if !(figure && joint && more) || self.builder.story.tokens.len() == before {
                break;
            }
            at += self.builder.step(&clause, at);
            if at >= clause.base.len() {
                break;
            }
        }
        self.builder.close_ranges(clause.raw, 0);
        for at in 0..self.builder.story.tokens.len() {
            let token = self.builder.story.tokens[at];
            if let Some(word) = word(&token) {
                self.push(word, is_inside(&cut.quoted.quotes, token.span));
            }
        }
        at - start
    }

    fn push(&mut self, word: Word, quoted: bool) {
        self.put(word.key, word.stem as u32, word.weight(), quoted);
    }

    #[inline]
    fn put(&mut self, key: u64, code: u32, mut weight: Weight, quoted: bool) {
        if !self.builder.stops.is_empty() && self.builder.stops.contains_key(&key) {
            weight = weight.frequent();
        }
        if quoted {
            weight = weight.quoted();
        }
        self.class.add(key);
        self.words.push(IndexWord { code, weight });
    }
}

/// Words of the first and second person that make a paragraph speech ...
const PERSONS: usize = 2;
/// ... when there is one for so many words. Reporters say I and we in columns, which then are speech as a whole and
/// compared like transcripts.
const WORDS_A_PERSON: usize = 30;

/// Whether a piece stands inside a quotation.
fn is_inside(quotes: &[Quotation], span: Span) -> bool {
    if quotes.is_empty() {
        return false;
    }
    let at = quotes.partition_point(|q| q.inner.end <= span.start);
    quotes.get(at).is_some_and(|q| q.inner.contains(span))
}

/// The word that a token stands for; none for marks, datelines and courtesy titles, which weigh nothing.
pub(super) fn word(token: &Token) -> Option<Word> {
    (token.is_word() && token.kind != TokenKind::Honorific).then_some(Word {
        key: token.key,
        stem: token.stem,
        bits: token.bits,
        number: token.kind == TokenKind::Number,
    })
}

/// Works out what a written piece is, by asking the tokeniser about it alone.
fn meaning(builder: &mut Builder, text: &str, piece: Piece) -> Meaning {
    let base = [Base { span: Span::new(0, text.len()), piece, spaced: true }];
    let (key, lexeme) = builder.key(text, piece);
    let mut meaning = Meaning {
        key,
        lexeme,
        action: if piece == Piece::Character { Action::Ask } else { action(lexeme, text, piece) },
        quote: piece == Piece::Mark && is_quote_mark(text),
        person: lexeme.is_some_and(|l| l.person) && text != "US",
        ..Meaning::FIGURE
    };
    if matches!(piece, Piece::Character | Piece::Mark) {
        return meaning;
    }
    let mut alone = |shouting| {
        builder.story.tokens.clear();
        let (lexemes, keys) = (&[lexeme], &[key]);
        let clause = Clause { raw: text, base: &base, lexemes, keys, roles: &[], dateline_end: 0, shouting };
        builder.word(&clause, 0);
        let mut words = builder.story.tokens.iter().filter_map(word);
        (words.next(), words.next())
    };
    (meaning.first, meaning.second) = alone(false);
    if meaning.first.is_some() && meaning.second.is_none() && text.chars().all(|c| !c.is_lowercase()) {
        meaning.shouted = alone(true).0.filter(|w| Some(*w) != meaning.first);
    }
    meaning
}

fn action(lexeme: Option<&Lexeme>, text: &str, piece: Piece) -> Action {
    if text.chars().all(is_apostrophe) {
        return Action::Ask;
    }
    let Some(known) = lexeme else {
        if piece == Piece::Mark {
            return Action::Words;
        }
        return match may_be_quantity(piece, None, text) {
            true => Action::AskIfKnown,
            false => Action::Words,
        };
    };
    let by_neighbours = known.pointed.is_some()
        || known.honorific
        || known.month.is_some()
        || known.weekday.is_some_and(|d| d.1);
    if by_neighbours || may_be_quantity(piece, lexeme, "") {
        Action::Ask
    } else if may_be_quantity(piece, None, text) {
        Action::AskIfKnown
    } else if known.opens_phrase {
        Action::AskPhrase
    } else {
        Action::Words
    }
}

/// Hash of a sequence of word keys, two 64-bit lanes with multipliers of their own.
#[derive(Clone, Copy)]
struct Class([u64; 2]);

impl Default for Class {
    fn default() -> Class {
        Class([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344])
    }
}

impl Class {
    #[inline]
    fn add(&mut self, key: u64) {
        self.0[0] = mix(self.0[0] ^ key, 0x9e37_79b9_7f4a_7c15);
        self.0[1] = mix(self.0[1].rotate_left(23) ^ key, 0xc2b2_ae3d_27d4_eb4f);
    }

    fn finish(self) -> u128 {
        u128::from(mix(self.0[0], 0xa076_1d64_78bd_642f)) << 64
            | u128::from(mix(self.0[1], 0xe703_7ed1_a0b4_28db))
    }
}

/// A folded multiply: every bit of the input reaches every bit of the result.
#[inline]
fn mix(value: u64, factor: u64) -> u64 {
    let wide = u128::from(value ^ factor.rotate_left(17)) * u128::from(factor);
    wide as u64 ^ (wide >> 64) as u64
}
