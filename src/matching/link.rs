//! Matches -> links: which stories are copies, and how much of each the other has.

use std::io;

use crate::index::IndexedStories;
use crate::matching::context::{ContextBench, Numbered, Vocabulary, context};
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::rules;
use crate::matching::share::{Covered, Share, share};
use crate::matching::specifics::Specifics;

/// How two stories relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// One text in two hands.
    Copy,
    /// One is inside the other.
    Contained,
    /// Some wording is the same.
    Shared,
    /// The same skeleton with other figures.
    Template,
    /// Two versions of one story; told by their ids, never here.
    Revision,
}

/// What two stories have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StoryLink {
    /// Index of the later story.
    pub later: u32,
    /// Index of the earlier story.
    pub earlier: u32,
    /// What the earlier story has of the later one.
    pub of_later: Share,
    /// What the later story has of the earlier one.
    pub of_earlier: Share,
    /// Matches that count.
    pub matches: u32,
    /// How they relate.
    pub relation: Relation,
}

impl StoryLink {
    /// Returns the harmonic mean of both coverages without quoted words, in millionths: whole numbers sort alike
    /// everywhere.
    pub fn similarity(&self) -> u32 {
        let ((a, n), (b, m)) = (self.of_later.telling(), self.of_earlier.telling());
        mean((a, n), (b, m)).max(self.overall() / 2)
    }

    /// Returns the harmonic mean of both coverages with quoted words, in millionths. Quoted words count half: of two reports
    /// of one speech each has much of the other's, but not both most.
    fn overall(&self) -> u32 {
        let all = |s: &Share| (u64::from(s.covered), u64::from(s.words.max(1)));
        mean(all(&self.of_later), all(&self.of_earlier))
    }

    /// Returns the larger of the two coverages without quoted words, in millionths. A story that is mostly quotation is not
    /// contained in another for the few words around it: half of its words is the least that it is held against.
    fn larger(&self) -> u32 {
        let part = |share: &Share| {
            let (part, whole) = share.telling();
            (part * 1_000_000 / whole.max(u64::from(share.words / 2))) as u32
        };
        part(&self.of_later).max(part(&self.of_earlier))
    }
}

/// Harmonic mean of two shares, in millionths.
fn mean((a, n): (u64, u64), (b, m): (u64, u64)) -> u32 {
    // 2 (a/n)(b/m) / (a/n + b/m) = 2ab / (am + bn)
    match a * m + b * n {
        0 => 0,
        below => (2 * a * b * 1_000_000 / below) as u32,
    }
}

/// What one pair of stories is held to.
#[derive(Clone, Copy, Debug)]
pub struct LinkRules {
    /// What a copy must reach, in millionths.
    pub min_similarity: u32,
    /// Whether the stories were published so far apart that copies are rare and recurring reports common.
    pub apart: bool,
    /// Whether they are known to have been published soon after each other.
    pub fresh: bool,
}

/// Scratch space of one thread.
#[derive(Default)]
pub struct LinkBench {
    rows: [Vec<u32>; 2],
    vocabulary: Vocabulary,
    context: ContextBench,
    found: Vec<UnitMatch>,
    covered: Vec<Covered>,
}

