//! Round after round: the feeds that are due are asked, what is new goes into the index, and is told.
//!
//! The order is what makes it safe to end at any moment. Stories reach the disk before they are told, and only when that is
//! done are they noted as told, together with what the servers call the state that was read: a watch that was killed tells
//! a line twice rather than never, and reads a feed again rather than missing an item.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;

use crate::cli::error::{Failure, SKIPPED};
use crate::cli::{interrupt, messages, scan, screen};
use crate::feed::archive::{
    Archive, ArchiveError, ArchiveWriter, NewsLine, Settings, Taken, WatchLine, Watching,
};
use crate::feed::{self, ErrorLine, Outcome, Polled, Polling, ScanOptions};
use crate::index::disk::StoreError;
use crate::ingest::{
    Answer, FetchError, FetchOptions, FetchReason, Fetched, Fetcher, Format, Reading, RetryAfter, Sources,
    Validators, is_address, listed, sources_at,
};
use crate::report::Palette;
use crate::report::scan::news;

use super::clock::now;
use super::poll::{Answered, Asked, poll};
use super::state::StateFile;
use super::{POLITE, WatchArgs, millis};

/// Feeds that are asked in one round: their answers are in memory at once.
const ROUND: usize = 16;
/// The longest answer, in bytes after decompression. The longest feed of a newsroom that was seen has 3 MB.
const LONGEST: u64 = 16 << 20;
/// Time between two requests to one host.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to look away while there is nothing to do.
const GLANCE: Duration = Duration::from_millis(100);
/// Problems of one feed that are remembered, so that they are told once.
const PROBLEMS: usize = 1000;

/// A watch.
pub(super) struct Watch<'a> {
    args: &'a WatchArgs,
    /// The feeds in the order in which they were named.
    feeds: Vec<String>,
    /// When each is asked again, where that is known.
    next: BTreeMap<String, u64>,
    /// What was wrong with each the last time.
    problems: BTreeMap<String, BTreeSet<(String, String)>>,
    fetcher: Fetcher,
    reading: Reading,
    options: ScanOptions,
    palette: Palette,
    file: StateFile,
    state: Polling,
    told: Told,
    _alone: Watching,
}

/// What was done since the start.
#[derive(Default)]
struct Told {
    asked: u64,
    unchanged: u64,
    failed: u64,
    added: u64,
    news: u64,
    /// Nobody reads on.
    deaf: bool,
}

