//! One input with records in it: what it is, and how its bytes are got at as often as they are wanted.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::error::IngestError;
use super::fields::Fields;
use super::format::compression;
use super::inflate::{Gunzip, Unzstd};
use super::read::Limits;
use super::shared::Shared;

/// How an input holds its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One story.
    Text,
    /// One JSON object a line.
    JsonLines,
    /// An array of JSON objects, or objects one after another over any number of lines.
    Json,
    /// A header line, then one record after another, cells separated by commas.
    Csv,
    /// The same with tabs.
    Tsv,
}

impl Format {
    /// Returns its name: `text`, `jsonl`, `json`, `csv` or `tsv`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
        }
    }
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, with any number of members.
    Gzip,
    /// Zstandard, with any number of frames and a window of at most 128 MiB.
    Zstd,
}

/// How feeds are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Encoding and longest story.
    pub limits: Limits,
    /// The format of every input; found out for each when absent.
    pub format: Option<Format>,
    /// Which column or key is which field.
    pub fields: Fields,
    /// Folder for a copy of what can be read only once, such as standard input.
    pub temp_dir: PathBuf,
    /// Bytes of records in one batch, about.
    pub batch: usize,
}

impl Reading {
    /// Bytes of a batch: large enough to keep a thread busy for a millisecond, small enough to have many in flight.
    pub const BATCH: usize = 1 << 20;

    /// Returns the usual way to read, with temporary files in `temp_dir`.
    pub fn new(limits: Limits, temp_dir: &Path) -> Reading {
        let (format, fields, temp_dir) = (None, Fields::default(), temp_dir.to_owned());
        Reading { limits, format, fields, temp_dir, batch: Reading::BATCH }
    }
}

/// One input with records in it.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name as it was given or found; `stdin` for standard input.
    pub name: String,
    /// How it holds its records.
    pub format: Format,
    /// How it is packed.
    pub compression: Compression,
    /// Bytes on disk, before decompression.
    pub bytes: u64,
    pub(super) origin: Origin,
    /// The encoding that is turned into UTF-8 on the way, before records are looked for. Never set for text.
    pub(super) encoding: Option<&'static Encoding>,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// In a file.
    File(PathBuf),
    /// In a nameless temporary file, which every reader reads at a place of its own.
    Spool(Arc<Shared<File>>),
}

impl Source {
    /// Returns an input that nothing is known of yet.
    pub(super) fn raw(origin: Origin, bytes: u64) -> Source {
        let (name, format, compression) = (String::new(), Format::Text, Compression::None);
        Source { name, format, compression, bytes, origin, encoding: None }
    }

    /// Returns the file; none for what was read from a stream.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            Origin::Spool(_) => None,
        }
    }

    /// Whether records keep the bytes of the file: nothing is decompressed or converted on the way.
    pub fn is_plain(&self) -> bool {
        self.compression == Compression::None && self.encoding.is_none()
    }

    /// Whether the content is converted to UTF-8 while it is read, so that places are not those of the file's own bytes.
    pub fn is_converted(&self) -> bool {
        self.encoding.is_some()
    }

    /// Returns the same content in a temporary file, where reading at a place costs nothing.
    ///
    /// # Errors
    /// When it cannot be read, or the folder takes no more.
    pub fn unpacked(&self, temp_dir: &Path) -> Result<Source, IngestError> {
        let mut content = self.open()?;
        let spooled = spool(&mut content, temp_dir);
        let (origin, bytes) = spooled.map_err(|e| IngestError::from_io(Path::new(&self.name), e))?;
        Ok(Source { name: self.name.clone(), format: self.format, ..Source::raw(origin, bytes) })
    }

    /// Returns the content after decompression and conversion to UTF-8, from the first byte.
    ///
    /// # Errors
    /// When the file cannot be opened. What is damaged inside shows while it is read.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, IngestError> {
        Ok(self.open_counted()?.0)
    }

    /// Like [`Source::open`], with a count of the bytes on disk that were read so far.
    pub(super) fn open_counted(&self) -> Result<(Box<dyn Read + Send>, Arc<AtomicU64>), IngestError> {
        let count = Arc::new(AtomicU64::new(0));
        let raw = Counted { inner: self.open_raw()?, count: Arc::clone(&count) };
        let unpacked = unpack(raw, self.compression);
        let Some(encoding) = self.encoding else { return Ok((unpacked, count)) };
        let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(unpacked);
        Ok((Box::new(decoded), count))
    }

    fn open_raw(&self) -> Result<Box<dyn Read + Send>, IngestError> {
        match &self.origin {
            Origin::File(path) => {
                Ok(Box::new(File::open(path).map_err(|source| IngestError::from_io(path, source))?))
            }
            Origin::Spool(file) => Ok(Box::new(Spooled { file: Arc::clone(file), at: 0 })),
        }
    }

    /// Returns the content from byte `at` on. Costs nothing for a plain file; else all before is read and dropped.
    ///
    /// # Errors
    /// When the file cannot be opened, or ends or breaks before.
    pub(super) fn open_at(&self, at: u64) -> Result<Box<dyn Read + Send>, IngestError> {
        let failed = |source| IngestError::from_io(Path::new(&self.name), source);
        match &self.origin {
            Origin::File(path) if self.is_plain() => {
                let mut file = File::open(path).map_err(failed)?;
                file.seek(SeekFrom::Start(at)).map_err(failed)?;
                Ok(Box::new(file))
            }
            Origin::Spool(file) if self.is_plain() => Ok(Box::new(Spooled { file: Arc::clone(file), at })),
            _ => {
                let mut all = self.open()?;
                io::copy(&mut all.by_ref().take(at), &mut io::sink()).map_err(failed)?;
                Ok(all)
            }
        }
    }
}

/// Returns the content of a file, unpacked when its first bytes say that it is packed.
///
/// # Errors
/// When it cannot be opened or its first bytes cannot be read.
pub fn open_unpacked(path: &Path) -> Result<Box<dyn Read + Send>, IngestError> {
    let failed = |source| IngestError::from_io(path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut first = Vec::new();
    file.by_ref().take(4).read_to_end(&mut first).map_err(failed)?;
    let packed = compression(&first);
    Ok(unpack(io::Cursor::new(first).chain(file), packed))
}

/// Returns the content of packed bytes.
pub(super) fn unpack(raw: impl Read + Send + 'static, compression: Compression) -> Box<dyn Read + Send> {
    /// Packed bytes taken at once.
    const CHUNK: usize = 128 << 10;
    match compression {
        Compression::None => Box::new(raw),
        Compression::Gzip => Box::new(Gunzip::new(BufReader::with_capacity(CHUNK, raw))),
        Compression::Zstd => Box::new(Unzstd::new(BufReader::with_capacity(CHUNK, raw))),
    }
}

/// Copies a stream that can be read only once to a nameless temporary file.
///
/// # Errors
/// When the stream breaks or the folder takes no more; the message of the second names the folder.
pub(super) fn spool(input: &mut dyn Read, temp_dir: &Path) -> io::Result<(Origin, u64)> {
    let mut file = tempfile::tempfile_in(temp_dir)
        .map_err(|e| io::Error::new(e.kind(), format!("no temporary file in `{}`", temp_dir.display())))?;
    let bytes = io::copy(input, &mut file)?;
    Ok((Origin::Spool(Arc::new(Shared::new(file))), bytes))
}

/// Reads a shared file at a place of its own.
struct Spooled {
    file: Arc<Shared<File>>,
    at: u64,
}

impl Read for Spooled {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock();
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Counts what passes.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
