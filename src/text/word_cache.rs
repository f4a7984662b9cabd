//! What the rule packs make of a written word, looked up by its letters instead of worked out again.
//!
//! News repeats its words: a feed of a million stories has some 10^5 written forms, and folding, hashing and looking one up
//! in three tables costs ten times what it costs to find it here. An entry is what the tokeniser itself made of the word
//! alone, so the answers are the same.

use crate::text::lexicon::Lexeme;
use crate::text::scan::Piece;
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

/// What is known of one written piece: all that most pieces need, in less than a cache line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Key as the first cut gives it; 0 for figures.
    pub key: u64,
    /// Key of the normal form of its first word.
    pub word: u64,
    /// Low half of the key of that word's stem.
    pub code: u32,
    /// What that word tells.
    pub weight: Weight,
    pub action: Action,
    /// Words it stands for: 0, 1, or 2 for a contraction.
    pub count: u8,
    /// Whether it is a quotation mark or an apostrophe.
    pub quote: bool,
    /// Where the rest of it is, in [`WordCache::rest`]; 0 for nowhere.
    pub rest: u32,
}

/// What only some pieces have.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rest {
    pub lexeme: Option<&'static Lexeme>,
    /// The second word of a contraction.
    pub second: Option<Word>,
    /// The word it is in a sentence of capitals, where that differs.
    pub shouted: Option<Word>,
}

impl Entry {
    /// The entry of all figures, which are not kept: there is no end of them.
    pub(crate) const FIGURE: Entry = Entry {
        key: 0,
        word: 0,
        code: 0,
        weight: Weight::NOTHING,
        action: Action::Ask,
        count: 0,
        quote: false,
        rest: 0,
    };
}

/// Entries after which the table begins anew: hostile text repeats nothing, and memory must not grow with it.
const MOST: usize = 1 << 18;

#[derive(Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    /// Length in bytes and kind of piece; 0 for an empty slot.
    tag: u32,
    entry: Entry,
}

impl Slot {
    const EMPTY: Slot = Slot { low: 0, high: 0, tag: 0, entry: Entry::FIGURE };
}

/// The written forms met so far in one language.
pub(crate) struct WordCache {
    slots: Vec<Slot>,
    filled: usize,
    rests: Vec<Rest>,
}

/// The letters of a piece as two numbers: all of them up to 16 bytes, a 128-bit hash of longer ones.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    low: u64,
    high: u64,
    tag: u32,
}

impl Letters {
    /// Returns the letters of `raw[start..end]`.
    #[inline]
    pub(crate) fn new(raw: &[u8], start: usize, end: usize, piece: Piece) -> Letters {
        let len = end - start;
        let tag = (len as u32) << 3 | (piece as u32 + 1);
        if len <= 16
            && let Some(window) = raw.get(start..start + 16)
            && let (Some(low), Some(high)) = (window.first_chunk::<8>(), window.last_chunk::<8>())
        {
            let low = u64::from_le_bytes(*low) & mask(len);
            let high = u64::from_le_bytes(*high) & mask(len.saturating_sub(8));
            return Letters { low, high, tag };
        }
        let bytes = &raw[start..end];
        if len <= 16 {
            let mut padded = [0; 16];
            padded[..len].copy_from_slice(bytes);
            let [low, high] = halves(u128::from_le_bytes(padded));
            return Letters { low, high, tag };
        }
        let [low, high] = halves(xxhash_rust::xxh3::xxh3_128(bytes));
        Letters { low, high, tag }
    }

    #[inline]
    fn hash(self) -> usize {
        let product = u128::from(self.low ^ 0x9e37_79b9_7f4a_7c15 ^ u64::from(self.tag))
            * u128::from(self.high ^ 0xd6e8_feb8_6659_fd93);
        let [low, high] = halves(product);
        (low ^ high) as usize
    }
}

/// The low `len` bytes of a number, at most 8.
#[inline]
fn mask(len: usize) -> u64 {
    if len >= 8 { u64::MAX } else { (1 << (8 * len)) - 1 }
}

fn halves(wide: u128) -> [u64; 2] {
    [wide as u64, (wide >> 64) as u64]
}

impl WordCache {
    pub(crate) fn new() -> WordCache {
        WordCache { slots: vec![Slot::EMPTY; 1 << 15], filled: 0, rests: vec![Rest::default()] }
    }

    /// Returns the entry of a piece, made by `make` at its first meeting.
    #[inline]
    pub(crate) fn get(&mut self, letters: Letters, make: impl FnOnce() -> (Entry, Rest)) -> Entry {
        let mask = self.slots.len() - 1;
        let mut at = letters.hash() & mask;
        loop {
            let slot = &self.slots[at];
            if slot.tag == letters.tag && slot.low == letters.low && slot.high == letters.high {
                return slot.entry;
            }
            if slot.tag == 0 {
                break;
            }
            at = (at + 1) & mask;
        }
        let (entry, rest) = make();
        self.insert(letters, entry, rest)
    }

    /// Returns the rest of an entry that was got since the last [`WordCache::bound`].
    #[inline]
    pub(crate) fn rest(&self, entry: &Entry) -> &Rest {
        &self.rests[entry.rest as usize]
    }

    /// Forgets everything when there is too much of it.
    pub(crate) fn bound(&mut self) {
        if self.filled >= MOST {
            *self = WordCache::new();
        }
    }

    #[cold]
    fn insert(&mut self, letters: Letters, mut entry: Entry, rest: Rest) -> Entry {
        if self.filled * 2 >= self.slots.len() {
            let size = self.slots.len() * 2;
            let old = std::mem::replace(&mut self.slots, vec![Slot::EMPTY; size]);
            for slot in old.into_iter().filter(|s| s.tag != 0) {
                self.place(slot);
            }
        }
        if rest.lexeme.is_some() || rest.second.is_some() || rest.shouted.is_some() {
            entry.rest = self.rests.len() as u32;
            self.rests.push(rest);
        }
        let Letters { low, high, tag } = letters;
        self.place(Slot { low, high, tag, entry });
        self.filled += 1;
        entry
    }

    fn place(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = Letters { low: slot.low, high: slot.high, tag: slot.tag }.hash() & mask;
        while self.slots[at].tag != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }
}
