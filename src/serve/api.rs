//! The answers for programs: the lines and objects that the command line prints.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::compare::{Options, compare};
use crate::feed::Line;
use crate::feed::archive::CarryingLine;
use crate::ingest::{Batches, Format, Limits, OwnedRecord, Reading, hint, sources_in};
use crate::report::schema::{Document, schema as schema_of};
use crate::report::{guarded, json as whole};
use crate::text::Story;

use super::asked::bad;
use super::pages::{TEXT, cluster_lines, found, keep, stories};
use super::reply::{Problem, Reply, reply};
use super::site::{Opened, Site, Wanted};

/// What is said of a request that has no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProblemLine {
    /// What happened, with its causes.
    pub error: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hint: Option<String>,
}

/// The schemas by name: what `wirediff schema NAME` prints.
const SCHEMAS: [(&str, Document); 5] = [
    ("scan", Document::Scan),
    ("compare", Document::Compare),
    ("stats", Document::Stats),
    ("versions", Document::Versions),
    ("carrying", Document::Carrying),
];

/// Every address with the schema of its answer, and whether that is one object or lines of them.
const ROUTES: [(&str, &str, &str, &str); 7] = [
    ("GET", "/api/v1/stats", "stats", "object"),
    ("POST", "/api/v1/find", "scan", "lines"),
    ("GET", "/api/v1/story/{id}", "scan", "lines"),
    ("GET", "/api/v1/cluster/{id}", "scan", "lines"),
    ("GET", "/api/v1/pair?a={id}&b={id}", "compare", "object"),
    ("GET", "/api/v1/versions/{id}", "versions", "lines"),
    ("GET", "/api/v1/still-carrying?of={id}", "carrying", "lines"),
];

fn object(text: String) -> Reply {
    reply(StatusCode::OK, "application/json", text)
}

/// Lines of JSON, as the command line prints them.
fn lines<T: Serialize>(lines: &[T]) -> Result<Reply, Problem> {
    let mut out = Vec::new();
    for line in lines {
        guarded::line(line, &mut out).map_err(|_| mistake())?;
    }
    Ok(reply(StatusCode::OK, "application/x-ndjson", out))
}

fn mistake() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer cannot be written", "please report it")
}

/// Returns a problem as an object.
pub(super) fn problem(problem: Problem) -> Vec<u8> {
    let line = ProblemLine { error: problem.message, hint: problem.hint };
    let mut out = Vec::new();
    // A vector takes all.
    let _ = guarded::line(&line, &mut out);
    out
}

pub(super) fn health(stories: u64) -> Reply {
    object(json!({ "status": "ok", "stories": stories }).to_string() + "\n")
}

/// What `index stats --json` prints.
pub(super) fn stats(opened: &Opened) -> Reply {
    object(crate::report::scan::archive_stats(&opened.archive.stats(), true))
}

/// What `find - --json` prints.
pub(super) fn find(site: &Site, opened: &Opened, bytes: Vec<u8>, json: bool) -> Result<Reply, Problem> {
    let text = String::from_utf8(bytes).map_err(|_| bad("the text is no UTF-8"))?;
    let json = json || text.trim_start().starts_with('{');
    let story = if json { record(site, text)? } else { Story::new(TEXT, text) };
    if story.word_count() == 0 {
        return Err(bad("there are no words in the text"));
    }
    lines(&found(opened, &story, &site.scan)?.1)
}

