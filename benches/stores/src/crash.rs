//! What is left after a kill, and what a damaged byte does.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::corpus::{Corpus, mix};
use crate::cost::{files, tell};
use crate::store::{Sink, open};
use crate::{Figures, child, fresh};

/// Stories that are there from the start.
const BASE: u32 = 400;
/// Stories of a batch.
const BATCH: u32 = 16;
/// Batches that are made ready before the first is written.
const READY: u32 = 12;
/// How the process that compares answers ends.
const FAILED: i32 = 3;
const WRONG: i32 = 4;
const UNSOUND: i32 = 5;
const WRONG_SEEN: i32 = 6;
/// How Rust ends a process that panics.
const PANICKED: i32 = 101;
/// Longest time for a damaged store to answer.
const PATIENCE: Duration = Duration::from_secs(60);

fn first(batch: u32) -> u32 {
    BASE + batch * BATCH
}

/// Begins a store with a load and some batches.
pub fn make(name: &str, dir: &Path, batches: u32) -> Result<()> {
    let corpus = Corpus::new();
    let mut store = open(name, dir, true)?;
    store.load(corpus.batch(0..BASE))?;
    for batch in 0..batches {
        store.insert(corpus.batch(first(batch)..first(batch + 1)))?;
    }
    Ok(())
}

/// Inserts batches from number `from` on, and says each one that is written.
pub fn write(name: &str, dir: &Path, from: u32) -> Result<()> {
    let corpus = Corpus::new();
    let batches: Vec<_> =
        (from..from + READY).map(|batch| (batch, corpus.batch(first(batch)..first(batch + 1)))).collect();
    let mut store = open(name, dir, true)?;
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for (number, batch) in batches {
        store.insert(batch)?;
        writeln!(out, "{number}")?;
    }
    Ok(())
}

/// Collects all that is read.
#[derive(Default)]
struct Found {
    holders: BTreeMap<u64, Vec<u32>>,
    records: BTreeMap<u32, Vec<u8>>,
}

impl Sink for Found {
    fn holder(&mut self, key: u64, story: u32) {
        self.holders.entry(key).or_default().push(story);
    }

    fn record(&mut self, story: u32, text: Option<&[u8]>) {
        if let Some(text) = text {
            self.records.insert(story, text.to_owned());
        }
    }
}

/// Opens a store after a kill. `acknowledged` batches must be there as a whole, the next one as a whole or not at all, and
/// nothing else. Says how many are there.
pub fn check(name: &str, dir: &Path, acknowledged: u32) -> Result<()> {
    let start = Instant::now();
    let mut store = open(name, dir, true)?;
    tell("open", start.elapsed().as_secs_f64() * 1e3);
    let corpus = Corpus::new();
    // Postings and texts of stories that are there, and those that there should be.
    let there = |stories: &[u32]| -> Result<(usize, usize)> {
        let (mut present, mut wanted) = (0, 0);
        for story in stories {
            let (keys, text, mut found) = (corpus.keys(*story), corpus.text(*story), Found::default());
            store.read(&keys, &[*story], &mut found)?;
            present += found.holders.values().filter(|holders| holders.contains(story)).count();
            present += usize::from(found.records.get(story) == Some(&text));
            wanted += keys.len() + 1;
        }
        Ok((present, wanted))
    };
    let end = first(acknowledged);
    // The newest batches, and some of all.
    let mut sure: Vec<u32> = (end.saturating_sub(10 * BATCH)..end).collect();
    sure.extend((0..100).map(|i| (mix(u64::from(end) << 8 | i) % u64::from(end)) as u32));
    let (found, wanted) = there(&sure)?;
    if found != wanted {
        bail!("{} of {wanted} postings and texts that were acknowledged are lost", wanted - found);
    }
    let next: Vec<u32> = (end..end + BATCH).collect();
    let (found, wanted) = there(&next)?;
    if found != 0 && found != wanted {
        bail!("{found} of {wanted} postings and texts of a batch that was cut off");
    }
    let beyond: Vec<u32> = (end + BATCH..end + 2 * BATCH).collect();
    let (strange, _) = there(&beyond)?;
    if strange != 0 {
        bail!("{strange} postings and texts that nobody wrote");
    }
    if store.verify()? == Some(false) {
        bail!("its own check finds damage");
    }
    tell("batches", f64::from(acknowledged) + if found == 0 { 0.0 } else { 1.0 });
    Ok(())
}

