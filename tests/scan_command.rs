//! `wirediff scan` as a user runs it: formats, files, exit status, Ctrl-C. What is scanned here is a scan that was done
//! before (`testdata/scan/night.jsonl`), so that the lines are known.

mod binary;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use binary::{command, feed, folder, run, start};

/// The path of the lines.
fn night() -> String {
    folder("testdata/scan/night.jsonl").to_str().expect("UTF-8").to_owned()
}

/// A scan in which nothing was skipped, written into a folder; returns its name.
fn clean(folder: &Path, clusters: u32) -> &'static str {
    let text = format!(
        "{{\"type\":\"header\",\"schema\":\"wirediff.scan/1\",\"version\":\"0\",\"tables\":\"\",\"threshold\":1,\
         \"min_similarity\":0.3,\"holders\":64,\"min_run\":8}}\n\
         {{\"type\":\"weather\",\"text\":\"a type of tomorrow\"}}\n\
         {{\"type\":\"summary\",\"stories\":4,\"paragraphs\":0,\"words\":0,\
         \"matches\":{{\"exact\":0,\"same\":0,\"context\":0,\"quote\":0}},\
         \"links\":{{\"copy\":0,\"contained\":0,\"shared\":0,\"template\":0}},\
         \"clusters\":{clusters},\"clustered\":2,\"largest\":2,\"boilerplate\":0,\"skipped\":0,\"notes\":0}}\n"
    );
    fs::write(folder.join("clean.jsonl"), text).expect("written");
    "clean.jsonl"
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn the_extension_chooses_the_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let begins: [(&str, &[u8]); 6] = [
        ("out.jsonl", b"{\"type\":\"header\""),
        ("out.csv", b"cluster,story,"),
        ("out.md", b"# Copies among"),
        ("out.txt", b"40 stories, 3 clusters"),
        ("out.csv.gz", &[0x1f, 0x8b]),
        #[cfg(feature = "parquet")]
        ("out.parquet", b"PAR1"),
        #[cfg(not(feature = "parquet"))]
        ("out.ndjson", b"{\"type\":\"header\""),
    ];
    for (name, begin) in begins {
        let run = run(folder.path(), &["scan", &night(), "-o", name]);
        assert_eq!((run.code, run.out.as_str()), (Some(3), ""), "{name}: {}", run.err);
        let bytes = fs::read(folder.path().join(name)).expect("written");
        assert!(bytes.starts_with(begin), "{name} begins with {:?}", &bytes[..20]);
    }
    assert_eq!(names(folder.path()).len(), begins.len(), "nothing else is left");
}

#[test]
fn a_scan_in_json_lines_is_shown_again_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = fs::read_to_string(night()).expect("testdata");
    assert_eq!(run(folder.path(), &["scan", &night(), "--json", "-q"]).out, text);
    assert_eq!(feed(folder.path(), &["scan", "-", "--json", "-q"], &text).out, text);
    run(folder.path(), &["scan", &night(), "-o", "packed.jsonl.gz"]);
    assert_eq!(run(folder.path(), &["scan", "packed.jsonl.gz", "--json", "-q"]).out, text);
}

#[test]
fn levels_have_rows_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = |level: &str| {
        let run = run(folder.path(), &["scan", &night(), "-f", "csv", "--level", level, "-q"]);
        (run.out.lines().count(), run.out.split(',').next().expect("a column").to_owned())
    };
    assert_eq!(rows("story"), (1 + 9, "cluster".to_owned()));
    assert_eq!(rows("paragraph"), (1 + 11, "a_story".to_owned()));
}

#[test]
fn the_exit_status_says_how_it_went() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = |arguments: &[&str]| run(folder.path(), &[&["scan"], arguments].concat()).code;
    let name = clean(folder.path(), 1);
    assert_eq!(status(&[name]), Some(0));
    assert_eq!(status(&[name, "--exit-code"]), Some(1));
    assert_eq!(
        status(&[&night(), "--exit-code"]),
        Some(3),
        "what was skipped weighs more than what was found"
    );
    assert_eq!(status(&["no-such-file.jsonl"]), Some(2));
    assert_eq!(status(&[name, "-o", "no/such/folder/out.csv"]), Some(2));
    assert_eq!(status(&[name, "-o", name]), Some(2), "an input is not overwritten");
    clean(folder.path(), 0);
    assert_eq!(status(&[name, "--exit-code"]), Some(0));
}

