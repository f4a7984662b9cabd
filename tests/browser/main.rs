//! The pages in a browser: what they show, their switches and keys, and that nothing in them runs but our own script.
//!
//! The command makes pages from `testdata/`; scripts beside this file drive headless Chromium over them and print a
//! report of named checks, which is held against the names expected here. Needs `chromium` at `/usr/bin/chromium`, `node`
//! and `npm install` in this folder (`.ci/run` does all three); where one is missing, each test says that it was skipped.

#[path = "../binary/mod.rs"]
mod binary;
mod expected;
mod hostile;
mod pages;
#[cfg(feature = "serve")]
#[path = "../served/mod.rs"]
mod served;

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// The browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Says what is missing to run a browser here; none when all is there.
fn missing() -> Option<&'static str> {
    let node = Command::new("node").arg("--version").output().is_ok_and(|o| o.status.success());
    if !Path::new(CHROMIUM).exists() {
        Some("no /usr/bin/chromium (apt-get install chromium)")
    } else if !node {
        Some("no node (apt-get install nodejs npm)")
    } else if !binary::folder("tests/browser/node_modules/playwright-core").exists() {
        Some("no node_modules (npm install in tests/browser)")
    } else {
        None
    }
}

/// Runs a script over pages and checks that exactly the checks of `names` were made, and passed.
fn drive(script: &str, names: &[&str], config: &Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    std::fs::write(&path, config.to_string()).expect("written");
    let output = Command::new("node")
        .arg(binary::folder("tests/browser").join(script))
        .arg(&path)
        .output()
        .expect("node starts");
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed:\n{out}\n{err}");
    let report: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{script}: {e}:\n{out}\n{err}"));
    say(&format!("{script}: {}", report["figures"]));
    let checks = report["checks"].as_array().expect("checks");
    let failed: Vec<String> = checks
        .iter()
        .filter(|c| c["passed"] != true)
        .map(|c| format!("{}: {}", c["name"], c["error"].as_str().unwrap_or("no error told")))
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
    let made: Vec<&str> = checks.iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(made, names, "the checks of {script}");
}

/// Says something that is seen though the test passes: what is printed otherwise is kept from whoever runs the tests.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Whether the browser is there; says so when it is not.
fn ready() -> bool {
    match missing() {
        Some(what) => {
            say(&format!("skipped: {what}"));
            false
        }
        None => true,
    }
}

#[test]
fn scans() {
    if !ready() {
        return;
    }
    let made = pages::Pages::new();
    let night = made.scan("night", &["testdata/scan/night.jsonl"]);
    let stories = pages::rewrites();
    let stories: Vec<&str> = stories.iter().map(String::as_str).collect();
    let rewrites = made.scan("rewrites", &stories);
    let many = made.replay("many", &pages::many(10_000));
    let bytes = std::fs::metadata(&many.page).expect("there").len();
    say(&format!("ten thousand clusters: {bytes} bytes"));
    assert!(bytes < 20 << 20, "ten thousand clusters in 20 MB");
    let config = json!({
        "pages": { "night": night.page, "rewrites": rewrites.page, "many": many.page },
        "expected": { "night": expected::scan(&night.lines), "rewrites": expected::scan(&rewrites.lines) },
    });
    let names = [
        "the page agrees with the lines of a kept scan",
        "the page agrees with the lines of a scan of stories",
        "the time line has a mark for every story that has a paragraph",
        "ribbons end at the paragraphs that they name",
        "sorting by size, time, outlets and coverage",
        "searching by headline, outlet and id",
        "keys j, k, o, Enter, s, slash, question mark and Escape",
        "links to clusters and pairs",
        "everything can be reached by Tab, with focus to be seen",
        "axe-core in light and dark",
        "forced colours and reduced motion",
        "readable without scripts",
        "a print holds the clusters",
        "no sideways scrolling at 1440, 1024, 760 and 390 px",
        "ten thousand clusters",
    ];
    drive("scan.mjs", &names, &config);
}

#[test]
fn hostile_text_does_nothing() {
    if !ready() {
        return;
    }
    let made = pages::Pages::new();
    let feed = made.file("evil.jsonl", &hostile::feed());
    let story = |id: &str| format!("{feed}#{id}");
    let night = made.scan("night", &["testdata/scan/night.jsonl"]);
    let planted = "<script>pwn('script'); setTimeout(() => { alert('boo'); throw new Error('planted'); }, 50)</script>\
                   <img src=https://evil.example/x.png onerror=pwn('img')>";
    let refused = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>";
    let markup =
        "<main><iframe srcdoc=x></iframe><p style='color:#ccc;background:#fff'>Hardly to be read</p></main>";
    let config = json!({
        "pages": {
            "planted": made.file("planted.html", planted),
            "refused": made.file("refused.html", refused),
            "markup": made.file("markup.html", markup),
            "pair": made.compare("pair", &[&story("evil-a"), &story("evil-b")]),
            "several": made.compare("several", &[&story("evil-a"), &story("evil-b"), &story("evil-c")]),
            "scan": made.scan("scan", &[&feed]).page,
            "lines": made.replay("lines", &hostile::lines(&night.lines)).page,
        },
    });
    let names = [
        "the watch sees planted harm",
        "two hostile stories",
        "three hostile stories",
        "a scan of hostile stories",
        "hostile lines of a scan",
        "hostile pages without scripts",
        "hostile pages in a window of 390 px",
    ];
    drive("hostile.mjs", &names, &config);
}

