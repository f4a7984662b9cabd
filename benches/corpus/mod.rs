//! A generator of news that nobody wrote: feeds of known content, so that what a scan finds can be scored.
//!
//! Everything follows from the kind, the number of stories and the seed: the same bytes at every run, on every machine.
//! Words have the frequencies of the background table; pairs of words come back in unrelated stories as they do in real
//! text; names, outlets and figures are invented. Beside the feed stands its truth, see [`truth::Truth`].

// Each of the benches and tests that include this module uses another part of it.
#![allow(dead_code)]

pub mod clusters;
pub mod edit;
pub mod feed;
pub mod flood;
pub mod ladder;
pub mod language;
pub mod mixed;
pub mod prose;
pub mod random;
pub mod results;
pub mod run;
pub mod score;
pub mod sink;
pub mod truth;

use std::io::{self, Write};

use language::Language;
use sink::Sink;

/// What a corpus is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Speed: an archive, 40 % rewrites. Streamed.
    Feed,
    /// Recall and false pairs: rewrites of known strength among unrelated stories. Held in memory.
    Ladder,
    /// Clusters: rewrites, digests, disclaimers, templates, updates, a wire story in hundreds of copies. Held in memory.
    Mixed,
    /// Unrelated stories under one disclaimer. Streamed.
    Flood,
    /// The same with one word of the disclaimer changed in each. Streamed.
    FloodEdited,
    /// Paragraphs in 500 copies each, with the rank of arrival. Streamed.
    Copies,
    /// One paragraph again and again. Streamed.
    Same,
}

impl Kind {
    /// The kinds by name.
    pub const ALL: [(&'static str, Kind); 7] = [
        ("feed", Kind::Feed),
        ("ladder", Kind::Ladder),
        ("mixed", Kind::Mixed),
        ("flood", Kind::Flood),
        ("flood-edited", Kind::FloodEdited),
        ("copies", Kind::Copies),
        ("same", Kind::Same),
    ];

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    }
}

/// Writes about `stories` stories of a kind as JSON Lines (id, source, published, title, text) and their truth. Both
/// writers should be buffered.
pub fn generate(
    kind: Kind,
    stories: usize,
    seed: u64,
    feed: &mut dyn Write,
    truth: &mut dyn Write,
) -> io::Result<()> {
    let language = Language::new();
    let mut sink = Sink::new(&language, feed, truth);
    match kind {
        Kind::Feed => feed::write(&language, stories, seed, &mut sink),
        Kind::Ladder => ladder::write(&language, stories, seed, &mut sink),
        Kind::Mixed => mixed::write(&language, stories, seed, &mut sink),
        Kind::Flood => flood::disclaimer(&language, stories, false, seed, &mut sink),
        Kind::FloodEdited => flood::disclaimer(&language, stories, true, seed, &mut sink),
        Kind::Copies => flood::copies(&language, stories, seed, &mut sink),
        Kind::Same => flood::same(&language, stories, seed, &mut sink),
    }
}
