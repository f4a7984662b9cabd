//! Results out: to a file that appears whole or not at all, to a pager, or to standard output.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::args::WritingArgs;
use super::error::Failure;
use super::pager;

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

/// Writes a file by way of a temporary file beside it, so that a reader sees the old bytes or all the new ones.
///
/// A symbolic link is followed, permissions of an existing file are kept. What is no regular file (a device, a
/// named pipe) is written in place.
///
/// # Errors
/// With the path, and what the system said.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let context = || format!("cannot write `{}`", path.display());
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let existing = fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|m| !m.is_file() && !m.is_dir()) {
        let written = fs::OpenOptions::new().write(true).open(&target).and_then(|mut f| f.write_all(bytes));
        return match written {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result.with_context(context)?),
        };
    }
    if existing.as_ref().is_some_and(fs::Metadata::is_dir) {
        let message = format!("cannot write `{}`: it is a directory", path.display());
        return Err(Failure::usage(&message, "name a file in it"));
    }
    let written = replace(&target, existing, bytes);
    let missing = written.as_ref().is_err_and(|e| e.kind() == io::ErrorKind::NotFound);
    let hint = missing.then(|| "make the folder first; --output makes none".to_owned());
    written.with_context(context).map_err(|error| Failure { hint, ..Failure::from(error) })
}

/// Puts `bytes` in the place of `target`.
fn replace(target: &Path, existing: Option<fs::Metadata>, bytes: &[u8]) -> io::Result<()> {
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::metadata(&folder)?;
    // The errors of `tempfile` name the temporary file, which means nothing to the user.
    let mut temporary = builder().tempfile_in(&folder).map_err(|e| io::Error::from(e.kind()))?;
    temporary.as_file_mut().write_all(bytes)?;
    if let Some(existing) = existing {
        temporary.as_file().set_permissions(existing.permissions())?;
    }
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|e| e.error)?;
    // The new name is on disk only when the folder is; where a folder cannot be opened, the system sees to it.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
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
