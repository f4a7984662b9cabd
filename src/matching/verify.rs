//! Candidates -> matches: each pair of units that shares shingles is scored, or its verbatim run measured.

use std::io;

use crate::index::{Candidate, IndexedStories, StoryView};
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::rules;
use crate::matching::run::longest_run;
use crate::score::{Bag, Scorer, Similarity, UnitView};
use crate::text::Weight;
use crate::text::background::BIT;

/// What the user may set.
#[derive(Clone, Copy, Debug)]
pub struct VerifyRules {
    /// Least S of a match by itself.
    pub alone: u32,
    /// Shortest verbatim run that is a match by itself, in words.
    pub min_run: u32,
}

/// Scratch space of one thread.
#[derive(Default)]
pub struct Bench {
    later: Vec<u32>,
    earlier: Vec<Vec<u32>>,
    order: Vec<(Candidate, usize)>,
    scorer: Scorer,
}

/// Earlier stories that one later story is held against at once.
const TOGETHER: usize = 64;

/// Verifies candidates, which are in the order of [`Candidate`], and returns the matches in the same order.
///
/// # Errors
/// When the words cannot be read again.
pub fn verify(
    stories: &IndexedStories<'_>,
    candidates: &[Candidate],
    rules: VerifyRules,
    bench: &mut Bench,
) -> io::Result<Vec<UnitMatch>> {
    let Bench { later: later_row, earlier: earlier_rows, order, scorer } = bench;
    earlier_rows.resize_with(TOGETHER, Vec::new);
    let mut out = Vec::new();
    let mut found: Vec<(usize, UnitMatch)> = Vec::new();
    for of_later in candidates.chunk_by(|a, b| a.later_story == b.later_story) {
        let later = Side::new(stories, of_later[0].later_story, later_row)?;
        let pairs: Vec<&[Candidate]> = of_later.chunk_by(|a, b| a.earlier_story == b.earlier_story).collect();
        for pairs in pairs.chunks(TOGETHER) {
            let earlier: Vec<Side<'_>> = pairs
                .iter()
                .zip(&mut *earlier_rows)
                .map(|(pair, row)| Side::new(stories, pair[0].earlier_story, row))
                .collect::<io::Result<_>>()?;
            // Unit by unit of the later story, so that each is made ready for scoring once.
            order.clear();
            order.extend(pairs.iter().enumerate().flat_map(|(n, pair)| pair.iter().map(move |c| (*c, n))));
            order.sort_unstable_by_key(|(c, _)| (c.later, c.earlier));
            for of_unit in order.chunk_by(|a, b| a.0.later == b.0.later) {
                let own = later.place(of_unit[0].0.later);
                let part = own > 0 && later.story.paragraph(own - 1) == later.story.paragraph(own);
                let mut taken = false;
                for (candidate, n) in of_unit {
                    if let Some(m) = one(candidate, (later, earlier[*n]), rules, scorer, &mut taken) {
                        found.push((*n, UnitMatch { part, ..m }));
                    }
                }
            }
            found.sort_by_key(|(n, _)| *n);
            out.extend(found.drain(..).map(|(_, m)| m));
        }
    }
    Ok(out)
}

/// A story with the number of its first unit.
#[derive(Clone, Copy)]
struct Side<'r> {
    story: StoryView<'r>,
    first: u32,
}

