//! How much of a story another one has.

use crate::index::StoryView;
use crate::text::Weight;

/// Words of one story that another has. Boilerplate does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Words of the story.
    pub words: u32,
    /// Those that the other has.
    pub covered: u32,
    /// Words of the story outside quotation marks.
    pub plain: u32,
    /// Those that the other has.
    pub plain_covered: u32,
}

impl Share {
    /// Returns the share of the words that the other has, 0 to 1.
    pub fn coverage(&self) -> f64 {
        f64::from(self.covered) / f64::from(self.words.max(1))
    }

    /// Returns the words that the other does not have.
    pub fn rest(&self) -> u32 {
        self.words.saturating_sub(self.covered)
    }

    /// The covered words and all, quoted ones left out unless there is hardly anything else.
    pub(super) fn telling(&self) -> (u64, u64) {
        let (part, whole) = match self.plain * TRANSCRIPT < self.words {
            true => (self.covered, self.words),
            false => (self.plain_covered, self.plain),
        };
        (u64::from(part), u64::from(whole.max(1)))
    }
}

/// A story with less than one word in so many outside quotation marks is a transcript.
const TRANSCRIPT: u32 = 10;

/// What the matches of one story with another cover in one of its units.
#[derive(Clone, Copy, Default)]
pub(super) struct Covered {
    /// Shared words, all and those outside quotation marks; more than the unit has where several matches tell of it.
    pub words: u32,
    pub plain: u32,
    /// Whether a match is boilerplate: then the unit counts only if another one covers it.
    pub left_out: bool,
}

/// Returns the words of a story, and how many are covered. `covered` has a row for each of its units.
pub(super) fn share(story: StoryView<'_>, covered: &[Covered]) -> Share {
    let mut share = Share::default();
    for (n, covered) in covered.iter().enumerate() {
        if covered.words == 0 && covered.left_out {
            continue;
        }
        let weights = story.words(n).weights;
        let quoted = weights.iter().filter(|w| Weight::from_raw(**w).is_quoted()).count() as u32;
        let all = weights.len() as u32;
        share.words += all;
        share.covered += covered.words.min(all);
        share.plain += all - quoted;
        share.plain_covered += covered.plain.min(all - quoted);
    }
    share
}
