//! Stories and feeds by their addresses, from a server on the own machine.

#![cfg(feature = "fetch")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use crate::binary::{folder, run};

/// Serves these contents by path to any number of requests, and returns the address.
fn serve(pages: Vec<(&'static str, &'static str, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(stream, &pages);
        }
    });
    address
}

fn answer(mut stream: TcpStream, pages: &[(&str, &str, Vec<u8>)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or("");
    let (status, media, body) = match pages.iter().find(|(p, _, _)| *p == path) {
        Some((_, media, body)) => ("200 OK", *media, body.as_slice()),
        None => ("404 Not Found", "text/plain", &b"no"[..]),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)
}

fn page(name: &str) -> Vec<u8> {
    fs::read(folder("testdata/formats").join(name)).expect("the file is there")
}

#[test]
fn a_story_is_compared_by_its_address() {
    let html = "text/html; charset=utf-8";
    let server = serve(vec![("/story", html, page("html/wordpress.html"))]);
    let here = folder("testdata/formats/html");
    // What stands behind the `#` of a page is a place in it.
    for address in [format!("{server}/story"), format!("{server}/story#comments")] {
        let found = run(&here, &["compare", &address, "wordpress.txt", "--exit-code", "--allow-private"]);
        assert_eq!((found.code, found.err.as_str()), (Some(0), ""), "{}", found.out);
    }
    let refused = run(&here, &["compare", &format!("{server}/story"), "wordpress.txt"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("its host is not on the public internet"), "{}", refused.err);
    assert!(refused.err.contains("hint: --allow-private"), "{}", refused.err);
    let missing = run(&here, &["compare", &format!("{server}/none"), "wordpress.txt", "--allow-private"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("404"), "{}", missing.err);
}

#[test]
fn a_list_stands_for_its_feeds_and_one_that_fails_is_named() {
    let server = serve(vec![
        ("/a.xml", "application/rss+xml", page("feeds/rss2.xml")),
        ("/b.json", "application/feed+json", page("feeds/jsonfeed.json")),
    ]);
    let outlines: String = ["/a.xml", "/gone.xml", "/b.json"]
        .iter()
        .map(|p| format!("<outline xmlUrl=\"{server}{p}\"/>"))
        .collect();
    let desk = tempfile::tempdir().expect("a folder");
    fs::write(desk.path().join("desk.opml"), format!("<opml version=\"2.0\"><body>{outlines}</body></opml>"))
        .expect("written");
    let found = run(desk.path(), &["extract", "desk.opml", "--allow-private"]);
    assert_eq!(found.code, Some(3), "{}", found.err);
    assert!(found.err.contains("/gone.xml`: skipped:"), "{}", found.err);
    for name in ["/a.xml", "/b.json"] {
        assert!(found.out.contains(&format!("\"source_file\":\"{server}{name}\"")), "{name}: {}", found.err);
    }
    // A folder is never a reason to use the network.
    let walked = run(desk.path(), &["extract", ".", "--allow-private"]);
    assert_eq!((walked.code, walked.out.as_str()), (Some(0), ""), "{}", walked.err);
    assert!(walked.err.contains("it is a list of feeds; name it by itself"), "{}", walked.err);
}
