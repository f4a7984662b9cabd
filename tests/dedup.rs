//! De-duplication loses nothing: survivors and manifest together are the input byte for byte, in every format, and no sentence
//! goes that stands nowhere else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use wirediff::Story;
use wirediff::feed::dedup::{
    DEDUP_SCHEMA, InputEntry, Keep, ManifestHeader, ManifestLine, ManifestSummary, Member, Plan, PlanOptions,
    Reason, Rules, Undo, UndoError, content, plan, survivors,
};
use wirediff::feed::{Progress, Silent, Stage};
use wirediff::ingest::{Batches, Limits, Reading, RecordPlace, Source, sources};

fn reading() -> Reading {
    Reading::new(Limits { encoding: None, max_story: 1 << 20 }, &std::env::temp_dir())
}

/// A de-duplicated feed.
struct Done {
    plan: Plan,
    /// The survivors of each input.
    left: Vec<Vec<u8>>,
    manifest: Vec<u8>,
}

/// Members of one cluster, named by source and record number.
type Cluster<'a> = &'a [(u32, u64)];

fn members(cluster: Cluster<'_>) -> Vec<Member> {
    let place = |&(source, number): &(u32, u64)| RecordPlace { source, number, ..RecordPlace::default() };
    let member =
        |at: &(u32, u64)| Member { id: format!("{}.{}", at.0, at.1), place: place(at), words: at.1 as u32 };
    cluster.iter().map(member).collect()
}

fn dedup(list: &[Source], clusters: &[Cluster<'_>], rules: Rules) -> Done {
    let reading = reading();
    let clusters = clusters.iter().map(|c| members(c)).collect();
    let options = PlanOptions { rules, ..PlanOptions::default() };
    let plan = plan(list, clusters, &options, &reading, &Silent).expect("a plan");
    let mut lines = vec![];
    let mut header = ManifestHeader { schema: DEDUP_SCHEMA.to_owned(), ..ManifestHeader::default() };
    let (mut left, mut summary) = (Vec::new(), ManifestSummary::default());
    for (index, source) in list.iter().enumerate() {
        let (dropped, places, extents) = plan.of(index as u32);
        let mut out = Vec::new();
        let whole = survivors(
            source.open().expect("opens"),
            source.format,
            &places,
            extents,
            &mut out,
            &mut |n, at, bytes| {
                summary.dropped += 1;
                lines.extend(dropped[n].lines(at, bytes));
                Ok(())
            },
        );
        let whole = whole.expect("copied");
        assert_eq!(whole, content(source.open().expect("opens")).expect("read"));
        let (name, format) = (source.name.clone(), source.format.name().to_owned());
        header.inputs.push(InputEntry { name, file: None, format, bytes: whole.bytes, blake3: whole.blake3 });
        left.push(out);
    }
    let mut manifest = Vec::new();
    let all = [ManifestLine::Header(header)].into_iter().chain(lines).chain([ManifestLine::Summary(summary)]);
    for line in all {
        serde_json::to_writer(&mut manifest, &line).expect("JSON");
        manifest.push(b'\n');
    }
    Done { plan, left, manifest }
}

fn undo(left: &[Vec<u8>], manifest: &[u8]) -> Result<Vec<Vec<u8>>, UndoError> {
    let mut undo = Undo::new(manifest)?;
    let mut out = Vec::new();
    while let Some((_, restored)) =
        undo.restore(|_| Ok((left.get(out.len()).map_or(&[][..], Vec::as_slice), Vec::new())))?
    {
        out.push(restored);
    }
    Ok(out)
}

fn write(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

fn find(paths: &[PathBuf]) -> Vec<Source> {
    let found = sources(paths, &mut io::empty(), &reading());
    assert_eq!(found.problems, []);
    found.list
}

const WIRE: &str =
    "The old pier of Saltby closes for repairs on Monday. Ada Quill sells rope at the harbour.";
const SAME: &str =
    "The old pier of Saltby closes for repairs on Monday. Ada Quill sells rope at the harbour.";
const STYLED: &str =
    "The old pier of Saltby closes for repairs on Monday — Ada Quill sells rope at the harbour.";
const LONGER: &str = "The old pier of Saltby closes for repairs on Monday. Fishermen object loudly.";
const OTHER: &str = "Mackerel are back in the bay.";

/// Keeps what a plan says of where it is: each stage with what it counts to and what it counted.
#[derive(Default)]
struct Heard(Mutex<Vec<(Stage, u64, u64)>>);

impl Progress for Heard {
    fn stage(&self, stage: Stage, total: u64) {
        self.0.lock().expect("a lock").push((stage, total, 0));
    }
    fn advance(&self, amount: u64) {
        self.0.lock().expect("a lock").last_mut().expect("a stage").2 += amount;
    }
    fn interrupted(&self) -> bool {
        false
    }
}

#[test]
fn a_plan_says_where_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let line = |text: &&str| serde_json::json!({"text": text}).to_string() + "\n";
    let feed: String = [WIRE, STYLED, LONGER, OTHER, OTHER].iter().map(line).collect();
    let list = find(&[write(&folder, "feed.jsonl", feed.as_bytes())]);
    let clusters = vec![members(&[(0, 1), (0, 2), (0, 3)])];
    let options = PlanOptions { identical: true, threads: 2, ..PlanOptions::default() };
    let heard = Heard::default();
    plan(&list, clusters, &options, &reading(), &heard).expect("a plan");
    let bytes = feed.len() as u64;
    let stages = heard.0.into_inner().expect("a lock");
    assert_eq!(stages, [(Stage::Locate, bytes, bytes), (Stage::Choose, 5, 5)]);
}

/// Drops record 2 and 4 (copies of 1) and nothing else; undoes it.
#[track_caller]
fn check(name: &str, feed: &[u8], expected: &[u8]) {
    for packed in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes = if packed {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            io::Write::write_all(&mut encoder, feed).expect("to memory");
            encoder.finish().expect("to memory")
        } else {
            feed.to_vec()
        };
        let list = find(&[write(&folder, name, &bytes)]);
        let numbers: Vec<u64> = records(&list).into_iter().map(|r| r.0.1).collect();
        let cluster: Vec<(u32, u64)> = numbers.iter().take(4).map(|n| (0, *n)).collect();
        let done = dedup(&list, &[&cluster], Rules::default());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&done.left[0]), text(expected), "{name}");
        assert_eq!((done.plan.dropped.len(), done.plan.stayed), (2, 1), "{name}");
        assert_eq!(undo(&done.left, &done.manifest).expect("restored"), [feed], "{name}");
    }
}

