//! The clusters of a scan -> what is dropped from which input.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use thiserror::Error;

use crate::feed::dedup::choose::{Choice, Dropped, Member, Rules, choose};
use crate::feed::dedup::copy::Extents;
use crate::feed::dedup::manifest::{DroppedLine, KeptAt, ManifestLine, ResidualLine};
use crate::feed::dedup::undo::to_hex;
use crate::ingest::{Batches, Format, IngestError, Reading, RecordPlace, Source, read_again};
use crate::text::{Language, Story};

/// What is dropped.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The stories that go, in the order of their places.
    pub dropped: Vec<Dropped>,
    /// Stories of clusters that stay because some sentence of theirs stands nowhere else.
    pub stayed: u64,
    /// Records read.
    pub records: u64,
    /// Where the elements of each JSON input lie.
    extents: BTreeMap<u32, Extents>,
}

/// Why nothing can be dropped.
#[derive(Debug, Error)]
pub enum PlanError {
    /// An input cannot be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// An input is converted while it is read, so that its bytes cannot be copied.
    #[error("cannot take records out of `{0}`: it is not in UTF-8")]
    Converted(String),
    /// A story of a cluster is not there any more.
    #[error("cannot find record {record} of `{name}`: the input has changed since it was scanned")]
    Gone {
        /// The input.
        name: String,
        /// Number of the record.
        record: u64,
    },
}

/// Decides what is dropped. `clusters` hold members in order of publication, of whose places only source and number need be
/// set. `sources` and `reading` are those of the scan. What is packed is unpacked to a temporary file once.
///
/// Cost: one reading of all sources, then a comparison of each member with the kept ones of its cluster.
///
/// # Errors
/// When an input cannot be read, or is not copied byte for byte.
pub fn plan(
    sources: &[Source],
    clusters: Vec<Vec<Member>>,
    rules: Rules,
    reading: &Reading,
    language: Option<Language>,
) -> Result<Plan, PlanError> {
    let mut wanted: Vec<(u32, u64)> =
        clusters.iter().flatten().map(|m| (m.place.source, m.place.number)).collect();
    wanted.sort_unstable();
    let mut used: Vec<u32> = wanted.iter().map(|w| w.0).collect();
    used.dedup();
    let unpacked = unpack(sources, &used, reading)?;
    let mut plan = Plan::default();
    let places = locate(sources, &wanted, &used, reading, &mut plan);
    let open = |index: u32| unpacked.get(&index).or_else(|| sources.get(index as usize));
    let load = |member: &Member| -> Result<Story, PlanError> {
        let gone = || {
            let name = sources.get(member.place.source as usize).map_or(String::new(), |s| s.name.clone());
            PlanError::Gone { name, record: member.place.number }
        };
        let record = read_again(open(member.place.source).ok_or_else(gone)?, member.place, reading)?;
        Ok(Story::with_language(&member.id, record.text.into_owned(), language))
    };
    let choices: Vec<Choice> = clusters
        .into_par_iter()
        .map(|mut members| {
            for member in &mut members {
                let wanted = (member.place.source, member.place.number);
                if let Some(place) = places.get(&wanted) {
                    member.place = *place;
                }
            }
            choose(&members, rules, load)
        })
        .collect::<Result<_, _>>()?;
    for choice in choices {
        plan.stayed += choice.stayed;
        plan.dropped.extend(choice.dropped);
    }
    plan.dropped.sort_by_key(|d| d.place);
    plan.dropped.dedup_by_key(|d| d.place);
    Ok(plan)
}

/// Copies of the packed inputs, by index. An input whose bytes are converted cannot be one.
fn unpack(sources: &[Source], used: &[u32], reading: &Reading) -> Result<BTreeMap<u32, Source>, PlanError> {
    let mut out = BTreeMap::new();
    for index in used {
        let Some(source) = sources.get(*index as usize) else { continue };
        if source.is_converted() {
            return Err(PlanError::Converted(source.name.clone()));
        }
        if !source.is_plain() && source.format != Format::Text {
            out.insert(*index, source.unpacked(&reading.temp_dir)?);
        }
    }
    Ok(out)
}

/// Finds the places of records by source and number, and the extents of JSON inputs.
fn locate(
    sources: &[Source],
    wanted: &[(u32, u64)],
    used: &[u32],
    reading: &Reading,
    plan: &mut Plan,
) -> BTreeMap<(u32, u64), RecordPlace> {
    let mut places = BTreeMap::new();
    let array = |source: u32| {
        sources.get(source as usize).is_some_and(|s| s.format == Format::Json)
            && used.binary_search(&source).is_ok()
    };
    for batch in Batches::new(sources, reading) {
        batch.records(reading, &mut |record| {
            plan.records += u64::from(record.is_ok());
            let place = match &record {
                Ok(record) => record.place,
                Err(problem) => problem.place,
            };
            if place.number > 0 && place.len > 0 && array(place.source) {
                let extents = plan.extents.entry(place.source).or_default();
                if extents.last().is_none_or(|last| last.0 < place.byte) {
                    extents.push((place.byte, place.len));
                }
            }
            if record.is_ok() && wanted.binary_search(&(place.source, place.number)).is_ok() {
                places.insert((place.source, place.number), place);
            }
        });
    }
    places
}

impl Plan {
    /// Returns what goes from one input, with its places and the extents that [`survivors`](super::survivors) needs.
    pub fn of(&self, input: u32) -> (&[Dropped], Vec<RecordPlace>, &[(u64, u64)]) {
        let from = self.dropped.partition_point(|d| d.place.source < input);
        let to = self.dropped.partition_point(|d| d.place.source <= input);
        let dropped = &self.dropped[from..to];
        let places = dropped.iter().map(|d| d.place).collect();
        (dropped, places, self.extents.get(&input).map_or(&[], Vec::as_slice))
    }
}

impl Dropped {
    /// Returns the lines of the manifest about this story, of which `bytes` were taken out at byte `at` of the content.
    pub fn lines(&self, at: u64, bytes: Vec<u8>) -> Vec<ManifestLine> {
        let (text, hex) = match String::from_utf8(bytes) {
            Ok(text) => (Some(text), None),
            Err(e) => (None, Some(to_hex(e.as_bytes()))),
        };
        let (input, record, id) = (self.place.source, self.place.number, self.id.clone());
        let kept =
            KeptAt { id: self.kept.clone(), input: self.kept_place.source, record: self.kept_place.number };
        let (score, reason, sentences) = (self.score, self.reason, self.copies.clone());
        let line = DroppedLine { input, record, id, kept, score, reason, sentences, at, text, hex };
        let residual = self.residual.iter().map(|(span, text)| {
            ManifestLine::Residual(ResidualLine {
                input,
                record,
                id: self.id.clone(),
                span: *span,
                text: text.clone(),
            })
        });
        std::iter::once(ManifestLine::Dropped(line)).chain(residual).collect()
    }
}

impl PlanError {
    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            PlanError::Ingest(e) => e.hint(),
            PlanError::Converted(name) => {
                let file = Path::new(name).file_name().map(|f| f.to_string_lossy().into_owned());
                Some(format!("convert it first, for example: iconv -t utf-8 {}", file.unwrap_or_default()))
            }
            PlanError::Gone { .. } => Some("run it again while nothing writes to the input".to_owned()),
        }
    }
}
