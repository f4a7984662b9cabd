//! What an archive costs: `cargo bench --bench archive`.
//!
//! | argument | does |
//! |---|---|
//! | `--stories N` | so many stories in the archive, 20,000 by default |
//! | `--asks N` | so many questions, 300 by default |
//! | `--more N` | so many stories added while questions are asked, by default as many as large archives take at once |
//! | `--threads N` | of the command that adds, 1 by default |
//! | `--dir FOLDER` | feed and archive stay there, and what is there is not made again |
//! | `--binary FILE` | another wirediff than the one of this build |
//!
//! Stories are added by the built command, and asked for by a process of its own that opens the archive and calls the library:
//! an answer is all lines about one story, from its text on. Asked is for rewrites of stories that are there: every fourth
//! paragraph is left out. Then the same again for as long as another command adds.

#![allow(clippy::print_stdout)]

mod corpus;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use corpus::Kind;
use corpus::run;
use wirediff::feed::archive::Archive;
use wirediff::feed::{Line, ScanOptions};
use wirediff::ingest::Record;

/// The seed of the stories.
const SEED: u64 = 20_261_122;
/// Stories that an archive of half a million takes at once. It merges all of its files whenever it grew by a third: what that
/// costs each story is told by as many as that.
const MORE: usize = 16_384;

/// What is asked, one question a line, and the file that is there as long as another command adds.
const QUESTIONS: &str = "questions.jsonl";
const ADDING: &str = "adding";

struct Bench {
    stories: usize,
    asks: usize,
    more: usize,
    threads: usize,
    dir: PathBuf,
    binary: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let temporary = tempfile::tempdir()?;
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_wirediff"));
    let mut bench = Bench {
        stories: 20_000,
        asks: 300,
        more: MORE,
        threads: 1,
        dir: PathBuf::new(),
        binary,
        _temporary: None,
    };
    let mut ask = false;
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--stories" => bench.stories = value()?.parse()?,
            "--asks" => bench.asks = value()?.parse()?,
            "--more" => bench.more = value()?.parse()?,
            "--threads" => bench.threads = value()?.parse()?,
            "--dir" => bench.dir = value()?.into(),
            "--binary" => bench.binary = value()?.into(),
            "--ask" => ask = true,
            _ => bail!("{argument} is no argument of this bench"),
        }
    }
    if bench.dir.as_os_str().is_empty() {
        bench.dir = temporary.path().to_owned();
        bench._temporary = Some(temporary);
    }
    if ask { bench.ask() } else { bench.run() }
}

impl Bench {
    fn index(&self) -> PathBuf {
        self.dir.join("index")
    }

