//! What must hold of every record that any bytes give, whatever format they are read as. The fuzz targets check this of
//! what they make up, the tests of what the fuzzer found.

use std::path::Path;

use wirediff::ingest::{
    Batches, Format, Limits, OwnedRecord, Reading, RecordPlace, RecordProblem, Source, read_each_again,
    sources_in,
};
use wirediff::text::Story;

/// Bytes of text of which stories are made in one run; the rest is read and not looked into.
const STORIES: usize = 128 << 10;

/// Names of files whose content decides the format.
const NAMES: [&str; 8] = ["a", "a.txt", "a.jsonl", "a.json.gz", "a.csv", "a.tsv", "a.html", "a.eml"];

/// Checks what the fuzz target of this name is given. Where a target has many formats, the first byte says which it is.
pub fn check_as(target: &str, bytes: &[u8]) {
    use Format::{Anpa, ApMedia, Arrow, Csv, Feed, Html, Iptc7901, Json, JsonLines, Mail, NewsMl, Ninjs};
    use Format::{Nitf, Parquet, Text, Tsv, Warc};
    let one_of = |name: &str, formats: &[Option<Format>]| {
        if let Some((choice, bytes)) = bytes.split_first() {
            check(name, formats[usize::from(*choice) % formats.len()], bytes);
        }
    };
    match target {
        "html" => check("page.html", Some(Html), bytes),
        "feed" => check("feed.xml", Some(Feed), bytes),
        "newsml" => one_of("story.xml", &[Some(Nitf), Some(NewsMl)]),
        "ninjs" => one_of("story.json", &[Some(Ninjs), Some(ApMedia), Some(JsonLines), Some(Json)]),
        "wires" => one_of("story.txt", &[Some(Anpa), Some(Iptc7901)]),
        "mail" => check("desk.mbox", Some(Mail), bytes),
        "warc" => check("crawl.warc", Some(Warc), bytes),
        "archive" => check("feed.zip", None, bytes),
        "packed" => one_of("feed.gz", &[Some(Text), Some(JsonLines), Some(Csv), None]),
        "tables" => one_of("feed.csv", &[Some(Csv), Some(Tsv)]),
        "arrow" => check("feed.arrow", Some(Arrow), bytes),
        "parquet" => check("feed.parquet", Some(Parquet), bytes),
        "text" => check("story.txt", Some(Text), bytes),
        "sniff" => {
            if let Some((choice, bytes)) = bytes.split_first() {
                check(NAMES[usize::from(*choice) % NAMES.len()], None, bytes);
            }
        }
        other => panic!("no fuzz target is called {other}"),
    }
}

/// Reads `bytes` as a file called `name` and checks every record of it.
fn check(name: &str, format: Option<Format>, bytes: &[u8]) {
    let reading = reading(format, 4 << 10);
    let found = sources_in(name, bytes.to_vec(), &reading);
    let mut records = Vec::new();
    let mut problems = Vec::new();
    read(&found.list, &reading, &mut records, &mut problems);
    in_order(&records);
    let failed = problems.iter().find(|problem| problem.code == "internal-error");
    assert_eq!(failed, None, "a reader panicked");
    let mut looked_at = 0;
    for record in &records {
        let source = &found.list[record.place.source as usize];
        assert!(!record.text.trim().is_empty(), "a record without text at {:?}", record.place);
        if has_paragraphs(source.format) {
            paragraphs(&record.text);
        }
        looked_at += record.text.len();
        if looked_at <= STORIES {
            story(&record.clone().into_story("id", None), &record.text);
        }
    }
    for (index, source) in found.list.iter().enumerate() {
        again(index as u32, source, &records, &reading);
    }
    if found.list.iter().all(|source| source.format.is_document()) {
        return;
    }
    // Where batches end is nobody's business.
    let small = self::reading(format, 64);
    let mut in_small = (Vec::new(), Vec::new());
    read(&found.list, &small, &mut in_small.0, &mut in_small.1);
    assert_eq!(records, in_small.0, "other records in smaller batches");
    assert_eq!(problems, in_small.1, "other problems in smaller batches");
}

fn reading(format: Option<Format>, batch: usize) -> Reading {
    let limits = Limits { encoding: None, max_story: 1 << 20 };
    let mut reading = Reading::new(limits, &std::env::temp_dir());
    (reading.format, reading.batch, reading.max_archive) = (format, batch, 4 << 20);
    reading
}

fn read(
    list: &[Source],
    reading: &Reading,
    records: &mut Vec<OwnedRecord>,
    problems: &mut Vec<RecordProblem>,
) {
    for batch in Batches::new(list, reading) {
        batch.records(reading, &mut |record| match record {
            Ok(record) => records.push(record.into_owned()),
            Err(problem) => problems.push(problem),
        });
    }
}

/// Sources come one after another, and in a source the numbers of records rise.
fn in_order(records: &[OwnedRecord]) {
    for pair in records.windows(2) {
        let [before, after] = [pair[0].place, pair[1].place].map(|place| (place.source, place.number));
        assert!(before < after, "record {after:?} behind {before:?}");
    }
    assert!(records.iter().all(|record| record.place.number > 0), "a record with the number of its source");
}

/// Whether every text of this format is paragraphs of one line each.
fn has_paragraphs(format: Format) -> bool {
    use Format::{Anpa, ApMedia, Feed, Html, Iptc7901, NewsMl, Ninjs, Nitf};
    matches!(format, Html | Feed | Nitf | NewsMl | Ninjs | ApMedia | Anpa | Iptc7901)
}

fn paragraphs(text: &str) {
    for paragraph in text.split("\n\n") {
        assert!(!paragraph.contains(['\n', '\r']), "a line end in {paragraph:?}");
        assert_eq!(paragraph.trim(), paragraph, "white space around a paragraph");
        assert!(!paragraph.is_empty(), "an empty paragraph in {text:?}");
    }
}

/// The spans of a story are in order and on characters.
fn story(story: &Story, text: &str) {
    assert_eq!(story.raw(), text, "the story has another text than its record");
    let mut end = 0;
    for paragraph in story.paragraphs() {
        let range = paragraph.span.range();
        assert!(end <= range.start && range.start <= range.end, "paragraph {range:?} behind byte {end}");
        assert!(text.get(range.clone()).is_some(), "paragraph {range:?} is no piece of the text");
        end = range.end;
        let mut inner = range.start;
        for sentence in &story.sentences()[paragraph.sentences.clone()] {
            let range = sentence.span.range();
            assert!(inner <= range.start && range.end <= end, "sentence {range:?} in {inner}..{end}");
            assert!(text.get(range.clone()).is_some(), "sentence {range:?} is no piece of the text");
            inner = range.end;
        }
    }
}

/// Every record of a source is the same when it is read again.
fn again(index: u32, source: &Source, records: &[OwnedRecord], reading: &Reading) {
    let own: Vec<&OwnedRecord> = records.iter().filter(|record| record.place.source == index).collect();
    let places: Vec<RecordPlace> = own.iter().map(|record| record.place).collect();
    if own.is_empty() {
        return;
    }
    let mut at = 0;
    let read = read_each_again(source, &places, reading, &mut |record| {
        let first = own.get(at).unwrap_or_else(|| panic!("one record too many: {record:?}"));
        at += 1;
        assert_eq!(record.as_ref(), Ok(*first), "another record when it is read again");
    });
    assert!(read.is_ok(), "{} cannot be read again: {read:?}", Path::new(&source.name).display());
    assert_eq!(at, own.len(), "a record is not found again: {:?}", own.get(at));
}
