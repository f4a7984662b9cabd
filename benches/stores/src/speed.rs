//! Speed, size and memory: each step in a process of its own.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::Result;

use crate::corpus::{Corpus, mix};
use crate::cost::{Moment, files, tell, tell_memory, tell_times};
use crate::store::{Sink, open};

/// Stories of a batch that is inserted.
pub const BATCH: u32 = 64;

/// How much is written and asked.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub stories: u32,
    pub batches: u32,
    pub questions: u64,
}

impl Sizes {
    fn all(&self) -> u32 {
        self.stories + self.batches * BATCH
    }
}

/// Adds up all answers, whatever their order.
#[derive(Default)]
struct Sum {
    sum: u64,
    holders: u64,
}

impl Sink for Sum {
    fn holder(&mut self, key: u64, story: u32) {
        self.holders += 1;
        self.sum = self.sum.wrapping_add(mix(key ^ u64::from(story)));
    }

    fn record(&mut self, story: u32, text: Option<&[u8]>) {
        let text = text.unwrap_or_default();
        let middle = text.get(text.len() / 2).copied().unwrap_or_default();
        self.sum = self.sum.wrapping_add(mix(u64::from(story) << 32 | text.len() as u64) ^ u64::from(middle));
    }
}

pub fn load(name: &str, dir: &Path, sizes: Sizes) -> Result<()> {
    let batch = Corpus::new().batch(0..sizes.stories);
    tell("postings", batch.postings.len() as f64);
    tell("texts", batch.records.iter().map(|r| r.1.len() as f64).sum::<f64>() / 1e6);
    tell_memory("given");
    let start = Moment::now()?;
    let mut store = open(name, dir, true)?;
    store.load(batch)?;
    drop(store);
    start.tell("load")?;
    tell_memory("load");
    Ok(())
}

pub fn insert(name: &str, dir: &Path, sizes: Sizes) -> Result<()> {
    let corpus = Corpus::new();
    let mut store = open(name, dir, true)?;
    // Batches are made one by one, outside of what is measured: all of them would take more memory than the stores.
    let (mut times, mut cost) = (Vec::new(), [0.0; 3]);
    for n in 0..sizes.batches {
        let from = sizes.stories + n * BATCH;
        let batch = corpus.batch(from..from + BATCH);
        let (moment, start) = (Moment::now()?, Instant::now());
        store.insert(batch)?;
        times.push(start.elapsed());
        moment.add_to(&mut cost)?;
    }
    let closing = Moment::now()?;
    drop(store);
    closing.add_to(&mut cost)?;
    for (name, figure) in ["insert_wall", "insert_cpu", "insert_written"].into_iter().zip(cost) {
        tell(name, figure);
    }
    tell_times("commit", times);
    tell_memory("insert");
    Ok(())
}

/// Opens it and asks everything twice; `what` tells the state of things.
pub fn ask(name: &str, dir: &Path, what: &str, sizes: Sizes) -> Result<()> {
    let corpus = Corpus::new();
    let questions: Vec<_> = (0..sizes.questions).map(|n| corpus.question(n, sizes.all())).collect();
    if what == "cold" {
        // Takes the files out of the page cache.
        for file in files(dir) {
            let file = format!("of={}", file.display());
            Command::new("dd")
                .args([&file[..], "oflag=nocache", "conv=notrunc,fdatasync", "count=0"])
                .output()?;
        }
    }
    let start = Instant::now();
    let mut store = open(name, dir, false)?;
    if name == "memory" {
        store.load(corpus.batch(0..sizes.all()))?;
    }
    tell(&format!("{what}_open"), start.elapsed().as_secs_f64() * 1e3);
    for pass in ["first", "again"] {
        let (mut times, mut sum) = (Vec::new(), Sum::default());
        let moment = Moment::now()?;
        for question in &questions {
            let start = Instant::now();
            store.read(&question.keys, &question.numbers, &mut sum)?;
            times.push(start.elapsed());
        }
        moment.tell(&format!("{what}_{pass}"))?;
        tell_times(&format!("{what}_{pass}"), times);
        // As much as a figure holds without being rounded.
        tell(&format!("sum_{what}_{pass}"), (sum.sum >> 12) as f64);
        tell("holders", sum.holders as f64);
    }
    tell_memory(what);
    Ok(())
}

pub fn compact(name: &str, dir: &Path) -> Result<()> {
    let mut store = open(name, dir, true)?;
    let start = Moment::now()?;
    store.compact()?;
    drop(store);
    start.tell("compact")?;
    tell_memory("compact");
    Ok(())
}