    fn run(&self) -> Result<()> {
        fs::create_dir_all(&self.dir)?;
        let feed = self.dir.join("feed.jsonl");
        if !feed.exists() {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&feed)?);
            corpus::generate(Kind::Feed, self.stories, SEED, &mut out, &mut std::io::sink())?;
            out.flush()?;
        }
        if !self.index().exists() {
            let cost = run::watched(&mut self.adding(&feed))?;
            let each = |seconds: f64| self.stories as f64 / seconds.max(1e-3);
            println!(
                "added {} stories ({} MB): {:.0} s, {:.0} stories/s; {:.0} a core, peak {} MB",
                self.stories,
                fs::metadata(&feed)?.len() / 1_000_000,
                cost.wall,
                each(cost.wall),
                each(cost.cpu),
                cost.peak / 1_000_000
            );
        }
        let size: u64 =
            fs::read_dir(self.index())?.flatten().filter_map(|e| Some(e.metadata().ok()?.len())).sum();
        let stats = Archive::open(&self.index())?.stats();
        println!(
            "on disk: {:.2} GB in {} files, {} bytes a story, {:.0} a paragraph, {} postings",
            size as f64 / 1e9,
            stats.segments,
            size / stats.stories.max(1),
            size as f64 / stats.paragraphs.max(1) as f64,
            stats.postings
        );
        self.choose_questions(&feed, stats.stories as usize)?;
        println!("asked alone: {}", self.asking()?);
        // Stories of another seed, later than all, those of the run before included.
        let more = self.dir.join("more.jsonl");
        let mut made = Vec::new();
        corpus::generate(Kind::Feed, self.more, SEED + stats.sequence, &mut made, &mut std::io::sink())?;
        let mut out = BufWriter::new(File::create(&more)?);
        for line in made.split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let mut record: Value = serde_json::from_slice(line)?;
            record["id"] = json!(format!("{}-{}", stats.sequence, record["id"].as_str().unwrap_or("")));
            if let Some(published) = record["published"].as_str() {
                record["published"] = json!(format!("{:04}{}", 2100 + stats.sequence, &published[4..]));
            }
            writeln!(out, "{record}")?;
        }
        out.flush()?;
        File::create(self.dir.join(ADDING))?;
        let (added, asked) = std::thread::scope(|scope| {
            let adder = scope.spawn(|| {
                let cost = run::watched(&mut self.adding(&more));
                fs::remove_file(self.dir.join(ADDING))?;
                cost
            });
            let asked = self.asking();
            (adder.join(), asked)
        });
        let added = added.map_err(|_| anyhow::anyhow!("the adding panicked"))??;
        println!("asked meanwhile: {}", asked?);
        println!(
            "added meanwhile: {} stories in {:.1} s, {:.0} stories/s; {:.0} a core, peak {} MB",
            self.more,
            added.wall,
            self.more as f64 / added.wall.max(1e-3),
            self.more as f64 / added.cpu.max(1e-3),
            added.peak / 1_000_000
        );
        Ok(())
    }

    fn adding(&self, feed: &Path) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("scan").arg(feed).arg("--index").arg(self.index());
        command.args(["--add-only", "-q", "-j", &self.threads.to_string()]);
        command
    }

    /// Asks in a process of its own.
    fn asking(&self) -> Result<String> {
        let asker = Command::new(std::env::current_exe()?)
            .args(["--ask", "--asks", &self.asks.to_string(), "--dir"])
            .arg(&self.dir)
            .stderr(Stdio::inherit())
            .output()?;
        if !asker.status.success() {
            bail!("the questions failed");
        }
        Ok(String::from_utf8_lossy(&asker.stdout).trim().to_owned())
    }

    /// Writes down what is asked.
    fn choose_questions(&self, feed: &Path, stories: usize) -> Result<()> {
        let step = (stories / self.asks.max(1)).max(1);
        let mut out = BufWriter::new(File::create(self.dir.join(QUESTIONS))?);
        for (at, line) in BufReader::new(File::open(feed)?).lines().enumerate() {
            if at % step != step / 2 {
                continue;
            }
            let record: Value = serde_json::from_str(&line?)?;
            let text = record["text"].as_str().unwrap_or_default();
            let kept = text.split("\n\n").enumerate().filter(|(n, _)| n % 4 != 3).map(|(_, p)| p);
            writeln!(out, "{}", json!(kept.collect::<Vec<_>>().join("\n\n")))?;
        }
        Ok(out.flush()?)
    }

    fn ask(&self) -> Result<()> {
        let questions = fs::read_to_string(self.dir.join(QUESTIONS))?;
        let questions: Vec<String> = questions.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let options = ScanOptions { threads: 1, ..ScanOptions::new(64 << 20, std::env::temp_dir()) };
        let start = Instant::now();
        let archive = Archive::open(&self.index())?;
        let opened = start.elapsed();
        let (mut times, mut met) = (Vec::new(), 0);
        for (n, text) in questions.iter().cycle().enumerate() {
            if n >= questions.len() && !self.dir.join(ADDING).exists() {
                break;
            }
            let id = Some(format!("ask-{n}").into());
            let record = Record { id, text: text.clone().into(), ..Record::default() };
            let mut links = 0;
            let start = Instant::now();
            archive.find(vec![record], "ask", &options, &mut |line| {
                links += usize::from(matches!(line, Line::Link(_)));
                Ok(())
            })?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            met += usize::from(links > 0);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
        println!(
            "opened in {:.0} ms; {} of {} met; median {:.1} ms, 99 of 100 within {:.1} ms, longest {:.1} ms; peak {peak}",
            opened.as_secs_f64() * 1e3,
            met,
            times.len(),
            at(0.5),
            at(0.99),
            at(1.0)
        );
        Ok(())
    }
}
