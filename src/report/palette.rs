//! Labels and the colours they get. Renderers write labels; this table alone knows colours.
//!
//! Blue stands for A and orange for B (told apart by nearly everyone, unlike red and green); what does not
//! matter is dim, facts are bold. Colour never carries a meaning alone: every label has a sign or a place too.

use anstyle::{Ansi256Color, AnsiColor, Color, Style};

use super::styled::Piece;
use crate::text::Side;

/// What a stretch of output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Text that both sides have, and our own words.
    Plain,
    /// Rules, pointers, folded runs, legend.
    Quiet,
    /// Names of ledgers and stories.
    Title,
    /// The name or number of a side.
    Mark(Side),
    /// Words of one side alone.
    Words(Side),
    /// A fact of one side alone.
    Fact(Side),
    /// A change of style or typography.
    Style,
    /// A move.
    Move,
    /// What asks for attention.
    Alert,
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// No escape sequence at all.
    None,
    /// The 16 colours of the user's own theme.
    Basic,
    /// 256 colours.
    Extended,
}

/// The colours of one run.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    depth: Depth,
}

impl Palette {
    /// Returns the palette for a terminal of `depth`.
    pub fn new(depth: Depth) -> Palette {
        Palette { depth }
    }

    /// Returns the style of a label; the empty style when there is no colour.
    fn style(self, label: Label) -> Style {
        if self.depth == Depth::None {
            return Style::new();
        }
        match label {
            Label::Plain => Style::new(),
            Label::Quiet | Label::Style => Style::new().dimmed(),
            Label::Title => Style::new().bold(),
            Label::Mark(side) | Label::Words(side) => Style::new().fg_color(Some(self.side(side))),
            Label::Fact(side) => Style::new().fg_color(Some(self.side(side))).bold(),
            Label::Move => Style::new().fg_color(Some(self.purple())),
            Label::Alert => Style::new().bold(),
        }
    }

    /// The colour of a side. Both read on black and on white.
    fn side(self, side: Side) -> Color {
        match (self.depth, side) {
            (Depth::Extended, Side::Left) => Color::Ansi256(Ansi256Color(33)),
            (Depth::Extended, Side::Right) => Color::Ansi256(Ansi256Color(172)),
            (_, Side::Left) => Color::Ansi(AnsiColor::BrightBlue),
            (_, Side::Right) => Color::Ansi(AnsiColor::Yellow),
        }
    }

    /// The colour of moves.
    fn purple(self) -> Color {
        match self.depth {
            Depth::Extended => Color::Ansi256(Ansi256Color(134)),
            _ => Color::Ansi(AnsiColor::Magenta),
        }
    }

    /// Appends the pieces of one line to `out` in their colours.
    pub(super) fn paint(self, out: &mut String, line: &[Piece]) {
        if self.depth == Depth::None {
            line.iter().for_each(|piece| out.push_str(&piece.text));
            return;
        }
        for piece in line {
            let style = self.style(piece.label);
            out.push_str(&style.render().to_string());
            out.push_str(&piece.text);
            out.push_str(&style.render_reset().to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(depth: Depth) -> String {
        let labels = [
            Label::Plain,
            Label::Quiet,
            Label::Words(Side::Left),
            Label::Fact(Side::Right),
            Label::Move,
            Label::Style,
        ];
        let line: Vec<Piece> = labels.iter().map(|&label| Piece { text: "x".to_owned(), label }).collect();
        let mut out = String::new();
        Palette::new(depth).paint(&mut out, &line);
        out
    }

    #[test]
    fn no_colour_means_no_escape() {
        assert_eq!(painted(Depth::None), "xxxxxx");
    }

    #[test]
    fn sixteen_colours_stay_within_sixteen() {
        let basic = painted(Depth::Basic);
        assert!(basic.contains("\u{1b}[94m") && !basic.contains("38;5;"), "{basic:?}");
    }

    #[test]
    fn every_style_is_reset() {
        let extended = painted(Depth::Extended);
        assert!(extended.contains("38;5;33"), "{extended:?}");
        assert!(extended.ends_with("\u{1b}[0m"), "{extended:?}");
    }
}
