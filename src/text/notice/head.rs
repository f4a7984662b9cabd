//! Notices before a headline and behind it: `CORRECTED-UPDATE 2-Ferry sinks`, `Ferry sinks, 1st Ld-Writethru`.

use crate::text::notice::model::{Notice, NoticeKind};
use crate::text::notice::table::{Head, heads};
use crate::text::span::Span;

/// Most notices before one headline.
const MOST: usize = 4;
/// Most bytes between the brackets of a notice in a headline.
const BRACKETED: usize = 100;

/// What stands around a headline.
pub(super) struct Cut {
    /// Its notices in order, each with its bytes.
    pub notices: Vec<(NoticeKind, Option<u32>, Span)>,
    /// The headline without them.
    pub core: Span,
}

/// Returns a headline without the notices before and behind it: `CORRECTED-UPDATE 2-Ferry sinks` is `Ferry sinks`. One that
/// is nothing but notices stays as it is. Linear in the headline.
///
/// ```
/// use wirediff::text::headline_without_notice;
/// assert_eq!(headline_without_notice("UPDATE 2-Ferry sinks off Marrow"), "Ferry sinks off Marrow");
/// assert_eq!(headline_without_notice("Update on ferry: two saved"), "Update on ferry: two saved");
/// ```
pub fn headline_without_notice(headline: &str) -> &str {
    cut(headline).core.of(headline)
}

/// Returns the notices of a headline; `at` is its first byte in the text, where it is part of it.
pub(super) fn notices(headline: &str, at: Option<u32>) -> Vec<Notice> {
    let cut = cut(headline);
    let told = cut.notices.into_iter().map(|(kind, number, span)| {
        let place = at.map(|at| Span { start: at + span.start, end: at + span.end });
        Notice::new(kind, number, span.of(headline), place)
    });
    told.collect()
}

/// Cuts a headline into its notices and the rest.
fn cut(headline: &str) -> Cut {
    let mut notices = Vec::new();
    let mut start = headline.len() - headline.trim_start().len();
    let mut end = headline.trim_end().len().max(start);
    while notices.len() < MOST {
        let Some(found) = next(&headline[start..end]) else { break };
        let from = start;
        notices.push((found.kind, found.number, Span::new(from, from + found.words)));
        start += found.len;
    }
    if let Some((kind, number, at)) = tail(&headline[start..end]) {
        notices.push((kind, number, Span::new(start + at, end)));
        end = start + headline[start..start + at].trim_end_matches([' ', ',', '-', '–', '—', ':']).len();
    }
    Cut { notices, core: Span::new(start, end) }
}

/// One notice at the head of a text.
struct Found {
    kind: NoticeKind,
    number: Option<u32>,
    /// Bytes of its words.
    words: usize,
    /// Bytes of it with the mark behind it.
    len: usize,
}

/// Reads one notice; none where nothing would be left behind it.
fn next(text: &str) -> Option<Found> {
    let bracketed = text.starts_with(['(', '[', '<']);
    let found =
        if bracketed { in_brackets(text) } else { heads().iter().find_map(|head| before_mark(text, head)) };
    found.filter(|found| text[found.len..].chars().any(char::is_alphanumeric))
}

/// How the words of a head are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Capitals,
    Title,
}

/// Returns the bytes that the words of a head take at the start of a text, and how they are written.
fn strip(text: &str, head: &Head) -> Option<(usize, Case)> {
    let (mut small, mut len) = (false, 0);
    let mut chars = text.chars();
    for (n, wanted) in head.words.chars().enumerate() {
        let c = chars.next()?;
        if c != wanted {
            let is_small = n > 0 && c.is_lowercase() && c.to_uppercase().eq([wanted]);
            if !is_small {
                return None;
            }
            small = true;
        }
        len += c.len_utf8();
    }
    let whole = chars.next().is_none_or(|c| !c.is_alphabetic());
    whole.then_some((len, if small { Case::Title } else { Case::Capitals }))
}

/// Returns the number at the start of a text and the bytes it takes with the space before it.
fn number(text: &str) -> (Option<u32>, usize) {
    let figures = text.trim_start_matches(' ');
    let digits = figures.bytes().take_while(u8::is_ascii_digit).count();
    match figures[..digits].parse() {
        Ok(number) if digits <= 3 => (Some(number), text.len() - figures.len() + digits),
        _ => (None, 0),
    }
}

