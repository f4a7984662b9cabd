//! The background table: how much a shared word tells.
//!
//! `bits(w) = -log2` of the chance that a paragraph of 27 words holds `w`, in integers of 1/256 bit, for the
//! 20,000 most frequent words of twelve languages. The tables are frozen files beside this module (see
//! `background/README.md` for source, licence and script), so a score never drifts with the archive.

use std::sync::{LazyLock, OnceLock};

use crate::text::fold::key_of;
use crate::text::language::Language;

/// One bit of information, in the unit of the tables.
pub const BIT: u32 = 256;

/// What a word outside the table tells: 14 bits, just above the rarest word inside.
pub const UNKNOWN: u16 = 14 * BIT as u16;

/// What any word tells in a language without a table.
pub const NO_TABLE: u16 = 8 * BIT as u16;

/// Words under this are stop words; content words have at least 5 bits (1 paragraph in 32).
pub const CONTENT: u16 = 5 * BIT as u16;

const SOURCES: [&str; 12] = [
    include_str!("background/en.tsv"),
    include_str!("background/de.tsv"),
    include_str!("background/fr.tsv"),
    include_str!("background/es.tsv"),
    include_str!("background/it.tsv"),
    include_str!("background/pt.tsv"),
    include_str!("background/nl.tsv"),
    include_str!("background/sv.tsv"),
    include_str!("background/pl.tsv"),
    include_str!("background/ru.tsv"),
    include_str!("background/uk.tsv"),
    include_str!("background/ar.tsv"),
];

static TABLES: [OnceLock<Table>; 13] = [const { OnceLock::new() }; 13];

/// BLAKE3 over all table files in the order of [`Language::ALL`]: the version of every score.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for source in SOURCES {
        hasher.update(source.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
});

/// Returns the BLAKE3 of all tables (64 hexadecimal digits), the version under which scores compare.
pub fn hash() -> &'static str {
    &HASH
}

/// The words of one language: an open-addressed map from word key to bits.
pub struct Table {
    slots: Vec<(u64, u16)>,
    mask: usize,
}

impl Table {
    fn parse(source: &str) -> Table {
        let lines = source.lines().count();
        let size = (lines * 2).next_power_of_two().max(2);
        let mut table = Table { slots: vec![(0, 0); size], mask: size - 1 };
        for line in source.lines() {
            if let Some((word, bits)) = line.split_once('\t')
                && let Ok(bits) = bits.parse::<u16>()
            {
                table.insert(key_of(word), bits);
            }
        }
        table
    }

    fn insert(&mut self, key: u64, bits: u16) {
        let mut at = key as usize & self.mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != key {
            at = (at + 1) & self.mask;
        }
        self.slots[at] = (key, bits.max(1));
    }

    /// Returns the bits of a word key in 1/256 bit, or `None` for a word outside the table.
    pub fn bits(&self, key: u64) -> Option<u16> {
        let mut at = key as usize & self.mask;
        loop {
            let (found, bits) = self.slots[at];
            if bits == 0 {
                return None;
            }
            if found == key {
                return Some(bits);
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// Returns the table of `language`; the one of [`Language::Other`] is empty. Parsed once, about 1 ms a language.
pub fn table(language: Language) -> &'static Table {
    let at = Language::ALL.iter().position(|l| *l == language).unwrap_or(SOURCES.len());
    TABLES[at].get_or_init(|| Table::parse(SOURCES.get(at).copied().unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_holds_twenty_thousand_words() {
        for (language, source) in Language::ALL.into_iter().zip(SOURCES) {
            assert_eq!(source.lines().count(), 20_000, "{}", language.code());
            let table = table(language);
            for line in source.lines() {
                let (word, bits) = line.split_once('\t').expect("a tab in each line");
                assert_eq!(table.bits(key_of(word)).map(|b| b.to_string()).as_deref(), Some(bits), "{word}");
            }
        }
    }

    #[test]
    fn common_words_tell_little_and_rare_ones_much() {
        let english = table(Language::En);
        assert!(english.bits(key_of("the")).is_some_and(|b| b < CONTENT));
        assert!(english.bits(key_of("ferry")).is_some_and(|b| b > CONTENT));
        assert_eq!(english.bits(key_of("qqxzzy")), None);
    }
}
