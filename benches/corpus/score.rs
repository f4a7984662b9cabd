//! Scores of what a scan found, against the truth of a generated feed, each with the floor that it must not fall below.

use std::collections::{BTreeMap, BTreeSet};

use super::results::{Kind, Results, ordered};
use super::truth::{Spot, Truth, Way};

/// What a figure must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Nothing: for information.
    Free,
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it says.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// Number of cases behind it.
    pub cases: usize,
    /// What it must keep to.
    pub bound: Bound,
}

impl Figure {
    /// A figure.
    pub fn new(name: impl Into<String>, value: f64, cases: usize, bound: Bound) -> Figure {
        Figure { name: name.into(), value, cases, bound }
    }

    /// Whether it keeps to its bound. Nothing is asked of a figure without cases.
    pub fn holds(&self) -> bool {
        self.cases == 0
            || match self.bound {
                Bound::Free => true,
                Bound::AtLeast(floor) => self.value >= floor,
                Bound::AtMost(ceiling) => self.value <= ceiling,
            }
    }

    /// The figure as a row of a Markdown table: name, value, bound, cases, and whether it holds.
    pub fn row(&self) -> String {
        let bound = match self.bound {
            Bound::Free => String::new(),
            Bound::AtLeast(floor) => format!(">= {floor}"),
            Bound::AtMost(ceiling) => format!("<= {ceiling}"),
        };
        let verdict = if self.holds() { "" } else { "**missed**" };
        format!("| {} | {:.4} | {bound} | {} | {verdict} |", self.name, self.value, self.cases)
    }
}

/// Found ones among all.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    found: usize,
    all: usize,
}

impl Tally {
    fn count(&mut self, found: bool) {
        self.found += usize::from(found);
        self.all += 1;
    }

    fn figure(self, name: impl Into<String>, bound: Bound) -> Figure {
        Figure::new(name, self.found as f64 / self.all.max(1) as f64, self.all, bound)
    }
}

/// Strengths in thousandths of really changed words: name, highest, floor alone, floor between linked stories.
const STRENGTHS: [(&str, u32, Bound, Bound); 6] = [
    ("0-20 %", 200, Bound::AtLeast(0.999), Bound::AtLeast(0.999)),
    ("20-30 %", 300, Bound::AtLeast(0.99), Bound::AtLeast(0.995)),
    ("30-40 %", 400, Bound::AtLeast(0.95), Bound::AtLeast(0.97)),
    ("40-50 %", 500, Bound::AtLeast(0.75), Bound::AtLeast(0.85)),
    ("50-60 %", 600, Bound::Free, Bound::Free),
    ("over 60 %", 1000, Bound::Free, Bound::Free),
];

/// Shortest paragraph that is compared by itself, in words: below it nothing is promised.
const SHORTEST: u32 = 12;

/// Most false pairs between unrelated stories, per 10,000 paragraphs.
const FALSE_PAIRS: Bound = Bound::AtMost(1.0);

fn strength(changed: u32) -> usize {
    STRENGTHS.iter().position(|(_, highest, ..)| changed <= *highest).unwrap_or(STRENGTHS.len() - 1)
}

