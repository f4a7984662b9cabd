//! The versions of a story, and who still carries what a newer one took back.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::error::ArchiveError;
use super::graph::Graph;
use super::report::{name_of, story_of};
use super::step::{Step, step};
use super::view::View;
use crate::compare::{Class, Comparison, Options, QuoteStatus, Relation, SentenceId, compare};
use crate::feed::model::Line;
use crate::feed::options::ScanOptions;
use crate::feed::stories::StoryRow;
use crate::ingest::Record;
use crate::text::{ParagraphKind, Span, Status, Story};

/// One version of a story.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VersionLine {
    /// What the story is called.
    pub story: String,
    /// The version, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// How far it may be used.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<Status>,
    /// What the desk says of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notice: Option<String>,
    /// What it is to the version before it; absent for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub step: Option<Step>,
    /// What it took back of the version before it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub withdrawn: Vec<Withdrawn>,
}

/// Something that a version states no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// What it is: the name of a facet (`number`, `name`, ...), `quote` or `paragraph`.
    pub kind: String,
    /// The words; of a paragraph its beginning.
    pub text: String,
    /// What stands there now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub now: Option<String>,
}

/// A story that still carries something that was withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CarryingLine {
    /// The story.
    pub story: String,
    /// Its outlet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlet: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Time of publication as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub published: Option<String>,
    /// The story whose newer version took it back.
    pub of: String,
    /// What it carries.
    pub carries: Vec<Withdrawn>,
}

/// Characters of a paragraph that are shown.
const SHOWN: usize = 120;

/// The stories found so far that carry what was taken back.
pub(super) struct Carriers<'a> {
    /// The story that took it back.
    pub of: String,
    /// Its versions, which do not count.
    pub chain: &'a [u32],
    pub lines: Vec<CarryingLine>,
}

/// Something withdrawn, where it stood in the old version.
pub(super) struct Stood {
    pub what: Withdrawn,
    at: Place,
}

enum Place {
    /// Words in a sentence.
    Words(SentenceId, Span),
    /// A paragraph.
    Paragraph(u32),
}

impl Archive {
    /// Returns the versions of the story that is called so, oldest first: those that the index has under one id of one
    /// outlet; where nothing has such an id, what the outlet ran of the same text. Each is classed against the one before it.
    ///
    /// # Errors
    /// When there is no such story, or the disk fails.
    pub fn versions(&self, id: &str) -> Result<Vec<VersionLine>, ArchiveError> {
        self.on_view(|view| {
            let story = story_of(view, id)?.ok_or_else(|| ArchiveError::Unknown { id: id.to_owned() })?;
            let chain = chain(view, story)?;
            let mut out: Vec<VersionLine> = Vec::new();
            let mut before: Option<(StoryRow, Story)> = None;
            for version in chain {
                let (row, own) = told(view, version)?;
                let mut line = VersionLine {
                    story: name_of(view, version)?,
                    version: row.release.as_ref().and_then(|r| r.version.as_deref()).map(str::to_owned),
                    published: row.published.as_deref().map(str::to_owned),
                    status: row.release.as_ref().and_then(|r| r.status),
                    notice: row.release.as_ref().and_then(|r| r.notice.as_deref()).map(str::to_owned),
                    ..VersionLine::default()
                };
                if let Some((old_row, old)) = &before {
                    let comparison = compare(old, &own, &Options::default());
                    let step = step(&comparison, said(old_row, &row));
                    line.withdrawn =
                        withdrawn(&comparison, old, &own, step).into_iter().map(|w| w.what).collect();
                    line.step = Some(step);
                }
                out.push(line);
                before = Some((row, own));
            }
            Ok(out)
        })
    }

    /// Hands on every story that still carries a figure, a name, a quotation or a paragraph that a corrected or killed version
    /// took back. `of` names the story; without it all that were corrected or killed are looked at. Cost: a question to the
    /// index and some comparisons for each of those.
    ///
    /// # Errors
    /// When there is no such story, the disk fails, or `each` does.
    pub fn still_carrying<E: From<ArchiveError>>(
        &self,
        of: Option<&str>,
        options: &ScanOptions,
        mut each: impl FnMut(CarryingLine) -> Result<(), E>,
    ) -> Result<(), E> {
        let stories: Vec<u32> = match of {
            Some(id) => self.named(std::slice::from_ref(&id.to_owned()))?,
            None => return self.still_carrying_while(&|| true, options, each).map(drop),
        };
        for story in stories {
            self.carriers(story, options)?.into_iter().try_for_each(&mut each)?;
        }
        Ok(())
    }

