//! What was cut -> records, with a problem for each that is none, and a note for each that is odd.

use std::borrow::Cow;
use std::path::Path;

use memchr::memchr_iter;

use super::batch::{Document, Piece};
use super::decode::{Decoded, decode_as};
use super::document::{Found, Item, anpa, ap, feed, iptc7901, mail, newsml, ninjs, nitf, page, warc};
use super::fields::{Field, host};
use super::format::{Format, HEAD, Limit, RowRecord, Value, Values, is_deeper, mend, parse, text_of};
use super::guarded::guarded;
use super::record::{Record, RecordPlace, RecordProblem};
use super::source::Reading;
use super::{address, html, xml};
use crate::text::{Release, Status};

/// Brackets of JSON that may be nested.
const DEPTH: usize = 128;

/// Makes records of what was cut.
pub(super) struct Parser<'r, 's> {
    pub reading: &'r Reading,
    pub limit: Limit,
    pub sink: &'s mut dyn FnMut(Result<Record<'_>, RecordProblem>),
}

impl Parser<'_, '_> {
    /// Parses lines, the first of which is `number` and begins at `byte`.
    pub fn lines(&mut self, bytes: &[u8], source: u32, number: u64, byte: u64) {
        // All at once is much faster than line by line, and nearly always enough.
        let whole = std::str::from_utf8(bytes).ok();
        let mut from = 0;
        let ends = memchr_iter(b'\n', bytes).chain((!bytes.ends_with(b"\n")).then_some(bytes.len()));
        for (end, number) in ends.zip(number..) {
            let len = bytes[from..end].strip_suffix(b"\r").map_or(end - from, <[u8]>::len);
            let place = RecordPlace { source, number, byte: byte + from as u64, len: len as u64 };
            let line = from..from + len;
            from = end + 1;
            match whole.and_then(|text| text.get(line.clone())) {
                Some(text) if text.trim_ascii().is_empty() => {}
                Some(text) => self.json(text, 0, place),
                None => self.json_bytes(&bytes[line], place),
            }
        }
    }

    /// Parses one JSON object.
    pub fn json_bytes(&mut self, bytes: &[u8], place: RecordPlace) {
        let (text, replaced) = text_of(bytes);
        if !text.trim_ascii().is_empty() {
            self.json(&text, replaced, place);
        }
    }

    fn json(&mut self, json: &str, replaced: u32, place: RecordPlace) {
        if !self.limit.allows_json(json.as_bytes()) {
            return (self.sink)(Err(self.limit.problem(place)));
        }
        if is_deeper(json.as_bytes(), DEPTH) {
            return self.skip(place, "bad-json", format!("nested deeper than {DEPTH} brackets"));
        }
        let error = match parse(json, &self.reading.fields) {
            Ok(values) if values.is_ninjs && !values.has(Field::Text) => {
                return self.ninjs(json, values, place);
            }
            Ok(values) => return self.record(values, replaced, place),
            Err(error) => error,
        };
        let mended = mend(json);
        let again = mended.as_ref().map(|m| (m, parse(&m.json, &self.reading.fields)));
        let Some((mended, Ok(values))) = again else {
            return self.skip(place, "bad-json", clause(&error));
        };
        let (surrogates, controls) = (mended.surrogates, mended.controls);
        self.record(values, replaced.saturating_add(surrogates), place);
        if controls > 0 {
            let message = format!("{controls} raw control characters in strings, read as spaces");
            self.note(place, "control-character", message);
        }
    }

