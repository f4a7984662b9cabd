//! Stories in canonical order -> everything they have in common.

use std::io;

use rayon::prelude::*;

use crate::cluster::{ClusterRules, Clusters, Edge, clusters};
use crate::feed::options::{Progress, ScanOptions, Stage};
use crate::feed::revisions::is_revision;
use crate::feed::stories::StoryRow;
use crate::index::{Eligibility, IndexedStories, Spool, Watched, Window, candidates};
use crate::matching::{
    Bench, LinkBench, LinkRules, Recurring, Relation, StoryLink, UnitMatch, VerifyRules, by_pair, composites,
    link, mark, rules, verify,
};

/// What was found.
pub(super) struct Findings {
    /// Matches by later story, earlier story, later unit, earlier unit.
    pub matches: Vec<UnitMatch>,
    /// Links in the same order.
    pub links: Vec<StoryLink>,
    /// Members in canonical order, clusters by their first member.
    pub clusters: Vec<Vec<u32>>,
    /// Whether some of them are stars about their earliest stories, since too many hung together.
    pub approximate: bool,
    pub boilerplate: Vec<Recurring>,
    /// S that a match needed by itself.
    pub alone: u32,
}

/// What shared pairs of words must tell together before two paragraphs are compared, in bits.
const LEAST_BITS: u32 = 40;

/// Returns what they must tell where a match by itself needs S of `alone`: among more paragraphs more share something by
/// chance, and a match must tell more anyway.
pub(super) fn least_bits(alone: u32) -> u32 {
    LEAST_BITS + 2 * (alone - rules::ALONE)
}

/// Members that a connected component may have; of a larger one the clusters are stars.
const STAR_FROM: usize = 5_000;

/// Pairs of stories that a thread takes at once.
const PAIRS: usize = 256;
/// Pairs of stories that are linked before the results are put together.
const BLOCK: usize = 1 << 16;

/// Finds matches, links and clusters.
///
/// # Errors
/// When the disk is full or fails.
pub(super) fn find(
    rows: &[StoryRow],
    stories: &IndexedStories<'_>,
    options: &ScanOptions,
    memory: u64,
    spool: &Spool,
    progress: &dyn Progress,
) -> io::Result<Findings> {
    progress.stage(Stage::Index, rows.len() as u64);
    let alone = alone(options, stories.unit_count());
    let least_bits = least_bits(alone);
    let time = |story: usize| rows[story].time;
    let window = options.window.filter(|_| options.among.is_none());
    let window = window.map(|seconds| Window { seconds, time: &time });
    let holders = options.holders as usize;
    let many = many(options);
    let rule = Eligibility { holders, many, least_bits, window, steady: options.among.is_some() };
    let watch = |watched: Watched| match watched {
        Watched::Stories(count) | Watched::Parts(count) => progress.advance(count),
        Watched::Sorting(parts) => progress.stage(Stage::Candidates, parts),
    };
    let found = candidates(stories, rule, memory, spool, &watch)?;
    progress.stage(Stage::Match, found.count() as u64);
    let verifying = VerifyRules { alone, min_run: options.min_run };
    let parts: io::Result<Vec<Vec<UnitMatch>>> = (0..found.count())
        .into_par_iter()
        .map_init(Bench::default, |bench, part| {
            let matches = verify(stories, &found.take(part, stories)?, verifying, bench)?;
            progress.advance(1);
            Ok(matches)
        })
        .collect();
    drop(found);
    judge(rows, stories, parts?.concat(), options, progress)
}

/// Returns the S that a match needs by itself among so many units.
pub(super) fn alone(options: &ScanOptions, units: u32) -> u32 {
    rules::alone(options.among.unwrap_or(units))
}

