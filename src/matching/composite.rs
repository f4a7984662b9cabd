//! Stories put together from others: digests, round-ups, two stories run as one.
//!
//! Such a story is as like each of its sources as a cut version would be, yet it is a version of neither. It is told by its
//! second source: paragraphs of its own from a story that the first source has nothing to do with. (Rewrites have foreign
//! paragraphs too, but hardly two from one strange story: of 299 made composites 250 are told, of 2,970 rewrites 2 with them;
//! asking for a share of the words alone takes 52.)

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use crate::index::IndexedStories;
use crate::matching::boilerplate::by_pair;
use crate::matching::found::{Kind, UnitMatch};
use crate::matching::link::{Relation, StoryLink};
use crate::matching::rules;

/// Stories nearest to a story among which its sources are looked for.
pub const MOST_SOURCES: usize = 64;

/// The links of a feed, or of a part of it, by story.
pub struct Web<'a> {
    stories: &'a IndexedStories<'a>,
    links: &'a [StoryLink],
    matches: &'a [UnitMatch],
    /// Where the matches of each link are.
    ranges: Vec<Range<usize>>,
    /// Each story with the numbers of its links, sorted.
    ends: Vec<(u32, u32)>,
}

/// What a link says of one of its stories.
#[derive(Clone, Copy)]
struct End {
    link: usize,
    other: u32,
    similarity: u32,
}

/// Whether two stories share more than chance brings: then they are no two sources of a third.
pub fn is_related(link: &StoryLink) -> bool {
    link.similarity() >= rules::UNRELATED
}

/// Returns the stories that are put together from others, in order. Links and matches are those of `link`, in their order.
/// Cost: that of going through all matches of every story.
pub fn composites(stories: &IndexedStories<'_>, links: &[StoryLink], matches: &[UnitMatch]) -> Vec<u32> {
    let web = Web::new(stories, links, matches);
    let all: Vec<&[(u32, u32)]> = web.ends.chunk_by(|a, b| a.0 == b.0).collect();
    let mut likely: Vec<(u32, u32)> =
        all.into_par_iter().filter_map(|ends| Some((web.made_of(ends, &[])?, ends[0].0))).collect();
    // A source can look put together, of its own composite and a story near it. What others make up most comes first.
    likely.sort_unstable_by_key(|(share, story)| (Reverse(*share), *story));
    let mut out: Vec<u32> = Vec::new();
    for (_, story) in likely {
        if web.made_of(web.ends_of(story), &out).is_some() {
            let at = out.partition_point(|s| *s < story);
            out.insert(at, story);
        }
    }
    out
}