impl<'r> Side<'r> {
    fn new(stories: &'r IndexedStories<'_>, story: u32, row: &'r mut Vec<u32>) -> io::Result<Side<'r>> {
        let story = story as usize;
        Ok(Side { story: stories.view(story, row)?, first: stories.units(story).start })
    }

    /// The place of a unit in its story.
    fn place(&self, unit: u32) -> usize {
        (unit - self.first) as usize
    }
}

/// Verifies one candidate. `taken` says whether the scorer has its later unit.
fn one(
    candidate: &Candidate,
    sides: (Side<'_>, Side<'_>),
    rules: VerifyRules,
    scorer: &mut Scorer,
    taken: &mut bool,
) -> Option<UnitMatch> {
    let ids = (candidate.later, candidate.earlier);
    let places = (sides.0.place(ids.0), sides.1.place(ids.1));
    let (a, b) = (sides.0.story.words(places.0), sides.1.story.words(places.1));
    if candidate.exact && sides.0.story.class(places.0) == sides.1.story.class(places.1) {
        return Some(exact(ids, a));
    }
    if !std::mem::replace(taken, true) {
        scorer.take(a);
    }
    let run = || {
        let (in_a, in_b) = (sides.0.story.range(places.0), sides.1.story.range(places.1));
        let run = longest_run(sides.0.story.whole().codes, in_a, sides.1.story.whole().codes, in_b);
        (run.len >= rules.min_run as usize).then(|| narrow(run.len as u32))
    };
    let long = a.len().min(b.len()) as u32 >= rules::SHORTEST_ALONE;
    let scored = (long && scorer.bound(b) >= rules::STORY_STRONG).then(|| {
        let bags = scorer.shared(b);
        let found = scorer.score(b, bags.0, rules::STORY_STRONG)?;
        Some((found, scored_match(ids, found, bags, (a, b))))
    });
    if let Some((found, m)) = scored.flatten() {
        if found.score >= rules.alone {
            return Some(UnitMatch { kind: Kind::Same, ..m });
        }
        let run = if candidate.run { run() } else { None };
        return Some(run.map_or(m, |run| UnitMatch { kind: Kind::Quote, run, ..m }));
    }
    let run = if candidate.run { run()? } else { return None };
    let bags = scorer.shared(b);
    let found = scorer.score(b, bags.0, 0).unwrap_or_default();
    Some(UnitMatch { kind: Kind::Quote, run, ..scored_match(ids, found, bags, (a, b)) })
}

/// A match of two equal units.
fn exact(ids: (u32, u32), unit: UnitView<'_>) -> UnitMatch {
    let full = |bits: u32| Similarity {
        score: if bits == 0 { 0 } else { bits / BIT + rules::FULL },
        bits,
        shared: bits,
        smaller: bits,
    };
    let all = Bag { shared: unit.total(), words: unit.len() as u32, smaller: unit.total() };
    let (mut words, mut bits) = (0, 0);
    for weight in unit.weights.iter().map(|w| Weight::from_raw(*w)).filter(|w| !w.is_quoted()) {
        words += 1;
        bits += weight.bits();
    }
    let plain = Bag { shared: bits, words, smaller: bits };
    let m = scored_match(ids, full(all.shared), (all, plain), (unit, unit));
    UnitMatch { kind: Kind::Exact, coverage: 1000, ..m }
}

/// A match by score; its kind is still to be said. What it is without the words between quotation marks is told from the
/// words that both have there, in any order, and is never more than what it is with them.
pub(super) fn scored_match(
    (later, earlier): (u32, u32),
    found: Similarity,
    (all, plain): (Bag, Bag),
    (a, b): (UnitView<'_>, UnitView<'_>),
) -> UnitMatch {
    let plain_score = plain.bound().min(found.score);
    let strong = plain_score >= rules::STORY_STRONG;
    UnitMatch {
        later,
        earlier,
        score: narrow(found.score),
        bits: narrow(found.bits / BIT),
        coverage: narrow(found.shared * 125 / (found.smaller / 8).max(1)).min(1000),
        words: narrow(all.words),
        plain_words: narrow(plain.words),
        plain_score: if strong { narrow(plain_score) } else { 0 },
        plain_bits: if strong { narrow(plain.shared.min(found.bits) / BIT) } else { 0 },
        run: 0,
        kind: Kind::Weak,
        whole: all.words as usize * 2 >= a.len().max(b.len()),
        template: is_template(a, b),
        quoted: !strong && (is_quoting(a) || is_quoting(b)),
        part: false,
        boilerplate: false,
    }
}

pub(super) fn narrow(number: u32) -> u16 {
    number.min(u32::from(u16::MAX)) as u16
}

/// Whether any word stands between quotation marks.
fn is_quoting(unit: UnitView<'_>) -> bool {
    unit.weights.iter().any(|w| Weight::from_raw(*w).is_quoted())
}

/// Whether the side with fewer figures states some and at least half of them are not on the other side.
fn is_template(a: UnitView<'_>, b: UnitView<'_>) -> bool {
    fn figures<'u>(unit: UnitView<'u>) -> impl Iterator<Item = u32> + 'u {
        let words = unit.codes.iter().zip(unit.weights);
        words.filter(|(_, w)| Weight::from_raw(**w).is_number()).map(|(code, _)| *code)
    }
    let (in_a, in_b) = (figures(a).count(), figures(b).count());
    let (fewer, more) = if in_a > in_b { (b, a) } else { (a, b) };
    let stated = in_a.min(in_b);
    if (stated as u32) < rules::TEMPLATE_FIGURES {
        return false;
    }
    let lost = figures(fewer).filter(|code| !figures(more).any(|other| other == *code)).count();
    lost * 2 >= stated
}
