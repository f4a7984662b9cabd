//! Bad input is answered in words: what was wrong with which file, what to do about it, the right exit status, and
//! nothing that a story could smuggle to the terminal.

mod binary;

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use binary::{Run, command, feed, folder, run, start};
use serde_json::Value;

/// The story that is fine.
const PLAIN: &str = "plain.txt";

/// The same story, another way each time.
const ENCODINGS: [&str; 7] =
    ["plain.txt", "utf16le.txt", "utf16be.txt", "utf8-bom.txt", "windows-1252.txt", "crlf.txt", "cr.txt"];

fn malformed(arguments: &[&str]) -> Run {
    run(&folder("testdata/malformed"), arguments)
}

/// The run fails with exit status 2, says `error` and, when it is not empty, `hint`; it writes no data.
#[track_caller]
fn fails(run: &Run, error: &str, hint: &str) {
    assert_eq!(run.code, Some(2), "{run:?}");
    assert_eq!(run.out, "", "data and failure");
    let mut lines = run.err.lines();
    assert_eq!(lines.next(), Some(format!("wirediff: error: {error}").as_str()), "{run:?}");
    let expected = (!hint.is_empty()).then(|| format!("hint: {hint}"));
    assert_eq!(lines.next().map(str::to_owned), expected, "{run:?}");
}

/// The run succeeds and warns that `warning`.
#[track_caller]
fn warns(run: &Run, warning: &str) {
    assert_eq!(run.code, Some(0), "{run:?}");
    let wanted = format!("wirediff: warning: {warning}");
    assert!(run.err.lines().any(|line| line == wanted), "no {wanted:?} in {:?}", run.err);
    assert!(!run.out.is_empty(), "no data");
}

#[test]
fn what_cannot_be_read_is_named_with_the_reason() {
    let check = |path: &str, why: &str, hint: &str| {
        for arguments in [["compare", path, PLAIN], ["compare", PLAIN, path], ["explain", path, PLAIN]] {
            fails(&malformed(&arguments), &format!("cannot read `{path}`: {why}"), hint);
        }
    };
    check("no-such-file.txt", "no such file", "check the name; `-` reads standard input");
    check("no/such/folder/story.txt", "no such file", "check the name; `-` reads standard input");
    check("../malformed", "it is a directory", "name one file a story");
    check("binary.bin", "it is a PNG image, not text", "save the story as plain text first");
}

#[test]
fn bytes_without_a_signature_are_refused_as_binary() {
    let folder = tempfile::tempdir().expect("a folder");
    let noise: Vec<u8> = (0..2_048_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 & 0x1f).collect();
    fs::write(folder.path().join("noise"), noise).expect("written");
    let run = run(folder.path(), &["compare", "noise", "noise"]);
    fails(&run, "cannot read `noise`: it is a binary file, not text", "save the story as plain text first");
}

#[test]
fn a_story_that_is_empty_is_stated_and_compared_with() {
    for (path, format) in [("empty.txt", "json"), ("blank.txt", "inline"), ("empty.txt", "markdown")] {
        warns(&malformed(&["compare", path, PLAIN, "-f", format]), &format!("`{path}`: the story is empty"));
    }
    let both = malformed(&["compare", "empty.txt", "empty.txt", "--exit-code"]);
    assert_eq!(both.code, Some(0), "two empty stories do not differ");
    let one = malformed(&["compare", "empty.txt", PLAIN, "--exit-code"]);
    assert_eq!(one.code, Some(1), "an empty story differs from another");
}

#[test]
fn damaged_text_is_read_with_a_warning_that_counts_the_damage() {
    let check = |path: &str, count: usize| {
        let bytes = fs::read(folder("testdata/malformed").join(path)).expect("testdata");
        let stray: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
        assert_eq!(stray, count, "{path}");
        let run = malformed(&["compare", path, path]);
        warns(&run, &format!("`{path}`: {count} bytes are no UTF-8 and stand as U+FFFD"));
        assert_eq!(run.err.lines().count(), 2, "one warning a story: {}", run.err);
    };
    check("invalid-utf8.txt", 27);
    check("surrogate-like.txt", 24);
    warns(&malformed(&["compare", "nul.txt", PLAIN]), "`nul.txt`: there are NUL characters in the text");
}

