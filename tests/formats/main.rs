//! Inputs of every format, read by the built command: what is told of them, and what of damaged and hostile ones.

#[path = "../binary/mod.rs"]
mod binary;

mod addresses;
mod archives;
mod captures;
mod columns;
mod hostile;
mod laws;
mod mails;
mod pages;
mod regressions;
mod revisions;

use std::path::Path;

use binary::{Run, run};
use serde_json::Value;

/// What `extract` tells of inputs in `folder`: the stories, standard error, the exit status.
fn extract(folder: &Path, inputs: &[&str]) -> (Vec<Value>, String, Option<i32>) {
    let arguments: Vec<&str> = ["extract"].iter().chain(inputs).copied().collect();
    let Run { code, out, err } = run(folder, &arguments);
    let stories = out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    (stories, err, code)
}

/// The values of a key of all stories.
fn all<'a>(stories: &'a [Value], key: &str) -> Vec<&'a str> {
    stories.iter().map(|story| story[key].as_str().unwrap_or("-")).collect()
}
