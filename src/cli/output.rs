//! Results out: to a file that appears whole or not at all, to a pager, or to standard output.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use super::args::WritingArgs;
use super::error::Failure;
use super::{interrupt, pager};

/// Writes `text` where the arguments say. `pageable` is set for what a person reads.
///
/// # Errors
/// When the file or standard output cannot be written. A reader that went away is no error.
pub fn deliver(text: &str, writing: &WritingArgs, pageable: bool) -> Result<(), Failure> {
    match file(writing) {
        Some(path) => write_file(path, text.as_bytes()),
        None if pageable && pager::wanted(writing.paging) => pager::show(text, writing.quiet),
        None => stdout(text),
    }
}

/// Returns the file that `--output` names; none for standard output.
pub fn file(writing: &WritingArgs) -> Option<&Path> {
    writing.output.as_deref().filter(|p| p.as_os_str() != "-")
}

/// Writes to standard output and ends quietly when nobody reads on.
///
/// # Errors
/// When it cannot be written for another reason, a full disk for example.
pub fn stdout(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result.context("cannot write to standard output")?),
    }
}

/// Writes a file in one go; see [`Sink`].
///
/// # Errors
/// With the path, and what the system said.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut sink = Sink::file(path)?;
    match sink.write_all(bytes) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(sink.failure(e)),
        Ok(()) => sink.commit().map(drop),
    }
}

/// A place for results that come piece by piece.
///
/// A file is written by way of a temporary file beside it, so that a reader sees the old bytes or all the new ones, and
/// none of the new ones before [`Sink::commit`]. A symbolic link is followed, permissions of an existing file are kept.
/// What is no regular file (a device, a named pipe) is written in place. A name that ends in `.gz` compresses.
pub struct Sink {
    name: String,
    to: Packing,
}

/// Bytes as they are, or compressed.
enum Packing {
    Plain(BufWriter<Target>),
    Gzip(Box<GzEncoder<BufWriter<Target>>>),
}

/// Where the bytes go.
enum Target {
    Stdout(io::Stdout),
    InPlace(fs::File),
    Beside(NamedTempFile, Replacement),
}

/// What the temporary file replaces.
struct Replacement {
    path: PathBuf,
    folder: PathBuf,
    permissions: Option<fs::Permissions>,
}

/// Bytes gathered before the system is called.
const BUFFER: usize = 1 << 18;

impl Sink {
    /// Opens what the arguments name.
    ///
    /// # Errors
    /// As [`Sink::file`].
    pub fn open(writing: &WritingArgs) -> Result<Sink, Failure> {
        Sink::to(writing.output.as_deref().unwrap_or(Path::new("-")))
    }

    /// Opens a file, or standard output for `-`.
    ///
    /// # Errors
    /// As [`Sink::file`].
    pub fn to(path: &Path) -> Result<Sink, Failure> {
        if path.as_os_str() != "-" {
            return Sink::file(path);
        }
        let to = BufWriter::with_capacity(BUFFER, Target::Stdout(io::stdout()));
        Ok(Sink { name: "to standard output".to_owned(), to: Packing::Plain(to) })
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it is a directory, or no file can be made in its folder.
    pub fn file(path: &Path) -> Result<Sink, Failure> {
        let name = format!("`{}`", path.display());
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&real).ok();
        if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
            let message = format!("cannot write {name}: it is a directory");
            return Err(Failure::usage(&message, "name a file in it"));
        }
        let target = match existing {
            Some(existing) if !existing.is_file() => {
                fs::OpenOptions::new().write(true).open(&real).map(Target::InPlace)
            }
            existing => beside(real, existing),
        };
        let to = BufWriter::with_capacity(BUFFER, target.map_err(|e| failure(&name, e))?);
        let gzip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
        let to = if gzip {
            Packing::Gzip(Box::new(GzEncoder::new(to, Compression::default())))
        } else {
            Packing::Plain(to)
        };
        Ok(Sink { name, to })
    }

    /// Returns the failure to write here.
    pub fn failure(&self, error: io::Error) -> Failure {
        failure(&self.name, error)
    }

    /// Writes what is left, and puts the file in its place once it is on the disk. Returns whether the reader is still
    /// there: one that went away is no error.
    ///
    /// # Errors
    /// With the path, and what the system said.
    pub fn commit(self) -> Result<bool, Failure> {
        let name = self.name;
        let buffer = match self.to {
            Packing::Plain(buffer) => Ok(buffer),
            Packing::Gzip(encoder) => encoder.finish(),
        };
        let target = buffer.and_then(|b| b.into_inner().map_err(io::IntoInnerError::into_error));
        match target.and_then(Target::finish) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            result => result.map(|()| true).map_err(|e| failure(&name, e)),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            Packing::Plain(to) => to.write(bytes),
            Packing::Gzip(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            Packing::Plain(to) => to.flush(),
            Packing::Gzip(to) => to.flush(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Stdout(out) => out.write(bytes),
            Target::InPlace(file) => file.write(bytes),
            Target::Beside(file, _) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Stdout(out) => out.flush(),
            Target::InPlace(file) => file.flush(),
            Target::Beside(file, _) => file.flush(),
        }
    }
}

