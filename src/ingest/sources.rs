//! What the user names -> the inputs to read: files, folders, patterns, standard input.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use ignore::WalkBuilder;

use super::address::is_address;
use super::document::listing;
use super::error::{IngestError, hint};
use super::format::{Compression, HEAD, compression, told};
use super::pack::{self, Archive, Listing};
use super::read::read_stream;
use super::source::{Answer, NoAnswer, Origin, Reading, Source, spool};

/// The inputs found, and what could not be.
#[derive(Debug, Default)]
pub struct Sources {
    /// The inputs, sorted by path, standard input and other streams last; none twice.
    pub list: Vec<Source>,
    /// What was named or found and is not read, in order of the names.
    pub problems: Vec<SourceProblem>,
}

/// An input that is not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceProblem {
    /// Its name as it was given or found.
    pub name: String,
    /// A stable word for the reason: `missing`, `permission`, `unreadable`, `binary`, `not-a-file`, `symlink`, `no-match`,
    /// `bad-pattern`, `unknown-encoding`.
    pub code: &'static str,
    /// What was wrong, in one clause.
    pub message: String,
    /// Whether something is missing that was asked for; else it is a file in a folder that is no feed.
    pub skipped: bool,
    /// What the user may do about it.
    pub hint: Option<&'static str>,
}

/// Finds the inputs that `inputs` name.
///
/// A path is read as it is; one that does not exist and holds `*`, `?` or `[` is a pattern. A folder is searched with all
/// below it: hidden files and what `.gitignore` and `.ignore` in it exclude are left out without a word; symbolic links are
/// not followed, and no device is opened, each with a note. What is named by itself is followed and read, a pipe as well.
/// A ZIP or tar archive, packed or not, stands for the files in it; an archive in an archive is not opened. What begins with
/// `http://` or `https://` is fetched, and a list of feeds (OPML, a sitemap) that is named by itself stands for what it lists.
/// `-` is `stdin`, which like any pipe is copied to `reading.temp_dir`, since it is read more than once. The first 64 KiB of
/// each file are read to tell its format. The same file under two names is one input, called by the first in order.
pub fn sources(inputs: &[PathBuf], stdin: &mut dyn Read, reading: &Reading) -> Sources {
    let mut finder =
        Finder { reading, stdin, seen: BTreeSet::new(), out: Sources::default(), streams: Vec::new() };
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    for input in inputs {
        finder.input(input, &mut files);
    }
    files.sort_by(|(a, a_named), (b, b_named)| a.cmp(b).then(b_named.cmp(a_named)));
    for (path, named) in &files {
        finder.file(path, *named);
    }
    finder.found()
}

/// What an input turned out to be.
enum Opened {
    /// It holds records.
    Source(Box<Source>),
    /// It holds files.
    Archive(Archive, Compression),
    /// It holds addresses.
    List(Compression),
}

/// Finds the inputs in bytes that are in memory already, as [`sources`] finds them in a file called `name`. Nothing is fetched
/// and nothing looked up on the disk.
pub fn sources_in(name: &str, bytes: Vec<u8>, reading: &Reading) -> Sources {
    let len = bytes.len() as u64;
    let reading = &Reading { fetch: None, ..reading.clone() };
    let stdin = &mut io::empty();
    let mut finder =
        Finder { reading, stdin, seen: BTreeSet::new(), out: Sources::default(), streams: Vec::new() };
    finder.origin(name, Origin::Memory(bytes.into()), len, true);
    finder.found()
}

/// Finds the inputs in an answer that was got already, as [`sources`] finds them at an address. Nothing is fetched: a list of
/// feeds is named among the problems, and [`listed`] reads it.
pub fn sources_at(url: &str, answer: Answer, reading: &Reading) -> Sources {
    let reading = &Reading { fetch: None, ..reading.clone() };
    let stdin = &mut io::empty();
    let mut finder =
        Finder { reading, stdin, seen: BTreeSet::new(), out: Sources::default(), streams: Vec::new() };
    finder.answer(url, answer, false);
    finder.found()
}

