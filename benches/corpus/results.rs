//! What a scan found, read from its JSON Lines (`wirediff.scan/1`); types and keys that are not scored are ignored.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde::Deserialize;

use super::truth::{Spot, Truth};

/// How a match was found, by the names of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By a verbatim run only.
    Quote,
    /// Between linked stories.
    Context,
    /// By score.
    Same,
    /// Equal.
    Exact,
}

#[derive(Deserialize)]
struct Place {
    story: String,
    paragraph: u32,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line {
    Match {
        a: Place,
        b: Place,
        kind: Kind,
    },
    Cluster {
        members: Vec<String>,
    },
    Summary {
        #[serde(default)]
        stories: u64,
        paragraphs: u64,
    },
    #[serde(other)]
    Other,
}

/// The parts of a result that are scored.
#[derive(Debug, Default)]
pub struct Results {
    /// Matches between different stories, each with its smaller place first.
    pub matches: BTreeMap<(Spot, Spot), Kind>,
    /// Number of the cluster of each story that has one.
    pub clusters: BTreeMap<String, usize>,
    /// Stories read.
    pub stories: u64,
    /// Paragraphs read.
    pub paragraphs: u64,
    /// Lines of matches, those inside of one story included.
    pub match_lines: u64,
}

impl Results {
    /// Reads a result. With `matches` false only clusters are kept, for feeds of millions of matches.
    pub fn read(input: impl BufRead, matches: bool) -> io::Result<Results> {
        let mut results = Results::default();
        let mut count = 0;
        for line in input.lines() {
            match serde_json::from_str(&line?)? {
                Line::Match { a, b, kind } => {
                    results.match_lines += 1;
                    if matches && a.story != b.story {
                        results.add((a.story, a.paragraph), (b.story, b.paragraph), kind);
                    }
                }
                Line::Cluster { members } => {
                    results.clusters.extend(members.into_iter().map(|id| (id, count)));
                    count += 1;
                }
                Line::Summary { stories, paragraphs } => {
                    (results.stories, results.paragraphs) = (stories, paragraphs)
                }
                Line::Other => {}
            }
        }
        Ok(results)
    }

    /// Adds a match; of two kinds for the same places the stronger stays.
    pub fn add(&mut self, a: Spot, b: Spot, kind: Kind) {
        let entry = self.matches.entry(ordered(a, b)).or_insert(kind);
        *entry = kind.max(*entry);
    }

    /// The kind of match between two places, if there is one.
    pub fn kind(&self, a: &Spot, b: &Spot) -> Option<Kind> {
        self.matches.get(&ordered(a.clone(), b.clone())).copied()
    }
}

/// Two places, the smaller first.
pub fn ordered(a: Spot, b: Spot) -> (Spot, Spot) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Reads the truth of a feed.
pub fn read_truth(input: impl BufRead) -> io::Result<Vec<Truth>> {
    input.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}
