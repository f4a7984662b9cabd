//! The versions of a story, and who still carries what was taken back.

use serde::Serialize;

use crate::feed::archive::{CarryingLine, VersionLine, Withdrawn};
use crate::report::palette::{Label, Palette};
use crate::report::scan::moment::minute;
use crate::report::screen::Screen;
use crate::report::styled::Styled;
use crate::text::Side;

use super::cells::{flow, foreign, id, running};

/// Columns before what belongs to a story.
const INDENT: usize = 3;

/// Returns the versions of a story, as JSON Lines or as a screen of so many columns.
pub fn versions(versions: &[VersionLine], json: bool, (width, palette): (usize, Palette)) -> String {
    if json {
        return lines(versions);
    }
    let mut screen = Screen::new(width, palette);
    for version in versions {
        let third = screen.width() / 3;
        let step = version.step.map_or("first", |step| step.name());
        let mut line = Styled::of(Label::Title, format!("{step:<11} "));
        if let Some(number) = version.version.as_deref() {
            line.append(foreign(Label::Plain, number, third));
            line.push(Label::Plain, "  ");
        }
        if let Some(published) = version.published.as_deref() {
            line.append(foreign(Label::Plain, &minute(published), third));
            line.push(Label::Plain, "  ");
        }
        line.append(id(Label::Quiet, &version.story, third));
        if let Some(status) = version.status {
            line.push(Label::Alert, format!("  {}", status.name()));
        }
        flow(&mut screen, &line, 0, INDENT);
        if let Some(notice) = version.notice.as_deref() {
            flow(&mut screen, &running(Label::Plain, notice), INDENT, 0);
        }
        version.withdrawn.iter().for_each(|what| taken_back(&mut screen, what));
    }
    screen.into_text()
}

/// Returns the stories that still carry what was taken back, as JSON Lines or as a screen of so many columns.
pub fn carrying(stories: &[CarryingLine], json: bool, (width, palette): (usize, Palette)) -> String {
    if json {
        return lines(stories);
    }
    let mut screen = Screen::new(width, palette);
    if stories.is_empty() {
        screen.text(&Styled::of(Label::Plain, "no story carries anything that was taken back"), 0);
    }
    for story in stories {
        let third = screen.width() / 3;
        let mut line = Styled::new();
        if let Some(outlet) = story.outlet.as_deref() {
            line.append(foreign(Label::Title, outlet, third));
            line.push(Label::Plain, "  ");
        }
        if let Some(published) = story.published.as_deref() {
            line.append(foreign(Label::Plain, &minute(published), third));
            line.push(Label::Plain, "  ");
        }
        line.append(id(Label::Quiet, &story.story, third));
        line.push(Label::Quiet, "  of ");
        line.append(id(Label::Quiet, &story.of, third));
        flow(&mut screen, &line, 0, INDENT);
        if let Some(url) = story.url.as_deref() {
            flow(&mut screen, &running(Label::Quiet, url), INDENT, 0);
        }
        story.carries.iter().for_each(|what| taken_back(&mut screen, what));
    }
    screen.into_text()
}

fn taken_back(screen: &mut Screen, what: &Withdrawn) {
    let mut line = Styled::of(Label::Quiet, format!("{}: ", what.kind));
    line.append(running(Label::Fact(Side::Left), &what.text));
    if let Some(now) = what.now.as_deref() {
        line.push(Label::Quiet, ", now ");
        line.append(running(Label::Fact(Side::Right), now));
    }
    flow(screen, &line, INDENT, 2);
}

fn lines(lines: &[impl Serialize]) -> String {
    lines.iter().map(|line| serde_json::to_string(line).unwrap_or_default() + "\n").collect()
}
