//! What a watch tells: one line for each story.

use crate::feed::archive::{Known, NewsLine, Step};
use crate::report::palette::{Label, Palette};
use crate::report::scan::digest::percent;
use crate::report::screen::Screen;
use crate::report::styled::Styled;
use crate::text::Side;

use super::cells::{foreign, id};

/// No terminal breaks such a line by itself, and none is asked how wide it is: whoever follows a log reads lines.
const ENDLESS: usize = 1 << 20;
/// Columns of a headline or of words that were taken back.
const SHOWN: usize = 80;
/// Columns of an id.
const NAME: usize = 100;
/// What was taken back, and who still carries it, is named up to so many.
const MOST: usize = 3;

/// Returns what a story is to those that were there before it, in one line with its end.
pub fn news(line: &NewsLine, palette: Palette) -> String {
    let mut out = Styled::of(Label::Alert, format!("{:<11}", line.news.name()));
    story(&mut out, line.outlet.as_deref(), line.headline.as_deref(), &line.story);
    if let Some(step @ (Step::Trim | Step::Recast)) = line.step {
        out.push(Label::Plain, format!("  ({})", step.name()));
    }
    if let Some(Known { story: of, outlet, similarity, .. }) = line.of.first() {
        out.push(Label::Quiet, "  of ");
        if let Some(outlet) = outlet.as_deref().filter(|outlet| line.outlet.as_deref() != Some(*outlet)) {
            out.append(foreign(Label::Title, outlet, SHOWN));
            out.push(Label::Plain, " ");
        }
        out.append(id(Label::Quiet, of, NAME));
        if let Some(similarity) = similarity {
            out.push(Label::Plain, format!(", {}%", percent(*similarity)));
        }
        if let Some(others) = line.sources.checked_sub(1).filter(|n| *n > 0) {
            out.push(Label::Quiet, format!(", and {others} more"));
        }
    }
    for what in line.withdrawn.iter().take(MOST) {
        out.push(Label::Quiet, format!("; {} ", what.kind));
        out.append(foreign(Label::Fact(Side::Left), &what.text, SHOWN));
        if let Some(now) = what.now.as_deref() {
            out.push(Label::Quiet, " now ");
            out.append(foreign(Label::Fact(Side::Right), now, SHOWN));
        }
    }
    if let Some(others) = line.withdrawn.len().checked_sub(MOST).filter(|n| *n > 0) {
        out.push(Label::Quiet, format!("; and {others} more"));
    }
    for (n, carrier) in line.carried_by.iter().take(MOST).enumerate() {
        out.push(Label::Quiet, if n == 0 { "; still in " } else { ", " });
        out.append(id(Label::Alert, &carrier.story, NAME));
    }
    if let Some(others) = line.carried_by.len().checked_sub(MOST).filter(|n| *n > 0) {
        out.push(Label::Quiet, format!(", and {others} more"));
    }
    let mut screen = Screen::new(ENDLESS, palette);
    screen.text(&out, 0);
    screen.into_text()
}

fn story(out: &mut Styled, outlet: Option<&str>, headline: Option<&str>, name: &str) {
    if let Some(outlet) = outlet {
        out.append(foreign(Label::Title, outlet, SHOWN));
        out.push(Label::Plain, ": ");
    }
    if let Some(headline) = headline {
        out.append(foreign(Label::Plain, headline, SHOWN));
        out.push(Label::Plain, "  ");
    }
    out.append(id(Label::Quiet, name, NAME));
}
