//! Text as it runs -> paragraphs with their white space in order.

/// Most paragraphs of one document; all text behind them is one more. A paragraph costs some twenty bytes besides its text,
/// and hostile markup can begin one every three bytes.
const MOST: usize = 1_000_000;

/// Collects paragraphs in one buffer.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    /// Where the paragraph begins that is being written.
    start: usize,
    /// White space is waiting to become one space.
    space: bool,
    /// `<br>` since the last character.
    breaks: u32,
    /// Line ends since the last character.
    lines: u32,
    /// Characters of the open paragraph, those in links, those in dates.
    chars: Tally,
    /// Paragraphs that were ended.
    ended: usize,
}

/// Characters other than white space of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub all: u32,
    pub linked: u32,
    pub timed: u32,
}

/// A finished paragraph: a half-open range of bytes in the buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finished {
    pub start: usize,
    pub end: usize,
    pub tally: Tally,
}

/// How a piece of text stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    pub linked: bool,
    pub timed: bool,
    /// Blank lines end a paragraph.
    pub lines: bool,
}

impl Prose {
    /// Adds text; calls `ended` for each paragraph that ends in it.
    pub(super) fn push(&mut self, text: &str, manner: Manner, mut ended: impl FnMut(Finished)) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.space = true;
                self.lines = self.lines.saturating_add(u32::from(c == '\n'));
                continue;
            }
            if c == '\0' {
                continue;
            }
            if (self.breaks > 1 || (manner.lines && self.lines > 1))
                && let Some(finished) = self.end()
            {
                ended(finished);
            }
            if (self.space || self.breaks > 0) && self.text.len() > self.start {
                self.text.push(' ');
            }
            (self.space, self.breaks, self.lines) = (false, 0, 0);
            self.text.push(c);
            self.chars.all = self.chars.all.saturating_add(1);
            self.chars.linked = self.chars.linked.saturating_add(u32::from(manner.linked));
            self.chars.timed = self.chars.timed.saturating_add(u32::from(manner.timed));
        }
    }

    /// Takes note of a `<br>`.
    pub(super) fn line_break(&mut self) {
        self.breaks = self.breaks.saturating_add(1);
    }

    /// Whether nothing of the open paragraph is written yet.
    pub(super) fn is_at_start(&self) -> bool {
        self.text.len() == self.start
    }

    /// Ends the open paragraph. Returns nothing when it is empty.
    pub(super) fn end(&mut self) -> Option<Finished> {
        self.breaks = 0;
        self.lines = 0;
        self.space = true;
        if self.is_at_start() || self.ended >= MOST {
            return None;
        }
        Some(self.cut())
    }

    /// Ends the last paragraph of the document.
    pub(super) fn finish(&mut self) -> Option<Finished> {
        (!self.is_at_start()).then(|| self.cut())
    }

    fn cut(&mut self) -> Finished {
        let finished = Finished { start: self.start, end: self.text.len(), tally: self.chars };
        self.start = self.text.len();
        self.space = false;
        self.chars = Tally::default();
        self.ended += 1;
        finished
    }

    /// The buffer.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// The text of a range that was finished.
    pub(super) fn get(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Adds a paragraph made of finished ones, and returns it.
    pub(super) fn add(&mut self, text: &str) -> Option<Finished> {
        if !self.is_at_start() {
            return None;
        }
        self.text.push_str(text);
        self.chars.all = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.end()
    }
}
