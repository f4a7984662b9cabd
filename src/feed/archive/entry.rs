//! A story as it was read, as bytes.

use std::borrow::Cow;

use crate::index::disk::varint;
use crate::ingest::{Record, RecordPlace};
use crate::text::{Language, Release, Status};

/// A story with the name of the input that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub record: Record<'static>,
    pub source: String,
    /// The language that all stories were said to be in.
    pub language: Option<Language>,
    /// The language that it was read in: finding that out takes as long as all other reading.
    pub found: Option<Language>,
}

const STATUS: [Status; 4] = [Status::Usable, Status::Corrected, Status::Withheld, Status::Killed];

impl Entry {
    /// All that two stories may differ in. Where they come from is part of it only where they have no id and are called by
    /// their place.
    pub(super) fn told(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.put_told(&mut out);
        if self.record.id.is_none() {
            varint::put(&mut out, self.record.place.number);
            varint::put_bytes(&mut out, self.source.as_bytes());
        }
        out
    }

    fn put_told(&self, out: &mut Vec<u8>) {
        let r = &self.record;
        for text in [&r.id, &r.headline, &r.outlet, &r.url, &r.published, &r.language, &r.byline] {
            put_text(out, text.as_deref());
        }
        let none = Release::default();
        let release = r.release.as_deref().unwrap_or(&none);
        for text in [
            &release.guid,
            &release.version,
            &release.updated,
            &release.notice,
            &release.usage,
            &release.embargo,
        ] {
            put_text(out, text.as_deref());
        }
        let status = release.status.and_then(|s| STATUS.iter().position(|own| *own == s));
        varint::put(out, status.map_or(0, |at| at as u64 + 1));
        put_text(out, self.language.map(Language::code));
        varint::put_bytes(out, r.text.as_bytes());
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.record.text.len() + 256);
        let place = self.record.place;
        varint::put(&mut out, place.number);
        varint::put(&mut out, place.byte);
        varint::put(&mut out, place.len);
        varint::put_bytes(&mut out, self.source.as_bytes());
        put_text(&mut out, self.found.map(Language::code));
        self.put_told(&mut out);
        out
    }

    pub(super) fn decode(mut bytes: &[u8]) -> Option<Entry> {
        let b = &mut bytes;
        let (number, byte, len) = (varint::take(b)?, varint::take(b)?, varint::take(b)?);
        let source = text(varint::take_bytes(b)?)?;
        let found = take_text(b)?.map(|code| Language::from_code(&code).unwrap_or(Language::Other));
        let mut next = || take_text(b);
        let [id, headline, outlet, url, published, language, byline] =
            [next()?, next()?, next()?, next()?, next()?, next()?, next()?].map(|text| text.map(Cow::Owned));
        let [guid, version, updated, notice, usage, embargo] =
            [next()?, next()?, next()?, next()?, next()?, next()?];
        let status = match varint::take(b)? {
            0 => None,
            n => Some(*STATUS.get(usize::try_from(n - 1).ok()?)?),
        };
        let release = Release { guid, version, updated, status, notice, usage, embargo };
        let stated = take_text(b)?;
        let body = text(varint::take_bytes(b)?)?;
        let record = Record {
            place: RecordPlace { source: 0, number, byte, len },
            id,
            headline,
            outlet,
            url,
            published,
            language,
            byline,
            release: (!release.is_empty()).then(|| Box::new(release)),
            text: Cow::Owned(body),
            replaced: 0,
        };
        Some(Entry { record, source, language: stated.and_then(|code| Language::from_code(&code)), found })
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// Puts down a text or none.
fn put_text(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        None => varint::put(out, 0),
        Some(text) => {
            varint::put(out, text.len() as u64 + 1);
            out.extend_from_slice(text.as_bytes());
        }
    }
}

#[allow(clippy::option_option)]
fn take_text(bytes: &mut &[u8]) -> Option<Option<String>> {
    let Some(length) = varint::take(bytes)?.checked_sub(1) else { return Some(None) };
    let (own, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    text(own).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_and_damage_is_none() {
        let release = Release {
            guid: Some("g".to_owned()),
            status: Some(Status::Killed),
            notice: Some(String::new()),
            ..Release::default()
        };
        let record = Record {
            place: RecordPlace { source: 0, number: 7, byte: 300, len: 9 },
            id: Some("a".into()),
            published: Some("2026-01-01".into()),
            release: Some(Box::new(release)),
            text: "The ferry sank.".into(),
            ..Record::default()
        };
        let entry =
            Entry { record, source: "night.jsonl".to_owned(), language: Some(Language::De), found: None };
        let bytes = entry.encode();
        assert_eq!(Entry::decode(&bytes).as_ref(), Some(&entry));
        for end in 0..bytes.len() {
            assert_eq!(Entry::decode(&bytes[..end]), None, "cut at {end}");
        }
        let plain = Entry {
            record: Record::default(),
            source: String::new(),
            language: None,
            found: Some(Language::Other),
        };
        assert_eq!(Entry::decode(&plain.encode()), Some(plain));
    }
}
