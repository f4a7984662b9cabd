//! Embedded stores under the load of wirediff's archive, beside its own segments. See `README.md`.

mod corpus;
mod cost;
mod crash;
mod fjall;
mod lmdb;
mod memory;
mod redb;
mod segments;
mod speed;
mod store;
mod table;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use speed::Sizes;

/// What one store has cost, by name.
pub type Figures = BTreeMap<String, f64>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["speed", dir, ref names @ ..] => run(names, |name| speed_of(name, Path::new(dir), sizes(1))),
        ["try", dir, ref names @ ..] => run(names, |name| speed_of(name, Path::new(dir), sizes(20))),
        ["kill", dir, rounds, ref names @ ..] => {
            let rounds = rounds.parse()?;
            run(names, |name| crash::kill(name, Path::new(dir), rounds))
        }
        ["flip", dir, cases, ref names @ ..] => {
            let cases = cases.parse()?;
            run(names, |name| crash::flip(name, Path::new(dir), cases))
        }
        ["load", name, dir, scale] => speed::load(name, Path::new(dir), sizes(scale.parse()?)),
        ["insert", name, dir, scale] => speed::insert(name, Path::new(dir), sizes(scale.parse()?)),
        ["ask", name, dir, what, scale] => speed::ask(name, Path::new(dir), what, sizes(scale.parse()?)),
        ["compact", name, dir] => speed::compact(name, Path::new(dir)),
        ["write", name, dir, from] => crash::write(name, Path::new(dir), from.parse()?),
        ["check", name, dir, acknowledged] => crash::check(name, Path::new(dir), acknowledged.parse()?),
        ["make", name, dir, batches] => crash::make(name, Path::new(dir), batches.parse()?),
        ["answer", name, dir] => crash::answer(name, Path::new(dir)),
        _ => bail!(
            "speed DIR [NAME ..] | try DIR [NAME ..] | kill DIR ROUNDS [NAME ..] | flip DIR CASES [NAME ..]"
        ),
    }
}

/// The load of the figures, or a part of it.
fn sizes(scale: u32) -> Sizes {
    Sizes { stories: 20_000 / scale, batches: 200 / scale, questions: 2000 / u64::from(scale) }
}

fn run(names: &[&str], mut measure: impl FnMut(&str) -> Result<Figures>) -> Result<()> {
    let names = if names.is_empty() { &store::ALL[..] } else { names };
    let mut all = Vec::new();
    for name in names {
        let figures = measure(name).with_context(|| format!("{name} failed"))?;
        eprintln!("{name}: {figures:?}");
        all.push((*name, figures));
    }
    table::print(&all);
    Ok(())
}

/// The steps of the comparison, each in a process of its own.
fn speed_of(name: &str, dir: &Path, sizes: Sizes) -> Result<Figures> {
    let (mut figures, folder) = (Figures::new(), fresh(dir, name)?);
    let scale = (20_000 / sizes.stories).to_string();
    let path = folder.display().to_string();
    if name != "memory" {
        figures.extend(heard(&["load", name, &path, &scale])?);
        let loaded = cost::size(&folder);
        figures.extend(heard(&["insert", name, &path, &scale])?);
        figures.extend(heard(&["ask", name, &path, "cold", &scale])?);
        let (inserted, many) = (cost::size(&folder), cost::files(&folder).len() as f64);
        figures.extend(heard(&["compact", name, &path])?);
        figures.extend([
            ("size_loaded".to_owned(), loaded),
            ("size_inserted".to_owned(), inserted),
            ("files_inserted".to_owned(), many),
            ("size_compacted".to_owned(), cost::size(&folder)),
        ]);
    } else {
        figures.extend(heard(&["ask", name, &path, "cold", &scale])?);
    }
    figures.extend(heard(&["ask", name, &path, "compacted", &scale])?);
    fs::remove_dir_all(&folder)?;
    Ok(figures)
}

/// An empty folder for a store.
pub fn fresh(dir: &Path, name: &str) -> Result<PathBuf> {
    let folder = dir.join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// This program once more.
pub fn child(words: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(words).stdin(Stdio::null());
    Ok(command)
}

/// Runs this program once more and returns the figures that it says.
pub fn heard(words: &[&str]) -> Result<Figures> {
    let said = child(words)?.stderr(Stdio::inherit()).output()?;
    if !said.status.success() {
        bail!("{} ended with {}", words.join(" "), said.status);
    }
    let said = String::from_utf8_lossy(&said.stdout);
    let pairs = said.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.filter_map(|(name, figure)| Some((name.to_owned(), figure.parse().ok()?))).collect())
}
