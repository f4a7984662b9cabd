//! The generated feeds are what their truth says, and the same at every run.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};

use corpus::Kind;
use corpus::results::{Results, read_truth};
use corpus::truth::{Role, Truth, Way};
use serde_json::Value;
use wirediff::Story;
use wirediff::text::ParagraphKind;

fn made(kind: Kind, stories: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let (mut feed, mut truth) = (Vec::new(), Vec::new());
    corpus::generate(kind, stories, seed, &mut feed, &mut truth).expect("a vector takes all");
    (feed, truth)
}

/// The paragraphs of each story as lower-cased words without marks.
fn stories(feed: &[u8]) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut out = BTreeMap::new();
    for line in std::str::from_utf8(feed).expect("UTF-8").lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let text = record["text"].as_str().expect("a text");
        let mut words: Vec<Vec<String>> = text.split("\n\n").map(words).collect();
        if let Some(at) = words[0].iter().position(|w| w == "-") {
            words[0].drain(..=at);
        }
        let id = record["id"].as_str().expect("an id").to_owned();
        assert!(out.insert(id, words).is_none(), "an id stands twice");
    }
    out
}

fn words(text: &str) -> Vec<String> {
    let bare = |w: &str| w.trim_matches(['"', '“', '”', '.', ',']).to_lowercase();
    text.split(' ').map(bare).collect()
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    for (name, kind) in Kind::ALL {
        let first = made(kind, 120, 7);
        assert!(first.0.len() > 10_000, "{name}");
        assert!(first == made(kind, 120, 7), "{name}");
        assert!(first.0 != made(kind, 120, 8).0, "{name}");
    }
}

#[test]
fn every_paragraph_is_body_text() {
    for kind in [Kind::Ladder, Kind::Mixed] {
        let (feed, _) = made(kind, 150, 3);
        for line in std::str::from_utf8(&feed).expect("UTF-8").lines() {
            let record: Value = serde_json::from_str(line).expect("JSON");
            let text = record["text"].as_str().expect("a text").to_owned();
            let count = text.split("\n\n").count();
            let story = Story::new("x", text);
            let body = story.paragraphs().iter().filter(|p| p.kind == ParagraphKind::Body);
            assert_eq!(body.count(), count, "{}", story.raw());
        }
    }
}

#[test]
fn a_ladder_holds_what_its_truth_says() {
    let (feed, truth) = made(Kind::Ladder, 400, 5);
    let stories = stories(&feed);
    let (mut pairs, mut runs, mut across) = (0, 0, 0);
    for line in read_truth(truth.as_slice()).expect("truth") {
        match line {
            Truth::Pair { a, b, way, changed, words } => {
                let [source, result] = [&a, &b].map(|(id, n)| &stories[id][*n as usize - 1]);
                assert_eq!(result.len(), words as usize, "{b:?}");
                // Of a paragraph that was cut or joined the truth counts a part, so only whole ones can be counted again here.
                if matches!(way, Way::Single | Way::Bursts | Way::Linked) {
                    let lost = source.len() - common(source, result);
                    assert_eq!(changed as usize, lost * 1000 / source.len(), "{a:?} {b:?}");
                    pairs += 1;
                }
            }
            Truth::Run { a, b, places, words, across: both, .. } => {
                let text = |id: &str, numbers: BTreeSet<u32>| -> Vec<String> {
                    numbers.into_iter().flat_map(|n| stories[id][n as usize - 1].clone()).collect()
                };
                let from = text(&a, places.iter().map(|p| p.0).collect());
                let to = text(&b, places.iter().map(|p| p.1).collect());
                let shared = from.windows(words as usize).any(|run| to.windows(run.len()).any(|w| w == run));
                assert!(shared, "{a} {b} share no run of {words} words");
                assert!(words >= 8);
                runs += 1;
                across += usize::from(both);
            }
            _ => {}
        }
    }
    assert!(pairs > 500 && runs == 360 && across > 100, "{pairs} pairs, {runs} runs, {across} across");
}

/// The longest common subsequence by the book.
fn common(a: &[String], b: &[String]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, left) in a.iter().enumerate() {
        for (j, right) in b.iter().enumerate() {
            table[i + 1][j + 1] =
                if left == right { table[i][j] + 1 } else { table[i][j + 1].max(table[i + 1][j]) };
        }
    }
    table[a.len()][b.len()]
}

#[test]
fn every_story_of_a_feed_has_its_cluster() {
    for (kind, rewritten) in [(Kind::Feed, 0.4), (Kind::Mixed, 0.45)] {
        let (feed, truth) = made(kind, 2_000, 9);
        let stories = stories(&feed);
        let mut rewrites = 0;
        let mut roles: BTreeMap<String, Role> = BTreeMap::new();
        let truth = read_truth(truth.as_slice()).expect("truth");
        for line in &truth {
            let Truth::Story { id, cluster, role, .. } = line else { panic!("{line:?}") };
            assert!(stories.contains_key(id) && stories.contains_key(cluster));
            assert_eq!(id == cluster, matches!(role, Role::Base | Role::Digest | Role::Template), "{line:?}");
            rewrites += usize::from(*role == Role::Rewrite);
            roles.insert(id.clone(), *role);
        }
        assert_eq!(roles.len(), stories.len());
        let share = rewrites as f64 / stories.len() as f64;
        assert!((share - rewritten).abs() < 0.06, "{kind:?}: {share} are rewrites");
    }
}

#[test]
fn a_result_that_names_all_of_the_truth_scores_in_full() {
    let (_, truth) = made(Kind::Mixed, 600, 2);
    let truth = read_truth(truth.as_slice()).expect("truth");
    let mut clusters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in &truth {
        if let Truth::Story { id, cluster, .. } = line {
            clusters.entry(cluster).or_default().push(id);
        }
    }
    let lines: Vec<String> = clusters
        .values()
        .map(|members| {
            serde_json::json!({"type": "cluster", "id": members[0], "members": members}).to_string()
        })
        .collect();
    let header = "{\"type\":\"header\",\"schema\":\"wirediff.scan/1\"}\n";
    let results = Results::read((header.to_owned() + &lines.join("\n")).as_bytes(), true).expect("a result");
    for figure in corpus::clusters::mixed(&truth, &results) {
        assert!(figure.holds(), "{}", figure.row());
    }
    let (_, truth) = made(Kind::Ladder, 300, 2);
    let truth = read_truth(truth.as_slice()).expect("truth");
    let mut lines: Vec<String> = Vec::new();
    let mut add = |a: (&str, u32), b: (&str, u32)| {
        let place =
            |(story, paragraph): (&str, u32)| serde_json::json!({"story": story, "paragraph": paragraph});
        let line =
            serde_json::json!({"type": "match", "kind": "same", "a": place(a), "b": place(b), "score": 120});
        lines.push(line.to_string());
    };
    for line in &truth {
        match line {
            Truth::Pair { a, b, .. } => add((&b.0, b.1), (&a.0, a.1)),
            Truth::Run { a, b, places, .. } => add((a, places[0].0), (b, places[0].1)),
            _ => {}
        }
    }
    lines.push("{\"type\":\"summary\",\"paragraphs\":5000}".to_owned());
    let results = Results::read(lines.join("\n").as_bytes(), true).expect("a result");
    assert_eq!(results.paragraphs, 5000);
    for figure in corpus::score::ladder(&truth, &results) {
        assert!(figure.holds(), "{}", figure.row());
    }
}