/// Returns the addresses that a list of feeds (OPML, a sitemap) names, in its order, none twice; none where the bytes are no
/// list, or one that is too long.
pub fn listed(bytes: &[u8], reading: &Reading) -> Option<Vec<String>> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let name = Path::new("list");
    if !told(head, name, reading).ok()?.is_list {
        return None;
    }
    let decoded = read_stream(bytes, name, &reading.limits).ok()?;
    Some(listing::addresses(&decoded.text))
}

struct Finder<'a> {
    reading: &'a Reading,
    stdin: &'a mut dyn Read,
    /// Files that are inputs already, under their real names.
    seen: BTreeSet<PathBuf>,
    streams: Vec<Source>,
    out: Sources,
}

impl Finder<'_> {
    /// Returns what was found, in its order.
    fn found(mut self) -> Sources {
        let Sources { mut list, mut problems } = self.out;
        self.streams.sort_by(|a, b| a.name.cmp(&b.name));
        list.extend(self.streams);
        problems.sort();
        problems.dedup();
        Sources { list, problems }
    }

    /// Adds to `files` what one argument names, with whether it was named by itself.
    fn input(&mut self, input: &Path, files: &mut Vec<(PathBuf, bool)>) {
        if input.as_os_str() == "-" {
            if self.seen.insert(PathBuf::from("-")) {
                let stream = spool(self.stdin, &self.reading.temp_dir);
                self.stream("stdin", stream);
            }
            return;
        }
        if let Some(url) = input.to_str().filter(|i| is_address(i)) {
            return self.address(url, true);
        }
        match fs::metadata(input) {
            Ok(found) if found.is_dir() => self.folder(input, files),
            Ok(_) => files.push((input.to_owned(), true)),
            Err(e) if e.kind() == io::ErrorKind::NotFound && is_pattern(input) => self.pattern(input, files),
            Err(e) => self.failed(&IngestError::from_io(input, e), input),
        }
    }

    fn folder(&mut self, folder: &Path, files: &mut Vec<(PathBuf, bool)>) {
        let mut walk = WalkBuilder::new(folder);
        // Only rules inside the folder count: what is read must not hang on where the folder lies or on who reads it.
        walk.parents(false).git_global(false).git_exclude(false).require_git(false).follow_links(false);
        for entry in walk.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    self.unlisted(folder, &e);
                    continue;
                }
            };
            let Some(kind) = entry.file_type() else { continue };
            let path = entry.path();
            if entry.depth() == 0 || kind.is_dir() {
                continue;
            }
            if kind.is_file() {
                files.push((path.to_owned(), false));
            } else if kind.is_symlink() {
                self.note(path, "symlink", "a symbolic link in a folder is not followed");
            } else {
                self.note(path, "not-a-file", "a pipe, socket or device in a folder is not read");
            }
        }
    }

    /// Says what of a folder could not be listed.
    fn unlisted(&mut self, folder: &Path, error: &ignore::Error) {
        let mut path = folder.to_owned();
        let mut inner = error;
        loop {
            inner = match inner {
                ignore::Error::WithPath { path: at, err } => {
                    path.clone_from(at);
                    err
                }
                ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
                _ => break,
            };
        }
        let failed = match inner {
            ignore::Error::Io(e) => IngestError::from_io(&path, io::Error::new(e.kind(), e.to_string())),
            other => IngestError::from_io(&path, io::Error::other(other.to_string())),
        };
        self.failed(&failed, &path);
    }

    fn pattern(&mut self, pattern: &Path, files: &mut Vec<(PathBuf, bool)>) {
        let matches = match pattern.to_str().map(glob::glob) {
            Some(Ok(matches)) => matches,
            Some(Err(e)) => return self.problem(pattern, "bad-pattern", &e.to_string()),
            None => return self.problem(pattern, "missing", "no such file"),
        };
        let mut any = false;
        for found in matches {
            any = true;
            match found {
                Ok(path) => self.input(&path, files),
                Err(e) => {
                    let path = e.path().to_owned();
                    self.failed(&IngestError::from_io(&path, e.into()), &path);
                }
            }
        }
        if !any {
            self.problem(pattern, "no-match", "no file matches");
        }
    }

    /// Makes an input of a file.
    fn file(&mut self, path: &Path, named: bool) {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real) {
            return;
        }
        let name = path.display().to_string();
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, mut file) = match opened {
            Ok(opened) => opened,
            Err(e) => return self.failed(&IngestError::from_io(path, e), path),
        };
        if !metadata.is_file() {
            let stream = spool(&mut file, &self.reading.temp_dir);
            return self.stream(&name, stream);
        }
        self.origin(&name, Origin::File(path.to_owned()), metadata.len(), named);
    }

    /// Makes an input of what was read from a stream.
    fn stream(&mut self, name: &str, spooled: io::Result<(Origin, u64)>) {
        match spooled {
            Ok((origin, bytes)) => self.origin(name, origin, bytes, true),
            Err(e) => self.failed(&IngestError::from_io(Path::new(name), e), Path::new(name)),
        }
    }

    /// Makes an input of what an address leads to.
    fn address(&mut self, url: &str, may_list: bool) {
        // What stands behind the `#` names a part of what is fetched.
        let bare = url.split('#').next().unwrap_or(url);
        if !self.seen.insert(PathBuf::from(bare)) {
            return;
        }
        let Some(fetch) = &self.reading.fetch else {
            return self.problem(Path::new(url), "not-fetched", "addresses are not fetched here");
        };
        match (fetch.0)(bare) {
            Err(NoAnswer { code, message, hint }) => {
                let name = url.to_owned();
                self.out.problems.push(SourceProblem { name, code, message, skipped: true, hint });
            }
            Ok(answer) => self.answer(url, answer, may_list),
        }
    }

    /// Makes an input of what an address answered.
    fn answer(&mut self, url: &str, Answer { url: answered, bytes, charset }: Answer, may_list: bool) {
        let charset = charset.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        let (before, len) = (self.streams.len(), bytes.len() as u64);
        self.origin(url, Origin::Memory(bytes.into()), len, may_list);
        for source in self.streams.iter_mut().skip(before).filter(|s| s.url.is_none()) {
            (source.url, source.charset) = (Some(answered.clone()), charset);
        }
    }

    /// Makes an input, or many, of something with bytes.
    fn origin(&mut self, name: &str, origin: Origin, bytes: u64, named: bool) {
        let path = Path::new(name);
        let from_file = matches!(origin, Origin::File(_));
        match self.source(name, origin.clone(), bytes) {
            Ok(Opened::Source(source)) if from_file => self.out.list.push(*source),
            Ok(Opened::Source(source)) => self.streams.push(*source),
            Ok(Opened::Archive(kind, compression)) => self.archive(name, kind, compression, origin, bytes),
            Ok(Opened::List(packed)) if named => self.list(name, origin, packed, bytes),
            Ok(Opened::List(_)) => {
                self.note(path, "list", "it is a list of feeds; name it by itself to have them fetched");
            }
            // A picture among the stories of a folder is no loss.
            Err(IngestError::Binary { kind, .. }) if !named => {
                self.note(path, "binary", &format!("it is {kind}, not text"));
            }
            Err(e) => self.failed(&e, path),
        }
    }

    /// Makes inputs of the members of an archive.
    fn archive(&mut self, name: &str, kind: Archive, compression: Compression, origin: Origin, bytes: u64) {
        let path = Path::new(name);
        if matches!(origin, Origin::Part { .. }) {
            return self.problem(path, "nested-archive", "an archive in an archive is not opened");
        }
        let whole = match compression {
            Compression::None => Ok(origin),
            _ => self.unpacked(name, origin, compression, bytes),
        };
        let opened = whole.and_then(|whole| Ok((whole.open_seekable()?, whole)));
        let listed = opened.and_then(|(mut input, whole)| match kind {
            Archive::Zip => Ok((pack::zip(&mut input)?, whole)),
            Archive::Tar => Ok((pack::tar(&mut input), whole)),
        });
        let (Listing { members, problems }, whole) = match listed {
            Ok(listed) => listed,
            Err(e) => return self.failed(&IngestError::from_io(path, e), path),
        };
        if members.is_empty() && problems.is_empty() {
            self.note(path, "empty", "there is nothing in it");
        }
        for member in members {
            let inside = format!("{name}/{}", member.name);
            let (from, len, packed) = (member.from, member.len, member.packed);
            let part = Origin::Part { whole: Box::new(whole.clone()), from, len, packed };
            self.origin(&inside, part, len, false);
        }
        for (member, code, message, skipped) in problems {
            let inside = if member.is_empty() { name.to_owned() } else { format!("{name}/{member}") };
            let hint = hint(code);
            self.out.problems.push(SourceProblem { name: inside, code, message, skipped, hint });
        }
    }

    /// Unpacks an archive that is packed as a whole.
    fn unpacked(
        &self,
        name: &str,
        origin: Origin,
        compression: Compression,
        bytes: u64,
    ) -> io::Result<Origin> {
        let most = self.reading.max_archive;
        let packed = Source { name: name.to_owned(), compression, ..Source::raw(origin, bytes) };
        let content = packed.open().map_err(|e| io::Error::other(e.clause()))?;
        let (whole, len) = spool(&mut content.take(most.saturating_add(1)), &self.reading.temp_dir)?;
        if len > most {
            let message = format!("it unpacks to more than {most} bytes; --max-archive allows more");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(whole)
    }

    /// Makes inputs of what a list of feeds or pages names.
    fn list(&mut self, name: &str, origin: Origin, compression: Compression, bytes: u64) {
        let path = Path::new(name);
        let source = Source { name: name.to_owned(), compression, ..Source::raw(origin, bytes) };
        let text = source.open().and_then(|content| read_stream(content, path, &self.reading.limits));
        let addresses = match text {
            Ok(decoded) => listing::addresses(&decoded.text),
            Err(e) => return self.failed(&e, path),
        };
        if addresses.is_empty() {
            self.note(path, "empty", "the list names no address");
        }
        for address in addresses {
            self.address(&address, false);
        }
    }

    /// Tells how an input is to be read from its first bytes.
    fn source(&self, name: &str, origin: Origin, bytes: u64) -> Result<Opened, IngestError> {
        let path = Path::new(name);
        let failed = |e| IngestError::from_io(path, e);
        let probe = Source { name: name.to_owned(), ..Source::raw(origin.clone(), bytes) };
        let (first, read) = head_of(probe.open()?);
        // Damage shows when the records are read; what comes before it tells the format.
        if probe.is_plain() {
            read.map_err(failed)?;
        }
        let compression = compression(&first);
        let head = match compression {
            Compression::None => first,
            _ => head_of(Source { compression, ..probe }.open()?).0,
        };
        if self.reading.format.is_none()
            && let Some(kind) = pack::kind(&head)
        {
            return Ok(Opened::Archive(kind, compression));
        }
        let told = told(&head, path, self.reading)?;
        if told.is_list {
            return Ok(Opened::List(compression));
        }
        let (format, encoding) = (told.format, told.encoding);
        let name = name.to_owned();
        Ok(Opened::Source(Box::new(Source {
            name,
            compression,
            format,
            encoding,
            ..Source::raw(origin, bytes)
        })))
    }

    fn failed(&mut self, error: &IngestError, path: &Path) {
        self.problem(path, error.code(), &error.clause());
    }

    fn problem(&mut self, path: &Path, code: &'static str, message: &str) {
        let (name, message) = (path.display().to_string(), message.to_owned());
        self.out.problems.push(SourceProblem { name, code, message, skipped: true, hint: hint(code) });
    }

    fn note(&mut self, path: &Path, code: &'static str, message: &str) {
        let (name, message) = (path.display().to_string(), message.to_owned());
        self.out.problems.push(SourceProblem { name, code, message, skipped: false, hint: None });
    }
}

/// The first bytes of an input, and whether they could be read.
fn head_of(input: impl Read) -> (Vec<u8>, io::Result<usize>) {
    let mut head = Vec::new();
    let read = input.take(HEAD as u64).read_to_end(&mut head);
    (head, read)
}

/// Whether a name may be a pattern.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}
