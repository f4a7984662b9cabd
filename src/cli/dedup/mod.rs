//! `wirediff dedup`: near-duplicates out of feeds, and back again.

mod args;
mod counted;
mod find;
mod outputs;
mod packed;
mod restore;

use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::feed::dedup::{
    DEDUP_SCHEMA, ManifestHeader, ManifestLine, ManifestSummary, Plan, PlanError, PlanOptions, Reason, Rules,
    plan, survivors,
};
use crate::feed::{Progress, Stage};
use crate::ingest::{Source, Sources, sources};

use super::error::{DIFFERENT, Failure, INTERRUPTED};
use super::output::Sink;
use super::scan::Meter;
use super::{interrupt, messages};

pub use args::DedupArgs;
use counted::Counted;
use outputs::Outputs;
use packed::Packed;

/// Runs the verb.
///
/// # Errors
/// When an option does not fit, an input cannot be read, or a result cannot be written.
pub fn run(args: &DedupArgs) -> Result<ExitCode, Failure> {
    if let Some(manifest) = &args.undo {
        return restore::run(args, manifest);
    }
    let reading = args.feed.reading();
    let found = sources(&args.inputs, &mut io::stdin().lock(), &reading);
    if let Some(source) = found.list.iter().find(|s| s.is_member() || !s.format.is_cuttable()) {
        let message =
            format!("cannot take stories out of `{}` (read as {})", source.name, source.format.name());
        let hint =
            "`wirediff extract INPUT.. -o stories.jsonl` writes its stories as JSON Lines, which dedup takes";
        return Err(Failure::usage(&message, hint));
    }
    let outputs = Outputs::new(args, &found)?;
    interrupt::listen(args.quiet);
    let meter = Meter::new(args.feed.shows_progress(args.quiet));
    let (clusters, tally) = find::clusters(args, &found, &reading, &meter)?;
    if interrupt::pressed() {
        // Half a reading would drop half of the copies: better nothing is written at all.
        return Ok(ExitCode::from(INTERRUPTED));
    }
    let rules = Rules { keep: args.keep.into(), lossy: args.lossy };
    let options = PlanOptions {
        rules,
        // Far apart in time the same few words are another story.
        identical: args.window.is_none(),
        language: args.feed.stories.lang,
        threads: args.feed.stories.threads,
    };
    let plan = plan(&found.list, clusters, &options, &reading, &meter)?;
    if interrupt::pressed() {
        return Ok(ExitCode::from(INTERRUPTED));
    }
    write(args, &found, &plan, rules, &outputs, &meter)?;
    meter.end();
    tally.warn(args.quiet);
    if !args.quiet {
        messages::note(&summary(&plan, &outputs));
    }
    let status = tally.status(false);
    let dropped = args.exit_code && !plan.dropped.is_empty();
    Ok(if status == ExitCode::SUCCESS && dropped { ExitCode::from(DIFFERENT) } else { status })
}

/// Writes the manifest and the survivors. The manifest is in its place before any survivors are.
fn write(
    args: &DedupArgs,
    found: &Sources,
    plan: &Plan,
    rules: Rules,
    outputs: &Outputs,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    // How long an input is that was packed, nobody knows beforehand.
    let plain = found.list.iter().all(Source::is_plain);
    let bytes = if plain { found.list.iter().map(|s| s.bytes).sum() } else { 0 };
    progress.stage(Stage::Prove, bytes);
    let inputs = outputs.entries(found, progress)?;
    progress.stage(Stage::Copy, bytes);
    let header = ManifestHeader {
        schema: DEDUP_SCHEMA.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        keep: rules.keep,
        lossy: rules.lossy,
        output: args.output.display().to_string(),
        inputs,
    };
    let mut manifest = Sink::to(&outputs.manifest)?;
    line(&mut manifest, &ManifestLine::Header(header.clone()))?;
    let mut total = ManifestSummary { stayed: plan.stayed, ..ManifestSummary::default() };
    let mut written = Vec::new();
    for (index, (source, entry)) in found.list.iter().zip(&header.inputs).enumerate() {
        let (dropped, places, extents) = plan.of(index as u32);
        let changed = || {
            let message = format!("`{}` has changed since it was scanned", source.name);
            Failure::usage(&message, "run it again while nothing writes to the input")
        };
        let mut sink = Packed::new(&outputs.path(entry)?, args.feed.stories.temp_dir.as_deref())?;
        let mut unwritten = None;
        let content = Counted::new(source.open()?, progress);
        let result = survivors(content, source.format, &places, extents, &mut sink, &mut |n, at, bytes| {
            total.dropped += 1;
            total.bytes += bytes.len() as u64;
            for record in dropped[n].lines(at, bytes) {
                total.residual += u64::from(matches!(record, ManifestLine::Residual(_)));
                if let Err(e) = line(&mut manifest, &record) {
                    unwritten = Some(e);
                    return Err(io::ErrorKind::Other.into());
                }
            }
            Ok(())
        });
        if let Some(failure) = unwritten {
            return Err(failure);
        }
        let whole = result.map_err(|e| sink.failure(e))?;
        if (whole.bytes, whole.blake3.as_str()) != (entry.bytes, entry.blake3.as_str()) {
            return Err(changed());
        }
        let gone = source.format.is_story() && !dropped.is_empty();
        if !gone || entry.file.is_none() {
            // Files of a folder are small and many: each is put in its place at once.
            if entry.file.is_some() { sink.commit()? } else { written.push(sink) }
        }
    }
    line(&mut manifest, &ManifestLine::Summary(total))?;
    manifest.commit()?;
    written.into_iter().try_for_each(Packed::commit)
}

/// Writes a line of the manifest.
fn line(manifest: &mut Sink, line: &ManifestLine) -> Result<(), Failure> {
    let json = serde_json::to_writer(&mut *manifest, line).map_err(io::Error::from);
    json.and_then(|()| manifest.write_all(b"\n")).map_err(|e| manifest.failure(e))
}

/// What was done, in one line.
fn summary(plan: &Plan, outputs: &Outputs) -> String {
    let count = |reason| plan.dropped.iter().filter(|d| d.reason == reason).count();
    let [identical, restyled, same] = [Reason::Identical, Reason::Restyled, Reason::SameCopy].map(count);
    let (dropped, records) = (plan.dropped.len(), plan.records);
    let kinds = format!("{identical} identical, {restyled} restyled, {same} the same copy");
    let residual: usize = plan.dropped.iter().map(|d| d.residual.len()).sum();
    let lost = match residual {
        0 => String::new(),
        1 => "; 1 sentence went that stands nowhere else".to_owned(),
        n => format!("; {n} sentences went that stand nowhere else"),
    };
    let stayed = match plan.stayed {
        0 => String::new(),
        1 => "; 1 near-duplicate stays, since it says something that no kept story says".to_owned(),
        n => format!("; {n} near-duplicates stay, since they say something that no kept story says"),
    };
    let manifest = outputs.manifest.display();
    format!("{dropped} of {records} stories dropped ({kinds}){lost}{stayed}; manifest: {manifest}")
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Failure {
        let hint = error.hint();
        Failure { hint, ..Failure::from(anyhow::Error::new(error)) }
    }
}
