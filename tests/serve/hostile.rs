//! Requests that want something else than an answer. After each the server still answers others.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::thread;

use crate::client::Answer;
use crate::served::{Archive, Served};

/// Limits on time that a test can wait for.
const QUICK: [&str; 2] = ["--patience", "2000"];

fn served(more: &[&str]) -> (Archive, Served) {
    let archive = Archive::new();
    let served = archive.serve(more);
    (archive, served)
}

/// The server is well.
#[track_caller]
fn well(served: &Served) {
    assert_eq!(served.get("/healthz").status, 200);
}

/// The status of the answer to bytes as they are; 0 where the connection ended without one.
fn status(served: &Served, bytes: &[u8]) -> u16 {
    Answer::read(&served.raw(bytes)).map_or(0, |answer| answer.status)
}

#[test]
fn foreign_hosts_are_refused() {
    let (archive, served) = served(&["--allow-host", "archive.example"]);
    let port = served.address.port();
    let of = |version: &str, fields: &str| {
        status(&served, format!("GET /healthz {version}\r\n{fields}Connection: close\r\n\r\n").as_bytes())
    };
    for own in [
        format!("localhost:{port}"),
        format!("127.0.0.1:{port}"),
        "localhost".into(),
        "[::1]".into(),
        "Archive.Example".into(),
    ] {
        assert_eq!(of("HTTP/1.1", &format!("Host: {own}\r\n")), 200, "{own}");
    }
    for other in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "localhost:1".into(),
        "10.0.0.1".into(),
        String::new(),
        "a b".into(),
    ] {
        assert_eq!(of("HTTP/1.1", &format!("Host: {other}\r\n")), 421, "{other}");
    }
    assert_eq!(of("HTTP/1.1", ""), 400, "no host");
    assert_eq!(of("HTTP/1.0", ""), 400, "no host");
    assert_eq!(of("HTTP/1.0", "Host: localhost\r\n"), 200);
    assert_eq!(of("HTTP/1.1", "Host: localhost\r\nHost: localhost\r\n"), 400, "two hosts");
    let absolute =
        b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(status(&served, absolute), 421);
    let refused =
        Answer::read(&served.raw(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")).expect("an answer");
    assert_eq!(refused.field("content-type"), "text/plain; charset=utf-8");
    assert_eq!((refused.body.lines().count(), refused.field("x-frame-options")), (1, "DENY"));
    assert!(!refused.body.contains(&*archive.folder.path().to_string_lossy()));
    for (field, value, expected) in [
        ("Origin", format!("http://{}", served.address), 200),
        ("Origin", "http://evil.example".to_owned(), 403),
        ("Origin", "null".to_owned(), 200),
        ("Sec-Fetch-Site", "cross-site".to_owned(), 403),
    ] {
        let answer = served.ask("POST /api/v1/find", &[(field, &value)], b"The ferry sank.");
        assert_eq!(answer.status, expected, "{field}: {value}");
    }
    well(&served);
}

#[test]
fn paths_lead_to_no_files() {
    let (_archive, served) = served(&[]);
    for path in [
        "/../../../../etc/passwd",
        "/story/../../../../etc/passwd",
        "/story/..%2f..%2f..%2fetc%2fpasswd",
        "/story/%2e%2e/%2e%2e/etc/passwd",
        "/story/%252e%252e%252f%252e%252e%252fetc%252fpasswd",
        "/story//etc/passwd",
        "/story/..%5c..%5cwindows%5cwin.ini",
        "/story/%00",
        "/story/ix%2fwirediff.index",
        "/cluster/../ix/wirediff.index",
        "/pair?a=../../etc/passwd&b=/etc/passwd",
        "/search?q=/etc/passwd",
        "/search?q=file:///etc/passwd",
        "/api/v1/story/%2fetc%2fpasswd",
        "/api/v1/versions/../../etc/passwd",
        "/api/v1/schema/../../../etc/passwd",
        "/story/feed.jsonl",
        "/api/v1/story/feed.jsonl%23ferry.wire",
        "/.%2e/etc/passwd",
        "//etc/passwd",
    ] {
        let answer = served.get(path);
        assert!(matches!(answer.status, 404) || path.starts_with("/search"), "{path}: {}", answer.status);
        assert!(!answer.body.contains("root:") && !answer.body.contains("\"format\""), "{path}");
    }
    well(&served);
}

#[test]
fn large_bodies_are_not_taken_in() {
    let (_archive, served) = served(&[]);
    let large = vec![b'a'; 10 << 20];
    for start in ["POST /api/v1/find", "POST /search"] {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        assert_eq!(served.ask(start, &[kind], &large).status, 413, "{start}");
    }
    let just = "words of a text ".repeat((1 << 20) / 16);
    assert_eq!(just.len(), 1 << 20);
    assert_eq!(served.ask("POST /api/v1/find", &[], just.as_bytes()).status, 200, "as much as is allowed");
    // A body without an end, as fast as it goes.
    let mut stream = served.connect();
    let head = format!(
        "POST /api/v1/find HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        served.address
    );
    stream.write_all(head.as_bytes()).expect("taken");
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat();
    let mut sent = 0_u64;
    while stream.write_all(&chunk).is_ok() {
        sent += chunk.len() as u64;
        assert!(sent < 1 << 30, "it takes all of an endless body");
    }
    well(&served);
    assert_eq!(status(&served, format!("POST /api/v1/find HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", served.address).as_bytes()), 400);
    well(&served);
}

#[test]
fn slow_clients_are_left() {
    let (_archive, served) = served(&QUICK);
    let host = format!("Host: {}\r\n", served.address);
    // A head that never ends, a byte at a time.
    let mut slow = served.connect();
    let mut sent = 0;
    for byte in format!("GET / HTTP/1.1\r\n{host}X: {}", "y".repeat(2000)).bytes() {
        if slow.write_all(&[byte]).is_err() {
            break;
        }
        sent += 1;
        thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(sent < 1000, "it waits for {sent} bytes of a head");
    // Nothing at all, and nothing after an answer.
    for begin in [String::new(), format!("GET /healthz HTTP/1.1\r\n{host}\r\n")] {
        let mut idle = served.connect();
        idle.write_all(begin.as_bytes()).expect("taken");
        let mut out = Vec::new();
        idle.read_to_end(&mut out).expect("it ends the connection");
        assert_eq!(out.starts_with(b"HTTP/1.1 200"), !begin.is_empty());
    }
    // A body that stops half-way.
    let half = format!("POST /api/v1/find HTTP/1.1\r\n{host}Content-Length: 1000\r\n\r\nhalf");
    assert_eq!(status(&served, half.as_bytes()), 408);
    // A length that is a lie.
    let lie = format!("POST /api/v1/find HTTP/1.1\r\n{host}Content-Length: 99999999999999\r\n\r\nsome");
    assert_eq!(status(&served, lie.as_bytes()), 408);
    // One that asks on and on, and takes nothing.
    let mut deaf = served.connect();
    let asked = format!("GET /story/ferry.wire HTTP/1.1\r\n{host}\r\n").repeat(100);
    let mut sent = 0;
    while deaf.write_all(asked.as_bytes()).is_ok() {
        sent += asked.len();
        assert!(sent < 64 << 20, "it waits for whoever takes nothing");
    }
    well(&served);
}

#[test]
fn many_connections_at_once() {
    let (_archive, served) = served(&[]);
    let ask =
        |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address);
    let mut streams: Vec<TcpStream> = (0..200).map(|_| served.connect()).collect();
    for (at, stream) in streams.iter_mut().enumerate() {
        let path =
            ["/healthz", "/story/ferry.wire", "/cluster/storm.wire", "/pair?a=ferry.wire&b=ferry.courant"]
                [at % 4];
        stream.write_all(ask(path).as_bytes()).expect("taken");
    }
    for (at, stream) in streams.iter_mut().enumerate() {
        let mut out = Vec::new();
        stream.read_to_end(&mut out).expect("an answer");
        let answer = Answer::read(&out).expect("an answer");
        assert!(matches!(answer.status, 200 | 503), "{at}: {}", answer.status);
        assert!(answer.status == 200 || answer.field("retry-after") == "1", "{at}");
    }
    drop(streams);
    well(&served);
}

#[test]
fn past_the_last_place_one_is_told_to_come_again() {
    let (_archive, served) = served(&["--connections", "3", "--places", "1", "--patience", "5000"]);
    let idle: Vec<TcpStream> = (0..3).map(|_| served.connect()).collect();
    // Those three are known to be taken once one of them is answered.
    for mut stream in &idle {
        stream
            .write_all(format!("GET /healthz HTTP/1.1\r\nHost: {}\r\n\r\n", served.address).as_bytes())
            .expect("taken");
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    let full = Answer::read(&served.raw(b"")).expect("an answer");
    assert_eq!((full.status, full.field("retry-after")), (503, "1"));
    drop(idle);
    // A place is free as soon as the server has seen that they are gone.
    let answered = (0..200).any(|_| {
        thread::sleep(std::time::Duration::from_millis(20));
        status(
            &served,
            format!(
                "GET /story/ferry.wire HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                served.address
            )
            .as_bytes(),
        ) == 200
    });
    assert!(answered);
}

#[test]
fn bytes_that_are_no_requests() {
    let (_archive, served) = served(&QUICK);
    let host = format!("Host: {}\r\n", served.address);
    let long = "a".repeat(100 << 10);
    let many: String = (0..500).map(|n| format!("X-{n}: y\r\n")).collect();
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let ok: [&[u16]; 3] = [&[0, 400], &[0, 414, 431], &[0, 400, 404, 501]];
    for (bytes, allowed) in [
        (garbage, ok[0]),
        (b"\0\0\0\0\r\n\r\n".to_vec(), ok[0]),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), ok[0]),
        (b"GET / HTTP/9.9\r\n\r\n".to_vec(), &[0, 400, 505]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), &[0, 400, 505]),
        (format!("GET / HTTP/1.1\r\n{host}X: {long}\r\n\r\n").into_bytes(), ok[1]),
        (format!("GET /{long} HTTP/1.1\r\n{host}\r\n").into_bytes(), ok[1]),
        (format!("GET /search?q={} HTTP/1.1\r\n{host}Connection: close\r\n\r\n", "a".repeat(20_000)).into_bytes(), &[414]),
        (format!("GET / HTTP/1.1\r\n{host}{many}\r\n").into_bytes(), ok[1]),
        (format!("GET /\0 HTTP/1.1\r\n{host}\r\n").into_bytes(), ok[0]),
        (format!("GET / HTTP/1.1\r\n{host}X: a\0b\r\n\r\n").into_bytes(), ok[0]),
        (format!("GET  / HTTP/1.1\r\n{host}\r\n").into_bytes(), ok[0]),
        (format!("GET /story/\u{e9} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").into_bytes(), &[0, 400, 404]),
        (format!("OPTIONS * HTTP/1.1\r\n{host}Connection: close\r\n\r\n").into_bytes(), &[400, 404, 405]),
        (format!("CONNECT localhost:80 HTTP/1.1\r\n{host}Connection: close\r\n\r\n").into_bytes(), &[400, 404, 405, 421]),
        (format!("POST /api/v1/find HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello").into_bytes(), ok[0]),
        (format!("POST /api/v1/find HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").into_bytes(), ok[0]),
        (format!("POST /api/v1/find HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n").into_bytes(), ok[0]),
    ] {
        let told = status(&served, &bytes);
        assert!(allowed.contains(&told), "{told} for {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        well(&served);
    }
}

#[test]
fn clients_that_go_away_are_let_go() {
    let (_archive, served) = served(&[]);
    let mut half = served.connect();
    half.write_all(
        format!("GET /story/ferry.wire HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address)
            .as_bytes(),
    )
    .expect("taken");
    half.shutdown(Shutdown::Write).expect("closed");
    // Whether it is still answered hangs on which came first; the connection ends in any case.
    let mut out = Vec::new();
    half.read_to_end(&mut out).expect("an end");
    assert!(out.is_empty() || out.starts_with(b"HTTP/1.1 200"));
    // One that goes away, before its request is whole and after.
    for bytes in ["GET / HT", "GET /pair?a=ferry.wire&b=ferry.courant HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        let mut gone = served.connect();
        gone.write_all(bytes.as_bytes()).expect("taken");
        drop(gone);
    }
    well(&served);
}
