//! The lists below the clusters.

use crate::feed::{ErrorLine, Place};
use crate::report::palette::Label;
use crate::report::scan::Digest;
use crate::report::scan::digest::{Problems, percent};
use crate::report::screen::{Cell, Screen};
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, number};
use crate::text::Side;

use super::cells::{block, figure, flow, foreign, id, more, right, running, share};
use super::clusters::containment;

/// Columns before the entries of a list.
const INDENT: usize = 2;
/// Lines of a paragraph that are shown.
const LINES: usize = 2;
/// The longest id in a list.
const ID: usize = 32;

/// Appends the stories inside others of which no cluster tells.
pub(super) fn loose(screen: &mut Screen, digest: &Digest) {
    let list = digest.loose();
    if list.shown.is_empty() {
        return;
    }
    screen.heading("CONTAINED", "briefs, digests and longer stories outside the clusters");
    for link in &list.shown {
        containment(screen, digest, link, INDENT);
    }
    more(screen, list.more(), "", INDENT);
}

/// Appends the pairs with one skeleton and other figures.
pub(super) fn templates(screen: &mut Screen, digest: &Digest) {
    let list = &digest.templates;
    if list.shown.is_empty() {
        return;
    }
    screen.heading("TEMPLATES", "one skeleton with other figures, not counted as copies");
    let columns = screen.width().saturating_sub(INDENT + 2);
    for link in &list.shown {
        let mut line = Styled::of(Label::Plain, format!("{}% alike  ", percent(link.similarity)));
        line.append(id(Label::Quiet, &link.a, ID.min(columns / 3)));
        line.push(Label::Plain, " and ");
        line.append(id(Label::Quiet, &link.b, ID.min(columns / 3)));
        flow(screen, &line, INDENT, 2);
        for story in [&link.a, &link.b] {
            if let Some(headline) = digest.brief(story).headline {
                screen.indented(&foreign(Label::Plain, &headline, columns), INDENT + 2);
            }
        }
    }
    more(screen, list.more(), "", INDENT);
}

/// Appends the paragraphs that travelled furthest.
pub(super) fn travelled(screen: &mut Screen, digest: &Digest) {
    let list = &digest.travelled;
    if list.shown.is_empty() {
        return;
    }
    screen.heading("TRAVELLED", "paragraphs in most outlets, then in most stories");
    for line in &list.shown {
        let outlets =
            if line.outlets == 0 { String::new() } else { format!("{}, ", count(line.outlets, "outlet")) };
        paragraph(screen, format!("{outlets}{}", stories(line.stories)), &line.first, &line.text);
    }
    more(screen, list.more(), "", INDENT);
}

/// Appends the boilerplate.
pub(super) fn boilerplate(screen: &mut Screen, digest: &Digest) {
    let list = &digest.boilerplate;
    if list.shown.is_empty() {
        return;
    }
    screen.heading("BOILERPLATE", "recurs across unrelated stories, not counted");
    for line in &list.shown {
        let carried = format!("{}, {}", stories(line.stories), count(line.pairs, "pair"));
        paragraph(screen, carried, &line.first, &line.text);
    }
    more(screen, list.more(), "", INDENT);
}

/// `1 story`, `5 stories`.
fn stories(n: u32) -> String {
    format!("{} {}", number(n), if n == 1 { "story" } else { "stories" })
}

/// A paragraph with who carries it and where it stood first.
fn paragraph(screen: &mut Screen, carried: String, first: &Place, text: &str) {
    let mut line = Styled::of(Label::Title, carried).add(Label::Quiet, "  first ");
    line.append(id(Label::Quiet, &first.story, ID));
    line.push(Label::Quiet, format!(" paragraph {}", first.paragraph));
    flow(screen, &line, INDENT, 2);
    block(screen, Label::Plain, text, INDENT + 2, LINES);
}

/// Appends what each outlet shares with others.
pub(super) fn outlets(screen: &mut Screen, digest: &Digest) {
    let list = &digest.outlets;
    if list.shown.is_empty() {
        return;
    }
    screen.heading(
        "OUTLETS",
        "copied: words that stand in an earlier story of another outlet; lent: in a later one",
    );
    let bar = if screen.width() >= 72 { 10 } else { 0 };
    let with_lent = screen.width() >= 64;
    let (stories, words, share_width) = (7, 11, bar + 6);
    let lent = if with_lent { 11 } else { 0 };
    let used = INDENT + stories + words + share_width + lent + 4 * 2;
    let longest = list.shown.iter().map(|o| Styled::new().add_foreign(Label::Plain, &o.outlet).width()).max();
    let name = longest.unwrap_or(0).clamp(6, 40).min(screen.width().saturating_sub(used).max(8));
    let quiet = |text: &str| Styled::of(Label::Quiet, text);
    screen.row(&[
        Cell::new(quiet("  outlet"), name + INDENT),
        right(&quiet("stories"), stories),
        right(&quiet("words"), words),
        right(&quiet("copied"), share_width),
        right(&quiet(if with_lent { "lent" } else { "" }), lent),
    ]);
    for outlet in &list.shown {
        let mut cell = Styled::of(Label::Plain, " ".repeat(INDENT));
        cell.append(foreign(Label::Title, &outlet.outlet, name));
        screen.row(&[
            Cell::new(cell, name + INDENT),
            figure(outlet.stories, stories),
            figure(outlet.words, words),
            right(&share(Label::Words(Side::Right), outlet.share, bar), share_width),
            if with_lent { figure(outlet.lent_words, lent) } else { Cell::new(Styled::new(), 0) },
        ]);
    }
    more(screen, list.more(), if list.more() == 1 { " outlet" } else { " outlets" }, INDENT);
}

/// Appends what was wrong with records: the first of them, then how many more of each kind.
pub(super) fn problems(screen: &mut Screen, problems: &Problems, title: &str, what: &str) {
    let list = &problems.first;
    if list.shown.is_empty() {
        return;
    }
    let plural = if list.total == 1 { "" } else { "s" };
    screen.heading(title, &format!("{} record{plural}{what}", number(list.total)));
    for error in &list.shown {
        let mut line = place(error, screen.width() / 2);
        line.push(Label::Plain, "  ");
        line.append(running(Label::Title, &error.code));
        line.push(Label::Plain, ": ");
        line.append(running(Label::Plain, &error.message));
        flow(screen, &line, INDENT, 2);
    }
    if list.more() > 0 {
        let kinds = problems.rest.iter().map(|(code, n)| format!("{} {code}", number(*n)));
        let mut line = Styled::of(Label::Plain, format!("and {} more: ", number(list.more())));
        line.push_foreign(Label::Plain, &kinds.collect::<Vec<_>>().join(", "));
        flow(screen, &line, INDENT, 2);
    }
}

/// Where a record stands: `feed.jsonl:17`, or the file alone.
fn place(error: &ErrorLine, columns: usize) -> Styled {
    let mut place = id(Label::Quiet, &error.source, columns);
    if let Some(record) = error.record {
        place.push(Label::Quiet, format!(":{record}"));
    }
    place
}
