//! What the index holds -> lines, of all stories or of some.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::error::ArchiveError;
use super::graph::Graph;
use super::join::has_id;
use super::keys;
use super::settle::Pair;
use super::view::{Local, View};
use crate::feed::find::{Findings, alone};
use crate::feed::lines::Lines;
use crate::feed::model::{ErrorLine, Line};
use crate::feed::options::{Progress, ScanOptions, Stage};
use crate::feed::origin::Origin;
use crate::feed::stories::{StoryRow, canonical};
use crate::index::{IndexedStories, Spool};
use crate::matching::{Recurring, StoryLink, recurs};

/// What a report is about.
pub(super) enum About<'a> {
    /// All stories.
    All,
    /// Some, by their numbers, in order.
    Some(&'a [u32]),
}

/// All that a report is made of.
pub(super) struct Reporting<'r> {
    pub options: &'r ScanOptions,
    pub spool: &'r Spool,
    pub progress: &'r dyn Progress,
    /// What was wrong with the input.
    pub errors: Vec<ErrorLine>,
    pub interrupted: bool,
}

impl Reporting<'_> {
    /// Hands on the lines of a scan: of all stories, as a scan of all of them would, byte for byte; or of some, with whatever
    /// they have in common with others and the clusters that they are in.
    pub(super) fn write(
        self,
        graph: &mut Graph<'_>,
        about: &About<'_>,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<(), ArchiveError> {
        let catalog = graph.view.catalog;
        let (pairs, clusters) = match about {
            About::All => all(graph)?,
            About::Some(news) => some(graph, news)?,
        };
        let mut stories: Vec<u32> = match about {
            About::All => catalog.active().collect(),
            About::Some(news) => news.to_vec(),
        };
        stories.extend(pairs.iter().flat_map(|p| [p.0, p.1]));
        stories.extend(clusters.iter().flatten());
        self.progress.stage(Stage::Read, 0);
        let mut local = Local::read(graph.view, stories, self.options.memory / 2, self.spool)?;
        let mut errors = self.errors;
        match about {
            About::All => errors.extend(canonical(&mut local.rows, &local.sources)),
            About::Some(_) => name(graph.view, &local.stories, &mut local.rows)?,
        }
        errors.sort();
        let indexed = local.indexed();
        let place = |story: u32| local.place(story).unwrap_or(0);
        let news: Option<Vec<bool>> = match about {
            About::All => None,
            About::Some(news) => {
                Some(local.stories.iter().map(|story| news.binary_search(story).is_ok()).collect())
            }
        };
        let is_news = |pair: &Pair| {
            let is = |story: u32| news.as_ref().is_none_or(|news| news[place(story) as usize]);
            is(pair.0) || is(pair.1)
        };
        let mut ordered: Vec<Pair> = pairs.into_iter().collect();
        ordered.sort_unstable_by_key(|p| (place(p.0), place(p.1)));
        let (mut matches, mut links) = (Vec::new(), Vec::new());
        for pair in ordered {
            let (later, earlier) = (place(pair.0), place(pair.1));
            if let Some(link) = graph.link(pair)? {
                links.push(StoryLink { later, earlier, ..link });
            }
            let starts = [later, earlier].map(|at| indexed.units(at as usize).start);
            let told = is_news(&pair);
            if let Some(group) = graph.group(pair)?.filter(|_| told) {
                matches.extend(group.matches.iter().map(|m| m.among(starts)));
            }
        }
        let mut approximate = false;
        let mut list = Vec::new();
        for members in clusters {
            approximate |= graph.cluster(members[0])?.star;
            list.push(members.iter().map(|story| place(*story)).collect::<Vec<u32>>());
        }
        list.sort_unstable();
        let boilerplate = match about {
            About::All => recurring(graph, &local.stories, &indexed)?,
            About::Some(_) => Vec::new(),
        };
        let superseded = match about {
            About::All => catalog.superseded(),
            About::Some(_) => 0,
        };
        let alone = alone(self.options, 0);
        let found = Findings { matches, links, clusters: list, approximate, boilerplate, alone };
        let origin = Stored { view: graph.view, stories: &local.stories, names: &local.sources };
        let lines = Lines {
            rows: &local.rows,
            superseded,
            stories: &indexed,
            found: &found,
            origin: &origin,
            news: news.as_deref(),
            options: self.options,
        };
        self.progress.stage(Stage::Write, found.matches.len() as u64);
        lines.write(errors, self.interrupted, self.progress, sink)?;
        Ok(())
    }
}

