//! What an index has of one story: the stories that it shares wording with, and the paragraphs of each.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::feed::{Direction, Flag, Line, LinkLine, LinkRelation, MatchKind, MatchLine, StoryLine};
use crate::report::palette::{Label, Palette};
use crate::report::scan::digest::{Top, percent};
use crate::report::scan::moment::minute;
use crate::report::screen::Screen;
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, number};
use crate::text::Side;

use super::cells::{flow, foreign, id, more, running};

/// Paragraphs of one pair that are shown unless all are asked for.
const PARAGRAPHS: usize = 12;
/// Columns before what belongs to a story.
const INDENT: usize = 3;

/// Keeps of the lines about one story what a person reads.
pub struct Found {
    top: Top,
    story: String,
    stories: BTreeMap<String, StoryLine>,
    links: Vec<LinkLine>,
    /// By the other story.
    matches: BTreeMap<String, Vec<MatchLine>>,
    /// Size of the cluster that it is in, and its lead.
    cluster: Option<(usize, String)>,
}

impl Found {
    /// Returns an empty one about the story that is called so; `top` says how many others are shown.
    pub fn new(story: &str, top: Top) -> Found {
        Found {
            top,
            story: story.to_owned(),
            stories: BTreeMap::new(),
            links: Vec::new(),
            matches: BTreeMap::new(),
            cluster: None,
        }
    }

    /// Takes the next line.
    pub fn line(&mut self, line: &Line) {
        match line {
            Line::Story(story) => {
                self.stories.insert(story.id.clone(), story.clone());
            }
            Line::Link(link) if link.a == self.story || link.b == self.story => self.links.push(link.clone()),
            Line::Match(m) if m.a.story == self.story => {
                self.matches.entry(m.b.story.clone()).or_default().push(m.clone());
            }
            Line::Match(m) if m.b.story == self.story => {
                self.matches.entry(m.a.story.clone()).or_default().push(m.clone());
            }
            Line::Cluster(cluster) if cluster.members.contains(&self.story) => {
                self.cluster = Some((cluster.members.len(), cluster.lead.clone()));
            }
            _ => {}
        }
    }

    /// Whether some story is a copy of it, or it of one.
    pub fn has_copies(&self) -> bool {
        self.links.iter().any(|l| matches!(l.relation, LinkRelation::Copy | LinkRelation::Revision))
    }

    /// Returns the screen in `width` columns.
    pub fn render(mut self, width: usize, palette: Palette) -> String {
        let mut screen = Screen::new(width, palette);
        self.links.sort_by(|a, b| {
            let key = |l: &LinkLine| (Reverse((l.similarity * 1e4) as u64), l.relation);
            key(a).cmp(&key(b)).then_with(|| (&a.a, &a.b).cmp(&(&b.a, &b.b)))
        });
        self.head(&mut screen);
        let limit = self.top.limit();
        for (at, link) in self.links.iter().take(limit).enumerate() {
            screen.blank();
            self.one(&mut screen, at + 1, link);
        }
        more(&mut screen, self.links.len().saturating_sub(limit) as u64, " stories", 0);
        let linked: Vec<&str> = self.links.iter().map(|l| self.other(l)).collect();
        let loose: Vec<&String> =
            self.matches.keys().filter(|story| !linked.contains(&story.as_str())).collect();
        if !loose.is_empty() {
            screen.blank();
            screen.heading("PARAGRAPHS", " shared with stories that are not linked with it");
            for story in loose.iter().take(limit) {
                screen.blank();
                self.name(&mut screen, story, Styled::new());
                self.paragraphs(&mut screen, story);
            }
            more(&mut screen, loose.len().saturating_sub(limit) as u64, " stories", 0);
        }
        screen.into_text()
    }

    fn head(&self, screen: &mut Screen) {
        let mut title = Styled::new();
        title.append(id(Label::Mark(Side::Left), &self.story, screen.width() / 2));
        screen.rule(&title, &count(self.links.len() as u64, "linked story").replace("storys", "stories"));
        if let Some(headline) = self.stories.get(&self.story).and_then(|s| s.headline.as_deref()) {
            screen.text(&foreign(Label::Title, headline, screen.width()), 0);
        }
        match &self.cluster {
            Some((members, lead)) => {
                let mut line =
                    Styled::of(Label::Plain, format!("in a cluster of {}, led by ", number(*members as u64)));
                line.append(id(Label::Title, lead, screen.width() / 2));
                flow(screen, &line, 0, 0);
            }
            None if self.links.is_empty() && self.matches.is_empty() => {
                screen.text(&Styled::of(Label::Plain, "the index has nothing like it"), 0);
            }
            None => screen.text(&Styled::of(Label::Plain, "in no cluster"), 0),
        }
    }

