//! What `wirediff scan` finds and what it costs, on generated feeds whose truth is known: `cargo bench --bench scan`.
//!
//! | argument | does |
//! |---|---|
//! | `--check` | small feeds, recall and clusters only; ends with 1 when a figure misses its floor |
//! | `--large` | also the feed of 1,000,000 stories (4.6 GB, and its result) |
//! | `--only NAME` | only one of `ladder`, `mixed`, `copies`, `feed`, `flood`, `same`; may be repeated |
//! | `--dir FOLDER` | feeds and results stay there, and feeds that are there are not made again |
//! | `--binary FILE` | another wirediff than the one of this build |
//! | `--with ARGUMENT` | one more argument for every scan; may be repeated |
//!
//! What is timed is the whole command: process start, reading, finding, writing the result. Generating the feed and
//! scoring the result are not. CPU is that of all threads together, MB are bytes of the feed over a million, memory is
//! the peak of the process. Beside the speed stands what was found, because a fast scan that misses rewrites is not fast.

#![allow(clippy::print_stdout)]

mod corpus;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use corpus::results::{Results, read_truth};
use corpus::run::{self, Cost};
use corpus::score::Figure;
use corpus::truth::Truth;
use corpus::{Kind, clusters, score};

/// The seed of all feeds.
const SEED: u64 = 20_261_121;

/// Runs that were missed, at most so many are shown.
const SHOWN: usize = 10;

struct Bench {
    dir: PathBuf,
    binary: PathBuf,
    check: bool,
    large: bool,
    only: Vec<String>,
    with: Vec<String>,
    missed: usize,
    /// Holds the folder until the end, where none was given.
    _temporary: Option<tempfile::TempDir>,
}

/// A feed that was made, and where.
struct Corpus {
    name: String,
    feed: PathBuf,
    truth: PathBuf,
    bytes: u64,
}

