//! One input with records in it: what it is, and how its bytes are got at as often as they are wanted.

use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::error::IngestError;
use super::fields::Fields;
use super::format::{Compression, Format, compression};
use super::pack::{Steady, unpack};
use super::read::Limits;
use super::shared::Shared;

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
    /// Most bytes that a packed archive may unpack to in the temporary folder.
    pub max_archive: u64,
    /// Gets what is named by an address; none is read when absent.
    pub fetch: Option<Fetch>,
}

/// What was got from an address.
#[derive(Debug)]
pub struct Answer {
    /// The address that answered, after redirects.
    pub url: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// The charset that the server states.
    pub charset: Option<String>,
}

/// Why an address could not be got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAnswer {
    /// A stable word for the reason.
    pub code: &'static str,
    /// What was wrong, in one clause.
    pub message: String,
    /// What the user may do about it.
    pub hint: Option<&'static str>,
}

/// Gets the content of one address.
type Get = dyn Fn(&str) -> Result<Answer, NoAnswer> + Send + Sync;

/// Gets the content of an address.
#[derive(Clone)]
pub struct Fetch(pub Arc<Get>);

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetch")
    }
}

impl Reading {
    /// Bytes of a batch: large enough to keep a thread busy for a millisecond, small enough to have many in flight.
    pub const BATCH: usize = 1 << 20;

    /// Most bytes that a packed archive unpacks to unless told otherwise.
    pub const ARCHIVE: u64 = 64 << 30;

    /// Returns the usual way to read, with temporary files in `temp_dir`.
    pub fn new(limits: Limits, temp_dir: &Path) -> Reading {
        let (format, fields, temp_dir) = (None, Fields::default(), temp_dir.to_owned());
        let (batch, max_archive) = (Reading::BATCH, Reading::ARCHIVE);
        Reading { limits, format, fields, temp_dir, batch, max_archive, fetch: None }
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
    /// The address that it was got from.
    pub url: Option<String>,
    /// The encoding that the server states, which counts where the content itself leaves it open.
    pub(super) charset: Option<&'static Encoding>,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// In a file.
    File(PathBuf),
    /// In a nameless temporary file, which every reader reads at a place of its own.
    Spool(Arc<Shared<File>>),
    /// In memory.
    Memory(Arc<[u8]>),
    /// Inside one of these: `len` bytes from byte `from` on, packed as archives pack their members.
    Part { whole: Box<Origin>, from: u64, len: u64, packed: Compression },
}

impl Origin {
    /// Returns its bytes from byte `at` on, which costs nothing unless they are packed.
    fn open_at(&self, at: u64) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Origin::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(at))?;
                Ok(Box::new(file))
            }
            Origin::Spool(file) => Ok(Box::new(Spooled { file: Arc::clone(file), at })),
            Origin::Memory(bytes) => {
                let mut content = Cursor::new(Arc::clone(bytes));
                content.set_position(at);
                Ok(Box::new(content))
            }
            Origin::Part { whole, from, len, packed: Compression::None } => {
                let (from, len) = (from.saturating_add(at), len.saturating_sub(at));
                Ok(Box::new(whole.open_at(from)?.take(len)))
            }
            Origin::Part { whole, from, len, packed } => {
                let mut content = unpack(whole.open_at(*from)?.take(*len), *packed);
                io::copy(&mut content.by_ref().take(at), &mut io::sink())?;
                Ok(content)
            }
        }
    }

    /// Whether its bytes can be reached without unpacking.
    fn is_plain(&self) -> bool {
        !matches!(self, Origin::Part { packed, .. } if *packed != Compression::None)
    }

    /// Returns a reader that can go to any place, unless the bytes are packed.
    pub(super) fn open_seekable(&self) -> io::Result<Box<dyn SeekRead>> {
        match self {
            Origin::File(path) => Ok(Box::new(File::open(path)?)),
            Origin::Spool(file) => Ok(Box::new(Spooled { file: Arc::clone(file), at: 0 })),
            Origin::Memory(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            Origin::Part { .. } => Err(io::Error::other("an archive in an archive is not opened")),
        }
    }
}

/// The bytes of a source, which can be read at any place.
#[derive(Clone)]
#[cfg(any(feature = "arrow", feature = "parquet"))]
pub(super) struct Place {
    origin: Origin,
    len: u64,
}

#[cfg(any(feature = "arrow", feature = "parquet"))]
impl Place {
    /// Returns their number.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Opens them.
    pub fn open(&self) -> io::Result<Box<dyn SeekRead>> {
        self.origin.open_seekable()
    }
}

/// What can be read from any place on.
pub(super) trait SeekRead: Read + Seek + Send {}
impl<T: Read + Seek + Send> SeekRead for T {}

impl Source {
    /// Returns an input that nothing is known of yet.
    pub(super) fn raw(origin: Origin, bytes: u64) -> Source {
        let (name, format, compression) = (String::new(), Format::Text, Compression::None);
        Source { name, format, compression, bytes, origin, encoding: None, url: None, charset: None }
    }

    /// Returns the file; none for what was read from a stream.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            Origin::Spool(_) | Origin::Memory(_) | Origin::Part { .. } => None,
        }
    }

    /// Whether records keep the bytes of the file: nothing is decompressed or converted on the way.
    pub fn is_plain(&self) -> bool {
        self.compression == Compression::None && self.encoding.is_none() && self.origin.is_plain()
    }

    /// Whether it is a file of an archive.
    pub fn is_member(&self) -> bool {
        matches!(self.origin, Origin::Part { .. })
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

    #[cfg(any(feature = "arrow", feature = "parquet"))]
    /// Returns the content as something that can be read at any place; what is packed is unpacked to a temporary file.
    ///
    /// # Errors
    /// When it cannot be read, or the folder takes no more.
    pub(super) fn place(&self, temp_dir: &Path) -> Result<Place, IngestError> {
        let plain = self.is_plain() && !self.is_member();
        let Source { origin, bytes: len, .. } = if plain { self.clone() } else { self.unpacked(temp_dir)? };
        Ok(Place { origin, len })
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
        let inner = self.origin.open_at(0).map_err(|e| IngestError::from_io(Path::new(&self.name), e))?;
        let raw = Counted { inner, count: Arc::clone(&count) };
        let unpacked = unpack(raw, self.compression);
        let Some(encoding) = self.encoding else { return Ok((unpacked, count)) };
        let decoded = DecodeReaderBytesBuilder::new().encoding(Some(encoding)).build(unpacked);
        Ok((Box::new(Steady::new(decoded)), count))
    }

    /// Returns the content from byte `at` on. Costs nothing for a plain file; else all before is read and dropped.
    ///
    /// # Errors
    /// When the file cannot be opened, or ends or breaks before.
    pub(super) fn open_at(&self, at: u64) -> Result<Box<dyn Read + Send>, IngestError> {
        let failed = |source| IngestError::from_io(Path::new(&self.name), source);
        if self.is_plain() {
            return self.origin.open_at(at).map_err(failed);
        }
        let mut all = self.open()?;
        io::copy(&mut all.by_ref().take(at), &mut io::sink()).map_err(failed)?;
        Ok(all)
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
    file.by_ref().take(8).read_to_end(&mut first).map_err(failed)?;
    let packed = compression(&first);
    Ok(unpack(io::Cursor::new(first).chain(file), packed))
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

impl Seek for Spooled {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let shift = |base: u64, by: i64| base.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput);
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => shift(self.at, by)?,
            SeekFrom::End(by) => shift(self.file.lock().seek(SeekFrom::End(0))?, by)?,
        };
        Ok(self.at)
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
