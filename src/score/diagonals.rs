//! The best local alignment of two units, along the diagonals that run against the main one.
//!
//! No cell of such a diagonal waits for another, so that the processor takes as many at a time as it has lanes, which is found
//! out when the program runs. The result is that of [`crate::score::local`].

use pulp::{Arch, Simd, WithSimd};

use crate::score::unit::UnitView;
use crate::text::Weight;
use crate::text::background::BIT;

/// Most lanes of any processor: rows are padded to a multiple of them.
const LANES: usize = 16;
const MISMATCH: f32 = BIT as f32 * 1.5;
const GAP: f32 = BIT as f32;

/// Aligns one unit with many.
pub(super) struct Aligner {
    arch: Arch,
    /// Words of the taken unit.
    words: usize,
    /// Its codes and bits, padded to whole lanes.
    codes: Vec<u32>,
    bits: Vec<f32>,
    /// The other unit from its end, padded on either side.
    reversed: Vec<u32>,
    weights: Vec<f32>,
    /// Three diagonals.
    rows: [Vec<f32>; 3],
}

impl Default for Aligner {
    fn default() -> Aligner {
        Aligner {
            arch: Arch::new(),
            words: 0,
            codes: Vec::new(),
            bits: Vec::new(),
            reversed: Vec::new(),
            weights: Vec::new(),
            rows: [Vec::new(), Vec::new(), Vec::new()],
        }
    }
}

impl Aligner {
    /// Takes the unit that the next ones are aligned with.
    pub(super) fn take(&mut self, unit: UnitView<'_>) {
        self.words = unit.len();
        let padding = unit.len().next_multiple_of(LANES) - unit.len();
        fill(&mut self.codes, unit.codes.iter().copied(), 0, padding);
        fill(&mut self.bits, unit.weights.iter().map(bits), 0, padding);
    }

    /// Returns the information of the best local alignment with another unit, in 1/256 bit. Sums stay below 2^24, where
    /// 32-bit floats are exact whole numbers. Cost: the product of the lengths, about a quarter of a nanosecond a cell.
    pub(super) fn best_local(&mut self, other: UnitView<'_>) -> u32 {
        fill(&mut self.reversed, other.codes.iter().rev().copied(), LANES, 2 * LANES);
        fill(&mut self.weights, other.weights.iter().rev().map(bits), LANES, 2 * LANES);
        for row in &mut self.rows {
            row.clear();
            row.resize(self.codes.len() + 1, 0.0);
        }
        let walk = Walk {
            n: self.words,
            m: other.len(),
            a: (&self.codes, &self.bits),
            b: (&self.reversed, &self.weights),
            rows: self.rows.each_mut().map(Vec::as_mut_slice),
        };
        self.arch.dispatch(walk) as u32
    }
}

/// A walk over all diagonals of two units of `n` and `m` words.
///
/// It goes by whole lanes, beyond either end of the other unit: a cell out there matches nothing that tells anything, so it
/// only loses, and no cell inside comes from one behind the end.
struct Walk<'a> {
    n: usize,
    m: usize,
    a: (&'a [u32], &'a [f32]),
    b: (&'a [u32], &'a [f32]),
    rows: [&'a mut [f32]; 3],
}

impl WithSimd for Walk<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let Walk { n, m, a, b, rows: [mut last, mut before, mut next] } = self;
        let [mismatch, gap, zero] = [-MISMATCH, GAP, 0.0].map(|x| simd.splat_f32s(x));
        let mut best = zero;
        // Cell i + 1 of a diagonal stands for word i of the unit and word d - i of the other.
        for d in 0..(n + m).saturating_sub(1) {
            let from = (d + 1).saturating_sub(m) / S::F32_LANES * S::F32_LANES;
            let to = (d + 1).min(n).next_multiple_of(S::F32_LANES);
            let across = from + m - 1 + LANES - d;
            let (here, there) = (from..to, across..across + (to - from));
            let (Some(x), Some(p), Some(y), Some(q)) =
                (a.0.get(here.clone()), a.1.get(here.clone()), b.0.get(there.clone()), b.1.get(there))
            else {
                break;
            };
            let (Some(up), Some(left), Some(corner), Some(cells)) = (
                last.get(here.clone()),
                last.get(from + 1..to + 1),
                before.get(here),
                next.get_mut(from + 1..to + 1),
            ) else {
                break;
            };
            let words = S::as_simd_u32s(x).0.iter().zip(S::as_simd_u32s(y).0);
            let told = S::as_simd_f32s(p).0.iter().zip(S::as_simd_f32s(q).0);
            let beside = S::as_simd_f32s(up).0.iter().zip(S::as_simd_f32s(left).0);
            let cells = S::as_simd_f32s(corner).0.iter().zip(S::as_mut_simd_f32s(cells).0);
            for (((x, y), (p, q)), ((up, left), (corner, cell))) in words.zip(told).zip(beside.zip(cells)) {
                let met = simd.select_f32s(simd.equal_u32s(*x, *y), simd.min_f32s(*p, *q), mismatch);
                let through = simd.add_f32s(*corner, met);
                let passed = simd.sub_f32s(simd.max_f32s(*up, *left), gap);
                *cell = simd.max_f32s(simd.max_f32s(through, passed), zero);
                best = simd.max_f32s(best, *cell);
            }
            (before, last, next) = (last, next, before);
        }
        simd.reduce_max_f32s(best)
    }
}

fn bits(weight: &u16) -> f32 {
    Weight::from_raw(*weight).bits() as f32
}

/// Puts numbers into a row with padding before and behind.
fn fill<T: Copy + Default>(row: &mut Vec<T>, numbers: impl Iterator<Item = T>, before: usize, behind: usize) {
    row.clear();
    row.resize(before, T::default());
    row.extend(numbers);
    row.resize(row.len() + behind, T::default());
}
