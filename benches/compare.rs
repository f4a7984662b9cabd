//! How long a comparison takes, what it allocates, and whether it is right.
//!
//! Run with `cargo bench --bench compare`; it ends within a minute. Everything is read from `testdata/` before any
//! clock starts, and the word tables are loaded by one comparison whose time is printed as `first`. The counting
//! allocator of `allocation-counter` is installed for the whole process, so both rivals pay for it alike.
//!
//! | figure | inside the clock | outside |
//! |---|---|---|
//! | `pair` | two copies of raw text -> two `Story::new` -> `compare`; dropping stories and model | reading the files, JSON, rendering |
//! | `of it reading` | the two copies and `Story::new` alone, in a round of its own | `compare` |
//! | `similar` | `TextDiff::from_words` of the same two raw texts, run in turn with `pair`; dropping the diff | the same |
//! | `1,000 pairs` | as `pair`, for every pair, in one pool of the stated size | starting the pool |
//! | `20,000 words`, `bomb` | as `pair`, once, on one thread | making the texts |
//! | allocations | as `pair`, all on the counting thread | the word tables, which are loaded once a process |
//!
//! The ratio is the median of `pair` over the median of `similar`: both are taken in the same loop, so a busy machine
//! disturbs both. `similar` answers a smaller question (no links, moves, classes or facts); it stands here as the cost
//! that nobody minds. Beside each time stands the F1 of paragraph pairs over the gold of what was timed, because a
//! fast comparison that links the wrong paragraphs is not fast.

#![allow(clippy::print_stdout)]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use allocation_counter::AllocationInfo;
use criterion::Criterion;
use rayon::prelude::*;
use similar::TextDiff;
use wirediff::{Comparison, Options, Story, compare};

/// Rounds of the race between `pair` and `similar`.
const ROUNDS: usize = 200;

/// Pairs in the run over many.
const PAIRS: usize = 1_000;

/// Two raw texts, and the paragraph pairs that a reader links.
struct Job {
    name: String,
    a: String,
    b: String,
    gold: BTreeSet<(u32, u32)>,
}

fn main() {
    let jobs = rewrites();
    let ferry = find(&jobs, "ferry.courant");
    println!("{} rewrites; threads here: {}\n", jobs.len(), rayon::current_num_threads());
    let (first, _) = timed(|| run(ferry));
    println!("first              {:>9.2} ms   {}, word tables included", millis(first), ferry.name);
    for name in ["ferry.courant", "court.harbour24", "earnings.pumpreview"] {
        race(find(&jobs, name));
    }
    many(&jobs);
    large(&jobs);
    allocations(&jobs);
    for_the_record(ferry);
}

/// From raw text to finished model.
fn run(job: &Job) -> Comparison {
    run_texts(&job.a, &job.b)
}

/// As [`run`]. With 0 threads the work stays in the pool of the caller.
fn run_texts(a: &str, b: &str) -> Comparison {
    let (a, b) = read(a, b);
    compare(&a, &b, &Options { threads: 0 })
}

/// Both stories from their raw texts.
fn read(a: &str, b: &str) -> (Story, Story) {
    (Story::new("a", a.to_owned()), Story::new("b", b.to_owned()))
}

