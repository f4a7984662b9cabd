//! The rows of a scan for spreadsheets and data frames: which columns there are, and what stands in them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::feed::{ClusterLine, Line, MatchLine};
use crate::report::cell::{Cell, Column, Kind, always, maybe};

/// What one row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// One member of a cluster; the lead among them.
    Story,
    /// One match of two paragraphs.
    Paragraph,
}

/// The columns of [`Level::Story`]; the numbers are those of [`crate::feed::Version`].
const STORY: [Column; 12] = [
    always("cluster", Kind::Text),
    always("story", Kind::Text),
    maybe("outlet", Kind::Text),
    maybe("published", Kind::Text),
    maybe("headline", Kind::Text),
    maybe("url", Kind::Text),
    always("lead", Kind::Flag),
    always("words", Kind::Number),
    maybe("keeps", Kind::Share),
    maybe("from_lead", Kind::Share),
    maybe("dropped", Kind::Number),
    maybe("added", Kind::Number),
];

/// The columns of [`Level::Paragraph`]; those of [`MatchLine`], spans as two columns each.
const PARAGRAPH: [Column; 14] = [
    always("a_story", Kind::Text),
    always("a_paragraph", Kind::Number),
    always("a_start", Kind::Number),
    always("a_end", Kind::Number),
    always("b_story", Kind::Text),
    always("b_paragraph", Kind::Number),
    always("b_start", Kind::Number),
    always("b_end", Kind::Number),
    always("score", Kind::Number),
    always("bits", Kind::Number),
    always("coverage", Kind::Share),
    maybe("run", Kind::Number),
    always("kind", Kind::Text),
    maybe("flags", Kind::Text),
];

/// Lines in, rows out.
#[derive(Debug)]
pub(super) struct Rows {
    level: Level,
    /// The address of each story that has one: cluster lines do not repeat it.
    addresses: BTreeMap<Box<str>, Box<str>>,
}

impl Level {
    /// Returns the columns, in the order of the cells of each row.
    pub(super) const fn columns(self) -> &'static [Column] {
        match self {
            Level::Story => &STORY,
            Level::Paragraph => &PARAGRAPH,
        }
    }
}

impl Rows {
    /// Returns rows of a level.
    pub fn new(level: Level) -> Rows {
        Rows { level, addresses: BTreeMap::new() }
    }

    /// Returns the columns, in the order of the cells of each row.
    pub fn columns(&self) -> &'static [Column] {
        self.level.columns()
    }

    /// Returns the rows that a line gives: most give none.
    pub fn of(&mut self, line: &Line) -> Vec<Vec<Cell>> {
        match (self.level, line) {
            (Level::Story, Line::Story(story)) => {
                if let Some(url) = &story.url {
                    self.addresses.insert(story.id.as_str().into(), url.as_str().into());
                }
                Vec::new()
            }
            (Level::Story, Line::Cluster(cluster)) => self.members(cluster),
            (Level::Paragraph, Line::Match(m)) => vec![match_row(m)],
            _ => Vec::new(),
        }
    }

    /// One row for each member of a cluster.
    fn members(&self, cluster: &ClusterLine) -> Vec<Vec<Cell>> {
        let row = |v: &crate::feed::Version| {
            vec![
                Cell::Text(Some(cluster.id.clone())),
                Cell::Text(Some(v.story.clone())),
                Cell::Text(v.outlet.clone()),
                Cell::Text(v.published.clone()),
                Cell::Text(v.headline.clone()),
                Cell::Text(self.addresses.get(v.story.as_str()).map(|url| url.to_string())),
                Cell::Flag(v.story == cluster.lead),
                Cell::Number(Some(v.words.into())),
                Cell::Share(v.keeps),
                Cell::Share(v.from_lead),
                Cell::Number(v.dropped.map(u64::from)),
                Cell::Number(v.added.map(u64::from)),
            ]
        };
        cluster.versions.iter().map(row).collect()
    }
}

/// The row of a match.
fn match_row(m: &MatchLine) -> Vec<Cell> {
    let number = |n: u32| Cell::Number(Some(n.into()));
    let mut row = Vec::with_capacity(PARAGRAPH.len());
    for place in [&m.a, &m.b] {
        row.push(Cell::Text(Some(place.story.clone())));
        row.extend([place.paragraph, place.span.start, place.span.end].map(number));
    }
    row.extend([number(m.score), number(m.bits), Cell::Share(Some(m.coverage))]);
    row.push(Cell::Number(m.run.map(u64::from)));
    row.push(Cell::Text(Some(word(&m.kind))));
    let flags: Vec<String> = m.flags.iter().map(word).collect();
    row.push(Cell::Text((!flags.is_empty()).then(|| flags.join(" "))));
    row
}

/// The word that the model has for a value without content, as JSON says it.
pub(in crate::report) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
