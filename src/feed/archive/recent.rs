//! The stories that were read last, so that a story that many join with is unpacked and read once.

use std::collections::BTreeMap;
use std::mem::size_of;

use super::view::{Read, ReadStory};
use crate::ingest::Shared;

/// Stories by number, up to some bytes. What was not asked for since half of that came in goes first. A story never changes, so
/// nothing here is ever out of date.
#[derive(Default)]
pub(super) struct Recent {
    most: u64,
    halves: Shared<Halves>,
}

#[derive(Default)]
struct Halves {
    young: BTreeMap<u32, Read>,
    old: BTreeMap<u32, Read>,
    /// Of the young ones.
    bytes: u64,
}

impl Recent {
    /// Returns a place for about so many bytes; none by default.
    pub(super) fn new(most: u64) -> Recent {
        Recent { most, halves: Shared::default() }
    }

    pub(super) fn get(&self, story: u32) -> Option<Read> {
        if self.most == 0 {
            return None;
        }
        let mut halves = self.halves.lock();
        if let Some(read) = halves.young.get(&story) {
            return Some(Read::clone(read));
        }
        let read = halves.old.remove(&story)?;
        halves.put(story, Read::clone(&read), self.most);
        Some(read)
    }

    pub(super) fn put(&self, story: u32, read: &Read) {
        if self.most > 0 {
            self.halves.lock().put(story, Read::clone(read), self.most);
        }
    }
}

impl Halves {
    fn put(&mut self, story: u32, read: Read, most: u64) {
        self.bytes += size(&read);
        self.young.insert(story, read);
        if self.bytes > most / 2 {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

/// Bytes that a story takes, about.
fn size(read: &ReadStory) -> u64 {
    let texts = [&read.row.outlet, &read.row.headline, &read.row.url, &read.row.published];
    let texts: usize = texts.into_iter().flatten().map(|text| text.len()).sum();
    (size_of::<ReadStory>() + read.row.id.len() + texts + read.source.len()) as u64 + read.words.bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::archive::entry::Entry;
    use crate::feed::archive::view::read;
    use crate::ingest::Record;
    use crate::text::WordingReader;

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let record = Record { text: "The ferry sank.".into(), ..Record::default() };
        let entry = Entry { record, source: "s".to_owned(), language: None, found: None };
        let one = Read::new(read(&entry, &mut WordingReader::new()));
        let recent = Recent::new(20 * size(&one));
        for story in 0..100 {
            recent.put(story, &one);
            assert!(recent.get(0).is_some() && recent.get(story).is_some(), "{story}");
        }
        let kept = (0..100).filter(|story| recent.get(*story).is_some()).count();
        assert!((10..=22).contains(&kept), "{kept}");
        let none = Recent::default();
        none.put(1, &one);
        assert!(none.get(1).is_none());
    }
}
