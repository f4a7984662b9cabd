//! The clusters, largest first: who leads and what says so, what each member kept, what is contained.

use crate::feed::{ClusterLine, Version};
use crate::report::palette::Label;
use crate::report::scan::Digest;
use crate::report::scan::digest::{Inside, Top, outlets, percent};
use crate::report::scan::moment::{gap, minute, minute_of_year};
use crate::report::screen::{Cell, Screen};
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, number};
use crate::text::Side;

use super::cells::{figure, flow, foreign, id, more, right, running, share};

/// Members of one cluster that are shown unless all are asked for.
const MEMBERS: usize = 12;
/// Contained stories of one cluster that are shown unless all are asked for.
const CONTAINED: usize = 5;
/// From this width the members stand in columns; below, each in sentences.
const COLUMNS_FROM: usize = 78;
/// From this width shares have bars, and times their year.
const BARS_FROM: usize = 104;
/// Id and headline stand beside the numbers when so many columns are left for them.
const ABOUT_FROM: usize = 48;
/// Columns before everything that belongs to a cluster.
const INDENT: usize = 2;
/// Columns of the words before the lead and what speaks for it.
const HANG: usize = 7;
/// The longest id shown beside a headline.
const ID: usize = 24;
/// The lead: its words are those of side A.
const LEAD: Side = Side::Left;
/// The copies.
const COPY: Side = Side::Right;

/// Appends every cluster that is shown, and what the columns mean.
pub(super) fn render(screen: &mut Screen, digest: &Digest) {
    let widths = Widths::new(screen.width(), digest);
    for (at, cluster) in digest.clusters.shown.iter().enumerate() {
        screen.blank();
        one(screen, digest, &widths, at + 1, cluster);
    }
    if digest.clusters.more() > 0 {
        screen.blank();
        let noun = if digest.clusters.more() == 1 { " cluster" } else { " clusters" };
        more(screen, digest.clusters.more(), noun, 0);
    }
    if !digest.clusters.shown.is_empty() {
        screen.blank();
        let legend = [
            "times in UTC where the zone is stated",
            "keeps: share of the lead's words that it has",
            "from lead: share of its own words that the lead has",
            "not here: words of the lead alone",
            "only here: words that the lead does not have",
        ];
        screen.items(legend.into_iter().map(|item| Styled::of(Label::Quiet, item)).collect(), "   ", 0);
    }
}

/// One cluster.
fn one(screen: &mut Screen, digest: &Digest, widths: &Widths, n: usize, cluster: &ClusterLine) {
    let size = match (cluster.members.len(), outlets(cluster)) {
        (members, 0) => format!("{} stories", number(members as u64)),
        (members, outlets) => format!("{} stories, {}", number(members as u64), count(outlets, "outlet")),
    };
    let room = screen.width().saturating_sub(size.len() + n.to_string().len() + 12);
    let mut title = Styled::of(Label::Title, format!("{n}  "));
    match headline(cluster) {
        Some(headline) => title.append(foreign(Label::Title, headline, room)),
        None => title.append(id(Label::Title, &cluster.lead, room)),
    }
    screen.rule(&title, &size);
    lead(screen, digest, cluster);
    let shown = shown(cluster, digest.top());
    if screen.width() >= COLUMNS_FROM {
        columns(screen, widths, cluster, &shown);
    } else {
        shown.iter().for_each(|version| sentences(screen, cluster, version));
    }
    more(screen, (cluster.versions.len() - shown.len()) as u64, " stories of this cluster", INDENT);
    contained(screen, digest, cluster);
}

/// The headline of the lead, else the first that a member has.
fn headline(cluster: &ClusterLine) -> Option<&str> {
    let lead = cluster.versions.iter().find(|v| v.story == cluster.lead);
    let headline = |v: &&Version| v.headline.as_deref().is_some_and(|h| !h.trim().is_empty());
    lead.filter(headline)
        .or_else(|| cluster.versions.iter().find(headline))
        .and_then(|v| v.headline.as_deref())
}

/// The members that are shown: the earliest, and the lead wherever it stands.
fn shown(cluster: &ClusterLine, top: Top) -> Vec<&Version> {
    let limit = if top == Top::All { usize::MAX } else { MEMBERS };
    let chosen = cluster.versions.iter().enumerate();
    chosen.filter(|(at, v)| *at < limit || v.story == cluster.lead).map(|(_, v)| v).collect()
}

