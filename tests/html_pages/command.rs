//! The command that writes a page, and opens it.

use std::fs;
use std::path::Path;

use crate::binary::{command, run};

const A: &str = "The bridge will not reopen in May, the mayor of Calder said on Tuesday.\n";
const B: &str = "The bridge will reopen in May, the mayor of Calder said on Tuesday.\n";

fn stories() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.txt"), A).expect("written");
    fs::write(folder.path().join("b.txt"), B).expect("written");
    folder
}

#[test]
fn a_page_goes_into_a_pipe_or_a_file_by_its_extension() {
    let folder = stories();
    let piped = run(folder.path(), &["compare", "a.txt", "b.txt", "--format", "html"]);
    assert_eq!((piped.code, piped.err.as_str()), (Some(0), ""));
    assert!(piped.out.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    let written = run(folder.path(), &["compare", "a.txt", "b.txt", "-o", "page.html"]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (Some(0), "", ""));
    assert_eq!(fs::read_to_string(folder.path().join("page.html")).expect("a page"), piped.out);
    let several = run(folder.path(), &["compare", "a.txt", "b.txt", "b.txt", "-f", "html"]);
    assert!(several.out.contains("class=\"matrix\""), "{several:?}");
}

#[test]
fn the_stances_have_their_words_in_a_page() {
    let folder = stories();
    let neutral = run(folder.path(), &["compare", "a.txt", "b.txt", "-f", "html"]).out;
    assert!(neutral.contains("only in A") && !neutral.contains("dropped"));
    let base = run(folder.path(), &["compare", "a.txt", "b.txt", "-f", "html", "--base"]).out;
    assert!(base.contains("dropped") && !base.contains("only in A"));
}

#[test]
fn only_a_page_is_opened() {
    let folder = stories();
    let run = run(folder.path(), &["compare", "a.txt", "b.txt", "--open", "-f", "markdown"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert_eq!(
        run.err,
        "wirediff: error: only a page can be opened\nhint: leave out --format, or name html\n"
    );
}

/// Puts a browser into `folder` that notes what it is to open.
#[cfg(target_os = "linux")]
fn browser(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join("xdg-open");
    fs::write(&path, "#!/bin/sh\nprintf %s \"$1\" > opened.part\n/bin/mv opened.part opened\n")
        .expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("set");
}

/// Waits for what the browser notes: it runs by itself.
#[cfg(target_os = "linux")]
fn opened(folder: &Path) -> String {
    for _ in 0..2_000 {
        if let Ok(path) = fs::read_to_string(folder.join("opened")) {
            return path;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("no browser was started")
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_gets_the_file_that_was_written() {
    let folder = stories();
    browser(folder.path());
    let arguments = ["compare", "a.txt", "b.txt", "-o", "page.html", "--open"];
    let output = command(folder.path(), &arguments).env("PATH", folder.path()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let page = folder.path().join("page.html").canonicalize().expect("it is there");
    assert_eq!(opened(folder.path()), page.display().to_string());
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_name_the_page_is_a_temporary_file_that_stays() {
    let folder = stories();
    browser(folder.path());
    let mut command = command(folder.path(), &["compare", "a.txt", "b.txt", "--open"]);
    let output = command.env("PATH", folder.path()).env("TMPDIR", folder.path()).output().expect("it runs");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b""[..]), "{output:?}");
    let page = opened(folder.path());
    assert!(page.ends_with(".html") && fs::read_to_string(&page).expect("it stays").contains("</html>"));
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(said, format!("wirediff: the page is `{page}`\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_missing_browser_is_a_failure_with_a_hint_and_the_page_is_kept() {
    let folder = stories();
    let arguments = ["compare", "a.txt", "b.txt", "-o", "page.html", "--open", "-q"];
    let output = command(folder.path(), &arguments).env("PATH", folder.path()).output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with("wirediff: error: cannot open `"), "{said}");
    assert!(said.ends_with("hint: open the file in a browser yourself\n"), "{said}");
    assert!(folder.path().join("page.html").exists());
}