/// Reads the one record of a body.
fn record(site: &Site, text: String) -> Result<Story, Problem> {
    let limits = Limits { encoding: None, max_story: site.limits.body_bytes as u64 };
    let mut reading = Reading::new(limits, &site.scan.temp_dir);
    reading.format = Some(Format::Json);
    let found = sources_in("-", text.into_bytes(), &reading);
    let (mut records, mut problems): (Vec<OwnedRecord>, Vec<(String, &'static str)>) =
        (Vec::new(), Vec::new());
    problems.extend(found.problems.iter().map(|p| (p.message.clone(), p.code)));
    for batch in Batches::new(&found.list, &reading) {
        batch.records(&reading, &mut |record| match record {
            Ok(record) => records.push(record.into_owned()),
            Err(problem) if problem.skipped => problems.push((problem.message, problem.code)),
            Err(_) => {}
        });
    }
    match (records.pop(), problems.pop()) {
        (Some(record), None) if records.is_empty() => {
            let id = record.id.as_deref().unwrap_or("-").to_owned();
            Ok(record.into_story(&id, site.scan.language))
        }
        (_, Some((message, code))) => {
            Err(Problem::new(StatusCode::BAD_REQUEST, message, hint(code).unwrap_or("")))
        }
        (Some(_), None) => Err(bad("there are several stories in it; send one")),
        (None, None) => Err(bad("there is no story in it")),
    }
}

/// What `find ID --json` prints.
pub(super) fn story(site: &Site, opened: &Opened, id: String) -> Result<Reply, Problem> {
    let mut all = Vec::new();
    opened.archive.tell_of(&[id], &site.scan, &mut keep(&mut all))?;
    lines(&all)
}

/// The lines of a scan about all members of a cluster, without the matches of their paragraphs.
pub(super) fn cluster(site: &Site, opened: &Opened, id: &str) -> Result<Reply, Problem> {
    lines::<Line>(&cluster_lines(site, opened, id)?)
}

/// What `compare A B --json` prints.
pub(super) fn pair(opened: &Opened, ids: &[String; 2]) -> Result<Reply, Problem> {
    let [a, b] = stories(opened, ids)?;
    let model = compare(&a, &b, &Options::default());
    Ok(object(whole::render(&model, false).map_err(|_| mistake())?))
}

/// What `find ID --versions --json` prints.
pub(super) fn versions(opened: &Opened, id: &str) -> Result<Reply, Problem> {
    lines(&opened.archive.versions(id)?)
}

/// What `find ID --still-carrying --json` prints.
pub(super) fn carrying(site: &Site, opened: &Opened, of: &str) -> Result<Reply, Problem> {
    let mut all: Vec<CarryingLine> = Vec::new();
    opened.archive.still_carrying(Some(of), &site.scan, |line| -> Result<(), Problem> {
        all.push(line);
        Ok(())
    })?;
    lines(&all)
}

/// What `find --still-carrying --json` prints.
pub(super) fn all_carrying(site: &Site, opened: &Opened, wanted: &Wanted) -> Result<Reply, Problem> {
    let mut all: Vec<CarryingLine> = Vec::new();
    let go_on = || wanted.still(site);
    let done = opened.archive.still_carrying_while(&go_on, &site.scan, |line| -> Result<(), Problem> {
        all.push(line);
        Ok(())
    })?;
    if done { lines(&all) } else { Err(Problem::busy()) }
}

/// Names the addresses and the schemas.
pub(super) fn schemas() -> Reply {
    let route = |(method, path, schema, content): &(&str, &str, &str, &str)| json!({ "method": method, "path": path, "content": content, "schema": format!("/api/v1/schema/{schema}") });
    let routes: Vec<_> = ROUTES.iter().map(route).collect();
    let names = SCHEMAS.iter().map(|s| s.0).chain(["problem"]);
    let schemas: Vec<String> = names.map(|name| format!("/api/v1/schema/{name}")).collect();
    let text = json!({ "routes": routes, "problems": "/api/v1/schema/problem", "schemas": schemas });
    object(text.to_string() + "\n")
}

/// Returns a schema; none where none is called so.
pub(super) fn schema(name: &str) -> Option<Reply> {
    let known = SCHEMAS.iter().find(|s| s.0 == name).map(|s| schema_of(s.1));
    let found = known.or_else(|| (name == "problem").then(|| schemars::schema_for!(ProblemLine)))?;
    whole::render(&found, true).ok().map(object)
}
