//! Paragraphs that are notices: `(Corrects name in paragraph 3)`, `Eds: Updates with quotes.`, `Sperrfrist: 18 Uhr`.

use crate::text::language::Language;
use crate::text::notice::head::tail;
use crate::text::notice::model::{Notice, NoticeKind};
use crate::text::notice::table::{LineRule, Pack, Place, pack};
use crate::text::span::Span;

/// Paragraphs at the head of a story among which notices stand ...
const NEAR_HEAD: usize = 4;
/// ... and at its end, where credits and appeals may follow them.
const NEAR_END: usize = 6;
/// Most words of a notice.
const LONGEST: usize = 80;
/// Most words of a notice that nothing but its words marks as one.
const UNMARKED: usize = 40;
/// Most words of an embargo.
const EMBARGO: usize = 24;
/// Words from which a line that ends in a full stop is a sentence and not an embargo.
const SENTENCE: usize = 13;
/// Most words of a line that is a slug.
const SLUG: usize = 14;
/// Bytes that a `*` of a pattern may stand for.
const GAP: usize = 120;

/// Marks and spaces around the words of a line.
const AROUND: [char; 11] = ['*', '•', '-', '–', '—', '►', '»', '>', '|', '_', ' '];

/// What a paragraph is that begins like a notice.
pub(in crate::text) enum Line {
    /// It is one; the name of the rule.
    Whole(&'static str, Notice),
    /// One in brackets stands before its text, as in feeds that join paragraphs. It is told; the text stays content.
    Before(Notice),
}

/// Returns what paragraph `n` of `of` is where it is a notice or begins with one. `words` is its word count. Linear in the
/// paragraph, a look at a few bytes for most.
pub(in crate::text) fn line(
    raw: &str,
    span: Span,
    words: usize,
    (n, of): (usize, usize),
    language: Language,
) -> Option<Line> {
    if n >= NEAR_HEAD && n + NEAR_END < of {
        return None;
    }
    let text = span.of(raw).trim_start_matches(AROUND);
    let bracketed = text.starts_with(['(', '[']);
    if words > LONGEST && !bracketed {
        return None;
    }
    let struck = text.starts_with("///") && text.ends_with("///");
    let pack = pack(language);
    let start = if bracketed { &text[1..] } else { text.trim_start_matches(['/', ' ']) };
    if !struck && !pack.may_meet(start, bracketed) {
        return None;
    }
    let close = if bracketed { close(text)? } else { text.len() };
    let whole = text[close..].chars().all(|c| c == '.' || AROUND.contains(&c));
    if !whole {
        return (n < NEAR_HEAD).then(|| before(raw, span, &text[..close], pack)).flatten().map(Line::Before);
    }
    let lower = lower_case(start);
    let rule = pack.rules.iter().filter(|_| words <= LONGEST).find(|rule| match rule.place {
        Place::Parenthesis => bracketed && parenthesis(rule, &lower, pack),
        Place::Alone => alone(rule, &lower),
        _ => !bracketed && unbracketed(rule, &lower, words, pack),
    });
    let Some(rule) = rule else {
        let notice = || Notice::new(NoticeKind::Editors, None, span.of(raw), Some(span));
        return struck.then(|| Line::Whole("notice", notice()));
    };
    if rule.kind == NoticeKind::Embargo && !embargo(rule, &lower, words, bracketed) {
        return None;
    }
    Some(Line::Whole(rule.name, Notice::new(rule.kind, None, span.of(raw), Some(span))))
}

/// Returns the notice in brackets that stands before the text of a paragraph.
fn before(raw: &str, span: Span, brackets: &str, pack: &Pack) -> Option<Notice> {
    let words = brackets.split_whitespace().count();
    if words > UNMARKED {
        return None;
    }
    let lower = lower_case(&brackets[1..]);
    let told = |rule: &&LineRule| rule.place == Place::Parenthesis && rule.kind != NoticeKind::Embargo;
    let rule = pack.rules.iter().filter(told).find(|rule| parenthesis(rule, &lower, pack))?;
    let start = span.start as usize + span.of(raw).find(brackets)?;
    Some(Notice::new(rule.kind, None, brackets, Some(Span::new(start, start + brackets.len()))))
}

/// Returns the notice of a line that is a slug with the number of a version: `Ferry Sinking, 2nd Ld-Writethru`.
pub(in crate::text) fn slug(raw: &str, span: Span, words: usize, n: usize) -> Option<Notice> {
    let text = span.of(raw);
    if n >= NEAR_HEAD || words > SLUG || !text.contains("Ld") {
        return None;
    }
    let (kind, number, _) = tail(text)?;
    number.map(|_| Notice::new(kind, number, text, Some(span)))
}

/// Lower case, spaces and apostrophes plain.
fn lower_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for word in text.split_ascii_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        out.make_ascii_lowercase();
        return out;
    }
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
    }
    out
}

