//! `wirediff dedup --undo`: the inputs as they were.

use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::cli::error::Failure;
use crate::cli::messages;
use crate::feed::dedup::{InputEntry, Undo, UndoError};
use crate::ingest::open_unpacked;

use super::DedupArgs;
use super::packed::Packed;

/// Restores every input of a manifest, each of which appears whole and proven by its hash, or not at all.
///
/// # Errors
/// When the manifest or survivors cannot be read or have changed, or the restored inputs cannot be written.
pub(super) fn run(args: &DedupArgs, manifest: &Path) -> Result<ExitCode, Failure> {
    let given = match args.inputs.as_slice() {
        [] => None,
        [survivors] => Some(survivors.as_path()),
        _ => {
            let hint =
                "name the file or folder that `dedup` wrote, or nothing where it is still in its place";
            return Err(Failure::usage("--undo takes the survivors of one run", hint));
        }
    };
    let mut undo = Undo::new(BufReader::with_capacity(1 << 18, open_unpacked(manifest)?))?;
    let header = undo.header().clone();
    let survivors = match given {
        Some(path) => path.to_owned(),
        None => written(&header.output, manifest)?,
    };
    let folder = header.inputs.iter().any(|i| i.file.is_some());
    if folder
        && fs::read_dir(&args.output).map_or(args.output.exists(), |mut entries| entries.next().is_some())
    {
        let message = format!("`{}` is there already and not an empty folder", args.output.display());
        return Err(Failure::usage(&message, "the inputs are restored to a folder: name a new one"));
    }
    let mut restored = 0;
    loop {
        let mut refused = None;
        let done = undo.restore(|entry| {
            let sides = open(args, entry, &survivors);
            sides.map_err(|failure| {
                refused = Some(failure);
                io::ErrorKind::Other.into()
            })
        });
        if let Some(failure) = refused {
            return Err(failure);
        }
        let Some((_, packed)) = done? else { break };
        packed.commit()?;
        restored += 1;
    }
    if !args.quiet {
        let plural = if restored == 1 { "input" } else { "inputs" };
        messages::note(&format!("{restored} {plural} restored byte for byte: `{}`", args.output.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The survivors where the manifest says, as seen from here or from beside the manifest.
fn written(output: &str, manifest: &Path) -> Result<PathBuf, Failure> {
    let beside = |path: &Path| Some(manifest.parent()?.join(path.file_name()?));
    let path = PathBuf::from(output);
    if output == "-" {
        let hint = "name the file they were saved to behind the options";
        return Err(Failure::usage("the survivors went to standard output", hint));
    }
    let found = [Some(path.clone()), beside(&path)].into_iter().flatten().find(|p| p.exists());
    found.ok_or_else(|| {
        let message = format!("cannot find the survivors `{output}`");
        Failure::usage(&message, "name the file or folder they are in behind the options")
    })
}

/// Opens the survivors of one input, and where it is restored.
fn open(
    args: &DedupArgs,
    entry: &InputEntry,
    survivors: &Path,
) -> Result<(Box<dyn Read + Send>, Packed), Failure> {
    let temp_dir = args.feed.stories.temp_dir.as_deref();
    let Some(file) = &entry.file else {
        return Ok((open_unpacked(survivors)?, Packed::new(&args.output, temp_dir)?));
    };
    // A manifest may come from anywhere: it must not name files outside of the folder.
    let inside = Path::new(file);
    if file.is_empty() || !inside.components().all(|c| matches!(c, Component::Normal(_))) {
        let message = format!("the manifest names `{file}`, which is no path inside a folder");
        return Err(Failure::usage(&message, "it was not written by wirediff, or was changed since"));
    }
    let left = survivors.join(inside);
    let content: Box<dyn Read + Send> = match entry.format == "text" && !left.exists() {
        // A text that was dropped leaves no file.
        true => Box::new(io::empty()),
        false => open_unpacked(&left)?,
    };
    let target = args.output.join(inside);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
    }
    Ok((content, Packed::new(&target, temp_dir)?))
}

impl From<UndoError> for Failure {
    fn from(error: UndoError) -> Failure {
        let hint = match &error {
            UndoError::Line { .. } => Some("name the manifest that `wirediff dedup` wrote"),
            UndoError::Changed { .. } => {
                Some("take the survivors and the manifest of one run, as they were written")
            }
            _ => None,
        };
        Failure { hint: hint.map(str::to_owned), ..Failure::from(anyhow::Error::new(error)) }
    }
}
