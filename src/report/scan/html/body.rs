//! The page as it reads without scripts: totals, the first clusters, the lists.

use maud::{Markup, html};

use crate::feed::{ClusterLine, Evidence, Version};
use crate::report::vocabulary::{count, number};

use super::super::STARS;
use super::super::digest::{Brief, Digest, Inside, outlets, percent};
use super::super::moment::minute;
use super::collect::Html;
use super::data::{address, shown};
use super::lists;

/// Clusters that are written out; the script shows all of them.
const PLAIN: usize = 50;
/// Members of one cluster that are written out.
const MEMBERS: usize = 60;

/// Returns the title of the page.
pub(super) fn title(digest: &Digest) -> String {
    format!("Copies among {} {}", number(digest.summary.stories), stories(digest.summary.stories))
}

fn stories(n: u64) -> &'static str {
    if n == 1 { "story" } else { "stories" }
}

/// Returns what stands in the page's `main`. `left_out` matches found no room in the data of the page.
pub(super) fn body(page: &Html, left_out: u64) -> Markup {
    let digest = &page.digest;
    html! {
        main #main {
        (head(digest))
        @if left_out > 0 {
            p.alert { "The page is full: " (number(left_out)) " matches of paragraphs are not in its pair views; JSON Lines hold all." }
        }
        section #clusters aria-labelledby="clusters-title" {
            h2 #clusters-title { "Clusters" }
            (tools(digest))
            @if digest.clusters.total == 0 {
                p { "No story is a copy of another." }
            }
            p.legend {
                "keeps: share of the lead's words that a story has. from lead: share of its own words that the lead has. "
                "not here: words of the lead alone. only here: words that the lead does not have. "
                "Times in UTC where the zone is stated."
            }
            ol #list {
                @for (at, found) in digest.clusters.shown.iter().take(PLAIN).enumerate() {
                    (cluster(page, at + 1, found))
                }
            }
            @if digest.clusters.total > PLAIN as u64 {
                p #rest { "The other " (number(digest.clusters.total - PLAIN as u64)) " clusters are shown with scripts switched on." }
            }
        }
        (lists::travelled(page))
        (lists::outlets(digest))
        (lists::containments(digest))
        (lists::templates(digest))
        (lists::boilerplate(page))
        (lists::problems(&digest.skipped, "Skipped", "skipped"))
        (lists::problems(&digest.notes, "Notes", "notes"))
        (lists::totals(&digest.summary))
        }
    }
}

/// The heading and what matters first.
fn head(digest: &Digest) -> Markup {
    let s = &digest.summary;
    let (copies, share) = digest.copies();
    html! {
        header.head {
            h1 { (title(digest)) }
            dl.tiles {
                div { dt { "clusters" } dd { (number(s.clusters)) } }
                div { dt { "stories in them" } dd { (number(s.clustered)) } }
                div { dt { "further copies" } dd { (number(copies)) small { " " (share) "% of all" } } }
                div { dt { "largest cluster" } dd { (number(s.largest)) } }
                div { dt { "paragraph matches" } dd { (number(s.matches.exact + s.matches.same + s.matches.context + s.matches.quote)) } }
                div { dt { "words read" } dd { (number(s.words)) } }
            }
            @if s.interrupted {
                p.alert { "Interrupted: only what had been read by then is in here." }
            }
            @if s.approximate {
                p.alert { "Approximate: " (STARS) "." }
            }
        }
    }
}

/// Search and sort: useless without the script, which shows them.
fn tools(digest: &Digest) -> Markup {
    let total = digest.clusters.total;
    html! {
        form #tools role="search" aria-label="Clusters" hidden {
            label for="find" { "Find " input #find type="search" placeholder="headline, outlet or id" autocomplete="off" spellcheck="false"; }
            label for="sort" { "Sort by "
                select #sort {
                    option value="size" { "size" }
                    option value="time" { "time, latest first" }
                    option value="outlets" { "number of outlets" }
                    option value="coverage" { "coverage of the lead" }
                }
            }
            p #count role="status" { (count(total, "cluster")) }
        }
    }
}