impl<'a> Web<'a> {
    /// Returns the web of links and matches as [`link`](crate::matching::link()) gives them, in their order.
    pub fn new(stories: &'a IndexedStories<'a>, links: &'a [StoryLink], matches: &'a [UnitMatch]) -> Web<'a> {
        let mut ranges = Vec::with_capacity(links.len());
        let mut at = 0;
        for group in by_pair(stories, matches) {
            let pair = (stories.story_of(group[0].later) as u32, stories.story_of(group[0].earlier) as u32);
            if links.get(ranges.len()).is_some_and(|l| (l.later, l.earlier) == pair) {
                ranges.push(at..at + group.len());
            }
            at += group.len();
        }
        ranges.resize(links.len(), 0..0);
        let mut ends: Vec<(u32, u32)> = links
            .iter()
            .enumerate()
            .flat_map(|(n, l)| [(l.later, n as u32), (l.earlier, n as u32)])
            .collect();
        ends.sort_unstable();
        Web { stories, links, matches, ranges, ends }
    }

    fn ends_of(&self, story: u32) -> &[(u32, u32)] {
        let from = self.ends.partition_point(|e| e.0 < story);
        let to = self.ends.partition_point(|e| e.0 <= story);
        &self.ends[from..to]
    }

    /// Returns the thousandths of the story that its two best sources make up, when it is put together from them. What is
    /// known to be put together itself, `composites` in order, is no source. All links of the story and those between the
    /// stories that it is linked with must be there.
    pub fn share_of(&self, story: u32, composites: &[u32]) -> Option<u32> {
        match self.ends_of(story) {
            [] => None,
            ends => self.made_of(ends, composites),
        }
    }

    fn made_of(&self, ends: &[(u32, u32)], composites: &[u32]) -> Option<u32> {
        let story = ends[0].0;
        let mut sources: Vec<End> = (ends.iter().map(|(_, n)| self.end(story, *n as usize)))
            .filter(|e| composites.binary_search(&e.other).is_err())
            .collect();
        sources.sort_unstable_by_key(|e| (Reverse(e.similarity), e.other));
        sources.truncate(MOST_SOURCES);
        let first = *sources.iter().find(|e| self.links[e.link].relation == Relation::Copy)?;
        let link = &self.links[first.link];
        let words = if link.later == story { link.of_later.words } else { link.of_earlier.words };
        let of_first = self.units(story, first.link);
        let part = |of: &[(u32, u32)], without: &[(u32, u32)]| {
            let only = of.iter().filter(|u| without.binary_search_by_key(&u.0, |w| w.0).is_err());
            let (count, sum) = only.fold((0, 0), |(count, sum), u| (count + 1, sum + u.1));
            let share = (u64::from(sum) * 1000 / u64::from(words.max(1))) as u32;
            (count >= rules::SOURCE_PARAGRAPHS && share >= rules::SOURCE_SHARE).then_some(share)
        };
        let made = |second: &&End| {
            let of_second = self.units(story, second.link);
            let share = part(&of_second, &of_first)? + part(&of_first, &of_second)?;
            // Two cuts of one story may have nothing in common either: a third version has something of both, or the story
            // that holds both came first.
            let bridge = |e: &End| self.related(e.other, first.other) && self.related(e.other, second.other);
            let cuts = self.inside(story, first) && self.inside(story, **second);
            let before = story < first.other || story < second.other;
            let told = share >= rules::MADE_OF && !(cuts && before) && !sources.iter().any(bridge);
            told.then_some(share)
        };
        let others = sources.iter().filter(|s| s.link != first.link && !self.related(first.other, s.other));
        others.filter_map(|second| made(&second)).max()
    }

    fn end(&self, story: u32, link: usize) -> End {
        let l = &self.links[link];
        let other = if l.later == story { l.earlier } else { l.later };
        End { link, other, similarity: l.similarity() }
    }

    /// Whether most of a source is inside the story.
    fn inside(&self, story: u32, source: End) -> bool {
        let l = &self.links[source.link];
        let share = if l.later == story { l.of_earlier } else { l.of_later };
        share.covered * 5 >= share.words * 4
    }

    /// Whether two stories share more than chance brings.
    fn related(&self, a: u32, b: u32) -> bool {
        let pair = (a.max(b), a.min(b));
        let at = self.links.binary_search_by_key(&pair, |l| (l.later, l.earlier));
        at.is_ok_and(|at| is_related(&self.links[at]))
    }

    /// The units of a story that a link speaks of, with the words shared.
    fn units(&self, story: u32, link: usize) -> Vec<(u32, u32)> {
        let later = self.links[link].later == story;
        let own = |m: &UnitMatch| (if later { m.later } else { m.earlier }, u32::from(m.words));
        let counted = self.matches[self.ranges[link].clone()].iter().filter(|m| m.counts());
        let mut units: Vec<(u32, u32)> = counted.filter(|m| m.kind != Kind::Weak).map(own).collect();
        debug_assert!(units.iter().all(|u| self.stories.units(story as usize).contains(&u.0)));
        units.sort_unstable_by_key(|u| (u.0, Reverse(u.1)));
        units.dedup_by_key(|u| u.0);
        units
    }
}
