//! Stories that just came in -> what each is to those that were there before it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::error::ArchiveError;
use super::graph::Graph;
use super::report::name_of;
use super::step::{Step, step};
use super::versions::{Carriers, CarryingLine, Withdrawn, chain, said, told, withdrawn};
use super::view::View;
use crate::compare::{Options, compare};
use crate::feed::lines::rounded;
use crate::feed::model::ErrorLine;
use crate::feed::options::ScanOptions;
use crate::feed::stories::StoryRow;
use crate::matching::Relation;
use crate::text::{Status, WordingReader};

/// Stories that are named as sources of a copy: past a few, the cluster tells more.
const MOST: usize = 5;

/// What a story is to those that were there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// It has the text of another outlet's story, or one has the text of the other inside it.
    Copy,
    /// It is a newer version of a story, which says more, less, or begins otherwise.
    Update,
    /// It is a newer version that puts something right.
    Correction,
    /// It says that a story must no longer be used.
    Withdrawal,
}

impl News {
    /// Returns its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            News::Copy => "copy",
            News::Update => "update",
            News::Correction => "correction",
            News::Withdrawal => "withdrawal",
        }
    }
}

/// A story that came in and is something to one that was there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NewsLine {
    /// What it is.
    pub news: News,
    /// What it is called.
    pub story: String,
    /// Its outlet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// What the desk says of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notice: Option<String>,
    /// What it is to the version before it; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step: Option<Step>,
    /// The stories that it is something to: of a copy the most similar first, five at most; of a version the one before it; of
    /// a withdrawal none where the index does not have what is withdrawn.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub of: Vec<Known>,
    /// Number of stories that it copies, those in `of` included.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub sources: u32,
    /// What it took back.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub withdrawn: Vec<Withdrawn>,
    /// The stories that still carry some of that.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub carried_by: Vec<CarryingLine>,
}

/// What a watch tells, line by line (`wirediff.watch/1`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum WatchLine {
    /// A story is something to one that was there.
    News(NewsLine),
    /// A feed or an item could not be read.
    Error(ErrorLine),
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A story that was there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// What it is called.
    pub story: String,
    /// Its outlet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// Share of both texts that they have in common, 0 to 1, of a copy.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub similarity: Option<f64>,
}

impl Archive {
    /// Hands on what each of these stories, which came in last, is to those that were there before it: at most one line for
    /// each, none for one that is only new. Stories go by their numbers. Cost: for each version a comparison with the one before
    /// it, for each correction and withdrawal a question to the index.
    ///
    /// # Errors
    /// When the disk fails, or `each` does.
    pub fn news<E: From<ArchiveError>>(
        &self,
        stories: &[u32],
        options: &ScanOptions,
        mut each: impl FnMut(NewsLine) -> Result<(), E>,
    ) -> Result<(), E> {
        let new: BTreeSet<u32> = stories.iter().copied().collect();
        for story in stories {
            if let Some(line) = self.on_view(|view| self.news_of(view, *story, &new, options))? {
                each(line)?;
            }
        }
        Ok(())
    }

    /// Returns the stories from number `from` on that came from one of these inputs and were not removed.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn came_from(&self, from: u32, inputs: &BTreeSet<String>) -> Result<Vec<u32>, ArchiveError> {
        let mut out = Vec::new();
        self.on_view(|view| {
            for story in self.catalog.present().filter(|story| *story >= from) {
                if inputs.contains(&view.entry(story)?.source) {
                    out.push(story);
                }
            }
            Ok(out)
        })
    }

    fn news_of(
        &self,
        view: &View<'_>,
        story: u32,
        new: &BTreeSet<u32>,
        options: &ScanOptions,
    ) -> Result<Option<NewsLine>, ArchiveError> {
        let (row, own) = told(view, story)?;
        let release = row.release.as_deref();
        let status = release.and_then(|r| r.status);
        let line = |news| -> Result<NewsLine, ArchiveError> {
            Ok(NewsLine {
                news,
                story: name_of(view, story)?,
                outlet: text(row.outlet.as_deref()),
                headline: text(row.headline.as_deref()),
                url: text(row.url.as_deref()),
                published: text(row.published.as_deref()),
                notice: text(release.and_then(|r| r.notice.as_deref())),
                step: None,
                of: Vec::new(),
                sources: 0,
                withdrawn: Vec::new(),
                carried_by: Vec::new(),
            })
        };
        let chain = chain(view, story)?;
        let before = chain.iter().take_while(|version| **version != story).last().copied();
        if let Some(version) = before {
            let (before_row, old) = told(view, version)?;
            let comparison = compare(&old, &own, &Options::default());
            let step = step(&comparison, said(&before_row, &row));
            let news = match step {
                Step::Repeat => return Ok(None),
                Step::Correction => News::Correction,
                Step::Withdrawal => News::Withdrawal,
                Step::Trim | Step::Recast | Step::Update => News::Update,
            };
            let mut line = line(news)?;
            line.step = Some(step);
            line.of.push(known(view, version, None)?);
            let gone = withdrawn(&comparison, &old, &own, step);
            let mut carriers = Carriers { of: line.story.clone(), chain: &chain, lines: Vec::new() };
            self.carriers_of(view, (version, &old), &gone, options, &mut carriers)?;
            line.withdrawn = gone.into_iter().map(|stood| stood.what).collect();
            carriers.lines.sort_by(|a, b| a.story.cmp(&b.story));
            line.carried_by = carriers.lines;
            return Ok(Some(line));
        }
        let mut copies = copies(view, story, &row, new)?;
        let withdraws = matches!(status, Some(Status::Killed | Status::Withheld));
        if copies.is_empty() && !withdraws {
            return Ok(None);
        }
        let mut line = line(if withdraws { News::Withdrawal } else { News::Copy })?;
        line.sources = copies.len() as u32;
        copies.truncate(MOST);
        for (other, similarity) in copies {
            line.of.push(known(view, other, Some(similarity))?);
        }
        Ok(Some(line))
    }
}

/// The stories that were there before and have the text of one, the most similar first.
fn copies(
    view: &View<'_>,
    story: u32,
    row: &StoryRow,
    new: &BTreeSet<u32>,
) -> Result<Vec<(u32, f64)>, ArchiveError> {
    let mut graph = Graph::new(view);
    let mut out = Vec::new();
    for pair in graph.pairs_of(story)? {
        let Some(link) = graph.link(pair)? else { continue };
        let other = if pair.0 == story { pair.1 } else { pair.0 };
        if !matches!(link.relation, Relation::Copy | Relation::Contained) {
            continue;
        }
        // Of two that came together the later one is the copy, unless the other is a version of something older.
        let is_new = |version: &u32| new.contains(version);
        if is_new(&other) && pair.1 == story && chain(view, other)?.iter().all(is_new) {
            continue;
        }
        // One page in two feeds of an outlet is no copy.
        let theirs = view.read(other, &mut WordingReader::new())?;
        if row.url.is_some() && row.url == theirs.row.url {
            continue;
        }
        out.push((other, rounded(f64::from(link.similarity()) / 1e6)));
    }
    out.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| view.catalog.order(a.0, b.0)));
    Ok(out)
}

fn known(view: &View<'_>, story: u32, similarity: Option<f64>) -> Result<Known, ArchiveError> {
    let read = view.read(story, &mut WordingReader::new())?;
    Ok(Known {
        story: name_of(view, story)?,
        outlet: text(read.row.outlet.as_deref()),
        headline: text(read.row.headline.as_deref()),
        url: text(read.row.url.as_deref()),
        published: text(read.row.published.as_deref()),
        similarity,
    })
}

fn text(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}
