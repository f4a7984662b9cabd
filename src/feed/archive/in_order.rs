//! Stories in order of time, however many and in whatever order they come.

use super::entry::Entry;
use super::error::ArchiveError;
use crate::feed::time;
use crate::index::Spool;

/// Stories that are put in order. What was set aside is in a temporary file.
pub(super) struct InOrder<'a> {
    spool: &'a Spool,
    /// Earlier ones are left out.
    since: Option<i64>,
    /// Those set aside, in order once all are there.
    aside: Vec<Aside>,
    /// Those held in memory, last first once all are there.
    held: Vec<(When, Entry)>,
    /// How many of those set aside were handed out.
    done: usize,
}

/// When a story was published; those without a time come last.
type When = (bool, i64);

/// A story in the file.
struct Aside {
    when: When,
    at: u64,
    len: u32,
}

impl<'a> InOrder<'a> {
    pub(super) fn new(spool: &'a Spool, since: Option<i64>) -> InOrder<'a> {
        InOrder { spool, since, aside: Vec::new(), held: Vec::new(), done: 0 }
    }

    /// Puts stories into the file.
    pub(super) fn set_aside(&mut self, pile: Vec<Entry>) -> Result<(), ArchiveError> {
        for (when, entry) in self.timely(pile) {
            let bytes = entry.encode();
            let at = self.spool.append(&bytes)?;
            self.aside.push(Aside { when, at, len: bytes.len() as u32 });
        }
        Ok(())
    }

    /// Takes the last stories; from now on they are handed out.
    pub(super) fn end(&mut self, pile: Vec<Entry>) -> Result<(), ArchiveError> {
        if self.aside.is_empty() {
            self.held = self.timely(pile);
            self.held.sort_by_key(|held| std::cmp::Reverse(held.0));
        } else {
            self.set_aside(pile)?;
            self.aside.sort_by_key(|aside| (aside.when, aside.at));
        }
        Ok(())
    }

    /// Returns the next stories, at most `most` of them; none when there are no more.
    pub(super) fn next(&mut self, most: usize) -> Result<Option<Vec<Entry>>, ArchiveError> {
        let from = self.held.len().saturating_sub(most);
        let mut out: Vec<Entry> = self.held.drain(from..).rev().map(|held| held.1).collect();
        let rest = &self.aside[self.done..];
        for aside in &rest[..rest.len().min(most)] {
            let mut bytes = vec![0u8; aside.len as usize];
            self.spool.read(aside.at, &mut bytes)?;
            out.push(
                Entry::decode(&bytes)
                    .ok_or(ArchiveError::Unreadable { what: "a story that was set aside" })?,
            );
            self.done += 1;
        }
        Ok((!out.is_empty()).then_some(out))
    }

    /// Stories with their times, those that are too early left out.
    fn timely(&self, pile: Vec<Entry>) -> Vec<(When, Entry)> {
        let when = |entry: &Entry| entry.record.published.as_deref().and_then(time::seconds);
        let early = |time: Option<i64>| time.zip(self.since).is_some_and(|(time, since)| time < since);
        pile.into_iter()
            .map(|entry| (when(&entry), entry))
            .filter(|(time, _)| !early(*time))
            .map(|(time, entry)| ((time.is_none(), time.unwrap_or(0)), entry))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Record;

    fn story(n: u32, published: Option<&str>) -> Entry {
        let record = Record {
            id: Some(n.to_string().into()),
            published: published.map(|p| p.to_owned().into()),
            ..Record::default()
        };
        Entry { record, source: String::new(), language: None, found: None }
    }

    #[test]
    fn stories_come_in_order_from_memory_and_from_the_file() {
        let spool = Spool::new(&std::env::temp_dir()).expect("a file");
        let pile = || vec![story(0, None), story(1, Some("2026-01-03")), story(2, Some("2026-01-01"))];
        for aside in [false, true] {
            let mut order = InOrder::new(&spool, time::seconds("2026-01-01"));
            if aside {
                order.set_aside(pile()).expect("room");
            }
            let mut last = if aside { Vec::new() } else { pile() };
            last.extend([story(3, Some("2026-01-02")), story(4, Some("2025-12-31"))]);
            order.end(last).expect("room");
            let mut ids = Vec::new();
            while let Some(some) = order.next(2).expect("read") {
                assert!(some.len() <= 2);
                ids.extend(some.iter().map(|s| s.record.id.clone().expect("an id")));
            }
            assert_eq!(ids, ["2", "3", "1", "0"], "{aside}");
        }
    }
}