impl<'a> Watch<'a> {
    /// Prepares a watch: makes the index where there is none, and reads what the last watch left.
    ///
    /// # Errors
    /// When no feed is named, another watch is at work, or the index cannot be read or written.
    pub(super) fn new(args: &'a WatchArgs) -> Result<Watch<'a>, Failure> {
        let reading = args.reading.reading();
        let options = scan::asking(&args.reading);
        let feeds = feeds(args, &reading)?;
        let archive = writer(args, &options)?.map(|writer| writer.present());
        let alone = match Watching::new(&args.index) {
            Err(ArchiveError::Store(StoreError::Locked { holder, .. })) => {
                let message = format!("`{}` is watched by {holder} already", args.index.display());
                return Err(Failure::usage(&message, "name all feeds to one watch, or end that one first"));
            }
            watching => watching?,
        };
        let file = StateFile::new(&args.index);
        let known = file.read()?;
        let max_body = args.reading.max_story.min(LONGEST);
        let fetcher = Fetcher::new(FetchOptions {
            connect_timeout: args.timeout.min(Duration::from_secs(10)),
            total_timeout: args.timeout,
            max_body,
            allow_private: args.reading.allow_private,
            ..FetchOptions::default()
        });
        let mut watch = Watch {
            args,
            feeds,
            next: BTreeMap::new(),
            problems: BTreeMap::new(),
            fetcher,
            reading: Reading { fetch: None, ..reading },
            options,
            palette: screen::palette(&args.writing),
            file,
            state: Polling::new(0),
            told: Told::default(),
            _alone: alone,
        };
        let Some(archive) = archive else { return Ok(watch) };
        watch.state =
            known.filter(|state| state.told <= archive.count()).unwrap_or(Polling::new(archive.count()));
        watch.resume(&archive)?;
        Ok(watch)
    }

    /// Watches until the end is asked for or, with `--once`, every feed was asked.
    ///
    /// # Errors
    /// When the index or standard output cannot be written.
    pub(super) fn run(mut self) -> Result<ExitCode, Failure> {
        if !self.args.once {
            self.say(&format!("watching {} feeds", self.feeds.len()));
        }
        while !interrupt::pressed() && !self.told.deaf {
            let due: Vec<String> = self.due().take(ROUND).collect();
            if !due.is_empty() {
                self.round(due)?;
            } else if self.args.once {
                break;
            } else {
                thread::sleep(self.until_next().min(GLANCE));
            }
        }
        let Told { asked, unchanged, failed, added, news, .. } = self.told;
        self.say(&format!(
            "{asked} requests: {unchanged} unchanged, {failed} failed; {added} stories added, {news} told"
        ));
        Ok(if self.args.once && failed > 0 { ExitCode::from(SKIPPED) } else { ExitCode::SUCCESS })
    }

    /// The feeds that are to be asked now.
    fn due(&self) -> impl Iterator<Item = String> + '_ {
        let now = now();
        let at = move |url: &String| self.when(url).is_some_and(|when| when <= now);
        self.feeds.iter().filter(move |url| at(url)).cloned()
    }

    /// When a feed is to be asked; never where it is gone.
    fn when(&self, url: &str) -> Option<u64> {
        let polled = self.state.of(url);
        let next = self.next.get(url).copied().unwrap_or(0);
        (!polled.gone).then(|| polled.not_before.max(next))
    }

    fn until_next(&self) -> Duration {
        let next = self.feeds.iter().filter_map(|url| self.when(url)).min();
        next.map_or(GLANCE, |next| Duration::from_millis(next.saturating_sub(now()).max(1)))
    }

    /// Asks some feeds, takes in what is new, and tells it.
    fn round(&mut self, due: Vec<String>) -> Result<(), Failure> {
        let asked = due.iter().map(|url| {
            let Polled { etag, last_modified, .. } = self.state.of(url).clone();
            (url.clone(), Validators { etag, last_modified })
        });
        let asked: Vec<Asked> = asked.collect();
        let pause = if millis(self.args.every) < POLITE { Duration::ZERO } else { PAUSE };
        let Some(answers) = poll(&self.fetcher, asked, pause) else { return Ok(()) };
        let seen = now();
        let mut sources = Sources::default();
        let mut outcomes: Vec<(String, Outcome)> = Vec::new();
        for (url, answer) in due.into_iter().zip(answers) {
            let outcome = self.answered(&url, answer, seen, &mut sources);
            outcomes.push((url, outcome));
        }
        let mut taken = None;
        if !sources.list.is_empty() || !sources.problems.is_empty() {
            let Some(mut writer) = writer(self.args, &self.options)? else { return Ok(()) };
            let seconds = i64::try_from(seen / 1000).unwrap_or(i64::MAX);
            taken = Some((writer.offer(&sources, seconds, &self.reading, &self.options)?, writer.present()));
        }
        if let Some((taken, archive)) = taken {
            self.complain(&taken, &mut outcomes)?;
            self.told.added += taken.added() as u64;
            if !self.tell(&archive, taken.stories())? {
                return Ok(());
            }
            // What others added meanwhile is theirs to tell.
            self.state.told = archive.count();
        }
        let every = millis(self.args.every);
        for (url, outcome) in outcomes {
            self.state.note(&url, outcome, seen, every);
            let next = if self.args.once { u64::MAX } else { seen.saturating_add(every) };
            self.next.insert(url, next);
        }
        self.file.write(&self.state)
    }

