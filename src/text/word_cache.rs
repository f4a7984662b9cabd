//! What the rule packs make of a written word, looked up by its letters instead of worked out again.
//!
//! News repeats its words: a feed of a million stories has some 10^5 written forms, and folding, hashing and looking one up
//! in three tables costs ten times what it costs to find it here. An entry is what the tokeniser itself made of the word
//! alone, so the answers are the same.

use crate::text::lexicon::Lexeme;
use crate::text::scan::{Base, Piece};
use crate::text::wording::Weight;

/// One word as the index needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// Key of the normal form.
    pub key: u64,
    /// Key of the stem.
    pub stem: u64,
    /// In 1/256 bit.
    pub bits: u16,
    /// Whether it is a figure.
    pub number: bool,
}

impl Word {
    /// Returns what it tells.
    pub(crate) fn weight(self) -> Weight {
        Weight::new(self.bits, self.number)
    }
}

/// What to do with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// These words, whatever stands around it.
    Words,
    /// Ask the tokeniser: it may begin a phrase or a quantity, or its neighbours decide.
    Ask,
    /// As [`Action::Ask`], but only where the next piece is in a rule pack, or touches it.
    AskIfKnown,
    /// As [`Action::Ask`], but only where the next piece can go on: it opens phrases and does nothing else.
    AskPhrase,
}

/// What is known of one written piece: all that most pieces need, in half a cache line.
///
/// Reading is bound by how fast these are found: words stand in the table in the order of their first meeting, so the
/// frequent ones lie close together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    low: u64,
    high: u64,
    /// Key of the normal form of its first word; its own key when it stands for none.
    pub word: u64,
    /// Low half of the key of that word's stem.
    pub code: u32,
    /// What that word tells.
    pub weight: Weight,
    tag: u8,
    pub traits: Traits,
}

impl Form {
    #[inline]
    fn is_of(&self, letters: Letters) -> bool {
        // Without a branch: where most are, none waits for the one before.
        (self.low == letters.low) & (self.high == letters.high) & (self.tag == letters.tag)
    }
}

/// What a piece asks of the reader, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(u8);

impl Traits {
    /// It stands for a word.
    pub(crate) const WORD: Traits = Traits(1 << 2);
    /// It stands for a second word, or for another one in a sentence of capitals: see [`WordCache::words`].
    pub(crate) const MORE: Traits = Traits(1 << 3);
    /// The key of its word is not the one that the first cut gives it.
    const RENAMED: Traits = Traits(1 << 4);
    /// The rule packs know it.
    pub(crate) const KNOWN: Traits = Traits(1 << 5);
    /// It is a quotation mark or an apostrophe.
    pub(crate) const QUOTE: Traits = Traits(1 << 6);
    /// It is a word of the first or second person.
    pub(crate) const PERSON: Traits = Traits(1 << 7);
    const ACTION: u8 = 3;

    /// Whether it has one of these.
    #[inline]
    pub(crate) fn has(self, these: Traits) -> bool {
        self.0 & these.0 != 0
    }

    /// Returns these and those.
    #[inline]
    pub(crate) fn and(self, those: Traits) -> Traits {
        Traits(self.0 | those.0)
    }

    /// Returns these, with those where `met`.
    fn and_if(self, those: Traits, met: bool) -> Traits {
        if met { self.and(those) } else { self }
    }

    /// Returns what to do with the piece.
    #[inline]
    pub(crate) fn action(self) -> Action {
        match self.0 & Traits::ACTION {
            0 => Action::Words,
            1 => Action::Ask,
            2 => Action::AskIfKnown,
            _ => Action::AskPhrase,
        }
    }
}

/// What is made of a piece at its first meeting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meaning {
    /// Key as the first cut gives it; 0 for figures.
    pub key: u64,
    pub lexeme: Option<&'static Lexeme>,
    pub action: Action,
    /// The word it stands for.
    pub first: Option<Word>,
    /// The second word of a contraction.
    pub second: Option<Word>,
    /// The word it is in a sentence of capitals, where that differs.
    pub shouted: Option<Word>,
    pub quote: bool,
    pub person: bool,
}

