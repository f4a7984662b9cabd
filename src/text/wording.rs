//! The words of a story as the index needs them, read ten times faster than a whole [`crate::Story`].
//!
//! The words, their stems and bits are those of the story's tokens (a test holds the two against each other on every text
//! of `testdata/`): plain words come from a table of written forms, and whatever depends on its neighbours (figures,
//! dates, phrases, abbreviations) goes through the same tokeniser, piece by piece.

use crate::text::background::CONTENT;
use crate::text::builder::Builder;
use crate::text::language::Language;
use crate::text::meta::{self, Meta};
use crate::text::notice::{self, Notice};
use crate::text::paragraph::{self, ParagraphKind};
use crate::text::reading::{Reading, ReadingCut};
use crate::text::span::Span;
use crate::text::story::Story;
use crate::text::word_cache::WordCache;

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

    pub(super) fn new(bits: u16, number: bool) -> Weight {
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

    /// Returns the weight of the same word in a language without a table where it is frequent: at most 2 bits.
    pub(super) fn frequent(self) -> Weight {
        Weight(self.0 & !Weight::BITS | (self.0 & Weight::BITS).min(2 * 256))
    }

    /// Returns the weight of the same word at the end of its sentence.
    pub(super) fn last(self) -> Weight {
        Weight(self.0 | Weight::LAST)
    }

    /// Returns the weight of the same word between quotation marks.
    #[inline]
    pub fn quoted(self) -> Weight {
        Weight(self.0 | Weight::QUOTED)
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
    /// The rule that made it furniture.
    pub furniture: Option<&'static str>,
    /// First word in [`Wording::words`].
    pub from: u32,
    /// One past its last word; equal to `from` for headline and furniture.
    pub to: u32,
    /// 128-bit hash of the normal form of its words: equal for paragraphs that are equal but for style.
    pub class: u128,
    /// Whether it is speech without quotation marks: a post of a network set in as a paragraph, a statement, a transcript.
    pub speech: bool,
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
    /// What the agency or desk says of the story in its text, as in [`Story::notices`]. The release of `meta` holds what
    /// follows from them.
    pub notices: Vec<Notice>,
}

/// Reads one story after another; keeps what it learns of written words, a table a language.
#[derive(Default)]
pub struct WordingReader {
    caches: Vec<Option<Box<WordCache>>>,
    cut: ReadingCut,
}

impl WordingReader {
    /// Returns a reader that knows no word yet.
    pub fn new() -> WordingReader {
        WordingReader::default()
    }

    /// Reads a story. `headline` and `language` are those that the input states; both are found out where absent.
    /// Never fails. Cost is linear in the text.
    pub fn read(&mut self, raw: &str, headline: Option<&str>, language: Option<Language>) -> Wording {
        let stated = Meta { headline: headline.map(str::to_owned), ..Meta::default() };
        self.read_with(raw, stated, language)
    }

    /// Like [`WordingReader::read`], with all that the input states of the story, which stands above what its text says.
    pub fn read_with(&mut self, raw: &str, stated: Meta, language: Option<Language>) -> Wording {
        let (front, body) = meta::read(raw);
        let meta = stated.or(front);
        let language = language
            .or_else(|| meta.language.as_deref().and_then(Language::from_code))
            .unwrap_or_else(|| Language::detect(raw.get(body..).unwrap_or("")));
        let place = Language::ALL.iter().position(|l| *l == language).unwrap_or(Language::ALL.len());
        self.caches.resize_with(Language::ALL.len() + 1, || None);
        let mut cache = self.caches[place].take().unwrap_or_else(|| Box::new(WordCache::new()));
        cache.bound();
        let builder = Builder::new(Story::blank(meta, language), raw);
        let mut wording = Wording { language: Some(language), ..Wording::default() };
        let spans = paragraph::paragraphs(raw, body);
        let mut reading = Reading::new(raw, builder, &mut cache);
        reading.paragraphs(&spans, &mut self.cut, &mut wording);
        let lines;
        (wording.meta, wording.words, lines) = reading.finish();
        wording.notices = notice::settle(&mut wording.meta, raw, wording.headline, lines);
        self.caches[place] = Some(cache);
        wording
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::reading::word;
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
        assert_eq!(wording.notices, story.notices(), "{name}");
        assert_eq!(wording.meta.release, story.meta().release, "{name}");
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
