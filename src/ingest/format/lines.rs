//! JSON Lines, cut at line ends.

use memchr::{memchr, memchr_iter, memrchr};

use crate::ingest::batch::Content;
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::{RecordPlace, RecordProblem};

/// Cuts a stream into whole lines.
pub(crate) struct Lines {
    window: Window,
    source: u32,
    /// Number of the line at the start of the window.
    number: u64,
    size: usize,
    limit: Limit,
}

impl Lines {
    pub fn new(window: Window, source: u32, size: usize, limit: Limit) -> Lines {
        Lines { window, source, number: 1, size: size.max(1), limit }
    }

    /// Returns the next lines; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        self.window.skip_mark();
        self.window.fill(self.size);
        let mut known = 0;
        let mut escapes = 0;
        loop {
            let bytes = &self.window.bytes;
            // Known bytes hold no line end: a line may be far longer than a batch, and is looked through once.
            if let Some(end) = memrchr(b'\n', &bytes[known..]) {
                return Some(self.take(known + end + 1));
            }
            escapes += memchr_iter(b'\\', &bytes[known..]).count() as u64;
            known = bytes.len();
            if self.window.ended {
                return self.last();
            }
            if !self.limit.allows(known as u64, escapes) {
                return Some(self.drop_line());
            }
            self.window.fill(known + self.size.max(known / 4));
        }
    }

    fn take(&mut self, len: usize) -> Cut {
        let (number, byte) = (self.number, self.window.start);
        let bytes = self.window.split(len);
        self.number += memchr_iter(b'\n', &bytes).count() as u64;
        (Content::Lines { bytes, number, byte }, Vec::new())
    }

    /// The last line, which no line end closes. What damage cut off is no record.
    fn last(&mut self) -> Option<Cut> {
        if let Some(problem) = self.window.broken(self.source, self.number) {
            let len = self.window.bytes.len();
            self.window.skip(len);
            return Some((Content::None, vec![problem]));
        }
        let len = self.window.bytes.len();
        (len > 0).then(|| self.take(len))
    }

    /// Reads on to the next line end and keeps nothing of it.
    fn drop_line(&mut self) -> Cut {
        let mut place =
            RecordPlace { source: self.source, number: self.number, byte: self.window.start, len: 0 };
        loop {
            let bytes = &self.window.bytes;
            if let Some(end) = memchr(b'\n', bytes) {
                place.len += end as u64;
                self.window.skip(end + 1);
                self.number += 1;
                break;
            }
            place.len += bytes.len() as u64;
            let len = bytes.len();
            self.window.skip(len);
            if self.window.ended {
                break;
            }
            self.window.fill(self.size.max(64 << 10));
        }
        let problems: Vec<RecordProblem> = vec![self.limit.problem(place)];
        (Content::None, problems)
    }
}
