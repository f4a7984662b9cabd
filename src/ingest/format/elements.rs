//! A JSON array of objects, or objects one after another, cut between them.

use crate::ingest::batch::{Content, Element, Piece};
use crate::ingest::format::window::{Cut, Limit, Window};
use crate::ingest::record::{RecordPlace, RecordProblem};

/// Cuts a stream of JSON values. Only brackets and strings are told apart here; the parser looks at the rest.
pub(crate) struct Elements {
    window: Window,
    source: u32,
    number: u64,
    size: usize,
    limit: Limit,
    /// Whether the array has begun, and whether it has ended.
    opened: bool,
    closed: bool,
}

/// How far an element was looked through.
#[derive(Default)]
struct Scan {
    depth: u32,
    in_string: bool,
    escaped: bool,
    len: usize,
}

impl Scan {
    /// Looks through `bytes`, which follow what was seen; returns whether the element ends there, with `len` at its end.
    fn ends(&mut self, bytes: &[u8]) -> bool {
        for b in bytes {
            if self.in_string {
                match b {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
            } else {
                match b {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                    b'}' | b']' if self.depth <= 1 => {
                        // A bracket of the array around it is not its own; a stray one is an element of one byte.
                        self.len += usize::from(self.depth == 1 || self.len == 0);
                        return true;
                    }
                    b'}' | b']' => self.depth -= 1,
                    b',' if self.depth == 0 => return true,
                    _ if self.depth == 0 && b.is_ascii_whitespace() => return true,
                    _ => {}
                }
            }
            self.len += 1;
        }
        false
    }
}

impl Elements {
    pub fn new(window: Window, source: u32, size: usize, limit: Limit) -> Elements {
        let (number, opened, closed) = (1, false, false);
        Elements { window, source, number, size: size.max(1), limit, opened, closed }
    }

    /// Returns the next elements; none when nothing is left.
    pub fn cut(&mut self) -> Option<Cut> {
        self.window.skip_mark();
        let mut elements: Vec<Element> = Vec::new();
        // Bytes of the window that are looked through.
        let mut at = 0;
        loop {
            let full = at >= self.size && !elements.is_empty();
            if full || !self.reach_element(&mut at) {
                let more = full || !elements.is_empty();
                return if more { Some(self.take(at, elements, None)) } else { self.end(at) };
            }
            let mut scan = Scan::default();
            loop {
                if scan.ends(&self.window.bytes[at + scan.len..]) {
                    elements.push(Element { from: at, to: at + scan.len });
                    at += scan.len;
                    break;
                }
                let too_long = !self.limit.allows_json(&self.window.bytes[at..at + scan.len]);
                if self.window.ended && !too_long {
                    return Some(self.unfinished(at, scan, elements));
                }
                if at > 0 {
                    // The window begins anew with this element, so that offsets stay small.
                    if !elements.is_empty() {
                        return Some(self.take(at, elements, None));
                    }
                    self.window.skip(at);
                    at = 0;
                }
                if too_long {
                    let problem = self.drop_element(scan);
                    return Some((Content::None, vec![problem]));
                }
                self.window.fill(scan.len + self.size.max(scan.len / 4));
            }
        }
    }

    /// Goes on to the first byte of an element; says whether there is one.
    fn reach_element(&mut self, at: &mut usize) -> bool {
        loop {
            if *at == self.window.bytes.len() {
                self.window.fill(*at + self.size);
                if *at == self.window.bytes.len() {
                    return false;
                }
            }
            match self.window.bytes[*at] {
                b if b.is_ascii_whitespace() || b == b',' => {}
                b'[' if !self.opened => self.opened = true,
                b']' => self.closed = true,
                _ => return true,
            }
            *at += 1;
        }
    }

    fn take(&mut self, len: usize, elements: Vec<Element>, problem: Option<RecordProblem>) -> Cut {
        let (number, byte) = (self.number, self.window.start);
        let bytes = self.window.split(len);
        self.number += elements.len() as u64;
        let content = Content::Pieces { kind: Piece::Json, bytes, pieces: elements, number, byte };
        (content, problem.into_iter().collect())
    }

    /// The element at the end of the source that nothing closes.
    fn unfinished(&mut self, at: usize, scan: Scan, mut elements: Vec<Element>) -> Cut {
        let number = self.number + elements.len() as u64;
        let problem = self.window.broken(self.window.place(at, self.source, number));
        if problem.is_none() {
            elements.push(Element { from: at, to: at + scan.len });
        }
        let len = self.window.bytes.len();
        self.take(len, elements, problem)
    }

    /// What is to be said at the end.
    fn end(&mut self, at: usize) -> Option<Cut> {
        self.window.skip(at);
        if let Some(problem) = self.window.broken(self.window.place(0, self.source, self.number)) {
            return Some((Content::None, vec![problem]));
        }
        if self.opened && !self.closed {
            self.closed = true;
            let place =
                RecordPlace { source: self.source, number: self.number, byte: self.window.start, len: 0 };
            let message = "the array is not closed: records may be missing".to_owned();
            return Some((
                Content::None,
                vec![RecordProblem { place, code: "truncated", message, skipped: true }],
            ));
        }
        None
    }

    /// Reads on to the end of an element and keeps nothing of it. The window begins with it.
    fn drop_element(&mut self, mut scan: Scan) -> RecordProblem {
        let mut place =
            RecordPlace { source: self.source, number: self.number, byte: self.window.start, len: 0 };
        self.number += 1;
        place.len = scan.len as u64;
        let seen = scan.len;
        self.window.skip(seen);
        loop {
            scan.len = 0;
            self.window.fill(self.size.max(64 << 10));
            let ends = scan.ends(&self.window.bytes);
            place.len += scan.len as u64;
            self.window.skip(scan.len);
            if ends || self.window.ended {
                return self.limit.problem(place);
            }
        }
    }
}
