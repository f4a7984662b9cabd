//! The data block of the page: every cluster with its members and matches, as arrays with stories named by number.
//!
//! The keys and the order inside the arrays are an affair between this file and `scan.js`; what programs read is
//! `--format jsonl`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::feed::{ClusterLine, Version, seconds};
use crate::report::sanitize;

use super::super::digest::Inside;
use super::super::moment::minute;
use super::collect::{DIRECTIONS, Html, KINDS, Link, Match, RELATIONS};

/// Matches that go into a page, at about 12 bytes each; those of the largest clusters first.
const MATCHES: usize = 600_000;
/// The longest headline, in characters.
const LONGEST: usize = 240;

/// Everything that the script shows.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    kinds: [&'static str; 4],
    relations: [&'static str; 5],
    directions: [&'static str; 4],
    outlets: Vec<String>,
    stories: Vec<Story>,
    clusters: Vec<Cluster>,
    /// Matches of clusters that found no place.
    pub(super) left_out: u64,
}

/// Id, outlet (its place, or -1), headline, address, time as shown, seconds since 1970, words, paragraphs.
type Story = (String, i64, String, String, String, Option<i64>, u32, u32);

/// Kind, story (or -1), text.
type Reason = (String, i64, String);

/// Keeps and comes from the lead in thousandths, words dropped and added; nothing for the lead and for what has nothing
/// of it.
type Against = Option<(u32, u32, u32, u32)>;

/// Story inside, story around it, share of the inner and of the outer in thousandths.
type Within = (u32, u32, u32, u32);

/// A link: coverage of each side in thousandths, relation, direction, words only there.
type Sides = (u32, u32, u8, u8, u32, u32);

/// What two members share: their link, and their matches as paragraph, paragraph, score and how.
type Shared = (Option<Sides>, Vec<[u32; 4]>);

/// Two members by their place in the cluster, their link, and their matches: paragraph, paragraph, score and how, one after
/// another.
type Pair = (u32, u32, Option<Sides>, Vec<u32>);

/// A cluster. The names are short because there are thousands.
#[derive(Debug, Serialize)]
struct Cluster {
    /// Members by number, in order of publication.
    m: Vec<u32>,
    /// Place of the lead among them.
    l: usize,
    /// Why it leads.
    e: Vec<Reason>,
    /// Weakest link in thousandths.
    w: u32,
    /// Members against the lead.
    v: Vec<Against>,
    /// Stories inside members, or around them.
    i: Vec<Within>,
    /// Pairs of members that share something.
    p: Vec<Pair>,
}

/// Returns the data of a page. Time: the lines times their logarithm.
pub(super) fn data(page: &Html) -> Data {
    let mut outlets = Outlets::default();
    let stories = page.stories.iter().map(|s| {
        let outlet = s.outlet.as_deref().map_or(-1, |name| outlets.place(name));
        let published = s.published.as_deref();
        (
            shown(&s.id),
            outlet,
            s.headline.as_deref().map_or(String::new(), shown),
            s.url.as_deref().and_then(address).unwrap_or_default().to_owned(),
            published.map_or(String::new(), minute),
            published.and_then(seconds),
            s.words,
            s.paragraphs,
        )
    });
    let stories = stories.collect();
    let mut pairs = Pairs::new(page);
    let clusters = page.digest.clusters.shown.iter().map(|c| cluster(page, c, &mut pairs)).collect();
    Data {
        kinds: KINDS,
        relations: RELATIONS,
        directions: DIRECTIONS,
        outlets: outlets.names,
        stories,
        clusters,
        left_out: page.lost + pairs.left_out,
    }
}

/// Returns the address when a browser may follow it: of the web, and free of what a reader cannot see.
pub(in crate::report) fn address(url: &str) -> Option<&str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let web = lower.starts_with("https://") || lower.starts_with("http://");
    (web && url.bytes().all(|b| b.is_ascii_graphic()) && url.len() <= 2048).then_some(url)
}

/// Returns text of others as it is shown: cleaned, and cut.
pub(in crate::report) fn shown(raw: &str) -> String {
    match raw.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", sanitize::text(&raw[..end])),
        None => sanitize::text(raw).into_owned(),
    }
}

/// Returns a share in thousandths.
fn thousandths(share: f64) -> u32 {
    // The cast saturates, and takes what is not a number for 0.
    (share * 1000.0 + 1e-9).clamp(0.0, 1000.0) as u32
}

/// The outlets in the order in which stories name them.
#[derive(Default)]
struct Outlets {
    names: Vec<String>,
    places: BTreeMap<String, i64>,
}

impl Outlets {
    fn place(&mut self, name: &str) -> i64 {
        let next = self.names.len() as i64;
        let place = *self.places.entry(name.to_owned()).or_insert(next);
        if place == next {
            self.names.push(shown(name));
        }
        place
    }
}

