//! The thresholds of the alignment, each with the measurement that set it.
//!
//! Measured 2026-11-21 on the hand-checked paragraph links of 15 real wire rewrites and on the gold of `testdata/`.

/// S from which two stories are copies of one text, by one sentence pair alone (words between quotation marks left out).
pub(crate) const STORY_ALONE: u32 = 125;
/// S from which sentence pairs add up to the same answer ...
pub(crate) const STORY_STRONG: u32 = 90;
/// ... when their aligned bits sum to this.
pub(crate) const STORY_SUM: u32 = 150;

/// Least S of a link between two copies.
pub(crate) const LINKED: u32 = 70;
/// Least S of a pair that is looked at.
pub(crate) const CANDIDATE: u32 = 30;
/// Most bits that shared words which stand once in each story add to S.
pub(crate) const UNIQUE: u32 = 24;
/// How far the thresholds fall for an outlet that rewords as freely as any: an outlet that copies word for word seldom
/// paraphrases, one that paraphrases everything leaves little to score. Freedom 0 to 100 is learnt from the surer links
/// (their share of explained information: .82-1.0 on 15 real rewrites, .61-.65 on the three hard invented ones).
/// With it recall on the hard ones rises from .68/.63/.29 to .89/.89/.52, precision and the real rewrites unchanged.
pub(crate) const FREEDOM: u32 = 40;
/// Containment in hundredths that needs no further evidence.
pub(crate) const MOST: u64 = 60;
/// Bits of such words, names left out, that are evidence by themselves where an outlet rewords freely ...
pub(crate) const TELLING: u32 = 8;
/// ... which it does from this freedom on.
pub(crate) const FREE: u32 = 50;
/// Least S of a link beside another one: some other sentence of the two paragraphs is linked.
pub(crate) const NEAR: u32 = 62;
/// Least S of a link between stories that are no copies of each other.
pub(crate) const ALONE: u32 = 115;
/// What a pair must score more when both sides state figures and none is the same.
pub(crate) const NUMBERS_CONFLICT: u32 = 10;
/// A run of this many equal words is evidence enough where both sentences have better partners.
pub(crate) const RUN: u32 = 4;

/// Least containment of a `related` hint, in hundredths.
pub(crate) const RELATED: u64 = 15;

/// A word held by more sentences than this on either side proposes only pairs of about equal rank among its holders.
pub(crate) const HOLDERS: usize = 64;
/// How far the ranks may differ then.
pub(crate) const RANKS_APART: usize = 24;

/// Information that an equal sentence needs to be linked wherever it stands, in bits; a shorter one ("No one was
/// hurt.") needs a linked neighbour.
pub(crate) const EXACT_BITS: u32 = 24;

/// Word comparisons after which no further sentence pair is aligned word by word.
pub(crate) const WORK: u64 = 50_000_000;