impl Meaning {
    /// The meaning of all figures, which are not kept: there is no end of them.
    pub(crate) const FIGURE: Meaning = Meaning {
        key: 0,
        lexeme: None,
        action: Action::Ask,
        first: None,
        second: None,
        shouted: None,
        quote: false,
        person: false,
    };

    fn traits(&self) -> Traits {
        Traits(self.action as u8)
            .and_if(Traits::WORD, self.first.is_some())
            .and_if(Traits::MORE, self.second.is_some() || self.shouted.is_some())
            .and_if(Traits::RENAMED, self.first.is_some_and(|word| word.key != self.key))
            .and_if(Traits::KNOWN, self.lexeme.is_some())
            .and_if(Traits::QUOTE, self.quote)
            .and_if(Traits::PERSON, self.person)
    }
}

/// What only the tokeniser wants to know of a piece.
#[derive(Clone, Copy)]
struct Rare {
    key: u64,
    lexeme: Option<&'static Lexeme>,
    /// Where the words of [`Meaning::second`] and [`Meaning::shouted`] are.
    words: u32,
}

/// Forms after which the table begins anew: hostile text repeats nothing, and memory must not grow with it.
const MOST: usize = 1 << 18;

/// Pieces looked up together: the memory that they wait for is fetched at the same time.
const BATCH: usize = 32;

/// The written forms met so far in one language.
pub(crate) struct WordCache {
    /// Where each form is, by the hash of its letters; 0 for an empty slot, as form 0 is never looked up.
    slots: Vec<u32>,
    forms: Vec<Form>,
    rare: Vec<Rare>,
    words: Vec<(Option<Word>, Option<Word>)>,
}

/// The letters of a piece as two numbers: all of them up to 16 bytes, a 128-bit hash of longer ones.
#[derive(Clone, Copy, Default)]
struct Letters {
    low: u64,
    high: u64,
    /// Where to look.
    hash: u32,
    /// Kind of piece and length in bytes, 17 for all above 16.
    tag: u8,
}

impl Letters {
    /// Returns the letters of a piece of `raw`.
    #[inline]
    fn new(raw: &[u8], piece: &Base) -> Letters {
        let (start, end) = (piece.span.start as usize, piece.span.end as usize);
        let len = end - start;
        let tag = (len.min(17) as u8) << 3 | piece.piece as u8;
        if let (Some([low, high]), Some(window)) = (MASKS.get(len), raw[start..].first_chunk()) {
            let [first, second] = halves(u128::from_le_bytes(*window));
            return Letters::hashed(first & low, second & high, tag);
        }
        let bytes = &raw[start..end];
        let mut padded = [0; 16];
        let wide = match padded.get_mut(..len) {
            Some(head) => {
                head.copy_from_slice(bytes);
                u128::from_le_bytes(padded)
            }
            None => xxhash_rust::xxh3::xxh3_128(bytes),
        };
        let [low, high] = halves(wide);
        Letters::hashed(low, high, tag)
    }

    #[inline]
    fn hashed(low: u64, high: u64, tag: u8) -> Letters {
        let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15 ^ u64::from(tag))
            * u128::from(high ^ 0xd6e8_feb8_6659_fd93);
        let [one, other] = halves(product);
        Letters { low, high, hash: (one ^ other) as u32, tag }
    }
}

