//! The built command, run as a user would run it: in a folder, with nothing in the environment.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("only UTF-8 is written");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A folder of the repository.
#[allow(dead_code, reason = "not every test looks there")]
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The command with `arguments`, to be run in `folder`. No variable of the caller reaches it.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wirediff"));
    command.args(arguments).current_dir(folder).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the command in `folder` and waits for it.
pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    command(folder, arguments).output().expect("the command starts").into()
}

/// Starts the command in `folder`, ready to be talked to.
#[allow(dead_code, reason = "not every test talks to it")]
pub fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).stdin(Stdio::piped()).spawn().expect("the command starts")
}

/// Runs the command in `folder` with `input` on standard input.
#[allow(dead_code, reason = "not every test talks to it")]
pub fn feed(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut child = start(folder, arguments);
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(input.as_bytes()).expect("it reads");
    drop(pipe);
    child.wait_with_output().expect("it ends").into()
}
