//! One story: what is known of it, its text with who else carries each paragraph, what it has in common, its versions.

use maud::{Markup, html};

use crate::feed::Line;
use crate::feed::archive::{CarryingLine, Told, VersionLine, Withdrawn};
use crate::report::html::Served;
use crate::report::sanitize;
use crate::report::scan::html::data::{address, shown};
use crate::report::vocabulary::{count, number};
use crate::text::{Paragraph, ParagraphKind, Status};

use super::common::Common;
use super::frame::{headed, outlet, page, table, time};
use super::link::pair_link;

/// Paragraphs that are shown.
const PARAGRAPHS: usize = 2_000;
/// Words that a version took back, of which each is shown.
const WITHDRAWN: usize = 12;

/// All that the page of a story shows.
#[derive(Clone, Copy, Debug)]
pub struct StoryView<'s> {
    /// The story.
    pub told: &'s Told,
    /// The lines of a scan about it.
    pub lines: &'s [Line],
    /// Its versions, oldest first.
    pub versions: &'s [VersionLine],
    /// Who still carries what its newest version took back.
    pub carrying: &'s [CarryingLine],
}

/// Returns the page of a story.
pub fn story(view: StoryView<'_>) -> Served {
    let story = &view.told.story;
    let common = Common::new(story.id(), true, view.lines);
    let title = story.headline().unwrap_or(story.id());
    let main = html! {
        header.head {
            p.over { strong { (outlet(story.outlet())) } " " span.time { (time(story.published())) } }
            h1 dir="auto" { bdi { (shown(title)) } }
            (standing(view))
            (common.membership())
            (jump(view, &common))
        }
        (fields(view))
        (text(view, &common))
        (common.lists())
        (versions(view))
        (carrying(view))
    };
    page(&shown(title), "", main)
}

/// The parts of the page.
fn jump(view: StoryView<'_>, common: &Common<'_>) -> Markup {
    let part = |id: &str, name: &str, count: u64| {
        html! { li { a href={ "#" (id) } { (name) } " " span { (number(count)) } } }
    };
    html! {
        ul.jump {
            (part("text", "Paragraphs", view.told.story.paragraphs().len() as u64))
            (part("common", "Stories in common", common.count()))
            @if view.versions.len() > 1 { (part("versions", "Versions", view.versions.len() as u64)) }
            @if !view.carrying.is_empty() {
                (part("carrying", "Still carried elsewhere", view.carrying.len() as u64))
            }
        }
    }
}

/// How far it may be used, where something stands against that.
fn standing(view: StoryView<'_>) -> Markup {
    let release = &view.told.story.meta().release;
    let status = match release.status {
        Some(Status::Killed) => Some("Killed: it must not be used."),
        Some(Status::Withheld) => Some("Withheld: it must not be used yet."),
        Some(Status::Corrected) => Some("Corrected."),
        _ => None,
    };
    html! {
        @if let Some(status) = status {
            p.alert { (status) @if let Some(notice) = &release.notice { " " bdi { (shown(notice)) } } }
        } @else if let Some(notice) = &release.notice {
            p.note dir="auto" { bdi { (shown(notice)) } }
        }
        @if !view.told.active { p.alert { "An older version: a newer one stands for the story in the archive." } }
    }
}

fn fields(view: StoryView<'_>) -> Markup {
    let (story, meta) = (&view.told.story, view.told.story.meta());
    let release = &meta.release;
    let field = |name: &str, value: Option<&str>| {
        html! { @if let Some(value) = value { div { dt { (name) } dd { bdi { (shown(value)) } } } } }
    };
    // As everywhere in the archive: a comparison counts the words of a compound one by one.
    let line = view.lines.iter().find_map(|line| match line {
        Line::Story(line) if line.id == story.id() => Some(line.words),
        _ => None,
    });
    let words = line.unwrap_or_else(|| story.word_count());
    let source = format!("{}, record {}", view.told.source, view.told.record);
    html! {
        section.about aria-labelledby="about-title" {
            h2.vh #about-title { "About" }
            dl.fields {
                (field("id", Some(story.id())))
                (field("published", story.published()))
                (field("updated", release.updated.as_deref()))
                (field("byline", meta.byline.as_deref()))
                (field("credit", story.credit()))
                @if let Some(url) = meta.url.as_deref() {
                    div { dt { "address" } dd {
                        @match address(url) {
                            Some(url) => a href=(url) rel="noopener noreferrer nofollow" { bdi { (shown(url)) } },
                            None => bdi { (shown(url)) },
                        }
                    } }
                }
                (field("versions share", release.guid.as_deref().filter(|guid| *guid != story.id())))
                (field("version", release.version.as_deref()))
                (field("terms of use", release.usage.as_deref()))
                (field("embargo", release.embargo.as_deref()))
                (field("language", Some(story.language().code())))
                div { dt { "words" } dd { (number(words)) } }
                (field("came from", Some(&source).filter(|_| !view.told.source.is_empty()).map(String::as_str)))
            }
        }
    }
}