    /// Adds what a server answered to the inputs, and returns what came of asking.
    fn answered(&mut self, url: &str, answer: Answered, seen: u64, sources: &mut Sources) -> Outcome {
        self.told.asked += 1;
        match answer {
            Ok(Fetched::NotModified) => {
                self.told.unchanged += 1;
                Outcome::Unchanged
            }
            Ok(Fetched::Body { url: answered, bytes, charset, validators, .. }) => {
                if let Some(named) = listed(&bytes, &self.reading) {
                    // A list is read again each time: nobody remembers what it said.
                    let known: BTreeSet<String> = self.feeds.iter().cloned().collect();
                    self.feeds.extend(named.into_iter().filter(|url| !known.contains(url)));
                    return Outcome::Read { etag: None, last_modified: None };
                }
                let mut found = sources_at(url, Answer { url: answered, bytes, charset }, &self.reading);
                if found.list.iter().any(|s| matches!(s.format, Format::Html | Format::Text)) {
                    self.told.failed += 1;
                    self.complain_of(url, "no-feed", "it answers with a page, not with a feed");
                    return Outcome::Failed { retry_at: None };
                }
                sources.list.append(&mut found.list);
                sources.problems.append(&mut found.problems);
                Outcome::Read { etag: validators.etag, last_modified: validators.last_modified }
            }
            Err(error) => {
                self.told.failed += 1;
                self.failed(url, &error, seen)
            }
        }
    }

    fn failed(&mut self, url: &str, error: &FetchError, seen: u64) -> Outcome {
        self.complain_of(url, error.code(), &error.clause());
        match &error.reason {
            FetchReason::Status(410) => Outcome::Gone,
            FetchReason::Throttled { retry_after: Some(RetryAfter::Seconds(s)), .. } => {
                Outcome::Failed { retry_at: Some(seen.saturating_add(s.saturating_mul(1000))) }
            }
            FetchReason::Throttled { retry_after: Some(RetryAfter::At(date)), .. } => {
                let at = feed::seconds(date).and_then(|s| u64::try_from(s).ok());
                Outcome::Failed { retry_at: at.map(|s| s.saturating_mul(1000)) }
            }
            _ => Outcome::Failed { retry_at: None },
        }
    }

    /// Says what was wrong with items that it was not said of the last time; a feed with such items comes whole again.
    fn complain(&mut self, taken: &Taken, outcomes: &mut [(String, Outcome)]) -> Result<(), Failure> {
        let mut by_feed: BTreeMap<&str, Vec<&ErrorLine>> = BTreeMap::new();
        for error in &taken.errors {
            by_feed.entry(&error.source).or_default().push(error);
        }
        for (url, outcome) in outcomes {
            let own = by_feed.remove(url.as_str()).unwrap_or_default();
            if own.iter().any(|error| error.skipped)
                && let Outcome::Read { etag, last_modified } = outcome
            {
                (*etag, *last_modified) = (None, None);
            }
            // A note counts items, which changes each time.
            let message =
                |error: &ErrorLine| if error.skipped { error.message.clone() } else { String::new() };
            let key = |error: &ErrorLine| (error.code.clone(), message(error));
            let before = self.problems.remove(url).unwrap_or_default();
            for error in own.iter().filter(|error| !before.contains(&key(error))) {
                self.problem((*error).clone())?;
            }
            let known: BTreeSet<_> = own.iter().take(PROBLEMS).map(|error| key(error)).collect();
            if !known.is_empty() {
                self.problems.insert(url.clone(), known);
            }
        }
        Ok(())
    }

    /// Says that a feed could not be read.
    fn complain_of(&mut self, url: &str, code: &str, message: &str) {
        let (source, code, message) = (url.to_owned(), code.to_owned(), message.to_owned());
        let error = ErrorLine { source, code, message, skipped: true, ..ErrorLine::default() };
        // Where standard output fails, the next line tells.
        let _ = self.problem(error);
    }

