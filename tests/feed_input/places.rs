//! Where batches end moves no problem, whatever the format, the packing and the damage.

use std::io::Write as _;

use bzip2::write::BzEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use wirediff::ingest::{Batches, Limits, Reading, RecordPlace, RecordProblem, sources_in};

use super::{gzip, reading, zstd};

/// Records and problems of a file, in their order.
type Told = (Vec<(RecordPlace, Option<String>)>, Vec<RecordProblem>);

fn told(name: &str, bytes: &[u8], batch: usize) -> Told {
    let limits = Limits { encoding: None, max_story: 1000 };
    let reading = Reading { limits, batch, ..reading() };
    let found = sources_in(name, bytes.to_vec(), &reading);
    let mut told = Told::default();
    for batch in Batches::new(&found.list, &reading) {
        batch.records(&reading, &mut |record| match record {
            Ok(record) => told.0.push((record.place, record.id.map(|id| id.into_owned()))),
            Err(problem) => told.1.push(problem),
        });
    }
    told
}

/// Checks that batches of any size tell the same, and returns it.
#[track_caller]
fn same(name: &str, bytes: &[u8]) -> Told {
    same_in(&[1, 64, 700, 4096, 100_000, 4 << 20], name, bytes)
}

#[track_caller]
fn same_in(batches: &[usize], name: &str, bytes: &[u8]) -> Told {
    let expected = told(name, bytes, 1 << 20);
    for batch in batches.iter().copied() {
        assert_eq!(told(name, bytes, batch), expected, "{name} in batches of {batch} bytes");
    }
    expected
}

/// Four records of each format, the third of which may be made longer, and where the last begins.
fn feeds(middle: &str) -> Vec<(&'static str, String, usize)> {
    let json =
        |n: usize, more: &str| format!("{{\"id\": \"{n}\", \"text\": \"Story {n}.\", \"x\": \"{more}\"}}");
    let row = |n: usize, more: &str| format!("{n},Story {n}.,\"{more}\"\n");
    let mail = |n: usize, more: &str| {
        format!(
            "From desk@wire.example Tue Oct 15 18:40:0{n} 2024\nFrom: desk@wire.example\nSubject: Story {n}\n\
             Message-ID: <{n}@wire.example>\nX: {more}\n\nThe ferry {n} sank.\n\n"
        )
    };
    let capture = |n: usize, more: &str| {
        let block = format!("The ferry {n} sank off Marrow on Monday.{more}");
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://wire.example/{n}\r\n\
             Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let feed = |head: &str, gap: &str, record: &dyn Fn(usize, &str) -> String| {
        let records: Vec<String> = (1..5).map(|n| record(n, if n == 3 { middle } else { "" })).collect();
        let before = head.to_owned() + &records[..3].join(gap) + gap;
        let last = before.len();
        (before + &records[3], last)
    };
    [
        ("a.jsonl", feed("", "\n", &json)),
        ("a.json", feed("[", ", ", &json)),
        ("a.csv", feed("id,text,more\n", "", &row)),
        ("a.mbox", feed("", "", &mail)),
        ("a.warc", feed("", "", &capture)),
    ]
    .map(|(name, (feed, last))| (name, feed, last))
    .into()
}

#[test]
fn damage_is_where_the_record_begins_that_it_cuts_off() {
    for (name, feed, last) in feeds("") {
        // The checksum does not match, and all bytes were got before that was known.
        // A mail begins with a whole line.
        let len = if name == "a.mbox" { 60 } else { 10 };
        let mut packed = gzip(&feed.as_bytes()[..last + len]);
        let at = packed.len() - 6;
        packed[at] ^= 0x55;
        let (records, problems) = same(name, &packed);
        assert_eq!(records.len(), 3, "{name}: {problems:?}");
        let problem = problems.iter().find(|p| p.code == "damaged").expect("a problem");
        let place = RecordPlace { source: 0, number: 4, byte: last as u64, len: len as u64 };
        assert_eq!(problem.place, place, "{name}");
    }
}

#[test]
fn damage_behind_a_record_is_where_it_ends() {
    for (name, feed, last) in feeds("") {
        let mut packed = gzip(&feed.as_bytes()[..last]);
        let at = packed.len() - 6;
        packed[at] ^= 0x55;
        let (_, problems) = same(name, &packed);
        let problem = problems.iter().find(|p| p.code == "damaged").expect("a problem");
        // Nothing tells that a mail has ended but the next one.
        if name != "a.mbox" {
            let place = RecordPlace { source: 0, number: 4, byte: last as u64, len: 0 };
            assert_eq!(problem.place, place, "{name}");
        }
    }
}

#[test]
fn long_records_and_damage_are_told_alike_in_batches_of_any_size() {
    let long = ["x".repeat(1_300_000), "\\n".repeat(700_000), " ".repeat(1_100_000)];
    for (nth, more) in long.iter().enumerate() {
        for (name, feed, last) in feeds(more) {
            if name == "a.jsonl" && nth > 1 {
                continue; // No JSON.
            }
            let batches = [4096, 100_000, 4 << 20];
            same_in(&batches, name, feed.as_bytes());
            for len in [last - 20, last + 10] {
                let mut packed = gzip(&feed.as_bytes()[..len]);
                let at = packed.len() - 6;
                packed[at] ^= 0x55;
                same_in(&batches, name, &packed);
            }
        }
    }
    let blank = format!("{{\"text\": \"A story.\"}}\n{}\r\n{{\"text\": \"B.\"}}", " ".repeat(1_200_000));
    let (records, problems) = same_in(&[4096, 100_000], "a.jsonl", blank.as_bytes());
    assert_eq!((records.len(), problems.len()), (2, 0), "{problems:?}");
}

#[test]
fn what_is_packed_ends_at_the_same_byte_in_batches_of_any_size() {
    let line = |n: usize| format!("{{\"id\": {n}, \"text\": \"Story {n} of {}.\"}}\n", n * 7919 % 10_007);
    let feed: String = (0..20_000).map(line).collect();
    let bzip2 = |bytes: &[u8]| {
        let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).expect("to memory");
        encoder.finish().expect("to memory")
    };
    let xz = |bytes: &[u8]| {
        let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("to memory");
        encoder.write_all(bytes).expect("to memory");
        encoder.finish().expect("to memory")
    };
    let packed = [gzip(feed.as_bytes()), zstd(feed.as_bytes()), bzip2(feed.as_bytes()), xz(feed.as_bytes())];
    for packed in packed {
        for share in [5, 7] {
            same("a.jsonl", &packed[..packed.len() * share / 8]);
            let mut hurt = packed.clone();
            hurt[packed.len() * share / 8] ^= 0x55;
            same("a.jsonl", &hurt);
        }
    }
}
