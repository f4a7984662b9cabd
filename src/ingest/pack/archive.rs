//! ZIP and tar: where the members lie. Nothing is ever unpacked under a member's name, so that no name leads anywhere.

use std::io::{self, Read, Seek};

use tar::EntryType;
use zip::{CompressionMethod, ZipArchive};

use crate::ingest::format::Compression;

/// A file that holds files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Archive {
    /// ZIP.
    Zip,
    /// tar, which may be packed as a whole.
    Tar,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its path in the archive, as it is written there.
    pub name: String,
    /// First byte in the archive.
    pub from: u64,
    /// Length in bytes there.
    pub len: u64,
    /// How it is packed there.
    pub packed: Compression,
}

/// What an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Its files in their order.
    pub members: Vec<Member>,
    /// Files that cannot be read: path, a word for the reason, the reason, and whether something is lost by it.
    pub problems: Vec<(String, &'static str, String, bool)>,
}

impl Listing {
    fn lost(&mut self, name: &str, code: &'static str, message: &str) {
        self.problems.push((name.to_owned(), code, message.to_owned(), true));
    }
}

/// Returns the kind of archive that begins with `head`.
pub(crate) fn kind(head: &[u8]) -> Option<Archive> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Some(Archive::Zip)
    } else if head.get(257..262) == Some(b"ustar") {
        Some(Archive::Tar)
    } else {
        None
    }
}

/// Lists a ZIP archive.
///
/// # Errors
/// When its directory cannot be read, when members overlap (a bomb: they unpack to far more than the file can hold), or when it
/// is an office document.
pub(crate) fn zip(input: impl Read + Seek) -> io::Result<Listing> {
    let damaged = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
    let mut archive = ZipArchive::new(input).map_err(|e| damaged(e.to_string()))?;
    let office = |name: &[u8]| matches!(name, b"[Content_Types].xml" | b"mimetype");
    if archive.file_names_raw().any(office) {
        return Err(damaged("it is an office document or an e-book, not text".to_owned()));
    }
    if archive.has_overlapping_files().map_err(|e| damaged(e.to_string()))? {
        return Err(damaged("its members overlap, which is how bombs are made".to_owned()));
    }
    let mut listing = Listing::default();
    for at in 0..archive.len() {
        let stated = match archive.name_for_index(at) {
            Some(Ok(name)) => name.into_owned(),
            _ => String::new(),
        };
        let file = match archive.by_index_raw(at) {
            Ok(file) => file,
            Err(e) => {
                listing.lost(&stated, "damaged", &e.to_string());
                continue;
            }
        };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        if file.is_dir() {
            continue;
        }
        if file.is_symlink() {
            let message = "a symbolic link in an archive is not followed".to_owned();
            listing.problems.push((name, "symlink", message, false));
            continue;
        }
        if file.encrypted() {
            listing.lost(&name, "encrypted", "it is encrypted");
            continue;
        }
        let packed = match file.compression() {
            CompressionMethod::STORE => Compression::None,
            CompressionMethod::DEFLATE => Compression::Deflate,
            CompressionMethod::BZIP2 => Compression::Bzip2,
            CompressionMethod::ZSTD => Compression::Zstd,
            CompressionMethod::XZ => Compression::Xz,
            _ => {
                listing.lost(&name, "unsupported", "it is packed in a way that is not read");
                continue;
            }
        };
        match file.data_start() {
            Some(from) => listing.members.push(Member { name, from, len: file.compressed_size(), packed }),
            None => listing.lost(&name, "damaged", "it does not say where it lies"),
        }
    }
    Ok(listing)
}

/// Lists a tar archive up to where it is damaged.
pub(crate) fn tar(input: impl Read + Seek) -> Listing {
    let mut listing = Listing::default();
    let mut archive = tar::Archive::new(input);
    let entries = match archive.entries_with_seek() {
        Ok(entries) => entries,
        Err(e) => {
            listing.lost("", "damaged", &e.to_string());
            return listing;
        }
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let message = format!("cannot be read any further: {e}");
                listing.lost(
                    "",
                    if e.kind() == io::ErrorKind::UnexpectedEof { "truncated" } else { "damaged" },
                    &message,
                );
                break;
            }
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                let (from, len) = (entry.raw_file_position(), entry.size());
                listing.members.push(Member { name, from, len, packed: Compression::None });
            }
            EntryType::Symlink | EntryType::Link => {
                let message = "a link in an archive is not followed".to_owned();
                listing.problems.push((name, "symlink", message, false));
            }
            EntryType::GNUSparse => listing.lost(&name, "unsupported", "it is a sparse file"),
            EntryType::Directory | EntryType::XGlobalHeader => {}
            _ => {
                let message = "a pipe or device in an archive is not read".to_owned();
                listing.problems.push((name, "not-a-file", message, false));
            }
        }
    }
    listing
}
