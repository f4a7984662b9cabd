//! The words of a story as the index needs them, read ten times faster than a whole [`crate::Story`].
//!
//! The words, their stems and bits are those of the story's tokens (a test holds the two against each other on every text
//! of `testdata/`): plain words come from a table of written forms, and whatever depends on its neighbours (figures,
//! dates, phrases, abbreviations) goes through the same tokeniser, piece by piece.

use crate::text::background::CONTENT;
use crate::text::builder::{Builder, Cut, DATELINE_WITHIN, Standing};
use crate::text::dateline::dateline;
use crate::text::fold::is_apostrophe;
use crate::text::language::Language;
use crate::text::lexicon::Lexeme;
use crate::text::meta::{self, Meta};
use crate::text::paragraph::{self, ParagraphKind};
use crate::text::quotation::{MarkRole, Quotation, is_quote_mark, quotations};
use crate::text::scan::{Base, Piece, scan};
use crate::text::sentence::sentence_ends;
use crate::text::span::Span;
use crate::text::story::Story;
use crate::text::token::{Token, TokenKind};
use crate::text::tokenize::{Clause, RANGE, is_shouting, may_be_quantity};
use crate::text::word_cache::{Action, Entry, Letters, Rest, Word, WordCache};

/// One word: what it matches by, what it tells, where it stands. 6 bytes a word when kept as its two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IndexWord {
    /// The low half of the key of its stem. Two stems out of 2^32 meet by chance.
    pub code: u32,
    /// Bits and marks.
    pub weight: Weight,
}

/// What a word tells and how it stands, in 16 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Weight(u16);

impl Weight {
    const BITS: u16 = 0x1fff;
    const QUOTED: u16 = 0x2000;
    const NUMBER: u16 = 0x4000;
    const LAST: u16 = 0x8000;
    /// A word that tells nothing.
    pub(crate) const NOTHING: Weight = Weight(0);

    fn new(bits: u16, number: bool) -> Weight {
        Weight(bits.min(Weight::BITS) | if number { Weight::NUMBER } else { 0 })
    }

    /// Returns the weight that [`Weight::raw`] gave as a number.
    #[inline]
    pub fn from_raw(raw: u16) -> Weight {
        Weight(raw)
    }

    /// Returns the weight as a number, to be stored.
    #[inline]
    pub fn raw(self) -> u16 {
        self.0
    }

    /// Returns what it tells when shared, in 1/256 bit.
    #[inline]
    pub fn bits(self) -> u32 {
        u32::from(self.0 & Weight::BITS)
    }

    /// Whether it tells enough to be evidence: at least 5 bits.
    #[inline]
    pub fn is_content(self) -> bool {
        self.0 & Weight::BITS >= CONTENT
    }

    /// Whether it stands between quotation marks.
    #[inline]
    pub fn is_quoted(self) -> bool {
        self.0 & Weight::QUOTED != 0
    }

    /// Whether it is a figure.
    #[inline]
    pub fn is_number(self) -> bool {
        self.0 & Weight::NUMBER != 0
    }

    /// Whether its sentence ends with it.
    #[inline]
    pub fn is_last(self) -> bool {
        self.0 & Weight::LAST != 0
    }
}

/// One paragraph of a [`Wording`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordedParagraph {
    /// Where it lies in the raw text.
    pub span: Span,
    /// What it is.
    pub kind: ParagraphKind,
    /// First word in [`Wording::words`].
    pub from: u32,
    /// One past its last word; equal to `from` for headline and furniture.
    pub to: u32,
    /// 128-bit hash of the normal form of its words: equal for paragraphs that are equal but for style.
    pub class: u128,
}

