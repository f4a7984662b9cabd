//! What a user sees, kept: whole screens, Markdown and JSON of pairs of `testdata`, and the schemas that JSON obeys.
//!
//! After a wanted change of the output: `INSTA_UPDATE=always cargo test --test screens`, then read the differences.

mod binary;

use std::fs;
use std::path::Path;

use binary::{folder, run};
use insta::assert_snapshot;
use serde_json::Value;

/// A story of three paragraphs, small enough for its whole JSON to be read.
const QUAY_WIRE: &str = "Outlet: Northwire\nHeadline: Quay in Hollin to close\n\n\
    HOLLIN, March 4 (Northwire) - The old quay in Hollin will close on Monday for 12 weeks, the harbor office said.\n\n\
    \"We have waited long enough,\" harbor master Ida Brandt told reporters. Repairs will cost $1.2 million.\n\n\
    The quay was built in 1911.\n";

/// Its rewrite: one figure changed, one quotation cut short, British spelling, the background moved up.
const QUAY_POST: &str = "Outlet: The Hollin Post\nHeadline: Quay shuts for three months\n\n\
    The quay was built in 1911.\n\n\
    The old quay in Hollin will close on Monday for 21 weeks, the harbour office said.\n\n\
    “We have waited,” harbour master Ida Brandt told reporters. Traders fear for the summer.\n";

