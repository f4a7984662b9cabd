//! Every address: pages hold what the archive holds, and JSON is what the command line prints.

use serde_json::{Value, json};

use crate::binary;
use crate::client::{lines, part};
use crate::served::{Archive, HARM, ODD, Served};

fn served() -> (Archive, Served) {
    let archive = Archive::new();
    let served = archive.serve(&[]);
    (archive, served)
}

/// Holds JSON against the schema that the server names for it.
#[track_caller]
fn fits(served: &Served, name: &str, all: &[Value]) {
    let schema = served.get(&format!("/api/v1/schema/{name}")).json();
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(!all.is_empty(), "{name}: nothing to hold against it");
    for value in all {
        assert!(validator.is_valid(value), "{name}: {value}");
    }
    assert!(!validator.is_valid(&json!({ "type": "nonsense" })), "{name} takes anything");
}

#[test]
fn json_is_what_the_command_line_prints() {
    let (archive, served) = served();
    let stats = served.get("/api/v1/stats").json();
    assert_eq!(lines(&archive.run(&["index", "stats", "ix", "--json"])), std::slice::from_ref(&stats));
    fits(&served, "stats", &[stats]);

    for id in ["ferry.wire", "urn:wire:1", "urn:wire:1@1"] {
        let printed = lines(&archive.run(&["find", id, "--index", "ix", "--json"]));
        let told = served.get(&format!("/api/v1/story/{}", part(id))).lines();
        assert_eq!(told, printed, "{id}");
        fits(&served, "scan", &told);
        let printed = lines(&archive.run(&["find", id, "--index", "ix", "--versions", "--json"]));
        let told = served.get(&format!("/api/v1/versions/{}", part(id))).lines();
        assert_eq!(told, printed, "{id}");
        fits(&served, "versions", &told);
    }
    // To the command line these are an address and a folder.
    for path in [format!("/api/v1/story/{}", part(ODD)), "/api/v1/story?id=..".to_owned()] {
        let told = served.get(&path).lines();
        let link = told.iter().find(|line| line["type"] == "link").expect("a link");
        assert_eq!((&link["a"], &link["b"]), (&json!(ODD), &json!("..")), "{path}");
    }

    let printed = lines(&archive.run(&["find", "--still-carrying", "--index", "ix", "--json"]));
    assert!(printed.iter().any(|line| line["story"] == "courant"), "{printed:?}");
    assert_eq!(served.get("/api/v1/still-carrying").lines(), printed);
    assert_eq!(served.get("/api/v1/still-carrying?of=urn%3Awire%3A1").lines(), printed);
    fits(&served, "carrying", &printed);

    let printed = archive.run(&["compare", "feed.jsonl#ferry.wire", "feed.jsonl#ferry.courant", "--json"]);
    let told = served.get("/api/v1/pair?a=ferry.wire&b=ferry.courant");
    assert_eq!(told.body, printed);
    fits(&served, "compare", &[told.json()]);

    let clusters = lines(&archive.run(&["scan", "--index", "ix", "--json", "-q"]));
    let of = |all: &[Value]| {
        let own = |line: &&Value| line["type"] == "cluster" && line["id"] == "ferry.wire";
        all.iter().filter(own).cloned().collect::<Vec<_>>()
    };
    for member in ["ferry.wire", "ferry.tabloid"] {
        let told = served.get(&format!("/api/v1/cluster/{member}")).lines();
        assert_eq!(of(&told), of(&clusters));
        assert!(
            told.iter().any(|line| line["type"] == "link") && told.iter().all(|line| line["type"] != "match")
        );
        fits(&served, "scan", &told);
    }
}

#[test]
fn a_text_or_a_record_is_looked_up_as_the_command_line_does() {
    let (archive, served) = served();
    let text =
        std::fs::read_to_string(binary::folder("testdata/rewrites/ferry.courant.txt")).expect("testdata");
    let printed = binary::feed(archive.folder.path(), &["find", "-", "--index", "ix", "--json"], &text);
    let told = served.ask("POST /api/v1/find", &[], text.as_bytes());
    assert_eq!(told.lines(), lines(&printed.out));
    assert!(told.lines().iter().any(|line| line["type"] == "link" && line["relation"] == "copy"));
    fits(&served, "scan", &told.lines());

    let record = json!({ "id": "mine", "outlet": "Mine", "published": "2024-10-15T19:00:00Z", "text": text });
    let pretty = serde_json::to_string_pretty(&record).expect("JSON");
    let printed = binary::feed(archive.folder.path(), &["find", "-", "--index", "ix", "--json"], &pretty);
    let told = served.ask("POST /api/v1/find", &[("Content-Type", "application/json")], pretty.as_bytes());
    assert_eq!(told.lines(), lines(&printed.out));
    assert_eq!(
        served.ask("POST /api/v1/find", &[], pretty.as_bytes()).body,
        told.body,
        "told by its first character"
    );

    for wrong in ["", " \n", "{", "{}", "{\"text\": 1}", "[1]", "{\"text\":\"a b\"}{\"text\":\"c d\"}"] {
        let told = served.ask("POST /api/v1/find", &[("Content-Type", "application/json")], wrong.as_bytes());
        assert_eq!(told.status, 400, "{wrong}: {}", told.body);
        fits(&served, "problem", &[told.json()]);
    }
    assert_eq!(served.ask("POST /api/v1/find", &[], b"a text that is no \xff UTF-8").status, 400);
}

