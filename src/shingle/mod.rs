//! What is hashed of a paragraph: pairs of content words, and winnowed runs of words.

mod pairs;
mod winnow;

pub use pairs::{PAIR_REACH, pairs};
pub use winnow::{RUN, WINDOW, run_hash, two_words, winnow};

/// A folded multiply, keyed: every bit of the input reaches every bit of the result.
#[inline]
fn mix(value: u64, key: u64) -> u64 {
    let wide = u128::from(value ^ key) * u128::from(key.rotate_left(31) | 1);
    wide as u64 ^ (wide >> 64) as u64
}
