//! Where a corpus goes: the feed, and what is true of it.

use std::io::{self, Write};

use super::language::Language;
use super::prose::{self, Article};
use super::truth::{Role, Truth};

/// Takes stories and truth, one line each, and holds neither.
pub struct Sink<'a> {
    language: &'a Language,
    feed: &'a mut dyn Write,
    truth: &'a mut dyn Write,
    line: Vec<u8>,
}

impl<'a> Sink<'a> {
    /// Writes to the two; both should be buffered.
    pub fn new(language: &'a Language, feed: &'a mut dyn Write, truth: &'a mut dyn Write) -> Sink<'a> {
        Sink { language, feed, truth, line: Vec::new() }
    }

    /// Writes one story.
    pub fn story(&mut self, article: &Article) -> io::Result<()> {
        self.line.clear();
        prose::write(self.language, article, &mut self.line);
        self.feed.write_all(&self.line)
    }

    /// Writes one line of the truth.
    pub fn truth(&mut self, truth: &Truth) -> io::Result<()> {
        serde_json::to_writer(&mut *self.truth, truth)?;
        self.truth.write_all(b"\n")
    }

    /// Writes a story and its cluster.
    pub fn member(
        &mut self,
        article: &Article,
        cluster: &str,
        role: Role,
        series: Option<u32>,
    ) -> io::Result<()> {
        self.story(article)?;
        self.truth(&Truth::Story { id: article.id.clone(), cluster: cluster.to_owned(), role, series })
    }
}
