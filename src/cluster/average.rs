//! Average-link clusters: two groups become one when the mean similarity of all their pairs is high enough.
//!
//! One lifted paragraph, a digest or a disclaimer joins whole feeds when clusters are the connected components of matches
//! (precision .004 on a mixed feed); asking for the mean of all pairs gives F1 .98.

use std::collections::BTreeMap;

/// Similarity of two stories; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Index of the earlier story.
    pub a: u32,
    /// Index of the later story.
    pub b: u32,
    /// Similarity in millionths; less than nothing where the two are known to be different stories.
    pub similarity: i64,
}

/// How clusters are made.
#[derive(Clone, Copy, Debug)]
pub struct ClusterRules {
    /// Least similarity of two stories that bring two clusters together, in millionths.
    pub least: i64,
    /// Earlier stories near a story from which it counts as one of many: it was compared with the earliest only, and may be
    /// near others of the many although nobody looked.
    pub many: usize,
    /// Members from which a component is too large for means: then the earliest stories are centres.
    pub star_from: usize,
}

/// Tenths of the least similarity that the mean of all pairs must reach.
const MEAN: i64 = 6;

/// What [`clusters`] returns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// The clusters of two and more, members in order, by their first member.
    pub list: Vec<Vec<u32>>,
    /// Whether some component was too large for means, so that its clusters are stars.
    pub stars: bool,
}

/// Returns the clusters of two and more.
///
/// Depends on the edges alone, not on their order. Cost: linear x log in the edges of a component, times the merges of its
/// largest cluster in the worst case.
pub fn clusters(edges: &[Edge], rules: ClusterRules) -> Clusters {
    let (mut out, mut any_stars) = (Vec::new(), false);
    for component in components(edges, rules.least) {
        if component.members.len() > rules.star_from {
            any_stars = true;
            stars(&component, rules, &mut out);
        } else {
            averages(&component, rules, &mut out);
        }
    }
    out.retain(|cluster: &Vec<u32>| cluster.len() > 1);
    out.sort_unstable();
    Clusters { list: out, stars: any_stars }
}

/// Stories joined by any chain of sufficient edges, with all edges among them, in numbers of its members.
struct Component {
    members: Vec<u32>,
    edges: Vec<Edge>,
}

