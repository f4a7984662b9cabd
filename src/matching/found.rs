//! A match of two units: what finding hands on to linking.

/// How a match was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Equal after normalisation.
    Exact,
    /// S reaches the threshold by itself.
    Same,
    /// S reaches the threshold of linked stories.
    Context,
    /// A verbatim run.
    Quote,
    /// Strong enough to add to the evidence of a link, not enough for a match by itself.
    Weak,
}

/// Two units that share wording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnitMatch {
    /// The unit of the later story.
    pub later: u32,
    /// The unit of the earlier story.
    pub earlier: u32,
    /// S.
    pub score: u16,
    /// B in bits.
    pub bits: u16,
    /// Thousandths of the smaller side's information that both have.
    pub coverage: u16,
    /// Words that both have.
    pub words: u16,
    /// Those of them that stand outside quotation marks.
    pub plain_words: u16,
    /// S without the words between quotation marks; 0 when it is too low to matter.
    pub plain_score: u16,
    /// B without them.
    pub plain_bits: u16,
    /// Words of the longest verbatim run, where it was looked for.
    pub run: u16,
    /// How it was found.
    pub kind: Kind,
    /// Whether at least half of the words of the longer unit are shared.
    pub whole: bool,
    /// Whether the figures differ in a shared skeleton.
    pub template: bool,
    /// Whether the shared words stand between quotation marks.
    pub quoted: bool,
    /// Whether it is a later part of a long paragraph.
    pub part: bool,
    /// Whether one of the two recurs across unrelated stories.
    pub boilerplate: bool,
}

impl UnitMatch {
    /// Returns a match whose units are numbered in their stories, with the numbers of units of all stories: `first` are those
    /// of the first units of the later and of the earlier story.
    pub fn among(self, first: [u32; 2]) -> UnitMatch {
        UnitMatch { later: self.later + first[0], earlier: self.earlier + first[1], ..self }
    }

    /// The reverse of [`UnitMatch::among`].
    pub fn within(self, first: [u32; 2]) -> UnitMatch {
        UnitMatch { later: self.later - first[0], earlier: self.earlier - first[1], ..self }
    }

    /// Whether it says something of its two stories: no mere run of words, no standing paragraph.
    pub fn counts(&self) -> bool {
        !self.boilerplate && self.kind != Kind::Quote
    }
}
