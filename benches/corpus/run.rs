//! Runs the tool over a feed and takes its time and memory, without help from other programs.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What a run took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Seconds of all cores together, in steps of 10 ms; 0 where the system does not tell.
    pub cpu: f64,
    /// Most bytes held in memory; 0 where the system does not tell. Growth in the last 5 ms may be missed.
    pub peak: u64,
}

/// Runs `binary scan FEED --format jsonl -o OUT` with more arguments behind. Fails when the run does.
pub fn scan(binary: &Path, feed: &Path, out: &Path, more: &[impl AsRef<OsStr>]) -> io::Result<Cost> {
    let mut command = Command::new(binary);
    command.arg("scan").arg(feed).args(["--format", "jsonl", "-o"]).arg(out).args(more);
    watched(&mut command)
}

/// Runs a command without input and output. Fails when it does.
pub fn watched(command: &mut Command) -> io::Result<Cost> {
    let before = children();
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut cost = Cost::default();
    let end = loop {
        if let Some(end) = child.try_wait()? {
            break end;
        }
        cost.peak = cost.peak.max(peak(&status).unwrap_or(0));
        sleep(Duration::from_millis(5));
    };
    cost.wall = start.elapsed().as_secs_f64();
    cost.cpu = children() - before;
    if end.success() { Ok(cost) } else { Err(io::Error::other(format!("{command:?} ended with {end}"))) }
}

/// Seconds that all children of this process took which have ended.
fn children() -> f64 {
    const TICKS: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, in brackets, may hold anything; the times of children are fields 14 and 15 behind it.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields = rest.split_whitespace().skip(13).take(2);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS
}

/// The most memory that a running process held so far, in bytes.
fn peak(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