/// A story as the index needs it.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    /// What the text says of itself.
    pub meta: Meta,
    /// The language whose rules were used.
    pub language: Option<Language>,
    /// All paragraphs in file order.
    pub paragraphs: Vec<WordedParagraph>,
    /// The words of body paragraphs and headings.
    pub words: Vec<IndexWord>,
    /// The agency named in the dateline.
    pub credit: Option<Span>,
    /// The headline, where it stands in the text.
    pub headline: Option<Span>,
}

/// Reads one story after another; keeps what it learns of written words, a table a language.
#[derive(Default)]
pub struct WordingReader {
    caches: Vec<Option<Box<WordCache>>>,
    cut: Cut,
    entries: Vec<Entry>,
}

impl WordingReader {
    /// Returns a reader that knows no word yet.
    pub fn new() -> WordingReader {
        WordingReader::default()
    }

    /// Reads a story. `headline` and `language` are those that the input states; both are found out where absent.
    /// Never fails. Cost is linear in the text.
    pub fn read(&mut self, raw: &str, headline: Option<&str>, language: Option<Language>) -> Wording {
        let (mut meta, body) = meta::read(raw);
        if let Some(headline) = headline {
            meta.headline = Some(headline.to_owned());
        }
        let language = language
            .or_else(|| meta.language.as_deref().and_then(Language::from_code))
            .unwrap_or_else(|| Language::detect(raw.get(body..).unwrap_or("")));
        let place = Language::ALL.iter().position(|l| *l == language).unwrap_or(Language::ALL.len());
        self.caches.resize_with(Language::ALL.len() + 1, || None);
        let mut cache = self.caches[place].take().unwrap_or_else(|| Box::new(WordCache::new()));
        cache.bound();
        let mut reading = Reading {
            raw,
            builder: Builder::new(Story::blank(meta, language), raw),
            cache: &mut cache,
            cut: std::mem::take(&mut self.cut),
            entries: std::mem::take(&mut self.entries),
            words: Vec::with_capacity(raw.len() / 5),
            class: Class::default(),
        };
        let mut wording = Wording { language: Some(language), ..Wording::default() };
        reading.paragraphs(&paragraph::paragraphs(raw, body), &mut wording);
        let Reading { builder, cut, entries, words, .. } = reading;
        (self.cut, self.entries) = (cut, entries);
        wording.meta = builder.story.meta;
        wording.words = words;
        self.caches[place] = Some(cache);
        wording
    }
}

/// One story on its way.
struct Reading<'a> {
    raw: &'a str,
    /// The tokeniser, for whatever is not a plain word. Its story stays empty.
    builder: Builder,
    cache: &'a mut WordCache,
    cut: Cut,
    entries: Vec<Entry>,
    words: Vec<IndexWord>,
    class: Class,
}