    /// The stories that carry what the newest version of one took back.
    pub(super) fn carriers(
        &self,
        story: u32,
        options: &ScanOptions,
    ) -> Result<Vec<CarryingLine>, ArchiveError> {
        self.on_view(|view| {
            let (row, newest) = told(view, story)?;
            let status = row.release.as_ref().and_then(|r| r.status);
            if !matches!(status, Some(Status::Corrected | Status::Killed | Status::Withheld)) {
                return Ok(Vec::new());
            }
            let chain = chain(view, story)?;
            // A story that was killed with its first delivery takes all of itself back.
            let older: Vec<u32> = chain.iter().copied().filter(|version| *version != story).collect();
            let older = if older.is_empty() { vec![story] } else { older };
            let mut found = Carriers { of: name_of(view, story)?, chain: &chain, lines: Vec::new() };
            for version in older {
                let (_, old) = told(view, version)?;
                let comparison = compare(&old, &newest, &Options::default());
                let step = step(&comparison, status);
                let gone = withdrawn(&comparison, &old, &newest, step);
                self.carriers_of(view, (version, &old), &gone, options, &mut found)?;
            }
            found.lines.sort_by(|a, b| a.story.cmp(&b.story));
            Ok(found.lines)
        })
    }

    /// Adds the stories that carry what stood in a version and was taken back.
    pub(super) fn carriers_of(
        &self,
        view: &View<'_>,
        (version, old): (u32, &Story),
        gone: &[Stood],
        options: &ScanOptions,
        found: &mut Carriers<'_>,
    ) -> Result<(), ArchiveError> {
        if gone.is_empty() {
            return Ok(());
        }
        for other in self.near(view, version, options)? {
            if found.chain.contains(&other) || !view.catalog.is_active(other) {
                continue;
            }
            let (row, theirs) = told(view, other)?;
            let with = compare(old, &theirs, &Options::default());
            let name = name_of(view, other)?;
            let known = found.lines.iter().position(|line| line.story == name);
            let before = known.map_or(&[][..], |at| &found.lines[at].carries);
            let carried = gone.iter().filter(|stood| carries(&with, &stood.at)).map(|stood| &stood.what);
            let carried: Vec<Withdrawn> = carried.filter(|what| !before.contains(what)).cloned().collect();
            match known {
                _ if carried.is_empty() => {}
                Some(at) => found.lines[at].carries.extend(carried),
                None => found.lines.push(CarryingLine {
                    story: name,
                    outlet: row.outlet.as_deref().map(str::to_owned),
                    url: row.url.as_deref().map(str::to_owned),
                    published: row.published.as_deref().map(str::to_owned),
                    of: found.of.clone(),
                    carries: carried,
                }),
            }
        }
        Ok(())
    }

    /// The stories that share wording with a version, whether it takes part or not.
    fn near(&self, view: &View<'_>, version: u32, options: &ScanOptions) -> Result<Vec<u32>, ArchiveError> {
        let record = view.entry(version)?.record;
        // As a story of its own: an old version has no part in what the index tells.
        let asked = Record { id: Some("\u{0}version".into()), release: None, ..record };
        let mut names: BTreeSet<String> = BTreeSet::new();
        self.find(vec![asked], "", options, &mut |line| {
            if let Line::Link(link) = line {
                names.extend([link.a.clone(), link.b.clone()]);
            }
            Ok(())
        })?;
        let mut out = Vec::new();
        for name in names {
            out.extend(story_of(view, &name)?);
        }
        Ok(out)
    }
}

/// The versions of a story that were not removed, oldest first.
pub(super) fn chain(view: &View<'_>, story: u32) -> Result<Vec<u32>, ArchiveError> {
    let mut reader = view.recent.reader();
    let row = view.read(story, &mut reader)?.row.clone();
    let mut out = Vec::new();
    if let Some(guid) = row.release.as_ref().and_then(|r| r.guid.clone()) {
        out = view.versions(row.outlet.as_deref(), &guid, &mut reader)?;
    }
    if out.len() < 2 && row.outlet.is_some() {
        // Without ids the text tells: what one outlet ran twice is two versions of it.
        let mut graph = Graph::new(view);
        for pair in graph.pairs_of(story)? {
            let copied = graph.link(pair)?.is_some_and(|l| l.relation == crate::matching::Relation::Copy);
            let version = if pair.0 == story { pair.1 } else { pair.0 };
            let other = view.read(version, &mut reader)?;
            if copied && other.row.outlet == row.outlet {
                out.push((version, other));
            }
        }
        if !out.iter().any(|v| v.0 == story) {
            out.push((story, view.read(story, &mut reader)?));
        }
    }
    if out.is_empty() {
        return Ok(vec![story]);
    }
    out.sort_by(|a, b| {
        let newer = a.1.row.release.as_deref().zip(b.1.row.release.as_deref());
        let order = newer.and_then(|(a, b)| a.newer(b));
        order.unwrap_or(std::cmp::Ordering::Equal).then_with(|| view.catalog.order(a.0, b.0))
    });
    Ok(out.into_iter().map(|v| v.0).collect())
}