#[test]
fn wrong_options_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong: [(&[&str], &str); 8] = [
        (&["--min-run", "5"], "at least 8"),
        (&["--min-similarity", "2"], "0 to 1"),
        (&["--window", "soon"], "48h"),
        (&["--since", "today"], "RFC 3339"),
        (&["--map", "colour=x"], "no such field"),
        (&["--memory", "much"], "not a size"),
        (&["--top", "few"], "`all`"),
        (&["--temp-dir", "nowhere\u{1b}[31m"], "no folder for temporary files"),
    ];
    for (arguments, expected) in wrong {
        let run = run(folder.path(), &[&["scan", &night()], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.err.contains(expected) && !run.err.contains('\u{1b}'), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn skipped_records_are_named_where_the_report_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let csv = run(folder.path(), &["scan", &night(), "-f", "csv"]);
    assert!(csv.err.contains("`feeds/evening.jsonl`:17: skipped: expected"), "{}", csv.err);
    let table = run(folder.path(), &["scan", &night()]);
    assert!(table.out.contains("feeds/evening.jsonl:17") && table.err.is_empty(), "{}", table.err);
    assert!(run(folder.path(), &["scan", &night(), "-f", "csv", "-q"]).err.is_empty());
}

#[test]
fn a_broken_line_is_named_and_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = clean(folder.path(), 1);
    let mut text = fs::read_to_string(folder.path().join(name)).expect("written");
    text.push_str("{\"type\":\"match\"}\n");
    fs::write(folder.path().join(name), text).expect("written");
    let run = run(folder.path(), &["scan", name, "-o", "out.csv"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("cannot read `clean.jsonl`: line 4: missing field"), "{}", run.err);
    assert_eq!(names(folder.path()), [name]);
}

#[test]
fn verbose_tells_the_stages_and_no_bar_is_drawn_into_a_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = run(folder.path(), &["scan", clean(folder.path(), 1), "-v"]);
    assert!(run.err.starts_with("stage") && run.err.contains("reading"), "{}", run.err);
    assert!(!run.err.contains('\u{1b}') && !run.err.contains('\r'), "{:?}", run.err);
}

#[test]
fn the_schema_of_a_line_is_printed() {
    let run = run(&folder("."), &["schema", "scan"]);
    let schema: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let text = fs::read_to_string(night()).expect("testdata");
    assert!(text.lines().all(|line| validator.is_valid(&serde_json::from_str(line).expect("JSON"))));
    assert!(!validator.is_valid(&serde_json::json!({"type": "story"})));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["jsonl", "csv", "table", "markdown"] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = command(folder.path(), &["scan", &night(), "-f", format, "-q"]);
        let output = command.stdout(writer).output().expect("the command starts");
        // A report for a person is made before anybody could leave, so its status tells of the skipped records.
        let expected = if matches!(format, "jsonl" | "csv") { 0 } else { 3 };
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(expected), &b""[..]), "{format}");
    }
}

/// Sends Ctrl-C to a process.
#[cfg(unix)]
fn interrupt(child: &std::process::Child) {
    let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(status.expect("`kill` is there").success());
}

/// Reads standard error up to the first line end.
#[cfg(unix)]
fn first_line(err: &mut std::process::ChildStderr) -> String {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while err.read(&mut byte).expect("readable") == 1 && byte != [b'\n'] {
        bytes.push(byte[0]);
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A scan that waits for the rest of its input, with its output begun.
#[cfg(unix)]
fn waiting(folder: &Path) -> std::process::Child {
    let mut child = start(folder, &["scan", "-", "-o", "out.jsonl"]);
    let text = fs::read(night()).expect("testdata");
    let head = text.split_inclusive(|b| *b == b'\n').next().expect("a line");
    child.stdin.as_mut().expect("a pipe").write_all(head).expect("it reads");
    // The unfinished file is made after Ctrl-C is listened to.
    while names(folder).is_empty() {
        assert_eq!(child.try_wait().expect("a child"), None, "it ended early");
        std::thread::yield_now();
    }
    child
}

#[cfg(unix)]
#[test]
fn the_second_interrupt_ends_at_once_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = waiting(folder.path());
    interrupt(&child);
    let said = first_line(child.stderr.as_mut().expect("a pipe"));
    assert!(said.contains("interrupted"), "{said}");
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[cfg(unix)]
#[test]
fn the_first_interrupt_ends_the_reading() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = waiting(folder.path());
    interrupt(&child);
    first_line(child.stderr.as_mut().expect("a pipe"));
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(b"\n").expect("it reads");
    drop(pipe);
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}