impl Reading<'_> {
    fn paragraphs(&mut self, spans: &[Span], wording: &mut Wording) {
        let (mut bodies, mut dated, mut first_content) = (0, false, true);
        for (n, span) in spans.iter().enumerate() {
            self.cut(*span);
            let words = self.cut.base.iter().filter(|b| b.piece != Piece::Mark).count();
            let standing = Standing { n, of: spans.len(), body_seen: bodies > 0, first_content };
            let (kind, _) = self.builder.kind(self.raw, *span, words, standing);
            first_content &= kind == ParagraphKind::Furniture;
            let mut dateline_end = 0;
            if kind == ParagraphKind::Body && bodies < DATELINE_WITHIN && !dated {
                bodies += 1;
                let base = &self.cut.base;
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
                self.content(dateline_end);
            }
            let to = self.words.len() as u32;
            let class = self.class.finish();
            wording.paragraphs.push(WordedParagraph { span: *span, kind, from, to, class });
        }
    }

    /// Cuts one paragraph into pieces and looks each up.
    fn cut(&mut self, span: Span) {
        let Cut { base, keys, lexemes } = &mut self.cut;
        base.clear();
        keys.clear();
        lexemes.clear();
        self.entries.clear();
        let language = self.builder.story.language;
        scan(self.raw, span, language.space_groups(), language.elides(), base);
        for piece in base.iter() {
            let (start, end) = (piece.span.start as usize, piece.span.end as usize);
            let entry = if piece.piece == Piece::Figure {
                Entry::FIGURE
            } else {
                let letters = Letters::new(self.raw.as_bytes(), start, end, piece.piece);
                self.cache.get(letters, || entry(&mut self.builder, &self.raw[start..end], piece.piece))
            };
            keys.push(entry.key);
            lexemes.push(self.cache.rest(&entry).lexeme);
            self.entries.push(entry);
        }
    }

    /// Reads the words of a paragraph that counts as content.
    fn content(&mut self, dateline_end: u32) {
        let raw = self.raw;
        let quoted = self.entries.iter().any(|e| e.quote);
        let (quotes, roles) = match quoted {
            true => quotations(raw, &self.cut.base),
            false => (Vec::new(), vec![MarkRole::None; self.cut.base.len()]),
        };
        let language = self.builder.story.language;
        let mut start = 0;
        let ends = sentence_ends(raw, &self.cut.base, &roles, &self.cut.lexemes, language);
        for end in ends {
            self.sentence(start..end, &roles, &quotes, dateline_end);
            start = end;
        }
    }

    fn sentence(
        &mut self,
        range: std::ops::Range<usize>,
        roles: &[MarkRole],
        quotes: &[Quotation],
        dateline_end: u32,
    ) {
        let cut = std::mem::take(&mut self.cut);
        let base = &cut.base[range.clone()];
        let entries = std::mem::take(&mut self.entries);
        let known = &entries[range.clone()];
        let shouting = known.iter().any(|e| e.rest > 0 && self.cache.rest(e).shouted.is_some())
            && is_shouting(self.raw, base);
        let clause = Clause {
            raw: self.raw,
            base,
            lexemes: &cut.lexemes[range.clone()],
            keys: &cut.keys[range.clone()],
            roles: roles.get(range).unwrap_or(&[]),
            dateline_end,
            shouting,
        };
        let first = self.words.len();
        let mut at = 0;
        while at < base.len() {
            let entry = known[at];
            if base[at].span.start >= dateline_end && !self.must_ask(&clause, entry.action, at) {
                if entry.count > 0 {
                    let quoted = is_inside(quotes, base[at].span);
                    let rest = *self.cache.rest(&entry);
                    match rest.shouted.filter(|_| shouting) {
                        Some(word) => self.push(word, quoted),
                        None => self.put(entry.word, entry.code, entry.weight, quoted),
                    }
                    if let Some(second) = rest.second {
                        self.push(second, quoted);
                    }
                }
                at += 1;
            } else {
                at += self.ask(&clause, at, quotes);
            }
        }
        if self.words.len() > first
            && let Some(last) = self.words.last_mut()
        {
            last.weight.0 |= Weight::LAST;
        }
        self.cut = cut;
        self.entries = entries;
    }

    /// Whether the neighbours of a piece may decide what it is.
    fn must_ask(&self, clause: &Clause<'_>, action: Action, at: usize) -> bool {
        let next = clause.base.get(at + 1);
        match action {
            Action::Words => false,
            Action::Ask => true,
            Action::AskIfKnown if clause.lexemes.get(at + 1).is_some_and(Option::is_some) => true,
            Action::AskIfKnown | Action::AskPhrase => {
                next.is_some_and(|b| !b.spaced && b.piece == Piece::Mark) || self.opens_phrase(clause, at)
            }
        }
    }

    /// Whether some phrase goes on from piece `at` to the next one.
    fn opens_phrase(&self, clause: &Clause<'_>, at: usize) -> bool {
        let next = clause.keys.get(at + 1);
        let opens = clause.lexemes[at].is_some_and(|l| l.opens_phrase);
        opens && self.builder.lexicon.phrases(clause.keys[at]).iter().any(|p| p.rest.first() == next)
    }

    /// Lets the tokeniser read what begins at a piece, and the rest of a range of figures. Returns the pieces taken.
    fn ask(&mut self, clause: &Clause<'_>, start: usize, quotes: &[Quotation]) -> usize {
        self.builder.story.tokens.clear();
        self.builder.story.quantities.clear();
        let mut at = start;
        loop {
            let before = self.builder.story.tokens.len();
            at += self.builder.step(clause, at);
            let figure = self.builder.story.tokens.last().is_some_and(|t| t.quantity != 0);
            let joint = clause.base.get(at).is_some_and(|b| RANGE.contains(&b.span.of(clause.raw)));
            let more = clause.base.get(at + 1).is_some_and(|b| b.piece == Piece::Figure)
                || clause.lexemes.get(at + 1).copied().flatten().is_some_and(|l| l.currency.is_some());
            if !(figure && joint && more) || self.builder.story.tokens.len() == before {
                break;
            }
            at += self.builder.step(clause, at);
            if at >= clause.base.len() {
                break;
            }
        }
        self.builder.close_ranges(clause.raw, 0);
        for at in 0..self.builder.story.tokens.len() {
            let token = self.builder.story.tokens[at];
            if let Some(word) = word(&token) {
                self.push(word, is_inside(quotes, token.span));
            }
        }
        at - start
    }

    fn push(&mut self, word: Word, quoted: bool) {
        self.put(word.key, word.stem as u32, Weight::new(word.bits, word.number), quoted);
    }

    #[inline]
    fn put(&mut self, key: u64, code: u32, mut weight: Weight, quoted: bool) {
        if !self.builder.stops.is_empty() && self.builder.stops.contains_key(&key) {
            weight.0 = weight.0 & !Weight::BITS | (weight.0 & Weight::BITS).min(2 * 256);
        }
        if quoted {
            weight.0 |= Weight::QUOTED;
        }
        self.class.add(key);
        self.words.push(IndexWord { code, weight });
    }
}

