//! The rule packs of one language, as data: what a word means beyond its letters.
//!
//! Each pack is a file in `rules/`, one entry a line, so that a style change can name the rule that explains it
//! and a newsroom can read what is counted as style.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::text::background::{self, CONTENT, UNKNOWN};
use crate::text::fold::{fold_into, key_of};
use crate::text::language::Language;

/// The names of the style rules, by the number that a token carries.
const RULES: [&str; 20] = [
    "",
    "spelling",
    "transliteration",
    "us-abbreviation",
    "title-abbreviation",
    "company-form",
    "address",
    "state-abbreviation",
    "phrase",
    "percent",
    "number-format",
    "date-format",
    "time-format",
    "month-abbreviation",
    "weekday-abbreviation",
    "contraction",
    "possessive",
    "honorific",
    "ise-ize",
    "hyphen",
];

/// Returns the name of the style rule with the number `rule` (see [`crate::text::Token::rule`]).
pub fn rule_name(rule: u8) -> &'static str {
    RULES.get(rule as usize).copied().unwrap_or("")
}

/// Returns the number of the rule called `name`.
pub(crate) fn rule(name: &str) -> u8 {
    RULES.iter().position(|r| *r == name).unwrap_or(0) as u8
}

/// The class of a modal word. A change inside a class is wording, a change between two classes a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modal {
    /// May, might, could.
    Possible,
    /// Will.
    Future,
    /// Would: comes and goes with reported speech.
    Conditional,
    /// Must.
    Necessary,
    /// Should.
    Advised,
    /// Can.
    Able,
    /// Is expected to, is likely to.
    Expected,
    /// Certainly.
    Certain,
}

/// How a verb of attribution puts what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stance {
    /// Said, told, according to.
    Neutral,
    /// Claimed, alleged.
    Claim,
    /// Admitted, conceded.
    Concede,
    /// Denied.
    Deny,
    /// Insisted.
    Insist,
    /// Warned.
    Warn,
    /// Confirmed.
    Confirm,
    /// Suggested.
    Suggest,
    /// Boasted.
    Boast,
    /// Promised, vowed.
    Promise,
}

/// When an abbreviation's full stop can end a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Never: a name follows.
    Title,
    /// Not before a digit.
    Number,
    /// Only before a word that opens sentences.
    Open,
}

/// The form that a variant is counted as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Canonical {
    pub key: u64,
    pub bits: u16,
    pub rule: u8,
}

/// What is known of one word. A word may play several roles; the context decides.
#[derive(Clone, Debug, Default)]
pub struct Lexeme {
    pub(crate) canonical: Option<Canonical>,
    /// Counts only when written in capitals.
    pub(crate) capitals: Option<Canonical>,
    /// Counts only when a full stop follows.
    pub(crate) pointed: Option<Canonical>,
    pub(crate) number: Option<u8>,
    pub(crate) ordinal: Option<u8>,
    pub(crate) scale: Option<Scale>,
    pub(crate) currency: Option<u64>,
    pub(crate) unit: Option<u64>,
    pub(crate) month: Option<(u8, bool)>,
    pub(crate) weekday: Option<(u8, bool)>,
    pub(crate) relative_day: Option<i8>,
    pub(crate) stop: Option<Stop>,
    pub(crate) honorific: bool,
    /// Whether it speaks of the speaker or the one spoken to.
    pub(crate) person: bool,
    /// Whether some phrase begins with the word.
    pub(crate) opens_phrase: bool,
    /// Whether it negates.
    pub negation: bool,
    /// Its modal class.
    pub modal: Option<Modal>,
    /// Its stance as a verb of attribution.
    pub saying: Option<Stance>,
    /// Whether it names a part of the day (`Some(true)`) or a length of time (`Some(false)`).
    pub period: Option<bool>,
}

impl Lexeme {
    /// Returns the days from the day of publication that the word names (`yesterday`: -1).
    pub fn relative_day(&self) -> Option<i8> {
        self.relative_day
    }
}

/// A scale word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    Ten(u8),
    Dozen,
}

/// A phrase of several words that counts as one.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Keys of the words after the first.
    pub rest: Vec<u64>,
    pub canonical: Canonical,
}

/// Keys are hashes already.
#[derive(Clone, Copy, Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }
    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// A map looked up by word key; never iterated.
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// Everything known of the words of one language.
pub(crate) struct Lexicon {
    words: KeyMap<Lexeme>,
    phrases: KeyMap<Vec<Phrase>>,
    table: &'static background::Table,
    language: Language,
}

static LEXICONS: [OnceLock<Lexicon>; 13] = [const { OnceLock::new() }; 13];

/// Returns the lexicon of `language`, built at first use.
pub(crate) fn lexicon(language: Language) -> &'static Lexicon {
    let at = Language::ALL.iter().position(|l| *l == language).unwrap_or(12);
    LEXICONS[at].get_or_init(|| Lexicon::load(language))
}

