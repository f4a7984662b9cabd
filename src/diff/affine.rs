//! Alignment of two token sequences with affine gaps (Gotoh 1982), so that changes come in few, long pieces.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::text::{Token, TokenKind};

/// Costs in hundredths.
const SAME_KEY: u32 = 5;
const SAME_STEM: u32 = 30;
const OTHER_MARK: u32 = 40;
const OPEN: u32 = 80;
const SWITCH: u32 = 20;
/// Two figures of one unit: a changed value.
const OTHER_VALUE: u32 = 60;
/// A token that this link did not claim as matched may still pair up, but one that it did should.
const UNCLAIMED: u32 = 10;

/// Cells past which the pair is handed to `similar` (Hunt's algorithm on keys). A sentence has at most 384 pieces, so
/// two sentences stay far below; only callers with longer units meet it.
const CELLS: usize = 4_000_000;

/// Cost of leaving out a token: what tells more costs more.
fn extend(token: &Token) -> u32 {
    match token.kind {
        TokenKind::Punctuation | TokenKind::QuoteMark => 25,
        TokenKind::Stop | TokenKind::Honorific => 50,
        _ => 100,
    }
}

/// Cost of pairing two tokens, `None` when they have nothing in common.
///
/// Keys are looked at before texts: this runs for every cell, and most cells hold two different words.
fn pair_cost(a: &Token, b: &Token, known: &impl Known, i: usize, j: usize) -> Option<u32> {
    let strange = || if !a.is_content() || known.claimed(i, j) { 0 } else { UNCLAIMED };
    if a.dateline || b.dateline {
        // The place, date and agency of a dateline are held against each other as they come.
        return (a.dateline && b.dateline && a.is_mark() == b.is_mark()).then_some(SAME_KEY);
    }
    if a.key == b.key {
        return Some(strange() + if known.same(i, j) { 0 } else { SAME_KEY });
    }
    match (a.is_mark(), b.is_mark()) {
        (true, true) => (a.kind == b.kind).then_some(OTHER_MARK),
        (false, false) if a.stem == b.stem && a.stem != 0 => Some(SAME_STEM + strange()),
        (false, false) if a.kind == TokenKind::Number && b.kind == TokenKind::Number => {
            known.value(i, j).then_some(OTHER_VALUE)
        }
        // One character of a script without spaces is keyed with its neighbour, which may differ.
        (false, false) if a.span.len() <= 4 && a.span.len() == b.span.len() && known.same(i, j) => {
            Some(SAME_KEY)
        }
        _ => None,
    }
}

/// What the caller knows of a pair of tokens.
pub(crate) trait Known {
    /// Whether their bytes are equal.
    fn same(&self, i: usize, j: usize) -> bool;
    /// Whether the alignment of the sentences matched the two.
    fn claimed(&self, i: usize, j: usize) -> bool;
    /// Whether they are figures of one kind and unit.
    fn value(&self, i: usize, j: usize) -> bool;
}

/// Returns the cheapest alignment as pairs of token indices in order of both sides.
///
/// Equal tokens at both ends are paired without a table: most linked sentences differ in a few words only.
pub(crate) fn affine(a: &[Token], b: &[Token], known: &impl Known, cells: &mut Cells) -> Vec<(usize, usize)> {
    let equal = |i: usize, j: usize| {
        a[i].key == b[j].key
            && !a[i].dateline
            && !b[j].dateline
            && (!a[i].is_content() || known.claimed(i, j))
    };
    let shorter = a.len().min(b.len());
    let head = (0..shorter).take_while(|at| equal(*at, *at)).count();
    let tail = (1..=shorter - head).take_while(|at| equal(a.len() - at, b.len() - at)).count();
    let inner = Shifted { known, by: head };
    let (x, y) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|at| (at, at)).collect();
    pairs.extend(table(x, y, &inner, cells).into_iter().map(|(i, j)| (i + head, j + head)));
    pairs.extend((1..=tail).rev().map(|at| (a.len() - at, b.len() - at)));
    pairs
}

/// What is known of tokens after a common head.
struct Shifted<'a, K> {
    known: &'a K,
    by: usize,
}

impl<K: Known> Known for Shifted<'_, K> {
    fn same(&self, i: usize, j: usize) -> bool {
        self.known.same(i + self.by, j + self.by)
    }
    fn claimed(&self, i: usize, j: usize) -> bool {
        self.known.claimed(i + self.by, j + self.by)
    }
    fn value(&self, i: usize, j: usize) -> bool {
        self.known.value(i + self.by, j + self.by)
    }
}

