//! The rows: each quotation with its partners, or alone.

use crate::diff::change::LinkView;
use crate::diff::quotes::pairing::pair_up;
use crate::diff::quotes::quote::{Quote, quotes};
use crate::diff::quotes::verdict::status;
use crate::facts::speaker;
use crate::text::{Pair, Side, Span, Story};

/// What became of a quotation.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum QuoteStatus {
    /// The same words and punctuation; the kind of mark and the sign before the closing mark do not count.
    Same,
    /// The same words, other punctuation, case or spelling inside.
    Punctuation,
    /// Words cut off at the start or the end, unmarked.
    Trimmed,
    /// Words left out, marked by an ellipsis.
    Ellipsis,
    /// Words put in between brackets.
    Insertion,
    /// Words changed, added or left out inside, unmarked.
    Altered,
    /// Several quotations of A are one in B.
    Merged,
    /// One quotation of A is several in B.
    Split,
    /// Quoted on one side, told without marks on the other.
    Paraphrased,
    /// Quoted in A alone.
    OnlyA,
    /// Quoted in B alone.
    OnlyB,
}

impl QuoteStatus {
    /// Returns the words used in every human-readable output.
    pub fn name(self) -> &'static str {
        match self {
            QuoteStatus::Same => "same",
            QuoteStatus::Punctuation => "punctuation only",
            QuoteStatus::Trimmed => "trimmed",
            QuoteStatus::Ellipsis => "ellipsis",
            QuoteStatus::Insertion => "insertion",
            QuoteStatus::Altered => "words altered",
            QuoteStatus::Merged => "merged",
            QuoteStatus::Split => "split",
            QuoteStatus::Paraphrased => "paraphrased",
            QuoteStatus::OnlyA => "only in A",
            QuoteStatus::OnlyB => "only in B",
        }
    }
}

/// One row of the quote ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteRow {
    /// The words between the marks, where quoted.
    pub span: Pair<Option<Span>>,
    /// The sentence in which the quotation begins, or that paraphrases it.
    pub sentence: Pair<Option<usize>>,
    /// Who says it, where stated.
    pub speaker: Pair<Option<Span>>,
    /// What became of it.
    pub status: QuoteStatus,
}

impl QuoteRow {
    /// Exchanges the sides.
    pub fn turn(&mut self) {
        self.span = self.span.swap();
        self.sentence = self.sentence.swap();
        self.speaker = self.speaker.swap();
        self.status = match self.status {
            QuoteStatus::Merged => QuoteStatus::Split,
            QuoteStatus::Split => QuoteStatus::Merged,
            QuoteStatus::OnlyA => QuoteStatus::OnlyB,
            QuoteStatus::OnlyB => QuoteStatus::OnlyA,
            status => status,
        };
    }
}

/// Returns what became of every quotation of either story, in order of A, those of B alone last. Each quotation stands
/// in at least one row; a merged or split one in several.
pub fn quote_ledger(stories: Pair<&Story>, views: &[LinkView<'_>]) -> Vec<QuoteRow> {
    let list = Pair::new(quotes(stories.left), quotes(stories.right));
    let pairs = pair_up(&list, views);
    let mut rows = Vec::new();
    let partners = |side: Side, at: usize| {
        pairs.iter().filter(|p| if side == Side::Left { p.0 == at } else { p.1 == at }).count()
    };
    for (x, quote) in list.left.iter().enumerate() {
        let mine: Vec<usize> = pairs.iter().filter(|p| p.0 == x).map(|p| p.1).collect();
        for y in &mine {
            let other = &list.right[*y];
            let status = if mine.len() > 1 {
                QuoteStatus::Split
            } else if partners(Side::Right, *y) > 1 {
                QuoteStatus::Merged
            } else {
                status(stories, quote, other)
            };
            rows.push(row(stories, Some(quote), Some(other), Pair::new(None, None), status));
        }
        if mine.is_empty() {
            rows.push(alone(stories, views, Side::Left, quote));
        }
    }
    for (y, quote) in list.right.iter().enumerate() {
        if partners(Side::Right, y) == 0 {
            rows.push(alone(stories, views, Side::Right, quote));
        }
    }
    rows
}

fn row(
    stories: Pair<&Story>,
    a: Option<&Quote<'_>>,
    b: Option<&Quote<'_>>,
    told: Pair<Option<usize>>,
    status: QuoteStatus,
) -> QuoteRow {
    let speaker_of = |story: &Story, quote: Option<&Quote<'_>>| {
        quote.and_then(|q| {
            let paragraph = &story.paragraphs()[story.sentences()[q.sentence].paragraph];
            // Its own sentences first, then back to the head of the paragraph, then on to its end.
            let before = (paragraph.sentences.start..q.sentence).rev();
            let after = q.last + 1..paragraph.sentences.end.max(q.last + 1);
            speaker(story, q.span, (q.sentence..=q.last).chain(before).chain(after))
        })
    };
    QuoteRow {
        span: Pair::new(a.map(|q| q.span), b.map(|q| q.span)),
        sentence: Pair::new(a.map(|q| q.sentence).or(told.left), b.map(|q| q.sentence).or(told.right)),
        speaker: Pair::new(speaker_of(stories.left, a), speaker_of(stories.right, b)),
        status,
    }
}

/// A quotation without partner: told without marks on the other side, or gone.
fn alone(stories: Pair<&Story>, views: &[LinkView<'_>], side: Side, quote: &Quote<'_>) -> QuoteRow {
    let told = views
        .iter()
        .filter(|v| (quote.sentence..=quote.last).contains(&v.sentence[side]))
        .find(|v| retold(v, side, quote))
        .map(|v| v.sentence[side.other()]);
    let status = match (told, side) {
        (Some(_), _) => QuoteStatus::Paraphrased,
        (None, Side::Left) => QuoteStatus::OnlyA,
        (None, Side::Right) => QuoteStatus::OnlyB,
    };
    match side {
        Side::Left => row(stories, Some(quote), None, Pair::new(None, told), status),
        Side::Right => row(stories, None, Some(quote), Pair::new(told, None), status),
    }
}

/// Whether the link matches words of the quotation: a quarter of its content, or one word of a short one.
fn retold(view: &LinkView<'_>, side: Side, quote: &Quote<'_>) -> bool {
    let tokens = view.tokens(side);
    let inside = |t: usize| quote.span.contains(tokens[t].span) && tokens[t].is_content();
    let matched = view.matched_on(side).filter(|t| inside(*t)).count();
    let all = (0..tokens.len()).filter(|t| inside(*t)).count();
    matched > 0 && matched * 4 >= all
}
