//! How a server begins and ends, and what is said where it does not begin.

use std::net::TcpListener;
#[cfg(unix)]
use std::{io::Read as _, io::Write as _};

use crate::binary;
#[cfg(unix)]
use crate::client::Answer;
use crate::served::Archive;

#[test]
fn what_cannot_be_served_is_refused_with_a_hint() {
    let archive = Archive::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = taken.local_addr().map(|address| (address.to_string(), taken)).expect("an address");
    std::fs::create_dir(archive.path("other")).expect("made");
    let cases: [(&[&str], &str); 5] = [
        (&["--index", "ix", "--listen", &taken.0], "cannot listen on 127.0.0.1"),
        (&["--index", "none"], "there is no index in `none`"),
        (&["--index", "other"], "there is no index in `other`"),
        (&["--index", "ix", "--listen", "0.0.0.0:0"], "can be reached by other machines"),
        (&["--index", "ix", "--listen", "[::]:0"], "can be reached by other machines"),
    ];
    for (arguments, message) in cases {
        let ran = binary::run(archive.folder.path(), &[&["serve"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.contains(message) && ran.err.contains("hint: "), "{arguments:?}: {}", ran.err);
    }
    for wrong in [&["--listen", "8427"][..], &["--listen", "archive.example:80"], &["--allow-host", "a:80"]] {
        let ran = binary::run(archive.folder.path(), &[&["serve", "--index", "ix"], wrong].concat());
        assert!(ran.code == Some(2) && ran.err.contains("invalid value"), "{wrong:?}: {}", ran.err);
    }
}

#[test]
fn with_leave_it_listens_for_others() {
    let archive = Archive::new();
    let mut served = crate::served::Served::start(
        archive.folder.path(),
        &["serve", "--index", "ix", "--listen", "0.0.0.0:0", "--public"],
    );
    served.address.set_ip([127, 0, 0, 1].into());
    assert_eq!(served.get("/healthz").status, 200);
}

/// Sends a signal.
#[cfg(unix)]
fn signal(served: &crate::served::Served, name: &str) {
    let sent = std::process::Command::new("kill").args([name, &served.child.id().to_string()]).status();
    assert!(sent.expect("there is `kill`").success());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_when_what_is_under_way_is_answered() {
    let archive = Archive::new();
    for name in ["-TERM", "-INT"] {
        let mut served = archive.serve(&["--patience", "20000"]);
        // Idle, half a request, and one that is answered when its end comes after the signal.
        let idle = served.connect();
        let mut late = served.connect();
        let text = "The ferry sank off the island.";
        let head = format!(
            "POST /api/v1/find HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n\r\n",
            served.address,
            text.len()
        );
        late.write_all(head.as_bytes()).expect("taken");
        assert_eq!(served.get("/healthz").status, 200);
        signal(&served, name);
        // It takes no more connections.
        let refused = (0..250).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            std::net::TcpStream::connect(served.address).is_err()
        });
        assert!(refused, "{name}: it still listens");
        late.write_all(text.as_bytes()).expect("taken");
        let mut out = Vec::new();
        late.read_to_end(&mut out).expect("an answer");
        assert_eq!(Answer::read(&out).expect("an answer").status, 200, "{name}");
        drop(idle);
        assert_eq!(served.child.wait().expect("it ends").code(), Some(0), "{name}");
        let mut told = String::new();
        served.child.stderr.take().expect("a pipe").read_to_string(&mut told).expect("text");
        assert_eq!(told, "", "{name}");
    }
}

#[cfg(unix)]
#[test]
fn whoever_does_not_come_to_an_end_does_not_keep_it() {
    let archive = Archive::new();
    let mut served = archive.serve(&["--patience", "1000"]);
    let mut half = served.connect();
    half.write_all(b"GET / HT").expect("taken");
    let mut body = served.connect();
    body.write_all(
        format!("POST /api/v1/find HTTP/1.1\r\nHost: {}\r\nContent-Length: 9\r\n\r\nhalf", served.address)
            .as_bytes(),
    )
    .expect("taken");
    assert_eq!(served.get("/healthz").status, 200);
    signal(&served, "-TERM");
    assert_eq!(served.child.wait().expect("it ends").code(), Some(0));
}
