//! What fits a column: text of others, bars, numbers.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::report::palette::Label;
use crate::report::scan::digest::percent;
use crate::report::screen::{Cell, Screen, clip};
use crate::report::styled::Styled;
use crate::report::vocabulary::number;
use crate::report::wrap::{Line, wrap};

/// From this width text is cut between words; in less too much would be lost.
const BETWEEN_WORDS_FROM: usize = 32;

/// Characters of a text of others that are looked at: no line is longer, and no headline costs more than a long one.
const LOOKED_AT: usize = 4096;

/// The beginning of a text.
fn begin(raw: &str) -> &str {
    raw.char_indices().nth(LOOKED_AT).map_or(raw, |(at, _)| &raw[..at])
}

/// Returns text of others on one line of at most `columns` columns; what is cut off ends in an ellipsis.
pub(super) fn foreign(label: Label, raw: &str, columns: usize) -> Styled {
    let whole = Styled::new().add_foreign(label, begin(raw.trim()));
    if whole.width() <= columns || columns >= BETWEEN_WORDS_FROM {
        return isolated(clip(&whole, columns));
    }
    let clean: String = whole.pieces().iter().map(|p| p.text.as_str()).collect();
    let fits = |(at, cluster): &(usize, &str)| clean[..*at].width() + cluster.width() < columns;
    let end = clean.grapheme_indices(true).take_while(fits).last().map_or(0, |(at, c)| at + c.len());
    isolated(Styled::of(label, format!("{}…", clean[..end].trim_end())))
}

/// Returns text of others as it is, to stand among other words.
pub(super) fn running(label: Label, raw: &str) -> Styled {
    isolated(Styled::new().add_foreign(label, begin(raw.trim())))
}

/// Returns an id of at most `columns` columns, its end where it is too long: that is where ids differ.
pub(super) fn id(label: Label, raw: &str, columns: usize) -> Styled {
    let from = raw.char_indices().rev().nth(LOOKED_AT).map_or(0, |(at, _)| at);
    let whole = Styled::new().add_foreign(label, &raw[from..]);
    if whole.width() <= columns {
        return isolated(whole);
    }
    let clean: String = whole.pieces().iter().map(|p| p.text.as_str()).collect();
    let fits = |(at, _): &(usize, &str)| clean[*at..].width() < columns;
    let end = clean.grapheme_indices(true).rev().take_while(fits).last().map_or("", |(at, _)| &clean[at..]);
    isolated(Styled::of(label, format!("…{end}")))
}

/// Appends text of others with `indent` columns before every line and at most `lines` lines.
pub(super) fn block(screen: &mut Screen, label: Label, raw: &str, indent: usize, lines: usize) {
    let columns = screen.width().saturating_sub(indent).max(10);
    let raw = begin(raw.trim());
    let whole = raw.trim_end_matches('…');
    let wrapped = wrap(&Styled::new().add_foreign(label, whole.trim_end()), columns, 0);
    let more = wrapped.len() > lines || whole.len() < raw.len();
    let last = wrapped.len().min(lines);
    for (at, line) in wrapped.into_iter().take(lines).enumerate() {
        let mut styled = of_line(line);
        if more && at + 1 == last {
            let room = columns.saturating_sub(2);
            if styled.width() > room {
                styled = wrap(&styled, room, 0).into_iter().next().map_or(Styled::new(), of_line);
            }
            styled = styled.add(Label::Quiet, " …");
        }
        screen.indented(&isolated(styled), indent);
    }
}

/// A wrapped line as text again.
fn of_line(line: Line) -> Styled {
    let mut styled = Styled::new();
    line.into_iter().for_each(|piece| styled.push(piece.label, piece.text));
    styled
}

/// Appends a text in as many lines as it takes, all indented by `indent` columns and all but the first by `hang` more;
/// marks of direction are closed at the end of each line and set again in the next.
pub(super) fn flow(screen: &mut Screen, text: &Styled, indent: usize, hang: usize) {
    let columns = screen.width().saturating_sub(indent).max(10);
    let mut open = false;
    for line in wrap(text, columns, hang) {
        let mut whole = Styled::of(Label::Plain, " ".repeat(indent));
        let mut again = open;
        for piece in line {
            if again && !piece.text.trim().is_empty() {
                whole.push(piece.label, ISOLATE);
                again = false;
            }
            open = match (piece.text.rfind(ISOLATE), piece.text.rfind(END)) {
                (None, None) => open,
                (begun, ended) => begun > ended,
            };
            whole.push(piece.label, piece.text);
        }
        if open {
            whole.push(Label::Plain, END);
        }
        screen.line(whole.pieces().to_vec());
    }
}

