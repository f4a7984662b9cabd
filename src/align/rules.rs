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
/// Hundredths explained from which an outlet counts as copying word for word.
pub(crate) const FAITHFUL: u32 = 95;
/// Hundredths of the shorter story that must be explained before freedom is judged at all, and over how many more it grows
/// to its full weight. Real independent reports of one event share up to 25, the two hard paraphrases 47 and 50.
pub(crate) const KIN_SHARE: u32 = 25;
/// See [`KIN_SHARE`].
pub(crate) const KIN_RANGE: u32 = 20;
/// Sum of strong bits from which two stories are surely versions of one text. Real independent reports of one event reach
/// 264, real copies start at 1,100, stories that share an excerpt at 280.
pub(crate) const KIN_SUM: u32 = 400;
/// Least S of a link while the sum is lower, and between briefs.
pub(crate) const DISTANT: u32 = 90;
/// Content sentences up to which a text is a brief.
pub(crate) const BRIEF: usize = 3;
/// Least S of a pair that is looked at.
pub(crate) const CANDIDATE: u32 = 30;
/// Most bits that shared words which stand once in each story add to S.
pub(crate) const UNIQUE: u32 = 24;
/// How far the thresholds fall for an outlet that rewords as freely as any: an outlet that copies word for word seldom
/// paraphrases, one that paraphrases everything leaves little to score. Freedom 0 to 100 is learnt from the surer links
/// (share of their sentences explained: .82-1.0 on 15 real rewrites, .61 and .63 on two invented hard paraphrases, whose
/// recall rises from .55/.68 to .95/.95 at precision 1).
pub(crate) const FREEDOM: u32 = 40;
/// Containment in hundredths that needs no further evidence.
pub(crate) const MOST: u64 = 60;
/// Bits of such words, names left out, that are evidence by themselves where an outlet rewords freely ...
pub(crate) const TELLING: u32 = 8;
/// ... which it does from this freedom on.
pub(crate) const FREE: u32 = 50;
/// What a pair may score less beside another link: some other sentence of the two paragraphs is linked.
pub(crate) const NEAR: u32 = 8;
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
