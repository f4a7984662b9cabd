//! What one story has in common with which others, read off the lines of a scan about it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::feed::{
    ClusterLine, Direction, Flag, Line, LinkLine, LinkRelation, MatchKind, MatchLine, Place, StoryLine,
};
use crate::report::html::Served;
use crate::report::scan::digest::percent;
use crate::report::scan::html::body::bar;
use crate::report::scan::html::data::shown;
use crate::report::vocabulary::{count, number};

use super::frame::{headed, outlet, page, table, time};
use super::link::{cluster_link, pair_link, story_link};

/// Stories that are listed.
const LISTED: usize = 200;
/// Stories that are named beside a paragraph.
const BESIDE: usize = 5;

/// A match with the story that it leads to, and the paragraph there.
type Beside<'l> = (&'l MatchLine, &'l str, u32);

/// The lines about one story.
pub(super) struct Common<'l> {
    /// What it is called in them.
    pub name: &'l str,
    /// Whether the archive has it, so that it has a page and can be held against others.
    pub kept: bool,
    stories: BTreeMap<&'l str, &'l StoryLine>,
    links: Vec<&'l LinkLine>,
    /// By the other story.
    matches: BTreeMap<&'l str, Vec<&'l MatchLine>>,
    /// By the paragraph of this one.
    beside: BTreeMap<u32, Vec<Beside<'l>>>,
    /// The cluster that it is in.
    pub cluster: Option<&'l ClusterLine>,
}

impl<'l> Common<'l> {
    /// Reads the lines about the story that is called `name` in them.
    pub(super) fn new(name: &'l str, kept: bool, lines: &'l [Line]) -> Common<'l> {
        let mut own = Common {
            name,
            kept,
            stories: BTreeMap::new(),
            links: Vec::new(),
            matches: BTreeMap::new(),
            beside: BTreeMap::new(),
            cluster: None,
        };
        for line in lines {
            match line {
                Line::Story(story) => drop(own.stories.insert(&story.id, story)),
                Line::Link(link) if link.a == name || link.b == name => own.links.push(link),
                Line::Match(m) if m.a.story == name => own.found(m, m.a.paragraph, &m.b),
                Line::Match(m) if m.b.story == name => own.found(m, m.b.paragraph, &m.a),
                Line::Cluster(cluster) if cluster.members.iter().any(|member| member == name) => {
                    own.cluster = Some(cluster);
                }
                _ => {}
            }
        }
        own.links.sort_by(|a, b| {
            let key = |l: &LinkLine| (Reverse((l.similarity * 1e4) as u64), l.relation);
            key(a).cmp(&key(b)).then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b)))
        });
        own
    }

    fn found(&mut self, m: &'l MatchLine, paragraph: u32, other: &'l Place) {
        self.matches.entry(&other.story).or_default().push(m);
        self.beside.entry(paragraph).or_default().push((m, &other.story, other.paragraph));
    }

    fn other(&self, link: &'l LinkLine) -> &'l str {
        if link.a == self.name { &link.b } else { &link.a }
    }

    /// How many stories have anything in common with it.
    pub(super) fn count(&self) -> u64 {
        (self.links.len() + self.loose().len()) as u64
    }

    /// The stories that share a paragraph with it and are not linked.
    fn loose(&self) -> Vec<&'l str> {
        let linked: BTreeSet<&str> = self.links.iter().map(|link| self.other(link)).collect();
        self.matches.keys().copied().filter(|story| !linked.contains(story)).collect()
    }

    /// Which cluster it is in.
    pub(super) fn membership(&self) -> Markup {
        html! {
            @if let Some(cluster) = self.cluster {
                p.membership {
                    "In a " a href=(cluster_link(&cluster.id)) { "cluster of " (number(cluster.members.len() as u64)) " stories" }
                    @if cluster.lead == self.name { ", which it leads." }
                    @else { ", led by " a href=(story_link(&cluster.lead)) { (self.named(&cluster.lead)) } "." }
                }
            }
        }
    }

    /// The stories that are linked with it, and those that share a paragraph with it and are not.
    pub(super) fn lists(&self) -> Markup {
        let loose = self.loose();
        html! {
            section #common aria-labelledby="common-title" {
                h2 #common-title { "In common" }
                @if self.links.is_empty() {
                    p { @if loose.is_empty() { "The archive has nothing like it." } @else { "No story is linked with it." } }
                } @else {
                    p.legend {
                        "has of this: share of " (if self.kept { "this story" } else { "the text" }) "'s words that the other has. "
                        "from this: share of the other's own words that stand here."
                    }
                    (self.links())
                }
            }
            @if !loose.is_empty() {
                section aria-labelledby="loose-title" {
                    h2 #loose-title { "Paragraphs shared with stories that are not linked" }
                    ul.loose {
                        @for story in loose.iter().take(LISTED) {
                            li { (self.story(story)) " " (self.paragraphs(story)) }
                        }
                    }
                    (more(loose.len()))
                }
            }
        }
    }

    fn links(&self) -> Markup {
        let mut heads = vec![
            ("what", false),
            ("published", false),
            ("outlet", false),
            ("story", false),
            ("has of this", false),
            ("from this", false),
            ("who from whom", false),
        ];
        if self.kept {
            heads.push(("side by side", false));
        }
        let rows = html! {
            @for link in self.links.iter().take(LISTED) {
                @let other = self.other(link);
                @let known = self.stories.get(other);
                @let (own, theirs) = self.shares(link);
                tr {
                    td data-label="what" { span.tag { (relation(link, own, theirs)) } }
                    td.time data-label="published" { (time(known.and_then(|s| s.published.as_deref()))) }
                    td.outlet data-label="outlet" { (outlet(known.and_then(|s| s.outlet.as_deref()))) }
                    th.first scope="row" { (headed(other, known.and_then(|s| s.headline.as_deref()))) }
                    td data-label="has of this" { (bar(Some(own), "a")) }
                    td data-label="from this" { (bar(Some(theirs), "b")) }
                    td.why data-label="who from whom" { (self.evidence(link)) }
                    @if self.kept {
                        td { a href=(pair_link(&link.a, &link.b)) { "compare" span.vh { " with " (shown(other)) } } }
                    }
                }
            }
        };
        html! {
            (table("Stories in common", "links", &heads, rows))
            (more(self.links.len()))
        }
    }

    /// Share of this story's words that the other has, and of the other's words that stand here.
    fn shares(&self, link: &LinkLine) -> (f64, f64) {
        if link.a == self.name {
            (link.coverage_a, link.coverage_b)
        } else {
            (link.coverage_b, link.coverage_a)
        }
    }

    fn evidence(&self, link: &LinkLine) -> Markup {
        html! {
            @if link.direction != Direction::Unknown {
                @for (at, e) in link.evidence.iter().enumerate() {
                    @if at > 0 { "; " }
                    bdi { (shown(&e.text)) }
                    @if let Some(story) = e.story.as_deref() {
                        " (" @if story == self.name { "this one" } @else { bdi { (shown(story)) } } ")"
                    }
                }
            }
        }
    }

    /// What a story is called: its outlet, or its id where none is stated.
    fn named(&self, story: &str) -> Markup {
        let name = self.stories.get(story).and_then(|s| s.outlet.as_deref()).unwrap_or(story);
        html! { bdi { (shown(name)) } }
    }

    fn story(&self, story: &str) -> Markup {
        let known = self.stories.get(story);
        html! {
            span.time { (time(known.and_then(|s| s.published.as_deref()))) } " "
            strong { (outlet(known.and_then(|s| s.outlet.as_deref()))) } " "
            (headed(story, known.and_then(|s| s.headline.as_deref())))
        }
    }

    fn paragraphs(&self, story: &str) -> Markup {
        html! {
            @for m in self.matches.get(story).into_iter().flatten().take(BESIDE) {
                @let (own, theirs) = if m.a.story == self.name { (&m.a, &m.b) } else { (&m.b, &m.a) };
                span.shared { "¶" (own.paragraph) " ~ ¶" (theirs.paragraph) " " (how(m)) }
            }
        }
    }

    /// Who else carries a paragraph, the closest first.
    pub(super) fn beside(&self, paragraph: u32) -> Markup {
        let mut all = self.beside.get(&paragraph).cloned().unwrap_or_default();
        all.sort_by(|a, b| {
            Reverse(a.0.score).cmp(&Reverse(b.0.score)).then_with(|| (a.1, a.2).cmp(&(b.1, b.2)))
        });
        let line = |(m, other, theirs): &Beside<'_>| {
            html! {
                li {
                    @if self.kept { a href=(pair_link(&m.a.story, &m.b.story)) { (self.named(other)) } }
                    @else { a href=(story_link(other)) { (self.named(other)) } }
                    " ¶" (theirs) ", " (how(m))
                }
            }
        };
        html! {
            @if !all.is_empty() {
                ul { @for one in all.iter().take(BESIDE) { (line(one)) } }
                @if all.len() > BESIDE { p { "and " (number((all.len() - BESIDE) as u64)) " more" } }
            }
        }
    }
}

