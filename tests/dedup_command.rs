//! `wirediff dedup` as a user runs it: what goes, what stays, and that `--undo` brings every byte back.

mod binary;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use binary::{Run, command, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

/// The wire copy in three paragraphs, a paragraph of one outlet alone, and two stories that nobody copied.
const WIRE: [&str; 3] = [
    "The old pier of Saltby closes for repairs on Monday, the harbour master told reporters at the town hall. Ada Quill, \
     who has sold rope there for forty years, said she will move her stall to the fish market until spring.",
    "Engineers found cracks in eleven of the thirty oak piles after the January storm, and divers will spend six weeks \
     replacing them before the railway society brings back its summer trains to the headland.",
    "The council expects to pay 3.5 million euros, two thirds of which comes from the coastal fund that the ministry \
     opened last autumn for towns with wooden structures older than a century.",
];
const ADDED: &str = "Fishermen object to losing their moorings during the herring season and have asked the court in \
     Northhaven for an injunction that would delay the works until November.";
const MACKEREL: &str = "Mackerel are back in the bay of Harl, where boats landed forty crates on Tuesday, more than in \
     the whole of last year, according to the cooperative that runs the auction.";
const LIGHT: &str = "A volunteer crew repainted the lighthouse on Gannet Rock over the weekend, using a paint that is \
     said to keep cormorants away, though two of them watched from the railing.";

/// Id, time and text of seven stories: `post` and `times` carry what `wire` has, `herald` adds a paragraph.
fn stories() -> Vec<(&'static str, &'static str, String)> {
    let wire = WIRE.join("\n\n");
    vec![
        ("post", "2026-03-02T09:00:00Z", wire.clone()),
        ("wire", "2026-03-02T08:00:00Z", wire.clone()),
        ("harl", "2026-03-02T08:30:00Z", MACKEREL.to_owned()),
        ("times", "2026-03-02T10:00:00Z", wire.replace("3.5 million euros", "€3.5m")),
        ("herald", "2026-03-02T11:00:00Z", format!("{wire}\n\n{ADDED}")),
        ("rock", "", LIGHT.to_owned()),
        ("echo", "2026-03-02T12:00:00Z", WIRE[..2].join("\n\n")),
    ]
}

/// The stories as a feed without those named.
fn feed(format: &str, without: &[&str]) -> String {
    let left: Vec<_> = stories().into_iter().filter(|s| !without.contains(&s.0)).collect();
    let object = |(id, published, text): &(&str, &str, String)| {
        json!({"id": id, "published": published, "text": text}).to_string()
    };
    let row = |(id, published, text): &(&str, &str, String)| format!("{id},{published},\"{text}\"\r\n");
    match format {
        "jsonl" => left.iter().map(|s| object(s) + "\r\n").collect(),
        "json" => format!("[\n{}]", left.iter().map(object).collect::<Vec<_>>().join(",\n")),
        _ => left.iter().map(row).fold("id,published,text\r\n".to_owned(), |all, row| all + &row),
    }
}

/// What goes.
const GONE: [&str; 3] = ["post", "times", "echo"];

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a manifest");
    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

#[track_caller]
fn well(run: &Run) {
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[track_caller]
fn fails(folder: &Path, arguments: &[&str], error: &str, hint: &str) {
    let run = run(folder, arguments);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.err, format!("wirediff: error: {error}\nhint: {hint}\n"), "{arguments:?}");
}

#[test]
fn copies_go_and_come_back_in_every_format() {
    for format in ["jsonl", "json", "csv"] {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let (whole, left) = (feed(format, &[]), feed(format, &GONE));
        let (name, out) = (format!("in.{format}"), format!("out.{format}"));
        fs::write(folder.join(&name), &whole).expect("written");
        let done = run(folder, &["dedup", &name, "-o", &out]);
        well(&done);
        let said = format!(
            "3 of 7 stories dropped (1 identical, 2 restyled, 0 the same copy); 1 near-duplicate stays, since it says \
             something that no kept story says; manifest: {out}.manifest.jsonl\n"
        );
        assert_eq!(done.err, said);
        assert_eq!(fs::read_to_string(folder.join(&out)).expect("survivors"), left, "{format}");
        let manifest = lines(&folder.join(format!("{out}.manifest.jsonl")));
        let dropped: Vec<&Value> = manifest.iter().filter(|l| l["type"] == "dropped").collect();
        let ids: Vec<&str> = dropped.iter().filter_map(|l| l["id"].as_str()).collect();
        assert_eq!(ids, GONE, "{format}");
        assert!(dropped.iter().all(|l| l["kept"]["id"] == "wire" && l["score"] == 1.0), "{format}");
        let undone = run(folder, &["dedup", "--undo", &format!("{out}.manifest.jsonl"), "-o", "back"]);
        well(&undone);
        assert_eq!(fs::read_to_string(folder.join("back")).expect("restored"), whole, "{format}");
    }
}

#[test]
fn packed_inputs_and_outputs() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(feed("jsonl", &[]).as_bytes()).expect("to memory");
    fs::write(folder.join("in.jsonl.gz"), encoder.finish().expect("to memory")).expect("written");
    for out in ["out.jsonl.gz", "out.jsonl.zst", "out.jsonl"] {
        well(&run(folder, &["dedup", "in.jsonl.gz", "-o", out, "--manifest", "gone.jsonl.gz"]));
        let first = fs::read(folder.join(out)).expect("survivors")[0];
        assert_eq!(
            first,
            if out.ends_with("gz") {
                0x1f
            } else if out.ends_with("zst") {
                0x28
            } else {
                b'{'
            }
        );
        well(&run(folder, &["dedup", "--undo", "gone.jsonl.gz", "-o", "back.jsonl"]));
        assert_eq!(fs::read_to_string(folder.join("back.jsonl")).expect("restored"), feed("jsonl", &[]));
    }
}

