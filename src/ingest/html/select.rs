//! Which blocks of a page are the story.

use super::title::same_words;
use super::walk::{Kind, Piece, Walked};

/// Characters of prose from which a marked place is believed to hold the story.
const ENOUGH: usize = 250;

/// Longest text of a block that is a label rather than prose, where its markup does not tell.
const LABEL: usize = 80;

/// The paragraphs that were chosen, in order, and how many bytes of prose they hold.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub paragraphs: Vec<String>,
    pub prose: usize,
}

/// The blocks in the place that the page marks as the text of a story: nothing when no place is marked or too little is there.
pub(super) fn marked(walked: &Walked, headline: &[&str]) -> Option<Choice> {
    let best = heaviest(walked, |p| p.body)?;
    let article = walked.pieces.iter().find(|p| p.body == best)?.article;
    // A story may be marked in several parts, which an article then holds together.
    let parts =
        |p: &Piece| p.body == best || (p.body > 0 && article > 0 && p.article == article && !p.nested);
    let choice = choose(walked, parts, headline);
    (choice.prose >= ENOUGH).then_some(choice)
}

/// The blocks of the largest `<article>`.
pub(super) fn article(walked: &Walked, headline: &[&str]) -> Option<Choice> {
    let best = heaviest(walked, |p| p.article)?;
    Some(choose(walked, |p| p.article == best, headline))
}

/// The blocks of `<main>`.
pub(super) fn main(walked: &Walked, headline: &[&str]) -> Choice {
    choose(walked, |p| p.in_main, headline)
}

/// All paragraphs of the page that are marked as such.
pub(super) fn paragraphs(walked: &Walked, headline: &[&str]) -> Choice {
    choose(walked, |p| p.kind == Kind::Paragraph && !p.linked, headline)
}

/// The blocks of the page from the first to the last that Readability took for the story: it changes the markup, so what it
/// gives runs together in places, and it leaves out sub-headings and short paragraphs. Nothing when the two do not meet.
pub(super) fn mapped(walked: &Walked, readable: &Walked, headline: &[&str]) -> Option<Choice> {
    let mut taken: Vec<&str> = readable.pieces.iter().map(|p| readable.text(p)).collect();
    taken.sort_unstable();
    let voted = |p: &Piece| taken.binary_search(&walked.text(p)).is_ok();
    let weighs = |p: &&Piece| prose(walked, p) > 0 && voted(p);
    let first = walked.pieces.iter().find(weighs)?.place();
    let last = walked.pieces.iter().rfind(weighs)?.place();
    let between = |p: &Piece| {
        let marked = matches!(p.kind, Kind::Paragraph | Kind::Heading | Kind::Item) && !p.linked;
        (first..=last).contains(&p.place()) && (marked || voted(p) || prose(walked, p) > LABEL)
    };
    let choice = choose(walked, between, headline);
    let whole = all(readable, headline);
    let alike = choice.prose > whole.prose / 2 && choice.prose < whole.prose.saturating_mul(2);
    alike.then_some(choice)
}

/// All blocks.
pub(super) fn all(walked: &Walked, headline: &[&str]) -> Choice {
    choose(walked, |_| true, headline)
}

/// The number of the place with most prose; 0 is no place.
fn heaviest(walked: &Walked, place: impl Fn(&Piece) -> u32) -> Option<u32> {
    let mut weights: Vec<(u32, usize)> = Vec::new();
    for piece in walked.pieces.iter().filter(|p| place(p) > 0) {
        let weight = if piece.furniture { 0 } else { prose(walked, piece) };
        match weights.last_mut() {
            Some((number, sum)) if *number == place(piece) => *sum = sum.saturating_add(weight),
            _ => weights.push((place(piece), weight)),
        }
    }
    // The first of equals.
    weights.iter().rev().max_by_key(|(_, weight)| *weight).map(|(number, _)| *number)
}

/// Bytes of a block that count as prose: not links, captions and headings.
fn prose(walked: &Walked, piece: &Piece) -> usize {
    let counts = !piece.linked && matches!(piece.kind, Kind::Paragraph | Kind::Item | Kind::Other);
    if counts { walked.text(piece).len() } else { 0 }
}

/// The blocks of a place without what its names call furniture, unless they call most of it so: then the names lie.
fn choose(walked: &Walked, place: impl Fn(&Piece) -> bool, headline: &[&str]) -> Choice {
    let stays = |p: &&Piece| {
        p.kind != Kind::Caption && !(p.linked && p.kind == Kind::Item) && !is_headline(walked, p, headline)
    };
    let pieces: Vec<&Piece> = walked.pieces.iter().filter(|p| place(p)).filter(stays).collect();
    let weigh = |pieces: &[&Piece]| {
        pieces.iter().map(|p| prose(walked, p)).fold(0, |sum: usize, n| sum.saturating_add(n))
    };
    let clean: Vec<&Piece> = pieces.iter().copied().filter(|p| !p.furniture).collect();
    let chosen = if weigh(&clean) < weigh(&pieces) / 4 && weigh(&clean) < ENOUGH { pieces } else { clean };
    // At the very beginning the headline is one in any markup.
    let first = chosen.iter().position(|p| !repeats(walked, p, headline)).unwrap_or(chosen.len());
    let chosen = chosen.get(first..).unwrap_or_default();
    Choice { prose: weigh(chosen), paragraphs: chosen.iter().map(|p| walked.text(p).to_owned()).collect() }
}

/// Whether a block repeats the headline: as `<h1>` or another heading.
fn is_headline(walked: &Walked, piece: &Piece, headline: &[&str]) -> bool {
    let heading = matches!(piece.kind, Kind::Title | Kind::Heading);
    heading && repeats(walked, piece, headline)
}

fn repeats(walked: &Walked, piece: &Piece, headline: &[&str]) -> bool {
    headline.iter().any(|h| same_words(h, walked.text(piece)))
}
