//! What survives: processes killed at any moment, disks that are full, two writers at once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use wirediff::feed::archive::Archive;

use crate::binary::run;
use crate::corpus::random::Random;

/// Rounds of killing; `WIREDIFF_CRASH_ROUNDS` asks for more.
const ROUNDS: usize = 40;

fn rounds() -> usize {
    std::env::var("WIREDIFF_CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS)
}

/// A file of stories of its own, and their ids.
fn feed(here: &Path, number: usize, random: &mut Random) -> (String, Vec<String>) {
    let words = [
        "ferry", "harbour", "mayor", "storm", "bridge", "council", "port", "island", "police", "night",
        "fire",
    ];
    let mut ids = Vec::new();
    let mut out = String::new();
    for n in 0..20 {
        let id = format!("s-{number}-{n}");
        let text: Vec<String> =
            (0..60).map(|_| format!("{}{}", random.pick(&words), random.below(50))).collect();
        let text = format!("{}.\n\n{}.", text[..30].join(" "), text[30..].join(" "));
        out += &(json!({"id": id, "published": format!("2026-01-01T00:{n:02}:00Z"), "text": text})
            .to_string()
            + "\n");
        ids.push(id);
    }
    let name = format!("{number}.jsonl");
    fs::write(here.join(&name), out).expect("written");
    (name, ids)
}

#[test]
fn nothing_that_was_acknowledged_is_lost_when_the_writer_is_killed() {
    let here = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(5, 0);
    let mut there: Vec<String> = Vec::new();
    let (mut killed, mut kept) = (0, 0);
    // How long each of the three takes, about, and what was exported when that last ended well.
    let mut took = [Duration::ZERO; 3];
    let mut exported = None;
    for round in 0..rounds() {
        let (name, ids) = feed(here.path(), round, &mut random);
        let does = match round % 8 {
            _ if there.is_empty() => ADDS,
            3 | 7 => COMPACTS,
            5 => EXPORTS,
            _ => ADDS,
        };
        let arguments: Vec<&str> = match does {
            COMPACTS => vec!["index", "compact", "ix"],
            EXPORTS => vec!["index", "export", "ix", "--to", "out"],
            _ => vec!["scan", &name, "--index", "ix", "--add-only", "-q"],
        };
        let begun = std::time::Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_wirediff"))
            .args(&arguments)
            .current_dir(here.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        // The first one of each says how long they take.
        if !took[does].is_zero() {
            let until = took[does].mul_f64(random.unit() * 1.3);
            while begun.elapsed() < until && child.try_wait().expect("asked").is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            // On Unix this is SIGKILL: nothing is cleaned up.
            let _ = child.kill();
        }
        let status = child.wait().expect("ended");
        if status.success() {
            took[does] = begun.elapsed();
            kept += 1;
        } else {
            killed += 1;
            // So that no part of it is out of reach: the archive grows, and those that end are the quick ones.
            took[does] = took[does].mul_f64(1.05);
        }
        if status.success() && does == ADDS {
            there.extend(ids.clone());
        }
        if does == EXPORTS {
            exported = exported_whole(here.path(), there.len(), exported, status.success());
        }
        let archive = match Archive::open(&here.path().join("ix")) {
            Ok(archive) => archive,
            // Killed before there was one.
            Err(error) => {
                assert!(there.is_empty() && error.to_string().contains("no index"), "round {round}: {error}");
                continue;
            }
        };
        let damage = archive.verify();
        assert!(damage.is_empty(), "round {round}: {damage:?}");
        let found: BTreeSet<&String> = there.iter().filter(|id| archive.knows(id).expect("sound")).collect();
        assert_eq!(found.len(), there.len(), "round {round}");
        // A change that was not acknowledged is there as a whole or not at all.
        if does == ADDS && !status.success() {
            let own = ids.iter().filter(|id| archive.knows(id).expect("sound")).count();
            assert!(own == 0 || own == ids.len(), "round {round}: {own} of {}", ids.len());
            if own > 0 {
                there.extend(ids);
            }
        }
    }
    assert!(killed > rounds() / 10 && kept > rounds() / 20, "{killed} killed, {kept} not: a test of nothing");
    // And it goes on from there.
    let (name, ids) = feed(here.path(), 1_000_000, &mut random);
    assert_eq!(run(here.path(), &["scan", &name, "--index", "ix", "--add-only"]).code, Some(0));
    let found = run(here.path(), &["find", &ids[7], "--index", "ix", "--json"]);
    assert_eq!(found.code, Some(0), "{}", found.err);
}

/// What a round does.
const ADDS: usize = 0;
const COMPACTS: usize = 1;
const EXPORTS: usize = 2;

/// Checks that what was exported last is there as a whole, of now where the export ended well, and returns how much that is.
#[track_caller]
fn exported_whole(here: &Path, now: usize, before: Option<usize>, ended_well: bool) -> Option<usize> {
    if !here.join("out/stories.parquet").exists() {
        assert!(before.is_none() && !ended_well, "an export is gone");
        return None;
    }
    let read = run(here, &["extract", "out/stories.parquet", "-q"]);
    assert_eq!(read.code, Some(0), "{}", read.err);
    let stories = read.out.lines().count();
    assert!(
        stories == now || !ended_well && Some(stories) == before,
        "{stories} of {now}, {before:?} before"
    );
    Some(stories)
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_changes_nothing() {
    let here = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(6, 0);
    let (first, ids) = feed(here.path(), 0, &mut random);
    assert_eq!(run(here.path(), &["scan", &first, "--index", "ix", "--add-only"]).code, Some(0));
    let state = |path: &Path| -> Vec<(String, u64)> {
        let entries = fs::read_dir(path.join("ix")).expect("listed").flatten();
        let mut all: Vec<(String, u64)> = entries
            .map(|e| (e.file_name().to_string_lossy().into_owned(), e.metadata().expect("known").len()))
            .filter(|e| e.0 != "wirediff.lock")
            .collect();
        all.sort();
        all
    };
    let before = state(here.path());
    let (second, _) = feed(here.path(), 1, &mut random);
    // No file may be longer than 8 blocks of 512 bytes: as with a full disk, a write fails in the middle.
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec '{}' scan {second} --index ix --add-only",
        env!("CARGO_BIN_EXE_wirediff")
    );
    let ran = Command::new("sh").args(["-c", &script]).current_dir(here.path()).output().expect("ran");
    let err = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{err}");
    assert!(err.contains("cannot write `ix/") && err.contains(".seg`"), "{err}");
    assert_eq!(state(here.path()), before);
    let archive = Archive::open(&here.path().join("ix")).expect("sound");
    assert!(archive.verify().is_empty() && archive.knows(&ids[0]).expect("sound"));
    assert_eq!(run(here.path(), &["scan", &second, "--index", "ix", "--add-only"]).code, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_disk_fills_up_and_keeps_what_it_had() {
    let here = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(10, 0);
    let (first, ids) = feed(here.path(), 0, &mut random);
    let mut more = String::new();
    for number in 1..30 {
        let (name, _) = feed(here.path(), number, &mut random);
        more += &fs::read_to_string(here.path().join(name)).expect("read");
    }
    fs::write(here.path().join("more.jsonl"), more).expect("written");
    // The disk is there for these commands alone.
    let script = format!(
        "mkdir disk && mount -t tmpfs -o size=400k tmpfs disk || exit 77; wirediff='{}'; \
         \"$wirediff\" scan {first} --index disk/ix --add-only -q || exit 1; \
         \"$wirediff\" scan more.jsonl --index disk/ix --add-only; echo \"code $?\"; \
         \"$wirediff\" index verify disk/ix && \"$wirediff\" find {} --index disk/ix --json && ls disk/ix",
        env!("CARGO_BIN_EXE_wirediff"),
        ids[3]
    );
    let mut command = Command::new("unshare");
    let ran = command.args(["--mount", "sh", "-c", &script]).current_dir(here.path()).output();
    let Some(ran) = ran.ok().filter(|ran| ran.status.code() != Some(77) && ran.status.code() != Some(1))
    else {
        skipped("a_small_disk_fills_up_and_keeps_what_it_had: no file system can be mounted here");
        return;
    };
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(ran.status.code(), Some(0), "{out}{err}");
    assert!(out.contains("code 2\n") && out.contains("\"stories\":1,"), "{out}{err}");
    assert!(err.contains("No space left on device") && err.contains("hint: make room"), "{err}");
    assert!(err.contains("the index is sound") && out.matches(".seg").count() == 1, "{out}{err}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("file"), "no folder").expect("written");
    let (name, _) = feed(here.path(), 0, &mut Random::new(7, 0));
    let ran = run(here.path(), &["scan", &name, "--index", "file/ix", "--add-only"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("file/ix"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_only_be_read_answers_and_takes_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let here = tempfile::tempdir().expect("a folder");
    let (name, ids) = feed(here.path(), 0, &mut Random::new(9, 0));
    assert_eq!(run(here.path(), &["scan", &name, "--index", "ix", "--add-only"]).code, Some(0));
    let index = here.path().join("ix");
    let allow =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("allowed");
    allow(here.path(), 0o755);
    allow(&here.path().join(&name), 0o644);
    for entry in fs::read_dir(&index).expect("listed").flatten() {
        allow(&entry.path(), 0o444);
    }
    allow(&index, 0o555);
    // Whoever may do everything is kept from nothing: then the command runs as nobody, where the system lets it.
    let is_root = fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let binary = here.path().join("wirediff");
    fs::copy(env!("CARGO_BIN_EXE_wirediff"), &binary).expect("copied");
    allow(&binary, 0o755);
    let ask = |arguments: &[&str]| {
        let mut command = Command::new(&binary);
        command.args(arguments).current_dir(here.path()).env_clear();
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        command.output()
    };
    if ask(&["--version"]).is_ok_and(|ran| ran.status.success()) {
        check_read_only(&ask, &name, &ids[0]);
    } else {
        skipped("a_folder_that_may_only_be_read_answers_and_takes_nothing: nobody may not come here");
    }
    allow(&index, 0o755);
}

#[cfg(unix)]
fn check_read_only(ask: &dyn Fn(&[&str]) -> std::io::Result<std::process::Output>, name: &str, id: &str) {
    let ask = |arguments: &[&str]| ask(arguments).expect("the command starts");
    let added = ask(&["scan", name, "--index", "ix", "--add-only"]);
    let err = String::from_utf8_lossy(&added.stderr).into_owned();
    assert_eq!(added.status.code(), Some(2), "{err}");
    assert!(err.contains("`ix") && err.contains("ermission denied") && err.contains("hint:"), "{err}");
    let found = ask(&["find", id, "--index", "ix", "--json"]);
    assert_eq!(found.status.code(), Some(0), "{}", String::from_utf8_lossy(&found.stderr));
    assert_eq!(ask(&["index", "verify", "ix"]).status.code(), Some(0));
}

/// Says that a test was skipped, and why. The harness swallows what is printed; this is not.
#[cfg(unix)]
fn skipped(what: &str) {
    let line = format!("skipped: {what}\n");
    let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
}

#[test]
fn a_second_writer_is_told_at_once_who_writes() {
    let here = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(8, 0);
    let (name, ids) = feed(here.path(), 0, &mut random);
    assert_eq!(run(here.path(), &["scan", &name, "--index", "ix", "--add-only"]).code, Some(0));
    let settings = wirediff::feed::archive::Settings::new(&crate::feeds::options());
    let writer =
        wirediff::feed::archive::ArchiveWriter::open(&here.path().join("ix"), &settings).expect("opened");
    let second = run(here.path(), &["scan", &name, "--index", "ix", "--add-only"]);
    assert_eq!(second.code, Some(2));
    let who = format!("is being written by process {}", std::process::id());
    assert!(second.err.contains(&who) && second.err.contains("hint:"), "{}", second.err);
    // Readers need not wait.
    let found = run(here.path(), &["find", &ids[3], "--index", "ix", "--json"]);
    assert_eq!(found.code, Some(0), "{}", found.err);
    let _: Vec<Value> = found.out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    drop(writer);
    assert_eq!(run(here.path(), &["scan", &name, "--index", "ix", "--add-only"]).code, Some(0));
}