/// Whether a piece stands inside a quotation.
fn is_inside(quotes: &[Quotation], span: Span) -> bool {
    if quotes.is_empty() {
        return false;
    }
    let at = quotes.partition_point(|q| q.inner.end <= span.start);
    quotes.get(at).is_some_and(|q| q.inner.contains(span))
}

/// The word that a token stands for; none for marks, datelines and courtesy titles, which weigh nothing.
fn word(token: &Token) -> Option<Word> {
    (token.is_word() && token.kind != TokenKind::Honorific).then_some(Word {
        key: token.key,
        stem: token.stem,
        bits: token.bits,
        number: token.kind == TokenKind::Number,
    })
}

/// Works out what a written piece is, by asking the tokeniser about it alone.
fn entry(builder: &mut Builder, text: &str, piece: Piece) -> (Entry, Rest) {
    let base = [Base { span: Span::new(0, text.len()), piece, spaced: true }];
    let (key, lexeme) = builder.key(text, piece);
    let action = if piece == Piece::Character { Action::Ask } else { action(lexeme, text, piece) };
    let quote = piece == Piece::Mark && is_quote_mark(text);
    let mut entry = Entry { key, action, quote, ..Entry::FIGURE };
    let mut rest = Rest { lexeme, ..Rest::default() };
    if matches!(piece, Piece::Character | Piece::Mark) {
        return (entry, rest);
    }
    let mut alone = |shouting| {
        builder.story.tokens.clear();
        let (lexemes, keys) = (&[lexeme], &[key]);
        let clause = Clause { raw: text, base: &base, lexemes, keys, roles: &[], dateline_end: 0, shouting };
        builder.word(&clause, 0);
        let mut words = builder.story.tokens.iter().filter_map(word);
        (words.next(), words.next())
    };
    let (first, second) = alone(false);
    if let Some(first) = first {
        (entry.word, entry.code) = (first.key, first.stem as u32);
        entry.weight = Weight::new(first.bits, first.number);
        entry.count = 1 + u8::from(second.is_some());
        rest.second = second;
        if second.is_none() && text.chars().all(|c| !c.is_lowercase()) {
            rest.shouted = alone(true).0.filter(|w| *w != first);
        }
    }
    (entry, rest)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// What a whole story says its content words are.
    fn expected(story: &Story) -> Vec<(usize, IndexWord)> {
        let mut out = Vec::new();
        for (s, sentence) in story.sentences().iter().enumerate() {
            if !story.is_content(s) {
                continue;
            }
            let from = out.len();
            for token in story.tokens_of(s) {
                if let Some(word) = word(token) {
                    let mut weight = Weight::new(word.bits, word.number);
                    weight.0 |= if token.quoted { Weight::QUOTED } else { 0 };
                    out.push((sentence.paragraph, IndexWord { code: word.stem as u32, weight }));
                }
            }
            if out.len() > from
                && let Some(last) = out.last_mut()
            {
                last.1.weight.0 |= Weight::LAST;
            }
        }
        out
    }

    fn check(reader: &mut WordingReader, name: &str, text: &str) {
        let story = Story::new(name, text.to_owned());
        let wording = reader.read(text, None, None);
        assert_eq!(wording.language, Some(story.language()), "{name}");
        assert_eq!(wording.paragraphs.len(), story.paragraphs().len(), "{name}");
        let mut found = Vec::new();
        for (n, (ours, theirs)) in wording.paragraphs.iter().zip(story.paragraphs()).enumerate() {
            assert_eq!((ours.span, ours.kind), (theirs.span, theirs.kind), "{name} paragraph {n}");
            found.extend(wording.words[ours.from as usize..ours.to as usize].iter().map(|w| (n, *w)));
        }
        let expected = expected(&story);
        let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
        let at = differs.unwrap_or(found.len().min(expected.len()));
        let paragraph = expected.get(at).map_or(0, |e| e.0);
        assert!(
            found == expected,
            "{name}: word {at} of {} and {}, in: {}",
            found.len(),
            expected.len(),
            story.paragraphs()[paragraph].span.of(text)
        );
        assert_eq!(wording.credit.map(|s| s.of(text)), story.credit(), "{name}");
    }

    #[test]
    fn the_words_are_those_of_the_story() {
        let mut reader = WordingReader::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
        let mut read = 0;
        for folder in ["rewrites", "strangers", "malformed"] {
            let mut files: Vec<_> = fs::read_dir(root.join(folder)).expect("a folder").flatten().collect();
            files.sort_by_key(fs::DirEntry::path);
            for file in files.iter().filter(|f| f.path().extension().is_some_and(|e| e == "txt")) {
                let Ok(text) = fs::read_to_string(file.path()) else { continue };
                check(&mut reader, &file.path().display().to_string(), &text);
                read += 1;
            }
        }
        assert!(read > 40, "{read} files");
    }

    #[test]
    fn what_depends_on_its_neighbours() {
        let mut reader = WordingReader::new();
        for text in [
            "Profit rose to between 4.5 and 4.7 billion euros on Sept. 4, from US$3m in May. May said so.",
            "PARIS, Sept 4 (Agency) - The U.S.'s envoy met Mr. Roe at 5:30 p.m. The U.S. team won't go.",
            "THE MINISTER SAID NO TO A$3 BILLION. \"A dozen went,\" he said of the players' union.",
            "World War II began in 1939; the Second World War ended in one thousand nine hundred forty-five.",
            "Wash. voters, 21st in line, paid a million. A third of US voters, per cent or not, did n't.",
            "東京で雨が降った。Tokyo had rain.",
            "The 'so-called' plan — he'd said — isn't 3,000-strong. 10 to 12 percent, or €3.5m to €4m.",
        ] {
            check(&mut reader, "invented", text);
        }
    }
}
