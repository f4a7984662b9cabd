//! Screens for a terminal: totals first, then the stories side by side or as redlines, then the ledgers.
//!
//! | file | shows |
//! |---|---|
//! | `totals` | the first line and the header |
//! | `plan` | which blocks are printed, folded, or pointed to |
//! | `side`, `inline` | the blocks, in two panes or one below the other |
//! | `ledgers` | facts and quotations |
//! | `lists` | one-sided sentences, related sentences, furniture, the legend |
//! | `coverage` | several outlets against one base |
//! | `explain` | why sentences were linked or not |

mod coverage;
mod explain;
mod inline;
mod ledgers;
mod lists;
mod marked;
mod plan;
mod side;
mod totals;

use crate::compare::{Comparison, Coverage, Explanation};
use crate::text::Pair;

use super::palette::Palette;
use super::reading::Reading;
use super::screen::Screen;
use super::{Part, Stance};

/// The narrowest screen on which two panes are shown unless asked for.
pub const SIDE_BY_SIDE_FROM: usize = 100;

/// The narrowest screen on which two panes are shown at all.
const NARROWEST_PANES: usize = 60;

/// How the blocks of two stories are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Two panes with the relation between them.
    Side,
    /// One block after another, with deletions and insertions in one text.
    Inline,
}

/// How many unchanged blocks stand around a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Context {
    /// At most so many on each side; longer runs fold to one line.
    Blocks(usize),
    /// All of them.
    All,
}

/// How a screen is set.
#[derive(Clone, Debug)]
pub struct Options {
    /// Columns of the screen.
    pub width: usize,
    /// The colours.
    pub palette: Palette,
    /// Whether changes of style and typography are painted, not only counted.
    pub style: bool,
    /// How much unchanged text is shown.
    pub context: Context,
    /// The parts to print; all when empty.
    pub only: Vec<Part>,
    /// Whether A counts as the base.
    pub stance: Stance,
}

/// Returns the screen of a comparison; `raw` are the texts that its spans point into.
///
/// Below 60 columns the layout is always [`Layout::Inline`].
pub fn comparison(model: &Comparison, raw: Pair<&str>, layout: Layout, options: &Options) -> String {
    let reading = Reading::new(model, raw);
    let layout = if options.width < NARROWEST_PANES { Layout::Inline } else { layout };
    let mut screen = Screen::new(options.width, options.palette);
    let panes = layout == Layout::Side && (options.only.is_empty() || options.only.contains(&Part::Moves));
    totals::summary(&mut screen, &reading, options, !panes);
    if options.only.is_empty() {
        match layout {
            Layout::Side => side::blocks(&mut screen, &reading, options, |_| true),
            Layout::Inline => inline::blocks(&mut screen, &reading, options, |_| true),
        }
        ledgers::facts(&mut screen, &reading, options);
        ledgers::quotes(&mut screen, &reading, options);
        lists::related(&mut screen, &reading);
        lists::furniture(&mut screen, &reading);
        lists::legend(&mut screen, layout, options);
        return screen.into_text();
    }
    for part in &options.only {
        match part {
            Part::Facts => ledgers::facts(&mut screen, &reading, options),
            Part::Quotes => ledgers::quotes(&mut screen, &reading, options),
            Part::Dropped => lists::one_sided(&mut screen, &reading, crate::text::Side::Left, options),
            Part::Added => lists::one_sided(&mut screen, &reading, crate::text::Side::Right, options),
            Part::Moves if model.summary.moved == 0 => screen.heading("MOVES", "none"),
            Part::Moves => match layout {
                Layout::Side => side::blocks(&mut screen, &reading, options, |b| b.moved.is_some()),
                Layout::Inline => inline::blocks(&mut screen, &reading, options, |b| b.moved.is_some()),
            },
        }
    }
    screen.into_text()
}

