//! The fetcher against servers that misbehave. All of them run on this machine; no test leaves it.
#![cfg(feature = "fetch")]

mod server;

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use wirediff::ingest::{FetchError, FetchOptions, FetchReason, Fetched, Fetcher, RetryAfter, Validators};

use server::{Server, send, send_forever, serve};

const LIMIT: u64 = 100_000;

/// Long enough for a machine under load, for tests that do not wait for it.
fn options() -> FetchOptions {
    FetchOptions { allow_private: true, max_body: LIMIT, ..FetchOptions::default() }
}

/// For tests that do.
fn hasty() -> FetchOptions {
    FetchOptions { total_timeout: Duration::from_millis(300), ..options() }
}

fn fetch(options: FetchOptions, url: &str) -> Result<Fetched, FetchError> {
    Fetcher::new(options).fetch(url, None)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes all")
}

#[track_caller]
fn check_body(server: &Server, path: &str, expected: &[u8]) {
    match fetch(options(), &format!("{}{path}", server.base)) {
        Ok(Fetched::Body { bytes, .. }) => assert_eq!(bytes, expected, "{path}"),
        other => panic!("{path}: {other:?}"),
    }
}

#[track_caller]
fn check_error(options: FetchOptions, server: &Server, path: &str, expected: &str) -> FetchError {
    match fetch(options, &format!("{}{path}", server.base)) {
        Err(error) => {
            assert_eq!(error.code(), expected, "{path}: {error}");
            assert!(error.to_string().contains(&error.url), "{error}");
            error
        }
        Ok(fetched) => panic!("{path}: {fetched:?}"),
    }
}

#[test]
fn a_page_comes_with_what_the_server_says_of_it() {
    let server = serve(|_, c| {
        let headers = [
            "Content-Type: text/html; charset=\"windows-1252\"",
            "ETag: W/\"v7\"",
            "Last-Modified: Thu, 20 Feb 2025 14:05:00 GMT",
            "Set-Cookie: id=7",
        ];
        send(c, "200 OK", &headers, b"caf\xe9");
    });
    let url = format!("{}/a?b=c#d", server.base);
    let fetcher = Fetcher::new(FetchOptions { user_agent: "desk\r\nx: y/1".to_owned(), ..options() });
    let fetched = fetcher.fetch(&url, None).expect("a page");
    let validators = Validators {
        etag: Some("W/\"v7\"".to_owned()),
        last_modified: Some("Thu, 20 Feb 2025 14:05:00 GMT".to_owned()),
    };
    assert_eq!(
        fetched,
        Fetched::Body {
            url: format!("{}/a?b=c", server.base),
            bytes: b"caf\xe9".to_vec(),
            charset: Some("windows-1252".to_owned()),
            content_type: Some("text/html; charset=\"windows-1252\"".to_owned()),
            validators,
        }
    );
    fetcher.fetch(&url, None).expect("a page");
    let heads = server.heads.lock().expect("no thread panics").clone();
    assert_eq!(heads.len(), 2);
    for head in heads {
        let head = head.to_lowercase();
        assert!(head.starts_with("get /a?b=c http/1.1\n"), "{head}");
        assert!(head.contains("user-agent: deskx: y/1\n"), "{head}");
        assert!(head.contains("accept-encoding: gzip\n"), "{head}");
        for absent in ["cookie", "if-none-match", "if-modified-since", "authorization"] {
            assert!(!head.contains(absent), "{head}");
        }
    }
}

#[test]
fn an_unchanged_page_is_not_sent_again() {
    let server = serve(|_, c| send(c, "304 Not Modified", &[], b""));
    let known =
        Validators { etag: Some("\"7\"".to_owned()), last_modified: Some("yester\r\nday".to_owned()) };
    let url = format!("{}/", server.base);
    assert_eq!(Fetcher::new(options()).fetch(&url, Some(&known)), Ok(Fetched::NotModified));
    let head = server.heads.lock().expect("no thread panics").concat().to_lowercase();
    assert!(head.contains("if-none-match: \"7\"\n"), "{head}");
    assert!(!head.contains("if-modified-since"), "{head}");
    // Nobody asked whether it changed.
    check_error(options(), &server, "/", "http-status");
}

