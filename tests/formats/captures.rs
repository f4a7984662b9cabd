//! WARC files.

use std::fs;

use super::{all, extract};

fn record(kind: &str, url: &str, block: &str) -> String {
    let len = block.len();
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype={kind}\r\n\
         Content-Length: {len}\r\n\r\n{block}\r\n\r\n"
    )
}

fn page(title: &str, sentence: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><html lang=en><head>\
         <title>{title}</title></head><body><article><h1>{title}</h1><p>{sentence} The council of Hollin met for three \
         hours, and nobody left before the vote.</p><p>A second meeting follows on Friday, the clerk told reporters \
         who had waited outside.</p></article></body></html>"
    )
}

fn feed() -> String {
    [
        record("warcinfo", "-", "software: none\r\n"),
        record("request", "https://post.example/1", "GET /1 HTTP/1.1\r\n\r\n"),
        record("response", "https://post.example/1", &page("Bridge closed", "The bridge closed on Monday.")),
        record("response", "https://post.example/i", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nxyz"),
        record("response", "https://post.example/2", &page("Tax rises", "The tax rises in May.")),
    ]
    .concat()
}

#[test]
fn pages_are_stories_with_their_addresses() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("crawl.warc"), feed()).expect("written");
    let (stories, err, code) = extract(folder.path(), &["crawl.warc"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    assert_eq!(all(&stories, "url"), ["https://post.example/1", "https://post.example/2"]);
    assert_eq!(all(&stories, "outlet"), ["post.example", "post.example"]);
    assert_eq!(all(&stories, "headline"), ["Bridge closed", "Tax rises"]);
    let text = stories[0]["text"].as_str().expect("a text");
    assert_eq!(text.split("\n\n").count(), 2, "{text}");
    assert!(text.starts_with("The bridge closed on Monday. The council"), "{text}");
}

#[test]
fn the_reader_goes_on_behind_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let block = page("Ferry late", "The ferry is late.");
    let good = record("response", "https://post.example/9", &block);
    // The length lies, both ways; and something that is no record at all.
    let says = |len: usize| {
        good.replace(&format!("Content-Length: {}", block.len()), &format!("Content-Length: {len}"))
    };
    let (short, long) = (says(block.len() + 100_000), says(block.len() - 50));
    for (name, broken) in [("short", short), ("long", long), ("junk", "\0\u{1}no record\r\n\r\n".to_owned())]
    {
        let file = format!("{name}.warc");
        fs::write(folder.path().join(&file), [feed().as_str(), &broken, &good].concat()).expect("written");
        let (stories, err, code) = extract(folder.path(), &[&file]);
        let urls = all(&stories, "url");
        assert_eq!(urls.last(), Some(&"https://post.example/9"), "{name}: {err}");
        assert!(urls.len() == 3, "{name}: {urls:?}");
        assert!(err.contains("skipped"), "{name}: {err}");
        assert_eq!(code, Some(3));
    }
    fs::write(folder.path().join("cut.warc"), &feed()[..feed().len() - 90]).expect("written");
    let (stories, err, code) = extract(folder.path(), &["cut.warc"]);
    assert_eq!((stories.len(), code), (1, Some(3)), "{err}");
    assert!(err.contains("(truncated)"), "{err}");
}
