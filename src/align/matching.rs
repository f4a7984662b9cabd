//! Which words of two sentences explain each other.

use crate::score::{Profile, WordView};
use crate::text::background::BIT;

/// The words that two sentences have in common, as far as no other link has taken them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matching {
    /// Matched words, as indices into the two profiles, in order of A.
    pub pairs: Vec<(u16, u16)>,
    /// g: information of the matched words, in 1/256 bit.
    pub gain: u32,
    /// r: half the information of matched words that follow each other on both sides.
    pub runs: u32,
    /// Matched content words.
    pub content: u32,
    /// Longest run of words equal and consecutive on both sides.
    pub longest_run: u32,
}

/// What the matching of long sentences costs is bounded by the longest sentence; the table is one byte a cell.
pub(crate) fn matching(
    a: &Profile,
    b: &Profile,
    free_a: &[bool],
    free_b: &[bool],
    scratch: &mut Scratch,
) -> Matching {
    let mut pairs = in_order(a, b, free_a, free_b, scratch);
    keep_supported(&a.words, &mut pairs);
    add_loose(&a.words, &b.words, free_a, free_b, &mut pairs);
    add_neighbours(a, b, free_a, free_b, &mut pairs);
    pairs.sort_unstable();
    summarise(&a.words, &b.words, pairs)
}

/// Tables reused from pair to pair.
#[derive(Default)]
pub(crate) struct Scratch {
    best: Vec<u32>,
    run: Vec<u32>,
    step: Vec<u8>,
}

const SKIP_A: u8 = 1;
const SKIP_B: u8 = 2;
const TAKE: u8 = 3;

/// Bonus of a match that continues a run: it keeps the words of a phrase together.
const RUN_BONUS: u32 = BIT * 2;

/// Heaviest common subsequence, runs preferred. Words that the other side does not have are left out of the table: in
/// most pairs that is nearly all of them.
fn in_order(
    a: &Profile,
    b: &Profile,
    free_a: &[bool],
    free_b: &[bool],
    scratch: &mut Scratch,
) -> Vec<(u16, u16)> {
    let shared = |own: &Profile, other: &Profile, free: &[bool]| {
        let held = |w: &WordView| other.sorted.binary_search_by_key(&w.key, |s| s.0).is_ok();
        let words = own.words.iter().enumerate().filter(|(at, w)| free[*at] && held(w));
        words.map(|(at, w)| (at as u16, w.key, w.bits)).collect::<Vec<(u16, u64, u16)>>()
    };
    let (x, y) = (shared(a, b, free_a), shared(b, a, free_b));
    let width = y.len() + 1;
    for table in [&mut scratch.best, &mut scratch.run] {
        table.clear();
        table.resize((x.len() + 1) * width, 0);
    }
    scratch.step.clear();
    scratch.step.resize((x.len() + 1) * width, 0);
    for i in 1..=x.len() {
        for j in 1..=y.len() {
            let at = i * width + j;
            let (up, left) = (scratch.best[at - width], scratch.best[at - 1]);
            let (mut value, mut step) = if up >= left { (up, SKIP_A) } else { (left, SKIP_B) };
            if x[i - 1].1 == y[j - 1].1 {
                let diagonal = at - width - 1;
                let weight = u32::from(x[i - 1].2.min(y[j - 1].2));
                // Either the run so far goes on, or the best before starts a new one.
                let goes_on = if consecutive(&x, i) && consecutive(&y, j) {
                    continued(scratch.run[diagonal])
                } else {
                    0
                };
                let taken = goes_on.max(scratch.best[diagonal]) + weight;
                scratch.run[at] = taken;
                if taken >= value {
                    value = taken;
                    step = TAKE;
                }
            }
            scratch.best[at] = value;
            scratch.step[at] = step;
        }
    }
    trace(&x, &y, width, scratch)
}

/// Whether word `at` (counted from 1) follows the one before it in the sentence itself.
fn consecutive(words: &[(u16, u64, u16)], at: usize) -> bool {
    at >= 2 && words[at - 1].0 == words[at - 2].0 + 1
}

/// What a run is worth to the match that continues it; 0 when there is none.
fn continued(run: u32) -> u32 {
    if run > 0 { run + RUN_BONUS } else { 0 }
}

