//! The few things that are done to files, each so that it holds after a crash.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::error::StoreError;

/// Makes what was done to the names in a folder last.
pub fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // Elsewhere a rename lasts without it.
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(StoreError::io("write", folder))?;
    }
    Ok(())
}

/// Puts `bytes` in the place of a file: whoever opens it finds the old ones or the new ones, after a crash too.
///
/// # Errors
/// When the disk is full or fails; then the file is as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let beside = path.with_extension("new");
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(error) = written {
        let _ = fs::remove_file(&beside);
        return Err(StoreError::io("write", &beside)(error));
    }
    fs::rename(&beside, path).map_err(StoreError::io("replace", path))?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}