/// Source and number, and text, of every record.
fn records(list: &[Source]) -> Vec<((u32, u64), String)> {
    let mut out = Vec::new();
    for batch in Batches::new(list, &reading()) {
        batch.records(&reading(), &mut |r| {
            out.extend(r.map(|r| ((r.place.source, r.place.number), r.text.into_owned())));
        });
    }
    out
}

#[test]
fn lines_keep_their_ends_and_what_is_no_record_stays() {
    let line = |text: &str| serde_json::json!({"text": text}).to_string();
    for (end, last, mark) in
        [("\n", "\n", ""), ("\r\n", "\r\n", ""), ("\n", "", ""), ("\n", "\n\n", "\u{feff}")]
    {
        let [a, b, c, d, e] = [WIRE, SAME, LONGER, SAME, OTHER].map(line);
        let feed = format!("{mark}{a}{end}{b}{end}no JSON{end}{end}{c}{end}{d}{end}{e}{last}");
        let left = format!("{mark}{a}{end}no JSON{end}{end}{c}{end}{e}{last}");
        check("a.jsonl", feed.as_bytes(), left.as_bytes());
    }
    let [a, b] = [WIRE, LONGER].map(line);
    let bad = b"{\"text\": \"\xff\xfe bytes\"}\n";
    let feed = [format!("{a}\n{a}\n{b}\n").as_bytes(), bad, a.as_bytes()].concat();
    let folder = tempfile::tempdir().expect("a folder");
    let list = find(&[write(&folder, "a.jsonl", &feed)]);
    let done = dedup(
        &list,
        &[&[(0, 1), (0, 2), (0, 5)], &[(0, 3), (0, 4)]],
        Rules { lossy: true, ..Rules::default() },
    );
    assert_eq!(done.left[0], format!("{a}\n{b}\n").into_bytes());
    assert_eq!(undo(&done.left, &done.manifest).expect("restored"), [feed]);
}

