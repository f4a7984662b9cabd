//! An index as tables: what it holds of its stories, and what they have in common, each a Parquet file.

use std::io::{self, Write};

use crate::feed::archive::Content;
use crate::feed::{Direction, Line, LinkRelation};
use crate::report::cell::{Cell, Column, Kind, always, maybe};
use crate::report::columns::Table;

use super::rows::{Level, Rows};

/// The tables: the name of each file without its end, and its columns.
const TABLES: [(&str, &[Column]); 6] = [
    (
        "stories",
        &[
            always("id", Kind::Text),
            maybe("outlet", Kind::Text),
            maybe("headline", Kind::Text),
            maybe("url", Kind::Text),
            maybe("published", Kind::Text),
            always("language", Kind::Text),
            maybe("guid", Kind::Text),
            maybe("version", Kind::Text),
            maybe("status", Kind::Text),
            maybe("notice", Kind::Text),
            always("input", Kind::Text),
            always("input_record", Kind::Number),
            always("words", Kind::Number),
            always("text", Kind::Text),
        ],
    ),
    (
        "paragraphs",
        &[
            always("story", Kind::Text),
            always("paragraph", Kind::Number),
            always("start", Kind::Number),
            always("end", Kind::Number),
            always("words", Kind::Number),
            always("class", Kind::Text),
        ],
    ),
    (
        "shingles",
        &[
            always("story", Kind::Text),
            always("paragraph", Kind::Number),
            always("hash", Kind::Number),
            always("run", Kind::Flag),
        ],
    ),
    ("matches", Level::Paragraph.columns()),
    (
        "edges",
        &[
            always("a_story", Kind::Text),
            always("b_story", Kind::Text),
            always("relation", Kind::Text),
            always("similarity", Kind::Share),
            always("coverage_a", Kind::Share),
            always("coverage_b", Kind::Share),
            always("only_a", Kind::Number),
            always("only_b", Kind::Number),
            always("matches", Kind::Number),
            always("direction", Kind::Text),
        ],
    ),
    ("clusters", Level::Story.columns()),
];

/// Writes the tables.
pub struct Export<W: Write + Send> {
    tables: Vec<Table<W>>,
    matches: Rows,
    clusters: Rows,
    /// The story whose units and shingles come.
    story: String,
}

impl<W: Write + Send> Export<W> {
    /// Returns the names of the files.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|table| table.0)
    }

    /// Returns an export that writes to what `open` returns for each name. It holds at most one row group of each table.
    ///
    /// # Errors
    /// When one cannot be opened or written.
    pub fn new<E: From<io::Error>>(mut open: impl FnMut(&str) -> Result<W, E>) -> Result<Export<W>, E> {
        let table = |(name, columns): &(&'static str, &'static [Column])| -> Result<Table<W>, E> {
            Ok(Table::new(open(name)?, name, columns)?)
        };
        let tables = TABLES.iter().map(table).collect::<Result<_, E>>()?;
        let (matches, clusters) = (Rows::new(Level::Paragraph), Rows::new(Level::Story));
        Ok(Export { tables, matches, clusters, story: String::new() })
    }

    /// Takes what the index holds of a story.
    ///
    /// # Errors
    /// When a row group cannot be written.
    pub fn content(&mut self, content: &Content<'_>) -> io::Result<()> {
        let text = |text: Option<&str>| Cell::Text(text.map(str::to_owned));
        let number = |n: u32| Cell::Number(Some(n.into()));
        match content {
            Content::Story(story) => {
                self.story.clone_from(&story.id);
                let row = vec![
                    text(Some(&story.id)),
                    text(story.outlet),
                    text(story.headline),
                    text(story.url),
                    text(story.published),
                    text(Some(story.language)),
                    text(story.guid),
                    text(story.version),
                    text(story.status.map(|s| s.name())),
                    text(story.notice),
                    text(Some(story.source)),
                    Cell::Number(Some(story.record)),
                    number(story.words),
                    text(Some(story.text)),
                ];
                self.tables[0].row(row)
            }
            Content::Unit { paragraph, span, words, class } => {
                let class = Cell::Text(Some(format!("{class:032x}")));
                let numbers = [*paragraph, span.start, span.end, *words].map(number);
                let row = [text(Some(&self.story))].into_iter().chain(numbers).chain([class]);
                self.tables[1].row(row.collect())
            }
            Content::Shingle { paragraph, hash, run } => self.tables[2].row(vec![
                text(Some(&self.story)),
                number(*paragraph),
                Cell::Number(Some(*hash)),
                Cell::Flag(*run),
            ]),
        }
    }

    /// Takes the next line of a scan of all stories.
    ///
    /// # Errors
    /// When a row group cannot be written.
    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        self.matches.of(line).into_iter().try_for_each(|row| self.tables[3].row(row))?;
        self.clusters.of(line).into_iter().try_for_each(|row| self.tables[5].row(row))?;
        let Line::Link(link) = line else { return Ok(()) };
        let text = |text: &str| Cell::Text(Some(text.to_owned()));
        let share = |share: f64| Cell::Share(Some(share));
        let number = |n: u32| Cell::Number(Some(n.into()));
        let relation = match link.relation {
            LinkRelation::Copy => "copy",
            LinkRelation::Contained => "contained",
            LinkRelation::Shared => "shared",
            LinkRelation::Template => "template",
            LinkRelation::Revision => "revision",
        };
        let direction = match link.direction {
            Direction::Unknown => "unknown",
            Direction::Credited => "credited",
            Direction::Earlier => "earlier",
            Direction::CommonSource => "common_source",
        };
        self.tables[4].row(vec![
            text(&link.a),
            text(&link.b),
            text(relation),
            share(link.similarity),
            share(link.coverage_a),
            share(link.coverage_b),
            number(link.only_a),
            number(link.only_b),
            number(link.matches),
            text(direction),
        ])
    }

    /// Writes what is left, and the ends of the files.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn finish(self) -> io::Result<()> {
        self.tables.into_iter().try_for_each(Table::finish)
    }
}
