//! `wirediff watch` against a newsroom of feeds on this machine that change, fail, hang and lie.
#![cfg(all(feature = "fetch", unix))]

#[path = "../binary/mod.rs"]
mod binary;
#[path = "../../benches/corpus/random.rs"]
#[allow(dead_code, reason = "not all chance is needed here")]
mod random;
#[path = "../fetch/server.rs"]
#[allow(dead_code, reason = "not every answer is needed here")]
mod server;

mod newsroom;
mod verb;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use binary::{command, run};
use newsroom::Newsroom;

/// Requests that are answered before the end.
const POLLS: usize = 1000;

/// A watch that runs.
struct Watching {
    child: Child,
    lines: thread::JoinHandle<Vec<Value>>,
    talk: thread::JoinHandle<String>,
}

fn watch(here: &Path, list: &str) -> Watching {
    let arguments = [
        "watch",
        list,
        "--index",
        "ix",
        "--json",
        "--allow-private",
        "--every",
        "20ms",
        "--timeout",
        "900ms",
        "-j",
        "1",
    ];
    let mut child = command(here, &arguments).spawn().expect("the command starts");
    let (out, mut err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let lines = thread::spawn(move || {
        let lines = BufReader::new(out).lines().map_while(Result::ok);
        lines.map(|line| serde_json::from_str(&line).expect("JSON")).collect()
    });
    let talk = thread::spawn(move || {
        let mut text = String::new();
        let _ = err.read_to_string(&mut text);
        text
    });
    Watching { child, lines, talk }
}

impl Watching {
    /// Sends a signal, and returns the lines and the talk; after SIGTERM it must have ended well.
    fn end(mut self, signal: &str) -> (Vec<Value>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill runs").success());
        let status = self.child.wait().expect("it ends");
        let (lines, talk) = (self.lines.join().expect("lines"), self.talk.join().expect("talk"));
        if signal == "-TERM" {
            assert_eq!(status.code(), Some(0), "{talk}");
        }
        (lines, talk)
    }

    /// Resident bytes.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
    }
}

/// Waits until so many requests were answered.
fn until(newsroom: &Newsroom, polls: usize, watching: &mut Watching) {
    let begun = Instant::now();
    while newsroom.polls() < polls {
        assert!(begun.elapsed() < Duration::from_secs(600), "{} polls only", newsroom.polls());
        assert!(watching.child.try_wait().expect("known").is_none(), "it ended by itself");
        thread::sleep(Duration::from_millis(20));
    }
}

/// What was told: kind and story, counted.
fn told(lines: &[Value]) -> BTreeMap<(String, String), usize> {
    let mut out = BTreeMap::new();
    for line in lines.iter().filter(|line| line["type"] == "news") {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        *out.entry((text("news"), format!("{} | {}", text("story"), text("headline")))).or_default() += 1;
    }
    out
}

#[test]
fn every_change_is_told_once_whatever_the_servers_do() {
    let here = tempfile::tempdir().expect("a folder");
    let newsroom = Newsroom::open(here.path(), false);
    let mut lines = Vec::new();
    // Ended and begun again three times on the way.
    let mut memory = Vec::new();
    for part in 1..=4 {
        let mut watching = watch(here.path(), "feeds.opml");
        for at in [0, 1] {
            until(&newsroom, POLLS / 8 * (2 * part - 1 + at), &mut watching);
            memory.push(watching.memory());
        }
        if part == 4 {
            newsroom.settle();
            let begun = Instant::now();
            while !newsroom.is_settled() {
                assert!(begun.elapsed() < Duration::from_secs(120), "it was not read to the end");
                thread::sleep(Duration::from_millis(20));
            }
            thread::sleep(Duration::from_millis(1500));
        }
        let (own, _) = watching.end("-TERM");
        lines.extend(own);
    }
    let expected = newsroom.expected();
    let told = told(&lines);
    for (what, times) in &expected {
        let own: Vec<&Value> =
            lines.iter().filter(|l| l["headline"] == what.1.split(" | ").nth(1).unwrap_or("")).collect();
        assert_eq!(told.get(what), Some(times), "{what:?} was to be told: {own:#?}");
    }
    for (what, times) in &told {
        assert_eq!(expected.get(what), Some(times), "{what:?} was told");
    }
    for kind in ["copy", "update", "correction", "withdrawal"] {
        assert!(told.keys().filter(|k| k.0 == kind).count() >= 5, "too little of {kind} to tell: {told:#?}");
    }
    let problems: Vec<&str> =
        lines.iter().filter(|l| l["type"] == "error").filter_map(|l| l["code"].as_str()).collect();
    for code in ["http-status", "throttled", "timeout", "truncated"] {
        assert!(problems.contains(&code), "{code} never came: {problems:?}");
    }
    // Twice the stories, not twice the memory: what grows is the list of stories.
    assert!(memory[7] < memory[1] + (24 << 20), "{memory:?}");
    assert_eq!(run(here.path(), &["index", "verify", "ix"]).err, "the index is sound\n");
    // Nothing is there twice, and what is there is what a scan of the same stories tells.
    let stats: Value =
        serde_json::from_str(&run(here.path(), &["index", "stats", "ix", "--json"]).out).expect("JSON");
    assert_eq!(stats["stories"].as_u64(), Some(newsroom.stories() as u64), "{stats}");
}

#[test]
fn a_watch_that_is_killed_misses_nothing() {
    let here = tempfile::tempdir().expect("a folder");
    let newsroom = Newsroom::open(here.path(), true);
    let mut lines = Vec::new();
    for part in 1..=6 {
        let mut watching = watch(here.path(), "feeds.opml");
        until(&newsroom, 40 * part, &mut watching);
        lines.extend(watching.end("-KILL").0);
    }
    newsroom.settle();
    let watching = watch(here.path(), "feeds.opml");
    while !newsroom.is_settled() {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(1500));
    lines.extend(watching.end("-TERM").0);
    let (expected, told) = (newsroom.expected(), told(&lines));
    let missing: Vec<_> = expected.keys().filter(|e| !told.contains_key(e)).collect();
    let more: Vec<_> = told.keys().filter(|t| !expected.contains_key(t)).collect();
    assert!(missing.is_empty() && more.is_empty(), "missing: {missing:#?}\ntold: {more:#?}");
}
