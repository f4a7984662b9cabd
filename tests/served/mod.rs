//! The built command as a server, on an archive made for tests.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::binary;

/// An archive in a folder that goes when the test ends, with the feed that it was made of.
pub struct Archive {
    pub folder: tempfile::TempDir,
}

/// An id with everything that means something in an address, a page or a terminal.
pub const ODD: &str = "https://a.example/x y?q=1&r=\"<b>\"#p%2e/../é\u{1b}[31m";

/// A story that tries to run something, as a headline and as text.
pub const HARM: &str = "<script>pwn('story')</script><img src=x onerror=pwn('img')>\u{1b}[31m\u{202e}";

impl Archive {
    /// Makes the archive: the stories of `testdata/rewrites`, two hostile ones, and a wire item with its correction.
    pub fn new() -> Archive {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = Archive { folder };
        fs::write(archive.feed(), records().iter().map(|r| r.to_string() + "\n").collect::<String>())
            .expect("written");
        for (version, dead) in [(1, "14"), (2, "12")] {
            let item = archive.path(&format!("item{version}.json"));
            fs::write(item, wire(version, dead).to_string()).expect("written");
        }
        for input in ["feed.jsonl", "item1.json", "item2.json"] {
            archive.run(&["scan", input, "--index", "ix", "--add-only", "-q"]);
        }
        archive
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The records as JSON Lines.
    pub fn feed(&self) -> PathBuf {
        self.path("feed.jsonl")
    }

    /// Runs the command in the folder and returns what it printed.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        let ran = binary::run(self.folder.path(), arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        ran.out
    }

    /// Serves it.
    pub fn serve(&self, more: &[&str]) -> Served {
        Served::start(
            self.folder.path(),
            &[&["serve", "--index", "ix", "--listen", "127.0.0.1:0"], more].concat(),
        )
    }
}

/// The stories of `testdata/rewrites` as records, with two hostile ones.
fn records() -> Vec<Value> {
    let folder = fs::read_dir(binary::folder("testdata/rewrites")).expect("testdata");
    let mut paths: Vec<PathBuf> = folder.map(|e| e.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    let mut records: Vec<Value> = paths
        .iter()
        .map(|path| {
            let id = path.file_stem().expect("a name").to_string_lossy();
            json!({ "id": id, "url": format!("https://{id}.example/story?n=1"), "text": fs::read_to_string(path).expect("testdata") })
        })
        .collect();
    for (id, time) in [(ODD, "06"), ("..", "08")] {
        let text = format!(
            "The harbour master of Port Kellan said on Tuesday {HARM} that twelve people were missing after the ferry \
             Halcyon sank in rough water near the old quay.\n\n“{HARM} was all that we heard of it by the evening,” she told \
             reporters who had come to the quay to see the boats return.\n"
        );
        records.push(
            json!({ "id": id, "headline": format!("Ferry {HARM} sinks"), "outlet": format!("{HARM} News"),
            "url": "javascript:pwn('url')", "published": format!("2025-03-04T{time}:12:00Z"), "text": text }),
        );
    }
    records.push(json!({ "id": "courant", "outlet": "Courant", "text": killed("14") }));
    records
}

fn killed(dead: &str) -> String {
    format!(
        "A ferry with 47 people on board sank off Ostravia on Tuesday, killing {dead}, the coast guard said.\n\n\
         Rescue boats reached the place after two hours in heavy seas, and helicopters searched until dusk.\n\n\
         The company said the ship had passed its inspection in March without complaint."
    )
}

/// A version of a wire item; the second corrects the first.
fn wire(version: u32, dead: &str) -> Value {
    let mut item = json!({ "uri": "urn:wire:1", "type": "text", "version": version.to_string(), "headline": "Ferry sinks off Ostravia",
        "versioncreated": format!("2026-01-01T0{version}:00:00Z"), "body_text": killed(dead) });
    if version > 1 {
        item["ednote"] = json!("CORRECTS number of dead");
        item["signals"] = json!(["correction"]);
    }
    item
}

/// A server that runs, and is killed when the test ends.
pub struct Served {
    pub child: Child,
    pub address: SocketAddr,
}

impl Served {
    /// Starts the command and waits until it listens.
    pub fn start(folder: &Path, arguments: &[&str]) -> Served {
        let mut child =
            binary::command(folder, arguments).stdin(Stdio::null()).spawn().expect("the command starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let Some(address) = line.strip_prefix("http://").and_then(|l| l.trim_end().strip_suffix('/')) else {
            let mut told = String::new();
            let _ = child.stderr.take().expect("a pipe").read_to_string(&mut told);
            panic!("{arguments:?}: {line}{told}");
        };
        Served { address: address.parse().expect("an address"), child }
    }

    /// Its address, as a browser takes it.
    #[allow(dead_code, reason = "not every test goes there by a browser")]
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Connects, with a limit on how long an answer may take: a server that hangs fails the test.
    #[allow(dead_code, reason = "not every test talks to it by hand")]
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        stream.set_write_timeout(Some(Duration::from_secs(60))).expect("set");
        stream
    }

    /// Sends bytes and returns all that comes back until the connection ends.
    #[allow(dead_code, reason = "not every test talks to it by hand")]
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that has heard enough may end the connection before it has all.
        let _ = stream.write_all(bytes);
        let mut out = Vec::new();
        let _ = stream.read_to_end(&mut out);
        out
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
