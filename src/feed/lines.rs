//! Findings -> lines, in their order.

use std::io;
use std::sync::mpsc;

use crate::feed::clusters::Clusters;
use crate::feed::error::ScanError;
use crate::feed::evidence::Evidences;
use crate::feed::find::Findings;
use crate::feed::model::{
    ErrorLine, Flag, Header, Line, LinkCounts, LinkLine, LinkRelation, MatchCounts, MatchKind, MatchLine,
    Place, SCHEMA, StoryLine, SummaryLine,
};
use crate::feed::options::{Progress, ScanOptions};
use crate::feed::origin::Origin;
use crate::feed::outlets::outlets;
use crate::feed::paragraphs::Travel;
use crate::feed::stories::StoryRow;
use crate::index::{IndexedStories, StoryView, Unit};
use crate::matching::{Kind, Relation, StoryLink, UnitMatch, by_pair};
use crate::text::background;

/// Matches that are handed on together, and how many such batches may wait.
const BATCH: usize = 512;
const QUEUE: usize = 4;

/// All that lines are made of.
pub(super) struct Lines<'a> {
    pub rows: &'a [StoryRow],
    /// Versions that were left out for newer ones.
    pub superseded: u64,
    pub stories: &'a IndexedStories<'a>,
    pub found: &'a Findings,
    pub origin: &'a dyn Origin,
    /// Which stories the result is about; without it all. Of the others there are only those that tell of these.
    pub news: Option<&'a [bool]>,
    pub options: &'a ScanOptions,
}

