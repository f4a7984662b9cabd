//! Sources in, stories out, in the order of the sources.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::feed::error::ScanError;
use crate::feed::extract::model::{EXTRACT_SCHEMA, ExtractLine, ExtractedParagraph};
use crate::feed::model::ErrorLine;
use crate::feed::problems::{internal_error, problem_line, source_line};
use crate::ingest::{Batch, Batches, Reading, Record, RecordProblem, Source, Sources};
use crate::text::{Language, ParagraphKind, WordingReader};

/// How stories are told.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExtractOptions {
    /// Language of every story; found out when absent.
    pub language: Option<Language>,
    /// Threads to use; 0 takes as many as there are cores. The result does not depend on it.
    pub threads: usize,
}

/// What comes of a record.
#[derive(Clone, Debug, PartialEq)]
pub enum Extracted {
    /// A story.
    Story(Box<ExtractLine>),
    /// Something that could not be read, or was odd.
    Problem(ErrorLine),
}

/// Batches that are parsed at once for each thread: enough to keep it busy while the others finish theirs.
const AHEAD: usize = 4;

/// Reads all sources and hands on each story in order, each problem in its place; problems of whole sources come last. No
/// more is held than a few batches for each thread. Linear in the input.
///
/// # Errors
/// When the threads cannot be started or `sink` fails.
pub fn extract(
    sources: &Sources,
    reading: &Reading,
    options: ExtractOptions,
    sink: &mut dyn FnMut(Extracted) -> io::Result<()>,
) -> Result<(), ScanError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build()
        .map_err(|_| ScanError::Threads { threads: options.threads })?;
    let ahead = AHEAD * pool.current_num_threads();
    let mut batches = Batches::new(&sources.list, reading);
    let written = |source| ScanError::Write { source };
    loop {
        let some: Vec<Batch> = batches.by_ref().take(ahead).collect();
        if some.is_empty() {
            break;
        }
        let parse = |reader: &mut WordingReader, batch: &Batch| {
            let mut out = Vec::new();
            batch.records(reading, &mut |record| {
                out.push(extracted(record, sources, options.language, reader));
            });
            out
        };
        let parsed: Vec<Vec<Extracted>> =
            pool.install(|| some.par_iter().map_init(WordingReader::new, parse).collect());
        parsed.into_iter().flatten().try_for_each(&mut *sink).map_err(written)?;
    }
    for problem in &sources.problems {
        sink(Extracted::Problem(source_line(problem))).map_err(written)?;
    }
    Ok(())
}

fn extracted(
    record: Result<Record<'_>, RecordProblem>,
    sources: &Sources,
    language: Option<Language>,
    reader: &mut WordingReader,
) -> Extracted {
    let record = match record {
        Ok(record) => record,
        Err(problem) => return Extracted::Problem(problem_line(&problem, &sources.list)),
    };
    let place = record.place;
    let source = sources.list.get(place.source as usize);
    let told = catch_unwind(AssertUnwindSafe(|| tell(record, source, language, reader)));
    told.unwrap_or_else(|_| {
        *reader = WordingReader::new();
        Extracted::Problem(problem_line(&internal_error(place), &sources.list))
    })
}

/// Tells all of one story.
fn tell(
    record: Record<'_>,
    source: Option<&Source>,
    language: Option<Language>,
    reader: &mut WordingReader,
) -> Extracted {
    let place = record.place;
    let name = source.map_or("", |s| s.name.as_str());
    let own = record.id.as_deref().map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned);
    let id = own.unwrap_or_else(|| format!("{name}#{}", place.number));
    let (stated, text) = record.into_parts(&id);
    let language = language.or_else(|| stated.language.as_deref().and_then(Language::from_code));
    let wording = reader.read_with(&text, stated, language);
    let (meta, in_text) = (wording.meta, wording.headline.map(|span| span.of(&text).to_owned()));
    let release = meta.release;
    let paragraphs = wording.paragraphs.iter().zip(1..).map(|(p, n)| ExtractedParagraph {
        n,
        kind: p.kind,
        rule: p.furniture.map(str::to_owned),
        span: p.span,
        words: match p.kind {
            ParagraphKind::Body | ParagraphKind::Heading => p.to - p.from,
            _ => p.span.of(&text).split_whitespace().count() as u32,
        },
    });
    Extracted::Story(Box::new(ExtractLine {
        schema: EXTRACT_SCHEMA.to_owned(),
        id,
        source_file: name.to_owned(),
        record: place.number,
        format: source.map_or("", |s| s.format.name()).to_owned(),
        headline: meta.headline.or(in_text),
        credit: wording.credit.map(|span| span.of(&text).to_owned()),
        language: wording.language.unwrap_or(Language::Other).code().to_owned(),
        words: wording.words.len() as u32,
        paragraphs: paragraphs.collect(),
        outlet: meta.outlet,
        byline: meta.byline,
        url: meta.url,
        published: meta.published,
        updated: release.updated,
        guid: release.guid,
        version: release.version,
        status: release.status,
        notice: release.notice,
        notices: wording.notices,
        usage: release.usage,
        embargo: release.embargo,
        text: text.into_owned(),
    }))
}
