//! One writer at a time: an advisory lock that the system gives back when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;

use super::error::StoreError;

/// Of whoever writes.
const WRITER: &str = "wirediff.lock";
/// Of whoever fetches what is to be written.
const WATCHER: &str = "watch.lock";

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the writer of a folder, or says at once who has it.
    pub(super) fn writer(folder: &Path) -> Result<Lock, StoreError> {
        Lock::take(folder, WRITER)
    }

    /// Takes the lock of the one that watches feeds for a folder, or says at once who has it.
    ///
    /// # Errors
    /// When it is taken, or the folder cannot be written.
    pub fn watcher(folder: &Path) -> Result<Lock, StoreError> {
        Lock::take(folder, WATCHER)
    }

    fn take(folder: &Path, name: &str) -> Result<Lock, StoreError> {
        let path = folder.join(name);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(StoreError::io("write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Elsewhere a locked file cannot be read.
                let _ = (&file).take(64).read_to_string(&mut text);
                let number = text.trim().parse::<u32>();
                let holder = number.map_or("another process".to_owned(), |n| format!("process {n}"));
                return Err(StoreError::Locked { path: folder.to_owned(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", &path)(error)),
        }
        // Only to be told to others: the lock holds without it.
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(format!("{}\n", std::process::id()).as_bytes()));
        Ok(Lock { _file: file })
    }
}
