//! Quotations: which marks open and close, and what stands between them.

use crate::text::fold::is_apostrophe;
use crate::text::scan::{Base, Piece};
use crate::text::span::Span;

/// One stretch between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words, marks left out.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
}

/// What a quotation mark does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MarkRole {
    Open,
    Close,
    /// No quotation mark, or an apostrophe.
    None,
}

/// The family of a mark, so that a quotation closes with the kind it opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Angle,
}

fn family(text: &str) -> Option<Family> {
    match text {
        "\"" | "“" | "”" | "„" | "‟" | "＂" | "''" | "``" | "‘‘" | "’’" | "「" | "」" | "『" | "』" => {
            Some(Family::Double)
        }
        "«" | "»" | "‹" | "›" => Some(Family::Angle),
        "'" | "‘" | "’" | "‚" | "‛" | "`" => Some(Family::Single),
        _ => None,
    }
}

/// Whether a mark can be a quotation mark.
pub(crate) fn is_quote_mark(text: &str) -> bool {
    family(text).is_some()
}

/// The quotations of one paragraph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quoted {
    /// The outermost ones, in order.
    pub quotes: Vec<Quotation>,
    /// What each piece does, empty where there is no quotation.
    pub roles: Vec<MarkRole>,
}

impl Quoted {
    /// Forgets the paragraph.
    pub(crate) fn clear(&mut self) {
        self.quotes.clear();
        self.roles.clear();
    }

    /// Returns what a piece does.
    pub(crate) fn role(&self, piece: usize) -> MarkRole {
        self.roles.get(piece).copied().unwrap_or(MarkRole::None)
    }
}

/// Finds the quotations among the pieces of one paragraph, and the role of every piece.
///
/// Only outermost quotations are returned. One left open at the end of the paragraph (a speech that goes on in the
/// next one) ends there. Cost is linear.
pub(crate) fn quotations(raw: &str, base: &[Base], quoted: &mut Quoted) {
    quoted.clear();
    let Quoted { quotes: found, roles } = quoted;
    roles.resize(base.len(), MarkRole::None);
    let mut at = 0;
    while at < base.len() {
        if base[at].piece != Piece::Mark {
            at += 1;
            continue;
        }
        let Some((kind, opening)) = opener(raw, base, at) else {
            at += 1;
            continue;
        };
        let close = closer(raw, base, at, kind, opening);
        let Some(close) = close.or_else(|| (kind != Family::Single).then_some(base.len())) else {
            at += 1;
            continue;
        };
        if close > at + 1 {
            roles[at] = MarkRole::Open;
            let first = base[at + 1].span.start as usize;
            let last = base[close - 1].span.end as usize;
            let mut outer = Span::new(base[at].span.start as usize, last);
            if close < base.len() {
                roles[close] = MarkRole::Close;
                outer = outer.join(base[close].span);
            }
            found.push(Quotation { inner: Span::new(first, last), outer });
        }
        at = close.max(at) + 1;
    }
}

fn opener(raw: &str, base: &[Base], at: usize) -> Option<(Family, char)> {
    let text = base[at].span.of(raw);
    let kind = family(text)?;
    let c = text.chars().next()?;
    let next = base.get(at + 1)?;
    let before = raw[..base[at].span.start as usize].chars().next_back();
    let opens_word = before.is_none_or(|b| !b.is_alphanumeric());
    let opens = match c {
        '“' | '„' | '‟' | '«' | '‹' | '「' | '『' => true,
        // German »…« opens with the mark that closes elsewhere.
        '»' | '›' => base[at].spaced || at == 0,
        '”' | '’' => (base[at].spaced || at == 0) && !next.spaced && opens_word,
        '"' | '＂' => opens_word || !next.spaced && base[at].spaced,
        '\'' | '`' if text.len() == 2 => opens_word,
        _ => opens_word && !next.spaced,
    };
    opens.then_some((kind, c))
}

fn closer(raw: &str, base: &[Base], open: usize, kind: Family, opening: char) -> Option<usize> {
    let mut nested = 0usize;
    let mut loose = None;
    for at in open + 1..base.len() {
        if base[at].piece != Piece::Mark {
            continue;
        }
        let text = base[at].span.of(raw);
        if family(text) != Some(kind) {
            continue;
        }
        let c = text.chars().next().unwrap_or(' ');
        match kind {
            Family::Double | Family::Angle => {
                let reopens = match (opening, c) {
                    ('“', '“') | ('«', '«') => c != '"',
                    // „…“ and ”…”: the second mark closes.
                    _ => false,
                };
                if reopens {
                    nested += 1;
                } else if nested > 0 {
                    nested -= 1;
                } else {
                    return Some(at);
                }
            }
            Family::Single => {
                let touches_before = !base[at].spaced;
                let after = raw[base[at].span.end as usize..].chars().next();
                let closes = touches_before && after.is_none_or(|n| !n.is_alphanumeric()) && c != '‘';
                if closes {
                    let before = raw[..base[at].span.start as usize].chars().next_back();
                    // A possessive plural (the players' union) looks like a close: one after a mark is surer.
                    if before.is_some_and(|b| !b.is_alphanumeric()) || before != Some('s') {
                        return Some(at);
                    }
                    loose.get_or_insert(at);
                }
            }
        }
    }
    loose.filter(|at| {
        base[*at].span.start as usize - base[open].span.end as usize <= 400 || is_apostrophe(opening)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::scan::scan;

    fn check(text: &str, expected: &[&str]) {
        let mut base = Vec::new();
        scan(text, Span::new(0, text.len()), false, false, &mut base);
        let mut quoted = Quoted::default();
        quotations(text, &base, &mut quoted);
        let got: Vec<&str> = quoted.quotes.iter().map(|q| q.inner.of(text)).collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn finds_every_house_style() {
        check("\"Go,\" he said. \"Now.\"", &["Go,", "Now."]);
        check("“Go,” he said.", &["Go,"]);
        check("‘It’s the players’ money,’ she said.", &["It’s the players’ money,"]);
        check("'Go,' he said of the players' union.", &["Go,"]);
        check("Er sagte: „Nein.“ Dann: »Doch.«", &["Nein.", "Doch."]);
        check("Il a dit : «\u{202f}Non.\u{202f}»", &["Non."]);
        check("“He told me ‘no’ twice,” she said.", &["He told me ‘no’ twice,"]);
        check("The players' union and the workers' council met.", &[]);
        check("“We go on.", &["We go on."]);
        check("a so-called \"safe zone\" near", &["safe zone"]);
        check("\"\" \"", &[]);
    }
}