/// Begins and ends text whose direction is its own (U+2068, U+2069).
const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// Returns the text between marks that keep its direction to itself, when some of it is written from right to left: what
/// stands beside it would change places with it otherwise. The marks take no column.
fn isolated(text: Styled) -> Styled {
    let turns = |c: char| {
        matches!(c,
            '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let Some(label) = text.pieces().iter().find(|p| p.text.contains(turns)).map(|p| p.label) else {
        return text;
    };
    let mut out = Styled::of(label, ISOLATE);
    text.pieces().iter().for_each(|piece| out.push(piece.label, piece.text.clone()));
    out.add(label, END)
}

/// Returns a share as a bar of `cells` columns and the per cent behind it; without a bar when `cells` is 0.
pub(super) fn share(label: Label, share: f64, cells: usize) -> Styled {
    let mut out = Styled::new();
    if cells > 0 {
        let filled = bar(share, cells);
        let empty = "░".repeat(cells - filled.chars().count());
        out = out.add(label, filled).add(Label::Quiet, empty).add(Label::Plain, " ");
    }
    out.add(Label::Plain, format!("{:>3}%", percent(share)))
}

/// The filled part of a bar: rounded down, so that only all is full, but something is never empty.
fn bar(share: f64, cells: usize) -> String {
    let filled = (share.clamp(0.0, 1.0) * cells as f64) as usize;
    "█".repeat(filled.max(usize::from(share > 0.0)))
}

/// Returns a cell of `columns` columns with the text at its right end.
pub(super) fn right(text: &Styled, columns: usize) -> Cell {
    let mut out = Styled::of(Label::Plain, " ".repeat(columns.saturating_sub(text.width())));
    text.pieces().iter().for_each(|piece| out.push(piece.label, piece.text.clone()));
    Cell::new(out, columns)
}

/// Returns a cell with a number at its right end.
pub(super) fn figure(n: impl Into<u64>, columns: usize) -> Cell {
    right(&Styled::of(Label::Plain, number(n)), columns)
}

/// Appends `and 1,204 more NOUN; ...`; `noun` begins with a space or is empty.
pub(super) fn more(screen: &mut Screen, left: u64, noun: &str, indent: usize) {
    if left > 0 {
        let text = format!("and {} more{noun}; --top N or --top all shows them", number(left));
        flow(screen, &Styled::of(Label::Quiet, text), indent, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &Styled) -> String {
        text.pieces().iter().map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn bars_have_one_width() {
        for (given, expected) in [
            (0.0, "░░░░   0%"),
            (0.01, "█░░░   1%"),
            (0.74, "██░░  74%"),
            (1.0, "████ 100%"),
            (7.0, "████ 100%"),
        ] {
            assert_eq!(shown(&share(Label::Plain, given, 4)), expected);
        }
        assert_eq!(shown(&share(Label::Plain, 0.5, 0)), " 50%");
    }

    #[test]
    fn text_is_cut_by_columns() {
        assert_eq!(shown(&foreign(Label::Plain, "one two three", 9)), "one two…");
        assert_eq!(shown(&foreign(Label::Plain, "北京北京北京", 9)), "北京北京…");
        assert_eq!(
            shown(&foreign(Label::Plain, "Nine are missing as a ferry sinks off the coast", 40)),
            "Nine are missing as a ferry sinks off …"
        );
        assert_eq!(shown(&id(Label::Plain, "feed/night.jsonl#12", 8)), "…sonl#12");
    }

    #[test]
    fn right_to_left_text_stays_in_its_column() {
        assert_eq!(shown(&foreign(Label::Plain, "الميناء يغلق", 40)), "\u{2068}الميناء يغلق\u{2069}");
        let cut = foreign(Label::Plain, "الميناء يغلق أبوابه", 9);
        assert!(cut.width() <= 9 && shown(&cut).ends_with("…\u{2069}"), "{cut:?}");
        assert_eq!(shown(&foreign(Label::Plain, "a\u{2069}b", 40)), "a<U+2069>b");
    }
}