#[test]
fn pairs() {
    if !ready() {
        return;
    }
    let made = pages::Pages::new();
    let stories = [
        ("thornwick", "court.wire", "court.thornwick"),
        ("harbour24", "court.wire", "court.harbour24"),
        ("courant", "ferry.wire", "ferry.courant"),
        ("tabloid", "ferry.wire", "ferry.tabloid"),
        ("update", "ferry.wire", "ferry.update"),
        ("herald", "summit.wire", "summit.herald"),
        ("arabic", "maa.wire", "maa.alrafid"),
    ];
    let mut config = json!({ "pages": {}, "expected": { "pairs": {} } });
    for (name, a, b) in stories {
        let [a, b] = [a, b].map(|s| format!("testdata/rewrites/{s}.txt"));
        let page = made.compare(name, &[&a, &b]);
        let bytes = std::fs::metadata(&page).expect("there").len();
        assert!(bytes < 200 << 10, "{name}: {bytes} bytes for 700 words");
        config["pages"][name] = json!(page);
        config["expected"]["pairs"][name] = expected::pair(&made.json(&[&a, &b]));
    }
    let (a, b) = pages::long();
    let [a, b] = [made.file("long.a.txt", &a), made.file("long.b.txt", &b)];
    config["pages"]["long"] = json!(made.compare("long", &[&a, &b]));
    let names = [
        "the pages agree with the JSON of the same stories",
        "j and k step through every change",
        "n and p step through the facts, m through the moves",
        "a moved block is shown on both sides",
        "f folds equal paragraphs and a note opens them",
        "s shows changes of style",
        "facts only",
        "x swaps the sides",
        "l locks and unlocks scrolling",
        "scrolling brings linked paragraphs together and no moved block drags",
        "ribbons end at their paragraphs while scrolling",
        "slash finds in both stories, Escape leaves",
        "question mark shows every key, Escape closes",
        "the list of changes is filtered by kind and facet",
        "links to changes, blocks, facts and quotes",
        "everything can be reached by Tab, with focus to be seen",
        "hidden words say what only one side has",
        "axe-core in light and dark",
        "forced colours and reduced motion",
        "layout at 1440, 1024, 760 and 390 px",
        "right to left",
        "readable without scripts",
        "a print holds the text and notes for moves",
        "how fast it opens and scrolls",
    ];
    drive("pair.mjs", &names, &config);
}

#[cfg(feature = "serve")]
#[test]
fn an_archive() {
    if !ready() {
        return;
    }
    let archive = served::Archive::new();
    let served = archive.serve(&[]);
    let text = std::fs::read_to_string(binary::folder("testdata/rewrites/ferry.courant.txt"));
    let config = json!({
        "pages": { "base": served.base() },
        "expected": { "odd": served::ODD, "harm": served::HARM, "text": text.expect("testdata") },
    });
    let names = [
        "from the first page to a cluster, a story, a pair and back",
        "the search box finds ids, addresses and sentences",
        "a text that is pasted is looked up",
        "a story with its versions and who still carries what was taken back",
        "hostile stories do nothing",
        "everything can be reached by Tab, with focus to be seen",
        "axe-core in light and dark",
        "forced colours",
        "readable without scripts",
        "no sideways scrolling at 1440, 1024, 760 and 390 px",
        "a print holds the text and no search box",
    ];
    drive("serve.mjs", &names, &config);
}

#[test]
fn several_stories() {
    if !ready() {
        return;
    }
    let made = pages::Pages::new();
    let names =
        ["wire", "courant", "tabloid", "restyled"].map(|s| format!("testdata/rewrites/ferry.{s}.txt"));
    let stories = names.each_ref().map(String::as_str);
    let config = json!({
        "pages": { "several": made.compare("several", &stories) },
        "expected": expected::several(&made.json(&stories)),
    });
    let names = [
        "the matrix agrees with the JSON of the same stories",
        "every cell opens its pair",
        "keys j, k, s and question mark",
        "axe-core in light and dark",
        "layout at 1440, 1024, 760 and 390 px, and on paper",
        "readable without scripts",
    ];
    drive("several.mjs", &names, &config);
}
