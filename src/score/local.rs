//! Best local alignment of two word sequences (Smith and Waterman 1981), in 1/256 bit.

use crate::score::profile::WordView;
use crate::text::background::BIT;

/// Cost of two words that differ, at the same place: 1.5 bits.
const MISMATCH: i32 = BIT as i32 * 3 / 2;
/// Cost of a word on one side only: 1 bit.
const GAP: i32 = BIT as i32;

/// Returns the score of the best local alignment: a matched word counts its bits, a mismatch costs 1.5 bits, a gap 1
/// bit a word. 0 when nothing matches. Cost: |a| x |b| cells, one row of memory.
pub(crate) fn best_local(a: &[WordView], b: &[WordView], row: &mut Vec<i32>) -> u32 {
    row.clear();
    row.resize(b.len() + 1, 0);
    let mut best = 0;
    for x in a {
        let mut diagonal = 0;
        let mut left = 0;
        for (cell, y) in row[1..].iter_mut().zip(b) {
            let step = if x.key == y.key { i32::from(x.bits.min(y.bits)) } else { -MISMATCH };
            let value = (diagonal + step).max(*cell - GAP).max(left - GAP).max(0);
            diagonal = *cell;
            *cell = value;
            left = value;
            best = best.max(value);
        }
    }
    best.unsigned_abs()
}
