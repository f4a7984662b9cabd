//! The first page: what to ask, what the archive holds, and where to begin.

use maud::{Markup, html};

use crate::feed::archive::{ClusterBrief, Overview, Stats};
use crate::report::html::Served;
use crate::report::scan::html::data::shown;
use crate::report::vocabulary::number;

use super::frame::{outlet, page, table, time};
use super::link::cluster_link;

/// Returns the first page.
pub fn home(stats: &Stats, overview: &Overview) -> Served {
    let main = html! {
        header.head {
            h1 { "Archive of " (number(stats.stories)) @if stats.stories == 1 { " story" } @else { " stories" } }
            dl.tiles {
                div { dt { "clusters" } dd { (number(overview.clusters)) } }
                div { dt { "stories in them" } dd { (number(overview.clustered)) } }
                div { dt { "paragraphs" } dd { (number(stats.paragraphs)) } }
                div { dt { "words" } dd { (number(stats.words)) } }
                @if stats.superseded > 0 { div { dt { "older versions" } dd { (number(stats.superseded)) } } }
            }
        }
        section aria-labelledby="ask-title" {
            h2 #ask-title { "Who has this text?" }
            form.ask action="/search" method="post" accept-charset="utf-8" {
                label.vh for="text" { "Text of a story or a paragraph" }
                textarea #text name="text" rows="5" required spellcheck="false"
                    placeholder="Paste a story, a paragraph or a sentence. Nothing is added to the archive." {}
                button type="submit" { "Look it up" }
            }
        }
        @if overview.clusters == 0 {
            p { "No story in it is a copy of another." }
        } @else {
            (clusters("latest", "Latest clusters", &overview.latest))
            // Where the one list holds all, the other would say it again.
            @if overview.clusters > overview.latest.len() as u64 {
                (clusters("largest", "Largest clusters", &overview.largest))
            }
        }
    };
    page("Archive", "", main)
}

fn clusters(id: &str, title: &str, list: &[ClusterBrief]) -> Markup {
    let heads =
        [("headline", false), ("stories", true), ("first", false), ("last", false), ("earliest in", false)];
    let rows = html! {
        @for cluster in list {
            tr {
                th.first scope="row" {
                    a.to href=(cluster_link(&cluster.id)) {
                        bdi { (shown(cluster.headline.as_deref().unwrap_or(&cluster.id))) }
                    }
                }
                td.n data-label="stories" { (number(cluster.stories)) }
                td.time data-label="first" { (time(cluster.published.as_deref())) }
                td.time data-label="last" { (time(cluster.last.as_deref())) }
                td.outlet data-label="earliest in" { (outlet(cluster.outlet.as_deref())) }
            }
        }
    };
    html! {
        section aria-labelledby={ (id) "-title" } {
            h2 id={ (id) "-title" } { (title) }
            (table(title, "clusters", &heads, rows))
        }
    }
}
