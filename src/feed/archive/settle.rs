//! Matches that come and go -> links, digests and clusters, wherever they change and nowhere else.
//!
//! Each stage is local in the stage before it, so that what a scan finds by going through everything is found here by going
//! from what changed to what hangs on it: a unit recurs by the pairs that it is matched in; a link hangs on the matches of
//! its pair and on whether their units recur; whether a story is put together from others hangs on its links, on those
//! between the stories that it is linked with, and on whether these are put together; a cluster hangs on the links of those
//! that any chain of copies connects.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::error::ArchiveError;
use super::graph::{Composite, Graph, Members};
use super::view::Local;
use crate::cluster::{Clusters, clusters};
use crate::feed::find::{cluster_rules, edge, least_similarity, link_rules};
use crate::feed::options::ScanOptions;
use crate::feed::revisions::is_revision;
use crate::index::Spool;
use crate::matching::{
    LinkBench, MOST_SOURCES, Relation, StoryLink, UnitMatch, Web, is_related, link, speaks, unrelated,
};

/// Two stories, the later one first.
pub(super) type Pair = (u32, u32);

/// What settling needs to know.
pub(super) struct Settling<'s> {
    pub options: &'s ScanOptions,
    pub spool: &'s Spool,
}

impl Settling<'_> {
    /// Settles everything that hangs on matches that changed: those of each pair now; none where the pair is no more. `gone`
    /// are stories that take part no longer; all their pairs are among the changes.
    pub(super) fn settle(
        &self,
        graph: &mut Graph<'_>,
        changes: BTreeMap<Pair, Vec<UnitMatch>>,
        gone: &[u32],
    ) -> Result<(), ArchiveError> {
        let mut changed: BTreeSet<Pair> = BTreeSet::new();
        let mut counts: BTreeMap<(u32, u32), (i64, i64)> = BTreeMap::new();
        for (pair, first) in changes {
            let bare = |m: &UnitMatch| UnitMatch { boilerplate: false, ..*m };
            let old: Vec<UnitMatch> =
                graph.group(pair)?.map_or(Vec::new(), |g| g.first.iter().map(bare).collect());
            if old == first {
                continue;
            }
            tally(graph, pair, &old, -1, &mut counts);
            tally(graph, pair, &first, 1, &mut counts);
            if first.is_empty() {
                graph.drop_group(pair)?;
            } else {
                let group = graph.group_mut(pair)?;
                (group.first, group.linked) = (first, false);
            }
            changed.insert(pair);
        }
        let mut stale = changed.clone();
        for ((story, unit), by) in counts {
            if graph.view.catalog.is_active(story) && graph.count(story, unit, by)? {
                stale.extend(naming(graph, story, unit)?);
            }
        }
        gone.iter().for_each(|story| graph.forget(*story));
        changed.extend(self.relink(graph, &stale)?);
        let turned = self.composites(graph, &changed)?;
        let mut touched: BTreeSet<u32> = changed.iter().flat_map(|p| [p.0, p.1]).collect();
        for story in turned {
            touched.extend(graph.pairs_of(story)?.into_iter().flat_map(|p| [p.0, p.1]));
        }
        touched.extend(gone);
        self.clusters(graph, &touched)
    }

    /// Links the pairs whose matches, or the marks on them, are others than when they were linked, and returns them.
    fn relink(&self, graph: &mut Graph<'_>, stale: &BTreeSet<Pair>) -> Result<Vec<Pair>, ArchiveError> {
        let mut jobs: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for pair in stale {
            let Some(group) = graph.group(*pair)? else { continue };
            let (mut first, linked) = (group.first.clone(), group.linked);
            let sizes = (graph.view.catalog.words(pair.0), graph.view.catalog.words(pair.1));
            let units = [pair.0, pair.1].map(|story| graph.view.catalog.units(story) as usize);
            let little = unrelated(&first, [sizes.0, sizes.1], units);
            let mut same = true;
            for m in &mut first {
                let mark = little && (graph.recurs(pair.0, m.later)? || graph.recurs(pair.1, m.earlier)?);
                same &= m.boilerplate == mark;
                m.boilerplate = mark;
            }
            if !(same && linked) {
                graph.group_mut(*pair)?.first = first;
                jobs.entry(pair.0).or_default().push(pair.1);
            }
        }
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let stories = jobs.iter().flat_map(|(later, earlier)| earlier.iter().chain([later])).copied();
        let local = Local::read(graph.view, stories.collect(), self.options.memory, self.spool)?;
        let indexed = local.indexed();
        let place = |story: u32| local.place(story).unwrap_or(0) as usize;
        let start = |story: u32| indexed.units(place(story)).start;
        let mut work: Vec<(u32, Vec<Vec<UnitMatch>>)> = Vec::new();
        for (later, mut earlier) in jobs {
            earlier.sort_unstable_by_key(|story| place(*story));
            let mut own = Vec::new();
            for earlier in earlier {
                let group = graph.group((later, earlier))?;
                let starts = [start(later), start(earlier)];
                own.push(group.map_or(Vec::new(), |g| g.first.iter().map(|m| m.among(starts)).collect()));
            }
            work.push((later, own));
        }
        let least = least_similarity(self.options);
        let own = |later: u32, earlier: u32| {
            link_rules(least, (local.rows[later as usize].time, local.rows[earlier as usize].time))
        };
        type Linked = (Vec<UnitMatch>, Vec<StoryLink>);
        let linked: Vec<Linked> = work
            .par_iter()
            .map_init(LinkBench::default, |bench, (_, pairs)| {
                let (mut matches, mut links) = (Vec::new(), Vec::new());
                let pairs: Vec<&[UnitMatch]> = pairs.iter().map(Vec::as_slice).collect();
                link(&indexed, &pairs, &own, bench, &mut matches, &mut links)?;
                Ok((matches, links))
            })
            .collect::<Result<_, std::io::Error>>()?;
        let mut done = Vec::new();
        for ((later, pairs), (matches, links)) in work.iter().zip(linked) {
            for first in pairs {
                let at = indexed.story_of(first[0].earlier);
                let earlier = local.stories[at];
                let range = indexed.units(at);
                let starts = [start(*later), range.start];
                let own = matches.iter().filter(|m| range.contains(&m.earlier)).map(|m| m.within(starts));
                let link = links.iter().find(|l| l.earlier as usize == at);
                let group = graph.group_mut((*later, earlier))?;
                group.matches = own.collect();
                group.link = link.map(|l| StoryLink { later: 0, earlier: 0, ..*l });
                group.revision = is_revision(&local.rows[place(*later)], &local.rows[at]);
                group.linked = true;
                done.push((*later, earlier));
            }
        }
        Ok(done)
    }

    /// Settles which stories are put together from others, and returns those that changed in that.
    fn composites(&self, graph: &mut Graph<'_>, changed: &BTreeSet<Pair>) -> Result<Vec<u32>, ArchiveError> {
        // A changed link is one of its own stories', and one between two sources of whoever is linked with both.
        let mut affected: BTreeSet<u32> = BTreeSet::new();
        let mut linked: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for story in changed.iter().flat_map(|p| [p.0, p.1]).collect::<BTreeSet<u32>>() {
            if graph.view.catalog.is_active(story) {
                affected.insert(story);
                linked.insert(story, neighbours(graph, story)?);
            }
        }
        for (a, b) in changed {
            if let (Some(a), Some(b)) = (linked.get(a), linked.get(b)) {
                affected.extend(a.intersection(b));
            }
        }
        let mut queue: BTreeSet<u32> = BTreeSet::new();
        for story in &affected {
            let share = self.share_of(graph, *story, &BTreeSet::new())?;
            let before = graph.composite(*story)?;
            if before.share != share {
                queue.extend(neighbours(graph, *story)?);
                graph.set_composite(*story, Composite { share, is: before.is && share.is_some() });
            }
            if before.share != share || share.is_some() {
                queue.insert(*story);
            }
        }
        // What others make up most comes first; a story is judged by those that came before it.
        let mut turned = Vec::new();
        let catalog = graph.view.catalog;
        type Rank = (Option<u32>, u32);
        let last_first = |a: &Rank, b: &Rank| a.0.cmp(&b.0).then_with(|| catalog.order(b.1, a.1));
        let mut waiting: Vec<Rank> = Vec::with_capacity(queue.len());
        for story in queue {
            waiting.push((graph.composite(story)?.share, story));
        }
        waiting.sort_by(&last_first);
        while let Some(rank) = waiting.pop() {
            let story = rank.1;
            let own = graph.composite(story)?;
            let is = match own.share {
                None => false,
                Some(_) => {
                    let mut known = BTreeSet::new();
                    for other in neighbours(graph, story)? {
                        let theirs = graph.composite(other)?;
                        if theirs.is && last_first(&(theirs.share, other), &rank).is_gt() {
                            known.insert(other);
                        }
                    }
                    self.share_of(graph, story, &known)?.is_some()
                }
            };
            if is != own.is {
                graph.set_composite(story, Composite { is, ..own });
                turned.push(story);
                for other in neighbours(graph, story)? {
                    let theirs = (graph.composite(other)?.share, other);
                    if theirs.0.is_some()
                        && last_first(&theirs, &rank).is_lt()
                        && let Err(at) = waiting.binary_search_by(|w| last_first(w, &theirs))
                    {
                        waiting.insert(at, theirs);
                    }
                }
            }
        }
        Ok(turned)
    }

    /// The thousandths of a story that its two best sources make up, those in `known` left out.
    fn share_of(
        &self,
        graph: &mut Graph<'_>,
        story: u32,
        known: &BTreeSet<u32>,
    ) -> Result<Option<u32>, ArchiveError> {
        let catalog = graph.view.catalog;
        let mut sources: Vec<(u32, u32, Pair, Relation)> = Vec::new();
        for pair in graph.pairs_of(story)? {
            let other = if pair.0 == story { pair.1 } else { pair.0 };
            if let Some(link) = graph.group(pair)?.and_then(|g| g.link)
                && !known.contains(&other)
            {
                sources.push((link.similarity(), other, pair, link.relation));
            }
        }
        if sources.len() < 2 {
            return Ok(None);
        }
        sources.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| catalog.order(a.1, b.1)));
        sources.truncate(MOST_SOURCES);
        // All versions of one wire are related to each other: most stories need no closer look.
        let Some(first) = sources.iter().find(|s| s.3 == Relation::Copy).map(|s| s.1) else {
            return Ok(None);
        };
        let mut second = false;
        for other in sources.iter().map(|s| s.1).filter(|other| *other != first) {
            let pair = if catalog.order(first, other).is_gt() { (first, other) } else { (other, first) };
            second |= !graph.group(pair)?.and_then(|g| g.link.as_ref()).is_some_and(is_related);
        }
        if !second {
            return Ok(None);
        }
        let mut pairs: Vec<Pair> = sources.iter().map(|s| s.2).collect();
        let others: BTreeSet<u32> = sources.iter().map(|s| s.1).collect();
        for other in &others {
            let among =
                graph.groups(*other)?.iter().filter(|g| g.link.is_some() && others.contains(&g.earlier));
            pairs.extend(among.map(|g| (*other, g.earlier)));
        }
        let mut stories: Vec<u32> = others.into_iter().collect();
        stories.push(story);
        let local = Local::bare(catalog, stories, self.spool);
        let numbered = local.numbered(catalog);
        let place = |story: u32| local.place(story).unwrap_or(0);
        let mut placed: Vec<((u32, u32), Pair)> =
            pairs.into_iter().map(|pair| ((place(pair.0), place(pair.1)), pair)).collect();
        placed.sort_unstable();
        let (mut links, mut matches) = (Vec::new(), Vec::new());
        for ((later, earlier), pair) in placed {
            let Some(group) = graph.group(pair)? else { continue };
            let Some(link) = group.link else { continue };
            links.push(StoryLink { later, earlier, ..link });
            let starts = [later, earlier].map(|at| numbered.units(at as usize).start);
            matches.extend(group.matches.iter().map(|m| m.among(starts)));
        }
        Ok(Web::new(&numbered, &links, &matches).share_of(place(story), &[]))
    }

    /// Clusters anew whatever hangs together with a story that was touched.
    fn clusters(&self, graph: &mut Graph<'_>, touched: &BTreeSet<u32>) -> Result<(), ArchiveError> {
        let least = least_similarity(self.options);
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        for story in touched {
            graph.scatter(*story)?;
        }
        for story in touched.iter().filter(|s| graph.view.catalog.is_active(**s)).copied().collect::<Vec<_>>()
        {
            if seen.contains(&story) {
                continue;
            }
            let (mut component, mut next) = (BTreeSet::from([story]), vec![story]);
            let mut links: BTreeMap<Pair, StoryLink> = BTreeMap::new();
            while let Some(one) = next.pop() {
                graph.scatter(one)?;
                for pair in graph.pairs_of(one)? {
                    let Some(link) = graph.link(pair)? else { continue };
                    links.insert(pair, link);
                    let other = if pair.0 == one { pair.1 } else { pair.0 };
                    if edge(&link, least).similarity >= i64::from(least) && component.insert(other) {
                        next.push(other);
                    }
                }
            }
            seen.extend(&component);
            if component.len() < 2 {
                continue;
            }
            let mut stories: Vec<u32> = component.iter().copied().collect();
            stories.sort_by(|a, b| graph.view.catalog.order(*a, *b));
            let places: BTreeMap<u32, u32> = stories.iter().copied().zip(0..).collect();
            let inside = links.into_iter().filter_map(|((later, earlier), link)| {
                let (later, earlier) = (*places.get(&later)?, *places.get(&earlier)?);
                Some(edge(&StoryLink { later, earlier, ..link }, least))
            });
            let mut edges: Vec<_> = inside.collect();
            edges.sort_unstable_by_key(|e| (e.b, e.a));
            let Clusters { list, stars } = clusters(&edges, cluster_rules(self.options));
            for members in list {
                let stories = members.iter().map(|m| stories[*m as usize]).collect();
                graph.gather(Members { stories, star: stars });
            }
        }
        Ok(())
    }
}