#[test]
fn pages_hold_what_the_archive_holds() {
    let (archive, served) = served();
    let home = served.page("/");
    assert!(
        home.contains("Ferry capsizes off Ostravian island") && home.contains("href=\"/cluster/ferry.wire\"")
    );
    assert!(home.contains("41</dd>") || home.contains(" stories</h1>"), "figures");

    let story = served.page("/story/ferry.wire");
    for wanted in [
        "The Lady Ingrid, a 62-meter vessel",
        "href=\"/pair?a=ferry.wire&amp;b=ferry.courant\"",
        "href=\"/cluster/ferry.wire\"",
        "href=\"/story/ferry.tabloid\"",
        "word for word",
        "feed.jsonl",
    ] {
        assert!(story.contains(wanted), "{wanted}");
    }
    let corrected = served.page("/story/urn%3Awire%3A1");
    for wanted in [
        "Corrected.",
        "CORRECTS number of dead",
        "Still carried elsewhere",
        "href=\"/story/courant\"",
        "urn%3Awire%3A1%401",
    ] {
        assert!(corrected.contains(wanted), "{wanted}");
    }
    assert!(served.page("/story/urn:wire:1@1").contains("An older version"));

    let cluster = served.page("/cluster/ferry.tabloid");
    let members: Vec<usize> = ["wire", "restyled", "update", "courant", "tabloid"]
        .iter()
        .map(|name| cluster.find(&format!("href=\"/story/ferry.{name}\"><bdi>")).expect("a member"))
        .collect();
    assert!(members.iter().all(|at| *at > 0) && cluster.contains("the lead") && cluster.contains("by side"));
    assert_eq!(served.get("/cluster/urn%3Awire%3A1%401").status, 404, "an old version is in no cluster");

    // The page of two stories is the one that `compare` makes, with the way back above it.
    let pair = served.page("/pair?a=ferry.wire&b=ferry.courant");
    let made =
        archive.run(&["compare", "feed.jsonl#ferry.wire", "feed.jsonl#ferry.courant", "--format", "html"]);
    let inside = |page: &str| {
        let from = page.find("<header>").expect("a header");
        page[from..].to_owned()
    };
    assert_eq!(inside(&pair), inside(&made));
    assert!(pair.contains("href=\"/story/ferry.courant\"") && !made.contains("/story/"));
}

#[test]
fn the_search_box_leads_to_stories_and_texts() {
    let (_archive, served) = served();
    for (query, link) in [
        ("ferry.wire", "/story/ferry.wire"),
        (" storm.wire ", "/story/storm.wire"),
        (
            ODD,
            "/story/https%3A%2F%2Fa.example%2Fx%20y%3Fq%3D1%26r%3D%22%3Cb%3E%22%23p%252e%2F..%2F%C3%A9%1B%5B31m",
        ),
        ("..", "/story?id=.."),
        ("https://ferry.courant.example/story?n=1", "/story/ferry.courant"),
        ("", "/"),
    ] {
        let answer = served.get(&format!("/search?q={}", part(query)));
        assert_eq!((answer.status, answer.field("location")), (303, link), "{query}");
    }
    assert!(served.page("/search?q=no+such+story").contains("No such story"));
    assert!(served.page("/search?q=https%3A%2F%2Fnowhere.example%2F").contains("No such story"));
    let words = "ran+onto+its+side+after+vehicles+broke+loose+on+the+lower+deck";
    assert!(served.page(&format!("/search?q={words}")).contains("/story/ferry.wire"));
    let none = served.page("/search?q=one+two+three+four+five+six+seven+eight+nine+ten");
    assert!(
        none.contains("No story has this text") && none.contains("one two three"),
        "the words stay in the box"
    );

    let text =
        std::fs::read_to_string(binary::folder("testdata/rewrites/storm.comet.txt")).expect("testdata");
    let form = format!("text={}", part(&text));
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let found = served.ask("POST /search", &[kind], form.as_bytes());
    assert!(found.status == 200 && found.body.contains("href=\"/story/storm.wire\""), "{}", found.status);
    assert_eq!(served.ask("POST /search", &[kind], b"text=%ff").status, 400);
    assert_eq!(served.ask("POST /search", &[kind], b"text=%20").status, 400);
    assert_eq!(served.ask("POST /search", &[("Content-Type", "text/plain")], b"text=a").status, 415);
}