/// The alignment by table, for what is left between head and tail.
fn table(a: &[Token], b: &[Token], known: &impl Known, cells: &mut Cells) -> Vec<(usize, usize)> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    if a.len().saturating_mul(b.len()) > CELLS {
        return by_keys(a, b);
    }
    let width = b.len() + 1;
    cells.reset((a.len() + 1) * width);
    for (i, x) in a.iter().enumerate() {
        let up = cells.cost[i * width];
        cells.set_edge((i + 1) * width, up, GAP_A, extend(x));
    }
    for (j, y) in b.iter().enumerate() {
        let left = cells.cost[j];
        cells.set_edge(j + 1, left, GAP_B, extend(y));
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let at = i * width + j;
            let step = |from: [u32; 3], own: usize, token: &Token| {
                // States: 0 matched, 1 gap in A's tokens, 2 gap in B's.
                let cost = extend(token);
                let mut best = (from[0] + OPEN + cost, 0u8);
                let stay = from[own] + cost;
                if stay < best.0 {
                    best = (stay, own as u8);
                }
                let switch = from[3 - own] + SWITCH + cost;
                if switch < best.0 {
                    best = (switch, 3 - own as u8);
                }
                best
            };
            let (gap_a, from_a) = step(cells.cost[at - width], GAP_A, &a[i - 1]);
            let (gap_b, from_b) = step(cells.cost[at - 1], GAP_B, &b[j - 1]);
            let (x, y) = (i - 1, j - 1);
            let paired = pair_cost(&a[x], &b[y], known, x, y);
            let (matched, from_m) = match paired {
                Some(cost) => {
                    let before = cells.cost[at - width - 1];
                    let (value, state) = least(before);
                    (value.saturating_add(cost), state)
                }
                None => (FAR, 0),
            };
            cells.cost[at] = [matched, gap_a, gap_b];
            cells.from[at] = [from_m, from_a, from_b];
        }
    }
    trace(a.len(), b.len(), width, cells)
}

const GAP_A: usize = 1;
const GAP_B: usize = 2;
const FAR: u32 = u32::MAX / 4;

fn least(costs: [u32; 3]) -> (u32, u8) {
    let mut best = (costs[0], 0);
    for state in 1..3u8 {
        if costs[state as usize] < best.0 {
            best = (costs[state as usize], state);
        }
    }
    best
}

fn trace(mut i: usize, mut j: usize, width: usize, cells: &Cells) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut state = least(cells.cost[i * width + j]).1;
    while i > 0 || j > 0 {
        let before = cells.from[i * width + j][state as usize];
        match state as usize {
            GAP_A => i -= 1,
            GAP_B => j -= 1,
            _ => {
                i -= 1;
                j -= 1;
                pairs.push((i, j));
            }
        }
        state = before;
    }
    pairs.reverse();
    pairs
}

/// Tables reused from link to link.
#[derive(Default)]
pub struct Cells {
    cost: Vec<[u32; 3]>,
    from: Vec<[u8; 3]>,
}

impl Cells {
    fn reset(&mut self, size: usize) {
        self.cost.clear();
        self.cost.resize(size, [FAR; 3]);
        self.from.clear();
        self.from.resize(size, [0; 3]);
        self.cost[0] = [0, FAR, FAR];
    }

    /// Fills a cell on the edge of the table, where only one kind of gap can stand.
    fn set_edge(&mut self, at: usize, before: [u32; 3], gap: usize, cost: u32) {
        let open = before[0].saturating_add(OPEN);
        let (value, from) = if before[gap] <= open { (before[gap], gap as u8) } else { (open, 0) };
        self.cost[at] = [FAR; 3];
        self.cost[at][gap] = value.saturating_add(cost);
        self.from[at][gap] = from;
    }
}

/// The coarser alignment of very long units: word keys only.
fn by_keys(a: &[Token], b: &[Token]) -> Vec<(usize, usize)> {
    let keys = |tokens: &[Token]| tokens.iter().map(|t| t.key).collect::<Vec<u64>>();
    common_keys(&keys(a), &keys(b))
}

/// Returns a longest common subsequence of two key sequences as index pairs, by Hunt's algorithm of `similar`.
pub(crate) fn common_keys(a: &[u64], b: &[u64]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Hunt, a, b) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((0..len).map(|step| (old_index + step, new_index + step)));
        }
    }
    pairs
}