fn text(view: StoryView<'_>, common: &Common<'_>) -> Markup {
    let story = &view.told.story;
    let all = story.paragraphs();
    let class = |p: &Paragraph| match p.kind {
        ParagraphKind::Headline | ParagraphKind::Heading => "heading",
        ParagraphKind::Furniture => "furniture",
        ParagraphKind::Body => "body",
    };
    html! {
        section #text.text aria-labelledby="text-title" {
            h2 #text-title { "Text" }
            @for (p, n) in all.iter().take(PARAGRAPHS).zip(1_u32..) {
                div.para.(class(p)) id={ "p" (n) } {
                    span.n { (n) }
                    p dir="auto" { (sanitize::text(p.span.of(story.raw()))) }
                    div.beside { (common.beside(n)) }
                }
            }
            @if all.is_empty() { p { "It has no text." } }
            @if all.len() > PARAGRAPHS { p { "And " (count((all.len() - PARAGRAPHS) as u64, "more paragraph")) "." } }
        }
    }
}

fn versions(view: StoryView<'_>) -> Markup {
    if view.versions.len() < 2 {
        return html! {};
    }
    let heads = [
        ("version", false),
        ("published", false),
        ("what it is", false),
        ("took back", false),
        ("side by side", false),
    ];
    let before = std::iter::once(None).chain(view.versions.iter().map(Some));
    let rows = html! {
        @for (version, before) in view.versions.iter().zip(before) {
            tr.lead[version.story == view.told.story.id()] {
                th.first scope="row" {
                    (headed(&version.story, version.version.as_deref().map(|v| format!("version {v}")).as_deref()))
                }
                td.time data-label="published" { (time(version.published.as_deref())) }
                td data-label="what it is" {
                    span.tag { (version.step.map_or("first", |step| step.name())) }
                    @if let Some(notice) = &version.notice { " " bdi { (shown(notice)) } }
                }
                td data-label="took back" { (withdrawn(&version.withdrawn)) }
                td { @if let Some(before) = before { a href=(pair_link(&before.story, &version.story)) { "compare" span.vh { " with the one before" } } } }
            }
        }
    };
    html! {
        section #versions aria-labelledby="versions-title" {
            h2 #versions-title { "Versions" }
            (table("Versions", "versions", &heads, rows))
        }
    }
}

/// What was taken back, each with what stands there now.
fn withdrawn(list: &[Withdrawn]) -> Markup {
    html! {
        @if !list.is_empty() {
            ul.withdrawn {
                @for what in list.iter().take(WITHDRAWN) {
                    li {
                        span.kind { (shown(&what.kind)) } " " bdi { (shown(&what.text)) }
                        @if let Some(now) = &what.now { ", now " bdi { (shown(now)) } }
                    }
                }
                @if list.len() > WITHDRAWN { li { "and " (number((list.len() - WITHDRAWN) as u64)) " more" } }
            }
        }
    }
}

fn carrying(view: StoryView<'_>) -> Markup {
    if view.carrying.is_empty() {
        return html! {};
    }
    let heads = [("published", false), ("outlet", false), ("story", false), ("still carries", false)];
    let rows = html! {
        @for line in view.carrying {
            tr {
                td.time data-label="published" { (time(line.published.as_deref())) }
                td.outlet data-label="outlet" { (outlet(line.outlet.as_deref())) }
                th.first scope="row" { (headed(&line.story, None)) }
                td data-label="still carries" { (withdrawn(&line.carries)) }
            }
        }
    };
    html! {
        section #carrying aria-labelledby="carrying-title" {
            h2 #carrying-title { "Still carried elsewhere" }
            (table("Stories that still carry what was taken back", "carrying", &heads, rows))
        }
    }
}