#[test]
fn a_folder_becomes_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for (n, (id, published, text)) in stories().into_iter().enumerate() {
        let path = folder.join("in").join(if n % 2 == 0 { "a" } else { "b/c" });
        fs::create_dir_all(&path).expect("made");
        fs::write(path.join(format!("{id}.txt")), format!("Published: {published}\r\n\r\n{text}"))
            .expect("written");
    }
    fs::write(folder.join("in/more.jsonl"), feed("jsonl", &["harl", "rock"])).expect("written");
    well(&run(folder, &["dedup", "in", "-o", "out"]));
    let left = |name: &str| fs::read_to_string(folder.join(name)).ok();
    assert_eq!(left("out/b/c/wire.txt"), left("in/b/c/wire.txt"));
    assert_eq!([left("out/a/post.txt"), left("out/b/c/times.txt")], [None, None]);
    assert!(left("out/more.jsonl").is_some_and(|text| text.lines().count() < 5));
    well(&run(folder, &["dedup", "--undo", "out.manifest.jsonl", "-o", "back"]));
    for (n, (id, _, _)) in stories().into_iter().enumerate() {
        let name = format!("{}/{id}.txt", if n % 2 == 0 { "a" } else { "b/c" });
        assert_eq!(left(&format!("back/{name}")), left(&format!("in/{name}")), "{name}");
    }
    assert_eq!(left("back/more.jsonl"), left("in/more.jsonl"));
}

#[test]
fn standard_input_and_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["dedup", "-", "-o", "-", "--manifest", "gone.jsonl", "-q"];
    let done = binary::feed(folder.path(), &arguments, &feed("csv", &[]));
    assert_eq!((done.code, done.err.as_str(), done.out), (Some(0), "", feed("csv", &GONE)));
    let hint = "name the file they were saved to behind the options";
    fails(
        folder.path(),
        &["dedup", "--undo", "gone.jsonl", "-o", "x"],
        "the survivors went to standard output",
        hint,
    );
    fs::write(folder.path().join("left.csv"), feed("csv", &GONE)).expect("written");
    let undone = run(folder.path(), &["dedup", "--undo", "gone.jsonl", "left.csv", "-o", "-", "-q"]);
    assert_eq!((undone.code, undone.out), (Some(0), feed("csv", &[])));
}

