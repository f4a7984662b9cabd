//! Feeds made for tests, and results to hold against each other.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wirediff::feed::{self, Line, ScanOptions, Silent, SummaryLine};
use wirediff::ingest::{Limits, Reading, sources};

use crate::binary;
use crate::corpus::results::read_truth;
use crate::corpus::truth::Truth;
use crate::corpus::{self, Kind};

/// Seed of the feeds and of the orders.
pub const SEED: u64 = 11;
/// As much memory as a small feed could want.
pub const PLENTY: u64 = 1 << 28;

/// Stories of a kind, one record each.
pub fn made(kind: Kind, stories: usize, seed: u64) -> (Vec<Value>, Vec<Truth>) {
    let (mut feed, mut truth) = (Vec::new(), Vec::new());
    corpus::generate(kind, stories, seed, &mut feed, &mut truth).expect("a vector takes all");
    let records = feed.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let records = records.map(|line| serde_json::from_slice(line).expect("JSON")).collect();
    (records, read_truth(truth.as_slice()).expect("truth"))
}

/// A story of `testdata/rewrites` as a record.
pub fn rewrite(name: &str) -> Value {
    let path = binary::folder("testdata/rewrites").join(format!("{name}.txt"));
    json!({"id": name, "text": fs::read_to_string(path).expect("testdata")})
}

/// What a newsroom collects: copies of all kinds and strangers, in two languages, some without a time, some under an id
/// that another has.
pub fn night(stories: usize) -> Vec<Value> {
    let mut records = made(Kind::Mixed, stories / 2, SEED).0;
    for mut record in made(Kind::Feed, stories - stories / 2, SEED).0 {
        record["id"] = json!(format!("f-{}", record["id"].as_str().expect("an id")));
        records.push(record);
    }
    records.extend(["bahnstreik.wire", "bahnstreik.bote", "storm.wire", "storm.comet"].map(rewrite));
    for at in (0..records.len()).step_by(7) {
        records[at].as_object_mut().expect("an object").remove("published");
    }
    for at in (5..records.len()).step_by(11) {
        records[at]["id"] = records[at / 2]["id"].clone();
    }
    // One record that came in twice, and two that differ in their time only.
    records.extend([records[3].clone(), records[4].clone()]);
    records.last_mut().expect("a record")["published"] = json!("2031-01-01");
    records
}

/// Writes records into so many files, one after another, and returns the files.
pub fn written(folder: &Path, records: &[Value], files: usize) -> Vec<PathBuf> {
    let each = records.len().div_ceil(files).max(1);
    let write = |(number, part): (usize, &[Value])| {
        let path = folder.join(format!("{number:02}.jsonl"));
        let text: String = part.iter().map(|r| r.to_string() + "\n").collect();
        fs::write(&path, text).expect("written");
        path
    };
    records.chunks(each).enumerate().map(write).collect()
}

/// The lines as they are printed.
pub fn bytes(lines: &[Line]) -> String {
    lines.iter().map(|line| serde_json::to_string(line).expect("JSON") + "\n").collect()
}

/// The same without the places of the notes, which are those of the input; their number and what they say stay.
pub fn unplaced(lines: &[Line]) -> String {
    let (errors, mut rest): (Vec<Line>, Vec<Line>) =
        lines.iter().cloned().partition(|line| matches!(line, Line::Error(_)));
    let mut said: Vec<String> = Vec::new();
    for line in errors {
        let Line::Error(error) = line else { continue };
        said.push(format!("{} {} {}\n", error.code, error.message, error.skipped));
    }
    said.sort_unstable();
    let summary = rest.pop().expect("a summary");
    bytes(&rest) + &said.concat() + &bytes(&[summary])
}

/// Fails with the first line that differs.
#[track_caller]
pub fn same(found: &str, expected: &str, how: &str) {
    if found != expected {
        let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
        let counts = (found.lines().count(), expected.lines().count());
        panic!("{how}: {counts:?} lines, the first that differs: {differs:#?}");
    }
}

pub fn summary(lines: &[Line]) -> &SummaryLine {
    match lines.last() {
        Some(Line::Summary(summary)) => summary,
        other => panic!("the last line is {other:?}"),
    }
}

pub fn options() -> ScanOptions {
    ScanOptions { threads: 2, ..ScanOptions::new(PLENTY, std::env::temp_dir()) }
}

pub fn scan_files(paths: &[PathBuf], batch: usize, options: &ScanOptions) -> Vec<Line> {
    let limits = Limits { encoding: None, max_story: 1 << 22 };
    let reading = Reading { batch, ..Reading::new(limits, &options.temp_dir) };
    let sources = sources(paths, &mut io::empty(), &reading);
    let mut lines = Vec::new();
    let mut sink = |line: &Line| {
        lines.push(line.clone());
        Ok(())
    };
    feed::scan(&sources, &reading, options, &Silent, &mut sink).expect("a scan");
    lines
}

pub fn scan(records: &[Value], options: &ScanOptions) -> Vec<Line> {
    let folder = tempfile::tempdir().expect("a folder");
    scan_files(&written(folder.path(), records, 1), 1 << 16, options)
}
