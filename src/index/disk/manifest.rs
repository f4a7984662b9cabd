//! Which segments are the index: one small file that is replaced as a whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::StoreError;
use super::files::replace;
use super::write::Written;

/// The format that this version writes and reads.
pub(super) const FORMAT: u64 = 2;
/// Name of the file.
const NAME: &str = "wirediff.index";
/// Longest manifest, in bytes.
const LONGEST: u64 = 64 << 20;

/// What the index consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Format of all files.
    pub format: u64,
    /// Number of the change that this is the state after; 0 for a new index.
    pub sequence: u64,
    /// Number of the next segment.
    pub next: u64,
    /// What whoever uses the index put down when it was made.
    pub settings: Value,
    /// Oldest first.
    pub segments: Vec<Listed>,
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    /// Its number, from which its name is made.
    pub number: u64,
    pub bytes: u64,
    /// BLAKE3 of the whole file.
    pub blake3: String,
    /// Postings in it.
    pub entries: u64,
}

impl Listed {
    pub(super) fn new(number: u64, written: Written) -> Listed {
        Listed { number, bytes: written.bytes, blake3: written.blake3, entries: written.entries }
    }

    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        path_of(folder, self.number)
    }
}

pub(super) fn path_of(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:010}.seg"))
}

/// Whether a name is one of ours that a crash may have left behind.
pub(super) fn is_ours(name: &str) -> bool {
    let digits = name.strip_suffix(".seg").or(name.strip_suffix(".new"));
    digits.is_some_and(|d| d == "wirediff" || d.len() == 10 && d.bytes().all(|b| b.is_ascii_digit()))
}

impl Manifest {
    pub(super) fn new(settings: Value) -> Manifest {
        Manifest { format: FORMAT, sequence: 0, next: 1, settings, segments: Vec::new() }
    }

    /// Whether there is one in a folder.
    pub(super) fn exists(folder: &Path) -> bool {
        folder.join(NAME).exists()
    }

    pub(super) fn read(folder: &Path) -> Result<Manifest, StoreError> {
        let path = folder.join(NAME);
        let bytes = match fs::metadata(&path).and_then(|found| match found.len() {
            ..=LONGEST => fs::read(&path),
            _ => Err(io::ErrorKind::FileTooLarge.into()),
        }) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StoreError::Missing { path: folder.to_owned() });
            }
            bytes => bytes.map_err(StoreError::io("read", &path))?,
        };
        let damaged = |at: usize, what| StoreError::damaged(&path, at as u64, what);
        let end = bytes.iter().rposition(|b| *b == b'\n').filter(|at| at + 1 == bytes.len());
        let line = end.and_then(|end| bytes[..end].iter().rposition(|b| *b == b'\n'));
        let (Some(end), Some(line)) = (end, line) else {
            return Err(damaged(bytes.len(), "it ends too early"));
        };
        let (text, check) = (&bytes[..=line], &bytes[line + 1..end]);
        if blake3::hash(text).to_hex().as_bytes() != check {
            return Err(damaged(0, "it is not what was written"));
        }
        let value: Value = serde_json::from_slice(text).map_err(|_| damaged(0, "it is no manifest"))?;
        match value.get("format").and_then(Value::as_u64) {
            Some(FORMAT) => serde_json::from_value(value).map_err(|_| damaged(0, "it is no manifest")),
            Some(found) => Err(StoreError::Format { path, found, known: FORMAT }),
            None => Err(damaged(0, "it names no format")),
        }
    }

    pub(super) fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(NAME);
        let failed = |e: serde_json::Error| StoreError::io("write", &path)(e.into());
        let mut text = serde_json::to_vec_pretty(self).map_err(failed)?;
        text.push(b'\n');
        let check = blake3::hash(&text).to_hex();
        text.extend_from_slice(check.as_bytes());
        text.push(b'\n');
        replace(&path, &text)
    }
}
