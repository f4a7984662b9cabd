//! What a night's feed mixes: rewrites, digests, disclaimers, templates, updates, and one wire story that everybody runs.
//! The truth names the cluster of each story.

use std::io;

use super::edit::{Edits, rewrite};
use super::flood::of_length;
use super::language::{Language, Term};
use super::prose::{Article, Lengths, OUTLETS, Paragraph, SPAN, Word, article, foreign};
use super::random::Random;
use super::sink::Sink;
use super::truth::Role;

/// Kinds of small boilerplate.
const SMALL: usize = 22;

/// Stories of a series.
const SERIES: usize = 12;

/// Share of the skeleton's words that one story of a series has otherwise: two of them agree in 95 % of the words.
const DRIFT: f64 = 0.025;

/// A story with what is true of it.
struct Member {
    story: Article,
    cluster: String,
    role: Role,
    series: Option<u32>,
}

/// Writes a mixed feed of about so many stories.
///
/// Of a thousand stories 600 belong to 110 base stories with 1 to 8 rewrites each, 25 are digests of five of them, 100
/// are templates in series of twelve, 50 are updates, the rest are copies of one wire story (at most 500) and stories that
/// stand alone.
pub fn write(language: &Language, stories: usize, seed: u64, sink: &mut Sink) -> io::Result<()> {
    let mut random = Random::new(seed, 6);
    let mut made = Made { language, members: Vec::new() };
    let bases: Vec<usize> =
        (0..(stories * 11 / 100).max(6)).map(|_| made.base(Role::Base, &mut random)).collect();
    for base in &bases {
        for _ in 0..random.between(1, 8) {
            let share = 0.05 + 0.35 * random.unit();
            let kept = 0.5 + 0.5 * random.unit();
            made.rewrite(*base, share, kept, Role::Rewrite, &mut random);
        }
    }
    for _ in 0..(stories / 40).clamp(2, 40) {
        made.digest(&bases, &mut random);
    }
    for series in 0..(stories / (10 * SERIES)).max(2) {
        made.series(series as u32, &mut random);
    }
    for _ in 0..(stories / 40).max(2) {
        let base = made.base(Role::Base, &mut random);
        for _ in 0..random.between(1, 3) {
            made.update(base, &mut random);
        }
    }
    let wire = made.base(Role::Base, &mut random);
    for _ in 0..(stories / 4).min(500) {
        let share = 0.3 * random.unit();
        let kept = 0.6 + 0.4 * random.unit();
        made.rewrite(wire, share, kept, Role::Wire, &mut random);
    }
    while made.members.len() < stories {
        made.base(Role::Base, &mut random);
    }
    made.furnish(&mut random);
    let mut members = made.members;
    members.sort_by_key(|m| m.story.time);
    members.iter().try_for_each(|m| sink.member(&m.story, &m.cluster, m.role, m.series))
}

struct Made<'a> {
    language: &'a Language,
    members: Vec<Member>,
}