#[test]
fn compressed_pages_are_decompressed_up_to_the_limit() {
    let server = serve(|path, c| {
        let headers = ["Content-Encoding: gzip"];
        let whole = gzip(b"The bridge stays closed.");
        match path {
            "/whole" => send(c, "200 OK", &headers, &whole),
            "/cut" => send(c, "200 OK", &headers, &whole[..whole.len() - 12]),
            "/bent" => send(c, "200 OK", &headers, b"not gzip at all"),
            "/bomb" => send(c, "200 OK", &headers, &gzip(&vec![b' '; 50_000_000])),
            "/empty-parts" => {
                let _ = write!(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
                send_forever(c, &gzip(b"").repeat(500));
            }
            _ => send(c, "200 OK", &["Content-Encoding: br"], b"?"),
        }
    });
    check_body(&server, "/whole", b"The bridge stays closed.");
    check_error(options(), &server, "/cut", "truncated");
    check_error(options(), &server, "/bent", "damaged");
    check_error(options(), &server, "/bomb", "too-long");
    check_error(options(), &server, "/empty-parts", "too-long");
    check_error(options(), &server, "/brotli", "damaged");
}

#[test]
fn redirects_are_followed_with_care() {
    let server = serve(|path, c| {
        let to = |c: &mut _, status: &str, location: &str| {
            send(c, status, &[&format!("Location: {location}")], b"x")
        };
        match path {
            "/1" => to(c, "301 Moved Permanently", "/2"),
            "/2" => to(c, "302 Found", "sub/../3"),
            "/3" => to(c, "303 See Other", "?x#y"),
            "/3?x" => to(c, "307 Temporary Redirect", "/4"),
            "/4" => to(c, "308 Permanent Redirect", "/été"),
            "/%C3%A9t%C3%A9" => send(c, "200 OK", &[], b"arrived"),
            "/0" => to(c, "301 Moved Permanently", "/1"),
            "/self" => to(c, "302 Found", "/self#again"),
            "/ping" => to(c, "302 Found", "/pong"),
            "/pong" => to(c, "302 Found", "/ping"),
            "/file" => to(c, "302 Found", "file:///etc/passwd"),
            "/user" => to(c, "302 Found", "http://jane:secret@127.0.0.1/"),
            "/nothing" => send(c, "302 Found", &[], b"x"),
            "/choice" => send(c, "300 Multiple Choices", &[], b"x"),
            _ => send(c, "404 Not Found", &[], b"no"),
        }
    });
    check_body(&server, "/1", b"arrived");
    let error = check_error(options(), &server, "/0", "too-many-redirects");
    assert_eq!(error.reason, FetchReason::TooManyRedirects(5));
    check_error(options(), &server, "/self", "redirect-loop");
    check_error(options(), &server, "/ping", "redirect-loop");
    let error = check_error(options(), &server, "/file", "not-http");
    assert_eq!(error.url, "file:///etc/passwd");
    let error = check_error(options(), &server, "/user", "bad-url");
    assert!(!error.to_string().contains("secret"), "{error}");
    check_error(options(), &server, "/nothing", "damaged");
    check_error(options(), &server, "/choice", "http-status");
    check_error(FetchOptions { redirects: 0, ..options() }, &server, "/4", "too-many-redirects");
}

#[test]
fn the_own_network_is_not_reached() {
    let server = serve(|_, c| send(c, "200 OK", &[], b"secret"));
    let closed = FetchOptions { allow_private: false, ..options() };
    let port = server.base.rsplit(':').next().expect("a port").to_owned();
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0", "[::ffff:127.0.0.1]"] {
        let error = fetch(closed.clone(), &format!("http://{host}:{port}/")).expect_err(host);
        // A system may know some of these forms as no host at all.
        assert!(["private-address", "connect"].contains(&error.code()), "{host}: {error}");
    }
    let error = fetch(closed, "http://127.0.0.1:1/").expect_err("a private address");
    assert_eq!(error.code(), "private-address", "{error}");
    assert!(server.heads.lock().expect("no thread panics").is_empty(), "a request was sent");
}

