//! What an archive is given: keys and texts of stories that nobody wrote, the same in every run.

use std::ops::Range;

/// What the archive writes at once: holders of keys in the order of the stories, and a text for each story.
#[derive(Clone, Default)]
pub struct Batch {
    /// Key and number of the story that holds it.
    pub postings: Vec<(u64, u32)>,
    /// Number of the story and its text.
    pub records: Vec<(u32, Vec<u8>)>,
}

/// One question: keys, half of which nobody holds, and the numbers of stories whose texts are wanted.
pub struct Question {
    /// In order.
    pub keys: Vec<u64>,
    pub numbers: Vec<u32>,
}

/// Keys that only their story holds, in each story.
const OWN: u64 = 220;
/// Keys of a family of three stories, of which each holds three of four.
const FAMILY: u64 = 80;
/// Draws from the stock of phrases: 65,504 keys, where the n-th is drawn 1/n as often as the first.
const STOCK: u64 = 20;

/// Mixes the bits of a number (SplitMix64).
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A rank from `1 << from` to `1 << to`, a low one more often: each power of two as often as the next.
fn rank(random: u64, from: u64, to: u64) -> u64 {
    let power = from + random % (to - from);
    (1 << power) + (random >> 32) % (1 << power)
}

pub struct Corpus {
    words: Vec<String>,
}

impl Corpus {
    pub fn new() -> Corpus {
        let syllables = ["ba", "rel", "to", "min", "qua", "sor", "ned", "li", "vack", "u", "stre", "pom"];
        let word = |n: u64| {
            let parts = (0..1 + mix(n) % 4).map(|i| syllables[(mix(n * 8 + i) % 12) as usize]);
            parts.collect::<String>()
        };
        Corpus { words: (0..4096).map(word).collect() }
    }

    /// The keys of a story, in order, about 300.
    pub fn keys(&self, story: u32) -> Vec<u64> {
        let random = |salt: u64| mix(u64::from(story) << 20 | salt);
        // Half of the later stories retell an older one.
        let family = match u64::from(story) {
            late @ 20_000.. if random(1).is_multiple_of(2) => random(2) % (late / 3),
            early => early / 3,
        };
        let mut keys: Vec<u64> = (0..OWN).map(|i| mix(1 << 60 | u64::from(story) << 20 | i)).collect();
        let shared = (0..FAMILY).filter(|i| random(100 + i) % 4 < 3);
        keys.extend(shared.map(|i| mix(2 << 60 | family << 20 | i)));
        keys.extend((0..STOCK).map(|i| mix(3 << 60 | rank(random(1000 + i), 5, 16))));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The text of a story: 2 to 4 KB.
    pub fn text(&self, story: u32) -> Vec<u8> {
        let random = |salt: u64| mix(u64::from(story) << 20 | 1 << 18 | salt);
        let length = 2000 + (random(0) % 2000) as usize;
        let mut text = String::with_capacity(length + 16);
        for at in 1.. {
            if text.len() >= length {
                break;
            }
            text.push_str(&self.words[rank(random(at), 0, 12) as usize]);
            text.push_str(if at % 14 == 0 { ". " } else { " " });
        }
        text.into_bytes()
    }

    pub fn batch(&self, stories: Range<u32>) -> Batch {
        let mut batch = Batch::default();
        for story in stories {
            batch.postings.extend(self.keys(story).into_iter().map(|key| (key, story)));
            batch.records.push((story, self.text(story)));
        }
        batch
    }

    /// Question `n` to an archive of so many stories.
    pub fn question(&self, n: u64, stories: u32) -> Question {
        let random = |salt: u64| mix(4 << 60 | n << 20 | salt);
        let story = (random(0) % u64::from(stories)) as u32;
        let mut keys: Vec<u64> = self.keys(story).into_iter().step_by(2).collect();
        keys.extend((0..keys.len() as u64).map(|i| random(100 + i)));
        keys.sort_unstable();
        let numbers = (0..10).map(|i| (random(10 + i) % u64::from(stories)) as u32).collect();
        Question { keys, numbers }
    }
}