/// The lead with what says so, and the span of time.
fn lead(screen: &mut Screen, digest: &Digest, cluster: &ClusterLine) {
    let half = screen.width() / 2;
    let mut line = Styled::of(Label::Mark(LEAD), "lead   ");
    let brief = digest.brief(&cluster.lead);
    if let Some(outlet) = brief.outlet.as_deref() {
        line.append(foreign(Label::Title, outlet, half));
        line.push(Label::Plain, "  ");
    }
    line.append(id(Label::Quiet, &cluster.lead, half.saturating_sub(9)));
    flow(screen, &line, INDENT, HANG);
    for (at, evidence) in cluster.lead_evidence.iter().enumerate() {
        let mut row = Styled::of(Label::Quiet, if at == 0 { "for it " } else { "       " });
        row.append(running(Label::Title, &evidence.kind));
        row.push(Label::Plain, ": ");
        row.append(running(Label::Plain, &evidence.text));
        if let Some(story) = evidence.story.as_deref().filter(|story| *story != cluster.lead) {
            row.push(Label::Quiet, " (for ");
            row.append(id(Label::Quiet, story, ID));
            row.push(Label::Quiet, ")");
        }
        flow(screen, &row, INDENT, HANG);
    }
    if cluster.lead_evidence.is_empty() {
        let row = Styled::of(Label::Quiet, "for it ")
            .add(Label::Plain, "order alone: nothing tells who came first");
        flow(screen, &row, INDENT, HANG);
    }
    let mut row = Styled::of(Label::Quiet, "spread ");
    if let (Some(first), Some(last)) = (&cluster.first, &cluster.last) {
        row.append(foreign(Label::Plain, &minute(first), half));
        row.push(Label::Plain, " to ");
        row.append(foreign(Label::Plain, &minute(last), half));
        if let Some(gap) = gap(first, last) {
            row.push(Label::Plain, format!(", {gap}"));
        }
        row.push(Label::Plain, "; ");
    }
    row.push(Label::Plain, format!("weakest link {}%", percent(cluster.weakest_link)));
    flow(screen, &row, INDENT, HANG);
}

/// The widths of the member columns.
struct Widths {
    time: usize,
    outlet: usize,
    words: usize,
    bar: usize,
    keeps: usize,
    from_lead: usize,
    not_here: usize,
    only_here: usize,
    /// Id and headline beside the numbers; 0 when they stand below them.
    about: usize,
}

impl Widths {
    /// Returns the widths for a screen; the outlet takes what is left, up to the longest there is.
    fn new(width: usize, digest: &Digest) -> Widths {
        let wide = width >= BARS_FROM;
        let bar = if wide { 8 } else { 0 };
        let share = if wide { bar + 5 } else { 5 };
        let mut widths = Widths {
            time: INDENT + if wide { 16 } else { 11 },
            outlet: 0,
            words: 6,
            bar,
            keeps: share,
            from_lead: share.max(9),
            not_here: 8,
            only_here: 9,
            about: 0,
        };
        let w = &widths;
        let used = w.time + w.words + w.keeps + w.from_lead + w.not_here + w.only_here + 6 * 2;
        let shown = digest.clusters.shown.iter().flat_map(|cluster| shown(cluster, digest.top()));
        let longest = shown.filter_map(|v| v.outlet.as_deref());
        let longest = longest.map(|o| Styled::new().add_foreign(Label::Plain, o).width()).max().unwrap_or(0);
        widths.outlet = longest.clamp(6, 28).min(width.saturating_sub(used).max(6));
        let rest = width.saturating_sub(used + widths.outlet + 2);
        widths.about = if rest >= ABOUT_FROM { rest } else { 0 };
        widths
    }
}

/// The members in columns, each with its id and headline beside or below.
fn columns(screen: &mut Screen, w: &Widths, cluster: &ClusterLine, versions: &[&Version]) {
    let quiet = |text: &str| Styled::of(Label::Quiet, text);
    let mut heads = vec![
        Cell::new(quiet("  published"), w.time),
        Cell::new(quiet("outlet"), w.outlet),
        right(&quiet("words"), w.words),
        right(&quiet("keeps"), w.keeps),
        right(&quiet("from lead"), w.from_lead),
        right(&quiet("not here"), w.not_here),
        right(&quiet("only here"), w.only_here),
    ];
    if w.about > 0 {
        heads.push(Cell::new(quiet("story"), w.about));
    }
    screen.row(&heads);
    for version in versions {
        let is_lead = version.story == cluster.lead;
        let mut row = cells(w, version, is_lead);
        if w.about > 0 {
            row.push(Cell::new(about(cluster, version, w.about), w.about));
        }
        screen.row(&row);
        // The lead is named above.
        if w.about == 0 && !is_lead {
            let indent = w.time + 2;
            let room = screen.width().saturating_sub(indent);
            flow(screen, &about(cluster, version, room), indent, 0);
        }
    }
}

/// Id and headline of a member in one line of at most `columns` columns.
fn about(cluster: &ClusterLine, version: &Version, columns: usize) -> Styled {
    let mut text = id(Label::Quiet, &version.story, ID.min(columns / 2));
    let left = columns.saturating_sub(text.width() + 2);
    let same = version.headline.as_deref().map(str::trim) == headline(cluster).map(str::trim);
    match &version.headline {
        Some(_) if same && version.story != cluster.lead => text.push(Label::Quiet, "  same headline"),
        Some(headline) if !same => {
            text.push(Label::Plain, "  ");
            text.append(foreign(Label::Plain, headline, left));
        }
        _ => {}
    }
    text
}