/// How a story that is linked with this one relates to it.
fn relation(link: &LinkLine, own: f64, theirs: f64) -> &'static str {
    match link.relation {
        LinkRelation::Copy => "copy",
        LinkRelation::Contained if own > theirs => "contains this",
        LinkRelation::Contained => "contained in this",
        LinkRelation::Shared => "shares wording",
        LinkRelation::Template => "same form",
        LinkRelation::Revision => "another version",
    }
}

/// How two paragraphs match, in a few words.
fn how(m: &MatchLine) -> String {
    let mut out = match m.kind {
        MatchKind::Exact => "word for word".to_owned(),
        MatchKind::Same | MatchKind::Context => format!("{}% of the shorter", percent(m.coverage)),
        MatchKind::Quote => format!("{} in a row", count(m.run.unwrap_or(0), "word")),
    };
    for flag in &m.flags {
        out.push_str(match flag {
            Flag::Boilerplate => ", standing paragraph",
            Flag::Template => ", other figures",
            Flag::Quoted => ", quoted",
        });
    }
    out
}

fn more(total: usize) -> Markup {
    let left = total.saturating_sub(LISTED);
    html! { @if left > 0 { p { "And " (number(left as u64)) " more." } } }
}

/// Returns the page that answers a text: the lines about it, in which it is called `name`. `query` stands in the search box.
pub fn found(name: &str, lines: &[Line], query: &str) -> Served {
    let common = Common::new(name, false, lines);
    let main = html! {
        header.head {
            h1 {
                @match common.count() {
                    0 => "No story has this text",
                    1 => "One story has this text or part of it",
                    n => { (number(n)) " stories have this text or part of it" },
                }
            }
            @if let Some((cluster, other)) = common.cluster.and_then(|c| Some((c, c.members.iter().find(|m| *m != name)?))) {
                p.membership {
                    "It would be in a " a href=(cluster_link(other)) { "cluster" }
                    " of " (number(cluster.members.len() as u64)) " stories, itself included."
                }
            }
        }
        (common.lists())
    };
    page("Who has this text", query, main)
}
