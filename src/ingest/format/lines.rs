//! JSON Lines, cut at line ends.

use memchr::{memchr, memchr_iter, memrchr};

use crate::ingest::batch::Content;
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::RecordPlace;

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
        loop {
            let bytes = &self.window.bytes;
            // Known bytes hold no line end: a line may be far longer than a batch, and is looked through once.
            if let Some(end) = memrchr(b'\n', &bytes[known..]) {
                return Some(self.take(known + end + 1));
            }
            known = bytes.len();
            if !self.limit.allows_json(bytes) {
                return Some(self.drop_line());
            }
            if self.window.ended {
                return self.last();
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
        if let Some(problem) = self.window.broken(self.window.place(0, self.source, self.number)) {
            let len = self.window.bytes.len();
            self.window.skip(len);
            return Some((Content::None, vec![problem]));
        }
        let len = self.window.bytes.len();
        (len > 0).then(|| self.take(len))
    }

    /// Reads on to the next line end and keeps nothing of it. A blank line is no record however long it is.
    fn drop_line(&mut self) -> Cut {
        let mut place =
            RecordPlace { source: self.source, number: self.number, byte: self.window.start, len: 0 };
        let (mut blank, mut last) = (true, None);
        loop {
            let bytes = &self.window.bytes;
            let end = memchr(b'\n', bytes);
            let line = &bytes[..end.unwrap_or(bytes.len())];
            place.len += line.len() as u64;
            blank = blank && line.trim_ascii().is_empty();
            last = line.last().copied().or(last);
            let len = line.len() + usize::from(end.is_some());
            self.window.skip(len);
            self.number += u64::from(end.is_some());
            if end.is_some() || self.window.ended {
                break;
            }
            self.window.fill(self.size.max(64 << 10));
        }
        // A line may end with two characters.
        place.len -= u64::from(last == Some(b'\r'));
        let problem = (!blank).then(|| self.limit.problem(place));
        (Content::None, problem.into_iter().collect())
    }
}