/// Returns the screen of several outlets against one base; `raw` are the base's text and then the outlets'.
pub fn coverage(model: &Coverage, raw: &[&str], options: &Options) -> String {
    let mut screen = Screen::new(options.width, options.palette);
    coverage::render(&mut screen, model, raw, options);
    screen.into_text()
}

/// Returns the screen of an explanation; `raw` are the texts that its spans point into.
pub fn explanation(model: &Explanation, raw: Pair<&str>, options: &Options) -> String {
    let mut screen = Screen::new(options.width, options.palette);
    explain::render(&mut screen, model, raw);
    screen.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Options as Engine, compare, coverage, explain};
    use crate::report::Depth;
    use crate::text::Story;
    use unicode_width::UnicodeWidthStr as _;

    const A: &str = "PORT\u{202e} CALDER \u{1b}[31m\u{7} began a second week of strikes on Tuesday.\n\n\
        The walkout has halted 14 of the 16 routes. 北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京。\n\n\
        The company carries about 2.1 million passengers a year, most of them in summer.\n\n\
        Averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword ended the talks at noon.\n";
    const B: &str = "The company carries about 2.1 million passengers a year, most of them in summer.\n\n\
        PORT CALDER began a second week of strikes on Wednesday\u{2066}. “We\u{200b} will not go,” she said.\n\n\
        The walkout has halted 15 of the 16 routes. \u{9b}31m It may end.\n";

    fn options(width: usize, depth: Depth, style: bool) -> Options {
        let palette = Palette::new(depth);
        Options {
            width,
            palette,
            style,
            context: Context::Blocks(1),
            only: Vec::new(),
            stance: Stance::Neutral,
        }
    }

    /// Renders hostile stories in every way at one width, with neither colour nor pager.
    fn screens(width: usize) -> Vec<String> {
        let (a, b) = (Story::new("a\u{1b}.txt", A.to_owned()), Story::new("b\n.txt", B.to_owned()));
        let raw = Pair::new(a.raw(), b.raw());
        let model = compare(&a, &b, &Engine::default());
        let outlets = [Story::new("b\n.txt", B.to_owned()), Story::new("a\u{202e}.txt", A.to_owned())];
        let matrix = coverage(&a, &outlets, &Engine::default());
        let evidence = explain(&a, &b, &Engine::default());
        let mut all = Vec::new();
        for style in [false, true] {
            let options = options(width, Depth::None, style);
            all.push(comparison(&model, raw, Layout::Side, &options));
            all.push(comparison(&model, raw, Layout::Inline, &options));
            for part in [Part::Facts, Part::Quotes, Part::Moves, Part::Added, Part::Dropped] {
                let options = Options { only: vec![part], ..options.clone() };
                all.push(comparison(&model, raw, Layout::Side, &options));
            }
            all.push(super::coverage(&matrix, &[A, B, A], &options));
            all.push(explanation(&evidence, raw, &options));
        }
        all
    }

    #[test]
    fn nothing_of_a_hostile_story_steers_the_terminal() {
        for screen in screens(120) {
            let bad = screen.chars().find(|&c| {
                c.is_control() && c != '\n' || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(bad, None, "{screen}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        for width in [48, 60, 80, 100, 101, 120, 200] {
            for screen in screens(width) {
                for line in screen.lines() {
                    assert!(line.width() <= width, "{} columns at width {width}: {line:?}", line.width());
                }
            }
        }
    }

    #[test]
    fn colours_change_no_word() {
        let (a, b) = (Story::new("a", A.to_owned()), Story::new("b", B.to_owned()));
        let model = compare(&a, &b, &Engine::default());
        let raw = Pair::new(a.raw(), b.raw());
        for layout in [Layout::Side, Layout::Inline] {
            let plain = comparison(&model, raw, layout, &options(120, Depth::None, true));
            for depth in [Depth::Basic, Depth::Extended] {
                let colored = comparison(&model, raw, layout, &options(120, depth, true));
                assert!(colored.contains("\u{1b}["));
                assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
            }
        }
    }
}
