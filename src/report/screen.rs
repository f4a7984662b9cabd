//! Lines put below each other, wrapped to the width and painted.

use crate::report::palette::{Label, Palette};
use crate::report::styled::{Styled, width};
use crate::report::wrap::{Line, pad, wrap};

/// The narrowest screen that is filled; on a narrower one the terminal breaks the lines.
pub const NARROWEST: usize = 48;

/// A screen under construction.
pub(super) struct Screen {
    out: String,
    palette: Palette,
    width: usize,
}

/// One cell of a row: a text and the columns it may take.
pub(super) struct Cell {
    /// What it says.
    pub text: Styled,
    /// Columns of the cell.
    pub width: usize,
    /// Indent of all lines but the first.
    pub hang: usize,
}

impl Cell {
    /// Returns a cell without hanging indent.
    pub fn new(text: Styled, width: usize) -> Cell {
        Cell { text, width, hang: 0 }
    }
}

impl Screen {
    /// Returns an empty screen of `width` columns, at least [`NARROWEST`].
    pub fn new(width: usize, palette: Palette) -> Screen {
        Screen { out: String::new(), palette, width: width.max(NARROWEST) }
    }

    /// Returns the columns of the screen.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Appends a line as it is.
    pub fn line(&mut self, mut line: Line) {
        while let Some(last) = line.last_mut() {
            let kept = last.text.trim_end().len();
            last.text.truncate(kept);
            if kept > 0 {
                break;
            }
            line.pop();
        }
        self.palette.paint(&mut self.out, &line);
        self.out.push('\n');
    }

    /// Appends an empty line.
    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Appends a text in as many lines as it takes.
    pub fn text(&mut self, text: &Styled, hang: usize) {
        for line in wrap(text, self.width, hang) {
            self.line(line);
        }
    }

    /// Appends items one after another with `gap` between them; a line break never falls inside an item that
    /// fits a line. All lines but the first are indented by `hang` columns.
    pub fn items(&mut self, items: Vec<Styled>, gap: &str, hang: usize) {
        let mut line = Styled::new();
        for item in items {
            if line.is_empty() {
                line = item;
            } else if line.width() + gap.len() + item.width() <= self.width {
                line.push(Label::Plain, gap);
                line.append(item);
            } else {
                self.text(&line, hang);
                line = Styled::of(Label::Plain, " ".repeat(hang));
                line.append(item);
            }
        }
        self.text(&line, hang);
    }

    /// Appends a text with `indent` columns before every line.
    pub fn indented(&mut self, text: &Styled, indent: usize) {
        let columns = self.width.saturating_sub(indent).max(10);
        for line in wrap(text, columns, 0) {
            let mut whole = Styled::of(Label::Plain, " ".repeat(indent)).pieces().to_vec();
            whole.extend(line);
            self.line(whole);
        }
    }

    /// Appends a row of cells with two columns between them; as many lines as the longest cell takes.
    pub fn row(&mut self, cells: &[Cell]) {
        let columns: Vec<Vec<Line>> = cells.iter().map(|c| wrap(&c.text, c.width, c.hang)).collect();
        let height = columns.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut whole = Line::new();
            for (cell, lines) in cells.iter().zip(&columns) {
                let line = lines.get(at).cloned().unwrap_or_default();
                whole.extend(pad(line, cell.width + 2));
            }
            self.line(whole);
        }
    }

    /// Appends a heading: `-- title ------- right --` over the whole width.
    pub fn rule(&mut self, title: &Styled, right: &str) {
        let mut line = Styled::of(Label::Quiet, "── ").pieces().to_vec();
        let end = if right.is_empty() { String::new() } else { format!(" {right} ──") };
        let end = Styled::new().add(Label::Quiet, end);
        let room = self.width.saturating_sub(4);
        let Some(first) = wrap(title, room, 0).into_iter().next() else { return };
        line.extend(first);
        let used = width(&line) + end.width() + 1;
        if used < self.width {
            line.extend(
                Styled::of(Label::Quiet, format!(" {}", "─".repeat(self.width - used))).pieces().to_vec(),
            );
            line.extend(end.pieces().to_vec());
        }
        self.line(line);
    }

    /// Appends the heading of a ledger, with an empty line before it.
    pub fn heading(&mut self, title: &str, note: &str) {
        self.blank();
        let mut text = Styled::of(Label::Title, title);
        if !note.is_empty() {
            text.push(Label::Quiet, format!("  {note}"));
        }
        self.text(&text, 2);
    }

    /// Returns the text with its colours.
    pub fn into_text(self) -> String {
        self.out
    }
}

/// Returns a text cut to one line of `columns` columns, with an ellipsis when words are left out.
pub(super) fn clip(text: &Styled, columns: usize) -> Styled {
    if text.width() <= columns {
        return text.clone();
    }
    let mut out = Styled::new();
    for piece in wrap(text, columns.saturating_sub(2), 0).into_iter().next().unwrap_or_default() {
        out.push(piece.label, piece.text);
    }
    out.add(Label::Quiet, " …")
}
