//! How a paragraph is rewritten, and how much of it was.

use super::language::Language;
use super::prose::{Mark, Paragraph, Word};
use super::random::Random;

/// How the edits lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edits {
    /// Each word by itself: the worst case for runs of words.
    Single,
    /// In bursts of 3.5 words on average, as people edit.
    Bursts,
}

/// Rewrites a paragraph: this share of its words is edited, of which 60 % are replaced by random words of running text,
/// 20 % dropped, and at 20 % a random word is put in.
pub fn rewrite(
    language: &Language,
    paragraph: &[Word],
    edits: Edits,
    share: f64,
    random: &mut Random,
) -> Paragraph {
    const BURST: f64 = 3.5;
    let mut out = Paragraph::with_capacity(paragraph.len() + 16);
    // The chance that an edit begins at a word outside of one.
    let begin = match edits {
        Edits::Single => share,
        Edits::Bursts => share / (share + BURST * (1.0 - share)),
    };
    let mut at = 0;
    while at < paragraph.len() {
        if !random.chance(begin) {
            out.push(paragraph[at]);
            at += 1;
            continue;
        }
        let length = if edits == Edits::Bursts { random.geometric(BURST) } else { 1 };
        let end = (at + length).min(paragraph.len());
        match random.below(10) {
            0..6 => {
                let replaced = paragraph[at..end].iter();
                out.extend(replaced.map(|word| Word { term: language.running(random), ..*word }));
            }
            6..8 => drop_words(&paragraph[at..end], &mut out),
            _ => {
                // New words go behind those of the burst, but before their full stop.
                let end = paragraph[end - 1];
                out.extend_from_slice(&paragraph[at..at + length.min(paragraph.len() - at)]);
                if let Some(word) = out.last_mut() {
                    *word = Word { mark: Mark::None, closes: false, ..end };
                }
                out.extend((1..length).map(|_| Word::plain(language.running(random))));
                out.push(Word { term: language.running(random), opens: false, ..end });
            }
        }
        at = end;
    }
    // Something is left of every paragraph.
    if out.is_empty() {
        out.extend(paragraph.iter().take(1));
    }
    out
}

/// Leaves words out; the full stop among them goes to the word before.
fn drop_words(dropped: &[Word], out: &mut Paragraph) {
    if let Some(last) = out.last_mut() {
        if dropped.iter().any(|word| word.mark == Mark::Stop) {
            last.mark = Mark::Stop;
        }
        last.closes |= dropped.iter().any(|word| word.closes);
    }
}

/// The three thirds of a paragraph in the order 2, 3, 1.
pub fn rotate(paragraph: &[Word]) -> Paragraph {
    let third = paragraph.len() / 3;
    [&paragraph[third..], &paragraph[..third]].concat()
}

/// One paragraph behind the other.
pub fn join(first: &[Word], second: &[Word]) -> Paragraph {
    let mut out = first.to_vec();
    if let Some(last) = out.last_mut() {
        last.mark = Mark::Stop;
    }
    out.extend_from_slice(second);
    out
}

/// Length of the longest common subsequence of words, marks aside.
pub fn common(a: &[Word], b: &[Word]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for left in a {
        let mut diagonal = 0;
        for (at, right) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if left.term == right.term { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

/// The share of the words of `source` that did not survive in `result`, in thousandths: 1 - LCS / words of `source`.
pub fn changed(source: &[Word], result: &[Word]) -> u32 {
    ((source.len() - common(source, result)) * 1000 / source.len().max(1)) as u32
}
