//! Rewrites of known strength inside an archive of unrelated stories: what a scan finds of them is its recall, what it
//! finds besides are false pairs.
//!
//! Every story outside the first tenth lends four paragraphs and holds three that were lent, each by or to a story that
//! it shares nothing else with. No paragraph is lent twice, so that the pairs of the truth are all there are.

use std::io;

use super::edit::{Edits, changed, join, rewrite, rotate};
use super::language::Language;
use super::prose::{Article, Lengths, Paragraph, SPAN, Word, article, foreign};
use super::random::Random;
use super::sink::Sink;
use super::truth::{Truth, Way};

/// Paragraphs of each story that are lent, from its first.
const LENT: usize = 3;

/// The next two hold the end and the beginning of what is lent as a verbatim run.
const RUN: usize = LENT;

/// Fewest paragraphs: those lent, those of the run, one between, and two that hold a run lent by another.
const FEWEST: usize = 8;

/// Strength of the edits to merged, rotated, cut paragraphs.
const FIXED: f64 = 0.2;

/// Words of a piece.
const PIECE: usize = 12;

/// A paragraph that goes into a story.
struct Planted {
    /// Source: story and paragraph, as indices.
    source: (usize, usize),
    /// Index of the paragraph of the holder before which it stands.
    before: usize,
    way: Way,
    changed: u32,
    text: Paragraph,
}

/// Writes so many unrelated stories, and a rewrite of every tenth of them.
pub fn write(language: &Language, stories: usize, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let mut random = Random::new(seed, 5);
    let mut archive: Vec<Article> = (0..stories)
        .map(|_| {
            let paragraphs = random.between(FEWEST, 22);
            article(language, Lengths::News, paragraphs, &mut random)
        })
        .collect();
    let linked = stories / 10;
    let total = stories + linked;
    for (number, story) in archive.iter_mut().enumerate() {
        story.id = format!("s{number:06}");
        story.time = random.below(SPAN as usize) as u64;
    }
    for base in 0..linked {
        let strength = random.between(1, 60) as f64 / 100.0;
        let mut story = retell(language, &archive[base], strength, &mut random, sink)?;
        story.time = random.below(SPAN as usize) as u64;
        archive.push(story);
    }
    plant(language, &mut archive, linked..stories, &mut random, sink)?;
    let mut order: Vec<usize> = (0..total).collect();
    random.shuffle(&mut order);
    order.into_iter().try_for_each(|at| sink.story(&archive[at]))
}

/// Lends paragraphs and runs among the stories of the range, and writes what was lent to the truth.
fn plant(
    language: &Language,
    archive: &mut [Article],
    range: std::ops::Range<usize>,
    random: &mut Random,
    sink: &mut Sink,
) -> io::Result<()> {
    let count = range.len();
    // Lenders stand at four different distances under half of the circle: no two stories meet twice.
    let lender = |holder: usize, way: usize| {
        range.start + (holder - range.start + (way + 1) * count / (2 * LENT + 4)) % count
    };
    if count < 4 * LENT + 8 {
        return Ok(());
    }
    let mut all: Vec<(usize, Vec<Planted>)> = Vec::new();
    for holder in range.clone() {
        let last = archive[holder].paragraphs.len() - 2;
        let planted = (0..LENT).map(|number| {
            let source = (lender(holder, number), number);
            let before = random.between(RUN + 2, last);
            lend(language, &archive[source.0].paragraphs[number], source, before, random)
        });
        let mut planted: Vec<Planted> = planted.collect();
        planted.sort_by_key(|p| p.before);
        all.push((holder, planted));
    }
    let mut runs = Vec::new();
    for holder in range.clone() {
        let source = lender(holder, LENT);
        let [first, second] = [RUN, RUN + 1].map(|at| archive[source].paragraphs[at].clone());
        runs.push((holder, source, Run::new(&first, &second, random)));
    }
    // Where each paragraph stands in the end: those lent are moved by none, those that hold a run by all that are planted.
    for (holder, source, run) in runs {
        let last = archive[holder].paragraphs.len() - 2;
        let held = run.insert(&mut archive[holder].paragraphs[last..], random);
        let mut places = Vec::new();
        for from in run.sources() {
            places.extend(held.iter().map(|to| ((from + RUN + 1) as u32, (last + to + LENT + 1) as u32)));
        }
        sink.truth(&Truth::Run {
            a: archive[source].id.clone(),
            b: archive[holder].id.clone(),
            across: places.len() > 1,
            places,
            words: run.words.len() as u32,
            bits: run.words.iter().map(|w| language.bits(w.term)).sum::<f64>() as u32,
        })?;
    }
    for (holder, planted) in all {
        for (number, one) in planted.into_iter().enumerate() {
            let at = one.before + number;
            sink.truth(&Truth::Pair {
                a: (archive[one.source.0].id.clone(), one.source.1 as u32 + 1),
                b: (archive[holder].id.clone(), at as u32 + 1),
                way: one.way,
                changed: one.changed,
                words: one.text.len() as u32,
            })?;
            archive[holder].paragraphs.insert(at, one.text);
        }
    }
    Ok(())
}