#[test]
fn threads_and_the_order_of_inputs_change_nothing_but_names() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.jsonl"), feed("jsonl", &[])).expect("written");
    let mut seen = Vec::new();
    for threads in ["1", "2", "5"] {
        well(&run(folder.path(), &["dedup", "in.jsonl", "-o", "out", "-j", threads]));
        seen.push((
            fs::read(folder.path().join("out")).ok(),
            fs::read(folder.path().join("out.manifest.jsonl")).ok(),
        ));
    }
    assert!(seen.iter().all(|s| *s == seen[0] && s.0.is_some()));
}

#[test]
fn the_same_few_words_go_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let line =
        |id: &str, time: &str, text: &str| json!({"id": id, "date": time, "text": text}).to_string() + "\n";
    let [a, b] =
        ["a", "b"].map(|id| line(id, if id == "a" { "2026-03-03" } else { "2026-03-02" }, "Ferry late."));
    let feed = [a.clone(), b.clone(), line("c", "", "Terns 5, Gulls 3."), line("d", "", "Terns 5, Gulls 4.")];
    fs::write(folder.path().join("in.jsonl"), feed.concat()).expect("written");
    well(&run(folder.path(), &["dedup", "in.jsonl", "-o", "out"]));
    assert_eq!(fs::read_to_string(folder.path().join("out")).expect("survivors"), feed[1..].concat());
    // Apart in time they are two stories.
    well(&run(folder.path(), &["dedup", "in.jsonl", "-o", "out", "--window", "1h"]));
    assert_eq!(fs::read_to_string(folder.path().join("out")).expect("survivors"), feed.concat());
}

#[test]
fn exit_statuses() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let bad = format!(
        "{}no JSON\n{}",
        feed("jsonl", &["echo"]),
        feed("jsonl", &["wire", "times", "herald", "post", "rock", "harl"])
    );
    fs::write(folder.join("in.jsonl"), feed("jsonl", &[])).expect("written");
    fs::write(folder.join("bad.jsonl"), &bad).expect("written");
    let status = |arguments: &[&str]| run(folder, arguments).code;
    assert_eq!(status(&["dedup", "in.jsonl", "-o", "out", "--exit-code"]), Some(1));
    assert_eq!(status(&["dedup", "out", "-o", "again", "--exit-code"]), Some(0));
    assert_eq!(status(&["dedup", "bad.jsonl", "-o", "out"]), Some(3));
    let left = fs::read_to_string(folder.join("out")).expect("survivors");
    assert_eq!(left, format!("{}no JSON\n", feed("jsonl", &GONE)));
    well(&run(folder, &["dedup", "--undo", "out.manifest.jsonl", "-o", "back"]));
    assert_eq!(fs::read_to_string(folder.join("back")).expect("restored"), bad);
}

#[test]
fn losses_are_asked_for_and_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("in.jsonl"), feed("jsonl", &[])).expect("written");
    let done = run(folder, &["dedup", "in.jsonl", "-o", "out", "--lossy"]);
    assert!(done.err.contains("; 1 sentence went that stands nowhere else;"), "{}", done.err);
    assert_eq!(
        fs::read_to_string(folder.join("out")).expect("survivors"),
        feed("jsonl", &[&GONE[..], &["herald"]].concat())
    );
    let manifest = lines(&folder.join("out.manifest.jsonl"));
    let residual: Vec<&Value> = manifest.iter().filter(|l| l["type"] == "residual").collect();
    assert_eq!(residual.iter().map(|l| &l["text"]).collect::<Vec<_>>(), [ADDED]);
    // The longest story has all that the others have: nothing is lost.
    well(&run(folder, &["dedup", "in.jsonl", "-o", "out", "--keep", "longest"]));
    assert_eq!(
        fs::read_to_string(folder.join("out")).expect("survivors"),
        feed("jsonl", &[&GONE[..], &["wire"]].concat())
    );
}

