//! Which language a story is written in.

use crate::text::background;
use crate::text::fold::{fold_into, key_of};
use crate::text::scan::ascii_run;

/// The languages that have rule packs and a background table. Every other language is [`Language::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Portuguese.
    Pt,
    /// Dutch.
    Nl,
    /// Swedish.
    Sv,
    /// Polish.
    Pl,
    /// Russian.
    Ru,
    /// Ukrainian.
    Uk,
    /// Arabic.
    Ar,
    /// No pack: words weigh 8 bits, frequent words of the text itself count as stop words.
    Other,
}

/// Bytes at the head of a text that detection reads.
const SAMPLE: usize = 1_500;

impl Language {
    /// Every language with a pack, in the order of the tables.
    pub const ALL: [Language; 12] = [
        Language::En,
        Language::De,
        Language::Fr,
        Language::Es,
        Language::It,
        Language::Pt,
        Language::Nl,
        Language::Sv,
        Language::Pl,
        Language::Ru,
        Language::Uk,
        Language::Ar,
    ];

    /// Returns the ISO 639-1 code, or `und`.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
            Language::Fr => "fr",
            Language::Es => "es",
            Language::It => "it",
            Language::Pt => "pt",
            Language::Nl => "nl",
            Language::Sv => "sv",
            Language::Pl => "pl",
            Language::Ru => "ru",
            Language::Uk => "uk",
            Language::Ar => "ar",
            Language::Other => "und",
        }
    }

    /// Returns the language of an ISO 639-1 code (a region such as `en-GB` is ignored), if it has a pack.
    pub fn from_code(code: &str) -> Option<Language> {
        let head = code.split(['-', '_']).next().unwrap_or(code);
        Language::ALL.into_iter().find(|l| l.code().eq_ignore_ascii_case(head))
    }

    /// Whether a comma is the decimal sign.
    pub(crate) fn decimal_comma(self) -> bool {
        !matches!(self, Language::En | Language::Ar | Language::Other)
    }

    /// Whether a plain space may separate thousands.
    pub(crate) fn space_groups(self) -> bool {
        use Language::{De, Es, Fr, It, Pl, Pt, Ru, Sv, Uk};
        matches!(self, Fr | Pl | Ru | Uk | Sv | Es | It | Pt | De)
    }

    /// Whether an apostrophe ends an elided article or pronoun (`l'homme`).
    pub(crate) fn elides(self) -> bool {
        matches!(self, Language::Fr | Language::It)
    }

    /// Guesses the language from the head of `text`.
    ///
    /// English is decided first by its commonest words (most feeds are English and the count is cheap); the
    /// `whatlang` trigram model decides the rest. Text too short or in a language without a pack is `Other`.
    pub fn detect(text: &str) -> Language {
        let mut end = text.len().min(SAMPLE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = &text[..end];
        let (words, common) = count_english(sample);
        // A fifth of running English is one of these words; no other pack language passes a tenth.
        if words >= 8 && common * 100 >= words * 16 {
            return Language::En;
        }
        let guess = match whatlang::detect(sample) {
            Some(info) => info.lang(),
            None => return Language::Other,
        };
        use whatlang::Lang;
        match guess {
            Lang::Eng => Language::En,
            Lang::Deu => Language::De,
            Lang::Fra => Language::Fr,
            Lang::Spa => Language::Es,
            Lang::Ita => Language::It,
            Lang::Por => Language::Pt,
            Lang::Nld => Language::Nl,
            Lang::Swe => Language::Sv,
            Lang::Pol => Language::Pl,
            Lang::Rus => Language::Ru,
            Lang::Ukr => Language::Uk,
            Lang::Ara => Language::Ar,
            // A few words of English are often taken for something else: the table decides.
            _ if known_share(sample, Language::En) >= 70 => Language::En,
            _ => Language::Other,
        }
    }
}

/// Returns the words of `sample`, and how many of them are among [`COMMON`] in their normal form.
///
/// Every story without a stated language begins with it, and folding each word into a string took 8 % of the time of
/// reading: words of ASCII letters are looked up as they stand.
fn count_english(sample: &str) -> (u32, u32) {
    let (mut words, mut common) = (0, 0);
    let mut folded = String::new();
    let bytes = sample.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let len = ascii_run(bytes, at);
        let next = bytes.get(at + len).copied().unwrap_or(b' ');
        if next != b'\'' && next.is_ascii() {
            // `len` is 0 between words.
            words += u32::from(len > 0);
            common += u32::from(is_common_english(&bytes[at..at + len]));
            at += len + 1;
            continue;
        }
        let rest = &sample[at..];
        let word = &rest[..rest.find(|c| !is_of_word(c)).unwrap_or(rest.len())];
        words += u32::from(!word.is_empty());
        if word.is_ascii() {
            folded.clear();
            fold_into(word, &mut folded);
            common += u32::from(is_common_english(folded.as_bytes()));
        }
        at += word.len() + rest[word.len()..].chars().next().map_or(1, char::len_utf8);
    }
    (words, common)
}

/// Whether a character is part of a word when words are counted.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

/// The commonest English words that are rare in the other languages of the packs.
const COMMON: [u32; 16] = [
    packed(b"the"),
    packed(b"of"),
    packed(b"and"),
    packed(b"to"),
    packed(b"that"),
    packed(b"is"),
    packed(b"was"),
    packed(b"for"),
    packed(b"with"),
    packed(b"said"),
    packed(b"on"),
    packed(b"by"),
    packed(b"it"),
    packed(b"at"),
    packed(b"from"),
    packed(b"he"),
];

/// The letters of a word of up to four in lower case, as one number.
const fn packed(word: &[u8]) -> u32 {
    let (mut packed, mut at) = (0, 0);
    while at < word.len() {
        packed |= (word[at].to_ascii_lowercase() as u32) << (8 * at);
        at += 1;
    }
    packed
}

/// Whether a word of ASCII letters and digits is one of [`COMMON`].
fn is_common_english(word: &[u8]) -> bool {
    // All are compared: where the right one stands cannot be foreseen.
    let is_listed = |packed| COMMON.iter().fold(false, |listed, common| listed | (*common == packed));
    matches!(word.len(), 2..=4) && is_listed(packed(word))
}

/// Percentage of the words of `sample` that the table of `language` knows.
fn known_share(sample: &str, language: Language) -> u32 {
    let table = background::table(language);
    let (mut words, mut known) = (0u32, 0u32);
    let mut folded = String::new();
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 1) {
        folded.clear();
        fold_into(word, &mut folded);
        words += 1;
        known += u32::from(table.bits(key_of(&folded)).is_some());
    }
    (known * 100).checked_div(words).unwrap_or(0)
}
