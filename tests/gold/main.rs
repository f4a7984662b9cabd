//! The gold scorer: every pair of `testdata/rewrites` and `testdata/strangers` against its hand-made gold.
//!
//! `cargo test --test gold -- --nocapture` prints the table; `WIREDIFF_GOLD=verbose` every error with it, and
//! `WIREDIFF_GOLD=ferry` those of the pairs whose name holds `ferry`.

mod measures;

use std::fs;
use std::path::{Path, PathBuf};

use measures::{Gold, Pair, Scores, Share, Tally, score, word_spans};
use wirediff::text::Span;
use wirediff::{Options, Story, compare};

// Floors: what must hold over all rewrites together, to be raised, never lowered.
/// F1 of sentence links.
const LINKS: f64 = 0.95;
/// F1 of sentence links on the rewrite that does worst, retellings aside: a piece in words of its own cannot be told from
/// an independent report, so there only false links are forbidden.
const WORST_LINKS: f64 = 0.85;
/// F1 of changed words in linked sentences.
const WORDS: f64 = 0.93;
/// Share of the planted fact changes that the ledger holds.
const PLANTED: f64 = 0.95;
/// Share of the rows of the fact ledger that an editor would list.
const FACTS: f64 = 0.90;
/// Share of the quotations with the right partner and status.
const QUOTES: f64 = 0.95;

#[test]
fn rewrites_reach_the_floors() {
    let pairs = pairs("rewrites", |stem, folder| {
        let (story, _) = stem.split_once('.').unwrap_or_else(|| panic!("{stem}: no outlet in the name"));
        [folder.join(format!("{story}.wire.txt")), folder.join(format!("{stem}.txt"))]
    });
    assert!(pairs.len() >= 24, "only {} gold files found", pairs.len());
    let (rows, total) = table(&pairs);
    let retold = |name: &str| pairs.iter().any(|p| p.name == name && p.gold.retelling);
    let judged = rows.iter().filter(|(name, _)| !retold(name));
    let worst = judged.map(|(_, s)| s.links.f1()).fold(1.0, f64::min);
    let mut short = Vec::new();
    let mut floor = |what: &str, value: f64, floor: f64| {
        if value < floor {
            short.push(format!("{what} {value:.4} is under {floor}"));
        }
    };
    floor("sentence-link F1", total.links.f1(), LINKS);
    floor("sentence-link F1 of the worst rewrite", worst, WORST_LINKS);
    floor("changed-word F1", total.words.f1(), WORDS);
    floor("recall of planted facts", total.planted.value(), PLANTED);
    floor("precision of the fact ledger", total.facts_right.value(), FACTS);
    floor("quote accuracy", total.quotes.value(), QUOTES);
    for (name, scores) in rows.iter().filter(|(name, _)| retold(name)) {
        if scores.links.extra > 0 {
            short.push(format!("{name}: a retelling with {} false links", scores.links.extra));
        }
    }
    for pair in pairs.iter().filter(|p| p.gold.restyled_only && !p.got.facts.is_empty()) {
        short.push(format!("{}: only the style changed, yet {} facts", pair.name, pair.got.facts.len()));
    }
    assert!(short.is_empty(), "\n{}", short.join("\n"));
}

#[test]
fn strangers_stay_strangers() {
    let pairs = pairs("strangers", |stem, folder| {
        [folder.join(format!("{stem}.northwire.txt")), folder.join(format!("{stem}.meridian.txt"))]
    });
    assert!(pairs.len() >= 4, "only {} gold files found", pairs.len());
    // Their gold lists links and quotations only: the columns of moves, words and facts mean nothing here.
    let (_, total) = table(&pairs);
    assert_eq!(total.links.extra, 0, "links between sentences that do not retell each other");
    assert_eq!(total.links.missed, 0, "the verbatim quotations are to be linked");
}

