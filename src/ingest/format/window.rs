//! The stretch of a source that is in memory.

use std::io::{self, Read};

use crate::ingest::batch::Content;
use crate::ingest::record::{RecordPlace, RecordProblem};

/// What a reader cuts off next: records, then problems behind them.
pub(crate) type Cut = (Content, Vec<RecordProblem>);

/// Part of a stream, from byte `start` on.
pub(crate) struct Window {
    input: Box<dyn Read + Send>,
    /// What was read and not yet taken.
    pub bytes: Vec<u8>,
    /// Offset of the first of them in the source.
    pub start: u64,
    /// Whether nothing follows.
    pub ended: bool,
    /// Why nothing follows, when it is not the end of the source.
    pub failure: Option<io::Error>,
}

impl Window {
    pub fn new(input: Box<dyn Read + Send>) -> Window {
        Window { input, bytes: Vec::new(), start: 0, ended: false, failure: None }
    }

    /// Reads until there are `len` bytes or nothing follows.
    pub fn fill(&mut self, len: usize) {
        let Some(missing) = len.checked_sub(self.bytes.len()).filter(|m| *m > 0 && !self.ended) else {
            return;
        };
        self.bytes.reserve_exact(missing);
        match self.input.by_ref().take(missing as u64).read_to_end(&mut self.bytes) {
            Ok(read) => self.ended = read < missing,
            Err(e) => (self.ended, self.failure) = (true, Some(e)),
        }
    }

    /// Skips a byte order mark at the very start.
    pub fn skip_mark(&mut self) {
        if self.start == 0 {
            self.fill(3);
            if self.bytes.starts_with("\u{feff}".as_bytes()) {
                self.skip(3);
            }
        }
    }

    /// Takes the first `len` bytes.
    pub fn split(&mut self, len: usize) -> Vec<u8> {
        let rest = self.bytes.split_off(len);
        self.start += len as u64;
        std::mem::replace(&mut self.bytes, rest)
    }

    /// Returns the place of all bytes from `at` on.
    pub fn place(&self, at: usize, source: u32, number: u64) -> RecordPlace {
        RecordPlace { source, number, byte: self.start + at as u64, len: (self.bytes.len() - at) as u64 }
    }

    /// Drops the first `len` bytes and the room that a long record took.
    pub fn skip(&mut self, len: usize) {
        self.bytes.drain(..len);
        self.start += len as u64;
        self.bytes.shrink_to((2 * self.bytes.len()).max(1 << 20));
    }

    /// Returns why the source ended before its end, once. `place` is that of the record which was cut off: where it begins and
    /// what there is of it, or the end of what could be read when a record ends there. It follows from the bytes alone,
    /// wherever the window begins.
    pub fn broken(&mut self, place: RecordPlace) -> Option<RecordProblem> {
        let error = self.failure.take()?;
        let truncated = error.kind() == io::ErrorKind::UnexpectedEof;
        let (code, message) = match truncated {
            true => ("truncated", "the file ends in the middle; what follows is lost".to_owned()),
            false => ("damaged", format!("cannot be read any further: {error}")),
        };
        Some(RecordProblem { place, code, message, skipped: true })
    }
}

/// The longest record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Most bytes of text.
    pub text: u64,
}

impl Limit {
    /// Bytes that a record may hold besides its text.
    const REST: u64 = 1 << 20;

    /// Whether text of these bytes may still be short enough when its escapes are resolved: an escape takes at most six
    /// bytes for one.
    pub fn allows(self, bytes: u64, escapes: u64) -> bool {
        bytes.saturating_sub(escapes.saturating_mul(5)) <= self.text.saturating_add(Limit::REST)
    }

    /// Whether a JSON text may be short enough. One that begins with a text that is too long is too long itself, so that
    /// it does not matter how much of it was at hand when it was dropped.
    pub fn allows_json(self, json: &[u8]) -> bool {
        if self.allows(json.len() as u64, 0) {
            return true;
        }
        let mut escapes = 0;
        for at in memchr::memchr_iter(b'\\', json) {
            if !self.allows(at as u64, escapes) {
                return false;
            }
            escapes += 1;
        }
        self.allows(json.len() as u64, escapes)
    }

    /// Returns what is said of a record that is too long.
    pub fn problem(self, place: RecordPlace) -> RecordProblem {
        let message = format!("longer than {} bytes of text", self.text);
        RecordProblem { place, code: "too-long", message, skipped: true }
    }
}
