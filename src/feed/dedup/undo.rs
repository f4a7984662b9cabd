//! Survivors and a manifest -> the inputs, byte for byte.

use std::io::{self, BufRead, Read, Write};

use thiserror::Error;

use crate::feed::dedup::manifest::{DEDUP_SCHEMA, DroppedLine, InputEntry, ManifestHeader, ManifestLine};

/// The longest line of a manifest: a record of the longest story there is, escaped.
const LONGEST: u64 = 8 << 30;

/// Why inputs could not be restored.
#[derive(Debug, Error)]
pub enum UndoError {
    /// The manifest cannot be read.
    #[error("cannot read the manifest")]
    Manifest(#[source] io::Error),
    /// A line of the manifest is not what it should be.
    #[error("line {line} of the manifest {message}")]
    Line {
        /// Number from 1.
        line: u64,
        /// What is wrong with it, as the end of a sentence.
        message: String,
    },
    /// Survivors cannot be read or the restored input cannot be written.
    #[error("cannot restore `{name}`")]
    Io {
        /// The input.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// What came out is not the input.
    #[error(
        "`{name}` cannot be restored: the survivors or the manifest have changed ({found} bytes, {expected} expected)"
    )]
    Changed {
        /// The input.
        name: String,
        /// Bytes that came out.
        found: u64,
        /// Bytes of the input.
        expected: u64,
    },
}

/// A manifest that is read line by line, while its inputs are restored one after another.
pub struct Undo<R> {
    manifest: R,
    line: u64,
    header: ManifestHeader,
    /// The input that comes next, and the dropped record that was read ahead of it.
    next: u32,
    ahead: Option<DroppedLine>,
    ended: bool,
}

impl<R: BufRead> Undo<R> {
    /// Reads the head of a manifest.
    ///
    /// # Errors
    /// When it is none, or of a version that is not known.
    pub fn new(manifest: R) -> Result<Undo<R>, UndoError> {
        let header = ManifestHeader::default();
        let mut undo = Undo { manifest, line: 0, header, next: 0, ahead: None, ended: false };
        match undo.read_line()? {
            Some(ManifestLine::Header(header)) if header.schema == DEDUP_SCHEMA => undo.header = header,
            Some(ManifestLine::Header(header)) => {
                return Err(undo.wrong(&format!("has the schema {:?}, not {DEDUP_SCHEMA:?}", header.schema)));
            }
            _ => return Err(undo.wrong("is no header")),
        }
        undo.step()?;
        Ok(undo)
    }

    /// Returns what was de-duplicated.
    pub fn header(&self) -> &ManifestHeader {
        &self.header
    }

    /// Restores the next input from its survivors, none when there are no more inputs. `open` returns the survivors and where
    /// to write; an input of which nothing survived has an empty one.
    ///
    /// # Errors
    /// When a side fails, or when what was written is not the input: it must then be thrown away.
    pub fn restore<S: Read, W: Write>(
        &mut self,
        open: impl FnOnce(&InputEntry) -> io::Result<(S, W)>,
    ) -> Result<Option<(InputEntry, W)>, UndoError> {
        let index = self.next;
        let Some(entry) = self.header.inputs.get(index as usize).cloned() else {
            return if self.ahead.is_some() {
                Err(self.wrong("names an input that is not in the header"))
            } else {
                Ok(None)
            };
        };
        self.next += 1;
        let failed = |source| UndoError::Io { name: entry.name.clone(), source };
        let (mut survivors, out) = open(&entry).map_err(failed)?;
        let mut out = Hashing { inner: out, hasher: blake3::Hasher::new(), bytes: 0 };
        while let Some(dropped) = self.ahead.take_if(|d| d.input == index) {
            let before = dropped.at.checked_sub(out.bytes).ok_or_else(|| self.wrong("is out of order"))?;
            let copied = io::copy(&mut survivors.by_ref().take(before), &mut out).map_err(failed)?;
            if copied < before {
                return Err(UndoError::Changed {
                    name: entry.name.clone(),
                    found: out.bytes,
                    expected: entry.bytes,
                });
            }
            out.write_all(&self.bytes(dropped)?).map_err(failed)?;
            self.step()?;
        }
        io::copy(&mut survivors, &mut out).map_err(failed)?;
        let (hash, bytes) = (out.hasher.finalize().to_hex(), out.bytes);
        if bytes != entry.bytes || hash.as_str() != entry.blake3 {
            return Err(UndoError::Changed { name: entry.name.clone(), found: bytes, expected: entry.bytes });
        }
        Ok(Some((entry, out.inner)))
    }

    /// Goes on to the next dropped record.
    fn step(&mut self) -> Result<(), UndoError> {
        while !self.ended {
            match self.read_line()? {
                Some(ManifestLine::Dropped(dropped)) => {
                    self.ahead = Some(dropped);
                    return Ok(());
                }
                Some(ManifestLine::Residual(_)) => {}
                Some(ManifestLine::Header(_)) => return Err(self.wrong("is a second header")),
                Some(ManifestLine::Summary(_)) => self.ended = true,
                None => return Err(self.wrong("is missing: the manifest is cut")),
            }
        }
        Ok(())
    }

    /// The next line of a type that is known.
    fn read_line(&mut self) -> Result<Option<ManifestLine>, UndoError> {
        #[derive(serde::Deserialize)]
        struct Tagged {
            r#type: String,
        }
        loop {
            let mut line = Vec::new();
            self.line += 1;
            self.manifest.by_ref().take(LONGEST).read_until(b'\n', &mut line).map_err(UndoError::Manifest)?;
            if line.is_empty() {
                return Ok(None);
            }
            match serde_json::from_slice(&line) {
                Ok(known) => return Ok(Some(known)),
                Err(e) => match serde_json::from_slice::<Tagged>(&line) {
                    Ok(tag)
                        if !matches!(tag.r#type.as_str(), "header" | "dropped" | "residual" | "summary") => {}
                    _ => return Err(self.wrong(&format!("cannot be read: {e}"))),
                },
            }
        }
    }

    fn bytes(&self, dropped: DroppedLine) -> Result<Vec<u8>, UndoError> {
        match (dropped.text, dropped.hex) {
            (Some(text), None) => Ok(text.into_bytes()),
            (None, Some(hex)) => from_hex(&hex).ok_or_else(|| self.wrong("holds no hexadecimal digits")),
            _ => Err(self.wrong("must hold either `text` or `hex`")),
        }
    }

    fn wrong(&self, message: &str) -> UndoError {
        UndoError::Line { line: self.line, message: message.to_owned() }
    }
}

/// Returns bytes as hexadecimal digits.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        for half in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        hex
    })
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let digit = |b: &u8| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?)).collect()
}

/// Hashes what passes.
struct Hashing<W> {
    inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_and_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("0x"), None);
    }
}
