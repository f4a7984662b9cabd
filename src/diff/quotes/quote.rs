//! A quotation and its words.

use crate::diff::affine::common_keys;
use crate::text::{Span, Story, Token};

/// One quotation with its tokens.
pub(super) struct Quote<'a> {
    pub(super) span: Span,
    pub(super) sentence: usize,
    /// Last sentence it reaches into.
    pub(super) last: usize,
    pub(super) tokens: &'a [Token],
    /// Indices of the words among `tokens`.
    pub(super) words: Vec<usize>,
    /// Their keys, sorted.
    pub(super) keys: Vec<u64>,
}

/// Words compared at most in one quotation.
const LONGEST: usize = 600;

/// The quotations of a story, in order.
pub(super) fn quotes(story: &Story) -> Vec<Quote<'_>> {
    let tokens = story.tokens();
    let sentence_at = |byte: u32| story.sentences().partition_point(|s| s.span.end <= byte);
    let of = |span: Span| {
        let from = tokens.partition_point(|t| t.span.start < span.start);
        let to = tokens.partition_point(|t| t.span.end <= span.end);
        let inside = &tokens[from..to.max(from)];
        let words: Vec<usize> = (0..inside.len()).filter(|t| inside[*t].is_word()).take(LONGEST).collect();
        let mut keys: Vec<u64> = words.iter().map(|w| inside[*w].key).collect();
        keys.sort_unstable();
        let last = sentence_at(span.end.saturating_sub(1));
        Quote { span, sentence: sentence_at(span.start), last, tokens: inside, words, keys }
    };
    story.quotations().iter().map(|q| of(q.inner)).collect()
}

/// Longest common subsequence of the words not taken, as pairs of word indices.
pub(super) fn common(
    a: &Quote<'_>,
    b: &Quote<'_>,
    taken_a: &[bool],
    taken_b: &[bool],
) -> Vec<(usize, usize)> {
    let free = |taken: &[bool]| {
        taken.iter().enumerate().filter(|(_, t)| !**t).map(|(i, _)| i).collect::<Vec<usize>>()
    };
    let (left, right) = (free(taken_a), free(taken_b));
    let keys = |quote: &Quote<'_>, at: &[usize]| {
        at.iter().map(|w| quote.tokens[quote.words[*w]].key).collect::<Vec<u64>>()
    };
    let (x, y) = (keys(a, &left), keys(b, &right));
    common_keys(&x, &y).into_iter().map(|(i, j)| (left[i], right[j])).collect()
}

/// Whether the words of one quotation stand in the other one after another.
pub(super) fn stands_in(shorter: &Quote<'_>, longer: &Quote<'_>) -> bool {
    let keys = |quote: &Quote<'_>| quote.words.iter().map(|w| quote.tokens[*w].key).collect::<Vec<u64>>();
    let (short, long) = (keys(shorter), keys(longer));
    long.windows(short.len().max(1)).any(|w| w == short)
}
