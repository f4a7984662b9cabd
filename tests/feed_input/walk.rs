//! Which files are read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{read_with, reading};
use wirediff::ingest::{Sources, sources};

fn tree(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    folder
}

/// The names of the inputs and of the problems with their codes, inside the folder.
fn found(folder: &Path, inputs: &[&str]) -> (Vec<String>, Vec<(String, &'static str, bool)>) {
    let inputs: Vec<PathBuf> = inputs.iter().map(|i| folder.join(i)).collect();
    let Sources { list, problems } = sources(&inputs, &mut io::empty(), &reading());
    let inside = |name: &str| {
        let path = Path::new(name);
        path.strip_prefix(folder).unwrap_or(path).display().to_string()
    };
    let problems = problems.iter().map(|p| (inside(&p.name), p.code, p.skipped)).collect();
    (list.iter().map(|s| inside(&s.name)).collect(), problems)
}

#[test]
fn a_folder_is_read_in_order_without_what_it_hides() {
    let png = b"\x89PNG\r\n\x1a\n....";
    let folder = tree(&[
        ("b.txt", b"The pier."),
        ("a/z.jsonl", b"{\"text\": \"x\"}"),
        ("a/b/c.txt", b"The bay."),
        ("b/.keep", b""),
        (".hidden", b"The cave."),
        (".gitignore", b"*.bak\n"),
        ("old.bak", b"The wreck."),
        ("pier.png", png),
        ("pages.tar", &[b"a".repeat(257).as_slice(), b"ustar\0"].concat()),
    ]);
    let (names, problems) = found(folder.path(), &["", "b.txt", "./a"]);
    assert_eq!(names, ["a/b/c.txt", "a/z.jsonl", "b.txt"]);
    assert_eq!(
        problems,
        [("pages.tar".to_owned(), "damaged", true), ("pier.png".to_owned(), "binary", false)]
    );
    assert_eq!(found(folder.path(), &["b.txt", "b/../b.txt"]).0.len(), 1);
    // What is named by itself is asked for.
    assert_eq!(found(folder.path(), &["pier.png", ""]).1[1], ("pier.png".to_owned(), "binary", true));
    assert_eq!(found(folder.path(), &["old.bak", ".hidden"]).0, [".hidden", "old.bak"]);
}

#[test]
fn patterns() {
    let folder =
        tree(&[("a/1.jsonl", b"{}"), ("a/2.jsonl", b"{}"), ("b/3.jsonl", b"{}"), ("b[1].txt", b"x")]);
    let check =
        |pattern: &str, names: &[&str]| assert_eq!(found(folder.path(), &[pattern]).0, names, "{pattern}");
    check("*/*.jsonl", &["a/1.jsonl", "a/2.jsonl", "b/3.jsonl"]);
    check("**/[12].jsonl", &["a/1.jsonl", "a/2.jsonl"]);
    check("?", &["a/1.jsonl", "a/2.jsonl", "b/3.jsonl"]);
    check("b[1].txt", &["b[1].txt"]);
    let none = found(folder.path(), &["*.csv", "no.csv", "[", "a/***"]).1;
    let codes: Vec<&str> = none.iter().map(|p| p.1).collect();
    assert_eq!(codes, ["no-match", "bad-pattern", "bad-pattern", "missing"]);
    assert!(none.iter().all(|p| p.2));
}

#[test]
#[cfg(unix)]
fn links_and_pipes_in_a_folder_are_left_alone() {
    use std::os::unix::fs::symlink;
    let folder = tree(&[("in/a.txt", b"The pier."), ("out/b.txt", b"The bay.")]);
    symlink(folder.path(), folder.path().join("in/loop")).expect("linked");
    symlink(folder.path().join("out/b.txt"), folder.path().join("in/b.txt")).expect("linked");
    symlink(folder.path().join("in"), folder.path().join("door")).expect("linked");
    let pipe = folder.path().join("in/pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("in/socket")).expect("bound");
    let notes = |place: &str| {
        ["b.txt", "loop", "pipe", "socket"].map(|name| {
            let code =
                if name.len() < 5 && name != "pipe" || name == "b.txt" { "symlink" } else { "not-a-file" };
            (format!("{place}/{name}"), code, false)
        })
    };
    assert_eq!(found(folder.path(), &["in"]), (vec!["in/a.txt".to_owned()], notes("in").to_vec()));
    // A link that is named is followed; the same file by two ways is one input.
    assert_eq!(found(folder.path(), &["door", "in/b.txt", "out"]).0, ["door/a.txt", "in/b.txt"]);
    drop(socket);
}

#[test]
#[cfg(unix)]
fn a_pipe_that_is_named_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let writer = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::write(pipe, "{\"id\": \"a\", \"text\": \"The pier.\"}\n"))
    };
    let got = read_with(&[pipe], &reading());
    writer.join().expect("no panic").expect("written");
    assert_eq!(super::ids(&got), ["a"]);
}

#[test]
#[cfg(unix)]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tree(&[("a.txt", b"The pier."), ("shut/b.txt", b"The bay."), ("c.txt", b"The cave.")]);
    for name in ["a.txt", "shut"] {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o000)).expect("set");
    }
    // The superuser may read everything.
    if fs::read(folder.path().join("a.txt")).is_err() {
        let (names, problems) = found(folder.path(), &[""]);
        assert_eq!(names, ["c.txt"]);
        assert_eq!(
            problems,
            [("a.txt".to_owned(), "permission", true), ("shut".to_owned(), "permission", true)]
        );
    }
    fs::set_permissions(folder.path().join("shut"), fs::Permissions::from_mode(0o700)).expect("set");
}
