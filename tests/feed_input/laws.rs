//! Laws: however an input is cut into batches, and in whatever order they are parsed, the records are the same; a record is
//! read again as it was.

use std::io;

use proptest::prelude::*;

use super::{Got, Seen, gzip, read_bytes, reading};
use wirediff::ingest::{Batches, RawBytes, Reading, read_again, read_each_again, sources};

/// A line of a feed: good, odd or bad.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => ("[a-z]{0,5}", "[ -~é\u{1f6a2}\n]{0,60}").prop_map(|(id, text)| {
            serde_json::json!({"id": id, "x": [{"y": text.len()}], "text": text}).to_string()
        }),
        1 => Just(String::new()),
        1 => Just("{\"text\": \"\\ud83d\"}".to_owned()),
        1 => "[ -~]{0,20}",
    ]
}

fn jsonl() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 0..30), prop_oneof![Just("\n"), Just("\r\n")], any::<bool>())
        .prop_map(|(lines, end, closed)| lines.join(end) + if closed { end } else { "" })
}

fn json() -> impl Strategy<Value = String> {
    let element = prop_oneof![
        8 => "[ -~é\n]{0,40}".prop_map(|t| serde_json::json!({"text": t, "z": "}]\"\\"}).to_string()),
        1 => Just("17".to_owned()),
        1 => Just("[[], {}]".to_owned()),
    ];
    (prop::collection::vec(element, 0..20), prop_oneof![Just(","), Just(" ,\n"), Just(",\r\n  ")])
        .prop_map(|(elements, comma)| format!(" [{} ]\n", elements.join(comma)))
}

fn csv() -> impl Strategy<Value = String> {
    let cell = "[ -~é\n]{0,20}".prop_map(|c| {
        if c.contains(['"', ',', '\n']) { format!("\"{}\"", c.replace('"', "\"\"")) } else { c }
    });
    (prop::collection::vec((cell.clone(), cell), 0..20), prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n")])
        .prop_map(|(rows, end)| {
            rows.into_iter().fold(format!("id,text{end}"), |all, (a, b)| all + &a + "," + &b + end)
        })
}

/// What counts of a reading.
fn summary(got: &Got) -> (Vec<Seen>, Vec<super::Problem>) {
    (got.records.clone(), got.problems.clone())
}

fn with_batch(batch: usize) -> Reading {
    Reading { batch, ..reading() }
}

fn check(name: &str, bytes: &[u8], batch: usize) -> Result<(), TestCaseError> {
    let whole = read_bytes(name, bytes, &reading());
    let cut = read_bytes(name, bytes, &with_batch(batch));
    prop_assert_eq!(summary(&cut), summary(&whole));
    let packed = read_bytes(&format!("{name}.gz"), &gzip(bytes), &with_batch(batch));
    prop_assert_eq!(summary(&packed), summary(&whole));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn batches_of_any_size_give_the_same_records(feed in jsonl(), batch in 1..200_usize) {
        check("a.jsonl", feed.as_bytes(), batch)?;
    }

    #[test]
    fn an_array_may_be_cut_anywhere(feed in json(), batch in 1..200_usize) {
        check("a.json", feed.as_bytes(), batch)?;
    }

    #[test]
    fn a_table_may_be_cut_anywhere(feed in csv(), batch in 1..200_usize) {
        check("a.csv", feed.as_bytes(), batch)?;
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(prop_oneof![
        Just(b'{'), Just(b'}'), Just(b'['), Just(b']'), Just(b'"'), Just(b'\\'), Just(b'\n'), Just(b','), Just(b'u'),
        Just(0x1f), Just(0xff), any::<u8>(),
    ], 0..200), batch in 1..64_usize, name in prop_oneof![Just("a.jsonl"), Just("a.json"), Just("a.csv"), Just("a")]) {
        read_bytes(name, &bytes, &with_batch(batch));
    }

    #[test]
    fn records_are_read_again_as_they_were(
        (name, feed) in prop_oneof![
            jsonl().prop_map(|f| ("a.jsonl", f)), json().prop_map(|f| ("a.json", f)), csv().prop_map(|f| ("a.csv", f)),
        ],
        packed in any::<bool>(),
        marked in any::<bool>(),
    ) {
        let feed = if marked { format!("\u{feff}{feed}") } else { feed };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, if packed { gzip(feed.as_bytes()) } else { feed.clone().into_bytes() }).expect("written");
        let reading = reading();
        let list = sources(&[path], &mut io::empty(), &reading).list;
        let mut first = Vec::new();
        for batch in Batches::new(&list, &reading) {
            batch.records(&reading, &mut |record| first.extend(record.map(|r| r.into_owned())));
        }
        let Some(source) = list.first() else { return Ok(()) };
        let places: Vec<_> = first.iter().map(|r| r.place).collect();
        let mut again = Vec::new();
        let done = read_each_again(source, &places, &reading, &mut |r| again.extend(r.map(|r| r.into_owned())));
        prop_assert!(done.is_ok());
        prop_assert_eq!(&again, &first);
        let mut raw = RawBytes::new(source);
        for record in first.iter().rev() {
            let place = record.place;
            prop_assert_eq!(&read_again(source, place, &reading).expect("it is there"), record);
            let bytes = raw.bytes(place.byte, place.len).expect("they are there");
            prop_assert_eq!(&bytes[..], &feed.as_bytes()[place.byte as usize..(place.byte + place.len) as usize]);
        }
    }
}
