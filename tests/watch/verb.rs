//! What the verb says and refuses.

use std::fs;

use crate::binary::run;
use crate::server::{send, serve};

const FEED: &str = "<rss version=\"2.0\"><channel><title>Courant</title><item><title>Ferry sinks</title>\
    <guid>c-1</guid><description>A ferry with 47 people on board sank off Ostravia on Tuesday, the coast guard said, and \
    rescue boats reached the place after two hours in heavy seas.</description></item></channel></rss>";

#[test]
fn a_feed_is_asked_once_from_cron() {
    let here = tempfile::tempdir().expect("a folder");
    let server = serve(|path, c| match path {
        "/copy" => {
            let copy = FEED.replace("Courant", "Harbour\u{1b}[31m24").replace("c-1", "h-1");
            send(c, "200 OK", &["Content-Type: application/rss+xml"], copy.as_bytes());
        }
        "/gone" => send(c, "410 Gone", &[], b""),
        "/list" => {
            let list = "<opml><body><outline xmlUrl=\"http://127.0.0.1:1/refused\"/></body></opml>";
            send(c, "200 OK", &[], list.as_bytes());
        }
        _ => send(c, "200 OK", &["Content-Type: application/rss+xml", "ETag: \"1\""], FEED.as_bytes()),
    });
    let [feed, copy, gone, list] = ["feed", "copy", "gone", "list"].map(|p| format!("{}/{p}", server.base));
    let options = ["--index", "ix", "--once", "--allow-private", "--every", "1ms"];
    let watch = |feeds: &[&str]| run(here.path(), &[&["watch"], feeds, &options[..]].concat());
    let first = watch(&[&feed]);
    assert_eq!((first.code, first.out.as_str()), (Some(0), ""), "{}", first.err);
    let note =
        "1 of 1 items hold a summary only\n1 requests: 0 unchanged, 0 failed; 1 stories added, 0 told\n";
    assert!(first.err.ends_with(note), "{}", first.err);
    let second = watch(&[&feed, &copy, &gone]);
    assert_eq!(second.code, Some(3), "{}", second.err);
    assert_eq!(second.out, "copy       Harbour\u{241b}[31m24: Ferry sinks  h-1  of Courant c-1, 100%\n");
    assert!(second.err.contains("gone: the server answered 410 (gone)"), "{}", second.err);
    // What is gone is not asked again, and what was told is not told again.
    let third = watch(&[&feed, &copy, &gone]);
    assert_eq!((third.code, third.out.as_str()), (Some(0), ""), "{}", third.err);
    assert!(third.err.contains("\n2 requests:"), "{}", third.err);
    let heads = server.heads.lock().expect("no thread panics here").clone();
    assert_eq!(heads.iter().filter(|h| h.to_ascii_lowercase().contains("if-none-match: \"1\"")).count(), 2);
    // A list behind an address is followed.
    let fourth = watch(&[&list]);
    assert!(fourth.code == Some(3) && fourth.err.contains("the host refuses it"), "{}", fourth.err);
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("story.txt"), "No list.").expect("written");
    fs::write(here.path().join("empty.opml"), "<opml><body/></opml>").expect("written");
    let check = |arguments: &[&str], message: &str| {
        let ran = run(here.path(), &[&["watch", "--index", "ix"], arguments].concat());
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(message) && ran.err.contains("hint:"), "{arguments:?}: {}", ran.err);
    };
    check(&["story.txt"], "`story.txt` is no list of feeds");
    check(&["empty.opml"], "the lists name no feed");
    check(&["http://post.example/rss", "--every", "5s"], "once in a minute at most");
    fs::write(here.path().join("a.jsonl"), "{\"id\":\"a\",\"text\":\"A story.\"}\n").expect("written");
    assert_eq!(run(here.path(), &["scan", "a.jsonl", "--index", "ix", "--add-only"]).code, Some(0));
    fs::write(here.path().join("ix/watch.json"), "{}").expect("written");
    check(&["http://127.0.0.1:1/"], "watch.json` is not what a watch of this version wrote");
    fs::remove_file(here.path().join("ix/watch.json")).expect("removed");
    let _alone = wirediff::feed::archive::Watching::new(&here.path().join("ix")).expect("alone");
    check(&["http://127.0.0.1:1/"], &format!("is watched by process {} already", std::process::id()));
}
