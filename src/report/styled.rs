//! Text with labels, before it is wrapped and painted.

use unicode_width::UnicodeWidthStr;

use super::palette::Label;
use super::sanitize;

/// A stretch of clean text under one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Clean text: no line break, no control character.
    pub text: String,
    /// What it is.
    pub label: Label,
}

/// Pieces put together from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Styled {
    pieces: Vec<Piece>,
}

impl Styled {
    /// Returns an empty text.
    pub fn new() -> Styled {
        Styled::default()
    }

    /// Returns a text of our own words.
    pub fn of(label: Label, own: impl Into<String>) -> Styled {
        Styled::new().add(label, own)
    }

    /// Appends our own words, which are clean.
    pub fn push(&mut self, label: Label, own: impl Into<String>) {
        let text = own.into();
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.label == label => last.text.push_str(&text),
            _ => self.pieces.push(Piece { text, label }),
        }
    }

    /// Appends text of others, cleaned, with each run of white space as one space.
    pub fn push_foreign(&mut self, label: Label, raw: &str) {
        let clean = sanitize::text(raw);
        let mut text = String::with_capacity(clean.len());
        let mut after_space = self.ends_in_space();
        for c in clean.chars() {
            if c != ' ' || !after_space {
                text.push(c);
            }
            after_space = c == ' ';
        }
        self.push(label, text);
    }

    /// Whether the text so far ends in a space.
    fn ends_in_space(&self) -> bool {
        self.pieces.last().is_some_and(|p| p.text.ends_with(' '))
    }

    /// Appends our own words and returns the text.
    pub fn add(mut self, label: Label, own: impl Into<String>) -> Styled {
        self.push(label, own);
        self
    }

    /// Appends text of others, cleaned, and returns the text.
    pub fn add_foreign(mut self, label: Label, raw: &str) -> Styled {
        self.push_foreign(label, raw);
        self
    }

    /// Appends another text; where both have a space at the joint, one is left.
    pub fn append(&mut self, mut other: Styled) {
        if let Some(first) = other.pieces.first_mut()
            && self.ends_in_space()
            && first.text.starts_with(' ')
        {
            first.text.remove(0);
        }
        for piece in other.pieces {
            self.push(piece.label, piece.text);
        }
    }

    /// Returns the pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Returns the width in columns, were it on one line.
    pub fn width(&self) -> usize {
        width(&self.pieces)
    }
}

/// Returns the width of a line in columns.
pub(super) fn width(line: &[Piece]) -> usize {
    line.iter().map(|p| p.text.width()).sum()
}
