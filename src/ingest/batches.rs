//! Sources -> batches, one source after another, by one reader.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::batch::{Batch, Content, Document};
use super::error::IngestError;
use super::fields::{Field, Fields};
#[cfg(any(feature = "arrow", feature = "parquet"))]
use super::format::Table;
use super::format::{Captures, Cut, Elements, Format, Limit, Lines, Mails, Rows, Window};
use super::record::{RecordPlace, RecordProblem};
use super::source::{Reading, Source};

/// The records of sources in batches of whole records, in the order of the sources.
///
/// One source is open at a time, and no more of it is held than a batch, or the record that is longer than one. A source
/// that cannot be opened, ends early or holds nothing gives a batch with the problem; its place has the number 0 when it is
/// about the source as a whole.
///
/// ```
/// use std::path::PathBuf;
/// use wirediff::ingest::{Batches, Limits, Reading, sources};
/// # let folder = tempfile::tempdir()?;
/// let feed = folder.path().join("feed.jsonl");
/// std::fs::write(&feed, "{\"id\": 7, \"title\": \"Late\", \"text\": \"The ferry is late.\"}\n\n{\"id\": 8}\n")?;
/// let reading = Reading::new(Limits { encoding: None, max_story: 1 << 20 }, folder.path());
/// let found = sources(&[feed], &mut std::io::empty(), &reading);
/// let (mut texts, mut problems) = (Vec::new(), Vec::new());
/// for batch in Batches::new(&found.list, &reading) {
///     batch.records(&reading, &mut |record| match record {
///         Ok(record) => texts.push(record.text.into_owned()),
///         Err(problem) => problems.push((problem.place.number, problem.code)),
///     });
/// }
/// assert_eq!(texts, ["The ferry is late."]);
/// assert_eq!(problems, [(3, "missing-text")]);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Batches<'a> {
    sources: &'a [Source],
    reading: &'a Reading,
    /// The source that is opened next.
    next: usize,
    open: Option<Open>,
}

/// The source that is being read.
struct Open {
    source: u32,
    cutter: Cutter,
    count: Arc<AtomicU64>,
    counted: u64,
    /// Whether nothing came of it so far.
    nothing: bool,
}

enum Cutter {
    Lines(Lines),
    Elements(Elements),
    Rows(Box<Rows>),
    Mails(Mails),
    Captures(Captures),
    #[cfg(any(feature = "arrow", feature = "parquet"))]
    Table(Box<Table>),
}

impl Cutter {
    fn cut(&mut self) -> Option<Cut> {
        match self {
            Cutter::Lines(lines) => lines.cut(),
            Cutter::Elements(elements) => elements.cut(),
            Cutter::Rows(rows) => rows.cut(),
            Cutter::Mails(mails) => mails.cut(),
            Cutter::Captures(captures) => captures.cut(),
            #[cfg(any(feature = "arrow", feature = "parquet"))]
            Cutter::Table(table) => table.cut(),
        }
    }
}

