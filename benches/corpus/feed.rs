//! The speed corpus: an archive in which 40 % of the stories are rewrites.

use std::io;

use super::edit::{Edits, join, rewrite};
use super::language::Language;
use super::prose::{Article, Lengths, SPAN, article, foreign};
use super::random::Random;
use super::sink::Sink;
use super::truth::Role;

/// Stories whose rewrites are still to come; beyond this the oldest are given up, so that memory stays flat.
const LIVE: usize = 2_000;

/// Most rewrites of one story.
const MOST: usize = 300;

/// A story with the number of rewrites to come.
struct Live {
    story: Article,
    left: usize,
}

/// Writes so many stories: three in five tell something new, the rest rewrite one of them. A few stories have hundreds of
/// rewrites, most have none.
pub fn write(language: &Language, stories: usize, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let mut random = Random::new(seed, 1);
    let mut live: Vec<Live> = Vec::new();
    for number in 0..stories {
        let id = format!("s{number:07}");
        let time = number as u64 * SPAN / stories as u64;
        if !live.is_empty() && random.chance(0.4) {
            let at = random.below(live.len());
            let base = &mut live[at];
            let mut story = retell(language, &base.story, &mut random);
            // Outlets run a wire within a day or two, whenever their copy of it is pushed into the archive.
            (story.id, story.time) = (id, base.story.time + random.between(120, 130_000) as u64);
            base.left -= 1;
            sink.member(&story, &base.story.id, Role::Rewrite, None)?;
            if base.left == 0 {
                live.swap_remove(at);
            }
            continue;
        }
        let paragraphs = random.between(6, 25);
        let mut story = article(language, Lengths::Even, paragraphs, &mut random);
        (story.id, story.time) = (id, time);
        sink.member(&story, &story.id, Role::Base, None)?;
        if random.chance(0.3) {
            if live.len() == LIVE {
                live.remove(0);
            }
            live.push(Live { story, left: rewrites(&mut random) });
        }
    }
    Ok(())
}

/// Rewrites that a story gets: one for most, a few hundred for one in ten thousand.
fn rewrites(random: &mut Random) -> usize {
    let mut count = 1;
    while count < MOST && random.chance(0.45) {
        count *= 2;
    }
    random.between(count.div_ceil(2), count.min(MOST))
}

/// A rewrite for a story of the speed corpus. Each rewrite has its own way: it drops up to half of the paragraphs and
/// puts in up to as many; 5 % are joined with the next and 10 % swapped with it. 30 % of those kept stay as they were, in
/// the others 2 to 25 % of the words are edited.
fn retell(language: &Language, base: &Article, random: &mut Random) -> Article {
    let mut out = Article { outlet: random.below(super::prose::OUTLETS.len()), ..base.clone() };
    out.paragraphs.clear();
    let (drops, adds) = (0.5 * random.unit(), 0.5 * random.unit());
    let mut joins = false;
    for (number, source) in base.paragraphs.iter().enumerate() {
        if random.chance(drops) && out.paragraphs.len() + base.paragraphs.len() > number + 2 {
            continue;
        }
        let kept = random.chance(0.3);
        let share = 0.02 + 0.23 * random.unit();
        let edits = if random.chance(0.5) { Edits::Single } else { Edits::Bursts };
        let made = if kept { source.clone() } else { rewrite(language, source, edits, share, random) };
        match out.paragraphs.last_mut() {
            Some(last) if joins => *last = join(last, &made),
            _ => out.paragraphs.push(made),
        }
        joins = random.chance(0.05);
        if random.chance(adds) {
            out.paragraphs.push(foreign(language, Lengths::Even, random));
            joins = false;
        }
    }
    for at in 1..out.paragraphs.len() {
        if random.chance(0.1) {
            out.paragraphs.swap(at - 1, at);
        }
    }
    out
}