impl Lines<'_> {
    /// Hands on every line.
    ///
    /// # Errors
    /// When `sink` fails, or the words cannot be read again.
    pub(super) fn write(
        &self,
        errors: Vec<ErrorLine>,
        interrupted: bool,
        progress: &dyn Progress,
        sink: &mut dyn FnMut(&Line) -> io::Result<()>,
    ) -> Result<(), ScanError> {
        let mut put = |line: Line| sink(&line).map_err(|source| ScanError::Write { source });
        put(Line::Header(self.header()))?;
        for story in self.named() {
            put(Line::Story(self.story(story as usize)))?;
        }
        let counts = self.matches(progress, &mut put)?;
        let mut links = LinkCounts::default();
        let evidences = Evidences::new(self.rows, &self.found.links);
        for link in self.found.links.iter().filter(|l| self.is_news(l.later) || self.is_news(l.earlier)) {
            let line = self.link(link, &evidences);
            match line.relation {
                LinkRelation::Copy => links.copy += 1,
                LinkRelation::Contained => links.contained += 1,
                LinkRelation::Shared => links.shared += 1,
                LinkRelation::Template => links.template += 1,
                LinkRelation::Revision => links.revision += 1,
            }
            put(Line::Link(line))?;
        }
        let clusters = Clusters { rows: self.rows, links: &self.found.links };
        for line in clusters.lines(&self.found.clusters) {
            put(Line::Cluster(line))?;
        }
        if self.news.is_none() {
            self.whole(&mut put)?;
        }
        let skipped = errors.iter().filter(|e| e.skipped).count() as u64;
        let notes = errors.len() as u64 - skipped;
        errors.into_iter().try_for_each(|line| put(Line::Error(line)))?;
        put(Line::Summary(SummaryLine {
            stories: self.told().count() as u64,
            paragraphs: self.told().map(|r| u64::from(r.bodies)).sum(),
            words: self.told().map(|r| u64::from(r.words)).sum(),
            matches: counts,
            links,
            clusters: self.found.clusters.len() as u64,
            clustered: self.found.clusters.iter().map(|c| c.len() as u64).sum(),
            largest: self.found.clusters.iter().map(|c| c.len() as u64).max().unwrap_or(0),
            boilerplate: self.found.boilerplate.len() as u64,
            superseded: self.superseded,
            skipped,
            notes,
            interrupted,
            approximate: self.found.approximate,
        }))
    }

    /// Hands on what is told of all stories together.
    fn whole(&self, put: &mut dyn FnMut(Line) -> Result<(), ScanError>) -> Result<(), ScanError> {
        let travel =
            Travel { rows: self.rows, stories: self.stories, found: self.found, origin: self.origin };
        let (travelled, boilerplate) = travel.lines().map_err(|e| self.spooling(e))?;
        travelled.into_iter().try_for_each(|line| put(Line::Travelled(line)))?;
        boilerplate.into_iter().try_for_each(|line| put(Line::Boilerplate(line)))?;
        outlets(self.rows, self.stories, &self.found.matches)
            .into_iter()
            .try_for_each(|line| put(Line::Outlet(line)))
    }

    /// Whether the result is about a story.
    fn is_news(&self, story: u32) -> bool {
        self.news.is_none_or(|news| news[story as usize])
    }

    /// The stories that the result is about.
    fn told(&self) -> impl Iterator<Item = &StoryRow> {
        (0..).zip(self.rows).filter(|(story, _)| self.is_news(*story)).map(|(_, row)| row)
    }

    fn spooling(&self, source: io::Error) -> ScanError {
        ScanError::Spool { folder: self.options.temp_dir.clone(), source }
    }

    fn header(&self) -> Header {
        Header {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            tables: background::hash().to_owned(),
            threshold: self.found.alone,
            min_similarity: self.options.min_similarity,
            holders: self.options.holders,
            min_run: self.options.min_run,
            window: self.options.window,
            since: self.options.since.clone(),
            among: self.options.among,
            revisions: self.options.revisions,
        }
    }

    /// The stories that some match or cluster names.
    fn named(&self) -> Vec<u32> {
        let mut named: Vec<u32> = Vec::new();
        let links = self.found.links.iter().map(|l| [l.later, l.earlier]);
        let pairs = by_pair(self.stories, &self.found.matches);
        let matched = pairs.map(|p| [p[0].later, p[0].earlier].map(|u| self.stories.story_of(u) as u32));
        for [a, b] in links.chain(matched) {
            if self.is_news(a) || self.is_news(b) {
                named.extend([a, b]);
            }
        }
        if self.news.is_some() {
            named.extend(self.found.clusters.iter().flatten());
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    fn story(&self, story: usize) -> StoryLine {
        let row = &self.rows[story];
        let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        let release = row.release.as_deref();
        let source = self.origin.source(row).map(str::to_owned);
        StoryLine {
            id: row.id.to_string(),
            outlet: owned(&row.outlet),
            headline: owned(&row.headline),
            url: owned(&row.url),
            published: owned(&row.published),
            language: row.language.code().to_owned(),
            words: row.words,
            paragraphs: row.paragraphs,
            guid: release.and_then(|r| owned(&r.guid)),
            version: release.and_then(|r| owned(&r.version)),
            status: release.and_then(|r| r.status),
            notice: release.and_then(|r| owned(&r.notice)),
            source: source.filter(|_| self.options.locate),
            record: self.options.locate.then_some(row.place.number),
        }
    }

    /// Hands on the matches, and counts them. They are made by one thread and handed on by another: writing a line costs as
    /// much as making it.
    fn matches(
        &self,
        progress: &dyn Progress,
        put: &mut dyn FnMut(Line) -> Result<(), ScanError>,
    ) -> Result<MatchCounts, ScanError> {
        std::thread::scope(|scope| {
            let (send, made) = mpsc::sync_channel(QUEUE);
            let maker = scope.spawn(move || self.make_matches(progress, &send));
            // Where handing on fails, `made` is dropped and the maker ends.
            made.into_iter().flatten().try_for_each(put)?;
            match maker.join() {
                Ok(counts) => counts.map_err(|e| self.spooling(e)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// Makes the lines of all matches, a batch at a time.
    fn make_matches(
        &self,
        progress: &dyn Progress,
        send: &mpsc::SyncSender<Vec<Line>>,
    ) -> io::Result<MatchCounts> {
        let mut counts = MatchCounts::default();
        let mut rows = (Vec::new(), Vec::new());
        let mut links = self.found.links.iter().peekable();
        let mut lines = Vec::new();
        let news = |unit: u32| self.is_news(self.stories.story_of(unit) as u32);
        let pairs = by_pair(self.stories, &self.found.matches);
        for pair in pairs.filter(|p| news(p[0].later) || news(p[0].earlier)) {
            let ids = (self.stories.story_of(pair[0].later), self.stories.story_of(pair[0].earlier));
            for m in pair {
                match m.kind {
                    Kind::Exact => counts.exact += 1,
                    Kind::Same => counts.same += 1,
                    Kind::Context | Kind::Weak => counts.context += 1,
                    Kind::Quote => counts.quote += 1,
                }
            }
            progress.advance(pair.len() as u64);
            if !self.options.paragraphs {
                continue;
            }
            let later = self.stories.view(ids.0, &mut rows.0)?;
            let earlier = self.stories.view(ids.1, &mut rows.1)?;
            while links.peek().is_some_and(|l| (l.later as usize, l.earlier as usize) < ids) {
                links.next();
            }
            let link = links.peek().filter(|l| (l.later as usize, l.earlier as usize) == ids);
            let counted = link.is_some_and(|l| matches!(l.relation, Relation::Copy | Relation::Contained));
            for m in pair {
                let unit = |view: StoryView<'_>, story: usize, unit: u32| {
                    let number = (unit - self.stories.units(story).start) as usize;
                    self.place(story, view.unit(number).0)
                };
                lines.push(Line::Match(MatchLine {
                    a: unit(earlier, ids.1, m.earlier),
                    b: unit(later, ids.0, m.later),
                    score: m.score.into(),
                    bits: m.bits.into(),
                    coverage: f64::from(m.coverage) / 1000.0,
                    run: (m.run > 0).then_some(m.run.into()),
                    kind: match m.kind {
                        Kind::Exact => MatchKind::Exact,
                        Kind::Same => MatchKind::Same,
                        Kind::Context | Kind::Weak => MatchKind::Context,
                        Kind::Quote => MatchKind::Quote,
                    },
                    flags: flags(m, counted),
                }));
            }
            if lines.len() >= BATCH && send.send(std::mem::take(&mut lines)).is_err() {
                // Nobody takes them any more; why is known there.
                return Ok(counts);
            }
        }
        let _ = send.send(lines);
        Ok(counts)
    }

    fn place(&self, story: usize, unit: Unit) -> Place {
        Place { story: self.rows[story].id.to_string(), paragraph: unit.paragraph + 1, span: unit.span }
    }

    fn link(&self, link: &StoryLink, evidences: &Evidences<'_>) -> LinkLine {
        let (direction, evidence) = evidences.of(link);
        LinkLine {
            a: self.rows[link.earlier as usize].id.to_string(),
            b: self.rows[link.later as usize].id.to_string(),
            coverage_a: rounded(link.of_earlier.coverage()),
            coverage_b: rounded(link.of_later.coverage()),
            similarity: rounded(f64::from(link.similarity()) / 1e6),
            relation: match link.relation {
                Relation::Copy => LinkRelation::Copy,
                Relation::Contained => LinkRelation::Contained,
                Relation::Shared => LinkRelation::Shared,
                Relation::Template => LinkRelation::Template,
                Relation::Revision => LinkRelation::Revision,
            },
            only_a: link.of_earlier.rest(),
            only_b: link.of_later.rest(),
            matches: link.matches,
            direction,
            evidence,
        }
    }
}

/// Four places are more than a share of words can tell.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

fn flags(m: &UnitMatch, counted: bool) -> Vec<Flag> {
    let flags = [
        (m.boilerplate, Flag::Boilerplate),
        (m.template && !counted, Flag::Template),
        (m.quoted, Flag::Quoted),
    ];
    flags.into_iter().filter(|f| f.0).map(|f| f.1).collect()
}
