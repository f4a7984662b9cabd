//! The dateline that opens an agency story: `PARIS, Sept 4 (Agency) -`.

use crate::text::fold::digit;
use crate::text::scan::{Base, Piece};

/// Longest dateline in pieces.
const LONGEST: usize = 24;

/// Returns how many pieces the dateline at the head of a paragraph takes (its dash included), 0 for none, and the
/// piece range of the credit between brackets.
///
/// A dateline opens with a place in capitals, or ends in a bracketed credit, and is closed by a dash that stands free.
/// It holds no lower-case words but month names and joining words.
pub(crate) fn dateline(raw: &str, base: &[Base]) -> (usize, Option<(usize, usize)>) {
    let text = |at: usize| base[at].span.of(raw);
    let Some(dash) = (1..base.len().min(LONGEST)).find(|at| is_free_dash(raw, base, *at)) else {
        return (0, None);
    };
    let open = (0..dash).find(|at| text(*at) == "(");
    let credit = open.filter(|_| text(dash - 1) == ")").map(|at| (at + 1, dash - 1));
    let shouted = base[0].piece == Piece::Word
        && text(0).chars().count() >= 2
        && text(0).chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let cased = text(0).chars().any(|c| c.is_uppercase() || c.is_lowercase());
    if !(shouted || credit.is_some_and(|(from, to)| to - from <= 6 && from <= 14)) {
        return (0, None);
    }
    let credited = credit.is_some_and(|(from, to)| to - from <= 6 && from <= 14);
    let plain = (0..dash).all(|at| {
        let piece = text(at);
        // With a place in capitals and a credit the words between are a date, in any language.
        if shouted && credited && base[at].piece != Piece::Mark {
            return true;
        }
        match base[at].piece {
            Piece::Mark => matches!(piece, "," | "." | "(" | ")" | "/" | "-" | "'" | "’" | "&" | "،"),
            Piece::Figure => piece.chars().filter(|c| digit(*c).is_some()).count() <= 4,
            _ => {
                !cased
                    || !piece.chars().next().is_some_and(char::is_lowercase)
                    || JOINERS.contains(&piece)
                    || credit.is_some_and(|(from, to)| from <= at && at < to)
            }
        }
    });
    // A capitalised acronym that opens a sentence with a dash (NATO - which ...) has no comma, credit or second name.
    let acronym = credit.is_none() && dash == 1 && text(0).chars().count() <= 4;
    if plain && !acronym { (dash + 1, credit) } else { (0, None) }
}

const JOINERS: [&str; 14] =
    ["of", "the", "de", "la", "le", "du", "and", "am", "near", "upon", "al", "el", "janv", "in"];

fn is_free_dash(raw: &str, base: &[Base], at: usize) -> bool {
    let text = base[at].span.of(raw);
    let dash = matches!(text, "-" | "–" | "—" | "--" | "―" | ":");
    if !dash {
        return false;
    }
    let next_free = base.get(at + 1).is_some_and(|n| n.spaced || text == "—");
    (base[at].spaced || text == "—" || text == ":" && base[at - 1].span.of(raw) == ")") && next_free
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use crate::text::scan::scan;

    fn check(text: &str, expected: &str) {
        let mut base = Vec::new();
        scan(text, Span::new(0, text.len()), false, false, &mut base);
        let (pieces, _) = dateline(text, &base);
        let end = if pieces == 0 { 0 } else { base[pieces - 1].span.end as usize };
        assert_eq!(&text[..end], expected);
    }

    #[test]
    fn datelines_are_told_from_dashes() {
        check("PARIS (Agency) - Ministers met.", "PARIS (Agency) -");
        check("PARIS, Sept. 4 (Agency) — Ministers met.", "PARIS, Sept. 4 (Agency) —");
        check("WASHINGTON — Ministers met.", "WASHINGTON —");
        check("ST. PAUL, Minn. (XY) — Ministers met.", "ST. PAUL, Minn. (XY) —");
        check("Ministers met - and left - on Monday.", "");
        check("NATO - which has 32 members - met.", "");
        check("The summit, of the so-called club - met.", "");
    }
}
