//! Text of one side with its changed words marked: `[words]` of A, `{words}` of B, `!` for a fact.

use crate::compare::SentenceId;
use crate::report::palette::Label;
use crate::report::reading::Reading;
use crate::report::runs::{Ink, join};
use crate::report::styled::Styled;
use crate::text::{Side, Span};

/// Returns the part of a linked sentence that lies in `within`, its changed words marked.
pub(super) fn linked(
    reading: &Reading<'_>,
    side: Side,
    id: SentenceId,
    within: Span,
    style: bool,
    plain: Label,
) -> Styled {
    let marks = reading.marks(side, id);
    if marks.is_empty() {
        return Styled::new().add_foreign(plain, reading.text(side, within));
    }
    let clipped = marks.iter().filter_map(|m| {
        let (start, end) = (m.span.start.max(within.start), m.span.end.min(within.end));
        (start < end).then(|| (Ink::of(m.class, style), Span { start, end }))
    });
    let mut text = Styled::new();
    for (ink, span) in join(clipped, reading.raw(side)) {
        text.append(run(reading, side, ink, span, plain));
    }
    text
}

/// Returns the text of a span that begins in paragraph `n`, changed words marked; sentences without a link stay
/// unmarked.
pub(super) fn span(reading: &Reading<'_>, side: Side, n: u32, span: Span) -> Styled {
    let sentences = reading.paragraph(side, n).map_or(&[][..], |p| &p.sentences);
    let held =
        sentences.first().zip(sentences.last()).is_some_and(|(f, l)| f.span.join(l.span).contains(span));
    if !held {
        return Styled::new().add_foreign(Label::Plain, reading.text(side, span));
    }
    let mut text = Styled::new();
    let mut at = span.start;
    let first = sentences.partition_point(|s| s.span.end <= span.start);
    for sentence in sentences[first..].iter().take_while(|s| s.span.start < span.end) {
        let within =
            Span { start: sentence.span.start.max(span.start), end: sentence.span.end.min(span.end) };
        text.push_foreign(Label::Plain, reading.text(side, Span { start: at, end: within.start.max(at) }));
        text.append(linked(reading, side, sentence.id, within, false, Label::Plain));
        at = within.end;
    }
    text
}

/// Returns a marked stretch: `[words]` of A, `{words}` of B, `!` for a fact; white space stays outside the marks.
pub(super) fn run(reading: &Reading<'_>, side: Side, ink: Ink, span: Span, plain: Label) -> Styled {
    let raw = reading.text(side, span);
    let core = raw.trim();
    if core.is_empty() || matches!(ink, Ink::Plain | Ink::Elsewhere) {
        return Styled::new().add_foreign(plain, raw);
    }
    let lead = if raw.starts_with(char::is_whitespace) { " " } else { "" };
    let tail = if raw.ends_with(char::is_whitespace) { " " } else { "" };
    let (open, close, label) = match (ink, side) {
        (Ink::Fact, Side::Left) => ("[!", "]", Label::Fact(side)),
        (Ink::Fact, Side::Right) => ("{!", "}", Label::Fact(side)),
        (Ink::Style, _) => ("‹", "›", Label::Style),
        (_, Side::Left) => ("[", "]", Label::Words(side)),
        (_, Side::Right) => ("{", "}", Label::Words(side)),
    };
    Styled::of(plain, lead).add(label, open).add_foreign(label, core).add(label, close).add(plain, tail)
}
