//! Pages made by the built command, in a folder that goes when the test ends.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary;

/// A folder of pages.
pub struct Pages {
    folder: TempDir,
}

/// A page of a scan, and the lines that JSON has for the same input.
pub struct Scan {
    /// Where the page is.
    pub page: PathBuf,
    /// The lines of `--format jsonl`.
    pub lines: Vec<Value>,
}

impl Pages {
    /// Returns an empty folder.
    pub fn new() -> Pages {
        Pages { folder: tempfile::tempdir().expect("a folder") }
    }

    /// Returns the path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the command in the repository and returns its standard output. Status 3 tells of skipped records.
    pub fn run(&self, arguments: &[&str]) -> String {
        let run = binary::run(&binary::folder("."), arguments);
        assert!(matches!(run.code, Some(0 | 3)), "{arguments:?}: {}", run.err);
        run.out
    }

    /// Scans `inputs` twice: to a page, and to lines.
    pub fn scan(&self, name: &str, inputs: &[&str]) -> Scan {
        let page = self.path(&format!("{name}.html"));
        let begin = [&["scan", "-q", "--progress", "never"], inputs].concat();
        let target = page.display().to_string();
        self.run(&[&begin[..], &["--format", "html", "-o", &target]].concat());
        let lines = self.run(&[&begin[..], &["--json"]].concat());
        let lines = lines.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect();
        Scan { page, lines }
    }

    /// Shows lines of a scan as a page.
    pub fn replay(&self, name: &str, lines: &str) -> Scan {
        let input = self.file(&format!("{name}.jsonl"), lines);
        self.scan(name, &[&input])
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    /// Compares stories to a page.
    pub fn compare(&self, name: &str, stories: &[&str]) -> PathBuf {
        let page = self.path(&format!("{name}.html"));
        let target = page.display().to_string();
        self.run(&[&["compare"], stories, &["--format", "html", "-o", &target]].concat());
        page
    }

    /// Compares stories to JSON.
    pub fn json(&self, stories: &[&str]) -> Value {
        let out = self.run(&[&["compare"], stories, &["--json"]].concat());
        serde_json::from_str(&out).expect("JSON")
    }
}

/// Returns the stories of `testdata/rewrites`.
pub fn rewrites() -> Vec<String> {
    let folder = fs::read_dir(binary::folder("testdata/rewrites")).expect("testdata");
    let names = folder.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> =
        names.filter(|n| n.ends_with(".txt")).map(|n| format!("testdata/rewrites/{n}")).collect();
    paths.sort();
    paths
}

/// The first line of every scan; the order of its keys says what the file is.
pub const HEADER: &str = concat!(
    r#"{"type":"header","schema":"wirediff.scan/1","version":"0","tables":"0","threshold":115,"#,
    r#""min_similarity":0.3,"holders":16,"min_run":8}"#,
    "\n"
);

/// Returns the lines of a scan with so many clusters, each of two stories that share six paragraphs.
pub fn many(clusters: u64) -> String {
    let mut out = HEADER.to_owned();
    let id = |n: u64, side: &str| format!("n{n:05}{side}");
    let time =
        |n: u64, minute: u64| format!("2025-03-{:02}T{:02}:{minute:02}:00Z", 1 + n / 1440 % 28, n / 60 % 24);
    let mut add = |line: Value| {
        let _ = writeln!(out, "{line}");
    };
    for n in 0..clusters {
        for (side, minute) in [("a", 1), ("b", 31)] {
            let outlet = format!("Outlet {}", (n * 7 + minute) % 400);
            add(
                json!({ "type": "story", "id": id(n, side), "outlet": outlet, "headline": format!("Story {n} as told on the {side} side"),
                        "published": time(n, minute), "language": "en", "words": 420, "paragraphs": 9 }),
            );
        }
    }
    for n in 0..clusters {
        for p in 1..=6 {
            add(json!({ "type": "match", "a": { "story": id(n, "a"), "paragraph": p, "span": [0, 100] },
                        "b": { "story": id(n, "b"), "paragraph": p + n % 3, "span": [0, 100] },
                        "score": 300, "bits": 220, "coverage": 1.0, "kind": "exact" }));
        }
    }
    for n in 0..clusters {
        let version = |side: &str| json!({ "story": id(n, side), "words": 420 });
        let mut copy = version("b");
        copy["keeps"] = json!(0.8);
        copy["from_lead"] = json!(0.7);
        copy["dropped"] = json!(84);
        copy["added"] = json!(126);
        add(
            json!({ "type": "cluster", "id": id(n, "a"), "members": [id(n, "a"), id(n, "b")], "lead": id(n, "a"),
                    "weakest_link": 0.75, "versions": [version("a"), copy] }),
        );
    }
    add(
        json!({ "type": "summary", "stories": 2 * clusters, "paragraphs": 18 * clusters, "words": 840 * clusters,
                "matches": { "exact": 6 * clusters, "same": 0, "context": 0, "quote": 0 },
                "links": { "copy": clusters, "contained": 0, "shared": 0, "template": 0 }, "clusters": clusters,
                "clustered": 2 * clusters, "largest": 2, "boilerplate": 0, "skipped": 0, "notes": 0 }),
    );
    out
}

/// Returns two stories of 20,000 words: the paragraphs of the wire stories in testdata one after another, numbered so that
/// each is itself, and the same with every seventh left out, every fifth changed and some moved.
pub fn long() -> (String, String) {
    let wires = ["court", "earnings", "ferry", "final", "storm", "summit"];
    let text = wires.map(|w| {
        fs::read_to_string(binary::folder(&format!("testdata/rewrites/{w}.wire.txt"))).expect("testdata")
    });
    let all = text.join("\n\n");
    let paragraphs: Vec<&str> = all.split("\n\n").map(str::trim).filter(|p| p.len() > 80).collect();
    let mut a: Vec<String> = Vec::new();
    let mut words = 0;
    for n in 0.. {
        if words >= 20_000 {
            break;
        }
        let paragraph = format!("Number {n} of ward {}: {}", n * 37 % 101, paragraphs[n % paragraphs.len()]);
        words += paragraph.split(' ').count();
        a.push(paragraph);
    }
    let mut b: Vec<String> = Vec::new();
    for (n, paragraph) in a.iter().enumerate().filter(|(n, _)| n % 7 != 3) {
        b.push(if n % 5 == 0 {
            paragraph.replace(" said", " told reporters").replace(" the ", " that ")
        } else {
            paragraph.clone()
        });
    }
    for at in (20..b.len().saturating_sub(30)).step_by(60) {
        let moved = b.remove(at);
        b.insert(at + 25, moved);
    }
    (a.join("\n\n"), b.join("\n\n"))
}