impl Lexicon {
    pub(crate) fn get(&self, key: u64) -> Option<&Lexeme> {
        self.words.get(&key)
    }

    pub(crate) fn phrases(&self, first: u64) -> &[Phrase] {
        self.phrases.get(&first).map_or(&[], Vec::as_slice)
    }

    /// Returns the bits of a word in 1/256 bit.
    pub(crate) fn bits(&self, key: u64) -> u16 {
        match self.table.bits(key) {
            Some(bits) => bits,
            None if self.language == Language::Other => background::NO_TABLE,
            None => UNKNOWN,
        }
    }

    /// Whether the table holds the word.
    pub(crate) fn knows(&self, key: u64) -> bool {
        self.table.bits(key).is_some()
    }

    fn load(language: Language) -> Lexicon {
        let mut lexicon = Lexicon {
            words: KeyMap::default(),
            phrases: KeyMap::default(),
            table: background::table(language),
            language,
        };
        lexicon.load_roles();
        lexicon.load_variants();
        lexicon
    }

    fn load_roles(&mut self) {
        for [word, value, ..] in self.rows(include_str!("rules/number.tsv")) {
            self.word(word).number = value.parse().ok();
        }
        for [word, value, ..] in self.rows(include_str!("rules/ordinal.tsv")) {
            self.word(word).ordinal = value.parse().ok();
        }
        for [word, value, ..] in self.rows(include_str!("rules/scale.tsv")) {
            self.word(word).scale = Some(value.parse().map_or(Scale::Dozen, Scale::Ten));
        }
        for [word, value, ..] in self.rows(include_str!("rules/currency.tsv")) {
            self.word(word).currency = Some(key_of(value));
        }
        for [word, value, ..] in self.rows(include_str!("rules/unit.tsv")) {
            self.word(word).unit = Some(key_of(value));
        }
        for [word, value, form] in self.rows(include_str!("rules/month.tsv")) {
            self.word(word).month = value.parse().ok().map(|m| (m, form == "abbr"));
        }
        for [word, value, form] in self.rows(include_str!("rules/weekday.tsv")) {
            self.word(word).weekday = value.parse().ok().map(|d| (d, form == "abbr"));
        }
        for [word, value, ..] in self.rows(include_str!("rules/relative-day.tsv")) {
            self.word(word).relative_day = value.parse().ok();
        }
        for [word, ..] in self.rows(include_str!("rules/honorific.tsv")) {
            self.word(word).honorific = true;
        }
        for [word, ..] in self.rows(include_str!("rules/person.tsv")) {
            self.word(word).person = true;
        }
        for [word, ..] in self.rows(include_str!("rules/negation.tsv")) {
            self.word(word).negation = true;
        }
        for [word, value, ..] in self.rows(include_str!("rules/modality.tsv")) {
            self.word(word).modal = modal(value);
        }
        for [word, value, ..] in self.rows(include_str!("rules/saying.tsv")) {
            self.word(word).saying = stance(value);
        }
        for [word, value, ..] in self.rows(include_str!("rules/period.tsv")) {
            self.word(word).period = Some(value == "daypart");
        }
        for [word, value, ..] in self.rows(include_str!("rules/sentence-abbreviation.tsv")) {
            // Initials (U.S., p.m.) are known by their points; without them "us." ends a sentence.
            if word.contains(['.', '-']) {
                continue;
            }
            self.word(word).stop = match value {
                "title" => Some(Stop::Title),
                "number" => Some(Stop::Number),
                _ => Some(Stop::Open),
            };
        }
    }

    fn load_variants(&mut self) {
        for (pack, source) in [
            ("spelling", include_str!("rules/spelling.tsv")),
            ("transliteration", include_str!("rules/transliteration.tsv")),
        ] {
            for [variant, form, ..] in self.rows(source) {
                self.variant(rule(pack), variant, form);
            }
        }
        for source in [include_str!("rules/abbreviation.tsv"), include_str!("rules/phrase.tsv")] {
            for line in lines(source) {
                let mut fields = line.split('\t');
                if let (Some(name), Some(lang), Some(variant), Some(form)) =
                    (fields.next(), fields.next(), fields.next(), fields.next())
                    && self.speaks(lang)
                {
                    self.variant(rule(name), variant, form);
                }
            }
        }
    }