/// Runs the command at the root of the repository, so that no path of this machine is printed.
fn seen(arguments: &[&str]) -> String {
    screen(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// Runs the command on the two stories of the quay.
fn quay(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("wire.txt"), QUAY_WIRE).expect("written");
    fs::write(folder.path().join("post.txt"), QUAY_POST).expect("written");
    screen(folder.path(), arguments)
}

/// Runs the command and returns what it printed, without the hash of the word tables, which is not for reading.
#[track_caller]
fn screen(folder: &Path, arguments: &[&str]) -> String {
    let run = run(folder, arguments);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
    match run.out.split_once("\"table\": \"") {
        Some((before, after)) => format!("{before}\"table\": \"[64 digits]{}", &after[64..]),
        None => run.out,
    }
}

const FERRY: &str = "testdata/rewrites/ferry.wire.txt";
const TABLOID: &str = "testdata/rewrites/ferry.tabloid.txt";
const SUMMIT: &str = "testdata/rewrites/summit.wire.txt";
const HERALD: &str = "testdata/rewrites/summit.herald.txt";

#[test]
fn two_panes() {
    assert_snapshot!("side-ferry-tabloid", seen(&["compare", FERRY, TABLOID, "--width", "120"]));
    assert_snapshot!("side-summit-herald", seen(&["compare", SUMMIT, HERALD, "--width", "120"]));
    assert_snapshot!("side-quay", quay(&["compare", "wire.txt", "post.txt", "--width", "100"]));
}

#[test]
fn redlines() {
    assert_snapshot!("inline-ferry-tabloid", seen(&["compare", FERRY, TABLOID, "--width", "80"]));
    assert_snapshot!("inline-summit-herald", seen(&["compare", SUMMIT, HERALD, "--width", "80"]));
    let painted = ["compare", "wire.txt", "post.txt", "--style", "--context", "all"];
    assert_snapshot!("inline-quay-style", quay(&painted));
}

#[test]
fn colours() {
    let coloured = quay(&["compare", "wire.txt", "post.txt", "--width", "100", "--color", "always"]);
    assert_snapshot!("side-quay-colour", coloured.replace('\u{1b}', "␛"));
    assert_eq!(
        uncoloured(&coloured),
        quay(&["compare", "wire.txt", "post.txt", "--width", "100"]),
        "colour adds escapes and nothing else"
    );
}

/// The text without its colour codes.
fn uncoloured(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| out + piece.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn parts_and_stances() {
    let ledgers = ["compare", FERRY, TABLOID, "--only", "facts,quotes", "--width", "100"];
    assert_snapshot!("only-facts-quotes", seen(&ledgers));
    let lists = ["compare", SUMMIT, HERALD, "--only", "moves,added,dropped", "--base", "--width", "100"];
    assert_snapshot!("only-lists-base", seen(&lists));
}

#[test]
fn other_scripts() {
    let arabic = ["testdata/rewrites/maa.wire.txt", "testdata/rewrites/maa.alrafid.txt"];
    let ukrainian = ["testdata/rewrites/most.wire.txt", "testdata/rewrites/most.visnyk.txt"];
    assert_snapshot!("inline-arabic", seen(&["compare", arabic[0], arabic[1], "-f", "inline"]));
    assert_snapshot!("side-ukrainian", seen(&["compare", ukrainian[0], ukrainian[1], "--width", "100"]));
}

#[test]
fn markdown() {
    assert_snapshot!("markdown-ferry-tabloid", seen(&["compare", FERRY, TABLOID, "-f", "markdown"]));
    assert_snapshot!("markdown-coverage", seen(&[&["compare", "-f", "markdown"][..], &OUTLETS].concat()));
}

/// A wire story and what four outlets made of it.
const OUTLETS: [&str; 5] = [
    FERRY,
    "testdata/rewrites/ferry.courant.txt",
    TABLOID,
    "testdata/rewrites/ferry.update.txt",
    "testdata/rewrites/ferry.restyled.txt",
];

#[test]
fn the_coverage_matrix() {
    for width in ["80", "120"] {
        let matrix = seen(&[&["compare", "--width", width][..], &OUTLETS].concat());
        assert_snapshot!(format!("coverage-{width}"), matrix);
    }
}

#[test]
fn json() {
    assert_snapshot!("json-quay", quay(&["compare", "wire.txt", "post.txt", "--json", "--pretty"]));
}

#[test]
fn explanations() {
    assert_snapshot!("explain-quay", quay(&["explain", "wire.txt", "post.txt"]));
    assert_snapshot!("explain-quay-json", quay(&["explain", "wire.txt", "post.txt", "--json", "--pretty"]));
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for width in [48, 80, 99, 100, 120, 200] {
        let columns = width.to_string();
        for pair in [
            [FERRY, TABLOID],
            ["testdata/malformed/long-word.txt", FERRY],
            ["testdata/rewrites/maa.wire.txt", HERALD],
        ] {
            for format in ["side", "inline"] {
                let text = seen(&["compare", pair[0], pair[1], "--width", &columns, "-f", format]);
                let widest = text.lines().map(unicode_width::UnicodeWidthStr::width).max();
                assert!(widest <= Some(width), "{pair:?} as {format} at {width}: {widest:?}");
            }
        }
    }
}

/// The schema that `wirediff schema DOCUMENT` prints, ready to check with.
fn schema(document: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(&seen(&["schema", document])).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of draft 2020-12");
    jsonschema::validator_for(&schema).expect("a schema")
}

/// The JSON of the command obeys the schema.
#[track_caller]
fn obeys(validator: &jsonschema::Validator, arguments: &[&str]) -> Value {
    let document: Value = serde_json::from_str(&seen(arguments)).expect("JSON");
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect();
    assert!(errors.is_empty(), "{arguments:?}: {errors:#?}");
    document
}

#[test]
fn json_obeys_the_schema_that_is_printed() {
    let (compare, explain) = (schema("compare"), schema("explain"));
    let mut pairs = 0;
    for entry in fs::read_dir(folder("testdata/rewrites")).expect("testdata") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let Some(stem) = name.strip_suffix(".gold.json") else { continue };
        let (story, _) = stem.split_once('.').expect("story.outlet");
        let a = format!("testdata/rewrites/{story}.wire.txt");
        let b = format!("testdata/rewrites/{stem}.txt");
        obeys(&compare, &["compare", &a, &b, "--json"]);
        if pairs % 4 == 0 {
            obeys(&explain, &["explain", &a, &b, "--json"]);
        }
        pairs += 1;
    }
    assert!(pairs > 20, "{pairs} pairs");
    obeys(&compare, &["compare", "testdata/malformed/empty.txt", FERRY, "--json", "--quiet"]);
    obeys(&explain, &["explain", "testdata/malformed/empty.txt", FERRY, "--json", "--quiet"]);
    obeys(&schema("coverage"), &[&["compare", "--json"][..], &OUTLETS].concat());
}

#[test]
fn the_schema_refuses_what_is_broken() {
    let validator = schema("compare");
    let whole = obeys(&validator, &["compare", FERRY, TABLOID, "--json"]);
    type Spoil = fn(&mut Value);
    let breaks: [(&str, Spoil); 7] = [
        ("no links", |d| drop(d.as_object_mut().expect("an object").remove("links"))),
        ("a score in words", |d| d["links"][0]["score"] = "high".into()),
        ("an id that is a number", |d| d["links"][0]["a"] = 1.into()),
        ("an unknown relation", |d| d["links"][0]["relation"] = "cousin".into()),
        ("a span of one end", |d| d["links"][0]["ops"][0]["a"] = Value::Array(vec![3.into()])),
        ("a negative word count", |d| d["stories"][0]["words"] = (-1).into()),
        ("one null story", |d| d["stories"] = Value::Array(vec![Value::Null])),
    ];
    for (name, spoil) in breaks {
        let mut broken = whole.clone();
        spoil(&mut broken);
        assert_ne!(broken, whole, "{name} changes nothing");
        assert!(!validator.is_valid(&broken), "{name} passes");
    }
    assert!(!schema("coverage").is_valid(&whole), "a comparison passes for a coverage");
    assert!(!schema("explain").is_valid(&whole), "a comparison passes for an explanation");
}
