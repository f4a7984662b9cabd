//! From the pieces of one sentence to its tokens: quantities and phrases merged, contractions split, variants renamed.

use std::ops::Range;

use crate::text::background::{BIT, CONTENT, NO_TABLE, UNKNOWN};
use crate::text::builder::{Builder, Cut};
use crate::text::calendar::{month_key, weekday_key};
use crate::text::fold::{fold_into, is_apostrophe, key_of};
use crate::text::language::Language;
use crate::text::lexicon::{Lexeme, Phrase, rule};
use crate::text::quantity::{Pieces, QuantityKind, quantity, span_of};
use crate::text::quotation::MarkRole;
use crate::text::scan::{Base, Piece};
use crate::text::span::Span;
use crate::text::token::{Token, TokenKind};
use crate::text::word_form::{contraction, ize, stem};

/// What stands between the two figures of a range.
pub(super) const RANGE: [&str; 14] =
    ["to", "and", "or", "-", "–", "—", "bis", "und", "et", "à", "y", "a", "до", "і"];

/// The pieces of one sentence (or of a stretch of one) with what is known of each.
#[derive(Clone, Copy)]
pub(super) struct Clause<'a> {
    pub raw: &'a str,
    pub base: &'a [Base],
    pub lexemes: &'a [Option<&'static Lexeme>],
    pub keys: &'a [u64],
    pub roles: &'a [MarkRole],
    pub dateline_end: u32,
    /// Whether most of its letters are capitals, so that capitals tell nothing.
    pub shouting: bool,
}

/// Whether a quantity may begin with this piece.
pub(super) fn may_be_quantity(piece: Piece, lexeme: Option<&Lexeme>, text: &str) -> bool {
    let role = |l: &Lexeme| {
        l.number.is_some()
            || l.ordinal.is_some()
            || l.month.is_some()
            || l.currency.is_some()
            || l.scale.is_some()
    };
    piece == Piece::Figure || lexeme.is_some_and(role) || matches!(text, "a" | "A" | "US" | "C" | "HK" | "NZ")
}

impl Builder {
    /// Turns the pieces of one sentence into tokens: quantities and phrases merged, contractions split.
    pub(super) fn tokens(
        &mut self,
        raw: &str,
        cut: &Cut,
        range: Range<usize>,
        roles: &[MarkRole],
        dateline_end: u32,
    ) {
        let base = &cut.base[range.clone()];
        let sentence = Clause {
            raw,
            base,
            lexemes: &cut.lexemes[range.clone()],
            keys: &cut.keys[range.clone()],
            roles: roles.get(range).unwrap_or(&[]),
            dateline_end,
            shouting: is_shouting(raw, base),
        };
        let first_token = self.story.tokens.len();
        let mut at = 0;
        while at < base.len() {
            at += self.step(&sentence, at);
        }
        self.close_ranges(raw, first_token);
    }

    /// Pushes what begins at piece `at`: a phrase, a quantity, a mark or a word. Returns the pieces taken, at least 1.
    pub(super) fn step(&mut self, clause: &Clause<'_>, at: usize) -> usize {
        let Clause { raw, base, lexemes, keys, roles, dateline_end, .. } = *clause;
        let in_dateline = base[at].span.start < dateline_end;
        if lexemes[at].is_some_and(|l| l.opens_phrase)
            && let Some((phrase, pieces)) = self.phrase(raw, base, keys, at)
        {
            let span = span_of(base, at, pieces);
            let c = phrase.canonical;
            self.push_word(raw, span, c.key, c.key, c.bits, c.rule, in_dateline, at == 0);
            return pieces;
        }
        let pieces =
            Pieces { raw, base, lexemes, keys, lexicon: self.lexicon, language: self.story.language };
        if may_be_quantity(base[at].piece, lexemes[at], base[at].span.of(raw))
            && let Some(found) = quantity(&pieces, at)
        {
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
            return found.pieces;
        }
        // "U.S.'s": the suffix stands apart, as initials end with their point.
        let suffix = base[at].span.of(raw).chars().all(is_apostrophe)
            && !base[at].spaced
            && base.get(at + 1).is_some_and(|b| !b.spaced && b.span.of(raw) == "s");
        if suffix && at > 0 && base[at - 1].piece == Piece::Initials {
            self.push_suffix(raw, base[at].span.join(base[at + 1].span), in_dateline);
            return 2;
        }
        if base[at].piece == Piece::Mark {
            let text = base[at].span.of(raw);
            let quote = roles.get(at).is_some_and(|role| *role != MarkRole::None);
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
            return 1;
        }
        self.word(clause, at)
    }

    /// Gives the first figure of a range the unit and scale of the last: `4.5 to 4.7 billion euros`.
    pub(super) fn close_ranges(&mut self, raw: &str, first: usize) {
        for at in (first..self.story.tokens.len().saturating_sub(2)).rev() {
            let [a, joint, b] =
                [&self.story.tokens[at], &self.story.tokens[at + 1], &self.story.tokens[at + 2]];
            let figures = a.quantity != 0 && b.quantity != 0 && !a.dateline;
            if !figures || !RANGE.contains(&joint.span.of(raw)) {
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
    pub(super) fn word(&mut self, clause: &Clause<'_>, at: usize) -> usize {
        let Clause { raw, base, lexemes, keys, shouting, dateline_end, .. } = *clause;
        let dateline = base[at].span.start < dateline_end;
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
            self.push_head(raw, head, shouting, dateline, at == 0);
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

    /// Pushes the word before a suffix, under the form that it is counted as (`Kiev's`, `harbour's`).
    fn push_head(&mut self, raw: &str, span: Span, shouting: bool, dateline: bool, first: bool) {
        let text = span.of(raw);
        self.folded.clear();
        fold_into(text, &mut self.folded);
        let key = key_of(&self.folded);
        let capitals = text.chars().all(char::is_uppercase) && !shouting;
        let known = self.lexicon.get(key).and_then(|l| l.capitals.filter(|_| capitals).or(l.canonical));
        match known {
            Some(c) => self.push_word(raw, span, c.key, c.key, c.bits, c.rule, dateline, first),
            None => self.push_plain(raw, span, Some(key), shouting, dateline, first),
        }
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
}

/// Whether most letters of the sentence are capitals, so that capitals tell nothing.
pub(super) fn is_shouting(raw: &str, base: &[Base]) -> bool {
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