/// `UPDATE 2-`, `CORRECTED - `, `Correction: `.
fn before_mark(text: &str, head: &Head) -> Option<Found> {
    let (mut words, case) = strip(text, head)?;
    let (number, taken) = number(&text[words..]);
    words += taken;
    if head.numbered && number.is_none() {
        return None;
    }
    let rest = &text[words..];
    let after = official(rest);
    let mark = after.trim_start_matches(' ');
    let behind = mark.trim_start_matches(['-', '–', '—', ':']);
    if behind.len() == mark.len() {
        return None;
    }
    let colon = mark.starts_with(':');
    let free = colon || mark.len() < after.len() || behind.starts_with(' ') || !mark.starts_with('-');
    if case == Case::Title && (head.free || !colon) {
        return None;
    }
    // `REPEAT-OFFENDERS JAILED` is a headline, `REPEAT-Ferry sinks` is not.
    if head.free && !free && number.is_none() && !behind.chars().any(char::is_lowercase) {
        return None;
    }
    let behind = official(behind.trim_start_matches(' ')).trim_start_matches(['-', '–', '—', ':', ' ']);
    Some(Found { kind: head.kind, number, words, len: text.len() - behind.len() })
}

/// Returns a text without the `(OFFICIAL)` at its head, which tells who made the mistake.
fn official(text: &str) -> &str {
    text.trim_start_matches(' ').strip_prefix("(OFFICIAL)").unwrap_or(text)
}

/// `(CORRECTED)`, `(Update 2) -`, `(CORRIGE cifra)`.
fn in_brackets(text: &str) -> Option<Found> {
    let close = text.find([')', ']', '>']).filter(|at| *at <= BRACKETED)?;
    let inner = text.get(1..close)?;
    let (kind, number) = heads().iter().find_map(|head| {
        let (words, case) = strip(inner, head)?;
        let (number, taken) = number(&inner[words..]);
        let rest = &inner[words + taken..];
        let whole = rest.trim().is_empty();
        let more = case == Case::Capitals && rest.starts_with([' ', ':']) && !head.free;
        (whole || more).then_some((head.kind, number))
    })?;
    let behind = text[close + 1..].trim_start_matches(['-', '–', '—', ':', ' ']);
    Some(Found { kind, number, words: close + 1, len: text.len() - behind.len() })
}

/// Reads a notice at the end of a headline or slug: kind, number, and the byte at which it begins. None where nothing would
/// stand before it.
pub(super) fn tail(text: &str) -> Option<(NoticeKind, Option<u32>, usize)> {
    let found = if text.ends_with([')', ']']) { closing(text) } else { version(text) };
    found.filter(|(_, _, at)| text[..*at].chars().any(char::is_alphanumeric))
}

/// `Ferry sinks (CORRECTED)`.
fn closing(text: &str) -> Option<(NoticeKind, Option<u32>, usize)> {
    let open = text.rfind(['(', '[']).filter(|at| text.len() - at <= BRACKETED)?;
    let found = in_brackets(&text[open..])?;
    let inner = text[open + 1..].trim_end_matches([')', ']']);
    // Words in capitals at the end of a headline may be a source.
    let told = heads().iter().any(|head| {
        strip(inner, head).is_some_and(|(words, _)| number(&inner[words..]).1 + words == inner.len())
    });
    told.then_some((found.kind, found.number, open))
}