#[test]
fn gold_files_fit_their_texts() {
    let of = |stem: &str, folder: &Path| {
        let story = stem.split('.').next().unwrap_or(stem);
        match folder.ends_with("strangers") {
            true => {
                [folder.join(format!("{stem}.northwire.txt")), folder.join(format!("{stem}.meridian.txt"))]
            }
            false => [folder.join(format!("{story}.wire.txt")), folder.join(format!("{stem}.txt"))],
        }
    };
    let misfits: Vec<String> = ["rewrites", "strangers"]
        .iter()
        .flat_map(|folder| pairs(folder, of))
        .flat_map(|p| p.misfits().into_iter().map(move |m| format!("{}: {m}", p.name)))
        .collect();
    assert!(misfits.is_empty(), "\n{}", misfits.join("\n"));
}

#[test]
fn measures_count_hits_false_alarms_and_misses() {
    let tally = Tally { hit: 3, extra: 1, missed: 2 };
    assert_eq!((tally.precision(), tally.recall()), (0.75, 0.6));
    assert!((tally.f1() - 2.0 / 3.0).abs() < 1e-9);
    let text = "It’s 1,200.5 (or 3.5m), Zoë's.";
    let words: Vec<&str> =
        word_spans(text, Span::new(0, text.len())).into_iter().map(|s| s.of(text)).collect();
    assert_eq!(words, ["It’s", "1,200.5", "or", "3.5m", "Zoë's"]);
}

/// Reads and compares every pair of a folder that has gold. `texts` names the two files of a gold file's stem.
fn pairs(folder: &str, texts: impl Fn(&str, &Path) -> [PathBuf; 2]) -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(folder);
    let read = |path: &Path| {
        fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()))
    };
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot list {}: {e}", folder.display()));
    let mut names: Vec<String> =
        entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let stems = names.iter().filter_map(|n| n.strip_suffix(".gold.json"));
    stems
        .map(|stem| {
            let gold: Gold = serde_json::from_str(&read(&folder.join(format!("{stem}.gold.json"))))
                .unwrap_or_else(|e| panic!("{stem}.gold.json: {e}"));
            let raw = texts(stem, &folder).map(|path| read(&path));
            let [a, b] = [0, 1].map(|side| Story::new(["a", "b"][side], raw[side].clone()));
            let got = compare(&a, &b, &Options::default());
            Pair { name: stem.to_owned(), gold, raw: [a.raw().to_owned(), b.raw().to_owned()], got }
        })
        .collect()
}

/// Scores all pairs and prints them, one a line, then all together, then the errors that were asked for.
fn table(pairs: &[Pair]) -> (Vec<(String, Scores)>, Scores) {
    let wanted = std::env::var("WIREDIFF_GOLD").unwrap_or_default();
    let rows: Vec<(String, Scores)> = pairs.iter().map(|p| (p.name.clone(), score(p))).collect();
    let mut total = Scores::default();
    let mut out = String::from(
        "\n                         sentence links     paragraphs         moves       changed words      \
         facts                   quotes\npair                      P    R    F1      P    R    F1     \
         right found    P    R    F1     planted found right     right\n",
    );
    for ((name, scores), pair) in rows.iter().zip(pairs) {
        let name = format!("{name}{}", if pair.gold.hard { " (hard)" } else { "" });
        out.push_str(&line(&name, scores));
        total += scores;
    }
    out.push_str(&line("all", &total));
    for ((name, scores), pair) in rows.iter().zip(pairs) {
        if wanted == "verbose" || (!wanted.is_empty() && name.contains(&wanted)) {
            out.push_str(&format!("\n{name}: {}\n", pair.gold.about));
            scores.errors.iter().for_each(|e| out.push_str(&format!("   {e}\n")));
        }
    }
    print(&out);
    (rows, total)
}

fn line(name: &str, s: &Scores) -> String {
    let tally = |t: Tally| format!("{:.3} {:.3} {:.3}", t.precision(), t.recall(), t.f1());
    let share = |s: Share| format!("{}/{}", s.hit, s.all);
    format!(
        "{name:24} {}  {}  {:>5} {:>5}  {}  {:>7} {:>5} {:>6}  {:>7} {:.3}\n",
        tally(s.links),
        tally(s.paragraphs),
        share(s.moves_right),
        share(s.moves_found),
        tally(s.words),
        share(s.planted),
        share(s.facts_found),
        share(s.facts_right),
        share(s.quotes),
        s.quotes.value(),
    )
}

#[expect(clippy::print_stdout, reason = "the table is what this test is read for")]
fn print(text: &str) {
    println!("{text}");
}