/// What a version says of itself that the one before it did not say: outlets leave `CORRECTED` standing through later updates.
pub(super) fn said(before: &StoryRow, row: &StoryRow) -> Option<Status> {
    let of = |row: &StoryRow| row.release.as_ref().map(|r| (r.status, r.notice.clone()));
    let (status, notice) = of(row)?;
    let (old_status, old_notice) = of(before).unwrap_or_default();
    let again = status == old_status && notice == old_notice;
    status.filter(|status| !(again && *status == Status::Corrected))
}

/// A story with its row.
pub(super) fn told(view: &View<'_>, story: u32) -> Result<(StoryRow, Story), ArchiveError> {
    let entry = view.entry(story)?;
    let row = super::view::read(&entry, &mut view.recent.reader()).row;
    let id = view.catalog.id(story).to_owned();
    Ok((row, entry.record.into_story(&id, entry.found)))
}

/// What the new version of a story took back of the old one. An update that says more takes nothing back; what it no longer
/// tells may still be true.
pub(super) fn withdrawn(comparison: &Comparison, old: &Story, new: &Story, step: Step) -> Vec<Stood> {
    let mut out = Vec::new();
    let paragraph = |n: u32, span: Span| {
        let text: String = span.of(old.raw()).chars().take(SHOWN).collect();
        let what = Withdrawn { kind: "paragraph".to_owned(), text, now: None };
        Stood { what, at: Place::Paragraph(n) }
    };
    let body = comparison.stories.first().into_iter().flat_map(|story| &story.paragraphs);
    let body = body.filter(|p| p.kind == ParagraphKind::Body);
    match step {
        Step::Withdrawal => out.extend(body.map(|p| paragraph(p.n, p.span))),
        Step::Correction => {
            for fact in comparison.facts.iter().filter(|f| f.is_change()) {
                let (Some(sentence), Some(from)) = (fact.a, fact.from) else { continue };
                let what = Withdrawn {
                    kind: fact.facet.name().to_owned(),
                    text: from.of(old.raw()).to_owned(),
                    now: fact.to.map(|to| to.of(new.raw()).to_owned()),
                };
                out.push(Stood { what, at: Place::Words(sentence, from) });
            }
            for quote in &comparison.quotes {
                if let (QuoteStatus::Altered | QuoteStatus::OnlyA, Some(a), Some(sentence)) =
                    (quote.status, quote.a, quote.sentence_a)
                {
                    let text = a.of(old.raw()).to_owned();
                    let now = quote.b.map(|b| b.of(new.raw()).to_owned());
                    let what = Withdrawn { kind: "quote".to_owned(), text, now };
                    out.push(Stood { what, at: Place::Words(sentence, a) });
                }
            }
            let gone: Vec<u32> = comparison
                .blocks
                .iter()
                .filter(|block| block.relation == Relation::OnlyA)
                .flat_map(|block| block.a.iter().copied())
                .collect();
            out.extend(body.filter(|p| gone.contains(&p.n)).map(|p| paragraph(p.n, p.span)));
        }
        _ => {}
    }
    out
}

/// Whether the second story of a comparison has what stood at a place of the first.
fn carries(comparison: &Comparison, place: &Place) -> bool {
    match place {
        Place::Paragraph(n) => {
            let has = |relation: Relation| relation < Relation::Rewritten;
            comparison.blocks.iter().any(|block| block.a.contains(n) && has(block.relation))
        }
        Place::Words(sentence, words) => comparison.links.iter().filter(|l| l.a == *sentence).any(|link| {
            // Every part of the words stands there as it was, or in another style.
            let over = link.ops.iter().filter(|op| op.a.start < words.end && op.a.end > words.start);
            let mut over = over.peekable();
            over.peek().is_some() && over.all(|op| op.class < Class::Wording)
        }),
    }
}
