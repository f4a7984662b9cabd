//! What the user names -> the inputs to read: files, folders, patterns, standard input.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::error::IngestError;
use super::format::{HEAD, compression, told};
use super::source::{Origin, Reading, Source, spool, unpack};

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
}

/// Finds the inputs that `inputs` name.
///
/// A path is read as it is; one that does not exist and holds `*`, `?` or `[` is a pattern. A folder is searched with all
/// below it: hidden files and what `.gitignore` and `.ignore` in it exclude are left out without a word; symbolic links are
/// not followed, and no device is opened, each with a note. What is named by itself is followed and read, a pipe as well.
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
    let Sources { mut list, mut problems } = finder.out;
    list.extend(finder.streams);
    problems.sort();
    problems.dedup();
    Sources { list, problems }
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
    /// Adds to `files` what one argument names, with whether it was named by itself.
    fn input(&mut self, input: &Path, files: &mut Vec<(PathBuf, bool)>) {
        if input.as_os_str() == "-" {
            if self.seen.insert(PathBuf::from("-")) {
                let stream = spool(self.stdin, &self.reading.temp_dir);
                self.stream("stdin", stream);
            }
            return;
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
        let origin = Origin::File(path.to_owned());
        match self.source(&name, origin, metadata.len(), file) {
            Ok(source) => self.out.list.push(source),
            // A picture among the stories of a folder is no loss.
            Err(IngestError::Binary { kind, .. }) if !named => {
                self.note(path, "binary", &format!("it is {kind}, not text"));
            }
            Err(e) => self.failed(&e, path),
        }
    }

    /// Makes an input of what was read from a stream.
    fn stream(&mut self, name: &str, spooled: io::Result<(Origin, u64)>) {
        let source =
            spooled.map_err(|e| IngestError::from_io(Path::new(name), e)).and_then(|(origin, bytes)| {
                let probe = Source { name: name.to_owned(), ..Source::raw(origin.clone(), bytes) };
                self.source(name, origin, bytes, probe.open()?)
            });
        match source {
            Ok(source) => self.streams.push(source),
            Err(e) => self.failed(&e, Path::new(name)),
        }
    }

    /// Tells how an input is to be read from its first bytes.
    fn source(
        &self,
        name: &str,
        origin: Origin,
        bytes: u64,
        mut input: impl Read + Send + 'static,
    ) -> Result<Source, IngestError> {
        let mut first = Vec::new();
        let failed = |e| IngestError::from_io(Path::new(name), e);
        input.by_ref().take(HEAD as u64).read_to_end(&mut first).map_err(failed)?;
        let compression = compression(&first);
        let mut head = Vec::new();
        let packed = io::Cursor::new(first).chain(input);
        // Damage shows when the records are read; what comes before it tells the format.
        let _ = unpack(packed, compression).take(HEAD as u64).read_to_end(&mut head);
        let told = told(&head, Path::new(name), self.reading)?;
        Ok(Source {
            name: name.to_owned(),
            compression,
            format: told.format,
            encoding: told.encoding,
            ..Source::raw(origin, bytes)
        })
    }

    fn failed(&mut self, error: &IngestError, path: &Path) {
        self.problem(path, error.code(), &error.clause());
    }

    fn problem(&mut self, path: &Path, code: &'static str, message: &str) {
        let (name, message) = (path.display().to_string(), message.to_owned());
        self.out.problems.push(SourceProblem { name, code, message, skipped: true });
    }

    fn note(&mut self, path: &Path, code: &'static str, message: &str) {
        let (name, message) = (path.display().to_string(), message.to_owned());
        self.out.problems.push(SourceProblem { name, code, message, skipped: false });
    }
}

/// Whether a name may be a pattern.
fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}
