//! Reading feeds: every format gives the same records, every damage is named with its place, nothing is lost in silence.

mod damage;
mod laws;
mod places;
mod walk;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use wirediff::ingest::{Batches, Field, Format, Limits, Reading, RecordPlace, Sources, sources};

/// A record as the tests look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    place: RecordPlace,
    id: Option<String>,
    headline: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    published: Option<String>,
    language: Option<String>,
    text: String,
    replaced: u32,
}

/// Source, record number, code, whether the record was skipped.
type Problem = (u32, u64, &'static str, bool);

/// What reading gave.
#[derive(Debug, Default)]
struct Got {
    sources: Sources,
    bytes_read: u64,
    records: Vec<Seen>,
    problems: Vec<Problem>,
    messages: Vec<String>,
}

fn reading() -> Reading {
    Reading::new(Limits { encoding: None, max_story: 64 << 20 }, &std::env::temp_dir())
}

fn read_with(inputs: &[PathBuf], reading: &Reading) -> Got {
    let found = sources(inputs, &mut io::empty(), reading);
    let mut got = Got::default();
    let mut bytes = 0;
    for batch in Batches::new(&found.list, reading) {
        bytes += batch.bytes_read();
        batch.records(reading, &mut |record| match record {
            Ok(record) => {
                let own = |field: Option<std::borrow::Cow<'_, str>>| field.map(|f| f.into_owned());
                got.records.push(Seen {
                    place: record.place,
                    id: own(record.id),
                    headline: own(record.headline),
                    outlet: own(record.outlet),
                    url: own(record.url),
                    published: own(record.published),
                    language: own(record.language),
                    text: record.text.into_owned(),
                    replaced: record.replaced,
                });
            }
            Err(problem) => {
                let place = problem.place;
                got.problems.push((place.source, place.number, problem.code, problem.skipped));
                got.messages.push(problem.message);
            }
        });
    }
    let all = found.list.iter().map(|s| s.bytes).sum::<u64>();
    assert!(bytes <= all, "progress counts no byte twice: {bytes} of {all}");
    got.bytes_read = bytes;
    got.sources = found;
    got
}

/// Reads files that hold `bytes`, as `name`.
fn read_bytes(name: &str, bytes: &[u8], reading: &Reading) -> Got {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    read_with(&[path], reading)
}

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/feed").join(name)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn ids(got: &Got) -> Vec<&str> {
    got.records.iter().map(|r| r.id.as_deref().unwrap_or("-")).collect()
}

#[test]
fn every_format_gives_the_same_records() {
    let check = |name: &str, bytes: &[u8], format: Format| {
        let got = read_bytes(name, bytes, &reading());
        assert_eq!((got.problems.len(), got.bytes_read), (0, bytes.len() as u64), "{name}");
        assert_eq!(got.sources.list[0].format, format, "{name}");
        assert_eq!(ids(&got), ["pier-1", "pier-2", "3"], "{name}");
        let field = |n: usize| {
            let r = &got.records[n];
            [&r.headline, &r.outlet, &r.published].map(|f| f.clone().unwrap_or_default())
        };
        assert_eq!(
            field(0),
            ["Pier closes for repairs", "Harbour Gazette", "2026-03-02T08:00:00Z"],
            "{name}"
        );
        assert_eq!(field(2), ["Mackerel, at last", "Harbour Gazette", "2026-03-04"], "{name}");
        let text = "Saltby's old pier closes on Monday.\n\n\
                    “Nobody will miss the noise,” said Ada Quill, who sells rope.";
        assert_eq!(got.records[0].text, text, "{name}");
        assert!(got.records[1].text.ends_with("\"Nobody will miss the noise.\""), "{name}");
        let numbers: Vec<u64> = got.records.iter().map(|r| r.place.number).collect();
        assert_eq!(numbers, if format == Format::JsonLines { [1, 2, 4] } else { [1, 2, 3] }, "{name}");
    };
    for (name, format) in [
        ("harbour.jsonl", Format::JsonLines),
        ("harbour.json", Format::Json),
        ("harbour.csv", Format::Csv),
        ("harbour.tsv", Format::Tsv),
    ] {
        let bytes = fs::read(testdata(name)).expect("testdata");
        check(name, &bytes, format);
        check("no-extension", &bytes, format);
        check("feed.txt", &bytes, format);
        check("feed", &gzip(&bytes), format);
        check("feed", &zstd(&bytes), format);
        check("mark", &["\u{feff}".as_bytes(), &bytes].concat(), format);
        let halves = bytes.split_at(bytes.len() / 2);
        check("members", &[gzip(halves.0), gzip(halves.1), vec![0; 700]].concat(), format);
        check(
            "frames",
            &[zstd(halves.0), b"\x50\x2a\x4d\x18\x03\0\0\0abc".to_vec(), zstd(halves.1)].concat(),
            format,
        );
        let wide: Vec<u8> = format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check("utf16", &wide, format);
    }
}

