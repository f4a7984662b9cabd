//! What comes in masses: one disclaimer under every story, one paragraph in hundreds of copies, nothing but one paragraph.

use std::io;

use super::edit::{Edits, rewrite};
use super::language::Language;
use super::prose::{Article, Lengths, Paragraph, SPAN, Word, article, foreign, paragraph};
use super::random::Random;
use super::sink::Sink;
use super::truth::{Role, Truth};

/// Copies of each widely printed paragraph.
pub const COPIES: usize = 500;

/// Writes unrelated stories that end in one disclaimer; in every one but the first with a word changed, if `edited`.
pub fn disclaimer(
    language: &Language,
    stories: usize,
    edited: bool,
    seed: u64,
    sink: &mut Sink,
) -> io::Result<()> {
    let mut random = Random::new(seed, 2);
    let disclaimer = of_length(language, 40, &mut random);
    for number in 0..stories {
        let paragraphs = random.between(3, 8);
        let mut story = article(language, Lengths::News, paragraphs, &mut random);
        name(&mut story, number, stories);
        let mut last = disclaimer.clone();
        if edited && number > 0 {
            let at = random.below(last.len());
            last[at].term = language.running(&mut random);
        }
        story.paragraphs.push(last);
        sink.member(&story, &story.id, Role::Base, None)?;
    }
    Ok(())
}

/// Writes stories of five paragraphs, one of which is a copy, 5 to 30 % edited, of one of `stories / COPIES` paragraphs
/// (at least one); the first of each kind is the paragraph itself.
pub fn copies(language: &Language, stories: usize, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let mut random = Random::new(seed, 3);
    let sources: Vec<Paragraph> =
        (0..(stories / COPIES).max(1)).map(|_| foreign(language, Lengths::News, &mut random)).collect();
    let mut order: Vec<usize> = (0..stories).map(|number| number % sources.len()).collect();
    random.shuffle(&mut order);
    let mut ranks = vec![0; sources.len()];
    for (number, group) in order.into_iter().enumerate() {
        let mut story = article(language, Lengths::News, 4, &mut random);
        name(&mut story, number, stories);
        let source = &sources[group];
        let share = 0.05 + 0.25 * random.unit();
        let edits = if random.chance(0.5) { Edits::Single } else { Edits::Bursts };
        let copy = match ranks[group] {
            0 => source.clone(),
            _ => rewrite(language, source, edits, share, &mut random),
        };
        let at = random.between(1, 4);
        story.paragraphs.insert(at, copy);
        sink.member(&story, &story.id, Role::Base, None)?;
        sink.truth(&Truth::Copy {
            group: group as u32,
            rank: ranks[group],
            at: (story.id.clone(), at as u32 + 1),
        })?;
        ranks[group] += 1;
    }
    Ok(())
}

/// Writes so many stories of one and the same paragraph.
pub fn same(language: &Language, stories: usize, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let mut random = Random::new(seed, 4);
    let mut story = article(language, Lengths::News, 1, &mut random);
    let mut first = None;
    for number in 0..stories {
        name(&mut story, number, stories);
        let cluster = first.get_or_insert_with(|| story.id.clone()).clone();
        let role = if number == 0 { Role::Base } else { Role::Wire };
        sink.member(&story, &cluster, role, None)?;
    }
    Ok(())
}

/// A paragraph of exactly so many words.
pub fn of_length(language: &Language, words: usize, random: &mut Random) -> Vec<Word> {
    let topic = super::prose::Topic::new(language, Lengths::News, random);
    let mut out = Vec::new();
    while out.len() < words {
        out.extend(paragraph(language, &topic, random));
    }
    out.truncate(words);
    out
}

fn name(story: &mut Article, number: usize, stories: usize) {
    story.id = format!("s{number:07}");
    story.time = number as u64 * SPAN / stories as u64;
}
