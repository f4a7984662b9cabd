//! Scores of clusters against the clusters of the truth.

use std::collections::{BTreeMap, BTreeSet};

use super::results::Results;
use super::score::{Bound, Figure};
use super::truth::{Role, Truth};

/// Agreement of two ways to cluster the same stories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Share of the pairs inside found clusters that belong together; 1 when there is none.
    pub precision: f64,
    /// Share of the pairs that belong together and are inside a found cluster; 1 when there is none.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Adjusted Rand index: 1 for the same clusters, about 0 for chance.
    pub rand: f64,
    /// Stories compared.
    pub stories: usize,
}

/// Compares the clusters of stories, each given as (true cluster, found cluster).
pub fn agreement<G: Ord + Copy, F: Ord + Copy>(stories: &[(G, F)]) -> Agreement {
    let pairs = |n: &u64| (n * n.saturating_sub(1) / 2) as f64;
    let (mut gold, mut found, mut both) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (g, f) in stories {
        *gold.entry(*g).or_insert(0u64) += 1;
        *found.entry(*f).or_insert(0u64) += 1;
        *both.entry((*g, *f)).or_insert(0u64) += 1;
    }
    let gold: f64 = gold.values().map(pairs).sum();
    let found: f64 = found.values().map(pairs).sum();
    let both: f64 = both.values().map(pairs).sum();
    let ratio = |a: f64, b: f64| if b == 0.0 { 1.0 } else { a / b };
    let expected = ratio(gold * found, pairs(&(stories.len() as u64)));
    Agreement {
        precision: ratio(both, found),
        recall: ratio(both, gold),
        f1: ratio(2.0 * both, gold + found),
        rand: ratio(both - expected, (gold + found) / 2.0 - expected),
        stories: stories.len(),
    }
}

/// A story of the truth with the cluster that was found for it.
struct Clustered<'a> {
    id: &'a str,
    gold: &'a str,
    role: Role,
    series: Option<u32>,
    /// Stories without a cluster have one of their own.
    found: usize,
}

fn clustered<'a>(truth: &'a [Truth], results: &Results) -> Vec<Clustered<'a>> {
    let mut out = Vec::new();
    for (number, line) in truth.iter().enumerate() {
        if let Truth::Story { id, cluster, role, series } = line {
            let found = results.clusters.get(id).copied().unwrap_or(usize::MAX - number);
            out.push(Clustered { id, gold: cluster, role: *role, series: *series, found });
        }
    }
    out
}

/// How well the clusters of a feed were found.
pub fn feed(truth: &[Truth], results: &Results) -> Agreement {
    let stories = clustered(truth, results);
    agreement(&stories.iter().map(|s| (s.gold, s.found)).collect::<Vec<_>>())
}

/// The figures of a mixed feed.
pub fn mixed(truth: &[Truth], results: &Results) -> Vec<Figure> {
    let stories = clustered(truth, results);
    let wire: BTreeSet<&str> = stories.iter().filter(|s| s.role == Role::Wire).map(|s| s.gold).collect();
    let all = agreement(&stories.iter().map(|s| (s.gold, s.found)).collect::<Vec<_>>());
    let small: Vec<_> =
        stories.iter().filter(|s| !wire.contains(s.gold)).map(|s| (s.gold, s.found)).collect();
    let small = agreement(&small);
    let mut out = Vec::new();
    // Without the wire, which is most of the pairs, the figures are shown and not held: the feed spreads rewrites over thirty
    // days, and one that changes more than a fifth of its names after three days is taken for the next report.
    let held = [("clusters", all, Bound::AtLeast(0.98), Bound::AtLeast(0.97))];
    let shown = [("clusters without the wire", small, Bound::Free, Bound::Free)];
    for (name, a, f1, rand) in held.into_iter().chain(shown) {
        out.push(Figure::new(format!("{name}, F1"), a.f1, a.stories, f1));
        out.push(Figure::new(format!("{name}, adjusted Rand index"), a.rand, a.stories, rand));
        out.push(Figure::new(format!("{name}, precision"), a.precision, a.stories, Bound::Free));
        out.push(Figure::new(format!("{name}, recall"), a.recall, a.stories, Bound::Free));
    }
    let (bridged, clusters) = bridged(&stories);
    let zero = Bound::AtMost(0.0);
    out.push(Figure::new("clusters that hold two base stories", bridged as f64, clusters, zero));
    let (twins, templates) = twins(&stories);
    out.push(Figure::new("pairs of template twins merged", twins as f64, templates, zero));
    let home: BTreeMap<&str, usize> = stories.iter().map(|s| (s.id, s.found)).collect();
    let updates: Vec<_> = stories.iter().filter(|s| s.role == Role::Update).collect();
    let joined = updates.iter().filter(|s| home.get(s.gold) == Some(&s.found)).count();
    let share = joined as f64 / updates.len().max(1) as f64;
    out.push(Figure::new("updates that join their story", share, updates.len(), Bound::AtLeast(0.99)));
    out
}

/// Found clusters that hold stories of two bases, digests and templates aside; and the number of all found clusters.
fn bridged(stories: &[Clustered]) -> (usize, usize) {
    let mut bases: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for story in stories {
        let gold = bases.entry(story.found).or_default();
        if !matches!(story.role, Role::Digest | Role::Template) {
            gold.insert(story.gold);
        }
    }
    (bases.values().filter(|gold| gold.len() > 1).count(), bases.len())
}

/// Pairs of one series inside of a found cluster, and the number of all templates.
fn twins(stories: &[Clustered]) -> (usize, usize) {
    let mut counts: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for story in stories {
        if let Some(series) = story.series {
            *counts.entry((series, story.found)).or_default() += 1;
        }
    }
    (counts.values().map(|n| n * (n - 1) / 2).sum(), counts.values().sum())
}
