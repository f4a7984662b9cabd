//! A cluster: its lead and why, its members in order of time, and the links between them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::feed::{ClusterLine, Line, LinkLine, StoryLine, Version};
use crate::report::html::Served;
use crate::report::scan::digest::percent;
use crate::report::scan::html::body::{bar, meta, reasons};
use crate::report::scan::html::data::shown;
use crate::report::scan::rows::word;
use crate::report::vocabulary::number;

use super::frame::{headed, outlet, page, table, time};
use super::link::{pair_link, story_link};

/// Members that are listed.
const MEMBERS: usize = 1_000;
/// Links that are listed.
const LINKS: usize = 300;

/// The links of a cluster, found by the two stories.
type Links<'l> = BTreeMap<(&'l str, &'l str), &'l LinkLine>;

/// Returns the page of a cluster with the lines of a scan about its members.
pub fn cluster(cluster: &ClusterLine, lines: &[Line]) -> Served {
    let lead = cluster.versions.iter().find(|v| v.story == cluster.lead);
    let title = lead.and_then(|v| v.headline.as_deref()).unwrap_or(&cluster.lead);
    let mut links: Links<'_> = BTreeMap::new();
    let mut stories: BTreeMap<&str, &StoryLine> = BTreeMap::new();
    for line in lines {
        match line {
            Line::Link(link) => drop(links.insert((&link.a, &link.b), link)),
            Line::Story(story) => drop(stories.insert(&story.id, story)),
            _ => {}
        }
    }
    let main = html! {
        header.head {
            p.over { "Cluster of " (meta(cluster)) }
            h1 dir="auto" { bdi { (shown(title)) } }
        }
        section.why aria-labelledby="lead-title" {
            h2 #lead-title {
                "Lead: " a href=(story_link(&cluster.lead)) {
                    bdi { (shown(lead.and_then(|v| v.outlet.as_deref()).unwrap_or(&cluster.lead))) }
                }
            }
            (reasons(cluster))
        }
        section aria-labelledby="members-title" {
            h2 #members-title { "Members, in order of time" }
            p.legend {
                "keeps: share of the lead's words that a story has. from lead: share of its own words that the lead has. "
                "Times in UTC where the zone is stated."
            }
            (members(cluster, &links))
        }
        (contained(cluster, &stories))
        (others(cluster, &links))
    };
    page(&shown(title), "", main)
}

fn between<'l>(links: &Links<'l>, a: &str, b: &str) -> Option<&'l LinkLine> {
    links.get(&(a, b)).or_else(|| links.get(&(b, a))).copied()
}

fn members(cluster: &ClusterLine, links: &Links<'_>) -> Markup {
    let heads = [
        ("#", true),
        ("published", false),
        ("outlet", false),
        ("story", false),
        ("words", true),
        ("link to the lead", false),
        ("keeps", false),
        ("from lead", false),
        ("side by side", false),
    ];
    let more = cluster.versions.len().saturating_sub(MEMBERS);
    let rows = html! {
        @for (at, version) in cluster.versions.iter().take(MEMBERS).enumerate() {
            (member(cluster, links, at + 1, version))
        }
    };
    html! {
        (table("Members", "members-of", &heads, rows))
        @if more > 0 { p { "And " (number(more as u64)) " more." } }
    }
}

fn member(cluster: &ClusterLine, links: &Links<'_>, n: usize, v: &Version) -> Markup {
    let is_lead = v.story == cluster.lead;
    html! {
        tr.lead[is_lead] {
            td.n data-label="#" { (n) }
            td.time data-label="published" { (time(v.published.as_deref())) }
            td.outlet data-label="outlet" { (outlet(v.outlet.as_deref())) }
            th.first scope="row" { (headed(&v.story, v.headline.as_deref())) }
            td.n data-label="words" { (number(v.words)) }
            @if is_lead {
                td colspan="4" { "the lead" }
            } @else {
                td data-label="link to the lead" {
                    @match between(links, &v.story, &cluster.lead) {
                        Some(link) => span.tag { (word(&link.relation)) },
                        None => span.quiet { "by way of others" },
                    }
                }
                td data-label="keeps" { @if v.keeps.is_some() { (bar(v.keeps, "a")) } }
                td data-label="from lead" { @if v.from_lead.is_some() { (bar(v.from_lead, "b")) } }
                td { a href=(pair_link(&cluster.lead, &v.story)) { "compare" span.vh { " with the lead" } } }
            }
        }
    }
}

fn contained(cluster: &ClusterLine, stories: &BTreeMap<&str, &StoryLine>) -> Markup {
    html! {
        @if !cluster.contained.is_empty() {
            section aria-labelledby="contained-title" {
                h2 #contained-title { "Briefs, digests and round-ups: inside a member, or around one" }
                ul.loose {
                    @for id in cluster.contained.iter().take(LINKS) {
                        @let known = stories.get(id.as_str());
                        li {
                            span.time { (time(known.and_then(|s| s.published.as_deref()))) } " "
                            strong { (outlet(known.and_then(|s| s.outlet.as_deref()))) } " "
                            (headed(id, known.and_then(|s| s.headline.as_deref())))
                        }
                    }
                }
            }
        }
    }
}

/// The links between members neither of which is the lead.
fn others(cluster: &ClusterLine, links: &Links<'_>) -> Markup {
    let place: BTreeMap<&str, usize> =
        cluster.versions.iter().enumerate().map(|(at, v)| (v.story.as_str(), at)).collect();
    let mut found: Vec<(usize, usize, &LinkLine)> = links
        .values()
        .filter(|link| link.a != cluster.lead && link.b != cluster.lead)
        .filter_map(|link| {
            let (a, b) = (*place.get(link.a.as_str())?, *place.get(link.b.as_str())?);
            Some((a.min(b), a.max(b), *link))
        })
        .collect();
    found.sort_by_key(|f| (Reverse((f.2.similarity * 1e4) as u64), f.0, f.1));
    let name = |at: usize| {
        let v = &cluster.versions[at];
        html! { (at + 1) " " a href=(story_link(&v.story)) { bdi { (shown(v.outlet.as_deref().unwrap_or(&v.story))) } } }
    };
    let heads =
        [("what", false), ("earlier", false), ("later", false), ("alike", true), ("side by side", false)];
    let rows = html! {
        @for (a, b, link) in found.iter().take(LINKS) {
            tr {
                td data-label="what" { span.tag { (word(&link.relation)) } }
                td data-label="earlier" { (name(*a)) }
                td data-label="later" { (name(*b)) }
                td.n data-label="alike" { (percent(link.similarity)) "%" }
                td { a href=(pair_link(&cluster.versions[*a].story, &cluster.versions[*b].story)) { "compare" span.vh { " " (a + 1) " and " (b + 1) } } }
            }
        }
    };
    let more = found.len().saturating_sub(LINKS);
    html! {
        @if !found.is_empty() {
            section aria-labelledby="others-title" {
                h2 #others-title { "Links between the others" }
                (table("Links between the others", "others", &heads, rows))
                @if more > 0 { p { "And " (number(more as u64)) " more." } }
            }
        }
    }
}
