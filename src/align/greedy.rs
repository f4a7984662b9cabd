//! Greedy acceptance by rank with exclusive use of words.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::align::context::{Context, Evidence};
use crate::align::exact::Exact;
use crate::align::hints::hints;
use crate::align::links::{Alignment, SentenceLink, Step, Verdict};
use crate::align::matching::{Matching, Scratch, matching};
use crate::align::rules;
use crate::align::settle::settle;
use crate::score::{CONTAINMENT, Profile, Similarity, similarity};
use crate::text::background::BIT;
use crate::text::{Pair, Side, TokenKind};

/// A candidate in the queue. Ordered by rank, then by what does not depend on the order of the paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    rank: u64,
    score: u32,
    /// Nearer to the same place wins between equals; then the earlier.
    apart: Reverse<usize>,
    place: Reverse<(usize, usize)>,
    candidate: usize,
    stamp: (u32, u32),
}

/// The words of a pair that are free, scored.
struct Free {
    matching: Matching,
    score: u32,
    containment: u64,
}

pub(crate) struct Greedy<'a> {
    context: &'a Context<'a>,
    evidence: Evidence,
    free: Pair<Vec<Vec<bool>>>,
    /// Links of each sentence; also the stamp by which a queued score is known to be stale.
    count: Pair<Vec<u32>>,
    /// Paragraph pairs with a link.
    paragraphs: BTreeSet<(usize, usize)>,
    links: Vec<SentenceLink>,
    linked: BTreeSet<(usize, usize)>,
    /// Matched words of each link, as indices into the two profiles.
    words: Vec<Vec<(u16, u16)>>,
    verdicts: Vec<Verdict>,
    /// What was found of each queued candidate, until its words change.
    queued: Vec<Option<Free>>,
    scratch: Scratch,
    row: Vec<i32>,
    work: u64,
    /// How freely the outlet rewords, 0 (copies) to 100, learnt from the first pass.
    freedom: u32,
    approximate: bool,
}

