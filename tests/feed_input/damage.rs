//! What is wrong with an input, and where.

use std::fs;

use super::{Got, gzip, ids, read_bytes, read_with, reading, testdata, zstd};
use wirediff::ingest::{Limits, Reading};

/// Numbers, codes and whether the record was lost.
fn told(got: &Got) -> Vec<(u64, &'static str, bool)> {
    got.problems.iter().map(|p| (p.1, p.2, p.3)).collect()
}

#[test]
fn every_bad_line_is_named_and_the_others_are_read() {
    let got = read_with(&[testdata("bad.jsonl")], &reading());
    let expected = [
        (1, "missing-text", true),
        (2, "missing-text", true),
        (3, "wrong-type", true),
        (4, "bad-json", true),
        (5, "bad-json", true),
        (6, "bad-json", true),
        (7, "bad-json", true),
        (9, "replaced", false),
        (10, "control-character", false),
        (11, "wrong-type", false),
    ];
    assert_eq!(told(&got), expected);
    assert_eq!(ids(&got), ["lone-surrogate", "tab", "odd-headline", "good"]);
    assert_eq!(got.records[0].text, "Half a \u{fffd} smile.");
    assert_eq!(got.records[1].text, "A raw tab.");
    assert_eq!((&got.records[2].headline, got.records[3].place.number), (&None, 12));
    let bytes = fs::read(testdata("bad.jsonl")).expect("testdata");
    let place = got.records[3].place;
    let line = &bytes[place.byte as usize..(place.byte + place.len) as usize];
    assert_eq!(line, br#"{"id": "good", "text": "Nothing is wrong here."}"#);
    assert!(got.messages[4].contains("at byte 2"), "{}", got.messages[4]);
}

#[test]
fn invalid_bytes_are_replaced_and_counted() {
    let got = read_bytes(
        "a.jsonl",
        b"{\"text\": \"a\"}\n{\"text\": \"b\xff\xfec\"}\n\xff\n{\"text\": \"d\"}",
        &reading(),
    );
    let texts: Vec<&str> = got.records.iter().map(|r| r.text.as_str()).collect();
    assert_eq!(texts, ["a", "b\u{fffd}\u{fffd}c", "d"]);
    assert_eq!(got.records[1].replaced, 2);
    assert_eq!(told(&got), [(2, "replaced", false), (3, "bad-json", true)]);
    let got = read_bytes("a.csv", b"id,text\n1,a\xff\n2,b\n", &reading());
    assert_eq!((told(&got), got.records.len()), (vec![(1, "replaced", false)], 2));
}

#[test]
fn a_feed_that_is_cut_loses_its_last_record_only() {
    let got = read_bytes("a.jsonl", b"{\"id\": 1, \"text\": \"a\"}\r\n{\"id\": 2, \"te", &reading());
    assert_eq!((ids(&got), told(&got)), (vec!["1"], vec![(2, "bad-json", true)]));
    assert_eq!(got.records[0].place.len, 22, "the line end is not counted");
    let got = read_bytes("a.json", b"[{\"id\": 1, \"text\": \"a\"}, {\"id\": 2, \"te", &reading());
    assert_eq!((ids(&got), told(&got)), (vec!["1"], vec![(2, "bad-json", true), (3, "truncated", true)]));
    let got = read_bytes("a.json", b"[{\"id\": 1, \"text\": \"a\"}, 5, null]", &reading());
    assert_eq!((ids(&got), told(&got)), (vec!["1"], vec![(2, "bad-json", true), (3, "bad-json", true)]));
    let got = read_bytes("a.csv", b"id,text\n1,a\n2,\"b\n3,c\n", &reading());
    assert_eq!((ids(&got), told(&got)), (vec!["1", "2"], vec![(2, "open-quote", false)]));
    let got = read_bytes("a.csv", b"id,text\n1,a,x\n2\n", &reading());
    assert_eq!(told(&got), [(1, "ragged-row", false), (2, "missing-text", true), (2, "ragged-row", false)]);
}

#[test]
fn packed_feeds_that_are_cut_give_what_comes_before() {
    let line = |n: usize| format!("{{\"id\": {n}, \"text\": \"Story {n} of {}.\"}}\n", n * 7919 % 10_007);
    let feed: String = (0..40_000).map(line).collect();
    for packed in [gzip(feed.as_bytes()), zstd(feed.as_bytes())] {
        for share in [1, 3, 7] {
            let cut = &packed[..packed.len() * share / 8];
            let got = read_bytes("a", cut, &Reading { batch: 5000, ..reading() });
            assert_eq!(got.problems.last().map(|p| (p.2, p.3)), Some(("truncated", true)));
            assert_eq!(got.problems.len(), 1, "{:?}", got.messages);
            let expected: Vec<String> = (0..got.records.len()).map(|n| n.to_string()).collect();
            assert_eq!(ids(&got), expected);
            assert!(share < 3 || got.records.len() > 500, "only {} records of {share}/8", got.records.len());
        }
        let mut flipped = packed.clone();
        let last = flipped.len() - 6;
        flipped[last] ^= 0x55;
        let got = read_bytes("a", &flipped, &reading());
        assert!(got.problems.iter().any(|p| p.2 == "damaged" && p.3), "{:?}", got.problems);
    }
    let got = read_bytes("a", &[gzip(b"{\"text\": \"a\"}\n"), b"junk".to_vec()].concat(), &reading());
    assert_eq!((got.records.len(), told(&got)), (1, vec![(2, "damaged", true)]));
}

#[test]
fn an_empty_input_is_noted() {
    for (name, bytes) in
        [("a.jsonl", &b""[..]), ("a.txt", b""), ("a.csv", b""), ("a.txt", b" \n"), ("a", &gzip(b""))]
    {
        assert_eq!(told(&read_bytes(name, bytes, &reading())), [(0, "empty", false)], "{name} {bytes:?}");
    }
    assert_eq!(told(&read_bytes("a.json", b"[]", &reading())), [(0, "empty", false)]);
    assert_eq!(told(&read_bytes("a.csv", b"id,text\n", &reading())), [(0, "empty", false)]);
}

#[test]
fn a_table_without_a_text_says_what_it_has() {
    let got = read_bytes("a.csv", b"nr,words\n1,x\n", &reading());
    assert_eq!(told(&got), [(0, "no-text-column", true)]);
    assert!(got.messages[0].contains("nr, words") && got.messages[0].contains("--map text=COLUMN"));
}

#[test]
fn a_story_that_is_too_long_is_skipped_and_named() {
    let limits = Limits { encoding: None, max_story: 1000 };
    let long = "x".repeat(1001);
    let fits = "y".repeat(1000);
    let feeds = [
        ("a.jsonl", format!("{{\"id\": 1, \"text\": \"{long}\"}}\n{{\"id\": 2, \"text\": \"{fits}\"}}\n")),
        ("a.json", format!("[{{\"id\": 1, \"text\": \"{long}\"}}, {{\"id\": 2, \"text\": \"{fits}\"}}]")),
        ("a.csv", format!("id,text\n1,{long}\n2,{fits}\n")),
    ];
    for (name, feed) in &feeds {
        let got = read_bytes(name, feed.as_bytes(), &Reading { limits: limits.clone(), ..reading() });
        assert_eq!((told(&got), ids(&got)), (vec![(1, "too-long", true)], vec!["2"]), "{name}");
    }
    let reading = Reading { limits, ..reading() };
    assert_eq!(told(&read_bytes("a.txt", long.as_bytes(), &reading)), [(1, "too-long", true)]);
    assert_eq!(told(&read_bytes("a.txt", "z".repeat(9000).as_bytes(), &reading)), [(0, "too-long", true)]);
    assert_eq!(read_bytes("a.txt", fits.as_bytes(), &reading).records.len(), 1);
    let wide: Vec<u8> = format!("\u{feff}{fits}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_bytes("a.txt", &wide, &reading).records.len(), 1);
    // Every character escaped takes six times the room.
    let escaped = "\\u0061".repeat(1000);
    let got = read_bytes("a.jsonl", format!("{{\"text\": \"{escaped}\"}}").as_bytes(), &reading);
    assert_eq!(got.records[0].text, "a".repeat(1000));
}

/// A record of any length takes no more memory than the limit and what may stand beside the text.
#[test]
fn memory_stays_flat_whatever_the_length_of_a_record() {
    let limits = Limits { encoding: None, max_story: 1 << 20 };
    let long = "word ".repeat(8 << 20);
    let good = "{\"id\": 2, \"text\": \"The pier.\"}";
    let feeds = [
        ("a.jsonl", format!("{{\"text\": \"{long}\"}}\n{good}\n"), 1),
        ("a.json", format!("[{{\"text\": \"{long}\"}}, {good}]"), 1),
        ("a.csv", format!("id,text\n1,\"{long}\"\n2,The pier.\n"), 1),
        ("a.txt", long.clone(), 0),
    ];
    for (name, feed, good) in feeds {
        let folder = tempfile::tempdir().expect("a folder");
        for packed in [false, true] {
            let path = folder.path().join(if packed { "packed" } else { name });
            fs::write(&path, if packed { gzip(feed.as_bytes()) } else { feed.clone().into_bytes() })
                .expect("written");
            let reading = Reading { limits: limits.clone(), ..reading() };
            let mut got = Got::default();
            let used = allocation_counter::measure(|| got = read_with(&[path], &reading));
            assert_eq!((got.records.len(), got.problems.len()), (good, 1), "{name} {:?}", got.problems);
            assert_eq!(got.problems[0].2, "too-long", "{name}");
            let peak = used.bytes_max >> 20;
            assert!(peak <= 8, "{name}: {peak} MiB at once");
        }
    }
}