/// Adds what the matches of a pair say of how often units recur.
fn tally(
    graph: &Graph<'_>,
    pair: Pair,
    matches: &[UnitMatch],
    sign: i64,
    counts: &mut BTreeMap<(u32, u32), (i64, i64)>,
) {
    if matches.is_empty() {
        return;
    }
    let catalog = graph.view.catalog;
    let stories = [pair.0, pair.1];
    let sole =
        unrelated(matches, stories.map(|s| catalog.words(s)), stories.map(|s| catalog.units(s) as usize));
    for m in matches.iter().filter(|m| speaks(m)) {
        for end in [(pair.0, m.later), (pair.1, m.earlier)] {
            let count = counts.entry(end).or_default();
            *count = (count.0 + sign, count.1 + sign * i64::from(sole));
        }
    }
}

/// The pairs whose matches name a unit of a story.
fn naming(graph: &mut Graph<'_>, story: u32, unit: u32) -> Result<Vec<Pair>, ArchiveError> {
    let mut out = Vec::new();
    for pair in graph.pairs_of(story)? {
        let own = |m: &UnitMatch| if pair.0 == story { m.later } else { m.earlier };
        if graph.group(pair)?.is_some_and(|g| g.first.iter().any(|m| own(m) == unit)) {
            out.push(pair);
        }
    }
    Ok(out)
}

/// The stories that a story is linked with.
fn neighbours(graph: &mut Graph<'_>, story: u32) -> Result<BTreeSet<u32>, ArchiveError> {
    let mut out = BTreeSet::new();
    for pair in graph.pairs_of(story)? {
        if graph.group(pair)?.is_some_and(|g| g.link.is_some()) {
            out.insert(if pair.0 == story { pair.1 } else { pair.0 });
        }
    }
    Ok(out)
}