/// The cells of one member.
fn cells(w: &Widths, version: &Version, is_lead: bool) -> Vec<Cell> {
    let time = |stated: &str| if w.bar > 0 { minute(stated) } else { minute_of_year(stated) };
    let stated = version.published.as_deref().map_or("–".to_owned(), time);
    let mut when = Styled::of(Label::Plain, " ".repeat(INDENT));
    when.append(foreign(Label::Plain, &stated, w.time - INDENT));
    let name = version.outlet.as_deref().unwrap_or("–");
    let label = if is_lead { Label::Fact(LEAD) } else { Label::Title };
    let nothing = Styled::of(Label::Quiet, "–");
    let of = |part: Option<f64>, side: Side| match part {
        Some(part) => share(Label::Words(side), part, w.bar),
        None => nothing.clone(),
    };
    let words = |n: Option<u32>, side: Side| match n {
        Some(n) => Styled::of(Label::Words(side), number(n)),
        None => nothing.clone(),
    };
    let keeps = if is_lead { Styled::of(Label::Mark(LEAD), "lead") } else { of(version.keeps, LEAD) };
    let blank = |text: Styled| if is_lead { Styled::new() } else { text };
    vec![
        Cell::new(when, w.time),
        Cell::new(foreign(label, name, w.outlet), w.outlet),
        figure(version.words, w.words),
        right(&keeps, w.keeps),
        right(&blank(of(version.from_lead, COPY)), w.from_lead),
        right(&blank(words(version.dropped, LEAD)), w.not_here),
        right(&blank(words(version.added, COPY)), w.only_here),
    ]
}

/// One member in sentences, for a narrow screen.
fn sentences(screen: &mut Screen, cluster: &ClusterLine, version: &Version) {
    let is_lead = version.story == cluster.lead;
    let half = screen.width() / 2;
    let mut line = Styled::of(Label::Plain, "- ");
    let name = version.outlet.as_deref().unwrap_or(&version.story);
    line.append(foreign(if is_lead { Label::Fact(LEAD) } else { Label::Title }, name, half));
    line.push(Label::Quiet, "  ");
    line.append(id(Label::Quiet, &version.story, half.saturating_sub(6)));
    flow(screen, &line, 0, INDENT);
    let mut items = vec![count(version.words, "word")];
    match (version.keeps, version.from_lead) {
        _ if is_lead => items.push("the lead".to_owned()),
        (Some(keeps), Some(from_lead)) => {
            items.push(format!("keeps {}% of the lead", percent(keeps)));
            items.push(format!("{}% from it", percent(from_lead)));
        }
        _ => items.push("shares nothing with the lead".to_owned()),
    }
    items.extend(version.dropped.map(|n| format!("{} not here", number(n))));
    items.extend(version.added.map(|n| format!("{} only here", number(n))));
    let mut text = Styled::of(Label::Plain, items.join(", "));
    if let Some(published) = &version.published {
        text.push(Label::Quiet, "; ");
        text.append(foreign(Label::Quiet, &minute(published), half));
    }
    flow(screen, &text, INDENT, 0);
    let lead_headline = headline(cluster).map(str::trim);
    if let Some(headline) = version.headline.as_deref().filter(|h| Some(h.trim()) != lead_headline) {
        let room = screen.width() - INDENT;
        screen.indented(&foreign(Label::Plain, headline, room), INDENT);
    }
}

/// The stories that are inside a member, or hold one, without being members.
fn contained(screen: &mut Screen, digest: &Digest, cluster: &ClusterLine) {
    let found = digest.contained_in(cluster);
    let limit = if digest.top() == Top::All { usize::MAX } else { CONTAINED };
    for link in found.iter().take(limit) {
        containment(screen, digest, link, INDENT);
    }
    more(screen, found.len().saturating_sub(limit) as u64, " contained stories", INDENT);
}

/// `contained: 91% of co-240 (Courant) stands in nw-101 (Northwire), as 11% of it`.
pub(super) fn containment(screen: &mut Screen, digest: &Digest, link: &Inside, indent: usize) {
    let named = |story: &str| {
        let mut name = id(Label::Quiet, story, ID);
        if let Some(outlet) = digest.brief(story).outlet.as_deref() {
            name.push(Label::Plain, " (");
            name.append(foreign(Label::Title, outlet, ID));
            name.push(Label::Plain, ")");
        }
        name
    };
    let mut line = Styled::of(Label::Plain, format!("contained: {}% of ", percent(link.inner_share)));
    line.append(named(&link.inner));
    line.push(Label::Plain, " stands in ");
    line.append(named(&link.outer));
    line.push(Label::Plain, format!(", as {}% of it", percent(link.outer_share)));
    flow(screen, &line, indent, 2);
    if let Some(headline) = digest.brief(&link.inner).headline {
        let columns = screen.width().saturating_sub(indent + 2);
        screen.indented(&foreign(Label::Plain, &headline, columns), indent + 2);
    }
}