#[test]
fn quiet_leaves_warnings_out_but_not_failures() {
    let run = malformed(&["compare", "nul.txt", "empty.txt", "--quiet"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let run = malformed(&["compare", "nul.txt", "binary.bin", "--quiet"]);
    fails(
        &run,
        "cannot read `binary.bin`: it is a PNG image, not text",
        "save the story as plain text first",
    );
}

#[test]
fn standard_input_serves_one_story_only() {
    let hint = "name a file for the other";
    fails(&malformed(&["compare", "-", "-"]), "standard input (`-`) can be only one of the stories", hint);
    fails(&malformed(&["explain", "-", "-"]), "standard input (`-`) can be only one of the stories", hint);
    let fed = feed(&folder("testdata/malformed"), &["compare", "-", PLAIN], "One short story.\n");
    assert_eq!((fed.code, fed.err.as_str()), (Some(0), ""), "{fed:?}");
    assert!(fed.out.contains("stdin"), "the story has no name: {}", fed.out);
}

#[test]
fn an_unknown_encoding_is_named() {
    let run = malformed(&["compare", PLAIN, PLAIN, "--encoding", "klingon"]);
    let hint = "use a label of the WHATWG Encoding Standard, such as utf-8, utf-16le or windows-1252";
    fails(&run, "unknown encoding `klingon`", hint);
}

#[test]
fn wrong_arguments_are_refused_before_anything_is_read() {
    for arguments in [
        &["compare", "no-such-file.txt"][..],
        &["compare", "no-such-file.txt", PLAIN, "--width", "10"],
        &["compare", "no-such-file.txt", PLAIN, "--lang", "tlh"],
        &["compare", "no-such-file.txt", PLAIN, "--max-story", "0"],
        &["compare", "no-such-file.txt", PLAIN, "--context", "some"],
        &["compare", "no-such-file.txt", PLAIN, "--no-such-option"],
        &["no-such-verb"],
    ] {
        let run = malformed(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.starts_with("wirediff: error: "), "{arguments:?}: {}", run.err);
        assert!(!run.err.contains("cannot read"), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_command_without_arguments_is_answered_with_its_help() {
    let run = malformed(&[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
    assert!(run.err.starts_with("Finds "), "{}", run.err);
    assert!(run.err.contains("Usage: wirediff"), "{}", run.err);
}

#[test]
fn a_screen_is_never_narrower_than_48_columns() {
    let at = |columns: &str| {
        let mut command = command(&folder("testdata/malformed"), &["compare", PLAIN, "nfc.txt"]);
        Run::from(command.env("COLUMNS", columns).output().expect("it runs")).out
    };
    let narrow = malformed(&["compare", PLAIN, "nfc.txt", "--width", "48"]).out;
    assert_eq!((at("20") == narrow, at("47") == narrow, at("0") == at("80")), (true, true, true));
}

#[test]
fn the_limit_on_a_story_is_stated_and_can_be_raised() {
    let size = fs::metadata(folder("testdata/malformed/one-line.txt")).expect("testdata").len();
    let run = malformed(&["compare", PLAIN, "one-line.txt", "--max-story", "8K"]);
    let hint = "raise the limit with --max-story, for example --max-story 256M";
    fails(&run, "cannot read `one-line.txt`: longer than 8192 bytes of text", hint);
    let exact = malformed(&["compare", PLAIN, "one-line.txt", "--max-story", &size.to_string()]);
    assert_eq!(exact.code, Some(0), "{exact:?}");
}

/// Bytes of the line below: 50 MB, as a reader may meet them, and less where nothing is optimised.
const LONG_LINE: usize = if cfg!(debug_assertions) { 2_000_000 } else { 50_000_000 };

/// Time for one run over such a line. Generous: it tells a run that takes seconds from one that never ends.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn one_endless_line_is_compared_or_refused_but_not_pondered() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(self::folder("testdata/malformed/plain.txt"), folder.path().join(PLAIN)).expect("copied");
    let sentence = "The ferry sank off the coast on Tuesday with twelve sailors aboard. ";
    fs::write(folder.path().join("prose"), sentence.repeat(LONG_LINE / sentence.len())).expect("written");
    fs::write(folder.path().join("word"), "a".repeat(LONG_LINE)).expect("written");
    for line in ["prose", "word"] {
        for format in ["json", "side", "inline", "markdown"] {
            let arguments = ["compare", line, PLAIN, "-f", format, "-o", "out"];
            let child = command(folder.path(), &arguments).spawn().expect("the command starts");
            let run = patiently(child, &arguments);
            assert_eq!(run.code, Some(0), "{arguments:?}");
            assert!(run.err.contains("MiB is far more than a story"), "{arguments:?}: {}", run.err);
        }
        let arguments = ["compare", line, PLAIN, "--max-story", "1M"];
        let hint = "raise the limit with --max-story, for example --max-story 256M";
        let error = format!("cannot read `{line}`: longer than 1048576 bytes of text");
        fails(&run(folder.path(), &arguments), &error, hint);
    }
}

/// Waits for a run, but not for ever.
#[track_caller]
fn patiently(mut child: Child, arguments: &[&str]) -> Run {
    let start = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if start.elapsed() > PATIENCE {
            child.kill().expect("a child");
            panic!("no end after {PATIENCE:?}: {arguments:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().expect("it ended").into()
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(self::folder("testdata/malformed/plain.txt"), folder.path().join(PLAIN)).expect("copied");
    let check = |output: &str, error: &str, hint: &str| {
        fails(&run(folder.path(), &["compare", PLAIN, PLAIN, "-o", output]), error, hint);
    };
    let missing = "cannot write `no/such/folder/out.json`: No such file or directory (os error 2)";
    check("no/such/folder/out.json", missing, "make the folder first; --output makes none");
    check(".", "cannot write `.`: it is a directory", "name a file in it");
    check(PLAIN, "`plain.txt` is both a story and the output", "choose another name for --output");
    check("./plain.txt", "`plain.txt` is both a story and the output", "choose another name for --output");
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(left, [PLAIN], "a failure leaves nothing behind");
}

#[test]
fn a_reader_that_went_away_ends_the_run_quietly() {
    let folder = folder("testdata/malformed");
    for verb in [&["compare", "-", PLAIN, "--json"][..], &["explain", "-", PLAIN], &["compare", "-", PLAIN]] {
        let mut child = start(&folder, verb);
        // It waits for the story, so the pipe is closed before the first byte is written.
        drop(child.stdout.take());
        drop(child.stdin.take());
        let run = Run::from(child.wait_with_output().expect("it ends"));
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.err, "wirediff: warning: `stdin`: the story is empty\n", "{verb:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let folder = folder("testdata/malformed");
    for verb in [&["compare", PLAIN, PLAIN, "--json"][..], &["explain", PLAIN, PLAIN], &["schema"], &["man"]]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = command(&folder, verb).stdout(Stdio::from(full)).output().expect("it runs");
        let error = "cannot write to standard output: No space left on device (os error 28)";
        fails(&Run::from(output), error, "");
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = command(&folder, &["--help"]).stdout(Stdio::from(full)).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn nothing_in_a_story_or_its_name_steers_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "sto\u{1b}[31m\u{202e}ry.txt";
    for (from, to) in [("escapes.txt", hostile), ("bidi-headline.txt", "b.txt"), ("escapes.txt", "a.txt")] {
        fs::copy(self::folder("testdata/malformed").join(from), folder.path().join(to)).expect("copied");
    }
    let mut runs = 0;
    for pair in [["a.txt", "b.txt"], [hostile, "b.txt"], [hostile, "a.txt"], ["missing\u{9b}31m", "a.txt"]] {
        for rest in [
            &["-f", "side", "--width", "120"][..],
            &["-f", "inline"],
            &["-f", "inline", "--style", "--context", "all"],
            &["-f", "markdown"],
            &["-f", "side", "--only", "facts,quotes,moves,added,dropped"],
        ] {
            for color in ["never", "always"] {
                let arguments = [&["compare", pair[0], pair[1], "--color", color][..], rest].concat();
                let run = run(folder.path(), &arguments);
                tame(&run.out, color == "always", &arguments);
                tame(&run.err, false, &arguments);
                runs += usize::from(run.out.contains('␛'));
            }
        }
        tame(&run(folder.path(), &["explain", pair[0], pair[1]]).out, false, &pair);
        tame(
            &run(folder.path(), &["compare", pair[0], pair[1], "b.txt", "--width", "120"]).out,
            false,
            &pair,
        );
    }
    assert!(runs > 0, "no run showed an escape: this test looks at nothing");
}

/// The text holds no control character but the line break, no bidi control, nothing invisible; with `colour`, escapes
/// of the form `ESC [ digits ; digits m` are allowed.
#[track_caller]
fn tame(text: &str, colour: bool, arguments: &[&str]) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == '\u{1b}' && colour {
            let end = rest.find(|c: char| c != '[' && c != ';' && !c.is_ascii_digit()).unwrap_or(rest.len());
            assert!(
                rest[end..].starts_with('m'),
                "an escape that is no colour: {:?} of {arguments:?}",
                &rest[..end]
            );
            rest = &rest[end + 1..];
            continue;
        }
        let wild = c != '\n' && c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{ad}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
        assert!(!wild, "U+{:04X} before {:?} in {arguments:?}", c as u32, rest.get(..20));
    }
}

#[test]
fn a_usage_error_repeats_hostile_words_cleaned() {
    let run = malformed(&["compare", PLAIN, PLAIN, "--width", "\u{202e}9"]);
    assert_eq!(run.code, Some(2));
    tame(&run.err, false, &["--width"]);
    assert!(run.err.contains("<U+202E>9"), "{}", run.err);
}

#[test]
fn seven_encodings_of_a_story_are_one_story() {
    for base in ENCODINGS {
        let arguments = [&["compare", "--json", base][..], &ENCODINGS].concat();
        let run = malformed(&arguments);
        assert_eq!(run.code, Some(0), "{run:?}");
        let coverage: Value = serde_json::from_str(&run.out).expect("JSON");
        let comparisons = coverage["comparisons"].as_array().expect("comparisons");
        assert_eq!(comparisons.len(), ENCODINGS.len());
        for (other, comparison) in ENCODINGS.iter().zip(comparisons) {
            check_equal(comparison, &format!("{base} and {other}"));
            let links = comparison["links"].as_array().expect("links");
            assert!(links.iter().all(|l| l["relation"] == "identical"), "{base} and {other}");
            for story in comparison["stories"].as_array().expect("stories") {
                assert_eq!(story["outlet"], "Meridian News", "{base} and {other}");
                assert_eq!(
                    story["headline"], "Café owners win fight over harbour lights",
                    "{base} and {other}"
                );
            }
        }
    }
}

#[test]
fn invisible_characters_and_composition_are_no_change() {
    for [a, b] in [["nfc.txt", "nfd.txt"], [PLAIN, "soft-hyphen.txt"], [PLAIN, "nul.txt"]] {
        for [a, b] in [[a, b], [b, a]] {
            let run = malformed(&["compare", "--json", a, b]);
            check_equal(&serde_json::from_str(&run.out).expect("JSON"), &format!("{a} and {b}"));
        }
    }
}

/// Every sentence has a partner that differs in style at most, in its place; no fact and no quotation changed.
#[track_caller]
fn check_equal(comparison: &Value, name: &str) {
    let list = |key: &str| comparison[key].as_array().expect(key);
    assert!(list("links").len() >= 5, "{name}: {} links", list("links").len());
    for link in list("links") {
        let relation = link["relation"].as_str().expect("a relation");
        assert!(["identical", "typography", "style"].contains(&relation), "{name}: {} {relation}", link["a"]);
        assert_eq!(link["a"], link["b"], "{name}");
        assert!(link["moved"].is_null(), "{name}: {} moved", link["a"]);
    }
    for key in ["facts", "only_a", "only_b"] {
        assert!(list(key).is_empty(), "{name}: {key} {:?}", list(key));
    }
    let statuses: Vec<&Value> = list("quotes").iter().map(|q| &q["status"]).collect();
    assert!(statuses.iter().all(|s| *s == "same" || *s == "punctuation"), "{name}: {statuses:?}");
}

#[test]
fn awkward_text_is_compared_with_itself_without_a_difference() {
    let awkward = ["escapes.txt", "bidi-headline.txt", "lone-quotes.txt", "long-word.txt", "one-line.txt"];
    for path in
        awkward.into_iter().chain(["only-headings.txt", "repeated.txt", "nul.txt", "invalid-utf8.txt"])
    {
        for format in ["json", "side", "inline", "markdown"] {
            let run = malformed(&["compare", path, path, "-f", format, "--exit-code"]);
            assert_eq!(run.code, Some(0), "{path} as {format}: {}", run.err);
        }
    }
}

#[test]
fn the_files_named_here_are_those_of_the_folder() {
    let readme = fs::read_to_string(folder("testdata/malformed/README.md")).expect("testdata");
    for entry in fs::read_dir(folder("testdata/malformed")).expect("testdata") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let described = name == "README.md" || readme.contains(&format!("`{name}`"));
        assert!(described, "{name} has no purpose in the README");
    }
    assert!(Path::new(&folder("testdata/malformed")).join(PLAIN).exists());
}