/// Recall by strength, recall of runs, and false pairs, of a scan over a ladder.
pub fn ladder(truth: &[Truth], results: &Results) -> Vec<Figure> {
    let mut ways: BTreeMap<Way, [Tally; STRENGTHS.len()]> = BTreeMap::new();
    let mut runs = [Tally::default(); 2];
    let mut short_halves = Tally::default();
    for line in truth {
        match line {
            Truth::Pair { a, b, way, changed, words } => {
                let least = if matches!(way, Way::Half | Way::Piece) { Kind::Quote } else { Kind::Context };
                let found = results.kind(a, b).is_some_and(|kind| kind >= least);
                if *way == Way::Half && *words < SHORTEST {
                    short_halves.count(found);
                    continue;
                }
                ways.entry(*way).or_default()[strength(*changed)].count(found);
            }
            Truth::Run { across, .. } => runs[usize::from(*across)].count(holds_run(line, results)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    let mut by_strength = |name: &str, group: &[Way], floors: [Bound; STRENGTHS.len()]| {
        for (at, (strength, ..)) in STRENGTHS.iter().enumerate() {
            let tally =
                group.iter().filter_map(|way| ways.get(way)).fold(Tally::default(), |sum, tallies| Tally {
                    found: sum.found + tallies[at].found,
                    all: sum.all + tallies[at].all,
                });
            out.push(tally.figure(format!("{name}, {strength} changed"), floors[at]));
        }
    };
    by_strength("alone", &[Way::Single, Way::Bursts], STRENGTHS.map(|s| s.2));
    by_strength("linked", &[Way::Linked, Way::LinkedMerge, Way::LinkedSplit], STRENGTHS.map(|s| s.3));
    let free = [Bound::Free; STRENGTHS.len()];
    by_strength("alone, word by word", &[Way::Single], free);
    by_strength("alone, in bursts", &[Way::Bursts], free);
    by_strength("linked, one to one", &[Way::Linked], free);
    by_strength("linked, joined", &[Way::LinkedMerge], free);
    by_strength("linked, cut", &[Way::LinkedSplit], free);
    for (name, way, floor) in [
        ("merged", Way::Merge, 0.99),
        ("rotated", Way::Rotation, 0.96),
        ("half", Way::Half, 0.87),
        ("12 words", Way::Piece, 0.70),
    ] {
        let tallies = ways.get(&way).copied().unwrap_or_default();
        let sum = tallies.iter().fold(Tally::default(), |sum, tally| Tally {
            found: sum.found + tally.found,
            all: sum.all + tally.all,
        });
        out.push(sum.figure(format!("{name}, 20 % edits"), Bound::AtLeast(floor)));
    }
    out.push(short_halves.figure(format!("half of under {SHORTEST} words, 20 % edits"), Bound::Free));
    out.push(runs[0].figure("verbatim runs of 8 to 30 words", Bound::AtLeast(1.0)));
    out.push(runs[1].figure("the same across a paragraph's end", Bound::AtLeast(1.0)));
    out.extend(false_pairs(truth, results));
    out
}

/// Whether a match of any kind names two places of the run.
fn holds_run(line: &Truth, results: &Results) -> bool {
    let Truth::Run { a, b, places, .. } = line else { return false };
    places.iter().any(|(from, to)| results.kind(&(a.clone(), *from), &(b.clone(), *to)).is_some())
}

/// The runs that were not found: a, b, words, bits, across.
pub fn missed_runs<'a>(truth: &'a [Truth], results: &'a Results) -> impl Iterator<Item = &'a Truth> {
    truth.iter().filter(|line| matches!(line, Truth::Run { .. }) && !holds_run(line, results))
}

/// Matches that the truth does not know, per 10,000 paragraphs: between stories that share nothing, between stories that
/// share other paragraphs.
fn false_pairs(truth: &[Truth], results: &Results) -> Vec<Figure> {
    let mut known: BTreeSet<(Spot, Spot)> = BTreeSet::new();
    let mut related: BTreeSet<(&str, &str)> = BTreeSet::new();
    for line in truth {
        match line {
            Truth::Pair { a, b, .. } => {
                known.insert(ordered(a.clone(), b.clone()));
                related.insert(sorted(&a.0, &b.0));
            }
            Truth::Run { a, b, places, .. } => {
                known.extend(places.iter().map(|(from, to)| ordered((a.clone(), *from), (b.clone(), *to))));
                related.insert(sorted(a, b));
            }
            _ => {}
        }
    }
    let mut counts = BTreeMap::new();
    for ((a, b), kind) in &results.matches {
        if !known.contains(&(a.clone(), b.clone())) {
            let among = related.contains(&sorted(&a.0, &b.0));
            *counts.entry((among, *kind == Kind::Quote)).or_insert(0) += 1;
        }
    }
    let rate = |among, quote| {
        let count: usize = counts.get(&(among, quote)).copied().unwrap_or(0);
        count as f64 * 10_000.0 / results.paragraphs.max(1) as f64
    };
    let cases = results.paragraphs as usize;
    vec![
        Figure::new(
            "false pairs per 10,000 paragraphs, unrelated stories",
            rate(false, false),
            cases,
            FALSE_PAIRS,
        ),
        Figure::new("the same by a run alone", rate(false, true), cases, FALSE_PAIRS),
        Figure::new(
            "false pairs per 10,000, stories that share others",
            rate(true, false),
            cases,
            Bound::Free,
        ),
        Figure::new("the same by a run alone", rate(true, true), cases, Bound::Free),
    ]
}

fn sorted<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Ranks of arrival: name, first rank beyond.
const RANKS: [(&str, u32); 4] = [("0-63", 64), ("64-127", 128), ("128-255", 256), ("256-499", u32::MAX)];

/// The share of copies that are linked to an earlier copy of the same paragraph, by rank of arrival.
pub fn copies(truth: &[Truth], results: &Results) -> Vec<Figure> {
    let mut known: BTreeMap<&Spot, (u32, u32)> = BTreeMap::new();
    for line in truth {
        if let Truth::Copy { group, rank, at } = line {
            known.insert(at, (*group, *rank));
        }
    }
    let mut linked: BTreeSet<&Spot> = BTreeSet::new();
    for ((a, b), kind) in &results.matches {
        if let (Some((group, first)), Some((other, second))) = (known.get(a), known.get(b))
            && group == other
            && *kind != Kind::Quote
        {
            linked.insert(if first > second { a } else { b });
        }
    }
    let mut tallies = [Tally::default(); RANKS.len()];
    for (at, (_, rank)) in known.iter().filter(|(_, (_, rank))| *rank > 0) {
        let place = RANKS.iter().position(|(_, end)| rank < end).unwrap_or(RANKS.len() - 1);
        tallies[place].count(linked.contains(*at));
    }
    let figures = RANKS.iter().zip(tallies);
    figures
        .map(|((name, _), tally)| tally.figure(format!("copies of rank {name}"), Bound::AtLeast(0.99)))
        .collect()
}
