//! Where survivors and manifest go.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;

use crate::cli::error::Failure;
use crate::feed::Progress;
use crate::feed::dedup::{InputEntry, content};
use crate::ingest::Sources;

use super::DedupArgs;
use super::counted::Counted;

/// The places of the results.
pub(super) struct Outputs {
    /// The file or folder of the survivors.
    output: PathBuf,
    /// The file of each input inside the folder, with `/`; empty when the output is one file.
    files: Vec<String>,
    /// The manifest.
    pub manifest: PathBuf,
}

impl Outputs {
    /// Finds the places, and makes sure that no input is written over.
    ///
    /// # Errors
    /// When there is nothing to read, when names collide, or when an output is in the way.
    pub fn new(args: &DedupArgs, found: &Sources) -> Result<Outputs, Failure> {
        if let Some(problem) = found.problems.iter().find(|p| p.skipped) {
            let message = format!("cannot read `{}`: {}", problem.name, problem.message);
            return Err(Failure::usage(
                &message,
                "name only what can be read, so that nothing is missing in the output",
            ));
        }
        let output = args.output.clone();
        let single = matches!(args.inputs.as_slice(), [one] if !one.is_dir()) && found.list.len() == 1;
        let files = if single { Vec::new() } else { files(args, found)? };
        let manifest = match &args.manifest {
            Some(manifest) => manifest.clone(),
            None if output.as_os_str() == "-" => {
                let hint = "say with --manifest where, for example --manifest dropped.jsonl";
                return Err(Failure::usage("what is dropped has to be written down", hint));
            }
            None => beside(&output),
        };
        let outputs = Outputs { output, files, manifest };
        outputs.check(found)?;
        Ok(outputs)
    }

    fn check(&self, found: &Sources) -> Result<(), Failure> {
        let same =
            |a: &Path, b: &Path| matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b);
        for path in found.list.iter().filter_map(|s| s.path()) {
            if same(path, &self.output) || same(path, &self.manifest) {
                let message = format!("`{}` is both an input and an output", path.display());
                return Err(Failure::usage(&message, "choose another name"));
            }
        }
        if same(&self.output, &self.manifest) {
            return Err(Failure::usage(
                "the survivors and the manifest cannot be one file",
                "choose another name",
            ));
        }
        if self.files.is_empty() {
            return Ok(());
        }
        if self.output.as_os_str() == "-" {
            return Err(Failure::usage(
                "several inputs do not fit one output",
                "name a folder with --output",
            ));
        }
        let taken = match fs::read_dir(&self.output) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => self.output.exists(),
        };
        if taken {
            let message = format!("`{}` is there already and not an empty folder", self.output.display());
            return Err(Failure::usage(&message, "several inputs are written to a folder: name a new one"));
        }
        Ok(())
    }

    /// Returns what the manifest says of each input. Reads all of them.
    ///
    /// # Errors
    /// When one cannot be read to its end.
    pub fn entries(&self, found: &Sources, progress: &dyn Progress) -> Result<Vec<InputEntry>, Failure> {
        let entry = |(n, source): (usize, &crate::ingest::Source)| {
            let whole = content(Counted::new(source.open()?, progress));
            let whole = whole.with_context(|| format!("cannot read `{}`", source.name));
            let whole = whole.map_err(|e| {
                let hint = "repair it first, so that nothing is missing in the output";
                Failure { hint: Some(hint.to_owned()), ..Failure::from(e) }
            })?;
            let (name, format) = (source.name.clone(), source.format.name().to_owned());
            Ok(InputEntry {
                name,
                file: self.files.get(n).cloned(),
                format,
                bytes: whole.bytes,
                blake3: whole.blake3,
            })
        };
        found.list.iter().enumerate().map(entry).collect()
    }

    /// Returns where the survivors of an input go; the folder of a file among several is made.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn path(&self, entry: &InputEntry) -> Result<PathBuf, Failure> {
        let Some(file) = &entry.file else { return Ok(self.output.clone()) };
        let path = self.output.join(file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        }
        Ok(path)
    }
}

/// The paths of the inputs inside the folder of the survivors: as they were inside the folder that was named.
fn files(args: &DedupArgs, found: &Sources) -> Result<Vec<String>, Failure> {
    let mut files: Vec<String> = Vec::new();
    for source in &found.list {
        let path = source.path().unwrap_or(Path::new(&source.name));
        let folder =
            args.inputs.iter().filter(|i| i.is_dir()).filter_map(|i| path.strip_prefix(i).ok()).next();
        let inside = folder.or(path.file_name().map(Path::new)).unwrap_or(path);
        let parts = inside.components().map(|c| match c {
            Component::Normal(part) => part.to_str(),
            _ => None,
        });
        let Some(parts) = parts.collect::<Option<Vec<&str>>>() else {
            let message = format!("the name `{}` cannot be written in a manifest", path.display());
            return Err(Failure::usage(&message, "give it a name in UTF-8"));
        };
        files.push(parts.join("/"));
    }
    let mut sorted: Vec<&String> = files.iter().collect();
    sorted.sort();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            let message = format!("two inputs would both be written to `{}`", pair[0]);
            Err(Failure::usage(&message, "name the folder that holds them instead"))
        }
        None => Ok(files),
    }
}

/// `OUT.manifest.jsonl`, beside a folder too.
fn beside(output: &Path) -> PathBuf {
    let mut name = output.components().as_path().as_os_str().to_owned();
    name.push(".manifest.jsonl");
    PathBuf::from(name)
}