    /// Makes a record of a ninjs object, or of one that has its text where ninjs has it.
    fn ninjs(&mut self, json: &str, mut values: Values<'_>, place: RecordPlace) {
        let value: serde_json::Value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => return self.skip(place, "bad-json", clause(&error)),
        };
        let mut found = spared(|| vec![ninjs::item(&value)]);
        if let [Found::Item(item)] = found.as_mut_slice() {
            let mut own = |field| match values.take(field) {
                Value::Text(text) if !text.trim().is_empty() => Some(text.into_owned()),
                _ => None,
            };
            item.id = item.id.take().or_else(|| own(Field::Id));
            item.headline = item.headline.take().or_else(|| own(Field::Headline));
            item.outlet = item.outlet.take().or_else(|| own(Field::Outlet));
            item.byline = item.byline.take().or_else(|| own(Field::Byline));
            item.url = item.url.take().or_else(|| own(Field::Url));
            item.published = item.published.take().or_else(|| own(Field::Published));
            item.language = item.language.take().or_else(|| own(Field::Language));
        }
        self.found(found, None, place);
    }

    /// Makes a record of one row of a table.
    pub fn row(&mut self, row: RowRecord<'_>) {
        let place = row.place;
        self.record(row.values, row.replaced, place);
        if let Some(cells) = row.ragged {
            let message = format!("{cells} cells, which is not what the header line has");
            self.note(place, "ragged-row", message);
        }
        if row.open {
            let message = "a quotation mark is never closed: records behind it may be part of this one";
            self.note(place, "open-quote", message.to_owned());
        }
    }

    /// Makes a record of a piece of a source.
    pub fn piece(&mut self, kind: Piece, bytes: &[u8], place: RecordPlace) {
        match kind {
            Piece::Json => self.json_bytes(bytes, place),
            Piece::Mail if !self.limit.allows(bytes.len() as u64, 0) => {
                (self.sink)(Err(self.limit.problem(place)));
            }
            Piece::Mail => self.found(spared(|| vec![mail::read(bytes)]), None, place),
            Piece::Capture => self.capture(bytes, place),
        }
    }

    /// Makes a record of a captured page.
    fn capture(&mut self, bytes: &[u8], place: RecordPlace) {
        let capture = match warc::capture(bytes, self.limit.text) {
            Ok(Some(capture)) => capture,
            Ok(None) => return,
            Err((code, message)) => return self.skip(place, code, message),
        };
        let charset = capture.charset.or_else(|| html::declared_charset(&capture.body));
        let url = capture.url.as_deref();
        let decoded =
            match decode_as(capture.body, self.encoding(), charset, Path::new(url.unwrap_or("a page"))) {
                Ok(decoded) => decoded,
                Err(e) => return self.skip(place, e.code(), e.clause()),
            };
        let found = spared(|| match capture.is_page {
            true => page::read(&decoded.text, url),
            false => {
                let text = decoded.text.clone();
                vec![Found::Item(Box::new(Item { url: capture.url.clone(), text, ..Item::default() }))]
            }
        });
        self.found(found, None, place);
        self.remarks(&decoded, place);
    }

    fn encoding(&self) -> Option<&str> {
        self.reading.limits.encoding.as_deref()
    }

    /// Makes records of a source that was read whole.
    pub fn document(&mut self, document: &Document) {
        let mut place = RecordPlace { source: document.source, number: 0, byte: 0, len: 0 };
        let bytes = match &document.bytes {
            Ok(bytes) => bytes,
            Err(e) => return self.skip(place, e.code(), e.clause()),
        };
        let head = &bytes[..bytes.len().min(HEAD)];
        let stated = document.charset.or_else(|| match document.format {
            Format::Html => html::declared_charset(head),
            Format::Feed | Format::Nitf | Format::NewsMl => xml::declared_charset(head),
            _ => None,
        });
        let decoded = decode_as(bytes.clone(), self.encoding(), stated, Path::new(&document.name));
        let decoded = match decoded {
            Ok(decoded) => decoded,
            Err(e) => return self.skip(place, e.code(), e.clause()),
        };
        if decoded.text.trim_start_matches('\u{feff}').trim().is_empty() {
            return self.note(place, "empty", "there is no text in it".to_owned());
        }
        (place.number, place.len) = (1, bytes.len() as u64);
        let text = &decoded.text;
        if document.format == Format::Text {
            let (replaced, mut values) = (decoded.replaced, Values::default());
            values.put(Field::Id, 0, Value::Text(Cow::Borrowed(&document.name)));
            values.put(Field::Text, 0, Value::Text(Cow::Borrowed(text)));
            if let Some(url) = &document.url {
                values.put(Field::Url, 0, Value::Text(Cow::Borrowed(url)));
            }
            self.record(values, u32::try_from(replaced).unwrap_or(u32::MAX), place);
            return self.remarks(&decoded, place);
        }
        let url = document.url.as_deref();
        let mut found = spared(|| match document.format {
            Format::Html => page::read(text, url),
            Format::Feed => feed::read(text),
            Format::Nitf => nitf::read(text),
            Format::NewsMl => newsml::read(text),
            Format::Ninjs => ninjs::read(text),
            Format::ApMedia => ap::read(text),
            Format::Anpa => anpa::read(text),
            Format::Iptc7901 => iptc7901::read(text),
            other => vec![Found::Skipped("unsupported", format!("{} is not read whole", other.name()))],
        });
        if let Some(base) = url {
            absolute(&mut found, base);
        }
        let name = document.format.is_story().then_some(document.name.as_str());
        self.found(found, name, place);
        self.remarks(&decoded, RecordPlace { number: u64::from(document.format.is_story()), ..place });
    }

    /// Says what was odd about the bytes of a document.
    fn remarks(&mut self, decoded: &Decoded, place: RecordPlace) {
        if decoded.guessed && decoded.encoding != "UTF-8" {
            self.note(place, "guessed-encoding", format!("not UTF-8, read as {}", decoded.encoding));
        }
        if decoded.nuls {
            self.note(place, "control-character", "there are NUL characters in the text".to_owned());
        }
    }

    /// Makes records of what was found in a document, the first of which is at `place`. A document that is one story is
    /// called by its name.
    fn found(&mut self, found: Vec<Found>, name: Option<&str>, mut place: RecordPlace) {
        let first = place.number;
        let mut next = first;
        for found in found {
            match found {
                Found::Note(code, message) => {
                    // Before the first item it is about the whole.
                    let number = if next == first && name.is_none() { 0 } else { place.number };
                    self.note(RecordPlace { number, ..place }, code, message);
                    continue;
                }
                Found::Item(item) => {
                    place.number = next;
                    self.item(*item, name, place);
                }
                Found::NoStory(message) => {
                    place.number = next;
                    self.note(place, "no-story", message);
                }
                Found::Skipped(code, message) => {
                    place.number = next;
                    self.skip(place, code, message);
                }
            }
            next += 1;
        }
    }

    /// Makes a record of one item of a document.
    fn item(&mut self, mut item: Item, name: Option<&str>, place: RecordPlace) {
        if item.text.trim().is_empty()
            && matches!(item.release.status, Some(Status::Killed | Status::Withheld))
        {
            // A kill need not repeat the story; what it says stands for it, so that older versions give way.
            item.text = item.release.notice.clone().or_else(|| item.headline.clone()).unwrap_or_default();
        }
        let own = |text: Option<String>| text.filter(|t| !t.trim().is_empty()).map(Cow::Owned);
        if item.text.trim().is_empty() {
            return self.skip(place, "missing-text", "there is no text".to_owned());
        }
        if item.text.len() as u64 > self.limit.text {
            return (self.sink)(Err(self.limit.problem(place)));
        }
        let id = name.map(str::to_owned).or(item.id).or_else(|| item.release.guid.clone());
        let host_of = || item.url.as_deref().and_then(host);
        let outlet = own(item.outlet).or_else(|| host_of().map(Cow::Owned));
        let record = Record {
            place,
            id: own(id.or_else(|| item.url.clone())),
            headline: own(item.headline),
            outlet,
            url: own(item.url),
            published: own(item.published),
            language: own(item.language),
            byline: own(item.byline),
            release: (!item.release.is_empty()).then(|| Box::new(item.release)),
            text: Cow::Owned(item.text),
            replaced: 0,
        };
        (self.sink)(Ok(record));
    }

    /// Hands on a record, or why it is none, and what is odd about it.
    fn record(&mut self, mut values: Values<'_>, replaced: u32, place: RecordPlace) {
        let text = match values.take(Field::Text) {
            Value::Text(text) => text,
            Value::Wrong(kind) => {
                return self.skip(place, "wrong-type", format!("the text is {kind}"));
            }
            Value::Absent => return self.skip(place, "missing-text", "there is no text".to_owned()),
        };
        if text.trim_start().is_empty() {
            return self.skip(place, "missing-text", "the text is blank".to_owned());
        }
        if text.len() as u64 > self.limit.text {
            return (self.sink)(Err(self.limit.problem(place)));
        }
        let mut wrong: Vec<(Field, &'static str)> = Vec::new();
        let mut take = |field| match values.take(field) {
            Value::Text(text) if text.trim_start().is_empty() => None,
            Value::Text(text) => Some(text),
            Value::Wrong(kind) => {
                wrong.push((field, kind));
                None
            }
            Value::Absent => None,
        };
        let url = take(Field::Url);
        let outlet = take(Field::Outlet).or_else(|| url.as_deref().and_then(host).map(Cow::Owned));
        let (guid, version, id) = (take(Field::Guid), take(Field::Version), take(Field::Id));
        // A version without a guid is one of what the id names.
        let guid = guid.or_else(|| id.clone().filter(|_| version.is_some()));
        let own = |text: Option<Cow<'_, str>>| text.map(Cow::into_owned);
        let release = guid.is_some().then(|| {
            Box::new(Release { guid: own(guid.clone()), version: own(version), ..Release::default() })
        });
        let record = Record {
            place,
            id: id.or(guid),
            headline: take(Field::Headline),
            outlet,
            url,
            published: take(Field::Published),
            language: take(Field::Language),
            byline: take(Field::Byline),
            release,
            text,
            replaced,
        };
        (self.sink)(Ok(record));
        for (field, kind) in wrong {
            self.note(place, "wrong-type", format!("the {} is {kind} and was left out", field.name()));
        }
        if replaced > 0 {
            let plural = if replaced == 1 { "byte or escape is" } else { "bytes or escapes are" };
            self.note(place, "replaced", format!("{replaced} {plural} no character and read as U+FFFD"));
        }
    }

    fn skip(&mut self, place: RecordPlace, code: &'static str, message: String) {
        (self.sink)(Err(RecordProblem { place, code, message, skipped: true }));
    }

    fn note(&mut self, place: RecordPlace, code: &'static str, message: String) {
        (self.sink)(Err(RecordProblem { place, code, message, skipped: false }));
    }
}

/// Runs a reader; one that panics, which is a fault of ours or of a library, costs its document and not the run.
fn spared(read: impl FnOnce() -> Vec<Found>) -> Vec<Found> {
    guarded(read).unwrap_or_else(|| {
        let message = "the document made wirediff fail; please report it".to_owned();
        vec![Found::Skipped("internal-error", message)]
    })
}

/// Makes the addresses of items whole that are stated relative to that of their feed.
fn absolute(found: &mut [Found], base: &str) {
    for found in found {
        if let Found::Item(item) = found
            && let Some(url) = item.url.as_mut().filter(|url| !address::is_web(url))
            && let Some(whole) = address::resolve(base, url)
        {
            *url = whole;
        }
    }
}

/// What a parser says, with its place in the line.
fn clause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let bare = text.rsplit_once(" at line ").map_or(text.as_str(), |(before, _)| before);
    format!("{bare}, at byte {}", error.column())
}
