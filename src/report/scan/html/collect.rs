//! What the page keeps of the lines of a scan: a digest, every story, and the matches in a few bytes each.

use std::collections::BTreeMap;

use crate::feed::{Direction, Flag, Line, LinkLine, LinkRelation, MatchKind, MatchLine, StoryLine, Version};

use super::super::digest::{Digest, Top};

/// Matches that are kept while the lines come (24 bytes each); what comes later is only counted.
const KEPT: usize = 8_000_000;

/// A match between two stories, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    /// Number of the story that is earlier in canonical order.
    pub a: u32,
    /// Number of the later story.
    pub b: u32,
    /// Paragraph of `a`, from 1.
    pub pa: u32,
    /// Paragraph of `b`.
    pub pb: u32,
    /// S, in bits.
    pub score: u32,
    /// The place of the kind in [`KINDS`], and of the flags: boilerplate 4, template 8, quoted 16.
    pub how: u8,
}

/// The kinds of matches in the order of their numbers.
pub(super) const KINDS: [&str; 4] = ["exact", "same", "context", "quote"];

/// The relations of links in the order of their numbers.
pub(super) const RELATIONS: [&str; 5] = ["copy", "contained", "shared", "template", "revision"];

/// What is known of who came first, in the order of the numbers.
pub(super) const DIRECTIONS: [&str; 4] =
    ["told by a credit", "told by time", "both from a third story", "not known"];

/// A link between two stories, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Number of the earlier story.
    pub a: u32,
    /// Number of the later story.
    pub b: u32,
    /// Share of the words of `a` that `b` has.
    pub coverage_a: f64,
    /// Share of the words of `b` that `a` has.
    pub coverage_b: f64,
    /// Place in [`RELATIONS`].
    pub relation: u8,
    /// Place in [`DIRECTIONS`].
    pub direction: u8,
    /// Words of `a` that `b` does not have.
    pub only_a: u32,
    /// Words of `b` that `a` does not have.
    pub only_b: u32,
}

/// Takes the lines of a scan and becomes one page: [`Html::render`].
///
/// Memory: the stories that the lines name, the links, and 24 bytes for each of the first eight million matches.
#[derive(Clone, Debug)]
pub struct Html {
    pub(super) digest: Digest,
    pub(super) stories: Vec<StoryLine>,
    pub(super) numbers: BTreeMap<Box<str>, u32>,
    pub(super) matches: Vec<Match>,
    pub(super) links: Vec<Link>,
    /// Matches that came after [`KEPT`].
    pub(super) lost: u64,
}

impl Default for Html {
    fn default() -> Html {
        Html {
            digest: Digest::new(Top::All),
            stories: Vec::new(),
            numbers: BTreeMap::new(),
            matches: Vec::new(),
            links: Vec::new(),
            lost: 0,
        }
    }
}

impl Html {
    /// Returns a page that has seen no line.
    pub fn new() -> Html {
        Html::default()
    }

    /// Takes the next line, in the order of the scan.
    pub fn line(&mut self, line: &Line) {
        match line {
            Line::Story(story) => self.story(story.clone()),
            Line::Match(found) => self.found(found),
            Line::Link(link) => self.link(link),
            Line::Cluster(cluster) => cluster.versions.iter().for_each(|v| self.version(v)),
            _ => {}
        }
        self.digest.line(line);
    }

    fn story(&mut self, story: StoryLine) {
        if !self.numbers.contains_key(story.id.as_str()) {
            self.numbers.insert(story.id.as_str().into(), self.stories.len() as u32);
            self.stories.push(story);
        }
    }

    /// A member of which no story line told: what the cluster says of it has to do.
    fn version(&mut self, version: &Version) {
        if !self.numbers.contains_key(version.story.as_str()) {
            self.story(StoryLine {
                id: version.story.clone(),
                outlet: version.outlet.clone(),
                headline: version.headline.clone(),
                published: version.published.clone(),
                words: version.words,
                ..StoryLine::default()
            });
        }
    }

    fn found(&mut self, found: &MatchLine) {
        if self.matches.len() >= KEPT {
            self.lost += 1;
            return;
        }
        let (Some(a), Some(b)) = (self.number(&found.a.story), self.number(&found.b.story)) else { return };
        let kind = match found.kind {
            MatchKind::Exact => 0,
            MatchKind::Same => 1,
            MatchKind::Context => 2,
            MatchKind::Quote => 3,
        };
        let flag = |flag: &Flag| match flag {
            Flag::Boilerplate => 4,
            Flag::Template => 8,
            Flag::Quoted => 16,
        };
        let how = found.flags.iter().fold(kind, |how, f| how | flag(f));
        let (pa, pb) = (found.a.paragraph, found.b.paragraph);
        self.matches.push(Match { a, b, pa, pb, score: found.score, how });
    }

    fn link(&mut self, link: &LinkLine) {
        let (Some(a), Some(b)) = (self.number(&link.a), self.number(&link.b)) else { return };
        let relation = match link.relation {
            LinkRelation::Copy => 0,
            LinkRelation::Contained => 1,
            LinkRelation::Shared => 2,
            LinkRelation::Template => 3,
            LinkRelation::Revision => 4,
        };
        let direction = match link.direction {
            Direction::Credited => 0,
            Direction::Earlier => 1,
            Direction::CommonSource => 2,
            Direction::Unknown => 3,
        };
        self.links.push(Link {
            a,
            b,
            coverage_a: link.coverage_a,
            coverage_b: link.coverage_b,
            relation,
            direction,
            only_a: link.only_a,
            only_b: link.only_b,
        });
    }

    /// Returns the number of the story of an id.
    pub(super) fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }
}