#[test]
fn refusals_say_what_the_server_said() {
    let server = serve(|path, c| match path {
        "/429" => send(c, "429 Too Many Requests", &["Retry-After: 120"], b"slow down"),
        "/503" => send(c, "503 Service Unavailable", &["Retry-After: Thu, 20 Feb 2025 14:05:00 GMT"], b""),
        "/429-bare" => send(c, "429 Too Many Requests", &["Retry-After: later"], b""),
        "/503-bare" => send(c, "503 Service Unavailable", &[], b""),
        "/500" => send(c, "500 Internal Server Error", &[], b"oops"),
        _ => send(c, "404 Not Found", &[], b"no"),
    });
    let date = "Thu, 20 Feb 2025 14:05:00 GMT".to_owned();
    for (path, reason) in [
        ("/429", FetchReason::Throttled { status: 429, retry_after: Some(RetryAfter::Seconds(120)) }),
        ("/503", FetchReason::Throttled { status: 503, retry_after: Some(RetryAfter::At(date)) }),
        ("/429-bare", FetchReason::Throttled { status: 429, retry_after: None }),
        ("/503-bare", FetchReason::Status(503)),
        ("/500", FetchReason::Status(500)),
        ("/404", FetchReason::Status(404)),
    ] {
        let error = fetch(options(), &format!("{}{path}", server.base)).expect_err(path);
        assert_eq!(error.reason, reason, "{path}");
    }
}

#[test]
fn endless_answers_end() {
    let server = serve(|path, c| match path {
        "/body" => {
            let _ = write!(c, "HTTP/1.1 200 OK\r\n\r\n");
            send_forever(c, &[b'x'; 4096]);
        }
        "/chunks" => {
            let _ = write!(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            send_forever(c, b"4\r\nnews\r\n");
        }
        "/headers" => {
            let _ = write!(c, "HTTP/1.1 200 OK\r\n");
            send_forever(c, b"x-more: and more and more and more\r\n");
        }
        "/header" => {
            let _ = write!(c, "HTTP/1.1 200 OK\r\nx-more: ");
            send_forever(c, &[b'x'; 4096]);
        }
        "/claim" => send(c, "200 OK", &["Content-Type: text/plain"], &vec![b'x'; 100_001]),
        _ => send(c, "200 OK", &[], &vec![b'x'; 100_000]),
    });
    check_body(&server, "/just-fits", &vec![b'x'; 100_000]);
    check_error(options(), &server, "/body", "too-long");
    check_error(options(), &server, "/chunks", "too-long");
    check_error(options(), &server, "/claim", "too-long");
    check_error(options(), &server, "/headers", "damaged");
    check_error(options(), &server, "/header", "damaged");
}

#[test]
fn slow_servers_are_left() {
    let server = serve(|path, c| {
        let begin = if path == "/body" { "Content-Length: 1000\r\n\r\n" } else { "x-more: " };
        let _ = write!(c, "HTTP/1.1 200 OK\r\n{begin}");
        // A byte now and then, as long as somebody listens.
        while c.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    check_error(hasty(), &server, "/head", "timeout");
    check_error(hasty(), &server, "/body", "timeout");
    // This one takes the connection and says nothing at all.
    let silent = serve(|_, _| thread::sleep(Duration::from_secs(5)));
    check_error(hasty(), &silent, "/", "timeout");
}

#[test]
fn broken_answers_are_errors() {
    let server = serve(|path, c| {
        let _ = match path {
            "/closed" => Ok(()),
            "/cut" => write!(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nThe bridge"),
            "/cut-chunk" => {
                write!(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nThe bridge")
            }
            "/bad-chunk" => {
                write!(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nThe bridge")
            }
            "/cut-head" => write!(c, "HTTP/1.1 200 OK\r\nContent-Le"),
            "/short" => write!(c, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nThe bridge"),
            _ => write!(c, "220 mail.example ESMTP\r\n"),
        };
    });
    for path in ["/closed", "/cut", "/cut-chunk", "/cut-head"] {
        check_error(options(), &server, path, "truncated");
    }
    check_error(options(), &server, "/bad-chunk", "damaged");
    check_error(options(), &server, "/mail", "damaged");
    // What stands behind the stated length is not part of the page.
    check_body(&server, "/short", b"The");
}

#[test]
fn safety_is_not_optional() {
    let server = serve(|_, c| send(c, "200 OK", &[], b"plain"));
    let url = server.base.replace("http://", "https://");
    let error = fetch(options(), &url).expect_err("no TLS there");
    assert!(["tls", "truncated"].contains(&error.code()), "{error}");
}

#[test]
fn hosts_that_are_not_there_are_errors() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("a port").port()
    };
    let error = fetch(options(), &format!("http://127.0.0.1:{port}/")).expect_err("nobody listens");
    assert_eq!(error.code(), "connect", "{error}");
    for url in ["", "outlet.example", "file:///etc/passwd", "http://jane:secret@127.0.0.1/"] {
        let error = fetch(options(), url).expect_err(url);
        assert!(["bad-url", "not-http"].contains(&error.code()), "{url}: {error}");
        assert!(error.hint().is_some(), "{error}");
    }
}
