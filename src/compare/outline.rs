//! The outline of a story: what the ids and spans of the model refer to.

use crate::compare::model::{ParagraphOutline, SentenceId, SentenceOutline, StoryOutline};
use crate::text::Story;

/// Returns the id of a sentence by its index.
pub(crate) fn sentence_id(story: &Story, sentence: usize) -> SentenceId {
    let paragraph = story.sentences()[sentence].paragraph;
    let first = story.paragraphs()[paragraph].sentences.start;
    SentenceId { paragraph: paragraph as u32 + 1, sentence: (sentence - first) as u32 + 1 }
}

/// Returns the outline of a story whose raw text has the given BLAKE3.
pub(crate) fn outline(story: &Story, hash: &blake3::Hash) -> StoryOutline {
    let sentence = |s: usize| SentenceOutline { id: sentence_id(story, s), span: story.sentences()[s].span };
    StoryOutline {
        id: story.id().to_owned(),
        outlet: story.outlet().map(str::to_owned),
        headline: story.headline().map(str::to_owned),
        published: story.published().map(str::to_owned),
        language: story.language().code().to_owned(),
        bytes: story.raw().len() as u32,
        words: story.word_count(),
        hash: hash.to_hex().to_string(),
        paragraphs: story
            .paragraphs()
            .iter()
            .enumerate()
            .map(|(n, p)| ParagraphOutline {
                n: n as u32 + 1,
                kind: p.kind,
                span: p.span,
                sentences: p.sentences.clone().map(sentence).collect(),
            })
            .collect(),
    }
}
