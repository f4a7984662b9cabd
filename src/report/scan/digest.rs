//! What a person reads of a scan: the clusters and the lists, never the matches.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::{
    BoilerplateLine, ClusterLine, ErrorLine, Line, LinkLine, LinkRelation, OutletLine, StoryLine,
    SummaryLine, TravelledLine,
};

/// Returns the totals by name, but for the number of stories, which reports tell in their own places. Those of versions stand
/// there only where there are any.
pub(super) fn totals_of(s: &SummaryLine) -> Vec<(&'static str, u64)> {
    let (m, l) = (&s.matches, &s.links);
    let mut totals = vec![
        ("paragraphs", s.paragraphs),
        ("words", s.words),
        ("paragraph matches: equal", m.exact),
        ("paragraph matches: same", m.same),
        ("paragraph matches: by context", m.context),
        ("paragraph matches: runs", m.quote),
        ("story links: copy", l.copy),
        ("story links: contained", l.contained),
        ("story links: shared", l.shared),
        ("story links: template", l.template),
        ("stories of the largest cluster", s.largest),
        ("boilerplate paragraphs", s.boilerplate),
        ("records skipped", s.skipped),
        ("notes", s.notes),
    ];
    let versions = [("story links: revision", l.revision), ("older versions left out", s.superseded)];
    totals.extend(versions.into_iter().filter(|(_, count)| *count > 0));
    totals
}

/// Records that could not be read of which each is named; the rest is counted.
const NAMED: usize = 20;

/// How many entries of each list to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Top {
    /// At most so many, the foremost.
    First(usize),
    /// All of them.
    All,
}

impl Top {
    /// Returns the most entries to show.
    pub(super) fn limit(self) -> usize {
        match self {
            Top::First(n) => n,
            Top::All => usize::MAX,
        }
    }
}

/// The foremost entries of a list, and how many there were.
#[derive(Clone, Debug)]
pub(super) struct List<T> {
    /// What is shown.
    pub shown: Vec<T>,
    /// How many there were in all.
    pub total: u64,
    limit: usize,
}

impl<T: Clone> List<T> {
    /// Returns an empty list that keeps at most `limit` entries.
    fn new(limit: usize) -> List<T> {
        List { shown: Vec::new(), total: 0, limit }
    }

    /// Takes an entry.
    fn push(&mut self, entry: &T) {
        self.total += 1;
        if self.shown.len() < self.limit {
            self.shown.push(entry.clone());
        }
    }

    /// Returns how many are not shown.
    pub fn more(&self) -> u64 {
        self.total - self.shown.len() as u64
    }
}

/// Who a story is.
#[derive(Clone, Debug, Default)]
pub(super) struct Brief {
    /// The outlet, where stated.
    pub outlet: Option<Box<str>>,
    /// The headline, where stated or found.
    pub headline: Option<Box<str>>,
}

/// A link of [`LinkRelation::Contained`]: most of `inner` stands in `outer`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Inside {
    /// Id of the story that is inside.
    pub inner: Box<str>,
    /// Id of the story around it.
    pub outer: Box<str>,
    /// Share of the inner story's words that stand in the outer.
    pub inner_share: f64,
    /// Share of the outer story's words that this makes.
    pub outer_share: f64,
}

/// Records with a problem: the first of them, and how many of each kind.
#[derive(Clone, Debug)]
pub(super) struct Problems {
    /// The first.
    pub first: List<ErrorLine>,
    /// Those that are not among them, by code.
    pub rest: BTreeMap<String, u64>,
}

impl Problems {
    fn new() -> Problems {
        Problems { first: List::new(NAMED), rest: BTreeMap::new() }
    }

    fn push(&mut self, error: &ErrorLine) {
        self.first.push(error);
        if self.first.more() > 0 {
            *self.rest.entry(error.code.clone()).or_default() += 1;
        }
    }
}