fn cluster(page: &Html, line: &ClusterLine, pairs: &mut Pairs<'_>) -> Cluster {
    let number = |id: &str| page.number(id).unwrap_or_default();
    let members: Vec<u32> = line.versions.iter().map(|v| number(&v.story)).collect();
    let reason = |e: &crate::feed::Evidence| {
        let story = e.story.as_deref().and_then(|id| page.number(id)).map_or(-1, i64::from);
        (shown(&e.kind), story, shown(&e.text))
    };
    let within = |link: &Inside| -> Option<Within> {
        let (inner, outer) = (page.number(&link.inner)?, page.number(&link.outer)?);
        Some((inner, outer, thousandths(link.inner_share), thousandths(link.outer_share)))
    };
    Cluster {
        l: line.versions.iter().position(|v| v.story == line.lead).unwrap_or_default(),
        e: line.lead_evidence.iter().map(reason).collect(),
        w: thousandths(line.weakest_link),
        v: line.versions.iter().map(against).collect(),
        i: page.digest.contained_in(line).into_iter().filter_map(within).collect(),
        p: pairs.of(&members),
        m: members,
    }
}

fn against(v: &Version) -> Against {
    Some((thousandths(v.keeps?), thousandths(v.from_lead?), v.dropped?, v.added?))
}

/// The links and matches, sorted so that those of two stories lie together.
struct Pairs<'p> {
    links: Vec<&'p Link>,
    matches: Vec<Match>,
    room: usize,
    left_out: u64,
}

impl<'p> Pairs<'p> {
    fn new(page: &'p Html) -> Pairs<'p> {
        let mut links: Vec<&Link> = page.links.iter().collect();
        links.sort_by_key(|l| (l.a, l.b));
        // Most matches of a feed lie outside the clusters, or between two of them.
        let mut cluster_of: Vec<Option<usize>> = vec![None; page.stories.len()];
        for (at, cluster) in page.digest.clusters.shown.iter().enumerate() {
            for number in cluster.versions.iter().filter_map(|v| page.number(&v.story)) {
                cluster_of[number as usize] = Some(at);
            }
        }
        let together = |m: &&Match| {
            let cluster = cluster_of[m.a as usize];
            cluster.is_some() && cluster == cluster_of[m.b as usize]
        };
        let mut matches: Vec<Match> = page.matches.iter().filter(together).copied().collect();
        matches.sort_unstable();
        Pairs { links, matches, room: MATCHES, left_out: 0 }
    }

    /// Returns the pairs among `members` that have a link or a match, in the order of the members.
    fn of(&mut self, members: &[u32]) -> Vec<Pair> {
        let places: BTreeMap<u32, u32> = members.iter().copied().zip(0..).collect();
        let mut pairs: BTreeMap<(u32, u32), Shared> = BTreeMap::new();
        for &a in members {
            let start = self.links.partition_point(|l| l.a < a);
            for link in self.links[start..].iter().take_while(|l| l.a == a) {
                let Some((key, turned)) = key(&places, a, link.b) else { continue };
                pairs.entry(key).or_default().0 = Some(sides(link, turned));
            }
            let start = self.matches.partition_point(|m| m.a < a);
            for m in self.matches[start..].iter().take_while(|m| m.a == a) {
                let Some((key, turned)) = key(&places, a, m.b) else { continue };
                if self.room == 0 {
                    self.left_out += 1;
                    continue;
                }
                self.room -= 1;
                let (first, second) = if turned { (m.pb, m.pa) } else { (m.pa, m.pb) };
                pairs.entry(key).or_default().1.push([first, second, m.score, u32::from(m.how)]);
            }
        }
        let flat = |((a, b), (link, mut matches)): ((u32, u32), Shared)| {
            matches.sort_unstable();
            (a, b, link, matches.concat())
        };
        pairs.into_iter().map(flat).collect()
    }
}

/// Returns the places of two stories in a cluster, the earlier member first, and whether that turned them round; none when
/// the second is no member.
fn key(places: &BTreeMap<u32, u32>, a: u32, b: u32) -> Option<((u32, u32), bool)> {
    let (a, b) = (*places.get(&a)?, *places.get(&b)?);
    Some(if a <= b { ((a, b), false) } else { ((b, a), true) })
}

fn sides(link: &Link, turned: bool) -> Sides {
    let (a, b) = (thousandths(link.coverage_a), thousandths(link.coverage_b));
    if turned {
        (b, a, link.relation, link.direction, link.only_b, link.only_a)
    } else {
        (a, b, link.relation, link.direction, link.only_a, link.only_b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        for sound in ["https://a.example/1", "HTTP://a.example", "http://x"] {
            assert_eq!(address(sound), Some(sound));
        }
        for wrong in [
            "javascript:pwn()",
            "data:text/html,x",
            "//a.example",
            "https://a b",
            "http://\u{202e}x",
            "",
            "ü",
        ] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shares_in_thousandths() {
        assert_eq!(
            [0.0, 0.29, 0.9999, 1.0, 7.0, -1.0, f64::NAN].map(thousandths),
            [0, 290, 999, 1000, 1000, 0, 0]
        );
    }

    #[test]
    fn a_pair_stands_in_the_order_of_the_members() {
        let places = BTreeMap::from([(7, 0), (3, 1)]);
        assert_eq!(key(&places, 3, 7), Some(((0, 1), true)));
        assert_eq!(key(&places, 7, 3), Some(((0, 1), false)));
        assert_eq!(key(&places, 3, 9), None);
        let link = Link {
            a: 3,
            b: 7,
            coverage_a: 0.5,
            coverage_b: 0.25,
            relation: 1,
            direction: 2,
            only_a: 8,
            only_b: 9,
        };
        assert_eq!(sides(&link, true), (250, 500, 1, 2, 9, 8));
    }
}
