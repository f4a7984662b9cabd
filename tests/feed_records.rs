//! Records of feeds named on the command line: `FEED#ID`, `--in FEED`.

mod binary;

use binary::{folder, run};
use serde_json::Value;

/// The ids of the stories that a run compared or explained.
#[track_caller]
fn ids(arguments: &[&str]) -> Vec<String> {
    let run = run(&folder("testdata/feed"), arguments);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
    let model: Value = serde_json::from_str(&run.out).expect("JSON");
    let stories = model["stories"].as_array().expect("stories");
    stories.iter().map(|s| s["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn records_are_named_by_feed_and_id() {
    for feed in ["harbour.jsonl", "harbour.json", "harbour.csv", "harbour.tsv"] {
        let [a, b] = ["pier-1", "pier-2"].map(|id| format!("{feed}#{id}"));
        assert_eq!(ids(&["compare", "--json", &a, &b]), ["pier-1", "pier-2"]);
        assert_eq!(ids(&["explain", "--json", &a, &b]), ["pier-1", "pier-2"]);
        assert_eq!(ids(&["explain", "--json", "pier-1", "3", "--in", feed]), ["pier-1", "3"]);
    }
}

#[test]
fn what_the_record_says_is_known_of_the_story() {
    let run = run(&folder("testdata/feed"), &["compare", "--json", "harbour.jsonl#pier-1", "harbour.csv#3"]);
    let model: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(model["stories"][0]["outlet"], "Harbour Gazette");
    assert_eq!(model["stories"][0]["headline"], "Pier closes for repairs");
    assert_eq!(model["stories"][1]["published"], "2026-03-04");
}

#[test]
fn a_file_of_that_very_name_wins_and_records_without_id_have_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write(
        "a.jsonl",
        "{\"text\": \"The pier is shut.\"}\n\n{\"text\": \"The bay is open.\"}\n{\"id\": \"x\", \"text\": \"One.\"}\n{\"id\": \"x\", \"text\": \"Two.\"}\n",
    );
    write("a.jsonl#1", "A file.");
    write("b#c.jsonl", "{\"id\": \"d#e\", \"text\": \"The cave.\"}");
    let bytes = |name: &str| {
        let run = run(folder.path(), &["compare", "--json", name, "a.jsonl#1"]);
        let model: Value = serde_json::from_str(&run.out).expect("JSON");
        model["stories"][0]["bytes"].as_u64().expect("a number")
    };
    assert_eq!(
        ["a.jsonl#1", "a.jsonl#3", "a.jsonl#x", "a.jsonl#x~2", "b#c.jsonl#d#e"].map(bytes),
        [7, 16, 4, 4, 9]
    );
}

/// Of several records of one id the names go by time of publication, whatever the order of the feed, and leave out those
/// that a record has as its own.
#[test]
fn records_of_one_id_are_called_as_a_scan_calls_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let pier = |what: &str| format!("The council of Saltby voted 31 to 11 to close the old pier {what}.");
    let records = [
        ("x", "2025-03-02", pier("for repairs until March")),
        ("x~2", "2025-03-04", pier("until April")),
        ("x", "2025-03-03", pier("for repairs")),
        ("x", "2025-03-01", pier("for repairs until next March")),
    ];
    let line = |(id, published, text): &(&str, &str, String)| {
        serde_json::json!({"id": id, "published": published, "text": text}).to_string() + "\n"
    };
    let feed: String = records.iter().map(line).collect();
    std::fs::write(folder.path().join("a.jsonl"), feed).expect("written");
    let scan = run(folder.path(), &["scan", "a.jsonl", "--json", "-q"]);
    let named: Vec<(String, String)> = scan
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .filter(|line| line["type"] == "story")
        .map(|s| [&s["id"], &s["published"]].map(|v| v.as_str().expect("a string").to_owned()).into())
        .collect();
    let expected = [("x", "01"), ("x~3", "02"), ("x~4", "03"), ("x~2", "04")];
    assert_eq!(named, expected.map(|(id, day)| (id.to_owned(), format!("2025-03-{day}"))));
    for (id, published) in named {
        let name = format!("a.jsonl#{id}");
        let run = run(folder.path(), &["explain", "--json", &name, "a.jsonl#x~2"]);
        let model: Value = serde_json::from_str(&run.out).expect("JSON");
        let text = &records.iter().find(|r| r.1 == published).expect("a record").2;
        assert_eq!(model["stories"][0]["bytes"], text.len(), "{id}");
    }
}

#[test]
fn a_record_that_is_not_there_is_named() {
    let check = |name: &str, error: &str| {
        let run = run(&folder("testdata/feed"), &["explain", "harbour.csv#3", name]);
        assert_eq!(run.code, Some(2));
        let first = run.err.lines().next().unwrap_or("");
        assert_eq!(first, format!("wirediff: error: {error}"));
        assert!(run.err.contains("\nhint: "), "{}", run.err);
    };
    check("harbour.csv#none", "no record `none` in `harbour.csv`");
    check("absent.csv#3", "cannot read `absent.csv#3`: no such file");
    check("bad.jsonl#blank", "no record `blank` in `bad.jsonl`");
}
