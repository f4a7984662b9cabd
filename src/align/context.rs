//! What the alignment knows of two stories before it links anything.

use std::collections::BTreeMap;

use crate::align::rules;
use crate::score::{Profile, similarity};
use crate::text::background::BIT;
use crate::text::{Pair, ParagraphKind, Side, Story, TokenKind};

/// The two stories with the profiles of their sentences.
pub struct Context<'a> {
    /// The stories.
    pub stories: Pair<&'a Story>,
    /// One profile a sentence; empty for headline and furniture.
    pub profiles: Pair<Vec<Profile>>,
    /// For each word of each profile: whether no other sentence of its story holds it.
    pub unique: Pair<Vec<Vec<bool>>>,
}

/// Marks the content words that one sentence of the story alone holds.
fn unique_words(profiles: &[Profile]) -> Vec<Vec<bool>> {
    let mut holders: Vec<(u64, usize)> = Vec::new();
    for (sentence, profile) in profiles.iter().enumerate() {
        holders.extend(profile.words.iter().filter(|w| w.content).map(|w| (w.key, sentence)));
    }
    holders.sort_unstable();
    holders.dedup();
    let single = |key: u64| {
        let at = holders.partition_point(|h| h.0 < key);
        holders.get(at + 1).is_none_or(|h| h.0 != key)
    };
    profiles.iter().map(|p| p.words.iter().map(|w| w.content && single(w.key)).collect()).collect()
}

/// Whether two stories derive from one text, and what says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Whether they are copies.
    pub linked: bool,
    /// Best S of two sentences, quoted words left out; 0 when none reaches the strong threshold.
    pub best: u32,
    /// Sum of the aligned bits of all sentence pairs that reach the strong threshold.
    pub sum: u32,
    /// Least S that a link needs here.
    pub threshold: u32,
}

impl Evidence {
    /// Returns the best S, the sum of strong bits, and what each had to reach.
    pub(crate) fn measured(self) -> (u32, u32, u32, u32) {
        (self.best, self.sum, rules::STORY_ALONE, rules::STORY_SUM)
    }
}

impl<'a> Context<'a> {
    /// Returns the context of two stories.
    pub fn new(a: &'a Story, b: &'a Story) -> Context<'a> {
        let profile = |story: &Story, s: usize| {
            if story.is_content(s) { Profile::new(story.tokens_of(s)) } else { Profile::default() }
        };
        let profiles = |story: &Story| (0..story.sentences().len()).map(|s| profile(story, s)).collect();
        let profiles: Pair<Vec<Profile>> = Pair::new(profiles(a), profiles(b));
        let unique = Pair::new(unique_words(&profiles.left), unique_words(&profiles.right));
        Context { stories: Pair::new(a, b), profiles, unique }
    }

    /// Whether the sentence is a subheading.
    pub fn is_heading(&self, side: Side, sentence: usize) -> bool {
        let story = self.stories[side];
        story.paragraphs()[story.sentences()[sentence].paragraph].kind == ParagraphKind::Heading
    }

    /// Returns the index of the paragraph of a sentence.
    pub fn paragraph(&self, side: Side, sentence: usize) -> usize {
        self.stories[side].sentences()[sentence].paragraph
    }

    /// Whether both sentences state figures of which none is the same.
    pub fn numbers_conflict(&self, a: usize, b: usize) -> bool {
        let figures = |side: Side, s: usize| {
            let tokens = self.stories[side].tokens_of(s).iter();
            tokens
                .filter(|t| t.kind == TokenKind::Number && t.is_content())
                .map(|t| t.key)
                .collect::<Vec<u64>>()
        };
        let (left, right) = (figures(Side::Left, a), figures(Side::Right, b));
        !left.is_empty() && !right.is_empty() && !left.iter().any(|k| right.contains(k))
    }

    /// Decides whether the stories are copies, from the candidate pairs with their S. Words between quotation marks do
    /// not count: two reporters at one press conference write down the same words.
    pub fn evidence(&self, scored: &[(usize, usize, u32)]) -> Evidence {
        let mut evidence = Evidence { linked: false, best: 0, sum: 0, threshold: rules::ALONE };
        let mut row = Vec::new();
        let mut unquoted: Pair<BTreeMap<usize, Profile>> = Pair::default();
        for &(a, b, score) in scored {
            if score < rules::STORY_STRONG {
                continue;
            }
            let profiles = &self.profiles;
            let left = unquoted.left.entry(a).or_insert_with(|| profiles.left[a].unquoted());
            let right = unquoted.right.entry(b).or_insert_with(|| profiles.right[b].unquoted());
            let pair = similarity(left, right, rules::STORY_STRONG, &mut row);
            let Some(found) = pair else { continue };
            evidence.best = evidence.best.max(found.score);
            evidence.sum += found.bits / BIT;
        }
        // A brief has too few sentences to prove anything by their sum; whoever names the two means them to be compared.
        let sentences = self.profiles.as_ref().map(|p| p.iter().filter(|s| !s.words.is_empty()).count());
        if sentences.left.min(sentences.right) <= rules::BRIEF {
            evidence.threshold = rules::DISTANT;
        }
        evidence.linked = evidence.best >= rules::STORY_ALONE || evidence.sum >= rules::STORY_SUM;
        if evidence.linked {
            let kin = evidence.sum >= rules::KIN_SUM;
            evidence.threshold = if kin { rules::LINKED } else { rules::DISTANT };
        }
        evidence
    }
}
