//! WARC files, cut into records; behind a damaged one the next is looked for.

use memchr::memmem;

use crate::ingest::batch::{Content, Element, Piece};
use crate::ingest::document::warc::{Head, LONGEST_HEAD};
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::{RecordPlace, RecordProblem};

/// Cuts a stream of WARC records. Records that hold no page are passed over without being kept.
pub(crate) struct Captures {
    window: Window,
    source: u32,
    /// Number of the next record.
    number: u64,
    size: usize,
    limit: Limit,
}

impl Captures {
    pub fn new(window: Window, source: u32, size: usize, limit: Limit) -> Captures {
        Captures { window, source, number: 1, size: size.clamp(1, 1 << 20), limit }
    }

    /// Returns the next page; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        loop {
            self.window.fill(LONGEST_HEAD);
            let blank = self.window.bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
            if blank > 0 {
                self.window.skip(blank);
                continue;
            }
            let place = self.window.place(0, self.source, self.number);
            if self.window.bytes.is_empty() {
                return self.window.broken(place).map(|problem| (Content::None, vec![problem]));
            }
            let Some(head) = Head::read(&self.window.bytes[..self.window.bytes.len().min(LONGEST_HEAD)])
            else {
                return Some(self.lost(place, "there is no head of a record here"));
            };
            self.number += 1;
            if !head.may_hold_story() {
                self.pass(head.block.saturating_add(head.len as u64));
                continue;
            }
            if !self.limit.allows(head.block, 0) {
                let len = head.block.saturating_add(head.len as u64);
                self.pass(len);
                return Some((Content::None, vec![self.limit.problem(RecordPlace { len, ..place })]));
            }
            let len = head.len + head.block as usize;
            self.window.fill(len + 4);
            if self.window.bytes.len() < len {
                return Some(self.lost(place, "it is shorter than it says"));
            }
            let rest = &self.window.bytes[len..];
            if !(rest.is_empty() || rest.starts_with(b"\r\n") || rest.starts_with(b"\n")) {
                return Some(self.lost(place, "it is longer than it says"));
            }
            let bytes = self.window.split(len);
            let pieces = vec![Element { from: 0, to: len }];
            let (number, byte) = (place.number, place.byte);
            return Some((Content::Pieces { kind: Piece::Capture, bytes, pieces, number, byte }, Vec::new()));
        }
    }

    /// Drops `len` bytes without holding more of them than a batch.
    fn pass(&mut self, mut len: u64) {
        while len > 0 && !(self.window.bytes.is_empty() && self.window.ended) {
            if self.window.bytes.is_empty() {
                self.window.fill(self.size);
            }
            let some = len.min(self.window.bytes.len() as u64);
            self.window.skip(some as usize);
            len -= some;
        }
    }

    /// Goes on to the next head of a record, and says what was passed over.
    fn lost(&mut self, mut place: RecordPlace, why: &str) -> Cut {
        self.number = place.number + 1;
        // The head at hand leads nowhere.
        let mut from = 1;
        loop {
            if let Some(at) = memmem::find(&self.window.bytes[from..], b"\nWARC/1.") {
                self.window.skip(from + at + 1);
                break;
            }
            // A head may begin in what is at hand and go on behind it.
            let keep = self.window.bytes.len().min(7);
            let drop = self.window.bytes.len() - keep;
            self.window.skip(drop);
            from = 0;
            let before = self.window.bytes.len();
            self.window.fill(before + self.size);
            if self.window.bytes.len() == before {
                let all = self.window.bytes.len();
                self.window.skip(all);
                break;
            }
        }
        place.len = self.window.start - place.byte;
        let truncated = self.window.bytes.is_empty() && self.window.ended;
        // Damage may be at hand that lies behind records which can be read.
        let failure = self.window.failure.take_if(|_| truncated);
        let (code, message) = match (truncated, failure) {
            (_, Some(e)) => ("damaged", format!("cannot be read any further: {e}")),
            (true, None) => ("truncated", format!("{why}, and none follows")),
            (false, None) => ("bad-record", format!("{why}; {} bytes were passed over", place.len)),
        };
        (Content::None, vec![RecordProblem { place, code, message, skipped: true }])
    }
}
