//! Writes a generated feed and its truth: `cargo run --release --example generate -- KIND STORIES SEED OUT.jsonl`.
//!
//! KIND is one of feed, ladder, mixed, flood, flood-edited, copies, same; the truth goes to `OUT.truth.jsonl`. The same
//! arguments give the same bytes.

#[path = "corpus/mod.rs"]
mod corpus;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};

use corpus::Kind;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, stories, seed, out] = arguments.as_slice() else {
        let kinds = Kind::ALL.map(|(name, _)| name).join("|");
        bail!("usage: generate {kinds} STORIES SEED OUT.jsonl");
    };
    let kind = Kind::named(kind).with_context(|| format!("no kind of corpus is called {kind}"))?;
    let stories = stories.parse().with_context(|| format!("{stories} is no number of stories"))?;
    let seed = seed.parse().with_context(|| format!("{seed} is no seed"))?;
    let create = |path: &Path| {
        let file = File::create(path).with_context(|| format!("cannot create {}", path.display()));
        file.map(|file| BufWriter::with_capacity(1 << 20, file))
    };
    let mut feed = create(Path::new(out))?;
    let mut truth = create(&Path::new(out).with_extension("truth.jsonl"))?;
    corpus::generate(kind, stories, seed, &mut feed, &mut truth)?;
    feed.flush()?;
    truth.flush()?;
    Ok(())
}
