//! The thresholds of the finding, each with the measurement that set it.

/// Least S of a match by itself among 100,000 units: with it real unrelated text of two decades gave .7 false pairs per
/// 10,000 paragraphs. Ten times the units bring ten times the chances; 18 bits more take them back.
pub const ALONE: u32 = 115;
/// See [`ALONE`].
const A_DECADE: f64 = 18.0;
/// Units among which [`ALONE`] holds.
const AMONG: f64 = 1e5;
/// Shortest unit that matches by itself, in words: shorter ones are stock sentences.
pub const SHORTEST_ALONE: u32 = 12;
/// Shortest unit that matches between linked stories.
pub const SHORTEST: u32 = 6;

/// S from which one match links two stories, words between quotation marks left out.
pub const STORY_ALONE: u32 = 125;
/// S from which matches add up to the same answer ...
pub const STORY_STRONG: u32 = 90;
/// ... when their aligned bits sum to this.
pub const STORY_SUM: u32 = 150;
/// What full containment adds to S.
pub const FULL: u32 = 80;
/// Least S of a match between linked stories.
pub const LINKED: u32 = 70;
/// Sum of strong bits from which [`LINKED`] is enough; below it [`STORY_STRONG`] is asked for.
pub const KIN_SUM: u32 = 400;

/// Pairs of stories in which a unit must be matched to be boilerplate ...
pub const BOILERPLATE_PAIRS: u32 = 4;
/// ... and hundredths of them in which the stories share little else.
pub const BOILERPLATE_SOLE: u32 = 70;
/// Paragraphs that both stories have beside the only one they share, from which they are two stories and not one brief in two
/// hands, however long that one is.
pub const BESIDE: u32 = 2;
/// Hundredths of the shorter story that two stories may share and still be unrelated.
pub const LITTLE: u32 = 30;

/// Figures that the side with fewer must state for a match to be a template.
pub const TEMPLATE_FIGURES: u32 = 2;

/// Millionths of a story that another must have for the one to be inside the other.
pub const CONTAINED: u32 = 300_000;
/// The same for stories that were published within [`FRESH`] of each other, where updates drop most of what they update.
pub const CONTAINED_FRESH: u32 = 250_000;

/// Millionths of two stories that must be shared, quoted words and all, for stories that share only quotations to be copies.
pub const SAME_WITH_QUOTES: u32 = 600_000;

/// Paragraphs that a story must have from each of two sources, and not from the other, to be put together from them ...
pub const SOURCE_PARAGRAPHS: u32 = 2;
/// ... and thousandths of its words ...
pub const SOURCE_SHARE: u32 = 100;
/// ... and of both together: what is mostly its own is no composite.
pub const MADE_OF: u32 = 500;
/// Millionths of similarity below which two stories have nothing to do with each other.
pub const UNRELATED: u32 = 50_000;

/// Returns the least S of a match by itself among so many units.
pub fn alone(units: u32) -> u32 {
    let more = (f64::from(units.max(1)) / AMONG).log10().max(0.0);
    ALONE + (A_DECADE * more).round() as u32
}

/// Seconds after which a copy of a story is rare and a recurring report common: three days. Of 31 real corrections the last
/// came after two; of 3,520 pairs of forms none came sooner.
pub const FRESH: u64 = 3 * 86_400;
