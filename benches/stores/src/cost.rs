//! What this process has cost so far, as the kernel counts it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Ticks of `/proc/self/stat` in a second.
const TICKS: f64 = 100.0;

/// A moment: the clock, CPU seconds of all threads, bytes sent to the disk.
pub struct Moment {
    wall: Instant,
    cpu: f64,
    written: f64,
}

impl Moment {
    pub fn now() -> Result<Moment> {
        let stat = fs::read_to_string("/proc/self/stat")?;
        let rest = stat.rsplit_once(')').context("no name in /proc/self/stat")?.1;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok());
        let cpu = ticks(11).zip(ticks(12)).context("no times in /proc/self/stat")?;
        let io = fs::read_to_string("/proc/self/io").unwrap_or_default();
        let written = number_of(&io, "write_bytes:");
        Ok(Moment { wall: Instant::now(), cpu: (cpu.0 + cpu.1) / TICKS, written })
    }

    /// Adds what it has cost since: wall and CPU seconds, MB sent to the disk.
    pub fn add_to(&self, cost: &mut [f64; 3]) -> Result<()> {
        let now = Moment::now()?;
        cost[0] += (now.wall - self.wall).as_secs_f64();
        cost[1] += now.cpu - self.cpu;
        cost[2] += (now.written - self.written) / 1e6;
        Ok(())
    }

    /// Says what it has cost since: `NAME_wall` and `NAME_cpu` in seconds, `NAME_written` in MB.
    pub fn tell(&self, name: &str) -> Result<()> {
        let now = Moment::now()?;
        tell(&format!("{name}_wall"), (now.wall - self.wall).as_secs_f64());
        tell(&format!("{name}_cpu"), now.cpu - self.cpu);
        tell(&format!("{name}_written"), (now.written - self.written) / 1e6);
        Ok(())
    }
}

/// Says a figure to the process that began this one.
pub fn tell(name: &str, figure: f64) {
    println!("{name} {figure}");
}

/// Says the median and the 99th percentile of times, in milliseconds.
pub fn tell_times(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().max(1) - 1));
    let milliseconds = |percent| at(percent).map_or(0.0, |t| t.as_secs_f64() * 1e3);
    tell(&format!("{name}_p50"), milliseconds(50));
    tell(&format!("{name}_p99"), milliseconds(99));
}

/// Says the most memory that was resident, in MB: all of it, and at this moment what is not a mapped file.
pub fn tell_memory(name: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    tell(&format!("{name}_peak"), number_of(&status, "VmHWM:") / 1e3);
    tell(&format!("{name}_anonymous"), number_of(&status, "RssAnon:") / 1e3);
}

fn number_of(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

/// MB that the files of a folder take on the disk: holes do not count.
pub fn size(dir: &Path) -> f64 {
    use std::os::unix::fs::MetadataExt as _;
    files(dir).iter().filter_map(|path| path.metadata().ok()).map(|m| m.blocks() as f64 * 512e-6).sum()
}

/// All files below a folder, in order.
pub fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
    found.sort();
    found.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
