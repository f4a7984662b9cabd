//! The clusters among the inputs.

use std::collections::BTreeMap;

use crate::cli::error::Failure;
use crate::cli::scan::{Meter, Tally};
use crate::feed::dedup::Member;
use crate::feed::{Line, ScanOptions, scan};
use crate::ingest::{Reading, RecordPlace, Sources};

use super::DedupArgs;

/// Scans the inputs and returns the clusters, members in order of publication, with what the scan said of bad records.
///
/// # Errors
/// When the scan fails.
pub(super) fn clusters(
    args: &DedupArgs,
    found: &Sources,
    reading: &Reading,
    meter: &Meter,
) -> Result<(Vec<Vec<Member>>, Tally), Failure> {
    let options = ScanOptions {
        min_similarity: args.min_similarity,
        window: args.window,
        language: args.feed.stories.lang,
        paragraphs: false,
        // What an older version says alone must not go without a trace.
        revisions: true,
        locate: true,
        threads: args.feed.stories.threads,
        ..ScanOptions::new(args.feed.memory(), args.feed.stories.temp_dir())
    };
    let indices: BTreeMap<&str, u32> = found.list.iter().map(|s| s.name.as_str()).zip(0..).collect();
    let mut stories: BTreeMap<String, Member> = BTreeMap::new();
    let mut clusters = Vec::new();
    let mut tally = Tally::default();
    let result = scan(found, reading, &options, meter, &mut |line| {
        tally.line(line);
        match line {
            Line::Story(story) => {
                let source = story.source.as_deref().and_then(|name| indices.get(name).copied());
                if let (Some(source), Some(number)) = (source, story.record) {
                    let place = RecordPlace { source, number, ..RecordPlace::default() };
                    let member = Member { id: story.id.clone(), place, words: story.words };
                    stories.insert(story.id.clone(), member);
                }
            }
            Line::Cluster(cluster) => {
                clusters.push(cluster.members.iter().filter_map(|id| stories.remove(id)).collect::<Vec<_>>());
            }
            _ => {}
        }
        Ok(())
    });
    result
        .map_err(|e| Failure { hint: e.hint().map(str::to_owned), ..Failure::from(anyhow::Error::new(e)) })?;
    Ok((clusters, tally))
}
