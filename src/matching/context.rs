//! Two linked stories: what else they have in common, by a lower threshold.

use crate::index::StoryView;
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::rules;
use crate::matching::verify::scored_match;
use crate::score::Scorer;
use crate::text::Weight;
use crate::text::background::BIT;

/// The content words of one story, to be looked up while others are held against it.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// Code, unit, bits; by code.
    words: Vec<(u32, u32, u16)>,
    /// Where the words with each head of a code begin.
    heads: Vec<u32>,
    /// Bits of all words of each unit, and of its stop words.
    totals: Vec<(u32, u32)>,
}

/// Heads of codes in the table of a story's words.
const HEAD_BITS: u32 = 12;

impl Vocabulary {
    /// Takes the words of a story.
    pub(super) fn take(&mut self, story: StoryView<'_>) {
        self.words.clear();
        self.totals.clear();
        for n in 0..story.count() {
            let unit = story.words(n);
            let (mut total, mut stops) = (0, 0);
            for (code, weight) in unit.codes.iter().zip(unit.weights) {
                let weight = Weight::from_raw(*weight);
                total += weight.bits();
                if weight.is_content() {
                    self.words.push((*code, n as u32, weight.bits() as u16));
                } else {
                    stops += weight.bits();
                }
            }
            self.totals.push((total, stops));
        }
        self.words.sort_unstable();
        self.words.dedup_by_key(|w| (w.0, w.1));
        self.heads.clear();
        self.heads.resize((1 << HEAD_BITS) + 1, 0);
        self.words.iter().for_each(|w| self.heads[(w.0 >> (32 - HEAD_BITS)) as usize + 1] += 1);
        for head in 0..1 << HEAD_BITS {
            self.heads[head + 1] += self.heads[head];
        }
    }

    /// Returns the places of a word.
    #[inline]
    fn places(&self, code: u32) -> impl Iterator<Item = &(u32, u32, u16)> {
        let head = (code >> (32 - HEAD_BITS)) as usize;
        let some = &self.words[self.heads[head] as usize..self.heads[head + 1] as usize];
        some.iter().filter(move |w| w.0 == code)
    }

    /// Whether the story has a content word.
    pub(super) fn holds(&self, code: u32) -> bool {
        self.places(code).next().is_some()
    }
}

/// Units of the later story that one of the earlier is scored with: those that can share most with it, and of these the
/// nearest. A story that says one thing a thousand times would cost a million pairs.
const NEAR: usize = 16;

/// Scratch space of one thread.
#[derive(Default)]
pub(super) struct ContextBench {
    scorer: Scorer,
    /// Shared bits with each unit of the later story.
    shared: Vec<u32>,
    /// Whether each unit is matched for sure.
    sure: [Vec<bool>; 2],
    /// What a pair can score at most, and the unit of the later story.
    near: Vec<(u32, usize)>,
}

/// A story with the number of its first unit.
#[derive(Clone, Copy)]
pub(super) struct Numbered<'r> {
    pub words: StoryView<'r>,
    pub first: u32,
}

/// Scores the pairs of units of two linked stories that can reach `least` and are not in `found` yet, and adds those that do.
/// `found` is in order, `vocabulary` that of the later story.
pub(super) fn context(
    (later, earlier): (Numbered<'_>, Numbered<'_>),
    vocabulary: &Vocabulary,
    least: u32,
    bench: &mut ContextBench,
    found: &mut Vec<UnitMatch>,
) {
    let ContextBench { scorer, shared, sure: [sure_later, sure_earlier], near } = bench;
    let known = found.len();
    // Two units that both are matched well are no better matched with each other: that pair would have shared shingles.
    for (sure, story) in [(&mut *sure_later, later), (sure_earlier, earlier)] {
        sure.clear();
        sure.resize(story.words.count(), false);
    }
    for m in found.iter().filter(|m| matches!(m.kind, Kind::Exact | Kind::Same)) {
        sure_later[(m.later - later.first) as usize] = true;
        sure_earlier[(m.earlier - earlier.first) as usize] = true;
    }
    let all_sure = sure_later.iter().all(|s| *s);
    for (n, sure) in sure_earlier.iter().enumerate().filter(|(_, sure)| !(all_sure && **sure)) {
        let view = earlier.words.words(n);
        if (view.len() as u32) < rules::SHORTEST {
            continue;
        }
        shared.clear();
        shared.resize(vocabulary.totals.len(), 0);
        let (mut total, mut stops) = (0, 0);
        for (code, weight) in view.codes.iter().zip(view.weights) {
            let weight = Weight::from_raw(*weight);
            total += weight.bits();
            if !weight.is_content() {
                stops += weight.bits();
                continue;
            }
            for (_, unit, bits) in vocabulary.places(*code) {
                shared[*unit as usize] += weight.bits().min(u32::from(*bits));
            }
        }
        let here = earlier.first + n as u32;
        near.clear();
        for (m, content) in shared.iter().enumerate().filter(|(_, content)| **content > 0) {
            let (of_later, later_stops) = vocabulary.totals[m];
            // No more can be shared than this, so that what falls short here falls short of S.
            let most = content + stops.min(later_stops);
            let smaller = total.min(of_later).max(1);
            let score = most / BIT + rules::FULL * most.min(smaller) / smaller;
            let short = || (later.words.words(m).len() as u32) < rules::SHORTEST;
            if score < least || *sure && sure_later[m] || short() {
                continue;
            }
            let there = later.first + m as u32;
            let from = found[..known].partition_point(|k| (k.later, k.earlier) < (there, here));
            let mut met = found[from..known].iter().take_while(|k| (k.later, k.earlier) == (there, here));
            if !met.any(|k| k.kind != Kind::Quote) {
                near.push((score, m));
            }
        }
        if near.len() > NEAR {
            near.sort_unstable_by_key(|(score, m)| (std::cmp::Reverse(*score), m.abs_diff(n), *m));
            near.truncate(NEAR);
            near.sort_unstable_by_key(|(_, m)| *m);
        }
        if !near.is_empty() {
            scorer.take(view);
        }
        for (_, m) in &*near {
            let ids = (later.first + *m as u32, here);
            let other = later.words.words(*m);
            if scorer.bound(other) < least {
                continue;
            }
            let bags = scorer.shared(other);
            if let Some(similarity) = scorer.score(other, bags.0, least) {
                let scored = scored_match(ids, similarity, bags, (other, view));
                found.push(UnitMatch { kind: Kind::Context, ..scored });
            }
        }
    }
}
