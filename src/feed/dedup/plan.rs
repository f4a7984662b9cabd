//! The clusters of a scan -> what is dropped from which input.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64;

use crate::feed::dedup::choose::{Choice, Dropped, Member, Rules, choose};
use crate::feed::dedup::copy::Extents;
use crate::feed::dedup::manifest::{DroppedLine, KeptAt, ManifestLine, ResidualLine};
use crate::feed::dedup::undo::to_hex;
use crate::feed::options::{Progress, Stage};
use crate::feed::time::seconds;
use crate::ingest::{Batches, Format, IngestError, OwnedRecord, Reading, RecordPlace, Source, read_again};
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

/// How a plan is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlanOptions {
    /// What may be dropped.
    pub rules: Rules,
    /// Whether stories of one text byte for byte are clusters too: a scan finds no clusters of a few words.
    pub identical: bool,
    /// Language of every story; found out when absent.
    pub language: Option<Language>,
    /// Threads to use; 0 takes as many as there are cores. The plan does not depend on it.
    pub threads: usize,
}

/// Decides what is dropped. `clusters` hold members in order of publication, of whose places only source and number need be
/// set. `sources` and `reading` are those of the scan. What is packed is unpacked to a temporary file once.
///
/// Cost: one reading of all sources, then a comparison of each member with the kept ones of its cluster. 40 bytes are held
/// for each record.
///
/// # Errors
/// When an input cannot be read, or is not copied byte for byte.
pub fn plan(
    sources: &[Source],
    mut clusters: Vec<Vec<Member>>,
    options: &PlanOptions,
    reading: &Reading,
    progress: &dyn Progress,
) -> Result<Plan, PlanError> {
    let mut plan = Plan::default();
    progress.stage(Stage::Locate, sources.iter().map(|s| s.bytes).sum());
    let located = locate(sources, reading, &mut plan, progress);
    for member in clusters.iter_mut().flatten() {
        let key = (member.place.source, member.place.number);
        if let Ok(at) = located.binary_search_by_key(&key, |l| (l.place.source, l.place.number)) {
            member.place = located[at].place;
        }
    }
    let same = if options.identical { identical(&located, &clusters) } else { Vec::new() };
    drop(located);
    let places = clusters.iter().flatten().map(|m| m.place).chain(same.iter().flatten().copied());
    let used: BTreeSet<u32> = places.map(|p| p.source).collect();
    let members = clusters.iter().map(Vec::len).chain(same.iter().map(Vec::len));
    progress.stage(Stage::Choose, members.sum::<usize>() as u64);
    let store = Store { sources, unpacked: unpack(sources, &used, reading)?, reading };
    for group in same {
        clusters.push(store.members(&group)?);
    }
    let load = |member: &Member| -> Result<Story, PlanError> {
        let record = store.read(member.place)?;
        progress.advance(1);
        Ok(record.into_story(&member.id, options.language))
    };
    let chosen = || clusters.par_iter().map(|members| choose(members, options.rules, load)).collect();
    let choices: Result<Vec<Choice>, PlanError> =
        match rayon::ThreadPoolBuilder::new().num_threads(options.threads).build() {
            Ok(pool) => pool.install(chosen),
            Err(_) => chosen(),
        };
    for choice in choices? {
        plan.stayed += choice.stayed;
        plan.dropped.extend(choice.dropped);
    }
    plan.dropped.sort_by_key(|d| d.place);
    plan.dropped.dedup_by_key(|d| d.place);
    Ok(plan)
}

/// Records that are read again.
struct Store<'a> {
    sources: &'a [Source],
    unpacked: BTreeMap<u32, Source>,
    reading: &'a Reading,
}

impl Store<'_> {
    fn read(&self, place: RecordPlace) -> Result<OwnedRecord, PlanError> {
        let source = self.unpacked.get(&place.source).or_else(|| self.sources.get(place.source as usize));
        let gone = || PlanError::Gone { name: self.name(place), record: place.number };
        Ok(read_again(source.ok_or_else(gone)?, place, self.reading)?)
    }

    fn name(&self, place: RecordPlace) -> String {
        self.sources.get(place.source as usize).map_or(String::new(), |s| s.name.clone())
    }

    /// Makes a cluster of records, in order of publication.
    fn members(&self, places: &[RecordPlace]) -> Result<Vec<Member>, PlanError> {
        let mut dated = Vec::with_capacity(places.len());
        for place in places {
            let record = self.read(*place)?;
            let time = record.published.as_deref().and_then(seconds);
            let named = || format!("{}#{}", self.name(*place), place.number);
            let id = record.id.map_or_else(named, |id| id.into_owned());
            let words = record.text.split_whitespace().count() as u32;
            dated.push(((time.is_none(), time), Member { id, place: *place, words }));
        }
        dated.sort_by_key(|(time, member)| (*time, member.place));
        Ok(dated.into_iter().map(|(_, member)| member).collect())
    }
}

/// A record, and a hash of its text.
struct Located {
    place: RecordPlace,
    text: u64,
}

/// Groups of records whose texts have one hash, none of which is in a cluster: those of clusters are held against each other
/// anyway.
fn identical(located: &[Located], clusters: &[Vec<Member>]) -> Vec<Vec<RecordPlace>> {
    let clustered: BTreeSet<RecordPlace> = clusters.iter().flatten().map(|m| m.place).collect();
    let mut order: Vec<&Located> = located.iter().collect();
    order.sort_by_key(|l| (l.text, l.place));
    order
        .chunk_by(|a, b| a.text == b.text)
        .filter(|group| group.len() > 1 && !group.iter().any(|l| clustered.contains(&l.place)))
        .map(|group| group.iter().map(|l| l.place).collect())
        .collect()
}

/// Copies of the packed inputs, by index. An input whose bytes are converted cannot be one.
fn unpack(
    sources: &[Source],
    used: &BTreeSet<u32>,
    reading: &Reading,
) -> Result<BTreeMap<u32, Source>, PlanError> {
    let mut out = BTreeMap::new();
    for index in used {
        let Some(source) = sources.get(*index as usize) else { continue };
        if source.is_converted() {
            return Err(PlanError::Converted(source.name.clone()));
        }
        if !source.is_plain() && !source.format.is_story() {
            out.insert(*index, source.unpacked(&reading.temp_dir)?);
        }
    }
    Ok(out)
}

/// Finds the places of all records in order, and the extents of the elements of JSON inputs.
fn locate(sources: &[Source], reading: &Reading, plan: &mut Plan, progress: &dyn Progress) -> Vec<Located> {
    let mut located = Vec::new();
    let array = |source: u32| sources.get(source as usize).is_some_and(|s| s.format == Format::Json);
    for batch in Batches::new(sources, reading) {
        batch.records(reading, &mut |record| {
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
            if let Ok(record) = record {
                located.push(Located { place, text: xxh3_64(record.text.as_bytes()) });
            }
        });
        progress.advance(batch.bytes_read());
    }
    plan.records = located.len() as u64;
    located
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
            PlanError::Ingest(e) => e.hint().map(str::to_owned),
            PlanError::Converted(name) => {
                let file = Path::new(name).file_name().map(|f| f.to_string_lossy().into_owned());
                Some(format!("convert it first, for example: iconv -t utf-8 {}", file.unwrap_or_default()))
            }
            PlanError::Gone { .. } => Some("run it again while nothing writes to the input".to_owned()),
        }
    }
}
