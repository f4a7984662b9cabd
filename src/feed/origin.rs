//! Where the stories of a result came from, and their texts once more.

use std::collections::BTreeMap;

use crate::feed::stories::StoryRow;
use crate::ingest::{Reading, Record, RecordPlace, RecordProblem, Sources, read_each_again};

/// What holds the stories of a result.
pub(super) trait Origin: Sync {
    /// Returns the name of the input that a story was read from.
    fn source(&self, row: &StoryRow) -> Option<&str>;

    /// Returns the texts of the stories in `wanted`, which are indices of `rows`. What cannot be read again is left out.
    fn texts(&self, rows: &[StoryRow], wanted: &[u32]) -> BTreeMap<u32, String>;
}

/// The inputs of a scan.
pub(super) struct Inputs<'a> {
    pub sources: &'a Sources,
    pub reading: &'a Reading,
}

impl Origin for Inputs<'_> {
    fn source(&self, row: &StoryRow) -> Option<&str> {
        self.sources.list.get(row.place.source as usize).map(|s| s.name.as_str())
    }

    fn texts(&self, rows: &[StoryRow], wanted: &[u32]) -> BTreeMap<u32, String> {
        let mut places: Vec<(RecordPlace, u32)> =
            wanted.iter().map(|story| (rows[*story as usize].place, *story)).collect();
        places.sort_unstable();
        places.dedup();
        let mut out = BTreeMap::new();
        for group in places.chunk_by(|a, b| a.0.source == b.0.source) {
            let Some(source) = self.sources.list.get(group[0].0.source as usize) else { continue };
            let own: Vec<RecordPlace> = group.iter().map(|p| p.0).collect();
            let mut keep = |record: Result<Record<'_>, RecordProblem>| {
                if let Ok(record) = record
                    && let Ok(at) = group.binary_search_by_key(&record.place, |p| p.0)
                {
                    out.insert(group[at].1, record.text.into_owned());
                }
            };
            // A source that changed or went away since leaves its texts out.
            let _ = read_each_again(source, &own, self.reading, &mut keep);
        }
        out
    }
}