/// Takes the lines of a scan and keeps what is shown of them.
///
/// Memory: outlet and headline of each story line, the contained links, and [`Top`] entries of each list.
#[derive(Clone, Debug)]
pub struct Digest {
    top: Top,
    pub(super) stories: BTreeMap<Box<str>, Brief>,
    pub(super) clusters: List<ClusterLine>,
    inside: Vec<Inside>,
    /// The places in `inside` that name a story.
    inside_by_story: BTreeMap<Box<str>, Vec<usize>>,
    /// Stories that some cluster names as contained, shown or not.
    contained: BTreeSet<Box<str>>,
    pub(super) templates: List<LinkLine>,
    pub(super) travelled: List<TravelledLine>,
    pub(super) boilerplate: List<BoilerplateLine>,
    pub(super) outlets: List<OutletLine>,
    pub(super) skipped: Problems,
    pub(super) notes: Problems,
    pub(super) summary: SummaryLine,
}

impl Digest {
    /// Returns a digest that has seen no line and shows at most `top` entries of each list.
    pub fn new(top: Top) -> Digest {
        let limit = top.limit();
        Digest {
            top,
            stories: BTreeMap::new(),
            clusters: List::new(limit),
            inside: Vec::new(),
            inside_by_story: BTreeMap::new(),
            contained: BTreeSet::new(),
            templates: List::new(limit),
            travelled: List::new(limit),
            boilerplate: List::new(limit),
            outlets: List::new(limit),
            skipped: Problems::new(),
            notes: Problems::new(),
            summary: SummaryLine::default(),
        }
    }

    /// Takes the next line.
    pub fn line(&mut self, line: &Line) {
        match line {
            Line::Header(_) | Line::Match(_) => {}
            Line::Story(story) => self.story(story),
            Line::Link(link) => match link.relation {
                LinkRelation::Contained => self.contained_link(link),
                LinkRelation::Template => self.templates.push(link),
                LinkRelation::Copy | LinkRelation::Shared | LinkRelation::Revision => {}
            },
            Line::Cluster(cluster) => {
                self.contained.extend(cluster.contained.iter().map(|id| id.as_str().into()));
                self.clusters.push(cluster);
            }
            Line::Travelled(travelled) => self.travelled.push(travelled),
            Line::Boilerplate(boilerplate) => self.boilerplate.push(boilerplate),
            Line::Outlet(outlet) => self.outlets.push(outlet),
            Line::Error(error) if error.skipped => self.skipped.push(error),
            Line::Error(error) => self.notes.push(error),
            Line::Summary(summary) => self.summary = summary.clone(),
        }
    }

    fn contained_link(&mut self, link: &LinkLine) {
        for id in [&link.a, &link.b] {
            self.inside_by_story.entry(id.as_str().into()).or_default().push(self.inside.len());
        }
        self.inside.push(inside(link));
    }

    fn story(&mut self, story: &StoryLine) {
        let boxed = |text: &Option<String>| text.as_deref().map(Box::from);
        let brief = Brief { outlet: boxed(&story.outlet), headline: boxed(&story.headline) };
        self.stories.insert(story.id.as_str().into(), brief);
    }

    /// Returns how many entries of each list are shown.
    pub(super) fn top(&self) -> Top {
        self.top
    }

    /// Returns the story of an id; a nameless one when no line told of it.
    pub(super) fn brief(&self, id: &str) -> Brief {
        self.stories.get(id).cloned().unwrap_or_default()
    }

    /// Returns for each story that `cluster` names as contained its closest containment in a member, or of one.
    pub(super) fn contained_in(&self, cluster: &ClusterLine) -> Vec<&Inside> {
        let members: BTreeSet<&str> = cluster.members.iter().map(String::as_str).collect();
        let closest = |id: &String| {
            let links = self.inside_by_story.get(id.as_str()).into_iter().flatten();
            let links = links.filter_map(|&at| self.inside.get(at));
            let with_member = |link: &&Inside| {
                let other = if *link.inner == **id { &link.outer } else { &link.inner };
                members.contains(&**other)
            };
            links
                .filter(with_member)
                .reduce(|best, link| if link.inner_share > best.inner_share { link } else { best })
        };
        cluster.contained.iter().filter_map(closest).collect()
    }