#[test]
fn a_text_is_one_story_called_by_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = ["b.txt", "a.txt"].map(|name| folder.path().join(name));
    fs::write(&paths[0], "Outlet: Island Post\n\nThe pier is shut.\n").expect("written");
    fs::write(&paths[1], b"Caf\xe9 shut.\n").expect("written");
    let got = read_with(&[folder.path().to_owned()], &reading());
    let names: Vec<String> = paths.iter().rev().map(|p| p.display().to_string()).collect();
    assert_eq!(ids(&got), names);
    assert_eq!(got.records[0].text, "Café shut.\n");
    assert_eq!(got.records[1].place, RecordPlace { source: 1, number: 1, byte: 0, len: 39 });
    assert_eq!(got.problems, [(0, 1, "guessed-encoding", false)]);
}

#[test]
fn fields_can_be_named() {
    let mut reading = reading();
    reading.fields.map(Field::Text, "Absatz");
    reading.fields.map(Field::Id, "nr");
    let got = read_bytes("a.csv", b"NR,absatz,text\n7,Der Steg ist zu.,x\n", &reading);
    assert_eq!((ids(&got), got.records[0].text.as_str()), (vec!["7"], "Der Steg ist zu."));
    let got = read_bytes("a.jsonl", b"{\"text\": \"no\", \"absatz\": \"ja\", \"nr\": 12}", &reading);
    assert_eq!((ids(&got), got.records[0].text.as_str()), (vec!["12"], "ja"));
}

#[test]
fn the_host_stands_for_an_outlet_that_is_not_named() {
    let line =
        br#"{"id": 1, "link": "https://www.island-post.example/2026/pier", "text": "x", "lang": "en"}"#;
    let got = read_bytes("a", line, &reading());
    assert_eq!(got.records[0].outlet.as_deref(), Some("island-post.example"));
    assert_eq!(got.records[0].language.as_deref(), Some("en"));
}

#[test]
fn a_format_or_an_encoding_that_is_given_holds() {
    let text = Reading { format: Some(Format::Text), ..reading() };
    let got = read_bytes("a.jsonl", b"{\"text\": \"x\"}\n", &text);
    assert_eq!(got.records[0].text, "{\"text\": \"x\"}\n");
    let lines = Reading { format: Some(Format::JsonLines), ..reading() };
    assert_eq!(read_bytes("a.txt", b"The pier.\n", &lines).problems, [(0, 1, "bad-json", true)]);
    let western = Limits { encoding: Some("windows-1252".to_owned()), ..reading().limits };
    let got = read_bytes("a.csv", b"id,text\n1,Caf\xe9\n", &Reading { limits: western, ..reading() });
    assert_eq!((got.records[0].text.as_str(), got.records[0].replaced), ("Café", 0));
}

#[test]
fn standard_input_is_read_more_than_once() {
    let reading = reading();
    let mut bytes: &[u8] = b"{\"id\": \"a\", \"text\": \"The pier.\"}\n";
    let found = sources(&["-".into(), "-".into()], &mut bytes, &reading);
    assert_eq!(found.list.len(), 1);
    assert_eq!((found.list[0].name.as_str(), found.list[0].path()), ("stdin", None));
    for _ in 0..2 {
        let mut texts = Vec::new();
        Batches::new(&found.list, &reading)
            .for_each(|b| b.records(&reading, &mut |r| texts.extend(r.map(|r| r.text.into_owned()))));
        assert_eq!(texts, ["The pier."]);
    }
}