/// Matches that were verified -> links and clusters. They come by later story, earlier story, later unit, earlier unit, and
/// are all that these stories have.
///
/// # Errors
/// When the disk fails.
pub(super) fn judge(
    rows: &[StoryRow],
    stories: &IndexedStories<'_>,
    mut first: Vec<UnitMatch>,
    options: &ScanOptions,
    progress: &dyn Progress,
) -> io::Result<Findings> {
    let boilerplate = mark(stories, &mut first, &|story| rows[story].words);

    let least = least_similarity(options);
    let pairs: Vec<&[UnitMatch]> = by_pair(stories, &first).collect();
    progress.stage(Stage::Cluster, pairs.len() as u64);
    let own = |later: u32, earlier: u32| {
        link_rules(least, (rows[later as usize].time, rows[earlier as usize].time))
    };
    let (mut matches, mut links) = (Vec::with_capacity(first.len()), Vec::with_capacity(pairs.len()));
    // Block by block, so that what the threads return is never there twice.
    for block in pairs.chunks(BLOCK) {
        let linked: io::Result<Vec<(Vec<UnitMatch>, Vec<StoryLink>)>> = block
            .par_chunks(PAIRS)
            .map_init(LinkBench::default, |bench, pairs| {
                let (mut matches, mut links) = (Vec::new(), Vec::new());
                let later = |pair: &&[UnitMatch]| stories.story_of(pair[0].later);
                for of_later in pairs.chunk_by(|a, b| later(a) == later(b)) {
                    link(stories, of_later, &own, bench, &mut matches, &mut links)?;
                }
                progress.advance(pairs.len() as u64);
                Ok((matches, links))
            })
            .collect();
        for (some, more) in linked? {
            matches.extend(some);
            links.extend(more);
        }
    }
    drop(pairs);
    drop(first);
    // A digest or a round-up holds its sources and is a version of none.
    let made = composites(stories, &links, &matches);
    let holds = |story: u32| made.binary_search(&story).is_ok();
    for l in links.iter_mut().filter(|l| l.relation == Relation::Copy && (holds(l.later) || holds(l.earlier)))
    {
        l.relation = Relation::Contained;
    }
    // Versions of one story from one outlet are no copies, and are one story all the same.
    for l in &mut links {
        if is_revision(&rows[l.later as usize], &rows[l.earlier as usize]) {
            l.relation = Relation::Revision;
        }
    }
    let edges: Vec<Edge> = links.iter().map(|l| edge(l, least)).collect();
    let Clusters { list, stars } = clusters(&edges, cluster_rules(options));
    let alone = alone(options, stories.unit_count());
    Ok(Findings { matches, links, clusters: list, approximate: stars, boilerplate, alone })
}

/// Returns what a copy must reach, in millionths.
pub(super) fn least_similarity(options: &ScanOptions) -> u32 {
    (options.min_similarity.clamp(0.0, 1.0) * 1e6) as u32
}

/// Returns what a pair of stories is held to that were published at `times`.
pub(super) fn link_rules(min_similarity: u32, times: (Option<i64>, Option<i64>)) -> LinkRules {
    let gap = times.0.zip(times.1).map(|(a, b)| a.abs_diff(b));
    let apart = gap.is_some_and(|gap| gap > rules::FRESH);
    LinkRules { min_similarity, apart, fresh: gap.is_some() && !apart }
}

/// Returns how clusters are made.
pub(super) fn cluster_rules(options: &ScanOptions) -> ClusterRules {
    ClusterRules { least: least_similarity(options).into(), many: many(options), star_from: STAR_FROM }
}

/// Earlier stories that make a story one of many for the clusters.
fn many(options: &ScanOptions) -> usize {
    (options.holders as usize / 2).max(1)
}

/// Returns what a link says for the clusters. Only copies bring them together; what else two stories share speaks for the mean.
pub(super) fn edge(l: &StoryLink, least: u32) -> Edge {
    let similarity = i64::from(l.similarity());
    let weight = match l.relation {
        Relation::Copy | Relation::Revision => similarity,
        // As like as a copy and not held to be one: rather two, unless other versions say more.
        Relation::Shared if similarity >= i64::from(least) => -similarity / 2,
        Relation::Contained | Relation::Shared => similarity.min(i64::from(least) - 1),
        // Two of a form are known to be two.
        Relation::Template => -similarity,
    };
    Edge { a: l.earlier, b: l.later, similarity: weight }
}
