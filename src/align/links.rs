//! Sentence links: the result of the alignment and the order of its stages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::align::candidates::candidates;
use crate::align::context::{Context, Evidence};
use crate::align::exact::exact;
use crate::align::greedy::Greedy;
use crate::align::rules;
use crate::score::similarity;
use crate::text::{Pair, Side};

/// One sentence of A aligned with one of B.
#[derive(Clone, Debug, PartialEq)]
pub struct SentenceLink {
    /// Index of the sentence in A.
    pub a: usize,
    /// Index of the sentence in B.
    pub b: usize,
    /// S of the two whole sentences.
    pub score: u32,
    /// Information of the matched words, in 1/256 bit.
    pub gain: u32,
    /// Matched words as token indices inside the two sentences, in order of A. A token explains one partner only.
    pub matched: Vec<(u16, u16)>,
}

impl SentenceLink {
    /// Returns the index of the sentence on one side.
    pub fn sentence(&self, side: Side) -> usize {
        match side {
            Side::Left => self.a,
            Side::Right => self.b,
        }
    }

    /// Returns the matched tokens of one side, in order of A.
    pub fn matched_on(&self, side: Side) -> impl Iterator<Item = usize> {
        on_side(&self.matched, side)
    }

    /// Exchanges the sides.
    pub fn turn(&mut self) {
        std::mem::swap(&mut self.a, &mut self.b);
        self.matched.iter_mut().for_each(|(x, y)| std::mem::swap(x, y));
        self.matched.sort_unstable();
    }
}

/// Returns one side of matched pairs.
pub(crate) fn on_side(pairs: &[(u16, u16)], side: Side) -> impl Iterator<Item = usize> {
    pairs.iter().map(move |(x, y)| usize::from(if side == Side::Left { *x } else { *y }))
}

/// Two unlinked sentences that tell something alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hint {
    /// Index of the sentence in A.
    pub a: usize,
    /// Index of the sentence in B.
    pub b: usize,
    /// Share of the shorter side's information that is shared, 0 to 1.
    pub containment: f64,
}

/// The step that decided about a pair of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Linked: equal after normalisation.
    Exact,
    /// Linked: reached the score, and enough words were free.
    Accepted,
    /// Not linked: no content word is shared.
    NoSharedContent,
    /// Not linked: the score is too low.
    BelowThreshold,
    /// Not linked: only names, or too few content words, are shared.
    Evidence,
    /// Not linked: the shared words were already explained by better partners.
    Taken,
    /// Not linked: the figures disagree and the rest is not alike enough.
    NumbersConflict,
    /// Not linked: a heading and a body sentence.
    Kind,
    /// Not linked: both have better partners elsewhere.
    BestElsewhere,
}

impl Step {
    /// Returns the word used in every human-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Step::Exact => "exact",
            Step::Accepted => "accepted",
            Step::NoSharedContent => "no shared content",
            Step::BelowThreshold => "below threshold",
            Step::Evidence => "too little evidence",
            Step::Taken => "words taken",
            Step::NumbersConflict => "numbers conflict",
            Step::Kind => "other kind",
            Step::BestElsewhere => "better elsewhere",
        }
    }
}

impl Hint {
    /// Exchanges the sides.
    pub fn turn(&mut self) {
        std::mem::swap(&mut self.a, &mut self.b);
    }
}

/// What was decided of one candidate pair, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Index of the sentence in A.
    pub a: usize,
    /// Index of the sentence in B.
    pub b: usize,
    /// The deciding step.
    pub step: Step,
    /// S of the words that were free when it was decided.
    pub score: u32,
    /// The S that was asked for.
    pub threshold: u32,
}

/// The alignment of two stories.
#[derive(Clone, Debug, Default)]
pub struct Alignment {
    /// Links in order of A, then of B.
    pub links: Vec<SentenceLink>,
    /// Hints in order of A, then of B; at most one for a sentence.
    pub related: Vec<Hint>,
    /// Whether the stories are copies of one text, and why.
    pub evidence: Evidence,
    /// What became of every candidate pair that was scored, in order of A, then of B.
    pub verdicts: Vec<Verdict>,
    /// Whether the work limit was met.
    pub approximate: bool,
}

/// Aligns the sentences of two stories.
///
/// Candidates share a content word; S scores them; equal sentences link first, the others greedily by rank with
/// exclusive use of words, so that splits and merges come out by themselves. Depends on the set of paragraphs, not
/// on their order, but for sentences that stand several times. Symmetric in the sides.
///
/// Cost: about |a| x |b| word comparisons for each candidate pair that can reach the threshold.
pub fn align(context: &Context<'_>) -> Alignment {
    let equal = exact(context);
    // Every word of an equal sentence is explained: no other link can have it.
    let mut open =
        Pair::new(vec![true; context.profiles.left.len()], vec![true; context.profiles.right.len()]);
    for (a, b) in &equal.sure {
        open.left[*a] = false;
        open.right[*b] = false;
    }
    let mut scored = Vec::new();
    let mut row = Vec::new();
    let mut work = 0u64;
    let mut approximate = false;
    for (a, b) in candidates(context, &open) {
        let (left, right) = (&context.profiles.left[a], &context.profiles.right[b]);
        work += (left.words.len() + right.words.len()) as u64;
        if work > rules::WORK {
            approximate = true;
            break;
        }
        if let Some(found) = similarity(left, right, rules::CANDIDATE, &mut row) {
            work += (left.words.len() * right.words.len()) as u64;
            scored.push((a, b, found));
        }
    }
    // An equal pair is a strong one: its own score is decided on the words outside quotation marks.
    let strong = equal.sure.iter().map(|(a, b)| (*a, *b, rules::STORY_STRONG));
    let scores: Vec<(usize, usize, u32)> =
        strong.chain(scored.iter().map(|(a, b, s)| (*a, *b, s.score))).collect();
    let evidence = context.evidence(&scores);
    let mut greedy = Greedy::new(context, evidence);
    greedy.link_exact(&equal);
    greedy.run(&scored);
    greedy.link_short(&equal);
    let mut alignment = greedy.finish(&scored);
    alignment.approximate |= approximate;
    alignment
}

/// Returns what the alignment decided of a pair of sentences whose whole S is `score` (0 when no word is shared).
pub fn judge(alignment: &Alignment, a: usize, b: usize, score: u32) -> Verdict {
    let at = alignment.verdicts.partition_point(|v| (v.a, v.b) < (a, b));
    if let Some(found) = alignment.verdicts.get(at).filter(|v| (v.a, v.b) == (a, b)) {
        return *found;
    }
    let threshold = alignment.evidence.threshold;
    let step = match score {
        0 => Step::NoSharedContent,
        _ if score < threshold => Step::BelowThreshold,
        _ => Step::Taken,
    };
    Verdict { a, b, step, score, threshold }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Story;

    fn linked(a: &str, b: &str) -> usize {
        let (a, b) = (Story::new("a", a.to_owned()), Story::new("b", b.to_owned()));
        align(&Context::new(&a, &b)).links.len()
    }

    #[test]
    fn briefs_that_retell_each_other_link() {
        let brief = "Police arrested two men in Leeds on Monday after a car was stolen.";
        assert_eq!(
            linked(brief, "Two men were arrested in Leeds on Monday after a car theft, police said."),
            1
        );
        assert_eq!(
            linked(brief, "A car was found on Tuesday, and police in Leeds want to hear from two men."),
            0
        );
    }
}