impl Made<'_> {
    /// Adds a story. Its id does not tell what it is.
    fn add(
        &mut self,
        mut story: Article,
        cluster: Option<String>,
        role: Role,
        series: Option<u32>,
        random: &mut Random,
    ) -> usize {
        let number = self.members.len();
        story.id = format!("{:03x}-{number:05}", random.below(4096));
        let cluster = cluster.unwrap_or_else(|| story.id.clone());
        self.members.push(Member { story, cluster, role, series });
        number
    }

    /// A story of its own.
    fn base(&mut self, role: Role, random: &mut Random) -> usize {
        let paragraphs = random.between(6, 20);
        let mut story = article(self.language, Lengths::News, paragraphs, random);
        story.time = random.below(SPAN as usize - 2 * 86_400) as u64;
        self.add(story, None, role, None, random)
    }

    /// A rewrite within a day and a half: `kept` of the paragraphs, `share` of their words edited, up to three paragraphs
    /// of its own.
    fn rewrite(&mut self, base: usize, share: f64, kept: f64, role: Role, random: &mut Random) {
        let (source, cluster) = (&self.members[base].story, self.members[base].cluster.clone());
        let mut story = Article { outlet: random.below(OUTLETS.len()), ..source.clone() };
        story.time += random.between(120, 130_000) as u64;
        let total = source.paragraphs.len();
        let wanted = ((total as f64 * kept).round() as usize).max(1);
        let mut numbers: Vec<usize> = (0..total).collect();
        random.shuffle(&mut numbers);
        numbers.truncate(wanted);
        numbers.sort_unstable();
        let edited = |number: usize, random: &mut Random| {
            let edits = if random.chance(0.5) { Edits::Single } else { Edits::Bursts };
            rewrite(self.language, &source.paragraphs[number], edits, share, random)
        };
        story.paragraphs = numbers.into_iter().map(|number| edited(number, random)).collect();
        for _ in 0..random.below(4) {
            let at = random.below(story.paragraphs.len() + 1);
            story.paragraphs.insert(at, foreign(self.language, Lengths::News, random));
        }
        self.add(story, Some(cluster), role, None, random);
    }

    /// A round-up: two or three paragraphs out of each of five base stories, lightly edited.
    fn digest(&mut self, bases: &[usize], random: &mut Random) {
        let mut five = bases.to_vec();
        random.shuffle(&mut five);
        five.truncate(5);
        let mut story = article(self.language, Lengths::News, 1, random);
        for base in &five {
            let source = &self.members[*base].story;
            story.time = story.time.max(source.time + 3_600);
            let first = random.below(source.paragraphs.len() - 2);
            for paragraph in &source.paragraphs[first..first + random.between(2, 3)] {
                let share = 0.15 * random.unit();
                story.paragraphs.push(rewrite(self.language, paragraph, Edits::Bursts, share, random));
            }
        }
        self.add(story, None, Role::Digest, None, random);
    }

    /// A series: earnings of other companies, the weather of other days. The skeleton stays but for a few words, names and
    /// figures are others each time.
    fn series(&mut self, series: u32, random: &mut Random) {
        let paragraphs = random.between(5, 8);
        let mut skeleton = article(self.language, Lengths::News, paragraphs, random);
        for word in skeleton.paragraphs.iter_mut().flat_map(|p| skeleton_slots(p)) {
            word.term =
                if random.chance(0.6) { self.language.figure(random) } else { self.language.name(random) };
        }
        let start = random.below(SPAN as usize / 2) as u64;
        // Earnings come within days, the weather month-long.
        let apart = if series.is_multiple_of(2) { 3_600 } else { 86_400 };
        for number in 0..SERIES {
            let mut story = skeleton.clone();
            story.time = start + number as u64 * apart + random.below(1_800) as u64;
            let cast: Vec<(Term, Term)> =
                names_of(&story).into_iter().map(|name| (name, self.language.name(random))).collect();
            for paragraph in &mut story.paragraphs {
                for word in paragraph.iter_mut() {
                    word.term = self.refill(word.term, &cast, random);
                }
            }
            for term in &mut story.headline {
                *term = self.refill(*term, &cast, random);
            }
            self.add(story, None, Role::Template, Some(series), random);
        }
    }

    /// What stands at this place in another story of the series.
    fn refill(&self, term: Term, cast: &[(Term, Term)], random: &mut Random) -> Term {
        if term.is_figure() {
            self.language.figure(random)
        } else if let Ok(at) = cast.binary_search_by_key(&term, |(name, _)| *name) {
            cast[at].1
        } else if random.chance(DRIFT) {
            self.language.running(random)
        } else {
            term
        }
    }

    /// A later take of a story by the same outlet: half of the figures are others, some words edited, a new paragraph
    /// behind the lead. Names stay.
    fn update(&mut self, base: usize, random: &mut Random) {
        let (source, cluster) = (&self.members[base].story, self.members[base].cluster.clone());
        let mut story = source.clone();
        story.time += random.between(600, 40_000) as u64;
        for paragraph in &mut story.paragraphs {
            *paragraph = rewrite(self.language, paragraph, Edits::Bursts, 0.04, random);
            for word in paragraph.iter_mut().filter(|word| word.term.is_figure()) {
                if random.chance(0.5) {
                    word.term = self.language.figure(random);
                }
            }
        }
        story.paragraphs.insert(1, foreign(self.language, Lengths::News, random));
        self.add(story, Some(cluster), Role::Update, None, random);
    }

    /// Puts disclaimers under 40 % of the stories and small boilerplate into 25 %.
    fn furnish(&mut self, random: &mut Random) {
        let disclaimers: Vec<Paragraph> = (0..3).map(|_| of_length(self.language, 45, random)).collect();
        let small: Vec<Paragraph> = (0..SMALL)
            .map(|_| {
                let words = random.between(14, 28);
                of_length(self.language, words, random)
            })
            .collect();
        for member in &mut self.members {
            if random.chance(0.25) {
                let at = random.between(1, member.story.paragraphs.len());
                member.story.paragraphs.insert(at, random.pick(&small).clone());
            }
            if random.chance(0.4) {
                member.story.paragraphs.push(random.pick(&disclaimers).clone());
            }
        }
    }
}

/// The places of a skeleton's paragraph that hold figures and names: one word in seven.
fn skeleton_slots(paragraph: &mut [Word]) -> impl Iterator<Item = &mut Word> {
    paragraph.iter_mut().skip(3).step_by(7)
}

/// The names of a story, in order.
fn names_of(story: &Article) -> Vec<Term> {
    let mut names: Vec<Term> = story.paragraphs.iter().flatten().map(|word| word.term).collect();
    names.extend_from_slice(&story.headline);
    names.retain(|term| term.is_name());
    names.sort_unstable();
    names.dedup();
    names
}