/// Returns the end of the bracket that opens a text; none where it is not closed.
fn close(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
    }
    None
}

/// Returns what follows a pattern that opens a text and ends with a word.
fn after<'t>(lower: &'t str, pattern: &str) -> Option<&'t str> {
    let Some((fixed, rest)) = pattern.split_once(" * ") else {
        let after = lower.strip_prefix(pattern)?;
        let whole = !pattern.ends_with(char::is_alphanumeric)
            || after.chars().next().is_none_or(|c| !c.is_alphanumeric());
        return whole.then_some(after);
    };
    let after = lower.strip_prefix(fixed).filter(|t| t.starts_with(' '))?;
    let end = after.char_indices().map(|(at, _)| at).find(|at| *at > GAP).unwrap_or(after.len());
    let at = after[..end].match_indices(rest).map(|(at, _)| at).find(|at| after[..*at].ends_with(' '))?;
    Some(&after[at + rest.len()..])
}

/// Whether a text in brackets is a notice and not an aside of the story: an aside goes on in speech.
fn parenthesis(rule: &LineRule, lower: &str, pack: &Pack) -> bool {
    const SPOKEN: [&str; 10] = [".\"", ".”", "!\"", "!”", "?\"", "?”", ",\"", ",”", ": \"", ": “"];
    let weak = matches!(rule.kind, NoticeKind::Update | NoticeKind::Repeat | NoticeKind::Recast);
    let aside = || {
        pack.excepts.iter().any(|except| after(lower, except).is_some())
            || weak && SPOKEN.iter().any(|mark| lower.contains(mark))
            || lower.trim_end_matches([')', ']', '.']).ends_with(['?', '!'])
    };
    after(lower, rule.pattern).is_some() && !aside()
}

/// Whether a line says nothing but a pattern. With a colon it is a heading.
fn alone(rule: &LineRule, lower: &str) -> bool {
    if lower.ends_with(':') {
        return false;
    }
    let bare = |t: &str| t.trim_matches(|c: char| !c.is_alphanumeric()).len();
    after(lower, rule.pattern).is_some_and(|rest| bare(rest) == 0)
}

fn unbracketed(rule: &LineRule, lower: &str, words: usize, pack: &Pack) -> bool {
    let Some(rest) = after(lower, rule.pattern) else { return false };
    match rule.place {
        Place::Opening => true,
        Place::Label => rest.trim_start().starts_with(':'),
        Place::Slashes => rest.trim_end().ends_with("///"),
        Place::Part => {
            let part = |part: &&str| {
                rest.match_indices(part).any(|(at, _)| {
                    rest[..at].ends_with(' ') && !rest[at + part.len()..].starts_with(char::is_alphanumeric)
                })
            };
            words <= UNMARKED
                && pack.words.iter().any(part)
                && !pack.excepts.iter().any(|except| after(lower, except).is_some())
        }
        Place::Parenthesis | Place::Alone => false,
    }
}