impl Target {
    /// Ends the writing; a temporary file takes its place.
    fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        let Target::Beside(temporary, replaced) = self else { return Ok(()) };
        if let Some(permissions) = replaced.permissions {
            temporary.as_file().set_permissions(permissions)?;
        }
        temporary.as_file().sync_all()?;
        temporary.persist(&replaced.path).map_err(|e| e.error)?;
        interrupt::remove_at_end(None);
        // The new name is on disk only when the folder is; where a folder cannot be opened, the system sees to it.
        if let Ok(folder) = fs::File::open(replaced.folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// A temporary file beside `path`.
fn beside(path: PathBuf, existing: Option<fs::Metadata>) -> io::Result<Target> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::metadata(&folder)?;
    // The errors of `tempfile` name the temporary file, which means nothing to the user.
    let temporary = builder().tempfile_in(&folder).map_err(|e| io::Error::from(e.kind()))?;
    interrupt::remove_at_end(Some(temporary.path()));
    let permissions = existing.map(|m| m.permissions());
    Ok(Target::Beside(temporary, Replacement { path, folder, permissions }))
}

/// The failure to write, with a hint where a folder is missing.
fn failure(name: &str, error: io::Error) -> Failure {
    let missing = error.kind() == io::ErrorKind::NotFound;
    let hint = missing.then(|| "make the folder first; --output makes none".to_owned());
    Failure { hint, ..Failure::from(anyhow::Error::new(error).context(format!("cannot write {name}"))) }
}

/// A temporary file that gets the permissions of any new file, not those of a secret.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wirediff-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.json");
        write_file(&path, b"old, and longer").expect("written");
        write_file(&path, b"new").expect("written");
        assert_eq!(fs::read(&path).expect("readable"), b"new");
        assert_eq!(names(folder.path()), ["out.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        write_file(&real, b"old").expect("written");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink(&real, &link).expect("linked");
        write_file(&link, b"new").expect("written");
        assert_eq!(fs::read(&real).expect("readable"), b"new");
        assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
        assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_file_that_is_not_finished_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.jsonl");
        let mut sink = Sink::file(&path).expect("opened");
        sink.write_all(b"half of it").expect("written");
        drop(sink);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_name_in_gz_compresses() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out.jsonl.gz");
        write_file(&path, b"some text").expect("written");
        let mut text = String::new();
        let mut reader = flate2::read::GzDecoder::new(fs::File::open(&path).expect("there"));
        io::Read::read_to_string(&mut reader, &mut text).expect("gzip");
        assert_eq!(text, "some text");
    }

    #[test]
    fn a_failure_names_the_path_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("no/such/folder/out");
        let message = write_file(&missing, b"x").expect_err("no folder").message();
        assert!(message.contains("cannot write") && message.contains("out"), "{message}");
        let error = write_file(folder.path(), b"x").expect_err("a directory");
        assert!(error.message().contains("it is a directory"));
        assert!(names(folder.path()).is_empty());
    }
}
