//! The verbs of an index, by the built binary.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::binary::{folder, run};
use crate::feeds::{night, same, written};

/// Runs the binary and returns what it printed, which must have gone well.
#[track_caller]
fn told(here: &Path, arguments: &[&str]) -> String {
    let ran = run(here, arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
    ran.out
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn of<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn a_feed_is_added_once_and_a_copy_is_found() {
    let here = tempfile::tempdir().expect("a folder");
    let rewrites = folder("testdata/rewrites");
    let path = |name: &str| rewrites.join(format!("{name}.txt")).to_string_lossy().into_owned();
    let (wire, courant, storm) = (path("ferry.wire"), path("ferry.courant"), path("storm.wire"));
    let first = run(here.path(), &["scan", &wire, &storm, "--index", "ix", "--json"]);
    assert_eq!((first.code, first.err.as_str()), (Some(0), "2 stories added, 0 were there already\n"));
    let again = run(here.path(), &["scan", &wire, &storm, "--index", "ix", "--json"]);
    assert_eq!((again.code, again.err.as_str()), (Some(0), "0 stories added, 2 were there already\n"));

    let found = lines(&told(here.path(), &["find", &courant, "--index", "ix", "--json"]));
    let [link] = of(&found, "link")[..] else { panic!("{found:?}") };
    assert_eq!((&link["relation"], &link["a"], &link["b"]), (&json!("copy"), &json!(wire), &json!(courant)));
    let copies = run(here.path(), &["find", &courant, "--index", "ix", "--exit-code"]);
    assert_eq!(copies.code, Some(1));
    assert!(
        copies.out.contains("copy: it has") && copies.out.contains("in a cluster of 2"),
        "{}",
        copies.out
    );
    // Asking changed nothing.
    let stats = lines(&told(here.path(), &["index", "stats", "ix", "--json"]));
    assert_eq!((&stats[0]["stories"], &stats[0]["sequence"]), (&json!(2), &json!(1)));

    let none = told(here.path(), &["find", &path("budget.wire"), "--index", "ix"]);
    assert!(none.contains("the index has nothing like it"), "{none}");
    // What is there already is no copy of itself.
    let same = told(here.path(), &["find", &storm, "--index", "ix"]);
    assert!(same.contains("the index has nothing like it"), "{same}");
    // An id of the index is a name too, and what is added is told with what was there.
    let added = lines(&told(here.path(), &["scan", &courant, "--index", "ix", "--json"]));
    assert_eq!(of(&added, "cluster").len(), 1);
    assert_eq!(of(&added, "link"), of(&found, "link"));
    told(here.path(), &["index", "remove", "ix", &courant]);
    let gone = run(here.path(), &["index", "remove", "ix", &courant]);
    assert_eq!(gone.code, Some(2));
    assert!(
        gone.err.contains("no story of the index has the id") && gone.err.contains("hint:"),
        "{}",
        gone.err
    );
    told(here.path(), &["index", "compact", "ix"]);
    let left = lines(&told(here.path(), &["scan", "--index", "ix", "--json", "-q"]));
    assert_eq!((of(&left, "story").len(), of(&left, "outlet").len()), (0, 2), "{left:?}");
    assert_eq!(run(here.path(), &["index", "verify", "ix"]).err, "the index is sound\n");
}

#[test]
fn the_whole_of_an_index_is_the_scan_of_its_stories() {
    let here = tempfile::tempdir().expect("a folder");
    let mut records = night(60);
    records.sort_by_key(Value::to_string);
    records.dedup();
    let paths = written(here.path(), &records, 3);
    let paths: Vec<&str> = paths.iter().filter_map(|p| p.to_str()).collect();
    for path in paths.iter().rev() {
        told(here.path(), &["scan", path, "--index", "ix", "--add-only"]);
    }
    let whole = told(here.path(), &["scan", "--index", "ix", "--json", "-q"]);
    let mut scan = vec!["scan", "--among", "10000000", "--json", "-q"];
    scan.extend(&paths);
    let scan = told(here.path(), &scan);
    assert!(of(&lines(&whole), "cluster").len() >= 5);
    same(&whole, &scan, "whole and scan");
}

/// An agency's item, its correction, and who ran which.
#[test]
fn who_still_carries_a_withdrawn_figure_is_named() {
    let here = tempfile::tempdir().expect("a folder");
    let text = |dead: &str| {
        format!(
            "A ferry with 47 people on board sank off Ostravia on Tuesday, killing {dead}, the coast guard said.\n\n\
             Rescue boats reached the place after two hours in heavy seas, and helicopters searched until dusk.\n\n\
             The company said the ship had passed its inspection in March without complaint."
        )
    };
    let item = |version: u32, dead: &str, more: Value| {
        let mut item = json!({"uri": "urn:wire:1", "type": "text", "version": version.to_string(), "headline": "Ferry sinks",
            "versioncreated": format!("2026-01-01T0{version}:00:00Z"), "body_text": text(dead)});
        more.as_object().expect("fields").iter().for_each(|(key, value)| item[key] = value.clone());
        item
    };
    let add = |name: &str, content: String| {
        fs::write(here.path().join(name), content).expect("written");
        told(here.path(), &["scan", name, "--index", "ix", "--add-only"]);
    };
    add("1.json", item(1, "14", json!({})).to_string());
    let ran = |id: &str, dead: &str| json!({"id": id, "outlet": id, "text": text(dead)}).to_string() + "\n";
    add("outlets.jsonl", ran("courant", "14") + &ran("post", "12") + &ran("gazette", "14"));
    let none = told(here.path(), &["find", "--still-carrying", "--index", "ix"]);
    assert!(none.contains("no story carries anything"), "{none}");
    add(
        "2.json",
        item(2, "12", json!({"ednote": "CORRECTS number of dead", "signals": ["correction"]})).to_string(),
    );

    let chain = lines(&told(here.path(), &["find", "urn:wire:1", "--index", "ix", "--versions", "--json"]));
    assert_eq!((chain.len(), &chain[1]["step"]), (2, &json!("correction")), "{chain:?}");
    assert_eq!(chain[1]["withdrawn"], json!([{"kind": "number", "text": "14", "now": "12"}]));
    let carrying = run(here.path(), &["find", "--still-carrying", "--index", "ix", "--json", "--exit-code"]);
    let names: Vec<Value> = lines(&carrying.out).iter().map(|l| l["story"].clone()).collect();
    assert_eq!(
        (names, carrying.code),
        (vec![json!("courant"), json!("gazette")], Some(1)),
        "{}",
        carrying.out
    );

    add("3.json", item(3, "12", json!({"pubstatus": "canceled"})).to_string());
    let carrying =
        lines(&told(here.path(), &["find", "urn:wire:1", "--still-carrying", "--index", "ix", "--json"]));
    assert_eq!(carrying.len(), 3, "all of it is withdrawn: {carrying:?}");
    assert!(carrying.iter().all(|l| l["carries"].as_array().is_some_and(|c| c.len() >= 2)));
}

#[cfg(feature = "parquet")]
#[test]
fn what_is_exported_is_what_is_there_and_makes_the_same_index_again() {
    let here = tempfile::tempdir().expect("a folder");
    let mut records = night(60);
    records.sort_by_key(Value::to_string);
    records.dedup();
    // Those with an id of their own keep it.
    let mut seen = std::collections::BTreeSet::new();
    records.retain(|record| seen.insert(record["id"].to_string()));
    let path = written(here.path(), &records, 1)[0].to_string_lossy().into_owned();
    let whole = told(here.path(), &["scan", &path, "--index", "ix", "--json", "-q"]);
    told(here.path(), &["index", "export", "ix", "--to", "out"]);
    let lines = lines(&whole);
    let rows = |name: &str| -> i64 {
        let file = fs::File::open(here.path().join(format!("out/{name}.parquet"))).expect("written");
        let reader = parquet::file::reader::SerializedFileReader::new(file).expect("a Parquet file");
        parquet::file::reader::FileReader::metadata(&reader).file_metadata().num_rows()
    };
    assert_eq!(rows("stories"), records.len() as i64);
    assert_eq!(rows("matches"), of(&lines, "match").len() as i64);
    assert_eq!(rows("edges"), of(&lines, "link").len() as i64);
    let members: usize =
        of(&lines, "cluster").iter().map(|c| c["members"].as_array().expect("a list").len()).sum();
    assert_eq!(rows("clusters"), members as i64);
    assert!(
        members > 20 && rows("paragraphs") > rows("stories") && rows("shingles") > 10 * rows("paragraphs")
    );
    let again = told(here.path(), &["scan", "out/stories.parquet", "--index", "again", "--json", "-q"]);
    same(&again, &whole, "made again");
}

#[test]
fn old_stories_go_and_what_has_no_time_stays() {
    let here = tempfile::tempdir().expect("a folder");
    let story = |id: &str, day: &str| json!({"id": id, "published": day, "text": format!("The harbour of {id} was closed on that day by the port.")});
    let feed: String =
        [story("a", "2026-01-01"), story("b", "2026-01-20"), story("c", ""), story("d", "2026-01-30")]
            .iter()
            .map(|record| record.to_string() + "\n")
            .collect();
    fs::write(here.path().join("feed.jsonl"), feed).expect("written");
    told(here.path(), &["scan", "feed.jsonl", "--index", "ix", "--add-only"]);
    let kept = run(here.path(), &["index", "keep", "ix", "--days", "14"]);
    assert_eq!((kept.code, kept.err.as_str()), (Some(0), "1 removed\n"));
    for (id, there) in [("a", false), ("b", true), ("c", true), ("d", true)] {
        let found = run(here.path(), &["find", id, "--index", "ix"]);
        assert_eq!(found.code == Some(0), there, "{id}: {}", found.err);
    }
}

#[test]
fn what_does_not_fit_is_refused_with_a_hint() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("a.txt"), "The ferry sank off the island in the night.").expect("written");
    told(here.path(), &["scan", "a.txt", "--index", "ix", "--add-only"]);
    fs::create_dir(here.path().join("other")).expect("made");
    fs::write(here.path().join("other/letter.txt"), "Dear all").expect("written");
    let cases: [(&[&str], &str); 7] = [
        (&["scan", "a.txt", "--index", "ix", "--holders", "8"], "the index was made with --holders 16"),
        (&["scan", "a.txt", "--index", "other"], "holds files and is no index"),
        (&["find", "a.txt", "--index", "none"], "there is no index in `none`"),
        (&["index", "stats", "none"], "there is no index in `none`"),
        (&["index", "compact", "none"], "there is no index in `none`"),
        (&["find", "b.txt", "--index", "ix"], "cannot read `b.txt`"),
        (&["scan", "--index", "none", "--json"], "there is no index in `none`"),
    ];
    for (arguments, message) in cases {
        let ran = run(here.path(), arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert!(ran.err.contains(message) && ran.err.contains("hint:"), "{arguments:?}: {}", ran.err);
    }
    assert!(!here.path().join("none").exists());
}

#[test]
fn a_newer_version_takes_the_place_of_the_older_one_until_it_goes() {
    let here = tempfile::tempdir().expect("a folder");
    let text =
        "The ferry sank off the island in the night, and the coast guard searched for hours in heavy seas.";
    let story = |id: &str, version: u32| {
        json!({"type": "text", "uri": id, "version": version.to_string(), "versioncreated": format!("2026-01-01T0{version}:00:00Z"),
               "headline": "Ferry", "body_text": format!("{text} Version {version} says more of it.")})
    };
    for version in [2, 1, 3] {
        fs::write(here.path().join("item.json"), story("urn:x:1", version).to_string()).expect("written");
        told(here.path(), &["scan", "item.json", "--index", "ix", "--add-only"]);
    }
    let stats = || lines(&told(here.path(), &["index", "stats", "ix", "--json"]))[0].clone();
    assert_eq!((&stats()["stories"], &stats()["superseded"]), (&json!(1), &json!(2)));
    let chain = lines(&told(here.path(), &["find", "urn:x:1", "--index", "ix", "--versions", "--json"]));
    let versions: Vec<&Value> = chain.iter().map(|v| &v["version"]).collect();
    assert_eq!(versions, [&json!("1"), &json!("2"), &json!("3")]);
    let names: Vec<&Value> = chain.iter().map(|v| &v["story"]).collect();
    assert_eq!(names, [&json!("urn:x:1@1"), &json!("urn:x:1@2"), &json!("urn:x:1")]);
    told(here.path(), &["index", "remove", "ix", "urn:x:1"]);
    assert_eq!((&stats()["stories"], &stats()["superseded"]), (&json!(1), &json!(1)));
}
