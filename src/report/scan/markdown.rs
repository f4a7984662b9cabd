//! A digest in Markdown: the screen's content as tables, everything of others escaped.

use std::fmt::Write as _;

use crate::feed::{ClusterLine, Version};
use crate::report::markdown::escape;
use crate::report::vocabulary::{count, number};

use super::digest::{Brief, Inside, Problems, Top, percent, totals_of};
use super::moment::minute;
use super::{Digest, STARS};

/// Members of one cluster that are listed unless all are asked for.
const MEMBERS: usize = 50;
/// The longest headline and text, in characters.
const LONGEST: usize = 240;

/// Appends one line; writing to a String cannot fail.
macro_rules! line {
    ($out:expr, $($part:tt)*) => {{
        let _ = writeln!($out, $($part)*);
    }};
}

/// Returns the report: totals, the clusters with their members against the lead, then the lists.
pub fn markdown(digest: &Digest) -> String {
    let mut out = String::new();
    head(&mut out, digest);
    for (at, found) in digest.clusters.shown.iter().enumerate() {
        cluster(&mut out, digest, at + 1, found);
    }
    more(&mut out, digest.clusters.more(), "clusters");
    containments(&mut out, digest);
    templates(&mut out, digest);
    travelled(&mut out, digest);
    boilerplate(&mut out, digest);
    outlets(&mut out, digest);
    problems(&mut out, &digest.skipped, "Skipped");
    problems(&mut out, &digest.notes, "Notes");
    foot(&mut out, digest);
    out
}

/// Text of others, cut and escaped.
fn text(raw: &str) -> String {
    match raw.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", escape(&raw[..end])),
        None => escape(raw),
    }
}

/// The same where it may be missing.
fn optional(raw: Option<&str>) -> String {
    raw.map(text).unwrap_or_default()
}

/// The name of a story: outlet and id.
fn named(brief: &Brief, id: &str) -> String {
    match brief.outlet.as_deref() {
        Some(outlet) => format!("{} ({})", text(outlet), text(id)),
        None => text(id),
    }
}

/// A line on what is not listed.
fn more(out: &mut String, left: u64, noun: &str) {
    if left > 0 {
        line!(out, "\nAnd {} more {noun}.", number(left));
    }
}

/// Title and head line.
fn head(out: &mut String, digest: &Digest) {
    let s = &digest.summary;
    let (copies, share) = digest.copies();
    let stories = if s.stories == 1 { "story" } else { "stories" };
    line!(out, "# Copies among {} {stories}\n", number(s.stories));
    line!(
        out,
        "{} with {} stories; {} of all stories ({share}%) are a further copy of another.",
        count(s.clusters, "cluster"),
        number(s.clustered),
        number(copies)
    );
    if s.interrupted {
        line!(out, "\nInterrupted: only what had been read by then is in here.");
    }
    if s.approximate {
        line!(out, "\nApproximate: {STARS}.");
    }
}

/// One cluster.
fn cluster(out: &mut String, digest: &Digest, n: usize, cluster: &ClusterLine) {
    let lead = cluster.versions.iter().find(|v| v.story == cluster.lead);
    let title = lead.and_then(|v| v.headline.as_deref()).unwrap_or(&cluster.lead);
    line!(out, "\n## {n}. {}\n", text(title));
    line!(out, "Lead: {}", named(&digest.brief(&cluster.lead), &cluster.lead));
    if cluster.lead_evidence.is_empty() {
        line!(out, "\n- order alone: nothing tells who came first");
    } else {
        line!(out, "");
    }
    for evidence in &cluster.lead_evidence {
        let whose = evidence.story.as_deref().filter(|s| *s != cluster.lead);
        let whose = whose.map_or(String::new(), |s| format!(" (for {})", text(s)));
        line!(out, "- {}: {}{whose}", text(&evidence.kind), text(&evidence.text));
    }
    line!(
        out,
        "\n| published | outlet | story | headline | words | keeps | from lead | not here | only here |\n\
         |---|---|---|---|---:|---:|---:|---:|---:|"
    );
    let limit = if digest.top() == Top::All { usize::MAX } else { MEMBERS };
    for version in cluster.versions.iter().take(limit) {
        member(out, cluster, version);
    }
    more(out, cluster.versions.len().saturating_sub(limit) as u64, "stories of this cluster");
    let found = digest.contained_in(cluster);
    if !found.is_empty() {
        line!(out, "");
        found.iter().for_each(|link| containment(out, digest, link));
    }
}