#[test]
fn what_would_do_harm_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir_all(folder.join("in/sub")).expect("made");
    fs::write(folder.join("in.jsonl"), feed("jsonl", &[])).expect("written");
    for path in ["in/a.jsonl", "in/sub/a.jsonl"] {
        fs::write(folder.join(path), feed("jsonl", &[])).expect("written");
    }
    let other = "choose another name";
    fails(
        folder,
        &["dedup", "in.jsonl", "-o", "./in.jsonl"],
        "`in.jsonl` is both an input and an output",
        other,
    );
    fails(
        folder,
        &["dedup", "in.jsonl", "-o", "x", "--manifest", "in.jsonl"],
        "`in.jsonl` is both an input and an output",
        other,
    );
    let hint = "several inputs are written to a folder: name a new one";
    fails(folder, &["dedup", "in", "-o", "in"], "`in` is there already and not an empty folder", hint);
    fails(
        folder,
        &["dedup", "in", "-o", "in.jsonl"],
        "`in.jsonl` is there already and not an empty folder",
        hint,
    );
    let hint = "name a folder with --output";
    fails(
        folder,
        &["dedup", "in", "-o", "-", "--manifest", "m"],
        "several inputs do not fit one output",
        hint,
    );
    let hint = "name the folder that holds them instead";
    fails(
        folder,
        &["dedup", "in/a.jsonl", "in/sub/a.jsonl", "-o", "x"],
        "two inputs would both be written to `a.jsonl`",
        hint,
    );
    let hint = "say with --manifest where, for example --manifest dropped.jsonl";
    fails(folder, &["dedup", "in.jsonl", "-o", "-"], "what is dropped has to be written down", hint);
    let hint = "name only what can be read, so that nothing is missing in the output";
    fails(
        folder,
        &["dedup", "in.jsonl", "no.jsonl", "-o", "x"],
        "cannot read `no.jsonl`: no such file",
        hint,
    );
    let wide: Vec<u8> =
        format!("\u{feff}{}", feed("jsonl", &[])).encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("wide.jsonl"), wide).expect("written");
    let hint = "convert it first, for example: iconv -t utf-8 wide.jsonl";
    fails(
        folder,
        &["dedup", "wide.jsonl", "-o", "x"],
        "cannot take records out of `wide.jsonl`: it is not in UTF-8",
        hint,
    );
    assert!(!folder.join("x").exists() && !folder.join("x.manifest.jsonl").exists());
}

#[test]
fn a_manifest_that_was_changed_restores_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::write(folder.join("in.jsonl"), feed("jsonl", &[])).expect("written");
    well(&run(folder, &["dedup", "in.jsonl", "-o", "out"]));
    let manifest = fs::read_to_string(folder.join("out.manifest.jsonl")).expect("a manifest");
    let with = |manifest: &str, error: &str, hint: &str| {
        fs::write(folder.join("changed"), manifest).expect("written");
        fails(folder, &["dedup", "--undo", "changed", "-o", "back"], error, hint);
        assert!(!folder.join("back").exists());
    };
    let lines = manifest.lines().count();
    let cut = manifest.lines().take(lines - 1).map(|l| l.to_owned() + "\n").collect::<String>();
    let hint = "name the manifest that `wirediff dedup` wrote";
    with(&cut, &format!("line {lines} of the manifest is missing: the manifest is cut"), hint);
    with("{}\n", "line 1 of the manifest cannot be read: missing field `type` at line 1 column 2", hint);
    let hint = "take the survivors and the manifest of one run, as they were written";
    let bytes = feed("jsonl", &[]).len();
    let error = format!(
        "`in.jsonl` cannot be restored: the survivors or the manifest have changed ({bytes} bytes, {bytes} expected)"
    );
    with(&manifest.replace("stall to the fish", "stall to the wish"), &error, hint);
    let hint = "it was not written by wirediff, or was changed since";
    for outside in ["../x", "/x", "a/../../x", ""] {
        let astray = manifest.replacen(
            "\"name\":\"in.jsonl\"",
            &format!("\"name\":\"in.jsonl\",\"file\":{outside:?}"),
            1,
        );
        with(&astray, &format!("the manifest names `{outside}`, which is no path inside a folder"), hint);
    }
    let mut child = command(folder, &["dedup", "--undo", "no.jsonl", "-o", "back"]).spawn().expect("starts");
    assert_eq!(child.wait().expect("ends").code(), Some(2));
}