#[test]
fn an_array_stays_one() {
    let [a, b, c, e] = [WIRE, SAME, LONGER, OTHER].map(|t| serde_json::json!({"text": t}).to_string());
    for comma in [",", ",\n  ", " , "] {
        let list = |elements: &[&str]| format!("[\n {}\n]\n", elements.join(comma));
        let feed = list(&[&a, &b, &c, &b, &e, "17"]);
        let left = list(&[&a, &c, &e, "17"]);
        // The comma before an element goes with it.
        check("a.json", feed.as_bytes(), left.as_bytes());
        assert!(serde_json::from_str::<serde_json::Value>(&left).is_ok());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let first = format!("[{a}]");
    let paths = [
        write(&folder, "1.json", first.as_bytes()),
        write(&folder, "2.json", format!("[ {a} , {b} ]").as_bytes()),
    ];
    let done = dedup(&find(&paths), &[&[(0, 1), (1, 1), (1, 2)]], Rules::default());
    assert_eq!(done.left, [first.into_bytes(), b"[  ]".to_vec()]);
}

#[test]
fn tables_keep_their_header() {
    for (name, comma, end, last) in
        [("a.csv", ",", "\n", "\n"), ("a.tsv", "\t", "\r\n", ""), ("a.csv", ",", "\n\n", "\n")]
    {
        let row = |id: &str, text: &str| format!("{id}{comma}\"{}\"", text.replace(". ", ".\n\n"));
        let all = |rows: &[String]| format!("id{comma}text{end}{}{last}", rows.join(end));
        let [a, b, c, d, e] = [WIRE, SAME, LONGER, SAME, OTHER].map(|t| row("x", t));
        let feed = all(&[a.clone(), b, c.clone(), d, e.clone()]);
        if end != "\n\n" {
            check(name, feed.as_bytes(), all(&[a, c, e]).as_bytes());
        } else {
            let left = format!("id,text\n\n{a}\n\n\n{c}\n\n\n{e}\n");
            check(name, feed.as_bytes(), left.as_bytes());
        }
    }
}

#[test]
fn texts_in_a_folder_go_as_files() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("a.txt", WIRE), ("b.txt", STYLED), ("c.txt", LONGER)] {
        write(&folder, name, text.as_bytes());
    }
    let list = find(&[folder.path().to_owned()]);
    let done = dedup(&list, &[&[(0, 1), (1, 1), (2, 1)]], Rules::default());
    assert_eq!(done.left, [WIRE.as_bytes(), b"", LONGER.as_bytes()]);
    assert_eq!(done.plan.dropped[0].reason, Reason::Restyled);
    let restored = undo(&done.left, &done.manifest).expect("restored");
    assert_eq!(restored, [WIRE, STYLED, LONGER].map(|t| t.as_bytes().to_vec()));
}

#[test]
fn what_is_kept_is_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed: String = [SAME, WIRE, WIRE].map(|t| serde_json::json!({"text": t}).to_string() + "\n").concat();
    let list = find(&[write(&folder, "a.jsonl", feed.as_bytes())]);
    // Members are in order of publication; their words grow with the line.
    for (keep, kept) in [(Keep::Earliest, 2), (Keep::Longest, 3), (Keep::First, 1)] {
        let done = dedup(&list, &[&[(0, 2), (0, 3), (0, 1)]], Rules { keep, lossy: false });
        let left: Vec<u64> =
            (1..=3).filter(|n| done.plan.dropped.iter().all(|d| d.place.number != *n)).collect();
        assert_eq!(left, [kept]);
        assert!(
            done.plan.dropped.iter().all(|d| d.kept_place.number == kept && d.reason == Reason::Identical)
        );
    }
}

#[test]
fn losses_are_listed_sentence_by_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed: String = [WIRE, LONGER].map(|t| serde_json::json!({"text": t}).to_string() + "\n").concat();
    let list = find(&[write(&folder, "a.jsonl", feed.as_bytes())]);
    let cluster: Cluster<'_> = &[(0, 1), (0, 2)];
    assert_eq!(dedup(&list, &[cluster], Rules::default()).plan.dropped, []);
    let done = dedup(&list, &[cluster], Rules { lossy: true, ..Rules::default() });
    let lost: Vec<&str> = done.plan.dropped[0].residual.iter().map(|r| r.1.as_str()).collect();
    assert_eq!(lost, ["Fishermen object loudly."]);
    let lines: Vec<serde_json::Value> =
        done.manifest.split(|b| *b == b'\n').filter_map(|l| serde_json::from_slice(l).ok()).collect();
    let types: Vec<&str> = lines.iter().filter_map(|l| l["type"].as_str()).collect();
    assert_eq!(types, ["header", "dropped", "residual", "summary"]);
    assert_eq!(lines[2]["text"], "Fishermen object loudly.");
    assert_eq!(lines[2]["span"], serde_json::json!([53, 77]));
    assert_eq!(lines[1]["kept"]["record"], 1);
    assert_eq!(undo(&done.left, &done.manifest).expect("restored"), [feed.into_bytes()]);
}