impl<'a> Batches<'a> {
    /// Returns the batches of `sources`. Nothing is read yet.
    pub fn new(sources: &'a [Source], reading: &'a Reading) -> Batches<'a> {
        Batches { sources, reading, next: 0, open: None }
    }

    /// Opens the next source, which is no text; a problem when it cannot be.
    fn open(&mut self, source: &Source) -> Result<(), (u32, RecordProblem)> {
        let index = self.next as u32;
        self.next += 1;
        let place = RecordPlace { source: index, ..RecordPlace::default() };
        let problem = |code, message| (index, RecordProblem { place, code, message, skipped: true });
        let (size, limit) = (self.reading.batch, Limit { text: self.reading.limits.max_story });
        let failed = |e: IngestError| problem(e.code(), e.clause());
        let no_text = |header: &[String]| match no_text_column(header, &self.reading.fields) {
            Some(message) => Err(problem("no-text-column", message)),
            None => Ok(()),
        };
        if matches!(source.format, Format::Parquet | Format::Arrow) {
            #[cfg(any(feature = "arrow", feature = "parquet"))]
            if let Some(table) = table(source, index, self.reading) {
                let table = table.map_err(failed)?;
                no_text(table.header())?;
                let cutter = Cutter::Table(Box::new(table));
                self.open =
                    Some(Open { source: index, cutter, count: Arc::default(), counted: 0, nothing: true });
                return Ok(());
            }
            let name = source.format.name();
            return Err(problem(
                "unsupported",
                format!("this build does not read {name} (feature `{name}`)"),
            ));
        }
        let (window, count) = source.open_counted().map_err(failed)?;
        let window = Window::new(window);
        let cutter = match source.format {
            Format::Json => Cutter::Elements(Elements::new(window, index, size, limit)),
            Format::Csv | Format::Tsv => {
                let delimiter = if source.format == Format::Csv { b',' } else { b'\t' };
                let mut rows = Rows::new(window, index, delimiter, size, limit);
                no_text(&rows.header())?;
                Cutter::Rows(Box::new(rows))
            }
            Format::Mail => Cutter::Mails(Mails::new(window, index, size, limit)),
            Format::Warc => Cutter::Captures(Captures::new(window, index, size, limit)),
            _ => Cutter::Lines(Lines::new(window, index, size, limit)),
        };
        self.open = Some(Open { source: index, cutter, count, counted: 0, nothing: true });
        Ok(())
    }

    /// The next documents, as many as fill a batch.
    fn documents(&mut self) -> Batch {
        let (mut documents, mut bytes, mut read) = (Vec::new(), 0, 0);
        let source = self.next as u32;
        while bytes < self.reading.batch
            && let Some(source) = self.sources.get(self.next).filter(|s| s.format.is_document())
        {
            let document = document(source, self.next as u32, self.reading.limits.max_story);
            bytes += document.bytes.as_ref().map_or(0, Vec::len) + source.name.len();
            read += source.bytes;
            documents.push(document);
            self.next += 1;
        }
        Batch { source, content: Content::Documents(documents), problems: Vec::new(), read }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(open) = &mut self.open {
                let source = open.source;
                let cut = open.cutter.cut();
                let now = open.count.load(Ordering::Relaxed);
                let read = now - std::mem::replace(&mut open.counted, now);
                let nothing = std::mem::replace(&mut open.nothing, false);
                if let Some((content, problems)) = cut {
                    return Some(Batch { source, content, problems, read });
                }
                self.open = None;
                if nothing {
                    let place = RecordPlace { source, ..RecordPlace::default() };
                    let message = "there is nothing in it".to_owned();
                    let empty = RecordProblem { place, code: "empty", message, skipped: false };
                    return Some(Batch { source, content: Content::None, problems: vec![empty], read });
                }
                continue;
            }
            let source = self.sources.get(self.next)?;
            if source.format.is_document() {
                return Some(self.documents());
            }
            if let Err((source, problem)) = self.open(source) {
                return Some(Batch { source, content: Content::None, problems: vec![problem], read: 0 });
            }
        }
    }
}

/// Opens a table that a library reads; none where this build does not read its format.
#[cfg(any(feature = "arrow", feature = "parquet"))]
pub(super) fn table(source: &Source, index: u32, reading: &Reading) -> Option<Result<Table, IngestError>> {
    match source.format {
        #[cfg(feature = "arrow")]
        Format::Arrow => Some(super::format::arrow(source, index, reading)),
        #[cfg(feature = "parquet")]
        Format::Parquet => Some(super::format::parquet(source, index, reading)),
        _ => None,
    }
}

/// What is said of a table none of whose columns is the text.
fn no_text_column(header: &[String], fields: &Fields) -> Option<String> {
    if header.is_empty() || header.iter().any(|name| fields.find(name).is_some_and(|f| f.0 == Field::Text)) {
        return None;
    }
    let columns = header.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
    Some(format!("no column for the text among {columns}; --map text=COLUMN names it"))
}

/// Reads a source whole. `index` is its place among the sources.
pub(super) fn document(source: &Source, index: u32, max_story: u64) -> Document {
    let (name, format, url, charset) =
        (source.name.clone(), source.format, source.url.clone(), source.charset);
    Document { source: index, name, format, url, charset, bytes: whole(source, max_story) }
}

/// Reads a whole text, but no more of it than may be a story: only UTF-16 becomes shorter by decoding.
fn whole(source: &Source, max_story: u64) -> Result<Vec<u8>, IngestError> {
    let path = Path::new(&source.name);
    let failed = |e| IngestError::from_io(path, e);
    let mut input = source.open()?;
    let mut bytes = Vec::new();
    let most = max_story.saturating_add(4);
    input.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 <= most {
        return Ok(bytes);
    }
    let utf16 = bytes.iter().take(4096).any(|b| *b == 0);
    if utf16 {
        input.take(most).read_to_end(&mut bytes).map_err(failed)?;
    }
    if utf16 && bytes.len() as u64 <= most.saturating_mul(2) {
        return Ok(bytes);
    }
    Err(IngestError::TooLong { path: path.to_owned(), limit: max_story })
}