/// All pairs and all clusters.
fn all(graph: &mut Graph<'_>) -> Result<(BTreeSet<Pair>, Vec<Vec<u32>>), ArchiveError> {
    let (mut pairs, mut clusters) = (BTreeSet::new(), Vec::new());
    for story in graph.view.catalog.active() {
        pairs.extend(graph.groups(story)?.iter().map(|g| (story, g.earlier)));
        if graph.first_of(story)? == Some(story) {
            clusters.push(graph.cluster(story)?.stories.clone());
        }
    }
    Ok((pairs, clusters))
}

/// The pairs that tell of some stories, and their clusters.
fn some(graph: &mut Graph<'_>, news: &[u32]) -> Result<(BTreeSet<Pair>, Vec<Vec<u32>>), ArchiveError> {
    let (mut pairs, mut clusters) = (BTreeSet::new(), BTreeMap::new());
    for story in news {
        pairs.extend(graph.pairs_of(*story)?);
        if let Some(first) = graph.first_of(*story)? {
            clusters.insert(first, graph.cluster(first)?.stories.clone());
        }
    }
    // Who came first is also told by earlier stories that are near both.
    for partner in pairs.iter().flat_map(|p| [p.0, p.1]).collect::<BTreeSet<u32>>() {
        pairs.extend(graph.groups(partner)?.iter().map(|g| (partner, g.earlier)));
    }
    // A member is held against all others, and against those that hold it.
    for member in clusters.values().flatten() {
        pairs.extend(graph.pairs_of(*member)?);
    }
    Ok((pairs, clusters.into_values().collect()))
}

/// The units that recur, by their numbers.
fn recurring(
    graph: &mut Graph<'_>,
    stories: &[u32],
    indexed: &IndexedStories<'_>,
) -> Result<Vec<Recurring>, ArchiveError> {
    let mut out = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        let start = indexed.units(at).start;
        for (unit, (pairs, sole)) in graph.counts(*story)? {
            if recurs(*pairs, *sole) {
                out.push(Recurring { unit: start + unit, pairs: *pairs });
            }
        }
    }
    Ok(out)
}

/// Calls the second story of an id as a scan of all stories does.
fn name(view: &View<'_>, stories: &[u32], rows: &mut [StoryRow]) -> Result<(), ArchiveError> {
    for (story, row) in stories.iter().zip(rows) {
        row.id = name_of(view, *story)?.into();
    }
    Ok(())
}

/// Returns what a story is called: by its id, or `ID~2` where an earlier one has it; an older version by `ID@VERSION`.
pub(super) fn name_of(view: &View<'_>, story: u32) -> Result<String, ArchiveError> {
    let catalog = view.catalog;
    let id = catalog.id(story);
    if !catalog.is_active(story) {
        let release = view.entry(story)?.record.release;
        let version = release.and_then(|r| r.version).unwrap_or_else(|| story.to_string());
        return Ok(format!("{id}@{version}"));
    }
    let mut same = view.stories(keys::id(id))?;
    same.retain(|other| catalog.is_active(*other) && catalog.id(*other) == id);
    same.sort_by(|a, b| catalog.order(*a, *b));
    let mut number = 1;
    for other in &same {
        let mut name = id.to_owned();
        if *other != same[0] {
            loop {
                number += 1;
                name = format!("{id}~{number}");
                if !has_id(view, &name)? {
                    break;
                }
            }
        }
        if *other == story {
            return Ok(name);
        }
    }
    Ok(id.to_owned())
}

/// Returns the story that is called so.
pub(super) fn story_of(view: &View<'_>, name: &str) -> Result<Option<u32>, ArchiveError> {
    let part = |mark| name.rsplit_once(mark).map(|(id, _)| id);
    for id in [Some(name), part('~'), part('@')].into_iter().flatten() {
        for story in view.stories(keys::id(id))? {
            if view.catalog.id(story) == id && name_of(view, story)? == name {
                return Ok(Some(story));
            }
        }
    }
    Ok(None)
}

/// The stories of a report, as the index holds them.
struct Stored<'s> {
    view: &'s View<'s>,
    stories: &'s [u32],
    names: &'s [String],
}

impl Origin for Stored<'_> {
    fn source(&self, row: &StoryRow) -> Option<&str> {
        self.names.get(row.place.source as usize).map(String::as_str)
    }

    fn texts(&self, _: &[StoryRow], wanted: &[u32]) -> BTreeMap<u32, String> {
        let text = |at: &u32| {
            let entry = self.view.entry(self.stories[*at as usize]).ok()?;
            Some((*at, entry.record.text.into_owned()))
        };
        wanted.iter().filter_map(text).collect()
    }
}
