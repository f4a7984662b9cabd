//! gaoya as its documentation uses it: word 3-shingles in lower case, 128 permutations, 32 bands of 4 rows, estimated
//! Jaccard of 0.2 at least; JSON Lines in, clusters (the closure of all pairs) out. `gaoya-peer FEED.jsonl OUT.jsonl`.
//!
//! Each signature is made once and used to insert and to query; shingles are hashed as slices of words, not joined to
//! strings: both are faster than the crate's own helpers.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, feed, out] = arguments.as_slice() else {
        return Err(io::Error::other("usage: gaoya-peer FEED.jsonl OUT.jsonl"));
    };
    let hasher = MinHasher32::new(128);
    let mut index = MinHashIndex::new(32, 4, 0.2);
    let mut ids = Vec::new();
    let mut input = BufReader::with_capacity(1 << 20, File::open(feed)?);
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let record: Record = serde_json::from_str(&line)?;
        let text = record.text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        if words.len() >= 3 {
            index.insert(ids.len(), hasher.create_signature(words.windows(3)));
        }
        ids.push(record.id.into_owned());
        line.clear();
    }
    let mut parents: Vec<usize> = (0..ids.len()).collect();
    for story in 0..ids.len() {
        let Some(signature) = index.get_signature(&story) else { continue };
        for other in index.query(signature) {
            let (a, b) = (root(&mut parents, story), root(&mut parents, *other));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut clusters = vec![Vec::new(); ids.len()];
    for story in 0..ids.len() {
        clusters[root(&mut parents, story)].push(&ids[story]);
    }
    let mut out = BufWriter::new(File::create(out)?);
    for members in clusters.iter().filter(|members| members.len() > 1) {
        serde_json::to_writer(&mut out, &serde_json::json!({ "type": "cluster", "members": members }))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn root(parents: &mut [usize], mut story: usize) -> usize {
    while parents[story] != story {
        parents[story] = parents[parents[story]];
        story = parents[story];
    }
    story
}