impl<'a> Greedy<'a> {
    pub(crate) fn new(context: &'a Context<'a>, evidence: Evidence) -> Greedy<'a> {
        let free = |side: Side| context.profiles[side].iter().map(|p| vec![true; p.words.len()]).collect();
        let count = |side: Side| vec![0; context.profiles[side].len()];
        Greedy {
            context,
            evidence,
            free: Pair::new(free(Side::Left), free(Side::Right)),
            count: Pair::new(count(Side::Left), count(Side::Right)),
            paragraphs: BTreeSet::new(),
            links: Vec::new(),
            linked: BTreeSet::new(),
            words: Vec::new(),
            verdicts: Vec::new(),
            queued: Vec::new(),
            scratch: Scratch::default(),
            row: Vec::new(),
            work: 0,
            freedom: 0,
            approximate: false,
        }
    }

    /// Links equal sentences: the sure ones, then the short ones beside them.
    pub(crate) fn link_exact(&mut self, exact: &Exact) {
        for &(a, b) in &exact.sure {
            self.accept_exact(a, b);
        }
        self.link_short(exact);
    }

    fn accept_exact(&mut self, a: usize, b: usize) {
        let profile = &self.context.profiles.left[a];
        let matched: Vec<(u16, u16)> = (0..profile.words.len() as u16).map(|w| (w, w)).collect();
        let score = (profile.total + CONTAINMENT * BIT) / BIT;
        let found = Matching { pairs: matched, gain: profile.total, ..Matching::default() };
        self.accept(a, b, score, found);
        self.verdicts.push(Verdict { a, b, step: Step::Exact, score, threshold: 0 });
    }

    /// Whether sentences next to these, in their own paragraphs or the ones beside, are linked to each other.
    fn neighbours_linked(&self, a: usize, b: usize) -> bool {
        let linked = |x: Option<usize>, y: Option<usize>| match (x, y) {
            (Some(x), Some(y)) => self.linked.contains(&(x, y)),
            _ => false,
        };
        linked(a.checked_sub(1), b.checked_sub(1)) || linked(Some(a + 1), Some(b + 1))
    }

    /// Whether some other sentences of the two paragraphs are linked.
    fn near(&self, a: usize, b: usize) -> bool {
        self.paragraphs.contains(&self.place(a, b))
    }

    /// The paragraphs of a sentence pair.
    fn place(&self, a: usize, b: usize) -> (usize, usize) {
        (self.context.paragraph(Side::Left, a), self.context.paragraph(Side::Right, b))
    }

    fn accept(&mut self, a: usize, b: usize, score: u32, found: Matching) {
        for (x, y) in &found.pairs {
            self.free.left[a][*x as usize] = false;
            self.free.right[b][*y as usize] = false;
        }
        self.count.left[a] += 1;
        self.count.right[b] += 1;
        self.paragraphs.insert(self.place(a, b));
        self.linked.insert((a, b));
        self.links.push(SentenceLink { a, b, score, gain: found.gain, matched: Vec::new() });
        self.words.push(found.pairs);
    }

    /// Links the short equal sentences that have a linked neighbour by now.
    pub(crate) fn link_short(&mut self, exact: &Exact) {
        for &(a, b) in &exact.short {
            let free = self.count.left[a] == 0 && self.count.right[b] == 0;
            if free && (self.near(a, b) || self.neighbours_linked(a, b)) {
                self.accept_exact(a, b);
            }
        }
    }

    /// Accepts candidates by rank; those rejected are looked at once more when their context is known.
    pub(crate) fn run(&mut self, scored: &[(usize, usize, Similarity)]) {
        let least = if self.evidence.linked { rules::CANDIDATE } else { self.evidence.threshold };
        let mut waiting: Vec<usize> = (0..scored.len()).filter(|c| scored[*c].2.score >= least).collect();
        let mut rejected = self.pass(scored, &waiting);
        self.freedom = self.learn_freedom();
        waiting = rejected.iter().map(|(c, _)| *c).collect();
        if !self.links.is_empty() && !waiting.is_empty() {
            rejected = self.pass(scored, &waiting);
        }
        self.verdicts.extend(rejected.into_iter().map(|(_, v)| v));
    }

    fn pass(&mut self, scored: &[(usize, usize, Similarity)], waiting: &[usize]) -> Vec<(usize, Verdict)> {
        self.queued.clear();
        self.queued.resize_with(scored.len(), || None);
        let mut queue = BinaryHeap::new();
        let mut rejected = Vec::new();
        for &candidate in waiting {
            let (a, b, _) = scored[candidate];
            if self.linked.contains(&(a, b)) {
                continue;
            }
            self.enqueue(scored, candidate, &mut queue, &mut rejected);
        }
        while let Some(entry) = queue.pop() {
            let (a, b, whole) = scored[entry.candidate];
            if entry.stamp != (self.count.left[a], self.count.right[b]) {
                self.enqueue(scored, entry.candidate, &mut queue, &mut rejected);
                continue;
            }
            let Some(found) = self.queued[entry.candidate].take() else { continue };
            let step = self.decide(a, b, &found, whole.score);
            let verdict = self.verdict(a, b, step, found.score);
            if step == Step::Accepted {
                self.verdicts.push(verdict);
                self.accept(a, b, whole.score, found.matching);
            } else {
                rejected.push((entry.candidate, verdict));
            }
        }
        rejected
    }

    fn enqueue(
        &mut self,
        scored: &[(usize, usize, Similarity)],
        candidate: usize,
        queue: &mut BinaryHeap<Entry>,
        rejected: &mut Vec<(usize, Verdict)>,
    ) {
        let (a, b, whole) = scored[candidate];
        if self.work > rules::WORK {
            self.approximate = true;
            return;
        }
        let found = self.score_free(a, b, &whole);
        if found.matching.gain == 0 {
            rejected.push((candidate, self.verdict(a, b, Step::Taken, found.score)));
            return;
        }
        let score = found.score;
        let rank = u64::from(found.matching.gain + found.matching.runs) * (300 + found.containment * 10);
        self.queued[candidate] = Some(found);
        queue.push(Entry {
            rank,
            score,
            apart: Reverse(a.abs_diff(b)),
            place: Reverse((a + b, a)),
            candidate,
            stamp: (self.count.left[a], self.count.right[b]),
        });
    }

    fn verdict(&self, a: usize, b: usize, step: Step, score: u32) -> Verdict {
        Verdict { a, b, step, score, threshold: self.threshold(a, b) }
    }

    /// Scores the words of a pair that no link has taken.
    fn score_free(&mut self, a: usize, b: usize, whole: &Similarity) -> Free {
        let (left, right) = (&self.context.profiles.left[a], &self.context.profiles.right[b]);
        self.work += (left.words.len() * right.words.len()) as u64;
        let found = matching(left, right, &self.free.left[a], &self.free.right[b], &mut self.scratch);
        let smaller = u64::from(left.total.min(right.total).max(1));
        let containment = u64::from(found.gain) * 100 / smaller;
        let score = if self.count.left[a] == 0 && self.count.right[b] == 0 {
            whole.score
        } else {
            self.free_score(left, right, a, b)
        };
        let score = score + self.unique_bits(a, b, &found);
        Free { matching: found, score, containment }
    }

    /// S over the free words, against the information of the whole smaller side.
    fn free_score(&mut self, left: &Profile, right: &Profile, a: usize, b: usize) -> u32 {
        let (x, y) = (left.among(&self.free.left[a]), right.among(&self.free.right[b]));
        let smaller = left.total.min(right.total).max(1);
        similarity(&x, &y, 0, &mut self.row).map_or(0, |s| s.against(smaller).score)
    }

    /// Between two copies, what the shared words tell that stand nowhere else in either story, in bits: a crowd of
    /// 62,480 is the same crowd, however the sentence around it was rewritten.
    fn unique_bits(&self, a: usize, b: usize, found: &Matching) -> u32 {
        if !self.evidence.linked {
            return 0;
        }
        let bits = self.unique_sum(a, b, found, |_| true);
        (bits / BIT).min(rules::UNIQUE) * self.freedom / 100
    }

    /// Information, in 1/256 bit, of the matched words of A that stand in no other sentence of either story and that
    /// `counts` lets pass.
    fn unique_sum(&self, a: usize, b: usize, found: &Matching, counts: impl Fn(u16) -> bool) -> u32 {
        let (left, right) = (&self.context.unique.left[a], &self.context.unique.right[b]);
        let words = &self.context.profiles.left[a].words;
        let single =
            found.pairs.iter().filter(|(x, y)| left[*x as usize] && right[*y as usize] && counts(*x));
        single.map(|(x, _)| u32::from(words[*x as usize].bits)).sum()
    }

    /// How freely the outlet rewords, 0 to 100: what the links so far leave unexplained of the sentences they join. Only
    /// stories that share a good part of all they tell are judged; two independent reports of one event have few links,
    /// weak ones, and would pass for the freest of rewrites.
    fn learn_freedom(&self) -> u32 {
        if !self.evidence.linked {
            return 0;
        }
        let total = |side: Side, s: usize| u64::from(self.context.profiles[side][s].total);
        let story = |side: Side| self.context.profiles[side].iter().map(|p| u64::from(p.total)).sum::<u64>();
        let (mut gain, mut whole) = (0, 0);
        for link in &self.links {
            gain += u64::from(link.gain);
            whole += total(Side::Left, link.a).min(total(Side::Right, link.b));
        }
        let unexplained = rules::FAITHFUL.saturating_sub((gain * 100 / whole.max(1)) as u32);
        let share = (gain * 100 / story(Side::Left).min(story(Side::Right)).max(1)) as u32;
        let kinship = share.saturating_sub(rules::KIN_SHARE).min(rules::KIN_RANGE);
        (unexplained * 4).min(100) * kinship / rules::KIN_RANGE
    }

    fn threshold(&self, a: usize, b: usize) -> u32 {
        let conflict = if self.context.numbers_conflict(a, b) { rules::NUMBERS_CONFLICT } else { 0 };
        let near = if self.evidence.linked && self.near(a, b) { rules::NEAR } else { 0 };
        let leave = self.freedom * self.freedom * rules::FREEDOM / 10_000;
        self.evidence.threshold + conflict - near - leave
    }

    /// Says what becomes of a pair by its free words: accepted, or why not. `whole` is S with all words.
    fn decide(&self, a: usize, b: usize, found: &Free, whole: u32) -> Step {
        let threshold = self.threshold(a, b);
        if self.context.is_heading(Side::Left, a) != self.context.is_heading(Side::Right, b) {
            Step::Kind
        } else if found.score < threshold {
            let conflict =
                found.score + rules::NUMBERS_CONFLICT >= threshold && self.context.numbers_conflict(a, b);
            match (found.score < whole, conflict) {
                (true, _) => Step::Taken,
                (false, true) => Step::NumbersConflict,
                (false, false) => Step::BelowThreshold,
            }
        } else if !self.has_evidence(a, b, found) {
            Step::Evidence
        } else if self.count.left[a] > 0 && self.count.right[b] > 0 && found.matching.longest_run < rules::RUN
        {
            Step::BestElsewhere
        } else {
            Step::Accepted
        }
    }

    /// Whether more than names is shared: two plain words, or most of the shorter sentence.
    ///
    /// A name tells who is spoken of, not what is said, and so does the title before it ("captain Roe"). Where an
    /// outlet rewords everything, one plain word or figure that stands nowhere else in either story is enough.
    fn has_evidence(&self, a: usize, b: usize, found: &Free) -> bool {
        let tokens = self.context.stories.left.tokens_of(a);
        let words = &self.context.profiles.left[a].words;
        let named = |token: usize| tokens.get(token).is_some_and(|t| t.kind == TokenKind::Name);
        let plain = |x: u16| {
            let word = words[x as usize];
            let token = word.token as usize;
            let title = tokens[token].kind == TokenKind::Word && named(token + 1);
            word.content && !named(token) && !title
        };
        if found.containment >= rules::MOST
            || found.matching.pairs.iter().filter(|(x, _)| plain(*x)).count() >= 2
        {
            return true;
        }
        let bits = self.unique_sum(a, b, &found.matching, plain);
        self.freedom >= rules::FREE && bits >= rules::TELLING * BIT
    }

    /// Returns the alignment: links in order, and hints among what stayed free.
    pub(crate) fn finish(mut self, scored: &[(usize, usize, Similarity)]) -> Alignment {
        settle(self.context, &self.links, &mut self.words);
        for (link, words) in self.links.iter_mut().zip(&self.words) {
            let (left, right) = (&self.context.profiles.left[link.a], &self.context.profiles.right[link.b]);
            let token = |(x, y): &(u16, u16)| (left.words[*x as usize].token, right.words[*y as usize].token);
            link.matched = words.iter().map(token).collect();
        }
        self.links.sort_by_key(|l| (l.a, l.b));
        self.verdicts.sort_by_key(|v| (v.a, v.b));
        Alignment {
            links: self.links,
            related: hints(self.context, &self.count, scored),
            evidence: self.evidence,
            verdicts: self.verdicts,
            approximate: self.approximate,
        }
    }
}
