//! The language of the invented news: English words with their own frequencies, invented names, and word pairs that
//! come back in unrelated stories as they do in real text.

use std::collections::{BTreeMap, BTreeSet};

use super::random::{Random, Weighted};

/// The seed of the language itself: every corpus is written in the same one, whatever its own seed.
const LANGUAGE: u64 = 0x6e65_7773;

/// Bits below which a word is a function word, in the unit of the table.
const CONTENT: u32 = 5 * 256;

/// Words that may follow one content word more often than chance has it.
const SUCCESSORS: usize = 16;

/// Invented names.
const NAMES: usize = 24_000;

/// The first so many names are known to everybody: capitals, ministries, companies.
const COMMON_NAMES: usize = 600;

/// Turns of phrase that stand in many unrelated stories.
const STOCK: usize = 400;

/// A word by number: of the vocabulary, of the names, or a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(u32);

const NAME: u32 = 1 << 30;
const FIGURE: u32 = 1 << 31;

impl Term {
    /// Whether it is a name.
    pub fn is_name(self) -> bool {
        self.0 & (NAME | FIGURE) == NAME
    }

    /// Whether it is a figure.
    pub fn is_figure(self) -> bool {
        self.0 & FIGURE != 0
    }
}

/// Words, names and what follows what.
pub struct Language {
    words: Vec<&'static str>,
    bits: Vec<u32>,
    functions: Vec<u32>,
    function: Weighted,
    contents: Vec<u32>,
    content: Weighted,
    successors: Vec<[u32; SUCCESSORS]>,
    names: Vec<String>,
    stock: Vec<Vec<Term>>,
    said: Term,
}

impl Language {
    /// Builds the language, always the same one; about 50 ms.
    pub fn new() -> Language {
        let banned = banned();
        let mut random = Random::new(LANGUAGE, 0);
        let (mut words, mut bits, mut weights) = (Vec::new(), Vec::new(), Vec::new());
        let mut frequencies = BTreeMap::new();
        for (word, value) in table() {
            let plain = word.bytes().all(|b| b.is_ascii_lowercase()) && (word.len() > 1 || word == "a");
            if plain && !banned.contains(word) {
                words.push(word);
                bits.push(value);
                weights.push(*frequencies.entry(value).or_insert_with(|| frequency(value)));
            }
        }
        let all = 0..words.len() as u32;
        let (functions, contents): (Vec<u32>, Vec<u32>) = all.partition(|w| bits[*w as usize] < CONTENT);
        let weigh =
            |group: &[u32]| Weighted::new(&group.iter().map(|w| weights[*w as usize]).collect::<Vec<_>>());
        let (function, content) = (weigh(&functions), weigh(&contents));
        let mut successors = vec![[0; SUCCESSORS]; words.len()];
        for next in successors.iter_mut().flatten() {
            *next = contents[content.draw(&mut random)];
        }
        let said = Term(words.iter().position(|w| *w == "said").unwrap_or(0) as u32);
        let known: BTreeSet<&str> = table().map(|(word, _)| word).collect();
        let names = names(&known, &mut random);
        let mut language = Language {
            words,
            bits,
            functions,
            function,
            contents,
            content,
            successors,
            names,
            stock: Vec::new(),
            said,
        };
        language.stock = (0..STOCK).map(|_| language.phrase(&mut random)).collect();
        language
    }

    /// A function word: an article, a preposition, a pronoun.
    pub fn function(&self, random: &mut Random) -> Term {
        Term(self.functions[self.function.draw(random)])
    }

    /// A content word by its frequency alone.
    pub fn content(&self, random: &mut Random) -> Term {
        Term(self.contents[self.content.draw(random)])
    }

    /// A content word that is likely after this one.
    pub fn successor(&self, word: Term, random: &mut Random) -> Term {
        match self.successors.get(word.0 as usize) {
            // The first ones more often than the last.
            Some(list) => Term(list[random.below(SUCCESSORS).min(random.below(SUCCESSORS))]),
            None => self.content(random),
        }
    }

    /// Any name.
    pub fn name(&self, random: &mut Random) -> Term {
        let among = if random.chance(0.5) { COMMON_NAMES } else { self.names.len() };
        Term(NAME | random.below(among) as u32)
    }

    /// A figure: small, large, with decimals, money, per cent, or a year.
    pub fn figure(&self, random: &mut Random) -> Term {
        let kind = random.below(8) as u32;
        let value = match kind {
            0 | 1 => random.between(2, 99),
            2 => random.between(100, 999),
            3 => random.between(1_000, 99_999),
            4 | 5 => random.between(11, 999),
            6 => random.between(1, 98),
            _ => random.between(1985, 2026),
        };
        Term(FIGURE | kind << 24 | value as u32)
    }

    /// A word as running text has it, figures and names included.
    pub fn running(&self, random: &mut Random) -> Term {
        match random.below(1000) {
            0..447 => self.function(random),
            447..919 => self.content(random),
            919..974 => self.name(random),
            _ => self.figure(random),
        }
    }

    /// A turn of phrase that other stories use as well.
    pub fn stock(&self, random: &mut Random) -> &[Term] {
        let last = random.between(1, STOCK);
        &self.stock[random.below(last)]
    }

    /// Words of a turn of phrase, at most five: with three more by chance they would be a run that is to be found.
    fn phrase(&self, random: &mut Random) -> Vec<Term> {
        let words = random.between(3, 5);
        let mut out: Vec<Term> = Vec::new();
        while out.len() < words {
            let function = random.chance(0.45) && out.last() != Some(&Term(self.functions[0]));
            out.push(if function { self.function(random) } else { self.content(random) });
        }
        out
    }