fn main() -> Result<ExitCode> {
    let mut bench = Bench::from_arguments()?;
    let [ladder, mixed] = if bench.check { [4_000, 1_500] } else { [7_000, 3_000] };
    if bench.wants("ladder") {
        bench.ladder(ladder)?;
    }
    if bench.wants("mixed") {
        bench.quality(Kind::Mixed, mixed, clusters::mixed)?;
    }
    if bench.wants("copies") {
        bench.quality(Kind::Copies, 10_000, score::copies)?;
    }
    if !bench.check {
        bench.speed()?;
    }
    if bench.missed > 0 {
        println!("\n{} figures miss their floors", bench.missed);
    }
    Ok(if bench.check && bench.missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Bench {
    fn from_arguments() -> Result<Bench> {
        let mut dir = None;
        let mut binary = PathBuf::from(env!("CARGO_BIN_EXE_wirediff"));
        let (mut check, mut large, mut only, mut with) = (false, false, Vec::new(), Vec::new());
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--check" => check = true,
                "--large" => large = true,
                "--only" => only.push(value()?),
                "--dir" => dir = Some(PathBuf::from(value()?)),
                "--binary" => binary = PathBuf::from(value()?),
                "--with" => with.push(value()?),
                // Cargo's own.
                "--bench" => {}
                other => bail!("no such argument: {other}"),
            }
        }
        let temporary = if dir.is_none() { Some(tempfile::tempdir()?) } else { None };
        let dir = dir.or_else(|| temporary.as_ref().map(|t| t.path().to_owned())).unwrap_or_default();
        fs::create_dir_all(&dir).with_context(|| format!("cannot make {}", dir.display()))?;
        Ok(Bench { dir, binary, check, large, only, with, missed: 0, _temporary: temporary })
    }

    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|o| o == name)
    }

    /// Makes a feed, or takes the one of an earlier run.
    fn corpus(&self, kind: Kind, stories: usize) -> Result<Corpus> {
        let kinds = Kind::ALL.into_iter();
        let name = kinds.filter(|(_, k)| *k == kind).map(|(name, _)| name).next().unwrap_or_default();
        let feed = self.dir.join(format!("{name}-{stories}.jsonl"));
        let truth = feed.with_extension("truth.jsonl");
        if !feed.exists() || !truth.exists() {
            let create = |path: &Path| -> Result<BufWriter<File>> {
                let file = File::create(path).with_context(|| format!("cannot create {}", path.display()))?;
                Ok(BufWriter::with_capacity(1 << 20, file))
            };
            // The feed gets its name when it is whole.
            let part = feed.with_extension("part");
            let (mut feed_out, mut truth_out) = (create(&part)?, create(&truth)?);
            corpus::generate(kind, stories, SEED, &mut feed_out, &mut truth_out)?;
            feed_out.flush()?;
            truth_out.flush()?;
            fs::rename(&part, &feed)?;
        }
        let bytes = fs::metadata(&feed)?.len();
        Ok(Corpus { name: name.to_owned(), feed, truth, bytes })
    }

    /// Scans a feed with more arguments. Returns the cost and where the result is.
    fn scan(&self, corpus: &Corpus, more: &[&str]) -> Result<(Cost, PathBuf)> {
        let out = corpus.feed.with_extension("result.jsonl");
        let more: Vec<&str> = more.iter().copied().chain(self.with.iter().map(String::as_str)).collect();
        let cost = run::scan(&self.binary, &corpus.feed, &out, &more)?;
        Ok((cost, out))
    }

    /// Scans a feed and prints the figures of its score.
    fn quality(
        &mut self,
        kind: Kind,
        stories: usize,
        figures: impl Fn(&[Truth], &Results) -> Vec<Figure>,
    ) -> Result<(Vec<Truth>, Results)> {
        let corpus = self.corpus(kind, stories)?;
        let (cost, out) = self.scan(&corpus, &[])?;
        let results = results(&out, true)?;
        let truth = read_truth(open(&corpus.truth)?)?;
        println!("\n## {}: {} stories, {} paragraphs\n", corpus.name, results.stories, results.paragraphs);
        println!("| figure | value | floor | cases | |\n|---|---:|---:|---:|---|");
        for figure in figures(&truth, &results) {
            println!("{}", figure.row());
            self.missed += usize::from(!figure.holds());
        }
        println!("\n{} lines of matches; {}", results.match_lines, describe(&corpus, cost, &results));
        Ok((truth, results))
    }

    /// The ladder, with the first of the runs that were missed.
    fn ladder(&mut self, stories: usize) -> Result<()> {
        let (truth, results) = self.quality(Kind::Ladder, stories, score::ladder)?;
        for run in score::missed_runs(&truth, &results).take(SHOWN) {
            println!("missed: {}", serde_json::to_string(run)?);
        }
        Ok(())
    }

    /// Speed, memory and what is found in feeds of several sizes, and what masses cost.
    fn speed(&mut self) -> Result<()> {
        println!("\n## speed\n");
        println!(
            "| feed | stories | MB | threads | wall s | CPU s | MB/s wall | MB/s core | stories/s | peak MB | bytes/paragraph | matches/story | recall | precision | F1 |"
        );
        println!("|---|{}", "---:|".repeat(14));
        let sizes: &[usize] = if self.large { &[10_000, 100_000, 1_000_000] } else { &[10_000, 100_000] };
        if self.wants("feed") {
            for stories in sizes {
                for threads in [1, 2] {
                    self.timed(Kind::Feed, *stories, threads)?;
                }
            }
        }
        if self.wants("flood") {
            for kind in [Kind::Flood, Kind::FloodEdited] {
                for stories in [50_000, 100_000] {
                    self.timed(kind, stories, 1)?;
                }
            }
        }
        if self.wants("same") {
            self.timed(Kind::Same, 200_000, 1)?;
        }
        Ok(())
    }

    /// One row of the table of speeds.
    fn timed(&self, kind: Kind, stories: usize, threads: usize) -> Result<()> {
        let corpus = self.corpus(kind, stories)?;
        let (cost, out) = self.scan(&corpus, &["-j", &threads.to_string()])?;
        let results = results(&out, false)?;
        let found = clusters::feed(&read_truth(open(&corpus.truth)?)?, &results);
        let megabytes = corpus.bytes as f64 / 1e6;
        println!(
            "| {} | {stories} | {megabytes:.0} | {threads} | {:.2} | {:.2} | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.1} | {:.4} | {:.4} | {:.4} |",
            corpus.name,
            cost.wall,
            cost.cpu,
            megabytes / cost.wall,
            megabytes / cost.cpu.max(0.01),
            stories as f64 / cost.wall,
            cost.peak as f64 / 1e6,
            cost.peak as f64 / results.paragraphs.max(1) as f64,
            results.match_lines as f64 / stories as f64,
            found.recall,
            found.precision,
            found.f1
        );
        Ok(())
    }
}

fn open(path: &Path) -> Result<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(BufReader::with_capacity(1 << 20, file))
}

fn results(path: &Path, matches: bool) -> Result<Results> {
    Results::read(open(path)?, matches).with_context(|| format!("cannot read {}", path.display()))
}

fn describe(corpus: &Corpus, cost: Cost, results: &Results) -> String {
    let megabytes = corpus.bytes as f64 / 1e6;
    format!(
        "{megabytes:.0} MB in {:.2} s, {:.2} CPU s; peak {:.0} MB, {} bytes a paragraph",
        cost.wall,
        cost.cpu,
        cost.peak as f64 / 1e6,
        cost.peak / results.paragraphs.max(1)
    )
}
