//! Matches -> links: which stories are copies, and how much of each the other has.

use std::io;

use crate::index::{IndexedStories, Reading, StoryWords};
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::plain::Plain;
use crate::matching::rules;
use crate::matching::specifics::Specifics;
use crate::matching::verify::scored_match;
use crate::score::Scorer;
use crate::text::Weight;
use crate::text::background::BIT;

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
    fn telling(&self) -> (u64, u64) {
        let (part, whole) = match self.plain * TRANSCRIPT < self.words {
            true => (self.covered, self.words),
            false => (self.plain_covered, self.plain),
        };
        (u64::from(part), u64::from(whole.max(1)))
    }
}

/// A story with less than one word in so many outside quotation marks is a transcript.
const TRANSCRIPT: u32 = 10;

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
    later: Reading,
    earlier: Reading,
    later_story: Option<usize>,
    scorer: Scorer,
    /// Content words of the later story: code, unit, bits; by code.
    words: Vec<(u32, u32, u16)>,
    /// Where the words with each head of a code begin.
    heads: Vec<u32>,
    /// Shared bits with each unit of the later story.
    shared: Vec<u32>,
    /// Bits of the words of each unit of the later story, and of its stop words.
    totals: Vec<(u32, u32)>,
    found: Vec<UnitMatch>,
    plain: Plain,
}

impl LinkBench {
    /// The matches that count.
    fn counted(&self) -> impl Iterator<Item = &UnitMatch> + Clone {
        self.found.iter().filter(|m| m.counts())
    }

    /// Whether the later story has a content word.
    fn holds(&self, code: u32) -> bool {
        let head = (code >> (32 - HEAD_BITS)) as usize;
        let some = &self.words[self.heads[head] as usize..self.heads[head + 1] as usize];
        some.iter().any(|w| w.0 == code)
    }
}

/// Heads of codes in the table of a story's words.
const HEAD_BITS: u32 = 12;

/// Decides about one pair of stories from its matches, adds to `out` all that hold, and returns the link.
///
/// `matches` are those of one pair, in order.
///
/// # Errors
/// When the words cannot be read again.
pub fn link(
    stories: &IndexedStories<'_>,
    matches: &[UnitMatch],
    own: LinkRules,
    bench: &mut LinkBench,
    out: &mut Vec<UnitMatch>,
) -> io::Result<Option<StoryLink>> {
    let (later, earlier) = (stories.story_of(matches[0].later), stories.story_of(matches[0].earlier));
    let counts = |m: &&UnitMatch| m.counts();
    let best = matches.iter().filter(counts).map(|m| u32::from(m.plain_score)).max().unwrap_or(0);
    let sum: u32 = matches.iter().filter(counts).map(|m| u32::from(m.plain_bits)).sum();
    let linked = best >= rules::STORY_ALONE || sum >= rules::STORY_SUM;
    bench.found.clear();
    bench.found.extend(matches.iter().filter(|m| m.kind != Kind::Weak || linked));
    if linked {
        let least = if sum >= rules::KIN_SUM { rules::LINKED } else { rules::STORY_STRONG };
        context(stories, (later, earlier), least, bench)?;
        keep_best(&mut bench.found);
    }
    out.extend_from_slice(&bench.found);
    if bench.counted().next().is_none() {
        return Ok(None);
    }
    if !linked {
        read(stories, (later, earlier), bench)?;
    }
    let mut link = coverage(stories, (later, earlier), bench);
    let first = stories.units(earlier).start;
    let specifics = Specifics::new(bench.counted(), &bench.earlier.words, first, |code| bench.holds(code));
    let quoted: u32 = bench.counted().map(|m| u32::from(m.bits)).sum();
    let linked = linked || quoted >= rules::STORY_SUM && link.overall() >= rules::SAME_WITH_QUOTES;
    link.relation = relation(&link, specifics, linked, own);
    Ok(Some(link))
}

/// Reads both stories; the later one stays from pair to pair.
fn read(
    stories: &IndexedStories<'_>,
    (later, earlier): (usize, usize),
    bench: &mut LinkBench,
) -> io::Result<()> {
    if bench.later_story != Some(later) {
        bench.later_story = None;
        stories.read(later, &mut bench.later)?;
        index(bench);
        bench.later_story = Some(later);
    }
    stories.read(earlier, &mut bench.earlier)
}

/// Makes the table of the later story's content words.
fn index(bench: &mut LinkBench) {
    let words = &bench.later.words;
    bench.words.clear();
    bench.totals.clear();
    for n in 0..words.units().len() {
        let unit = words.unit(n);
        let mut stops = 0;
        for (code, weight) in unit.codes.iter().zip(unit.weights) {
            let weight = Weight::from_raw(*weight);
            if weight.is_content() {
                bench.words.push((*code, n as u32, weight.bits() as u16));
            } else {
                stops += weight.bits();
            }
        }
        bench.totals.push((unit.total(), stops));
    }
    bench.words.sort_unstable();
    bench.words.dedup_by_key(|w| (w.0, w.1));
    bench.heads.clear();
    let mut at = 0;
    for head in 0..=1u32 << HEAD_BITS {
        while bench.words.get(at).is_some_and(|w| w.0 >> (32 - HEAD_BITS) < head) {
            at += 1;
        }
        bench.heads.push(at as u32);
    }
}

/// Units of the later story that one of the earlier is scored with: those that can share most with it, and of these the
/// nearest. A story that says one thing a thousand times would cost a million pairs.
const NEAR: usize = 16;

