//! The law of an index: what it tells of its stories is what one scan of all of them tells, byte for byte, in whatever order
//! and batches they came, with restarts between, and after removals.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::corpus::random::Random;
use crate::feeds::{night, options, same, scan, summary, unplaced, written};
use serde_json::Value;
use wirediff::feed::archive::{Archive, ArchiveWriter, Settings};
use wirediff::feed::{Line, ScanOptions, Silent};
use wirediff::ingest::{Limits, Reading, sources};

/// Options that an index of few paragraphs is made with. So few holders that others take their places all the time.
pub fn few(holders: u32) -> ScanOptions {
    ScanOptions { among: Some(100_000), holders, ..options() }
}

fn reading(options: &ScanOptions) -> Reading {
    Reading::new(Limits { encoding: None, max_story: 1 << 22 }, &options.temp_dir)
}

/// Adds records, and returns the lines about them.
pub fn add(writer: &mut ArchiveWriter, records: &[Value], options: &ScanOptions) -> Vec<Line> {
    let folder = tempfile::tempdir().expect("a folder");
    let reading = reading(options);
    let sources = sources(&written(folder.path(), records, 1), &mut io::empty(), &reading);
    let mut lines = Vec::new();
    let mut sink = |line: &Line| {
        lines.push(line.clone());
        Ok(())
    };
    let taken = writer.take(&sources, &reading, options, &Silent).expect("added");
    let archive = writer.present();
    archive.tell(taken, options, &Silent, &mut sink).expect("told");
    lines
}

fn whole(folder: &Path, options: &ScanOptions) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut sink = |line: &Line| {
        lines.push(line.clone());
        Ok(())
    };
    Archive::open(folder).expect("opened").whole(options, &Silent, &mut sink).expect("told");
    lines
}

/// Records of which none is there twice.
fn once(records: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    records.into_iter().filter(|r| seen.insert(r.to_string())).collect()
}

fn id(record: &Value) -> &str {
    record["id"].as_str().expect("an id")
}

#[test]
fn any_order_and_batches_tell_what_one_scan_tells() {
    for (seed, holders) in [(1, 2), (2, 4), (3, 16), (4, 3)] {
        let options = few(holders);
        let mut random = Random::new(seed, 0);
        let mut records = once(night(160));
        random.shuffle(&mut records);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("index");
        let mut there: Vec<Value> = Vec::new();
        let mut rest = &records[..];
        let (mut told, mut newest) = (Vec::new(), Vec::new());
        while !rest.is_empty() {
            let some = (1 + random.below(40)).min(rest.len());
            let (own, left) = rest.split_at(some);
            rest = left;
            let mut writer = ArchiveWriter::open(&path, &Settings::new(&options)).expect("opened");
            told = add(&mut writer, own, &options);
            newest = own.to_vec();
            there.extend_from_slice(own);
            if random.below(3) == 0 && !rest.is_empty() {
                // Only those whose id no other has can be named without a look at the others.
                let single: Vec<usize> = (0..there.len())
                    .filter(|at| there.iter().filter(|r| id(r) == id(&there[*at])).count() == 1)
                    .collect();
                let mut gone: Vec<usize> = (0..3).map(|_| single[random.below(single.len())]).collect();
                gone.sort_unstable();
                gone.dedup();
                let ids: Vec<String> = gone.iter().map(|at| id(&there[*at]).to_owned()).collect();
                writer.remove(&ids, &options).expect("removed");
                gone.iter().rev().for_each(|at| drop(there.remove(*at)));
            }
            if random.below(4) == 0 {
                writer.compact().expect("compacted");
            }
        }
        let expected = scan(&there, &Settings::new(&options).applied(&options));
        let counts = summary(&expected);
        assert!(counts.clusters >= 15 && counts.links.copy >= 60, "{counts:?}");
        let found = whole(&path, &options);
        same(&unplaced(&found), &unplaced(&expected), &format!("seed {seed}, {holders} holders"));
        // What was told of the last ones is what the whole tells of them. Those whose id others have too go by other names.
        let once = |own: &&Value| there.iter().filter(|r| id(r) == id(own)).count() == 1;
        let news: BTreeSet<&str> = newest.iter().filter(once).map(id).collect();
        let about = |lines: &[Line]| -> BTreeSet<String> {
            let is_news = |id: &String| news.contains(id.as_str());
            let of = |line: &&Line| match line {
                Line::Match(m) => is_news(&m.a.story) || is_news(&m.b.story),
                Line::Link(l) => is_news(&l.a) || is_news(&l.b),
                Line::Cluster(c) => c.members.iter().any(is_news),
                _ => false,
            };
            lines.iter().filter(of).map(|l| serde_json::to_string(l).expect("JSON")).collect()
        };
        let (told, found) = (about(&told), about(&found));
        let differs: Vec<&String> = told.symmetric_difference(&found).take(3).collect();
        assert!(differs.is_empty(), "seed {seed}: {differs:#?}");
        assert!(!told.is_empty() || news.len() < 3, "seed {seed}: nothing about {news:?}");
    }
}
