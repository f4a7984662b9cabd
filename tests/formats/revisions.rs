//! Versions of one story.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::binary::run;

const TEXT: &str = "The ferry to Marrow sank on Monday with forty people on board, the harbour office of Hollin said. \
                    Lifeboats from three towns searched the bay until dark, and two helicopters joined them at noon. \
                    The owner of the ship did not answer calls.";

fn scan(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = ["scan", "feed.jsonl", "--json"].iter().chain(arguments).copied().collect();
    let found = run(folder, &all);
    assert_eq!(found.code, Some(0), "{}", found.err);
    found.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn the_newest_version_stands_for_the_story() {
    let folder = tempfile::tempdir().expect("a folder");
    let story = |guid: &str, version: &str, outlet: &str, hour: u32, more: &str| {
        serde_json::json!({"guid": guid, "version": version, "outlet": outlet, "text": format!("{TEXT} {more}"),
                           "published": format!("2025-03-01T{hour:02}:00:00Z")})
        .to_string()
    };
    let lines = [
        story("w1", "2", "Northwire", 11, "Two people died."),
        story("w1", "10", "Northwire", 12, "Three people died."),
        story("w1", "1", "Northwire", 10, "Nobody died."),
        // Another outlet that counts as it likes.
        story("w1", "1", "Island Post", 13, "Three people died, it said."),
    ];
    fs::write(folder.path().join("feed.jsonl"), lines.join("\n")).expect("written");

    let newest = scan(folder.path(), &[]);
    let versions: Vec<_> =
        of(&newest, "story").iter().map(|s| (s["outlet"].clone(), s["version"].clone())).collect();
    assert_eq!(versions, [("Northwire".into(), "10".into()), ("Island Post".into(), Value::from("1"))]);
    assert_eq!(of(&newest, "link").iter().map(|l| &l["relation"]).collect::<Vec<_>>(), ["copy"]);
    assert_eq!(newest.last().expect("a summary")["superseded"], 2);

    let whole = scan(folder.path(), &["--revisions"]);
    let ids: Vec<_> = of(&whole, "story").iter().map(|s| s["id"].clone()).collect();
    assert_eq!(ids, ["w1", "w1@2", "w1@10", "w1~2"]);
    let revisions = of(&whole, "link").iter().filter(|l| l["relation"] == "revision").count();
    assert_eq!(revisions, 3, "every pair of the chain");
    assert_eq!(of(&whole, "cluster").len(), 1);
    assert_eq!(whole.last().expect("a summary")["stories"], 4);

    // Each can be named.
    let told = run(folder.path(), &["compare", "feed.jsonl#w1@2", "feed.jsonl#w1@10", "--json"]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(told.out.contains("w1@10"), "{}", told.out);
}