/// Kills a process that inserts, again and again, and looks what is left.
pub fn kill(name: &str, dir: &Path, rounds: u64) -> Result<Figures> {
    let folder = fresh(dir, name)?;
    let path = folder.display().to_string();
    if !child(&["make", name, &path, "0"])?.status()?.success() {
        bail!("it could not be made");
    }
    let (mut batches, mut figures, mut opened) = (0u32, Figures::new(), Vec::new());
    let mut count = |what: &str| *figures.entry(format!("kill_{what}")).or_default() += 1.0;
    for round in 0..rounds {
        let mut writer =
            child(&["write", name, &path, &batches.to_string()])?.stdout(Stdio::piped()).spawn()?;
        let mut out = BufReader::new(writer.stdout.take().context("no pipe")?);
        let mut said = String::new();
        // Begun, some batches written, and somewhere in the next one.
        for _ in 0..1 + mix(round << 8) % u64::from(READY - 4) {
            out.read_line(&mut said)?;
        }
        thread::sleep(Duration::from_micros(mix(round << 8 | 1) % 15_000));
        writer.kill()?;
        let ended = writer.wait()?;
        if ended.signal() != Some(9) && !ended.success() {
            bail!("the writer ended with {ended}");
        }
        out.read_to_string(&mut said)?;
        let acknowledged = said.lines().filter_map(|l| l.parse::<u32>().ok()).next_back();
        let acknowledged = acknowledged.map_or(batches, |last| last + 1);
        let checked = child(&["check", name, &path, &acknowledged.to_string()])?.output()?;
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        let figure = |name: &str| said.lines().find_map(|l| l.strip_prefix(name)?.trim().parse::<f64>().ok());
        opened.extend(figure("open"));
        match figure("batches").filter(|_| checked.status.success()) {
            Some(there) => {
                count(if there as u32 == acknowledged { "sound" } else { "sound_with_last" });
                batches = there as u32;
            }
            None => {
                eprintln!("{name}: {}", String::from_utf8_lossy(&checked.stderr));
                count("lost");
                batches = acknowledged;
            }
        }
    }
    opened.sort_by(f64::total_cmp);
    figures.insert("kill_batches".to_owned(), batches.into());
    figures.insert("kill_open_p50".to_owned(), opened.get(opened.len() / 2).copied().unwrap_or_default());
    figures.insert("kill_open_max".to_owned(), opened.last().copied().unwrap_or_default());
    figures.insert("kill_size".to_owned(), crate::cost::size(&folder));
    fs::remove_dir_all(&folder)?;
    Ok(figures)
}

/// Batches of the store whose bytes are flipped.
const FLIPPED: u32 = 10;