/// `Ferry Sinking, 1st Ld-Writethru`, `Ferry Sinking, 2nd Ld, a0123`.
fn version(text: &str) -> Option<(NoticeKind, Option<u32>, usize)> {
    let mut at = text.len();
    for _ in 0..2 {
        at = text[..at].rfind(", ")?;
        let Some((count, rest)) = text[at + 2..].split_once(' ') else { continue };
        let digits = count.bytes().take_while(u8::is_ascii_digit).count();
        let ordinal = matches!(&count[digits..], "st" | "nd" | "rd" | "th");
        let lead = rest.starts_with("Ld") || rest.starts_with("Lead") || rest.starts_with("Writethru");
        let lead = lead && rest.split([' ', '-', ',']).next().is_some_and(|w| w.len() <= "Writethru".len());
        if let (true, true, Ok(count)) = (ordinal, lead, count[..digits].parse()) {
            return Some((NoticeKind::Update, Some(count), at));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use NoticeKind::{
        Advisory, Correction, Embargo, Kill, Recast, Refile, Repeat, Update, Withdrawal, Wrapup,
    };

    fn check(headline: &str, expected: &[(NoticeKind, Option<u32>)], core: &str) {
        let found: Vec<_> = notices(headline, None).into_iter().map(|n| (n.kind, n.number)).collect();
        assert_eq!(found, expected, "{headline}");
        assert_eq!(headline_without_notice(headline), core, "{headline}");
    }

    #[test]
    fn heads_of_agencies() {
        let core = "Ferry sinks off Marrow";
        for (head, expected) in [
            ("UPDATE 2-", &[(Update, Some(2))][..]),
            ("UPDATE 12 - ", &[(Update, Some(12))]),
            ("CORRECTED-", &[(Correction, None)]),
            ("CORRECTED - UPDATE 1-", &[(Correction, None), (Update, Some(1))]),
            ("CORRECTED-(OFFICIAL)-", &[(Correction, None)]),
            ("CORRECTED (OFFICIAL)-", &[(Correction, None)]),
            ("CORRECTED-(OFFICIAL)-UPDATE 3-", &[(Correction, None), (Update, Some(3))]),
            ("(CORRECTED) - ", &[(Correction, None)]),
            ("(CORRECTED)", &[(Correction, None)]),
            ("<CORRECTED> - ", &[(Correction, None)]),
            ("Corrected: ", &[(Correction, None)]),
            ("Corrected:", &[(Correction, None)]),
            ("CORRECTION: ", &[(Correction, None)]),
            ("Clarification: ", &[(Correction, None)]),
            ("CORRECTIVE - ", &[(Correction, None)]),
            ("REFILE-", &[(Refile, None)]),
            ("REFILE-UPDATE 1-", &[(Refile, None), (Update, Some(1))]),
            ("RECAST-", &[(Recast, None)]),
            ("RPT-", &[(Repeat, None)]),
            ("RPT-UPDATE 3-", &[(Repeat, None), (Update, Some(3))]),
            ("(RPT) ", &[(Repeat, None)]),
            ("WRAPUP 1-", &[(Wrapup, Some(1))]),
            ("WITHDRAWN-", &[(Withdrawal, None)]),
            ("ADVISORY-", &[(Advisory, None)]),
            ("URGENT - ", &[(Advisory, None)]),
            ("BULLETIN KILL - ", &[(Kill, None)]),
            ("KILL - ", &[(Kill, None)]),
            ("EMBARGOED: ", &[(Embargo, None)]),
            ("KORREKTUR: ", &[(Correction, None)]),
            ("Berichtigung: ", &[(Correction, None)]),
            ("(Berichtigung: Name) ", &[]),
            ("WDH: ", &[(Repeat, None)]),
            ("EXTRA: ", &[(Advisory, None)]),
            ("(RECTIFICATIF) ", &[(Correction, None)]),
            ("(ACTUALISATION) ", &[(Update, None)]),
            ("LEAD 1 - ", &[(Update, Some(1))]),
            ("(CORRIGE cifra) ", &[(Correction, None)]),
            ("(ACTUALIZA con cifras) ", &[(Update, None)]),
            ("CORRECCIÓN: ", &[(Correction, None)]),
            ("Corrección: ", &[(Correction, None)]),
        ] {
            let text = format!("{head}{core}");
            check(&text, expected, if expected.is_empty() { &text } else { core });
        }
        check("Ferry sinks (CORRECTED)", &[(Correction, None)], "Ferry sinks");
        check("XX--Ferry, 1st Ld-Writethru", &[(Update, Some(1))], "XX--Ferry");
        check("UPDATE 1-Ferry, 2nd Ld", &[(Update, Some(1)), (Update, Some(2))], "Ferry");
    }

    #[test]
    fn headlines_that_begin_alike() {
        for headline in [
            "Update on ferry: two saved",
            "UPDATE YOUR PHONE, POLICE SAY",
            "Corrected figures show fewer boats",
            "REPEAT-OFFENDERS JAILED IN HOLLIN",
            "KILL-OR-CURE PLAN FOR PORT",
            "LEAD-TAINTED WATER FOUND IN HOLLIN",
            "LEAD - a metal that will not go away",
            "URGENT CARE CLINIC TO SHUT",
            "Urgent: a novel",
            "Rpt. of the council",
            "Correction agency plans dropped",
            "TIMELINE-Ferries that sank",
            "Extra: read all about it",
            "Ferry sinks (AGENCY)",
            "Ferry sinks (UPDATE FROM MARROW)",
            "Ferry sinks, 2nd boat lost",
            "CORRECTED",
            "(CORRECTED)",
            "UPDATE 2-",
            "(",
            "",
            "–",
        ] {
            check(headline, &[], headline);
        }
    }
}