    /// Returns the containments that no cluster tells of.
    pub(super) fn loose(&self) -> List<&Inside> {
        let mut list = List::new(self.top.limit());
        let named =
            |link: &&Inside| self.contained.contains(&link.inner) || self.contained.contains(&link.outer);
        self.inside.iter().filter(|link| !named(link)).for_each(|link| list.push(&link));
        list
    }

    /// Returns how many stories are a further copy of some story, and that as a share of all in whole per cent.
    pub(super) fn copies(&self) -> (u64, u64) {
        let s = &self.summary;
        let copies = s.clustered.saturating_sub(s.clusters);
        (copies, percent(copies as f64 / s.stories.max(1) as f64))
    }
}

/// A contained link with its sides told apart: the one that is covered more is inside.
fn inside(link: &LinkLine) -> Inside {
    let (inner, outer, inner_share, outer_share) = if link.coverage_a > link.coverage_b {
        (&link.a, &link.b, link.coverage_a, link.coverage_b)
    } else {
        (&link.b, &link.a, link.coverage_b, link.coverage_a)
    };
    Inside { inner: inner.as_str().into(), outer: outer.as_str().into(), inner_share, outer_share }
}

/// Returns a share in whole per cent, rounded down so that 100 means all.
pub(in crate::report) fn percent(share: f64) -> u64 {
    // A float to integer cast saturates, and takes what is not a number for 0. The small sum mends 0.29 x 100.
    ((share * 100.0 + 1e-9).clamp(0.0, 100.0)) as u64
}

/// Returns the number of different outlets among the members of a cluster; 0 when none is stated.
pub(super) fn outlets(cluster: &ClusterLine) -> u64 {
    cluster.versions.iter().filter_map(|v| v.outlet.as_deref()).collect::<BTreeSet<_>>().len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Direction;

    #[test]
    fn shares_are_rounded_down_and_held_between_0_and_100() {
        assert_eq!([0.0, 0.29, 0.999, 1.0, 1.2, -1.0].map(percent), [0, 29, 99, 100, 100, 0]);
        assert_eq!(percent(f64::NAN), 0);
    }

    fn contained(a: &str, b: &str, coverage_a: f64, coverage_b: f64) -> Line {
        Line::Link(LinkLine {
            a: a.into(),
            b: b.into(),
            coverage_a,
            coverage_b,
            similarity: 0.1,
            relation: LinkRelation::Contained,
            only_a: 0,
            only_b: 0,
            matches: 1,
            direction: Direction::Unknown,
            evidence: Vec::new(),
        })
    }

    #[test]
    fn a_contained_story_is_told_with_the_member_that_holds_most_of_it() {
        let mut digest = Digest::new(Top::First(5));
        for (a, b, x, y) in [("m1", "brief", 0.1, 0.6), ("m2", "brief", 0.2, 0.9), ("x", "y", 0.8, 0.1)] {
            digest.line(&contained(a, b, x, y));
        }
        let cluster = ClusterLine {
            members: vec!["m1".into(), "m2".into()],
            contained: vec!["brief".into()],
            ..ClusterLine::default()
        };
        digest.line(&Line::Cluster(cluster.clone()));
        let found = digest.contained_in(&cluster);
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].inner, &*found[0].outer, found[0].inner_share), ("brief", "m2", 0.9));
        let loose = digest.loose();
        assert_eq!((&*loose.shown[0].inner, &*loose.shown[0].outer, loose.total), ("x", "y", 1));
    }

    #[test]
    fn problems_past_the_limit_are_counted_by_code() {
        let mut digest = Digest::new(Top::All);
        for n in 0..25 {
            let code = if n % 2 == 0 { "bad-json" } else { "missing-text" };
            digest.line(&Line::Error(ErrorLine { code: code.into(), skipped: true, ..ErrorLine::default() }));
        }
        assert_eq!(digest.skipped.first.shown.len(), NAMED);
        assert_eq!(digest.skipped.rest, BTreeMap::from([("bad-json".into(), 3), ("missing-text".into(), 2)]));
    }
}