    fn problem(&mut self, error: ErrorLine) -> Result<(), Failure> {
        if self.args.json {
            return self.print(&WatchLine::Error(error));
        }
        let at = error.record.map_or(String::new(), |n| format!(", item {n}"));
        messages::warning(self.args.writing.quiet, &format!("{}{at}: {}", error.source, error.message));
        Ok(())
    }

    /// Tells what came in before the last watch was killed and could tell it.
    fn resume(&mut self, archive: &Archive) -> Result<(), Failure> {
        if self.state.told < archive.count() {
            let feeds = self.feeds.iter().cloned().collect();
            let stories = archive.came_from(self.state.told, &feeds)?;
            if !self.tell(archive, &stories)? {
                return Ok(());
            }
            self.state.told = archive.count();
        }
        self.file.write(&self.state)
    }

    /// Tells what stories are to those that were there; false when nobody reads on.
    fn tell(&mut self, archive: &Archive, stories: &[u32]) -> Result<bool, Failure> {
        let mut lines: Vec<NewsLine> = Vec::new();
        archive.news(stories, &self.options, |line| -> Result<(), ArchiveError> {
            lines.push(line);
            Ok(())
        })?;
        for line in lines {
            self.told.news += 1;
            self.print(&WatchLine::News(line))?;
        }
        Ok(!self.told.deaf)
    }

    /// Prints a line at once: whoever waits for it must not wait for the next.
    fn print(&mut self, line: &WatchLine) -> Result<(), Failure> {
        let text = match line {
            WatchLine::News(line) if !self.args.json => news(line, self.palette),
            line => serde_json::to_string(line).context("cannot write JSON")? + "\n",
        };
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => self.told.deaf = true,
            result => result.context("cannot write to standard output")?,
        }
        Ok(())
    }

    fn say(&self, note: &str) {
        say(self.args, note);
    }
}

/// Opens the index to change it; waits where another process does, and returns none when the end is asked for first.
fn writer(args: &WatchArgs, options: &ScanOptions) -> Result<Option<ArchiveWriter>, Failure> {
    let settings = Settings::new(options);
    let mut waits = false;
    while !interrupt::pressed() {
        match ArchiveWriter::open(&args.index, &settings) {
            Err(ArchiveError::Store(error @ StoreError::Locked { .. })) => {
                if !waits {
                    say(args, &format!("{error}: waiting"));
                }
                waits = true;
                thread::sleep(GLANCE);
            }
            result => return Ok(Some(result?)),
        }
    }
    Ok(None)
}

fn say(args: &WatchArgs, note: &str) {
    if !args.writing.quiet {
        messages::note(note);
    }
}

/// The addresses that are named, those in lists that are files included.
fn feeds(args: &WatchArgs, reading: &Reading) -> Result<Vec<String>, Failure> {
    let mut out: Vec<String> = Vec::new();
    for named in &args.feeds {
        let found = match named.to_str().filter(|text| is_address(text)) {
            Some(url) => vec![url.to_owned()],
            None => {
                let file = fs::metadata(named).and_then(|m| {
                    let long = m.len() > LONGEST;
                    if long { Err(io::Error::other("it is too long for a list")) } else { fs::read(named) }
                });
                let bytes = file.with_context(|| format!("cannot read `{}`", named.display()))?;
                listed(&bytes, reading).ok_or_else(|| {
                    let message = format!("`{}` is no list of feeds", named.display());
                    Failure::usage(&message, "name an OPML file or the address of a feed; `wirediff scan FILE --index DIR` adds stories of files")
                })?
            }
        };
        out.extend(found);
    }
    let mut seen = BTreeSet::new();
    out.retain(|url| seen.insert(url.clone()));
    if out.is_empty() {
        return Err(Failure::usage("the lists name no feed", "an OPML file names feeds as `xmlUrl`"));
    }
    Ok(out)
}