/// Decides about the pairs of one later story, each from its matches; adds to `out` all matches that hold, and to `links` a
/// link for each pair that has one. `own` says what a pair is held to, the later story first.
///
/// # Errors
/// When the words cannot be read again.
pub fn link(
    stories: &IndexedStories<'_>,
    pairs: &[&[UnitMatch]],
    own: &dyn Fn(u32, u32) -> LinkRules,
    bench: &mut LinkBench,
    out: &mut Vec<UnitMatch>,
    links: &mut Vec<StoryLink>,
) -> io::Result<()> {
    let LinkBench { rows: [later_row, earlier_row], vocabulary, context: scratch, found, covered } = bench;
    let Some(one) = pairs.first().and_then(|p| p.first()) else { return Ok(()) };
    let a = stories.story_of(one.later);
    let later = Numbered { words: stories.view(a, later_row)?, first: stories.units(a).start };
    let mut taken = false;
    for matches in pairs {
        let linking = Linking::of(matches);
        found.clear();
        found.extend(matches.iter().filter(|m| m.kind != Kind::Weak || linking.linked()));
        if !linking.linked() && !found.iter().any(UnitMatch::counts) {
            out.extend_from_slice(found);
            continue;
        }
        if !std::mem::replace(&mut taken, true) {
            vocabulary.take(later.words);
        }
        let b = stories.story_of(matches[0].earlier);
        let earlier = Numbered { words: stories.view(b, earlier_row)?, first: stories.units(b).start };
        if linking.linked() {
            context((later, earlier), vocabulary, linking.least(), scratch, found);
            keep_best(found);
        }
        out.extend_from_slice(found);
        if !found.iter().any(UnitMatch::counts) {
            continue;
        }
        let mut side = |story: Numbered<'_>, unit: &dyn Fn(&UnitMatch) -> u32| {
            covered.clear();
            covered.resize(story.words.count(), Covered::default());
            for m in found.iter().filter(|m| m.kind != Kind::Quote) {
                let covered = &mut covered[(unit(m) - story.first) as usize];
                if m.boilerplate {
                    covered.left_out = true;
                } else {
                    covered.words += u32::from(m.words);
                    covered.plain += u32::from(m.plain_words);
                }
            }
            share(story.words, covered)
        };
        let counted = || found.iter().filter(|m| m.counts());
        let mut link = StoryLink {
            later: a as u32,
            earlier: b as u32,
            of_later: side(later, &|m| m.later),
            of_earlier: side(earlier, &|m| m.earlier),
            matches: counted().count() as u32,
            relation: Relation::Shared,
        };
        let specifics =
            Specifics::new(counted(), earlier.words, earlier.first, |code| vocabulary.holds(code));
        let quoted: u32 = counted().map(|m| u32::from(m.bits)).sum();
        let linked =
            linking.linked() || quoted >= rules::STORY_SUM && link.overall() >= rules::SAME_WITH_QUOTES;
        link.relation = relation(&link, specifics, linked, own(link.later, link.earlier));
        links.push(link);
    }
    Ok(())
}

/// What the matches of a pair say together, quoted words left out.
struct Linking {
    /// Best S.
    best: u32,
    /// Sum of B.
    sum: u32,
}

impl Linking {
    fn of(matches: &[UnitMatch]) -> Linking {
        let counted = || matches.iter().filter(|m| m.counts());
        Linking {
            best: counted().map(|m| u32::from(m.plain_score)).max().unwrap_or(0),
            sum: counted().map(|m| u32::from(m.plain_bits)).sum(),
        }
    }

    /// Whether the stories are linked.
    fn linked(&self) -> bool {
        self.best >= rules::STORY_ALONE || self.sum >= rules::STORY_SUM
    }

    /// Least S of another match.
    fn least(&self) -> u32 {
        if self.sum >= rules::KIN_SUM { rules::LINKED } else { rules::STORY_STRONG }
    }
}

/// Keeps of the matches by context those that are the best of one of their units, and makes weak ones matches by context;
/// a verbatim run of two units that match otherwise says nothing more.
fn keep_best(found: &mut Vec<UnitMatch>) {
    let best = |unit: &dyn Fn(&UnitMatch) -> u32| {
        let mut scores: Vec<(u32, u16)> =
            found.iter().filter(|m| m.kind != Kind::Quote).map(|m| (unit(m), m.score)).collect();
        scores.sort_unstable_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
        scores.dedup_by_key(|s| s.0);
        scores
    };
    let of_later = best(&|m| m.later);
    let of_earlier = best(&|m| m.earlier);
    let is_best = |scores: &[(u32, u16)], unit: u32, score: u16| {
        scores.binary_search_by_key(&unit, |s| s.0).is_ok_and(|at| scores[at].1 == score)
    };
    found.retain(|m| {
        !matches!(m.kind, Kind::Context | Kind::Weak)
            || is_best(&of_later, m.later, m.score)
            || is_best(&of_earlier, m.earlier, m.score)
    });
    found.iter_mut().filter(|m| m.kind == Kind::Weak).for_each(|m| m.kind = Kind::Context);
    found.sort_unstable_by_key(|m| (m.later, m.earlier, m.kind));
    found.dedup_by_key(|m| (m.later, m.earlier));
}

fn relation(link: &StoryLink, specifics: Specifics, linked: bool, own: LinkRules) -> Relation {
    if !linked {
        return Relation::Shared;
    }
    if own.apart && specifics.is_recurring() {
        return if specifics.is_unsure() { Relation::Shared } else { Relation::Template };
    }
    if !own.apart && specifics.is_template() {
        return Relation::Template;
    }
    if link.similarity() >= own.min_similarity {
        Relation::Copy
    } else if link.larger() >= if own.fresh { rules::CONTAINED_FRESH } else { rules::CONTAINED } {
        Relation::Contained
    } else {
        Relation::Shared
    }
}