    fn other<'l>(&self, link: &'l LinkLine) -> &'l str {
        if link.a == self.story { &link.b } else { &link.a }
    }

    /// One linked story.
    fn one(&self, screen: &mut Screen, n: usize, link: &LinkLine) {
        let other = self.other(link);
        self.name(screen, other, Styled::of(Label::Title, format!("{n}  ")));
        let own_is_a = link.a == self.story;
        let (own, theirs) =
            if own_is_a { (link.coverage_a, link.coverage_b) } else { (link.coverage_b, link.coverage_a) };
        let what = match link.relation {
            LinkRelation::Copy => "copy",
            LinkRelation::Contained if own > theirs => "contains this one",
            LinkRelation::Contained => "is contained in this one",
            LinkRelation::Shared => "shares wording",
            LinkRelation::Template => "the same form with other figures",
            LinkRelation::Revision => "another version",
        };
        let line = Styled::of(Label::Mark(Side::Right), what).add(
            Label::Plain,
            format!(
                ": it has {} % of this one's words, this one has {} % of its words",
                percent(own),
                percent(theirs)
            ),
        );
        flow(screen, &line, INDENT, 0);
        let direction = match link.direction {
            Direction::Unknown => None,
            Direction::Credited => Some("one credits the other"),
            Direction::Earlier => Some("one was earlier"),
            Direction::CommonSource => Some("both have one source"),
        };
        for evidence in direction.iter().flat_map(|_| &link.evidence) {
            let mut row = Styled::of(Label::Quiet, "who from whom: ");
            row.append(running(Label::Plain, &evidence.text));
            if let Some(story) = evidence.story.as_deref() {
                let whose = if story == self.story { "this one" } else { story };
                row.push(Label::Quiet, " (");
                row.append(running(Label::Quiet, whose));
                row.push(Label::Quiet, ")");
            }
            flow(screen, &row, INDENT, 0);
        }
        self.paragraphs(screen, other);
    }

    /// What a story is called.
    fn name(&self, screen: &mut Screen, story: &str, mut line: Styled) {
        let known = self.stories.get(story);
        let third = screen.width() / 3;
        if let Some(outlet) = known.and_then(|s| s.outlet.as_deref()) {
            line.append(foreign(Label::Title, outlet, third));
            line.push(Label::Plain, "  ");
        }
        if let Some(published) = known.and_then(|s| s.published.as_deref()) {
            line.append(foreign(Label::Plain, &minute(published), third));
            line.push(Label::Plain, "  ");
        }
        line.append(id(Label::Quiet, story, third));
        flow(screen, &line, 0, INDENT);
        if let Some(headline) = known.and_then(|s| s.headline.as_deref()) {
            let indent = Styled::of(Label::Plain, " ".repeat(INDENT));
            let mut line = indent;
            line.append(foreign(Label::Plain, headline, screen.width().saturating_sub(INDENT)));
            screen.text(&line, INDENT);
        }
    }

    /// The paragraphs that two stories share, and why each pair matches.
    fn paragraphs(&self, screen: &mut Screen, other: &str) {
        let Some(matches) = self.matches.get(other) else { return };
        let limit = if self.top == Top::All { usize::MAX } else { PARAGRAPHS };
        for m in matches.iter().take(limit) {
            let (own, theirs) = if m.a.story == self.story { (&m.a, &m.b) } else { (&m.b, &m.a) };
            let why = match m.kind {
                MatchKind::Exact => "word for word".to_owned(),
                MatchKind::Same => format!("score {}, {} % of the shorter", m.score, percent(m.coverage)),
                MatchKind::Context => {
                    format!("score {}, {} % of the shorter, by its place", m.score, percent(m.coverage))
                }
                MatchKind::Quote => format!("{} words in a row", m.run.unwrap_or(0)),
            };
            let mut row = Styled::of(Label::Quiet, "¶ ")
                .add(Label::Mark(Side::Left), format!("{}", own.paragraph))
                .add(Label::Quiet, " ~ ¶ ")
                .add(Label::Mark(Side::Right), format!("{}", theirs.paragraph))
                .add(Label::Plain, format!("  {why}"));
            for flag in &m.flags {
                let flag = match flag {
                    Flag::Boilerplate => "standing paragraph",
                    Flag::Template => "other figures",
                    Flag::Quoted => "quoted words",
                };
                row.push(Label::Quiet, format!(", {flag}"));
            }
            flow(screen, &row, INDENT, 2);
        }
        more(screen, matches.len().saturating_sub(limit) as u64, " paragraphs", INDENT);
    }
}
