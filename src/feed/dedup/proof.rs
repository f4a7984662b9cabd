//! Whether a kept story has every sentence of another.
//!
//! What counts as a copy of a sentence, and what does not:
//!
//! - An equal sentence counts: the same words in normal form, whatever the typography and house style.
//! - A sentence linked by `compare` counts when everything it says stands there in the same order: equal words, and changes
//!   of the classes typography and style. The kept sentence may say more, but a longer one only in other words than facts:
//!   a figure, name, date, quoted word or negation that one side alone has makes two statements of them.
//! - A sentence that was split counts when its parts together hold all of its words.
//! - Anything else does not count: a word replaced by a synonym, a clause left out, a changed fact.
//!
//! Sentences of headlines and furniture (datelines, bylines, share lines) are not asked for.

use std::collections::BTreeMap;

use crate::compare::{Class, Comparison, Link, Op, OpKind, Options, Relation, SentenceId, compare};
use crate::feed::dedup::manifest::SentenceCopy;
use crate::text::{Span, Story};

/// What a kept story has of another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proof {
    /// The sentences that it has, in order.
    pub copies: Vec<SentenceCopy>,
    /// Those that it does not have, in order.
    pub missing: Vec<Span>,
    /// Words in the sentences that it has, and in all.
    pub words: (u64, u64),
}

impl Proof {
    /// Whether nothing is missing.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// Share of the words that stand in sentences which the kept story has, 0 to 1; 1 for a story without words.
    pub fn share(&self) -> f64 {
        let (had, all) = self.words;
        if all == 0 { 1.0 } else { (had as f64 / all as f64 * 10_000.0).round() / 10_000.0 }
    }
}

/// Looks for every sentence of `story` in `kept`. Costs a comparison of the two, unless all sentences are equal.
pub fn proof(story: &Story, kept: &Story) -> Proof {
    let equal = equal_sentences(kept);
    let known = |sentence: usize| equal.get(&keys(story, sentence)).copied();
    let content: Vec<usize> = (0..story.sentences().len()).filter(|s| story.is_content(*s)).collect();
    let compared = content.iter().any(|s| known(*s).is_none());
    let links =
        if compared { Links::of(compare(story, kept, &Options { threads: 1 })) } else { Links::default() };
    let mut proof = Proof::default();
    for sentence in content {
        let span = story.sentences()[sentence].span;
        let words = story.words_in(sentence) as u64;
        proof.words.1 += words;
        let copy = match known(sentence) {
            Some(other) => Some(equal_copy(story, span, kept, other)),
            None => links.copy(story, sentence, kept),
        };
        match copy {
            Some(copy) => {
                proof.words.0 += words;
                proof.copies.push(copy);
            }
            None => proof.missing.push(span),
        }
    }
    proof
}

/// The words of a sentence in normal form; its marks when it has no words.
fn keys(story: &Story, sentence: usize) -> Vec<u64> {
    let tokens = story.tokens_of(sentence);
    let words: Vec<u64> = tokens.iter().filter(|t| !t.is_mark()).map(|t| t.key).collect();
    if words.is_empty() { tokens.iter().map(|t| t.key).collect() } else { words }
}

/// The first sentence with these words, for each sentence of a story.
fn equal_sentences(kept: &Story) -> BTreeMap<Vec<u64>, usize> {
    let mut found = BTreeMap::new();
    for sentence in (0..kept.sentences().len()).filter(|s| kept.is_content(*s)) {
        found.entry(keys(kept, sentence)).or_insert(sentence);
    }
    found
}

/// A copy in other typography or house style at most.
fn equal_copy(story: &Story, span: Span, kept: &Story, other: usize) -> SentenceCopy {
    let place = kept.sentences()[other].span;
    let (a, b) = (span.of(story.raw()), place.of(kept.raw()));
    let relation = if a == b { Relation::Identical } else { Relation::Style };
    SentenceCopy { span, kept: place, relation }
}

/// The links of a comparison by the sentence of the first story.
#[derive(Default)]
struct Links {
    by_sentence: BTreeMap<SentenceId, Vec<Link>>,
}

impl Links {
    fn of(comparison: Comparison) -> Links {
        let mut by_sentence: BTreeMap<SentenceId, Vec<Link>> = BTreeMap::new();
        for link in comparison.links {
            by_sentence.entry(link.a).or_default().push(link);
        }
        Links { by_sentence }
    }