#[test]
fn what_has_changed_is_not_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed: String =
        [WIRE, SAME, OTHER].map(|t| serde_json::json!({"text": t}).to_string() + "\n").concat();
    let list = find(&[write(&folder, "a.jsonl", feed.as_bytes())]);
    let done = dedup(&list, &[&[(0, 1), (0, 2)]], Rules::default());
    let mut other = done.left.clone();
    other[0][20] ^= 1;
    assert!(matches!(undo(&other, &done.manifest), Err(UndoError::Changed { .. })));
    assert!(matches!(undo(&[Vec::new()], &done.manifest), Err(UndoError::Changed { .. })));
    let manifest = String::from_utf8(done.manifest.clone()).expect("UTF-8");
    let refused = |manifest: &str| match undo(&done.left, manifest.as_bytes()) {
        Err(UndoError::Line { line, .. }) => line,
        other => panic!("{other:?}"),
    };
    let lines: Vec<&str> = manifest.lines().collect();
    assert_eq!(refused(""), 1);
    assert_eq!(refused(lines[1]), 1);
    assert_eq!(refused(&lines[..2].join("\n")), 3);
    assert_eq!(refused(&manifest.replace("wirediff.dedup/1", "wirediff.dedup/9")), 1);
    let astray = manifest.replace("\"input\":0,\"record\":2", "\"input\":7,\"record\":2");
    assert!(matches!(undo(&done.left, astray.as_bytes()), Err(UndoError::Changed { .. })));
    assert_eq!(refused(&format!("{}\n{}\n{}", lines[0], lines[1], lines[0])), 3);
    let unknown = manifest.replacen('\n', "\n{\"type\":\"later\",\"x\":1}\n", 1);
    assert_eq!(undo(&done.left, unknown.as_bytes()).expect("restored"), [feed.into_bytes()]);
}

/// A few sentences, each with variants that say the same, and one that does not.
fn sentence() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "The old pier of Saltby closes for repairs on Monday.",
        "The old pier of Saltby closes for repairs on Tuesday.",
        "Repairs cost 3.5 million euros, the harbour master told reporters.",
        "Repairs cost €3.5m, the harbour master told reporters.",
        "Repairs cost 4.5 million euros, the harbour master told reporters.",
        "\"Nobody will miss the noise of the engines,\" said Ada Quill.",
        "“Nobody will miss the noise of the engines,” said Ada Quill.",
        "“Nobody will miss the noise of the engines,” said Ada Quill, who sells rope by the yard.",
        "Fishermen object.",
        "Fishermen did not object.",
    ])
}

/// The words of a sentence without marks and case, figures and all.
fn plain(sentence: &str) -> String {
    let same = sentence.replace("€3.5m", "3.5 million euros");
    same.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>().to_lowercase()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_sentence_is_lost_and_all_comes_back(
        stories in prop::collection::vec((prop::collection::vec(sentence(), 1..5), 0..3_usize), 1..10),
        format in 0..3_usize, lossy in any::<bool>(), keep in prop::sample::select(vec![Keep::Earliest, Keep::Longest, Keep::First]),
    ) {
        let texts: Vec<String> = stories.iter().map(|s| s.0.join(" ")).collect();
        let json: Vec<String> = texts.iter().map(|t| serde_json::json!({"text": t}).to_string()).collect();
        let (name, feed) = match format {
            0 => ("a.jsonl", json.join("\n")),
            1 => ("a.json", format!("[{}]", json.join(", "))),
            _ => ("a.csv", texts.iter().fold("id,text\r\n".to_owned(), |all, t| all + "x,\"" + &t.replace('"', "\"\"") + "\"\r\n")),
        };
        let folder = tempfile::tempdir().expect("a folder");
        let list = find(&[write(&folder, name, feed.as_bytes())]);
        let mut clusters: BTreeMap<usize, Vec<(u32, u64)>> = BTreeMap::new();
        for (n, story) in stories.iter().enumerate() {
            clusters.entry(story.1).or_default().push((0, n as u64 + 1));
        }
        let clusters: Vec<Cluster<'_>> = clusters.values().map(Vec::as_slice).collect();
        let done = dedup(&list, &clusters, Rules { keep, lossy });
        prop_assert_eq!(undo(&done.left, &done.manifest).expect("restored"), vec![feed.into_bytes()]);
        // Every cluster keeps one story.
        for cluster in &clusters {
            let gone = done.plan.dropped.iter().filter(|d| cluster.contains(&(0, d.place.number))).count();
            prop_assert!(gone < cluster.len());
        }
        let left = &write(&folder, &format!("left-{name}"), &done.left[0]);
        let kept: BTreeSet<String> = records(&find(std::slice::from_ref(left))).into_iter().flat_map(|r| {
            let story = Story::new("x", r.1);
            let spans: Vec<String> = story.sentences().iter().map(|s| plain(s.span.of(story.raw()))).collect();
            spans
        }).collect();
        let listed: BTreeSet<String> = done.plan.dropped.iter().flat_map(|d| &d.residual).map(|r| plain(&r.1)).collect();
        prop_assert!(lossy || listed.is_empty());
        for text in &texts {
            let story = Story::new("x", text.clone());
            for sentence in story.sentences() {
                let plain = plain(sentence.span.of(story.raw()));
                let stands = listed.contains(&plain) || kept.iter().any(|k| k.starts_with(plain.as_str()));
                prop_assert!(stands, "lost: {}", plain);
            }
        }
    }
}
