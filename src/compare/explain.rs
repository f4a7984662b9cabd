//! Why each paragraph pair was or was not linked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::align::{Alignment, Context, align, judge};
use crate::compare::Options;
use crate::compare::explain_model::{
    EXPLAIN_SCHEMA, ExplainedPair, ExplainedSentences, Explanation, Step, StoryEvidence,
};
use crate::compare::outline::{outline, sentence_id};
use crate::score::{Similarity, WordView, similarity};
use crate::text::{Pair, Side, Span, Story, background};

/// Sentence pairs explained at most; those with the best S stay.
const MOST: usize = 20_000;

/// Explains the alignment of two stories: for every paragraph pair that shares a content word the sentence pairs with their
/// scores, what they share, and the step that decided.
pub fn explain(a: &Story, b: &Story, _options: &Options) -> Explanation {
    let context = Context::new(a, b);
    let alignment = align(&context);
    let linked = |x: usize, y: usize| alignment.links.binary_search_by_key(&(x, y), |l| (l.a, l.b)).is_ok();
    let (pairs, cut) = scored_pairs(&context);
    let mut grouped: BTreeMap<(usize, usize), Vec<ExplainedSentences>> = BTreeMap::new();
    for (x, y, found) in pairs {
        let key = (context.paragraph(Side::Left, x), context.paragraph(Side::Right, y));
        grouped.entry(key).or_default().push(sentences(&context, &alignment, (x, y), &found, linked(x, y)));
    }
    let (best, strong, alone, sum) = alignment.evidence.measured();
    Explanation {
        schema: EXPLAIN_SCHEMA.to_owned(),
        table: background::hash().to_owned(),
        approximate: alignment.approximate || cut,
        stories: [a, b].map(|s| outline(s, &blake3::hash(s.raw().as_bytes()))).to_vec(),
        linked_stories: alignment.evidence.linked,
        story_evidence: StoryEvidence {
            best_score: best,
            strong_bits: strong,
            threshold: alone,
            strong_threshold: sum,
        },
        pairs: grouped
            .into_iter()
            .map(|((p, q), sentences)| ExplainedPair {
                a: p as u32 + 1,
                b: q as u32 + 1,
                linked: sentences.iter().any(|s| s.linked),
                sentences,
            })
            .collect(),
    }
}

/// Every sentence pair that shares a content word, in order; the best [`MOST`] when there are more.
fn scored_pairs(context: &Context<'_>) -> (Vec<(usize, usize, Similarity)>, bool) {
    let mut row = Vec::new();
    let mut scored = Vec::new();
    let all = context.profiles.as_ref().map(|p| vec![true; p.len()]);
    for (x, y) in crate::align::candidates(context, &all) {
        if let Some(found) = similarity(&context.profiles.left[x], &context.profiles.right[y], 0, &mut row) {
            scored.push((x, y, found));
        }
    }
    let cut = scored.len() > MOST;
    if cut {
        scored.sort_by_key(|(x, y, found)| (Reverse(found.score), *x, *y));
        scored.truncate(MOST);
        scored.sort_by_key(|(x, y, _)| (*x, *y));
    }
    (scored, cut)
}

fn sentences(
    context: &Context<'_>,
    alignment: &Alignment,
    (x, y): (usize, usize),
    found: &Similarity,
    linked: bool,
) -> ExplainedSentences {
    let (left, right) = (&context.profiles.left[x], &context.profiles.right[y]);
    let verdict = judge(alignment, x, y, found.score);
    let stories = context.stories;
    let (run, span) = longest_run(stories, x, &left.words, &right.words);
    let threshold = (verdict.threshold > 0).then(|| f64::from(verdict.threshold));
    ExplainedSentences {
        a: sentence_id(stories.left, x),
        b: sentence_id(stories.right, y),
        linked,
        score: found.score,
        bits: found.bits / background::BIT,
        coverage: (found.containment() * 10_000.0).round() / 10_000.0,
        shared: shared(stories, x, &left.words, &right.words),
        longest_run: run,
        longest_run_span: span,
        step: verdict.step,
        threshold,
        reason: reason(verdict.step, found.score, verdict.score, verdict.threshold),
    }
}

/// Content words that both have, in A's spelling, rarest first.
fn shared(stories: Pair<&Story>, sentence: usize, a: &[WordView], b: &[WordView]) -> Vec<String> {
    let tokens = stories.left.tokens_of(sentence);
    let mut words: Vec<&WordView> =
        a.iter().filter(|w| w.content && b.iter().any(|v| v.key == w.key)).collect();
    words.sort_by_key(|w| (Reverse(w.bits), w.token));
    let mut out: Vec<String> = Vec::new();
    for word in words {
        let text = tokens[word.token as usize].span.of(stories.left.raw()).to_owned();
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.truncate(12);
    out
}

fn longest_run(
    stories: Pair<&Story>,
    sentence: usize,
    a: &[WordView],
    b: &[WordView],
) -> (u32, Option<Span>) {
    let mut best = (0usize, 0usize);
    let mut row = vec![0usize; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = 0;
        for (cell, y) in row[1..].iter_mut().zip(b) {
            let run = if x.key == y.key { diagonal + 1 } else { 0 };
            diagonal = *cell;
            *cell = run;
            if run > best.0 {
                best = (run, i + 1 - run);
            }
        }
    }
    let tokens = stories.left.tokens_of(sentence);
    let (length, from) = best;
    let span = (length > 0)
        .then(|| tokens[a[from].token as usize].span.join(tokens[a[from + length - 1].token as usize].span));
    (length as u32, span)
}

fn reason(step: Step, whole: u32, free: u32, threshold: u32) -> String {
    match step {
        Step::Exact => "equal after normalisation".to_owned(),
        Step::Accepted => format!("S {whole}; {free} with the words that were free, {threshold} needed"),
        Step::NoSharedContent => "no content word in common".to_owned(),
        Step::BelowThreshold => format!("S {whole} is under the {threshold} needed"),
        Step::Evidence => {
            "only names or a single word in common, which two reports of one event share anyway".to_owned()
        }
        Step::Taken => {
            format!("better partners took the shared words: {free} is left of S {whole}, {threshold} needed")
        }
        Step::NumbersConflict => format!("the figures disagree, so {threshold} is needed and S is {whole}"),
        Step::Kind => "a subheading links only to a subheading".to_owned(),
        Step::BestElsewhere => {
            "both sentences have better partners, and no run of four words is shared".to_owned()
        }
    }
}