#[test]
fn stories_that_are_added_meanwhile_are_there_at_once() {
    let (archive, served) = served();
    let count = |served: &Served| served.get("/healthz").json()["stories"].as_u64().expect("a number");
    let before = count(&served);
    assert_eq!(served.get("/story/late").status, 404);
    std::fs::write(archive.path("late.jsonl"), json!({ "id": "late", "url": "https://late.example/", "text": "A late story of the night came in after all others." }).to_string() + "\n").expect("written");
    assert_eq!(
        served.get("/search?q=https%3A%2F%2Fferry.wire.example%2Fstory%3Fn%3D1").field("location"),
        "/story/ferry.wire"
    );
    archive.run(&["scan", "late.jsonl", "--index", "ix", "--add-only", "-q"]);
    assert_eq!(count(&served), before + 1);
    assert!(served.page("/story/late").contains("A late story of the night"));
    assert_eq!(served.get("/search?q=https%3A%2F%2Flate.example%2F").field("location"), "/story/late");
    archive.run(&["index", "remove", "ix", "late"]);
    archive.run(&["index", "compact", "ix"]);
    assert_eq!((count(&served), served.get("/story/late").status), (before, 404));
    assert!(served.page("/search?q=https%3A%2F%2Flate.example%2F").contains("No such story"));
    // Where the archive is no more, that is said.
    std::fs::rename(archive.path("ix"), archive.path("gone")).expect("renamed");
    for (path, kind) in [
        ("/healthz", "application/json"),
        ("/api/v1/stats", "application/json"),
        ("/", "text/html; charset=utf-8"),
    ] {
        let answer = served.get(path);
        assert_eq!(
            (answer.status, answer.field("content-type"), answer.field("retry-after")),
            (503, kind, "1")
        );
        assert!(answer.body.contains("there is no index in"), "{}", answer.body);
    }
    std::fs::rename(archive.path("gone"), archive.path("ix")).expect("renamed");
    assert_eq!(count(&served), before);
}

#[test]
fn every_answer_is_sealed_and_holds_no_markup_of_a_story() {
    let (_archive, served) = served();
    let odd = part(ODD);
    let mut seen = Vec::new();
    for path in [
        "/",
        "/nowhere",
        "/search?q=x",
        "/search?q=ferry.wire",
        "/healthz",
        "/favicon.ico",
        "/api/v1/stats",
        "/api/v1/schema",
        "/api/v1/nowhere",
        "/api/v1/schema/nowhere",
        "/api/v1/schema/scan",
        "/story?id=..",
        "/pair",
        "/api/v1/find",
        &format!("/story/{odd}"),
        &format!("/cluster/{odd}"),
        &format!("/pair?a={odd}&b=.."),
        &format!("/search?q={odd}x"),
        &format!("/api/v1/story/{odd}"),
        "/story/%3Cscript%3Epwn('id')%3C%2Fscript%3E",
    ] {
        let answer = served.get(path);
        let policy = answer.field("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.ends_with("; frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.field(name), value, "{path}");
        }
        if answer.fields.iter().any(|f| f.1.starts_with("text/html")) {
            let body = &answer.body;
            for markup in ["<script>pwn", "<img", "\u{1b}", "\u{202e}", "<b>"] {
                assert!(!body.contains(markup), "{path}: {markup:?}");
            }
            seen.push((
                path.to_owned(),
                body.contains("&lt;script&gt;pwn(&#39;") || body.contains("&lt;script&gt;pwn('"),
            ));
        } else {
            assert!(!answer.body.contains('\u{1b}') && !answer.body.contains('\u{202e}'), "{path}");
        }
    }
    assert!(seen.iter().filter(|page| page.1).count() >= 5, "harm is shown as text: {seen:?}");
    assert!(HARM.contains("<script>"));
}

#[test]
fn methods_heads_and_unknown_addresses() {
    let (_archive, served) = served();
    let (head, get) = (served.ask("HEAD /story/ferry.wire", &[], b""), served.get("/story/ferry.wire"));
    assert_eq!(
        (head.status, head.body.as_str(), head.field("content-length")),
        (200, "", get.field("content-length"))
    );
    for (start, status, kind) in [
        ("GET /nowhere", 404, "text/html; charset=utf-8"),
        ("GET /story/nobody", 404, "text/html; charset=utf-8"),
        ("GET /cluster/nobody", 404, "text/html; charset=utf-8"),
        ("GET /pair?a=ferry.wire", 400, "text/html; charset=utf-8"),
        ("GET /pair?a=ferry.wire&b=nobody", 404, "text/html; charset=utf-8"),
        ("GET /story/", 404, "text/html; charset=utf-8"),
        ("GET /api/v1/story/nobody", 404, "application/json"),
        ("GET /api/v1/versions/nobody", 404, "application/json"),
        ("GET /api/v1/still-carrying?of=nobody", 404, "application/json"),
        ("GET /api/v1/nothing", 404, "application/json"),
        ("GET /api/v1/find", 405, "application/json"),
        ("DELETE /story/ferry.wire", 405, "text/html; charset=utf-8"),
        ("PUT /", 405, "text/html; charset=utf-8"),
        ("POST /story/ferry.wire", 405, "text/html; charset=utf-8"),
        ("OPTIONS /api/v1/stats", 405, "application/json"),
        ("TRACE /", 405, "text/html; charset=utf-8"),
    ] {
        let answer = served.ask(start, &[], b"");
        assert_eq!((answer.status, answer.field("content-type")), (status, kind), "{start}: {}", answer.body);
        if kind == "application/json" {
            fits(&served, "problem", &[answer.json()]);
        }
    }
}