/// The bits of the first so many bytes of 16.
const MASKS: [[u64; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut len = 1;
    while len <= 16 {
        masks[len] = masks[len - 1];
        masks[len][(len - 1) / 8] |= 0xff << ((len - 1) % 8 * 8);
        len += 1;
    }
    masks
};

#[inline]
fn halves(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

impl WordCache {
    pub(crate) fn new() -> WordCache {
        let mut cache = WordCache {
            slots: vec![0; 1 << 15],
            forms: Vec::new(),
            rare: Vec::new(),
            words: vec![(None, None)],
        };
        cache.keep(Letters::default(), &Meaning::FIGURE);
        cache
    }

    /// Appends the number of the form of each piece to `forms`; one met for the first time is made by `make`. Numbers
    /// hold until the next [`WordCache::bound`].
    pub(crate) fn find(
        &mut self,
        raw: &[u8],
        pieces: &[Base],
        forms: &mut Vec<u32>,
        mut make: impl FnMut(&Base) -> Meaning,
    ) {
        let mut letters = [Letters::default(); BATCH];
        let mut guesses = [0; BATCH];
        let mut met = [false; BATCH];
        for batch in pieces.chunks(BATCH) {
            for (letters, piece) in letters.iter_mut().zip(batch) {
                *letters = Letters::new(raw, piece);
            }
            let (letters, mask) = (&letters[..batch.len()], self.slots.len() - 1);
            for (guess, letters) in guesses.iter_mut().zip(letters) {
                *guess = self.slots[letters.hash as usize & mask];
            }
            for ((met, guess), letters) in met.iter_mut().zip(&guesses).zip(letters) {
                *met = self.forms[*guess as usize].is_of(*letters);
            }
            let first = forms.len();
            forms.extend_from_slice(&guesses[..batch.len()]);
            for (n, letters) in letters.iter().enumerate().filter(|(n, _)| !met[*n]) {
                forms[first + n] = match batch[n].piece {
                    Piece::Figure => 0,
                    _ => self.probe(*letters).unwrap_or_else(|| self.insert(*letters, &make(&batch[n]))),
                };
            }
        }
    }

    /// Returns what is known of a form.
    #[inline]
    pub(crate) fn form(&self, form: u32) -> &Form {
        &self.forms[form as usize]
    }

    /// Returns the key that the first cut gives a form.
    #[inline]
    pub(crate) fn key(&self, form: u32) -> u64 {
        let found = &self.forms[form as usize];
        if found.traits.has(Traits::RENAMED) { self.rare[form as usize].key } else { found.word }
    }

    /// Returns what the rule packs know of a form.
    #[inline]
    pub(crate) fn lexeme(&self, form: u32) -> Option<&'static Lexeme> {
        let known = self.forms[form as usize].traits.has(Traits::KNOWN);
        if known { self.rare[form as usize].lexeme } else { None }
    }

    /// Returns the second word of a form, and the word that it is in a sentence of capitals.
    pub(crate) fn words(&self, form: u32) -> (Option<Word>, Option<Word>) {
        self.words[self.rare[form as usize].words as usize]
    }

    /// Forgets everything when there is too much of it.
    pub(crate) fn bound(&mut self) {
        if self.forms.len() >= MOST {
            *self = WordCache::new();
        }
    }

    /// Finds a form that another one may have kept from its place.
    fn probe(&self, letters: Letters) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut at = letters.hash as usize & mask;
        while self.slots[at] != 0 {
            if self.forms[self.slots[at] as usize].is_of(letters) {
                return Some(self.slots[at]);
            }
            at = (at + 1) & mask;
        }
        None
    }

    #[cold]
    fn insert(&mut self, letters: Letters, meaning: &Meaning) -> u32 {
        if self.forms.len() * 2 >= self.slots.len() {
            let size = self.slots.len() * 2;
            self.slots = vec![0; size];
            for form in 1..self.forms.len() {
                let Form { low, high, tag, .. } = self.forms[form];
                self.place(Letters::hashed(low, high, tag), form as u32);
            }
        }
        let form = self.keep(letters, meaning);
        self.place(letters, form);
        form
    }

    /// Appends a form, without a slot.
    fn keep(&mut self, letters: Letters, meaning: &Meaning) -> u32 {
        let Letters { low, high, tag, .. } = letters;
        let word = meaning.first.unwrap_or(Word { key: meaning.key, ..Word::default() });
        let traits = meaning.traits();
        self.forms.push(Form {
            low,
            high,
            word: word.key,
            code: word.stem as u32,
            weight: word.weight(),
            tag,
            traits,
        });
        let mut words = 0;
        if traits.has(Traits::MORE) {
            words = self.words.len() as u32;
            self.words.push((meaning.second, meaning.shouted));
        }
        self.rare.push(Rare { key: meaning.key, lexeme: meaning.lexeme, words });
        self.forms.len() as u32 - 1
    }

    fn place(&mut self, letters: Letters, form: u32) {
        let mask = self.slots.len() - 1;
        let mut at = letters.hash as usize & mask;
        while self.slots[at] != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = form;
    }
}