/// Asks for everything and compares it with what was written.
pub fn answer(name: &str, dir: &Path) -> Result<()> {
    let corpus = Corpus::new();
    let all = corpus.batch(0..first(FLIPPED));
    let mut truth = Found::default();
    all.postings.iter().for_each(|(key, story)| truth.holder(*key, *story));
    all.records.iter().for_each(|(story, text)| truth.record(*story, Some(text)));
    let mut keys: Vec<u64> = truth.holders.keys().copied().collect();
    keys.extend((0..1000).map(|i| mix(5 << 60 | i)));
    keys.sort_unstable();
    let stories: Vec<u32> = (0..first(FLIPPED) + 20).collect();
    let ended = |code: i32, why: &str| -> ! {
        eprintln!("{why}");
        std::process::exit(code)
    };
    let mut store = match open(name, dir, name != "segments") {
        Ok(store) => store,
        Err(error) => ended(FAILED, &format!("open: {error:#}")),
    };
    let mut found = Found::default();
    if let Err(error) = store.read(&keys, &stories, &mut found) {
        ended(FAILED, &format!("read: {error:#}"));
    }
    found.holders.values_mut().for_each(|h| h.sort_unstable());
    if found.holders != truth.holders || found.records != truth.records {
        let seen = matches!(store.verify(), Err(_) | Ok(Some(false)));
        ended(if seen { WRONG_SEEN } else { WRONG }, "wrong");
    }
    if matches!(store.verify(), Err(_) | Ok(Some(false))) {
        ended(UNSOUND, "right, and its own check finds damage");
    }
    Ok(())
}

/// Flips a byte at random places, each in a copy of its own, and looks what is answered.
pub fn flip(name: &str, dir: &Path, cases: u64) -> Result<Figures> {
    let made = fresh(dir, &format!("{name}.made"))?;
    if !child(&["make", name, &made.display().to_string(), &FLIPPED.to_string()])?.status()?.success() {
        bail!("it could not be made");
    }
    let mut figures = Figures::new();
    figures.insert("flip_size".to_owned(), crate::cost::size(&made));
    let mut places = Vec::new();
    for path in files(&made) {
        // Locks hold nothing; places in pages that were never written would tell nothing.
        if !path.to_string_lossy().contains("lock") {
            let pages = fs::read(&path)?;
            let used = pages.chunks(4096).enumerate().filter(|(_, page)| page.iter().any(|b| *b != 0));
            places.extend(used.map(|(n, page)| (path.clone(), n * 4096, page.len() as u64)));
        }
    }
    for case in 0..cases {
        let (file, page, length) = &places[(mix(case << 8) % places.len() as u64) as usize];
        let at = page + (mix(case << 8 | 1) % length) as usize;
        let copy = fresh(dir, name)?;
        copy_all(&made, &copy)?;
        let damaged = copy.join(file.strip_prefix(&made)?);
        let mut content = fs::read(&damaged)?;
        let Some(byte) = content.get_mut(at) else { continue };
        *byte ^= 1 + (mix(case << 8 | 2) % 255) as u8;
        fs::write(&damaged, content)?;
        let mut asked = child(&["answer", name, &copy.display().to_string()])?
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let ended = within(&mut asked, PATIENCE)?;
        let mut said = String::new();
        asked.stderr.take().context("no pipe")?.read_to_string(&mut said)?;
        let what = match ended.map(|status| (status.code(), status.signal())) {
            _ if said.contains("panicked at") => "panicked",
            Some((Some(0), _)) => "right",
            Some((Some(UNSOUND), _)) => "right_and_found_by_check",
            Some((Some(WRONG), _)) => "wrong",
            Some((Some(WRONG_SEEN), _)) => "wrong_and_found_by_check",
            Some((Some(FAILED), _)) => "error",
            Some((Some(PANICKED), _)) => "panicked",
            Some((_, Some(_))) => "killed",
            Some(_) => "strange_end",
            None => "hung",
        };
        if !matches!(what, "right") {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            eprintln!("{name} {at}: {what}: {}", said.lines().take(2).collect::<Vec<_>>().join(" "));
        }
        *figures.entry(format!("flip_{what}")).or_default() += 1.0;
    }
    fs::remove_dir_all(dir.join(name))?;
    fs::remove_dir_all(&made)?;
    Ok(figures)
}

/// Waits for a process; none where it takes too long, and was ended.
fn within(process: &mut Child, patience: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = process.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(5));
    }
    process.kill()?;
    process.wait()?;
    Ok(None)
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in files(from) {
        let copy: PathBuf = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().context("no folder")?)?;
        fs::copy(&file, &copy)?;
    }
    Ok(())
}
