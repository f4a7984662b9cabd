//! The quote ledger: what became of every quotation.

use crate::diff::change::LinkView;
use crate::facts::speaker;
use crate::text::{Pair, Side, Span, Story, Token, TokenKind};

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

/// One quotation with its tokens.
struct Quote<'a> {
    span: Span,
    sentence: usize,
    /// Last sentence it reaches into.
    last: usize,
    tokens: &'a [Token],
    /// Indices of the words among `tokens`.
    words: Vec<usize>,
}

/// Words compared at most in one quotation.
const LONGEST: usize = 600;
/// Pairs of quotations compared at most.
const PAIRS: usize = 40_000;

fn quotes(story: &Story) -> Vec<Quote<'_>> {
    let tokens = story.tokens();
    let sentence_at = |byte: u32| story.sentences().partition_point(|s| s.span.end <= byte);
    let of = |span: Span| {
        let from = tokens.partition_point(|t| t.span.start < span.start);
        let to = tokens.partition_point(|t| t.span.end <= span.end);
        let inside = &tokens[from..to.max(from)];
        let words = (0..inside.len()).filter(|t| inside[*t].is_word()).take(LONGEST).collect();
        let last = sentence_at(span.end.saturating_sub(1));
        Quote { span, sentence: sentence_at(span.start), last, tokens: inside, words }
    };
    story.quotations().iter().map(|q| of(q.inner)).collect()
}

/// Returns what became of every quotation of either story, in order of A, those of B alone last. Each quotation stands in
/// at least one row; a merged or split one in several.
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
            let own = q.sentence..=q.last;
            let rest = paragraph.sentences.clone().filter(move |s| !own.contains(s));
            speaker(story, q.span, (q.sentence..=q.last).chain(rest))
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
    let matched = view
        .matched
        .iter()
        .filter(|(x, y)| inside(if side == Side::Left { *x as usize } else { *y as usize }))
        .count();
    let all = (0..tokens.len()).filter(|t| inside(*t)).count();
    matched > 0 && matched * 4 >= all
}

/// Pairs the quotations that are one utterance. Two pair when the shorter shares at least half its words with the longer, in
/// order; a quotation may pair with several that do not overlap in it.
fn pair_up(list: &Pair<Vec<Quote<'_>>>, views: &[LinkView<'_>]) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    let all = list.left.len() * list.right.len();
    for (x, a) in list.left.iter().enumerate() {
        for (y, b) in list.right.iter().enumerate() {
            if all > PAIRS && x.abs_diff(y) > PAIRS / list.left.len().max(list.right.len()).max(1) {
                continue;
            }
            if let Some(score) = kinship(a, b, linked(views, a, b)) {
                scored.push((score, x, y));
            }
        }
    }
    scored.sort_by_key(|(score, x, y)| (std::cmp::Reverse(*score), x + y, x.abs_diff(*y), *x));
    let mut taken: Pair<Vec<Vec<bool>>> = Pair::new(
        list.left.iter().map(|q| vec![false; q.words.len()]).collect(),
        list.right.iter().map(|q| vec![false; q.words.len()]).collect(),
    );
    let mut pairs = Vec::new();
    for (_, x, y) in scored {
        let (a, b) = (&list.left[x], &list.right[y]);
        let matched = common(a, b, &taken.left[x], &taken.right[y]);
        let shorter = a.words.len().min(b.words.len());
        let fresh = taken.left[x].iter().all(|t| !t) || taken.right[y].iter().all(|t| !t);
        if !fresh || matched.len() * 2 < shorter || matched.is_empty() {
            continue;
        }
        for (i, j) in matched {
            taken.left[x][i] = true;
            taken.right[y][j] = true;
        }
        pairs.push((x, y));
    }
    pairs.sort_unstable();
    pairs
}

fn linked(views: &[LinkView<'_>], a: &Quote<'_>, b: &Quote<'_>) -> bool {
    views.iter().any(|v| {
        (a.sentence..=a.last).contains(&v.sentence.left) && (b.sentence..=b.last).contains(&v.sentence.right)
    })
}

/// Scores a pair of quotations, `None` when they are not one utterance.
fn kinship(a: &Quote<'_>, b: &Quote<'_>, linked: bool) -> Option<usize> {
    let shorter = a.words.len().min(b.words.len());
    if shorter == 0 {
        return None;
    }
    let matched = common(a, b, &vec![false; a.words.len()], &vec![false; b.words.len()]);
    let content = matched.iter().filter(|(i, _)| a.tokens[a.words[*i]].is_content()).count();
    let all = matched.len() == shorter;
    let enough = if linked {
        matched.len() * 2 >= shorter && (content > 0 || all)
    } else {
        matched.len() * 10 >= shorter * 7
            && (content >= 2
                || all && content > 0 && a.words.len() == b.words.len()
                || all && shorter >= 3 && stands_in_either(a, b))
    };
    enough.then(|| {
        matched.len() * 1_000 / (a.words.len() + b.words.len()) * 10
            + matched.len().min(9)
            + if linked { 2_000 } else { 0 }
            + content
    })
}

fn stands_in_either(a: &Quote<'_>, b: &Quote<'_>) -> bool {
    if a.words.len() <= b.words.len() { stands_in(a, b) } else { stands_in(b, a) }
}

/// Longest common subsequence of the words not taken, as pairs of word indices.
fn common(a: &Quote<'_>, b: &Quote<'_>, taken_a: &[bool], taken_b: &[bool]) -> Vec<(usize, usize)> {
    let free = |taken: &[bool]| {
        taken.iter().enumerate().filter(|(_, t)| !**t).map(|(i, _)| i).collect::<Vec<usize>>()
    };
    let (left, right) = (free(taken_a), free(taken_b));
    let keys = |quote: &Quote<'_>, at: &[usize]| {
        at.iter().map(|w| quote.tokens[quote.words[*w]].key).collect::<Vec<u64>>()
    };
    let (x, y) = (keys(a, &left), keys(b, &right));
    let mut out = Vec::new();
    for op in similar::capture_diff_slices(similar::Algorithm::Hunt, &x, &y) {
        if let similar::DiffOp::Equal { old_index, new_index, len } = op {
            out.extend((0..len).map(|step| (left[old_index + step], right[new_index + step])));
        }
    }
    out
}