fn components(edges: &[Edge], least: i64) -> Vec<Component> {
    let mut stories: Vec<u32> = edges.iter().flat_map(|e| [e.a, e.b]).collect();
    stories.sort_unstable();
    stories.dedup();
    let place = |story: u32| stories.binary_search(&story).unwrap_or(0);
    let mut parents: Vec<usize> = (0..stories.len()).collect();
    for edge in edges.iter().filter(|e| e.similarity >= least) {
        let (a, b) = (root(&mut parents, place(edge.a)), root(&mut parents, place(edge.b)));
        parents[a.max(b)] = a.min(b);
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut out: Vec<Component> = Vec::new();
    let mut places = vec![(0, 0); stories.len()];
    for at in 0..stories.len() {
        let root = root(&mut parents, at);
        let number = *numbers.entry(root).or_insert_with(|| {
            out.push(Component { members: Vec::new(), edges: Vec::new() });
            out.len() - 1
        });
        places[at] = (number, out[number].members.len() as u32);
        out[number].members.push(stories[at]);
    }
    for edge in edges {
        let ((component, a), (other, b)) = (places[place(edge.a)], places[place(edge.b)]);
        if component == other {
            out[component].edges.push(Edge { a, b, similarity: edge.similarity });
        }
    }
    out
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

/// What two clusters have between them.
#[derive(Clone, Copy, Default)]
struct Between {
    sum: i64,
    /// Edges of two members that are both some of many.
    found: u64,
}

#[derive(Default)]
struct Group {
    members: Vec<u32>,
    /// Members that are some of many.
    late: u64,
    between: BTreeMap<u32, Between>,
}

fn averages(component: &Component, rules: ClusterRules, out: &mut Vec<Vec<u32>>) {
    let mut before = vec![0; component.members.len()];
    component.edges.iter().for_each(|e| before[e.b as usize] += 1);
    let late = |member: u32| u64::from(before[member as usize] >= rules.many);
    let mut groups: Vec<Group> = (0..component.members.len() as u32)
        .map(|m| Group { members: vec![m], late: late(m), between: BTreeMap::new() })
        .collect();
    for edge in &component.edges {
        let both = Between { sum: edge.similarity, found: late(edge.a) * late(edge.b) };
        groups[edge.a as usize].between.insert(edge.b, both);
        groups[edge.b as usize].between.insert(edge.a, both);
    }
    let mut order: Vec<Edge> =
        component.edges.iter().copied().filter(|e| e.similarity >= rules.least).collect();
    order.sort_unstable_by_key(|e| (std::cmp::Reverse(e.similarity), e.a, e.b));
    let mut parents: Vec<usize> = (0..groups.len()).collect();
    for edge in order {
        let (a, b) = (root(&mut parents, edge.a as usize), root(&mut parents, edge.b as usize));
        if a == b {
            continue;
        }
        let between = groups[a].between.get(&(b as u32)).copied().unwrap_or_default();
        let all = groups[a].members.len() as u64 * groups[b].members.len() as u64;
        let examined = all - groups[a].late * groups[b].late + between.found;
        if between.sum * 10 < rules.least * MEAN * examined.max(1).cast_signed() {
            continue;
        }
        // The group with fewer neighbours is moved.
        let (to, from) = if groups[a].between.len() >= groups[b].between.len() { (a, b) } else { (b, a) };
        parents[from] = to;
        let moved = std::mem::take(&mut groups[from]);
        for (other, between) in moved.between {
            groups[other as usize].between.remove(&(from as u32));
            if other as usize == to {
                continue;
            }
            for (group, key) in [(to, other), (other as usize, to as u32)] {
                let sum = groups[group].between.entry(key).or_default();
                sum.sum += between.sum;
                sum.found += between.found;
            }
        }
        groups[to].between.remove(&(from as u32));
        groups[to].late += moved.late;
        groups[to].members.extend(moved.members);
    }
    for group in groups.into_iter().filter(|g| !g.members.is_empty()) {
        let mut members: Vec<u32> = group.members.iter().map(|m| component.members[*m as usize]).collect();
        members.sort_unstable();
        out.push(members);
    }
}

/// The earliest story without a cluster is a centre and takes everything near it.
fn stars(component: &Component, rules: ClusterRules, out: &mut Vec<Vec<u32>>) {
    let mut near: Vec<Vec<u32>> = vec![Vec::new(); component.members.len()];
    for edge in component.edges.iter().filter(|e| e.similarity >= rules.least) {
        near[edge.a as usize].push(edge.b);
        near[edge.b as usize].push(edge.a);
    }
    let mut taken = vec![false; component.members.len()];
    for centre in 0..component.members.len() {
        if taken[centre] {
            continue;
        }
        taken[centre] = true;
        let mut cluster = vec![component.members[centre]];
        for other in &near[centre] {
            if !std::mem::replace(&mut taken[*other as usize], true) {
                cluster.push(component.members[*other as usize]);
            }
        }
        cluster.sort_unstable();
        out.push(cluster);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: ClusterRules = ClusterRules { least: 300_000, many: 8, star_from: 5_000 };

    fn clusters(edges: &[Edge], rules: ClusterRules) -> Vec<Vec<u32>> {
        super::clusters(edges, rules).list
    }

    fn edges(list: &[(u32, u32, u32)]) -> Vec<Edge> {
        list.iter()
            .map(|(a, b, percent)| Edge { a: *a, b: *b, similarity: i64::from(*percent) * 10_000 })
            .collect()
    }

    #[test]
    fn a_digest_does_not_join_what_it_holds() {
        // Two stories of three versions each; 9 is a digest near one version of both.
        let list = edges(&[
            (0, 1, 90),
            (0, 2, 80),
            (1, 2, 85),
            (4, 5, 90),
            (4, 6, 80),
            (5, 6, 85),
            (0, 9, 31),
            (4, 9, 31),
        ]);
        assert_eq!(clusters(&list, RULES), [vec![0, 1, 2], vec![4, 5, 6]]);
        let mut turned = list.clone();
        turned.reverse();
        assert_eq!(clusters(&turned, RULES), clusters(&list, RULES), "the order of edges does not matter");
    }

    #[test]
    fn many_copies_stay_together_though_late_ones_were_not_compared() {
        let mut list = Vec::new();
        for b in 1..300u32 {
            for a in 0..b.min(16) {
                list.push((a, b, 90));
            }
        }
        assert_eq!(clusters(&edges(&list), RULES).len(), 1);
        assert_eq!(clusters(&edges(&list), RULES)[0].len(), 300);
        let star = clusters(&edges(&list), ClusterRules { star_from: 100, ..RULES });
        assert_eq!(star[0].len(), 300);
        let stars = |star_from| super::clusters(&edges(&list), ClusterRules { star_from, ..RULES }).stars;
        assert_eq!([100, 299, 300].map(stars), [true, true, false]);
    }

    #[test]
    fn a_chain_is_cut() {
        let chain: Vec<(u32, u32, u32)> = (0..40).map(|n| (n, n + 1, 40)).collect();
        let largest = clusters(&edges(&chain), RULES).iter().map(Vec::len).max();
        assert!(largest.is_some_and(|n| n <= 4), "{largest:?}");
    }
}
