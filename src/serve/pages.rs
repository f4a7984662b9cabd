//! The answers for an editor.

use std::io;

use axum::http::StatusCode;

use crate::compare::{Options, compare};
use crate::feed::archive::CarryingLine;
use crate::feed::{Line, ScanOptions};
use crate::ingest::{Record, is_address};
use crate::report::site::{self, Notice, StoryView, story_link};
use crate::text::{Status, Story};

use super::asked::bad;
use super::reply::{Problem, Reply, elsewhere, page};
use super::site::{Opened, Site};

/// Words from which on what is asked for is taken for a text: a run of so many is found wherever it stands.
const WORDS: usize = 8;
/// What a text is called that comes without an id, as on the command line.
pub(super) const TEXT: &str = "stdin";

/// The first page.
pub(super) fn home(opened: &Opened) -> Result<Reply, Problem> {
    let overview = opened.overview()?;
    Ok(page(StatusCode::OK, site::home(&opened.archive.stats(), &overview)))
}

/// What the search box leads to: the story of an id or an address; else who has a text.
pub(super) fn search(site: &Site, opened: &Opened, query: &str) -> Result<Reply, Problem> {
    let wanted = query.trim();
    if wanted.is_empty() {
        return Ok(elsewhere("/"));
    }
    if opened.archive.knows(wanted)? {
        return Ok(elsewhere(&story_link(wanted)));
    }
    if is_address(wanted)
        && let Some(id) = opened.archive.at_address(wanted, &mut site.addresses.lock())?
    {
        return Ok(elsewhere(&story_link(&id)));
    }
    if wanted.split_whitespace().count() >= WORDS {
        return find(site, opened, wanted, wanted);
    }
    let notice = Notice {
        title: "No such story".to_owned(),
        message: format!("No story of the archive has the id or address “{wanted}”."),
        hint: Some(format!("To find who has a text, give a sentence of at least {WORDS} words of it.")),
    };
    Ok(page(StatusCode::OK, site::notice(&notice, query)))
}

/// Who has a text.
pub(super) fn find(site: &Site, opened: &Opened, text: &str, query: &str) -> Result<Reply, Problem> {
    if text.len() > site.limits.body_bytes {
        let message = format!("the text has more than {} bytes", site.limits.body_bytes);
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message, "send a part of it"));
    }
    let story = Story::new(TEXT, text.to_owned());
    if story.word_count() == 0 {
        return Err(bad("there are no words in the text"));
    }
    let (name, lines) = found(opened, &story, &site.scan)?;
    Ok(page(StatusCode::OK, site::found(&name, &lines, query)))
}

/// The lines about a story from outside, and what it is called in them.
pub(super) fn found(
    opened: &Opened,
    story: &Story,
    options: &ScanOptions,
) -> Result<(String, Vec<Line>), Problem> {
    let mut lines = Vec::new();
    let mut keep = keep(&mut lines);
    let mut names = opened.archive.find(vec![Record::of_story(story)], "-", options, &mut keep)?;
    drop(keep);
    Ok((names.pop().unwrap_or_default(), lines))
}

/// Keeps all lines.
pub(super) fn keep(lines: &mut Vec<Line>) -> impl FnMut(&Line) -> io::Result<()> + '_ {
    |line| {
        lines.push(line.clone());
        Ok(())
    }
}

/// The page of a story.
pub(super) fn story(site: &Site, opened: &Opened, id: &str) -> Result<Reply, Problem> {
    let archive = &opened.archive;
    let told = archive.story(id)?;
    let mut lines = Vec::new();
    archive.tell_of(&[id.to_owned()], &site.scan, &mut keep(&mut lines))?;
    let versions = if may_have_versions(&told.story, &lines) { archive.versions(id)? } else { Vec::new() };
    let mut carrying: Vec<CarryingLine> = Vec::new();
    let status = told.story.meta().release.status;
    if told.active && matches!(status, Some(Status::Corrected | Status::Killed | Status::Withheld)) {
        archive.still_carrying(Some(id), &site.scan, |line| -> Result<(), Problem> {
            carrying.push(line);
            Ok(())
        })?;
    }
    let view = StoryView { told: &told, lines: &lines, versions: &versions, carrying: &carrying };
    Ok(page(StatusCode::OK, site::story(view)))
}

/// Whether a story may have several versions: it has the id of a chain, or its outlet ran something like it. To look closer costs
/// as much as all else on its page.
fn may_have_versions(story: &Story, lines: &[Line]) -> bool {
    let outlet = story.outlet();
    let same = |line: &Line| matches!(line, Line::Story(other) if other.id != story.id() && other.outlet.as_deref() == outlet);
    story.meta().release.guid.is_some() || outlet.is_some() && lines.iter().any(same)
}

/// The page of the cluster that a story is in.
pub(super) fn cluster(site: &Site, opened: &Opened, id: &str) -> Result<Reply, Problem> {
    let lines = cluster_lines(site, opened, id)?;
    let own = lines.iter().find_map(|line| match line {
        Line::Cluster(cluster) if cluster.members.iter().any(|member| member == id) => Some(cluster),
        _ => None,
    });
    let own = own.ok_or_else(|| alone(id))?;
    Ok(page(StatusCode::OK, site::cluster(own, &lines)))
}

/// The lines about all members of the cluster that a story is in, without the matches of their paragraphs.
pub(super) fn cluster_lines(site: &Site, opened: &Opened, id: &str) -> Result<Vec<Line>, Problem> {
    let members = opened.archive.members(id)?;
    if members.is_empty() {
        return Err(alone(id));
    }
    let options = ScanOptions { paragraphs: false, ..site.scan.clone() };
    let mut lines = Vec::new();
    opened.archive.tell_of(&members, &options, &mut keep(&mut lines))?;
    Ok(lines)
}

fn alone(id: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("the story `{id}` is in no cluster"), "")
}

/// The page of two stories.
pub(super) fn pair(opened: &Opened, ids: &[String; 2]) -> Result<Reply, Problem> {
    let [a, b] = stories(opened, ids)?;
    let model = compare(&a, &b, &Options::default());
    Ok(page(StatusCode::OK, site::pair(&model, &a, &b)))
}

pub(super) fn stories(opened: &Opened, [a, b]: &[String; 2]) -> Result<[Story; 2], Problem> {
    Ok([opened.archive.story(a)?.story, opened.archive.story(b)?.story])
}