/// Scores the pairs of units of two linked stories that can reach `least` and were not matched yet.
fn context(
    stories: &IndexedStories<'_>,
    pair: (usize, usize),
    least: u32,
    bench: &mut LinkBench,
) -> io::Result<()> {
    read(stories, pair, bench)?;
    let LinkBench { later, earlier, scorer, words, heads, shared, totals, found, plain, .. } = bench;
    let (first_later, first_earlier) = (stories.units(pair.0).start, stories.units(pair.1).start);
    let known = found.len();
    // Two units that both are matched well are no better matched with each other: that pair would have shared shingles.
    let sure = |m: &&UnitMatch| matches!(m.kind, Kind::Exact | Kind::Same);
    let mut sure_later = vec![false; later.words.units().len()];
    let mut sure_earlier = vec![false; earlier.words.units().len()];
    for m in found.iter().filter(sure) {
        sure_later[(m.later - first_later) as usize] = true;
        sure_earlier[(m.earlier - first_earlier) as usize] = true;
    }
    if sure_later.iter().all(|s| *s) && sure_earlier.iter().all(|s| *s) {
        return Ok(());
    }
    let mut near: Vec<(u32, usize)> = Vec::new();
    let long = |n: usize| later.words.units()[n].words() >= rules::SHORTEST;
    for (n, unit) in earlier.words.units().iter().enumerate() {
        if unit.words() < rules::SHORTEST {
            continue;
        }
        let view = earlier.words.unit(n);
        shared.clear();
        shared.resize(totals.len(), 0);
        let (mut total, mut stops) = (0, 0);
        for (code, weight) in view.codes.iter().zip(view.weights) {
            let weight = Weight::from_raw(*weight);
            total += weight.bits();
            if !weight.is_content() {
                stops += weight.bits();
                continue;
            }
            let head = (code >> (32 - HEAD_BITS)) as usize;
            for (_, unit, bits) in
                words[heads[head] as usize..heads[head + 1] as usize].iter().filter(|w| w.0 == *code)
            {
                shared[*unit as usize] += weight.bits().min(u32::from(*bits));
            }
        }
        let here = first_earlier + n as u32;
        let open = |m: usize| long(m) && !(sure_earlier[n] && sure_later[m]);
        near.clear();
        for (m, content) in shared.iter().enumerate().filter(|(m, content)| **content > 0 && open(*m)) {
            let (of_later, later_stops) = totals[m];
            // No more can be shared than this, so that what falls short here falls short of S.
            let most = content + stops.min(later_stops);
            let smaller = total.min(of_later).max(1);
            let score = most / BIT + rules::FULL * most.min(smaller) / smaller;
            if score < least {
                continue;
            }
            let there = first_later + m as u32;
            let from = found[..known].partition_point(|k| (k.later, k.earlier) < (there, here));
            let met = found[from..known].iter().take_while(|k| (k.later, k.earlier) == (there, here));
            if met.clone().any(|k| k.kind != Kind::Quote) {
                continue;
            }
            near.push((score, m));
        }
        if near.len() > NEAR {
            near.sort_unstable_by_key(|(score, m)| (std::cmp::Reverse(*score), m.abs_diff(n), *m));
            near.truncate(NEAR);
            near.sort_unstable_by_key(|(_, m)| *m);
        }
        if !near.is_empty() {
            scorer.take(view);
        }
        for (_, m) in &near {
            let ids = (first_later + *m as u32, here);
            let other = later.words.unit(*m);
            if let Some(similarity) = scorer.score(other, least) {
                let mut scored = scored_match(ids, similarity, scorer.shared_words(), other, view);
                plain.judge(&mut scored, other, view);
                found.push(UnitMatch { kind: Kind::Context, ..scored });
            }
        }
    }
    Ok(())
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

/// Words of each story that the other has.
fn coverage(stories: &IndexedStories<'_>, (later, earlier): (usize, usize), bench: &LinkBench) -> StoryLink {
    let side = |words: &StoryWords, first: u32, unit: &dyn Fn(&UnitMatch) -> u32| {
        let mut covered = vec![(0u32, 0u32); words.units().len()];
        let mut left_out = vec![false; words.units().len()];
        for m in bench.found.iter().filter(|m| m.kind != Kind::Quote) {
            let at = (unit(m) - first) as usize;
            if m.boilerplate {
                left_out[at] = true;
            } else {
                covered[at].0 += u32::from(m.words);
                covered[at].1 += u32::from(m.plain_words);
            }
        }
        let mut share = Share::default();
        for (n, (covered, left_out)) in covered.into_iter().zip(left_out).enumerate() {
            if covered.0 > 0 || !left_out {
                let view = words.unit(n);
                let quoted = view.weights.iter().filter(|w| Weight::from_raw(**w).is_quoted()).count() as u32;
                let all = view.len() as u32;
                share.words += all;
                share.covered += covered.0.min(all);
                share.plain += all - quoted;
                share.plain_covered += covered.1.min(all - quoted);
            }
        }
        share
    };
    let of_later = side(&bench.later.words, stories.units(later).start, &|m: &UnitMatch| m.later);
    let of_earlier = side(&bench.earlier.words, stories.units(earlier).start, &|m: &UnitMatch| m.earlier);
    let (later, earlier, matches) = (later as u32, earlier as u32, bench.counted().count() as u32);
    StoryLink { later, earlier, of_later, of_earlier, matches, relation: Relation::Shared }
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
