//! `wirediff watch`: feeds into an index, and what each new story is to those that are there.

mod clock;
mod poll;
mod rounds;
mod state;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::cli::args::WritingArgs;
use crate::cli::error::Failure;
use crate::cli::interrupt;
use crate::cli::reading_args::ReadingArgs;

use self::rounds::Watch;

/// The shortest time between two requests for one feed of a stranger, in milliseconds: more often is no news but a burden.
const POLITE: u64 = 60_000;

/// Arguments of `wirediff watch`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff watch feeds.opml --index archive/\n  \
    wirediff watch https://post.example/rss https://wire.example/atom --index archive/ --every 5m\n  \
    wirediff watch feeds.opml --index archive/ --json | jq 'select(.news == \"correction\")'\n  \
    wirediff watch feeds.opml --index archive/ --once    # from cron\n\n\
    Exit status: 0 ended by a signal or done, 2 failure, 3 done with --once, but feeds could not be read.")]
pub struct WatchArgs {
    /// The feeds: addresses, or lists of feeds (OPML) as files or addresses
    #[arg(value_name = "FEEDS", required = true)]
    feeds: Vec<PathBuf>,

    /// The folder of the index, which is made where there is none
    #[arg(long, value_name = "DIR", env = "WIREDIFF_INDEX")]
    index: PathBuf,

    /// Ask each feed again after so long (90s, 15m, 2h); one that fails is asked less and less often
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = every, env = "WIREDIFF_EVERY")]
    every: Duration,

    /// Ask every feed once and end
    #[arg(long)]
    once: bool,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    /// Time for one answer from first to last byte
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = every, env = "WIREDIFF_TIMEOUT")]
    timeout: Duration,

    /// How stories are read
    #[command(flatten)]
    reading: ReadingArgs,

    /// How results are written
    #[command(flatten)]
    writing: WritingArgs,
}

/// Runs the verb.
///
/// # Errors
/// When no feed is named, the index cannot be read or written, or standard output cannot.
pub fn run(args: &WatchArgs) -> Result<ExitCode, Failure> {
    if millis(args.every) < POLITE && !args.once && !args.reading.allow_private {
        return Err(Failure::usage(
            "a feed is asked once in a minute at most",
            "--every 1m; with --allow-private, for servers of one's own, any time goes",
        ));
    }
    if args.writing.output.is_some() {
        return Err(Failure::usage("a watch writes to standard output", "send it to a file with `>> FILE`"));
    }
    args.reading.limit_threads();
    // It is meant to be ended so.
    interrupt::listen(true);
    Watch::new(args)?.run()
}

/// Parses `90s`, `15m`, `2h`, `1d`, `250ms`.
fn every(text: &str) -> Result<Duration, String> {
    let wrong = || "not a time such as 90s, 15m or 2h".to_owned();
    let text = text.trim().to_ascii_lowercase();
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?);
    let unit = match unit.trim() {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    match number.checked_mul(unit) {
        Some(0) => Err("must be more than nothing".to_owned()),
        Some(time) if time <= 30 * 86_400_000 => Ok(Duration::from_millis(time)),
        _ => Err("at most 30d".to_owned()),
    }
}

/// A time in milliseconds.
fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(every("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(every(" 2H "), Ok(Duration::from_secs(7200)));
        assert_eq!(every("250ms"), Ok(Duration::from_millis(250)));
        for wrong in ["", "5", "0s", "s", "-1s", "1y", "31d", "99999999999999999999d", "5ü"] {
            assert!(every(wrong).is_err(), "{wrong}");
        }
    }
}
