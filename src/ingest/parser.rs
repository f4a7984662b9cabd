//! What was cut -> records, with a problem for each that is none, and a note for each that is odd.

use std::borrow::Cow;
use std::path::Path;

use memchr::memchr_iter;

use super::batch::Text;
use super::decode::{Decoded, decode};
use super::fields::{Field, host};
use super::format::{Limit, RowRecord, Value, Values, is_deeper, mend, parse, text_of};
use super::record::{Record, RecordPlace, RecordProblem};
use super::source::Reading;

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

    /// Makes a record of a whole text.
    pub fn text(&mut self, text: &Text) {
        let mut place = RecordPlace { source: text.source, number: 0, byte: 0, len: 0 };
        let bytes = match &text.bytes {
            Ok(bytes) => bytes,
            Err(e) => return self.skip(place, e.code(), e.clause()),
        };
        (place.number, place.len) = (1, bytes.len() as u64);
        let decoded = decode(bytes.clone(), self.reading.limits.encoding.as_deref(), Path::new(&text.name));
        let Decoded { text: content, encoding, guessed, replaced, nuls } = match decoded {
            Ok(decoded) => decoded,
            Err(e) => return self.skip(place, e.code(), e.clause()),
        };
        if content.trim_start_matches('\u{feff}').trim().is_empty() {
            return self.note(
                RecordPlace { number: 0, ..place },
                "empty",
                "there is no text in it".to_owned(),
            );
        }
        let mut values = Values::default();
        values.put(Field::Id, 0, Value::Text(Cow::Borrowed(&text.name)));
        values.put(Field::Text, 0, Value::Text(Cow::Owned(content)));
        self.record(values, u32::try_from(replaced).unwrap_or(u32::MAX), place);
        if guessed && encoding != "UTF-8" {
            self.note(place, "guessed-encoding", format!("not UTF-8, read as {encoding}"));
        }
        if nuls {
            self.note(place, "control-character", "there are NUL characters in the text".to_owned());
        }
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
        let record = Record {
            place,
            id: take(Field::Id),
            headline: take(Field::Headline),
            outlet,
            url,
            published: take(Field::Published),
            language: take(Field::Language),
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

/// What a parser says, with its place in the line.
fn clause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let bare = text.rsplit_once(" at line ").map_or(text.as_str(), |(before, _)| before);
    format!("{bare}, at byte {}", error.column())
}