/// Whether a line that begins like an embargo tells a time: it holds a figure or is short, and is no sentence.
fn embargo(rule: &LineRule, lower: &str, words: usize, bracketed: bool) -> bool {
    let rest = after(lower, rule.pattern).unwrap_or("");
    let time = rest.chars().any(|c| c.is_ascii_digit()) || words <= 8;
    let label = rule.place == Place::Label;
    time && words <= EMBARGO && (bracketed || label || words < SENTENCE || !lower.ends_with('.'))
}

/// Returns the time that an embargo states: what follows its words.
pub(super) fn time(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let until =
        ["until", "till", "before", "release at", "release after", "bis", "vor", "jusqu'à", "jusqu'au"];
    let also = ["jusqu’à", "jusqu’au", "avant", "hasta", "antes de", ":"];
    let ends = until.iter().chain(&also).filter_map(|word| lower.find(word).map(|at| at + word.len()));
    let rest = text.get(ends.min()?..)?.trim_matches([' ', ':', '.', ')', '(']);
    rest.chars().any(char::is_alphanumeric).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: Language, text: &str, expected: Option<NoticeKind>) {
        let span = Span::new(0, text.len());
        let kind = match line(text, span, text.split_whitespace().count(), (0, 3), language) {
            Some(Line::Whole(_, notice)) => Some(notice.kind),
            _ => None,
        };
        assert_eq!(kind, expected, "{text}");
    }

    #[test]
    fn english_notices() {
        use NoticeKind::{
            Advisory, Correction, Editors, Embargo, Kill, Recast, Refile, Repeat, Update, Withdrawal,
        };
        for (text, kind) in [
            ("(Corrects name in paragraph 3)", Correction),
            ("*(Corrects name in\nparagraph 3).", Correction),
            ("(In Jan. 3 story, corrects last paragraph to reflect who owns the ferry)", Correction),
            ("(This July 5 story has been corrected to say the ferry held 40 cars)", Correction),
            ("(This version of the story corrects the spelling of Hollin)", Correction),
            ("(This version of the Jan. 3 story corrects the spelling of Hollin)", Correction),
            ("(Removes extraneous word in second paragraph)", Correction),
            ("(Clarifies that the quay is closed to cars only)", Correction),
            ("(Corrects to \"million\" from \"billion.\")", Correction),
            ("Corrects nationality of the captain in paragraph 3", Correction),
            ("Correction: An earlier version of this article gave the wrong year.", Correction),
            ("CORRECTION: This story has been updated to reflect that the quay is open.", Correction),
            ("Clarification: The quay is closed to cars only.", Correction),
            ("An earlier version of this story misspelled the name of the ferry.", Correction),
            ("Corrections & Amplifications", Correction),
            ("This Jan. 5 story has been corrected to say that nobody drowned.", Correction),
            ("(Adds quotes, background)", Update),
            ("[Adds quotes, background]", Update),
            ("(Adds reaction from the union (Docks Unite), shares)", Update),
            ("(Updates with toll)", Update),
            ("(Updates to add byline)", Update),
            ("This story has been updated.", Update),
            ("Eds: Updates with quotes. With AP Photos.", Update),
            ("Eds: Will be updated.", Editors),
            ("EDITOR'S NOTE: This is the second of three parts.", Editors),
            ("Editor’s note: Jane Roe lives in Hollin.", Editors),
            ("[Editor's note: Jane Roe lives in Hollin.]", Editors),
            ("(Recasts, adds details)", Recast),
            ("(Refiles to fix typo in headline)", Refile),
            ("Refiles to mend third paragraph of statement", Refile),
            ("(Repeats Sunday story for additional subscribers with no change to text)", Repeat),
            ("Editors: please kill Marrow-Ferry. The story is wrong.", Kill),
            ("MANDATORY KILL", Kill),
            ("BULLETIN KILL", Kill),
            ("The story headlined \"Ferry sinks off Marrow\" is wrong and is withdrawn.", Withdrawal),
            ("URGENT", Advisory),
            ("EMBARGOED UNTIL 0001 GMT Thursday", Embargo),
            ("Not for publication before 6 p.m. on Sunday, March 5", Embargo),
            ("Embargo: 18:00 GMT", Embargo),
            ("ATTENTION - ADDS quotes, details ///", Update),
            ("/// ATTENTION - CORRECTS day ///", Correction),
        ] {
            check(Language::En, text, Some(kind));
            check(Language::Other, text, Some(kind));
        }
    }

    #[test]
    fn english_sentences_that_begin_alike() {
        for text in [
            "Adds up to 40 percent of the price, the union said.",
            "Corrects himself, then goes on: that is how he speaks.",
            "Updates to the app will be sent in May, the ferry company said.",
            "(Updates to the app will be sent in May.)",
            "(Adds the minister: \"We will not yield.\")",
            "(Adds up to 40 percent, by the ministry's count.)",
            "(Corrects name in paragraph 3) MARROW - The ferry sank on Monday.",
            "(Repeats of the show are on Sundays.)",
            "(In a second story, he told of the ferry.)",
            "Correction of the course came too late, the captain said.",
            "Corrections officers in Hollin went on strike on Monday.",
            "The embargo was lifted in 1994.",
            "Embargo: what traders in the port say about the new rules",
            "Embargoed until 1994, the goods of the island had long been sold by smugglers to the mainland.",
            "Attention turned to the quay on Monday.",
            "Urgent repairs began on Monday.",
            "Kill rates at the plant rose by 5 percent.",
            "An earlier version of the ferry had two decks.",
            "This week the story has been the ferry.",
            "(This week the ferry has been full.)",
            "Editors at the paper walked out on Monday.",
            "Please stay at home, the mayor said.",
            "Clarifies the law, the judge wrote.",
        ] {
            check(Language::En, text, None);
        }
    }

    #[test]
    fn german_french_and_spanish_notices() {
        use Language::{De, Es, Fr};
        use NoticeKind::{Advisory, Correction, Editors, Embargo, Kill, Repeat, Update, Withdrawal};
        for (language, text, kind) in [
            (De, "(Berichtigung: Im dritten Absatz wurde der Name des Schiffs korrigiert)", Correction),
            (De, "(Korrigiert Namen im zweiten Absatz)", Correction),
            (De, "Korrektur: In einer früheren Version hieß es, die Fähre sei neu.", Correction),
            (De, "In einer früheren Fassung dieses Artikels war der Name falsch.", Correction),
            (De, "(Neu: Zahl der Toten)", Update),
            (De, "(Aktualisiert mit Stellungnahme)", Update),
            (De, "(Wiederholung vom Vortag)", Repeat),
            (De, "Sperrfrist: Sonntag, 18.00 Uhr", Embargo),
            (De, "Anmerkung der Redaktion: Anna Roth lebt in Hollin.", Editors),
            (De, "Achtung Kunden: Ein Bild folgt.", Advisory),
            (De, "Diese Meldung wird zurückgezogen.", Withdrawal),
            (Fr, "(Actualisé avec déclarations)", Update),
            (Fr, "(ACTUALISATION)", Update),
            (Fr, "(Corrige le nom du navire au troisième paragraphe)", Correction),
            (Fr, "(Rectifie la date)", Correction),
            (Fr, "(RECTIFICATIF)", Correction),
            (Fr, "(Répétition de la veille)", Repeat),
            (Fr, "Embargo jusqu’à jeudi 18h00", Embargo),
            (Fr, "ATTENTION - ajoute déclarations ///", Update),
            (Fr, "Une version précédente de cet article donnait un autre nom.", Correction),
            (Fr, "Note de la rédaction : Jean Roux vit à Hollin.", Editors),
            (Es, "(Actualiza con declaraciones)", Update),
            (Es, "(Corrige la cifra en el tercer párrafo)", Correction),
            (Es, "(Repite la nota de ayer sin cambios)", Repeat),
            (Es, "Embargado hasta las 18:00 del jueves", Embargo),
            (Es, "CORRECCIÓN: El barco se llama Marrow.", Correction),
            (Es, "Fe de errores: el barco se llama Marrow.", Correction),
            (Es, "Una versión anterior de esta nota daba otro nombre.", Correction),
            (Es, "Se ruega no utilizar la noticia sobre el barco.", Kill),
        ] {
            check(language, text, Some(kind));
        }
    }

    #[test]
    fn german_french_and_spanish_sentences_that_begin_alike() {
        use Language::{De, Es, Fr};
        for (language, text) in [
            (De, "Korrigiert wurde der Kurs erst am Montag, sagte der Kapitän."),
            (De, "Wiederholt hatte der Kapitän gewarnt."),
            (De, "Neu: die Fähre fährt auch sonntags."),
            (De, "Sperrfristen für Anleger gelten bis 2025, sagte die Ministerin."),
            (De, "(Wiederholt hatte der Kapitän gewarnt.)"),
            (De, "Achtung vor dem Meer lernte sie früh."),
            (Fr, "Corrige-t-il, et il sourit."),
            (Fr, "(Ajoute-t-il en souriant.)"),
            (Fr, "Correction faite, le navire est reparti mardi."),
            (Fr, "L'embargo a été levé en 1994."),
            (Fr, "Urgent, le chantier a repris mardi."),
            (Es, "Corrige el rumbo y sigue, dijo el capitán."),
            (Es, "Repite cada año la misma ruta."),
            (Es, "(Añade que no volverá.)"),
            (Es, "Embargo y multa: el juez ordenó ambas cosas el martes."),
        ] {
            check(language, text, None);
        }
    }

    #[test]
    fn notices_stand_near_the_ends_of_a_story() {
        let text = "(Adds quotes)";
        let span = Span::new(0, text.len());
        for (n, of, expected) in
            [(0, 20, true), (3, 20, true), (4, 20, false), (13, 20, false), (14, 20, true)]
        {
            let found = line(text, span, 2, (n, of), Language::En);
            assert_eq!(found.is_some(), expected, "{n} of {of}");
        }
    }

    #[test]
    fn a_notice_before_the_text_of_a_paragraph_is_told() {
        let text = "* (Adds details on sales) MARROW, JAN 8 - The ferry sank on Monday.";
        match line(text, Span::new(0, text.len()), 12, (0, 1), Language::En) {
            Some(Line::Before(notice)) => {
                assert_eq!(notice.kind, NoticeKind::Update);
                assert_eq!(notice.span.map(|s| s.of(text)), Some("(Adds details on sales)"));
            }
            _ => panic!("not told"),
        }
        let aside = "(The ferry sank) and nobody knew.";
        assert!(line(aside, Span::new(0, aside.len()), 6, (0, 1), Language::En).is_none());
    }

    #[test]
    fn slugs_tell_a_version() {
        for (text, number) in [
            ("XX-Marrow--Ferry Sinking, 1st Ld-Writethru", Some(1)),
            ("XX-Marrow--Ferry Sinking, 12th Ld", Some(12)),
            ("XX-Marrow--Ferry Sinking, 3rd Ld-Writethru, a0123", Some(3)),
            ("Ld-level talks", None),
            ("Ferry Sinking, 2nd boat lost", None),
        ] {
            let found = slug(text, Span::new(0, text.len()), 4, 0);
            assert_eq!(found.and_then(|n| n.number), number, "{text}");
        }
    }

    #[test]
    fn the_time_of_an_embargo() {
        for (text, expected) in [
            ("EMBARGO", None),
            ("EMBARGOED UNTIL 0001 GMT Thursday", Some("0001 GMT Thursday")),
            ("Sperrfrist: Sonntag, 18.00 Uhr", Some("Sonntag, 18.00 Uhr")),
            ("Embargado hasta las 18:00", Some("las 18:00")),
        ] {
            assert_eq!(time(text), expected, "{text}");
        }
    }
}
