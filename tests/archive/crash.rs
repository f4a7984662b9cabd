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
    let mut longest = Duration::ZERO;
    for round in 0..rounds() {
        let (name, ids) = feed(here.path(), round, &mut random);
        let compacts = round % 4 == 3 && !there.is_empty();
        let arguments: Vec<&str> = match compacts {
            true => vec!["index", "compact", "ix"],
            false => vec!["scan", &name, "--index", "ix", "--add-only", "-q"],
        };
        let begun = std::time::Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_wirediff"))
            .args(&arguments)
            .current_dir(here.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        // The first one says how long they take.
        if round > 0 {
            std::thread::sleep(longest.mul_f64(random.unit() * 1.3));
            // On Unix this is SIGKILL: nothing is cleaned up.
            let _ = child.kill();
        }
        let status = child.wait().expect("ended");
        if status.success() {
            longest = longest.max(begun.elapsed());
            kept += 1;
        } else {
            killed += 1;
        }
        if status.success() && !compacts {
            there.extend(ids.clone());
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
        if !compacts && !status.success() {
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

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("file"), "no folder").expect("written");
    let (name, _) = feed(here.path(), 0, &mut Random::new(7, 0));
    let ran = run(here.path(), &["scan", &name, "--index", "file/ix", "--add-only"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("file/ix"), "{}", ran.err);
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