    /// Returns the rows of a pack for this language, three fields each (empty where missing).
    fn rows<'a>(&self, source: &'a str) -> Vec<[&'a str; 3]> {
        lines(source)
            .filter_map(|line| {
                let mut fields = line.split('\t');
                let lang = fields.next()?;
                let row = [fields.next()?, fields.next().unwrap_or(""), fields.next().unwrap_or("")];
                self.speaks(lang).then_some(row)
            })
            .collect()
    }

    fn speaks(&self, lang: &str) -> bool {
        lang == "*" || lang == self.language.code()
    }

    fn word(&mut self, word: &str) -> &mut Lexeme {
        let words = words_of(word);
        let key = key_of(&words.join(" "));
        self.words.entry(key).or_default()
    }

    /// Makes `variant` count as `form`; both may be phrases.
    fn variant(&mut self, rule_number: u8, variant: &str, form: &str) {
        let form_words = words_of(form);
        let canonical = Canonical {
            key: key_of(&form_words.join(" ")),
            bits: self.phrase_bits(&form_words),
            rule: rule_number,
        };
        // The long form must become the same single token as the short one.
        if form_words.len() > 1 {
            self.phrase(&form_words, Canonical { rule: 0, ..canonical });
        }
        let words = words_of(variant);
        if words.len() > 1 {
            self.phrase(&words, canonical);
        } else if let Some(word) = words.first() {
            let capitals = variant.chars().any(char::is_uppercase);
            let lexeme = self.words.entry(key_of(word)).or_default();
            if capitals {
                lexeme.capitals = Some(canonical);
            } else if rule_name(rule_number) == "state-abbreviation" {
                lexeme.pointed = Some(canonical);
            } else {
                lexeme.canonical = Some(canonical);
            }
        }
    }

    fn phrase(&mut self, words: &[String], canonical: Canonical) {
        let keys: Vec<u64> = words.iter().map(|w| key_of(w)).collect();
        let Some((first, rest)) = keys.split_first() else { return };
        self.words.entry(*first).or_default().opens_phrase = true;
        let list = self.phrases.entry(*first).or_default();
        if !list.iter().any(|p| p.rest == rest) {
            list.push(Phrase { rest: rest.to_vec(), canonical });
            list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        }
    }

    /// A phrase tells what its content words tell together, up to 20 bits.
    fn phrase_bits(&self, words: &[String]) -> u16 {
        let each = words.iter().map(|w| self.bits(key_of(w)));
        let content: u32 = each.clone().filter(|b| *b >= CONTENT).map(u32::from).sum();
        let most = each.max().unwrap_or(0);
        content.min(20 * background::BIT).max(u32::from(most)) as u16
    }
}

fn lines(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter(|l| !l.starts_with('#') && !l.is_empty())
}

/// Splits a pack's entry into folded words: at spaces and hyphens, points dropped.
fn words_of(entry: &str) -> Vec<String> {
    entry
        .split([' ', '-'])
        .map(|word| {
            let mut out = String::new();
            fold_into(&word.replace('.', ""), &mut out);
            out
        })
        .filter(|w| !w.is_empty())
        .collect()
}

fn modal(name: &str) -> Option<Modal> {
    Some(match name {
        "possible" => Modal::Possible,
        "future" => Modal::Future,
        "conditional" => Modal::Conditional,
        "necessary" => Modal::Necessary,
        "advised" => Modal::Advised,
        "able" => Modal::Able,
        "expected" => Modal::Expected,
        "certain" => Modal::Certain,
        _ => return None,
    })
}

fn stance(name: &str) -> Option<Stance> {
    Some(match name {
        "neutral" => Stance::Neutral,
        "claim" => Stance::Claim,
        "concede" => Stance::Concede,
        "deny" => Stance::Deny,
        "insist" => Stance::Insist,
        "warn" => Stance::Warn,
        "confirm" => Stance::Confirm,
        "suggest" => Stance::Suggest,
        "boast" => Stance::Boast,
        "promise" => Stance::Promise,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_pack_is_understood() {
        for language in Language::ALL {
            let lexicon = lexicon(language);
            for [word, value, ..] in lexicon.rows(include_str!("rules/modality.tsv")) {
                assert!(modal(value).is_some(), "{word}: {value}");
            }
            for [word, value, ..] in lexicon.rows(include_str!("rules/saying.tsv")) {
                assert!(stance(value).is_some(), "{word}: {value}");
            }
        }
        for source in [include_str!("rules/abbreviation.tsv"), include_str!("rules/phrase.tsv")] {
            for line in lines(source) {
                assert_eq!(line.split('\t').count(), 4, "{line}");
                assert!(rule(line.split('\t').next().unwrap_or("")) > 0, "{line}");
            }
        }
    }

    #[test]
    fn short_and_long_forms_meet() {
        let english = lexicon(Language::En);
        let us = english.get(key_of("us")).and_then(|l| l.capitals).expect("US");
        let long = english
            .phrases(key_of("united"))
            .iter()
            .find(|p| p.rest == [key_of("states")])
            .expect("United States");
        assert_eq!(us.key, long.canonical.key);
        assert_eq!(rule_name(us.rule), "us-abbreviation");
    }
}