/// Runs both rivals in turn and prints the medians and their ratio.
fn race(job: &Job) {
    let [mut ours, mut reading, mut theirs] = [(); 3].map(|()| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        ours.push(timed(|| drop(black_box(run(job)))).0);
        reading.push(timed(|| drop(black_box(read(&job.a, &job.b)))).0);
        let plain = || drop(black_box(TextDiff::from_words(job.a.as_str(), job.b.as_str())));
        theirs.push(timed(plain).0);
    }
    let [ours, reading, theirs] = [ours, reading, theirs].map(median);
    println!(
        "pair               {:>9.2} ms   {:.2} ms of it reading; {}, {} + {} words, F1 {:.3}",
        millis(ours),
        millis(reading),
        job.name,
        job.a.split_whitespace().count(),
        job.b.split_whitespace().count(),
        f1(&[(job, run(job))])
    );
    println!(
        "similar            {:>9.2} ms   ratio pair / similar {:.2}",
        millis(theirs),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

/// Runs a thousand pairs with one thread and with two.
fn many(jobs: &[Job]) {
    let cycle: Vec<&Job> = jobs.iter().cycle().take(PAIRS).collect();
    let mut single = None;
    for threads in [1, 2] {
        let pool = pool(threads);
        let work = || cycle.par_iter().map(|job| run(job).links.len()).sum::<usize>();
        let (time, _) = timed(|| pool.install(work));
        let base: Duration = *single.get_or_insert(time);
        println!(
            "{PAIRS} pairs, {threads} thread{} {:>6.0} ms   {:.0} pairs/s, speed-up {:.2}",
            if threads == 1 { " " } else { "s" },
            millis(time),
            PAIRS as f64 / time.as_secs_f64(),
            base.as_secs_f64() / time.as_secs_f64()
        );
    }
    let found: Vec<(&Job, Comparison)> = jobs.iter().map(|job| (job, run(job))).collect();
    println!("                                F1 {:.3} over the {} rewrites", f1(&found), jobs.len());
}

/// Runs two long texts and the repeated paragraph, once each, on one thread.
fn large(jobs: &[Job]) {
    let pool = pool(1);
    for (name, (a, b, gold)) in [("20,000 words", long_texts(jobs)), ("bomb", bomb(jobs))] {
        let (time, model) = timed(|| pool.install(|| run_texts(&a, &b)));
        let words = [&a, &b].map(|t| t.split_whitespace().count());
        let job = Job { name: name.to_owned(), a, b, gold };
        let quality = match job.gold.is_empty() {
            true => String::new(),
            false => format!(", F1 {:.3} on the paragraphs that were copied", f1(&[(&job, model.clone())])),
        };
        println!(
            "{:<18} {:>9.1} ms   {} + {} words, {} links, approximate: {}{quality}",
            job.name,
            millis(time),
            words[0],
            words[1],
            model.links.len(),
            model.approximate
        );
    }
}

/// Counts what one pair and two long texts allocate; the same count at every run.
fn allocations(jobs: &[Job]) {
    let (a, b, _) = long_texts(jobs);
    let ferry = find(jobs, "ferry.courant");
    for (name, a, b) in [("one pair", &ferry.a, &ferry.b), ("20,000 words", &a, &b)] {
        let ours = count(|| drop(black_box(run_texts(a, b))));
        let theirs = count(|| drop(black_box(TextDiff::from_words(a.as_str(), b.as_str()))));
        println!(
            "allocations        {:>9}      {name}, peak {:.2} MB (similar: {}, peak {:.2} MB)",
            ours.count_total,
            ours.bytes_max as f64 / 1e6,
            theirs.count_total,
            theirs.bytes_max as f64 / 1e6
        );
    }
}

/// Counts allocations. Only the calling thread is counted, so all work is kept on the one thread of a pool.
fn count(work: impl FnOnce() + Send) -> AllocationInfo {
    pool(1).install(|| allocation_counter::measure(work))
}

/// The same race under criterion, which keeps the figures of the last run and says what changed.
fn for_the_record(job: &Job) {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut group = criterion.benchmark_group("ferry.courant");
    group.bench_function("pair", |bencher| bencher.iter(|| run(job)));
    group.bench_function("similar", |bencher| {
        bencher.iter(|| TextDiff::from_words(job.a.as_str(), job.b.as_str()));
    });
    group.finish();
    criterion.final_summary();
}

/// Every rewrite of `testdata/rewrites` with its gold, in order of its name.
fn rewrites() -> Vec<Job> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rewrites");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("a file of testdata");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder).expect("testdata").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let names = paths.iter().filter_map(|p| p.file_name()?.to_str()?.strip_suffix(".gold.json"));
    names
        .map(|name| {
            let (story, _) = name.split_once('.').expect("story.outlet");
            let gold = read(&format!("{name}.gold.json"));
            Job {
                name: name.to_owned(),
                a: read(&format!("{story}.wire.txt")),
                b: read(&format!("{name}.txt")),
                gold: gold_pairs(&gold),
            }
        })
        .collect()
}

/// The paragraph pairs that the sentence links of a gold file imply.
fn gold_pairs(gold: &str) -> BTreeSet<(u32, u32)> {
    let gold: serde_json::Value = serde_json::from_str(gold).expect("JSON");
    let paragraph = |id: &serde_json::Value| {
        let id = id.as_str().and_then(|id| id.split_once('.'));
        id.and_then(|(paragraph, _)| paragraph.parse().ok()).expect("paragraph.sentence")
    };
    let links = gold["links"].as_array().expect("links");
    links.iter().map(|link| (paragraph(&link["a"]), paragraph(&link["b"]))).collect()
}

/// F1 of paragraph pairs, all jobs taken together.
fn f1(found: &[(&Job, Comparison)]) -> f64 {
    let (mut right, mut total) = (0, 0);
    for (job, model) in found {
        let got: BTreeSet<(u32, u32)> =
            model.links.iter().map(|link| (link.a.paragraph, link.b.paragraph)).collect();
        right += got.intersection(&job.gold).count();
        total += got.len() + job.gold.len();
    }
    2.0 * right as f64 / total as f64
}

/// Two texts of 20,000 words: paragraphs of the English wire stories with words exchanged, so that none stands twice;
/// in the second a tenth is dropped, a tenth stands elsewhere, and one word in ten differs from the first.
fn long_texts(jobs: &[Job]) -> (String, String, BTreeSet<(u32, u32)>) {
    const ENGLISH: [&str; 6] =
        ["court.inlet", "earnings.aldgate", "ferry.courant", "final.courier", "storm.comet", "summit.herald"];
    let mut random = Random(20_250_304);
    let source: Vec<&str> = ENGLISH
        .iter()
        .flat_map(|name| find(jobs, name).a.split("\n\n"))
        // Neither front matter nor credits.
        .filter(|p| !p.contains('\n') && !p.starts_with('(') && p.split_whitespace().count() >= 12)
        .collect();
    let vocabulary: Vec<&str> =
        source.iter().flat_map(|p| p.split_whitespace()).filter(|w| w.len() > 4).collect();
    let mut a: Vec<String> = Vec::new();
    let mut words = 0;
    for paragraph in source.iter().cycle() {
        if words >= 20_000 {
            break;
        }
        // A third of the words exchanged: each paragraph is a text of its own.
        let made = perturb(paragraph, &vocabulary, 33, &mut random);
        words += made.split_whitespace().count();
        a.push(made);
    }
    let mut b: Vec<(usize, String)> = Vec::new();
    for (number, paragraph) in a.iter().enumerate() {
        let made = (number + 1, perturb(paragraph, &vocabulary, 10, &mut random));
        match random.below(100) {
            0..10 => {}
            10..20 => b.insert(random.below(b.len() + 1), made),
            _ => b.push(made),
        }
    }
    let gold = b.iter().enumerate().map(|(at, (from, _))| (*from as u32, at as u32 + 1)).collect();
    let b: Vec<String> = b.into_iter().map(|(_, text)| text).collect();
    (a.join("\n\n"), b.join("\n\n"), gold)
}

/// Two stories of 5,000 equal paragraphs. No gold: any pairing of equals is as right as any other.
fn bomb(jobs: &[Job]) -> (String, String, BTreeSet<(u32, u32)>) {
    let paragraph = find(jobs, "ferry.courant").a.split("\n\n").nth(2).expect("a body paragraph").to_owned();
    let text = vec![paragraph; 5_000].join("\n\n");
    (text.clone(), text, BTreeSet::new())
}

/// The paragraph with about `percent` of its words exchanged for others of the vocabulary; first and last word stay.
fn perturb(paragraph: &str, vocabulary: &[&str], percent: usize, random: &mut Random) -> String {
    let mut words: Vec<&str> = paragraph.split_whitespace().collect();
    let last = words.len() - 1;
    for word in &mut words[1..last] {
        // Words that end or quote a sentence keep its shape.
        if word.chars().all(char::is_alphabetic) && random.below(100) < percent {
            *word = vocabulary[random.below(vocabulary.len())].trim_matches(|c: char| !c.is_alphabetic());
        }
    }
    words.join(" ")
}

/// SplitMix64: the same numbers at every run.
struct Random(u64);

impl Random {
    /// A number under `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

fn find<'a>(jobs: &'a [Job], name: &str) -> &'a Job {
    jobs.iter().find(|job| job.name == name).expect("a rewrite of this name")
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool")
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