/// One paragraph as it will stand in another story.
fn lend(
    language: &Language,
    paragraph: &[Word],
    source: (usize, usize),
    before: usize,
    random: &mut Random,
) -> Planted {
    let strength = random.between(1, 60) as f64 / 100.0;
    let made =
        |part: &[Word], edits, share, random: &mut Random| rewrite(language, part, edits, share, random);
    let (way, text) = match random.below(20) {
        0..6 => (Way::Single, made(paragraph, Edits::Single, strength, random)),
        6..12 => (Way::Bursts, made(paragraph, Edits::Bursts, strength, random)),
        12..14 => (Way::Merge, made(paragraph, Edits::Single, FIXED, random)),
        14..16 => (Way::Rotation, made(&rotate(paragraph), Edits::Single, FIXED, random)),
        16..18 => {
            let all = made(paragraph, Edits::Single, FIXED, random);
            let (first, second) = all.split_at(all.len() / 2);
            (Way::Half, if random.chance(0.5) { first } else { second }.to_vec())
        }
        _ => {
            let mut all = made(paragraph, Edits::Single, FIXED, random);
            while all.len() < PIECE {
                all.push(Word::plain(language.running(random)));
            }
            let start = random.below(all.len() + 1 - PIECE);
            (Way::Piece, all[start..start + PIECE].to_vec())
        }
    };
    let changed = match way {
        // What was cut off is not lost: only the words of the cut count.
        Way::Half | Way::Piece => changed(&text, paragraph),
        _ => changed(paragraph, &text),
    };
    let text = match way {
        Way::Merge if random.chance(0.5) => join(&text, &foreign(language, Lengths::News, random)),
        Way::Merge => join(&foreign(language, Lengths::News, random), &text),
        _ => text,
    };
    Planted { source, before, way, changed, text }
}

/// A verbatim run, and how many of its words come from the first of two neighbours.
struct Run {
    words: Vec<Word>,
    from_first: usize,
}

impl Run {
    /// Takes 8 to 30 words out of the first of two neighbours, or across the break between the two.
    fn new(first: &[Word], second: &[Word], random: &mut Random) -> Run {
        let length = random.between(8, 30);
        if random.chance(0.3) {
            let from_first = random.between(2, length - 2).min(first.len());
            let from_second = (length - from_first).min(second.len());
            let words = [&first[first.len() - from_first..], &second[..from_second]].concat();
            return Run { words, from_first };
        }
        let length = length.min(first.len());
        let start = random.below(first.len() - length + 1);
        Run { words: first[start..start + length].to_vec(), from_first: length }
    }

    /// The neighbours that it was taken from: 0, or 0 and 1.
    fn sources(&self) -> Vec<usize> {
        (0..if self.from_first < self.words.len() { 2 } else { 1 }).collect()
    }

    /// Puts it into the first of two neighbours, or across the break between the two. Returns which of them hold it.
    fn insert(&self, paragraphs: &mut [Paragraph], random: &mut Random) -> Vec<usize> {
        let [first, second] = paragraphs else { return Vec::new() };
        if random.chance(0.3) {
            let (head, tail) = self.words.split_at(random.between(2, self.words.len() - 2));
            first.extend_from_slice(head);
            second.splice(0..0, tail.iter().copied());
            return vec![0, 1];
        }
        let at = random.below(first.len() + 1);
        first.splice(at..at, self.words.iter().copied());
        vec![0]
    }
}

/// The rewrite of a whole story, with its pairs in the truth. Of the paragraphs 15 % are dropped, 10 % joined with the
/// next, 10 % cut in two, 15 % swapped with a neighbour; 15 % more are put in. Each is edited with 0.3 to 1.7 times the
/// strength.
fn retell(
    language: &Language,
    base: &Article,
    strength: f64,
    random: &mut Random,
    sink: &mut Sink,
) -> io::Result<Article> {
    // A paragraph, and which paragraphs it was made of: number, way and thousandths changed.
    type Made = (Paragraph, Vec<(u32, Way, u32)>);
    let mut made: Vec<Made> = Vec::new();
    let mut joins = false;
    for (number, source) in (1..).zip(&base.paragraphs) {
        if random.chance(0.15) {
            continue;
        }
        let share = strength * (0.3 + 1.4 * random.unit());
        let edits = if random.chance(0.5) { Edits::Single } else { Edits::Bursts };
        let whole = |part: &[Word], way, random: &mut Random| {
            let text = rewrite(language, part, edits, share.min(0.9), random);
            let changed = changed(part, &text);
            (text, vec![(number, way, changed)])
        };
        match made.last_mut() {
            Some((text, sources)) if joins => {
                let (second, from) = whole(source, Way::LinkedMerge, random);
                *text = join(text, &second);
                sources.iter_mut().for_each(|source| source.1 = Way::LinkedMerge);
                sources.extend(from);
                joins = false;
            }
            _ if source.len() >= 30 && random.chance(0.1) => {
                let (first, second) = source.split_at(random.between(12, source.len() - 12));
                made.push(whole(first, Way::LinkedSplit, random));
                made.push(whole(second, Way::LinkedSplit, random));
            }
            _ => {
                made.push(whole(source, Way::Linked, random));
                joins = random.chance(0.1);
            }
        }
        if random.chance(0.15) {
            made.push((foreign(language, Lengths::News, random), Vec::new()));
            joins = false;
        }
    }
    for at in 1..made.len() {
        if random.chance(0.15) {
            made.swap(at - 1, at);
        }
    }
    let id = format!("{}-rewrite", base.id);
    for (at, (text, sources)) in (1..).zip(&made) {
        for (from, way, changed) in sources {
            sink.truth(&Truth::Pair {
                a: (base.id.clone(), *from),
                b: (id.clone(), at),
                way: *way,
                changed: *changed,
                words: text.len() as u32,
            })?;
        }
    }
    let paragraphs = made.into_iter().map(|(text, _)| text).collect();
    let outlet = random.below(super::prose::OUTLETS.len());
    Ok(Article { id, outlet, paragraphs, ..base.clone() })
}