/// The row of one member.
fn member(out: &mut String, cluster: &ClusterLine, v: &Version) {
    let is_lead = v.story == cluster.lead;
    let share = |share: Option<f64>| share.map_or(String::new(), |s| format!("{}%", percent(s)));
    let words = |n: Option<u32>| n.map_or(String::new(), number);
    line!(
        out,
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        v.published.as_deref().map_or(String::new(), |p| text(&minute(p))),
        optional(v.outlet.as_deref()),
        text(&v.story),
        optional(v.headline.as_deref()),
        number(v.words),
        if is_lead { "lead".to_owned() } else { share(v.keeps) },
        share(v.from_lead),
        words(v.dropped),
        words(v.added)
    );
}

/// One containment as an item.
fn containment(out: &mut String, digest: &Digest, link: &Inside) {
    line!(
        out,
        "- {} contained in {}: {}% of it, which is {}% there",
        named(&digest.brief(&link.inner), &link.inner),
        named(&digest.brief(&link.outer), &link.outer),
        percent(link.inner_share),
        percent(link.outer_share)
    );
}

/// The containments of which no cluster tells.
fn containments(out: &mut String, digest: &Digest) {
    let list = digest.loose();
    if list.shown.is_empty() {
        return;
    }
    line!(out, "\n## Contained, outside the clusters\n");
    list.shown.iter().for_each(|link| containment(out, digest, link));
    more(out, list.more(), "");
}

/// The pairs with one skeleton.
fn templates(out: &mut String, digest: &Digest) {
    if digest.templates.shown.is_empty() {
        return;
    }
    line!(out, "\n## Templates\n\nOne skeleton with other figures: no copies.\n");
    for link in &digest.templates.shown {
        let [a, b] = [&link.a, &link.b].map(|id| {
            let brief = digest.brief(id);
            let headline = brief.headline.as_deref().map_or(String::new(), |h| format!(": {}", text(h)));
            format!("{}{headline}", named(&brief, id))
        });
        line!(out, "- {}% alike: {a} / {b}", percent(link.similarity));
    }
    more(out, digest.templates.more(), "");
}

/// The paragraphs that travelled furthest.
fn travelled(out: &mut String, digest: &Digest) {
    if digest.travelled.shown.is_empty() {
        return;
    }
    line!(
        out,
        "\n## Travelled\n\n| outlets | stories | first | paragraph | text |\n|---:|---:|---|---:|---|"
    );
    for t in &digest.travelled.shown {
        let (first, words) = (text(&t.first.story), text(&t.text));
        line!(
            out,
            "| {} | {} | {first} | {} | {words} |",
            number(t.outlets),
            number(t.stories),
            t.first.paragraph
        );
    }
    more(out, digest.travelled.more(), "");
}

/// The boilerplate.
fn boilerplate(out: &mut String, digest: &Digest) {
    if digest.boilerplate.shown.is_empty() {
        return;
    }
    line!(out, "\n## Boilerplate\n\nRecurs across unrelated stories, not counted.\n");
    line!(out, "| stories | pairs | first | paragraph | text |\n|---:|---:|---|---:|---|");
    for b in &digest.boilerplate.shown {
        let (first, words) = (text(&b.first.story), text(&b.text));
        line!(
            out,
            "| {} | {} | {first} | {} | {words} |",
            number(b.stories),
            number(b.pairs),
            b.first.paragraph
        );
    }
    more(out, digest.boilerplate.more(), "");
}

/// What each outlet shares.
fn outlets(out: &mut String, digest: &Digest) {
    if digest.outlets.shown.is_empty() {
        return;
    }
    line!(out, "\n## Outlets\n\n| outlet | stories | words | copied words | share | lent words |");
    line!(out, "|---|---:|---:|---:|---:|---:|");
    for o in &digest.outlets.shown {
        line!(
            out,
            "| {} | {} | {} | {} | {}% | {} |",
            text(&o.outlet),
            number(o.stories),
            number(o.words),
            number(o.copied_words),
            percent(o.share),
            number(o.lent_words)
        );
    }
    more(out, digest.outlets.more(), "outlets");
}

/// What was wrong with records.
fn problems(out: &mut String, problems: &Problems, title: &str) {
    if problems.first.shown.is_empty() {
        return;
    }
    line!(out, "\n## {title}\n");
    for error in &problems.first.shown {
        let record = error.record.map_or(String::new(), |n| format!(", record {n}"));
        line!(out, "- {}{record}: {}: {}", text(&error.source), text(&error.code), text(&error.message));
    }
    let kinds = problems.rest.iter().map(|(code, n)| format!("{} {}", number(*n), text(code)));
    let kinds: Vec<String> = kinds.collect();
    if !kinds.is_empty() {
        line!(out, "- and {} more: {}", number(problems.first.more()), kinds.join(", "));
    }
}

/// The totals.
fn foot(out: &mut String, digest: &Digest) {
    let s = &digest.summary;
    line!(out, "\n## Totals\n\n| | |\n|---|---:|");
    for (name, n) in totals_of(s) {
        line!(out, "| {name} | {} |", number(n));
    }
}
