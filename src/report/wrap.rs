//! Styled text -> lines of at most a given width.
//!
//! Width is counted in terminal columns (`unicode-width`), a line is only cut between grapheme clusters.
//! Lines break at white space and after wide characters (Chinese, Japanese and Korean are set without spaces);
//! a word longer than the line is cut. Several spaces in one piece stay several inside a line; where two pieces
//! meet with a space each, the wider one counts.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::palette::Label;
use super::styled::{Piece, Styled, width};

/// One line of pieces, without its line break.
pub(super) type Line = Vec<Piece>;

/// A stretch that is not broken while it fits.
struct Word {
    pieces: Vec<Piece>,
    width: usize,
    /// The columns of space before the word; 0 where no space stands.
    space: usize,
    /// The label of that space.
    space_label: Label,
}

/// Returns `text` in lines of at most `columns` columns, all but the first indented by `hang` columns.
///
/// A single cluster wider than the line stands alone on a line of its own. Returns one empty line for empty text.
pub(super) fn wrap(text: &Styled, columns: usize, hang: usize) -> Vec<Line> {
    let columns = columns.max(1);
    let hang = if hang < columns { hang } else { 0 };
    let mut lines: Vec<Line> = vec![Vec::new()];
    let mut used = 0;
    for word in words(text) {
        let at_start = used <= indent(&lines, hang) && lines.len() > 1;
        let gap = if at_start { 0 } else { word.space };
        if used + gap + word.width <= columns {
            let line = last(&mut lines);
            if gap > 0 {
                push(line, word.space_label, &" ".repeat(gap));
            }
            for piece in &word.pieces {
                push(line, piece.label, &piece.text);
            }
            used += gap + word.width;
        } else if hang + word.width <= columns {
            used = open(&mut lines, hang) + word.width;
            last(&mut lines).extend(word.pieces);
        } else {
            if used > indent(&lines, hang) {
                used = open(&mut lines, hang);
            }
            for piece in &word.pieces {
                for cluster in piece.text.graphemes(true) {
                    if used + cluster.width() > columns && used > indent(&lines, hang) {
                        used = open(&mut lines, hang);
                    }
                    push(last(&mut lines), piece.label, cluster);
                    used += cluster.width();
                }
            }
        }
    }
    lines
}

/// Returns `line` with spaces up to `columns` columns.
pub(super) fn pad(mut line: Line, columns: usize) -> Line {
    let missing = columns.saturating_sub(width(&line));
    if missing > 0 {
        push(&mut line, Label::Plain, &" ".repeat(missing));
    }
    line
}

/// Starts a new line and returns the columns that its indent takes.
fn open(lines: &mut Vec<Line>, hang: usize) -> usize {
    lines.push(Vec::new());
    if hang > 0 {
        push(last(lines), Label::Plain, &" ".repeat(hang));
    }
    hang
}

/// The columns of indent on the last line.
fn indent(lines: &[Line], hang: usize) -> usize {
    if lines.len() > 1 { hang } else { 0 }
}

/// The last line; there is always one.
fn last(lines: &mut Vec<Line>) -> &mut Line {
    if lines.is_empty() {
        lines.push(Vec::new());
    }
    let at = lines.len() - 1;
    &mut lines[at]
}

/// Appends text to a line, joined to the piece before it when the label is the same.
fn push(line: &mut Line, label: Label, text: &str) {
    match line.last_mut() {
        Some(piece) if piece.label == label => piece.text.push_str(text),
        _ => line.push(Piece { text: text.to_owned(), label }),
    }
}

/// Splits text into words.
fn words(text: &Styled) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut space, mut space_label) = (0, Label::Plain);
    let mut open = false;
    let mut wide = false;
    for piece in text.pieces() {
        let mut run = 0;
        for cluster in piece.text.graphemes(true) {
            if cluster == " "
                || cluster.chars().all(|c| c.is_whitespace() && c != '\u{a0}' && c != '\u{202f}')
            {
                run += 1;
                if run > space {
                    (space, space_label) = (run, piece.label);
                }
                open = false;
                continue;
            }
            run = 0;
            let columns = cluster.width();
            let breaks = wide && !clings(cluster)
                || columns > 1 && !clings(cluster) && !words.last().is_some_and(opens);
            if !open || breaks {
                words.push(Word { pieces: Vec::new(), width: 0, space, space_label });
                space = 0;
                open = true;
            }
            wide = columns > 1;
            if let Some(word) = words.last_mut() {
                push(&mut word.pieces, piece.label, cluster);
                word.width += columns;
            }
        }
    }
    words
}

/// Whether a line may not begin with this cluster.
fn clings(cluster: &str) -> bool {
    matches!(
        cluster.chars().next(),
        Some(
            '。' | '、'
                | '，'
                | '．'
                | '：'
                | '；'
                | '！'
                | '？'
                | '）'
                | '」'
                | '』'
                | '】'
                | '》'
                | '”'
                | '’'
                | ']'
                | '}'
                | '+'
                | '-'
                | '.'
                | ','
                | ')'
                | '!'
                | '?'
        )
    )
}

/// Whether a line may not end with this word, so far only an opening sign.
fn opens(word: &Word) -> bool {
    let end = word.pieces.last().and_then(|p| p.text.chars().next_back());
    matches!(end, Some('[' | '{' | '!' | '+' | '-' | '(' | '“' | '‘' | '「' | '『' | '（' | '《' | '【'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, columns: usize, hang: usize, expected: &[&str]) {
        let lines = wrap(&Styled::of(Label::Plain, text), columns, hang);
        let shown: Vec<String> = lines.iter().map(|l| l.iter().map(|p| p.text.as_str()).collect()).collect();
        assert_eq!(shown, expected);
        assert!(lines.iter().all(|l| width(l) <= columns), "{shown:?} is wider than {columns}");
    }

    #[test]
    fn breaks_at_spaces() {
        check("one two  three", 8, 0, &["one two", "three"]);
        check("  a  b c", 8, 0, &["  a  b c"]);
        check("one two three", 9, 2, &["one two", "  three"]);
        check("", 9, 2, &[""]);
    }

    #[test]
    fn cuts_long_words_between_clusters() {
        check("abcdefghij", 4, 0, &["abcd", "efgh", "ij"]);
        check("x abcdefghij", 4, 1, &["x", " abc", " def", " ghi", " j"]);
        check("e\u{301}e\u{301}e\u{301}", 2, 0, &["e\u{301}e\u{301}", "e\u{301}"]);
    }

    #[test]
    fn wide_text_breaks_anywhere_but_before_closing_signs() {
        check("北京北京北京", 5, 0, &["北京", "北京", "北京"]);
        check("北京。北", 5, 0, &["北", "京。", "北"]);
    }

    #[test]
    fn labels_survive_and_words_are_not_split_at_them() {
        let text = Styled::of(Label::Plain, "aa ").add(Label::Alert, "bb").add(Label::Plain, "cc d");
        let lines = wrap(&text, 6, 0);
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[1],
            [
                Piece { text: "bb".to_owned(), label: Label::Alert },
                Piece { text: "cc d".to_owned(), label: Label::Plain },
            ]
        );
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(width(&pad(vec![Piece { text: "北".to_owned(), label: Label::Plain }], 5)), 5);
    }
}
