//! Mailboxes, cut into mails: each begins with a line `From ` behind a blank one. A file without such a line is one mail.

use memchr::memmem::Finder;

use crate::ingest::batch::{Content, Element, Piece};
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::RecordPlace;

/// Cuts a mailbox.
pub(crate) struct Mails {
    window: Window,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
}

impl Mails {
    pub fn new(window: Window, source: u32, size: usize, limit: Limit) -> Mails {
        Mails { window, source, number: 1, size: size.max(1), limit }
    }

    /// Returns the next mails; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        let mut known = 0;
        self.window.fill(self.size);
        loop {
            let starts = starts(&self.window.bytes, known);
            if let Some(last) = starts.last().copied() {
                return Some(self.take(last, &starts));
            }
            // A start may lie across the end of what is at hand.
            let len = self.window.bytes.len();
            known = len.saturating_sub(LINE);
            let own = if self.window.ended { len } else { known };
            if !self.limit.allows(own as u64, 0) {
                return Some(self.drop_mail());
            }
            if self.window.ended {
                return self.last();
            }
            self.window.fill(len + self.size.max(len / 4));
        }
    }

    fn take(&mut self, len: usize, starts: &[usize]) -> Cut {
        let (number, byte) = (self.number, self.window.start);
        let mut from = 0;
        let mut pieces = Vec::with_capacity(starts.len());
        for to in starts {
            pieces.push(Element { from, to: *to });
            from = *to;
        }
        self.number += pieces.len() as u64;
        let bytes = self.window.split(len);
        (Content::Pieces { kind: Piece::Mail, bytes, pieces, number, byte }, Vec::new())
    }

    fn last(&mut self) -> Option<Cut> {
        let problem = self.window.broken(self.window.place(0, self.source, self.number));
        let len = self.window.bytes.len();
        let blank = self.window.bytes.iter().all(u8::is_ascii_whitespace);
        if blank || problem.is_some() {
            self.window.skip(len);
            return problem.map(|problem| (Content::None, vec![problem]));
        }
        Some(self.take(len, &[len]))
    }

    /// Reads on to the next mail and keeps nothing of this one.
    fn drop_mail(&mut self) -> Cut {
        let mut place =
            RecordPlace { source: self.source, number: self.number, byte: self.window.start, len: 0 };
        self.number += 1;
        loop {
            // What is kept holds the line that begins a mail and the blank one before it.
            let to = starts(&self.window.bytes, 0).first().copied();
            let keep = if self.window.ended { 0 } else { self.window.bytes.len().min(LINE + 2) };
            let len = to.unwrap_or(self.window.bytes.len() - keep);
            place.len += len as u64;
            self.window.skip(len);
            if to.is_some() || self.window.ended {
                return (Content::None, vec![self.limit.problem(place)]);
            }
            self.window.fill(self.window.bytes.len() + self.size);
        }
    }
}

/// Bytes of a line `From ` with the blank line before it.
const LINE: usize = 256;

/// Whether `line` is what stands before a mail, `From desk@wire.example Tue Oct 15 18:40:00 2024`, and no sentence that begins
/// alike: it has a time and a year.
fn is_start(line: &[u8]) -> bool {
    let mut words = line.split(|b| b.is_ascii_whitespace());
    let digits = |w: &[u8]| w.iter().all(u8::is_ascii_digit);
    let is_time =
        |w: &[u8]| w.contains(&b':') && w.split(|b| *b == b':').all(|part| part.len() == 2 && digits(part));
    let is_year = |w: &[u8]| w.len() == 4 && digits(w);
    words.any(is_time) && line.split(|b| b.is_ascii_whitespace()).any(is_year)
}

/// Where mails begin in `bytes[from..]`, but for the first.
fn starts(bytes: &[u8], from: usize) -> Vec<usize> {
    let finder = Finder::new(b"\nFrom ");
    let found = finder.find_iter(bytes.get(from..).unwrap_or(&[])).map(|at| from + at);
    let blank = |at: &usize| bytes[..*at].ends_with(b"\n") || bytes[..*at].ends_with(b"\n\r");
    let whole = |at: &usize| {
        let rest = &bytes[at + 1..];
        let line = &rest[..rest.len().min(LINE)];
        memchr::memchr(b'\n', line).is_some_and(|end| is_start(&line[..end]))
    };
    found.filter(blank).filter(whole).map(|at| at + 1).collect()
}