/// Says what became of the words of a pair.
fn status(stories: Pair<&Story>, a: &Quote<'_>, b: &Quote<'_>) -> QuoteStatus {
    let matched = common(a, b, &vec![false; a.words.len()], &vec![false; b.words.len()]);
    let lost = missing(a.words.len(), matched.iter().map(|p| p.0));
    let gained = missing(b.words.len(), matched.iter().map(|p| p.1));
    let letters = |story: &Story, quote: &Quote<'_>| {
        crate::text::fold(quote.span.of(story.raw()))
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    if lost.is_empty() && gained.is_empty() || letters(stories.left, a) == letters(stories.right, b) {
        return if spelling(stories.left, a) == spelling(stories.right, b) {
            QuoteStatus::Same
        } else {
            QuoteStatus::Punctuation
        };
    }
    let bracketed = |story: &Story, quote: &Quote<'_>, words: &[usize]| {
        words.iter().all(|w| in_brackets(story, quote, quote.words[*w]))
    };
    let in_a = !lost.is_empty() && bracketed(stories.left, a, &lost);
    let in_b = !gained.is_empty() && bracketed(stories.right, b, &gained);
    if (in_b || gained.is_empty())
        && (in_a || lost.is_empty() || in_b && lost.len() <= 2 && contiguous(&lost))
        && (in_a || in_b)
    {
        return QuoteStatus::Insertion;
    }
    if !lost.is_empty() && !gained.is_empty() {
        return QuoteStatus::Altered;
    }
    // Words left out on one side only: cut at the ends, marked, or silently in the middle.
    let (longer, shorter, gone, story) =
        if gained.is_empty() { (a, b, &lost, stories.right) } else { (b, a, &gained, stories.left) };
    if has_ellipsis(story, shorter) {
        return QuoteStatus::Ellipsis;
    }
    if stands_in(shorter, longer) {
        return QuoteStatus::Trimmed;
    }
    let inside = gone.iter().any(|w| *w > first_kept(gone) && *w < last_kept(gone, longer.words.len()));
    if inside { QuoteStatus::Altered } else { QuoteStatus::Trimmed }
}

/// Whether the words of one quotation stand in the other one after another.
fn stands_in(shorter: &Quote<'_>, longer: &Quote<'_>) -> bool {
    let keys = |quote: &Quote<'_>| quote.words.iter().map(|w| quote.tokens[*w].key).collect::<Vec<u64>>();
    let (short, long) = (keys(shorter), keys(longer));
    long.windows(short.len().max(1)).any(|w| w == short)
}

fn missing(len: usize, matched: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut there = vec![false; len];
    for at in matched {
        there[at] = true;
    }
    (0..len).filter(|w| !there[*w]).collect()
}

fn contiguous(words: &[usize]) -> bool {
    words.windows(2).all(|w| w[1] == w[0] + 1)
}

fn first_kept(gone: &[usize]) -> usize {
    (0..).find(|w| !gone.contains(w)).unwrap_or(0)
}

fn last_kept(gone: &[usize], len: usize) -> usize {
    (0..len).rev().find(|w| !gone.contains(w)).unwrap_or(0)
}

fn in_brackets(story: &Story, quote: &Quote<'_>, token: usize) -> bool {
    let text = |t: &Token| t.span.of(story.raw()).to_owned();
    let opens = quote.tokens[..token].iter().rposition(|t| text(t) == "[");
    let closed = quote.tokens[..token].iter().rposition(|t| text(t) == "]");
    opens.is_some() && opens > closed
}

fn has_ellipsis(story: &Story, quote: &Quote<'_>) -> bool {
    quote.tokens.iter().any(|t| {
        t.kind == TokenKind::Punctuation && matches!(t.span.of(story.raw()), "..." | "…" | "...." | "….")
    })
}

/// The spelling of a quotation without what never counts: the kind of mark, and the sign before the closing one.
fn spelling(story: &Story, quote: &Quote<'_>) -> Vec<String> {
    let plain = |t: &Token| -> String {
        let text = t.span.of(story.raw());
        match t.kind {
            TokenKind::QuoteMark => "\"".to_owned(),
            TokenKind::Punctuation => match text {
                "…" => "...".to_owned(),
                "–" | "—" | "--" => "--".to_owned(),
                "’" | "‘" | "'" => "'".to_owned(),
                other => other.to_owned(),
            },
            _ => text.replace(['’', '‘'], "'").replace(['\u{ad}', '\u{200b}'], ""),
        }
    };
    let mut out: Vec<String> = quote.tokens.iter().map(plain).collect();
    while out.last().is_some_and(|t| matches!(t.as_str(), "," | "." | ";" | ":" | "،")) {
        out.pop();
    }
    out
}
