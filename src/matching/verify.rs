//! Candidates -> matches: each pair of units that shares shingles is scored, or its verbatim run measured.

use std::io;

use crate::index::{Candidate, IndexedStories, StoryView, Unit};
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::plain::Plain;
use crate::matching::rules;
use crate::matching::run::longest_run;
use crate::score::{Scorer, Similarity, UnitView};
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
    earlier: Vec<u32>,
    judge: Judge,
}

/// What a pair of units is judged with.
#[derive(Default)]
struct Judge {
    scorer: Scorer,
    plain: Plain,
}

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
    let mut out = Vec::new();
    for of_later in candidates.chunk_by(|a, b| a.later_story == b.later_story) {
        let later = of_later[0].later_story as usize;
        let a = stories.view(later, &mut bench.later)?;
        for of_pair in of_later.chunk_by(|a, b| a.earlier_story == b.earlier_story) {
            let earlier = of_pair[0].earlier_story as usize;
            let b = stories.view(earlier, &mut bench.earlier)?;
            for of_unit in of_pair.chunk_by(|a, b| a.later == b.later) {
                one_unit(stories, of_unit, (a, b), rules, &mut bench.judge, &mut out);
            }
        }
    }
    Ok(out)
}

/// Verifies the candidates of one unit with one story.
fn one_unit(
    stories: &IndexedStories<'_>,
    candidates: &[Candidate],
    (a_words, b_words): (StoryView<'_>, StoryView<'_>),
    rules: VerifyRules,
    bench: &mut Judge,
    out: &mut Vec<UnitMatch>,
) {
    let first = candidates[0];
    let own = (first.later - stories.units(first.later_story as usize).start) as usize;
    let (a_unit, a) = a_words.unit(own);
    let part = own > 0 && a_words.unit(own - 1).0.paragraph == a_unit.paragraph;
    let from = out.len();
    let mut taken = false;
    for candidate in candidates {
        let other = (candidate.earlier - stories.units(candidate.earlier_story as usize).start) as usize;
        let (b_unit, b) = b_words.unit(other);
        let ids = (candidate.later, candidate.earlier);
        if candidate.exact && a_unit.class == b_unit.class {
            out.push(exact(ids, a, &mut bench.plain));
            continue;
        }
        if !taken {
            bench.scorer.take(a);
            taken = true;
        }
        let short = a_unit.words().min(b_unit.words());
        let scored =
            if short >= rules::SHORTEST_ALONE { bench.scorer.score(b, rules::STORY_STRONG) } else { None };
        if let Some(found) = scored {
            let words = bench.scorer.shared_words();
            let mut m = scored_match(ids, found, words, a, b);
            bench.plain.judge(&mut m, a, b);
            if found.score >= rules.alone {
                m.kind = Kind::Same;
                out.push(m);
                continue;
            }
            m.kind = Kind::Weak;
            if let Some(run) = run(candidate, rules, (a_words, a_unit), (b_words, b_unit)) {
                (m.kind, m.run) = (Kind::Quote, run);
            }
            out.push(m);
        } else if let Some(run) = run(candidate, rules, (a_words, a_unit), (b_words, b_unit)) {
            let found = bench.scorer.score(b, 0).unwrap_or_default();
            let words = bench.scorer.shared_words();
            let m = scored_match(ids, found, words, a, b);
            out.push(UnitMatch { kind: Kind::Quote, run, ..m });
        }
    }
    out[from..].iter_mut().for_each(|m| m.part = part);
}

/// The run of a candidate that shares one, when it is long enough.
fn run(
    candidate: &Candidate,
    rules: VerifyRules,
    (a, in_a): (StoryView<'_>, Unit),
    (b, in_b): (StoryView<'_>, Unit),
) -> Option<u16> {
    if !candidate.run {
        return None;
    }
    let range = |u: Unit| u.from as usize..u.to as usize;
    let run = longest_run(a.whole().codes, range(in_a), b.whole().codes, range(in_b));
    (run.len >= rules.min_run as usize).then_some(run.len.min(usize::from(u16::MAX)) as u16)
}

/// A match of two equal units.
fn exact((later, earlier): (u32, u32), unit: UnitView<'_>, plain: &mut Plain) -> UnitMatch {
    let full = |bits: u32| if bits == 0 { 0 } else { bits / BIT + rules::FULL };
    let total = unit.total();
    let (plain_words, plain_total) = plain.measure(unit);
    let strong = full(plain_total) >= rules::STORY_STRONG;
    UnitMatch {
        later,
        earlier,
        score: narrow(full(total)),
        bits: narrow(total / BIT),
        coverage: 1000,
        words: narrow(unit.len() as u32),
        plain_words: narrow(plain_words),
        plain_score: if strong { narrow(full(plain_total)) } else { 0 },
        plain_bits: if strong { narrow(plain_total / BIT) } else { 0 },
        run: 0,
        kind: Kind::Exact,
        whole: true,
        template: false,
        quoted: plain_total < total && !strong,
        part: false,
        boilerplate: false,
    }
}

/// A match by score; its kind is still to be said.
pub(super) fn scored_match(
    (later, earlier): (u32, u32),
    found: Similarity,
    words: u32,
    a: UnitView<'_>,
    b: UnitView<'_>,
) -> UnitMatch {
    UnitMatch {
        later,
        earlier,
        score: narrow(found.score),
        bits: narrow(found.bits / BIT),
        coverage: narrow(found.shared * 125 / (found.smaller / 8).max(1)).min(1000),
        words: narrow(words),
        plain_words: 0,
        plain_score: 0,
        plain_bits: 0,
        run: 0,
        kind: Kind::Weak,
        whole: words as usize * 2 >= a.len().max(b.len()),
        template: is_template(a, b),
        quoted: false,
        part: false,
        boilerplate: false,
    }
}

pub(super) fn narrow(number: u32) -> u16 {
    number.min(u32::from(u16::MAX)) as u16
}

/// Whether the side with fewer figures states some and at least half of them are not on the other side.
fn is_template(a: UnitView<'_>, b: UnitView<'_>) -> bool {
    let figures = |unit: UnitView<'_>| -> Vec<u32> {
        let words = unit.codes.iter().zip(unit.weights);
        words.filter(|(_, w)| Weight::from_raw(**w).is_number()).map(|(code, _)| *code).collect()
    };
    let (mut fewer, mut more) = (figures(a), figures(b));
    if fewer.len() > more.len() {
        std::mem::swap(&mut fewer, &mut more);
    }
    if (fewer.len() as u32) < rules::TEMPLATE_FIGURES {
        return false;
    }
    let lost = fewer.iter().filter(|code| !more.contains(code)).count();
    lost * 2 >= fewer.len()
}