/// One cluster, written out.
fn cluster(page: &Html, n: usize, cluster: &ClusterLine) -> Markup {
    let digest = &page.digest;
    let lead = cluster.versions.iter().find(|v| v.story == cluster.lead);
    let title = lead.and_then(|v| v.headline.as_deref()).unwrap_or(&cluster.lead);
    let more = cluster.versions.len().saturating_sub(MEMBERS);
    html! {
        li.cluster id={ "c" (n) } {
            details open {
                summary {
                    h3 { bdi { (shown(title)) } }
                    span.meta { (meta(cluster)) }
                }
                div.body {
                    section.why {
                        h4 { "Lead: " (named(&digest.brief(&cluster.lead), &cluster.lead)) }
                        (reasons(cluster))
                    }
                    h4 { "Members" }
                    div.scroll tabindex="0" role="region" aria-label={ "Members of cluster " (n) } {
                        table.members {
                            thead { tr {
                                th scope="col" { "#" } th scope="col" { "published" } th scope="col" { "outlet" }
                                th scope="col" { "story" } th.n scope="col" { "words" } th scope="col" { "keeps" }
                                th scope="col" { "from lead" } th.n scope="col" { "not here" } th.n scope="col" { "only here" }
                            } }
                            tbody {
                                @for (at, version) in cluster.versions.iter().take(MEMBERS).enumerate() {
                                    (member(page, cluster, at + 1, version))
                                }
                            }
                        }
                    }
                    @if more > 0 { p { "And " (number(more as u64)) " more." } }
                    (contained(digest, cluster))
                }
            }
        }
    }
}

/// Size, outlets and time, as in the summary of a cluster.
pub(in crate::report) fn meta(cluster: &ClusterLine) -> String {
    let mut parts = vec![count(cluster.members.len() as u64, "story").replace("storys", "stories")];
    match outlets(cluster) {
        0 => {}
        n => parts.push(count(n, "outlet")),
    }
    let times: Vec<String> =
        [&cluster.first, &cluster.last].into_iter().flatten().map(|t| minute(t)).collect();
    match times.as_slice() {
        [first, last] if first != last => parts.push(format!("{first} to {last}")),
        [first, ..] => parts.push(first.clone()),
        [] => {}
    }
    parts.join(" · ")
}

pub(in crate::report) fn reasons(cluster: &ClusterLine) -> Markup {
    let whose = |e: &Evidence| e.story.clone().filter(|s| *s != cluster.lead);
    html! {
        @if cluster.lead_evidence.is_empty() {
            p { "Order alone: nothing tells who came first." }
        } @else {
            ul {
                @for e in &cluster.lead_evidence {
                    li {
                        span.kind { (shown(&e.kind)) } " " bdi { (shown(&e.text)) }
                        @if let Some(story) = whose(e) { " (for " bdi { (shown(&story)) } ")" }
                    }
                }
            }
        }
    }
}

/// The row of one member.
fn member(page: &Html, cluster: &ClusterLine, n: usize, v: &Version) -> Markup {
    let is_lead = v.story == cluster.lead;
    let url =
        page.number(&v.story).and_then(|at| page.stories.get(at as usize)).and_then(|s| s.url.as_deref());
    let words = |n: Option<u32>| n.map_or(String::new(), number);
    html! {
        tr.lead[is_lead] {
            td.n { (n) }
            td { (v.published.as_deref().map_or(String::new(), minute)) }
            td { bdi { (v.outlet.as_deref().map_or(String::new(), shown)) } }
            th scope="row" {
                @if let Some(headline) = v.headline.as_deref() { bdi { (shown(headline)) } " " }
                @match url.and_then(address) {
                    Some(url) => a.id href=(url) rel="noopener noreferrer nofollow" { bdi { (shown(&v.story)) } },
                    None => span.id { bdi { (shown(&v.story)) } },
                }
            }
            td.n { (number(v.words)) }
            @if is_lead {
                td colspan="4" { "the lead" }
            } @else if v.keeps.is_none() {
                td colspan="4" { "shares nothing with the lead itself" }
            } @else {
                td { (bar(v.keeps, "a")) }
                td { (bar(v.from_lead, "b")) }
                td.n { (words(v.dropped)) }
                td.n { (words(v.added)) }
            }
        }
    }
}

/// A share as a bar and a number.
pub(in crate::report) fn bar(share: Option<f64>, side: &str) -> Markup {
    let whole = share.map_or(0, percent);
    html! {
        span.share {
            svg class={ "bar " (side) } viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                rect.track width="100" height="8" {}
                rect.fill width=(whole) height="8" {}
            }
            span { (whole) "%" }
        }
    }
}

fn contained(digest: &Digest, cluster: &ClusterLine) -> Markup {
    let found = digest.contained_in(cluster);
    html! {
        @if !found.is_empty() {
            h4 { "Contained" }
            ul { @for link in found { (containment(digest, link)) } }
        }
    }
}

/// One containment as an item.
pub(super) fn containment(digest: &Digest, link: &Inside) -> Markup {
    html! {
        li {
            (named(&digest.brief(&link.inner), &link.inner)) " contained in "
            (named(&digest.brief(&link.outer), &link.outer)) ": " (percent(link.inner_share)) "% of it, which is "
            (percent(link.outer_share)) "% there"
        }
    }
}

/// The name of a story: outlet and id.
pub(super) fn named(brief: &Brief, id: &str) -> Markup {
    html! {
        @match brief.outlet.as_deref() {
            Some(outlet) => { bdi { (shown(outlet)) } " (" bdi { (shown(id)) } ")" },
            None => bdi { (shown(id)) },
        }
    }
}