    /// The verb of attribution.
    pub fn said(&self) -> Term {
        self.said
    }

    /// What knowing the word tells, in bits; names and figures 14.
    pub fn bits(&self, term: Term) -> f64 {
        self.bits.get(term.0 as usize).map_or(14.0, |bits| f64::from(*bits) / 256.0)
    }

    /// Writes the word, names with their capital.
    pub fn write(&self, term: Term, out: &mut Vec<u8>) {
        if term.is_figure() {
            write_figure(term, out);
        } else if term.is_name() {
            out.extend_from_slice(self.names[(term.0 & !NAME) as usize].as_bytes());
        } else {
            out.extend_from_slice(self.words[term.0 as usize].as_bytes());
        }
    }
}

fn write_figure(term: Term, out: &mut Vec<u8>) {
    let kind = (term.0 >> 24) & 7;
    let value = term.0 & 0xff_ffff;
    let text = match kind {
        3 => format!("{},{:03}", value / 1000, value % 1000),
        4 => format!("{}.{}", value / 10, value % 10),
        5 => format!("${}.{}", value / 10, value % 10),
        6 => format!("{value}%"),
        _ => value.to_string(),
    };
    out.extend_from_slice(text.as_bytes());
}

/// The words of the background table with their bits.
fn table() -> impl Iterator<Item = (&'static str, u32)> {
    include_str!("../../src/text/background/en.tsv")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(word, bits)| Some((word, bits.parse().ok()?)))
}

/// Words that join their neighbours to one token (`three million`, `May 5`, `Mr`), or count as phrases: a run of eight
/// words is to be eight words to every counter.
fn banned() -> BTreeSet<&'static str> {
    const PACKS: [&str; 10] = [
        include_str!("../../src/text/rules/number.tsv"),
        include_str!("../../src/text/rules/scale.tsv"),
        include_str!("../../src/text/rules/unit.tsv"),
        include_str!("../../src/text/rules/ordinal.tsv"),
        include_str!("../../src/text/rules/month.tsv"),
        include_str!("../../src/text/rules/weekday.tsv"),
        include_str!("../../src/text/rules/currency.tsv"),
        include_str!("../../src/text/rules/honorific.tsv"),
        include_str!("../../src/text/rules/sentence-abbreviation.tsv"),
        include_str!("../../src/text/rules/relative-day.tsv"),
    ];
    const OTHERS: [&str; 46] = [
        "year",
        "month",
        "week",
        "day",
        "well",
        "order",
        "all",
        "per",
        "ahead",
        "advance",
        "prior",
        "kremlin",
        "capitol",
        "congress",
        "covid",
        "coronavirus",
        "percentage",
        "cent",
        "treaty",
        "world",
        "death",
        "deaths",
        "reporting",
        "contributed",
        "twitter",
        "reached",
        "standards",
        "share",
        "follow",
        "sign",
        "subscribe",
        "download",
        "register",
        "read",
        "related",
        "recommended",
        "watch",
        "click",
        "copyright",
        "photo",
        "video",
        "editor",
        "email",
        "comments",
        "advertisement",
        "sponsored",
    ];
    // The words of credits and furniture would make furniture of a paragraph, and furniture is not matched.
    let first = PACKS.iter().flat_map(|pack| pack.lines()).filter_map(|line| {
        let mut fields = line.split('\t');
        match fields.next() {
            Some("en" | "*") => fields.next(),
            _ => None,
        }
    });
    first.chain(OTHERS).collect()
}

/// The chance of a word with these bits (in 1/256) to be the next word: p with 1-(1-p)^27 = 2^-bits. Only operations
/// that every machine rounds alike are used, so that a corpus is the same everywhere.
fn frequency(bits: u32) -> f64 {
    // 2^(1/256) by eight square roots.
    let step = (0..8).fold(2.0_f64, |root, _| root.sqrt());
    let within = (0..bits % 256).fold(1.0, |power, _| power / step);
    let chance = (0..bits / 256).fold(within, |power, _| power / 2.0);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        let held = 1.0 - (0..27).fold(1.0, |product, _| product * (1.0 - middle));
        if held < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Names that nobody has, none of them an English word of the table.
fn names(known: &BTreeSet<&str>, random: &mut Random) -> Vec<String> {
    const ONSETS: [&str; 24] = [
        "b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "kr", "l", "m", "n", "p", "r", "s", "st", "t",
        "tr", "v", "w", "y", "z",
    ];
    const VOWELS: [&str; 10] = ["a", "e", "i", "o", "u", "a", "e", "o", "ei", "au"];
    const CODAS: [&str; 14] = ["", "", "", "l", "n", "r", "s", "m", "nd", "rk", "st", "lm", "ck", "th"];
    let mut seen = BTreeSet::new();
    let mut out = Vec::with_capacity(NAMES);
    while out.len() < NAMES {
        let mut name = String::new();
        for _ in 0..random.between(2, 3) {
            name.push_str(random.pick::<&str>(&ONSETS));
            name.push_str(random.pick::<&str>(&VOWELS));
            name.push_str(random.pick::<&str>(&CODAS));
        }
        if name.len() < 5 || name.len() > 11 || known.contains(name.as_str()) || !seen.insert(name.clone()) {
            continue;
        }
        name[..1].make_ascii_uppercase();
        out.push(name);
    }
    out
}