    /// The copy of a sentence that its links prove.
    fn copy(&self, story: &Story, sentence: usize, kept: &Story) -> Option<SentenceCopy> {
        let links = self.by_sentence.get(&id_of(story, sentence))?;
        if !links.iter().flat_map(|l| &l.ops).all(loses_nothing) {
            return None;
        }
        let places: Vec<Span> = links.iter().filter_map(|l| span_of(kept, l.b)).collect();
        let place = places.iter().copied().reduce(Span::join)?;
        let relation = links.iter().map(|l| l.relation).max()?;
        Some(SentenceCopy { span: story.sentences()[sentence].span, kept: place, relation })
    }
}

/// Whether a step from the dropped sentence to the kept one leaves all in place.
fn loses_nothing(op: &Op) -> bool {
    match (op.op, op.class) {
        (OpKind::Equal | OpKind::Elsewhere, _) => true,
        (_, Class::Same | Class::Typography | Class::Style) => true,
        (OpKind::Insert, Class::Wording) => true,
        (_, Class::Wording | Class::Fact) => false,
    }
}

fn id_of(story: &Story, sentence: usize) -> SentenceId {
    let paragraph = story.sentences()[sentence].paragraph;
    let first = story.paragraphs()[paragraph].sentences.start;
    SentenceId { paragraph: paragraph as u32 + 1, sentence: (sentence - first) as u32 + 1 }
}

fn span_of(story: &Story, id: SentenceId) -> Option<Span> {
    let paragraph = story.paragraphs().get((id.paragraph as usize).checked_sub(1)?)?;
    let sentence = paragraph.sentences.start + (id.sentence as usize).checked_sub(1)?;
    Some(story.sentences().get(sentence)?.span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: &str = "The mayor of Saltby said on Monday that the old pier will close for repairs in 2027. \
        “Nobody will miss the noise,” said Ada Quill, who sells rope at the harbour and votes for the mayor. \
        The work costs 3.5 million euros and takes two years.";

    /// Checks how many sentences are missing, and how the others compare.
    #[track_caller]
    fn check(story: &str, missing: usize, relations: &[Relation]) {
        let [a, b] = [story, KEPT].map(|t| Story::with_language("x", t.to_owned(), None));
        let proof = proof(&a, &b);
        let found: Vec<Relation> = proof.copies.iter().map(|c| c.relation).collect();
        let lost: Vec<&str> = proof.missing.iter().map(|s| s.of(story)).collect();
        assert_eq!((lost.len(), found.as_slice()), (missing, relations), "{story}: {lost:?}");
    }

    #[test]
    fn equal_and_restyled_sentences_are_copies() {
        use Relation::{Identical, Style};
        check(KEPT, 0, &[Identical, Identical, Identical]);
        check("The work costs €3.5m and takes two years.", 0, &[Style]);
        check(
            "\"Nobody will miss the noise,\" said Ada Quill, who sells rope at the harbour and votes for the mayor.",
            0,
            &[Style],
        );
        check(
            "The work costs 3.5 million euros and takes two years. The work costs 3.5 million euros and takes two years.",
            0,
            &[Identical, Identical],
        );
    }

    #[test]
    fn a_sentence_inside_a_longer_one_is_a_copy() {
        let shorter = "“Nobody will miss the noise,” said Ada Quill, who sells rope at the harbour.";
        check(shorter, 0, &[Relation::Edited]);
        // The longer one states a figure besides: whoever said less did not say that.
        check("The work costs 3.5 million euros.", 1, &[]);
    }

    #[test]
    fn another_fact_is_no_copy() {
        check("The work costs 4.5 million euros and takes two years.", 1, &[]);
        check(
            "The mayor of Saltby said on Monday that the old pier will not close for repairs in 2027.",
            1,
            &[],
        );
        check(
            "The mayor of Saltby said on Tuesday that the old pier will close for repairs in 2027.",
            1,
            &[],
        );
        check(
            "“Nobody will miss the noise,” said Ada Quince, who sells rope at the harbour and votes for the mayor.",
            1,
            &[],
        );
        check(
            "“Everybody will miss the noise,” said Ada Quill, who sells rope at the harbour and votes for the mayor.",
            1,
            &[],
        );
    }

    #[test]
    fn words_that_stand_nowhere_are_missed() {
        check("The expensive work costs 3.5 million euros and takes two years.", 1, &[]);
        check("The work costs 3.5 million euros and lasts two years.", 1, &[]);
        check("Fishermen want to keep their moorings.", 1, &[]);
    }

    #[test]
    fn the_share_is_of_words() {
        let [a, b] = ["The work costs 3.5 million euros and takes two years. Fishermen object.", KEPT]
            .map(|t| Story::new("x", t.to_owned()));
        let proof = proof(&a, &b);
        assert!(!proof.is_whole() && proof.share() > 0.7 && proof.share() < 0.9, "{}", proof.share());
    }
}