fn trace(x: &[(u16, u64, u16)], y: &[(u16, u64, u16)], width: usize, scratch: &Scratch) -> Vec<(u16, u16)> {
    let (mut i, mut j) = (x.len(), y.len());
    let mut pairs = Vec::new();
    let mut in_run = false;
    while i > 0 && j > 0 {
        let at = i * width + j;
        if in_run || scratch.step[at] == TAKE {
            pairs.push((x[i - 1].0, y[j - 1].0));
            let diagonal = at - width - 1;
            let goes_on =
                if consecutive(x, i) && consecutive(y, j) { continued(scratch.run[diagonal]) } else { 0 };
            in_run = goes_on > 0 && goes_on >= scratch.best[diagonal];
            i -= 1;
            j -= 1;
        } else if scratch.step[at] == SKIP_A {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// Drops matched stop words that stand beside no other match: they say nothing alone.
fn keep_supported(a: &[WordView], pairs: &mut Vec<(u16, u16)>) {
    let before = pairs.clone();
    let beside = |at: usize, pair: (u16, u16)| {
        let near = |other: Option<&(u16, u16)>| {
            other.is_some_and(|o| o.0.abs_diff(pair.0) == 1 && o.1.abs_diff(pair.1) == 1)
        };
        near(at.checked_sub(1).and_then(|p| before.get(p))) || near(before.get(at + 1))
    };
    // A run counts when it holds a content word, or at least three words.
    let mut keep = vec![false; before.len()];
    let mut start = 0;
    while start < before.len() {
        let mut end = start + 1;
        while end < before.len()
            && before[end].0 == before[end - 1].0 + 1
            && before[end].1 == before[end - 1].1 + 1
        {
            end += 1;
        }
        let content = before[start..end].iter().any(|p| a[p.0 as usize].content);
        if content || end - start >= 3 {
            keep[start..end].fill(true);
        }
        start = end;
    }
    let mut at = 0;
    pairs.retain(|pair| {
        let held = keep[at] && (a[pair.0 as usize].content || beside(at, *pair));
        at += 1;
        held
    });
}

/// Matches what is left of the content words in any order, each with its first free equal.
fn add_loose(a: &[WordView], b: &[WordView], free_a: &[bool], free_b: &[bool], pairs: &mut Vec<(u16, u16)>) {
    let mut taken_a = vec![false; a.len()];
    let mut taken_b = vec![false; b.len()];
    for (x, y) in pairs.iter() {
        taken_a[*x as usize] = true;
        taken_b[*y as usize] = true;
    }
    for (x, word) in a.iter().enumerate() {
        if taken_a[x] || !free_a[x] || !word.content {
            continue;
        }
        let found =
            b.iter().enumerate().find(|(y, other)| other.key == word.key && !taken_b[*y] && free_b[*y]);
        if let Some((y, _)) = found {
            taken_b[y] = true;
            pairs.push((x as u16, y as u16));
        }
    }
}

/// Lets every match draw in the equal words beside it, so that a phrase that moved moves whole.
fn add_neighbours(a: &Profile, b: &Profile, free_a: &[bool], free_b: &[bool], pairs: &mut Vec<(u16, u16)>) {
    let (mut open_a, mut open_b) = (free_a.to_vec(), free_b.to_vec());
    for (x, y) in pairs.iter() {
        open_a[*x as usize] = false;
        open_b[*y as usize] = false;
    }
    let mut at = 0;
    while at < pairs.len() {
        let (x, y) = (pairs[at].0 as usize, pairs[at].1 as usize);
        at += 1;
        for (u, v) in [(x.wrapping_sub(1), y.wrapping_sub(1)), (x + 1, y + 1)] {
            let (Some(p), Some(q)) = (a.words.get(u), b.words.get(v)) else { continue };
            if p.key == q.key && open_a[u] && open_b[v] {
                open_a[u] = false;
                open_b[v] = false;
                pairs.push((u as u16, v as u16));
            }
        }
    }
}

fn summarise(a: &[WordView], b: &[WordView], pairs: Vec<(u16, u16)>) -> Matching {
    let mut out = Matching::default();
    let mut run = 0;
    let mut last: Option<((u16, u16), u32)> = None;
    for &(x, y) in &pairs {
        let word = a[x as usize];
        let bits = u32::from(word.bits.min(b[y as usize].bits));
        out.gain += bits;
        if word.content {
            out.content += 1;
        }
        match last {
            Some((before, weight)) if before.0 + 1 == x && before.1 + 1 == y => {
                run += 1;
                out.runs += weight.min(bits) / 2;
            }
            _ => run = 1,
        }
        out.longest_run = out.longest_run.max(run);
        last = Some(((x, y), bits));
    }
    out.pairs = pairs;
    out
}
