//! Lines that are not content: bylines, credits, share, newsletter and "read more" lines, captions, copyright.
//!
//! The lines are data (`rules/furniture.tsv`), each with the name of its rule. A rule fires on short paragraphs only,
//! so that a sentence which happens to begin like one stays content. Notices of agencies have rules of their own
//! ([`crate::text::notice`]), which are asked first.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem::Finder;

use crate::text::language::Language;
use crate::text::opening::Openings;

/// Furniture has at most this many words; credits, which name many people, twice as many.
const LONGEST: usize = 40;
/// Most words of a line that opens as sentences do.
const SHORT: usize = 16;
/// Most words of the credit of a picture.
const FEW: usize = 7;
/// Most words of a byline.
const BYLINE: usize = 14;

/// Returns the name of the furniture rule that `text` meets, if any. `words` is its word count.
pub(crate) fn rule(text: &str, words: usize, language: Language) -> Option<&'static str> {
    if words > LONGEST * 2 {
        return None;
    }
    if text.len() <= SIGNATURE && is_signature(text) {
        return Some("signature");
    }
    let pack = &RULES[place(language)];
    if !pack.may_meet(text, words) {
        return (!text.chars().any(char::is_alphanumeric)).then_some("separator");
    }
    let lower = lower_case(text);
    let lower = lower.trim_start_matches(LEADING);
    if !text.chars().any(char::is_alphanumeric) {
        return Some("separator");
    }
    for rule in pack.rules.iter().filter(|rule| words <= rule.longest) {
        let pattern = rule.pattern;
        let met = match rule.kind {
            Kind::Byline => byline(text, lower, pattern, words),
            Kind::Start => starts(text, lower, pattern),
            Kind::Contain => rule.held_by(lower),
            Kind::Address => lower.strip_prefix(pattern).is_some_and(address),
            Kind::Alone => {
                lower.strip_prefix(pattern).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
            }
            Kind::End => ends(text, pattern),
            Kind::Short => words <= FEW && !text.ends_with('.') && starts(text, lower, pattern),
            Kind::Dated => lower.strip_prefix(pattern).is_some_and(|rest| dated(rest, rule.name)),
        };
        if met {
            return Some(rule.name);
        }
    }
    None
}

/// Lower case of the head of a text, quotation marks and spaces plain.
fn lower_case(text: &str) -> String {
    let head = &text[..text.char_indices().nth(400).map_or(text.len(), |(at, _)| at)];
    if head.is_ascii() {
        head.to_ascii_lowercase()
    } else {
        head.chars().flat_map(char::to_lowercase).map(plain).collect()
    }
}

/// One line of the pack.
struct Rule {
    name: &'static str,
    kind: Kind,
    pattern: &'static str,
    /// Most words of a paragraph that can meet it.
    longest: usize,
    /// A prepared search: every paragraph is searched for every pattern.
    finder: Finder<'static>,
}

impl Rule {
    fn new(name: &'static str, kind: Kind, pattern: &'static str) -> Rule {
        // What opens like a sentence must be short.
        let longest = match (&kind, name) {
            (Kind::Byline, _) => BYLINE,
            (Kind::Alone | Kind::Short, _) => SHORT,
            (Kind::End, "caption") => LONGEST * 2,
            (Kind::End, _) => LONGEST,
            (Kind::Dated, "copyright")
            | (Kind::Address, _)
            | (_, "caption")
            | (Kind::Start, "credit" | "photo") => LONGEST * 2,
            (Kind::Contain, _) | (_, "copyright") => LONGEST,
            (Kind::Start, "time") => 30,
            (Kind::Start | Kind::Dated, _) => SHORT,
        };
        Rule { name, kind, pattern, longest, finder: Finder::new(pattern) }
    }

    fn held_by(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some()
    }
}

#[derive(Clone, Copy)]
enum Kind {
    /// A name follows the pattern.
    Byline,
    /// The paragraph begins with the pattern.
    Start,
    /// The pattern is followed by a way to write or call.
    Address,
    /// The pattern stands anywhere in it.
    Contain,
    /// The paragraph ends with the pattern.
    End,
    /// The paragraph begins with the pattern, has few words and is no sentence.
    Short,
    /// The paragraph says nothing else.
    Alone,
    /// The paragraph begins with the pattern, and a figure follows soon.
    Dated,
}

/// The rules of one language.
struct Pack {
    rules: Vec<Rule>,
    tiers: [Tier; 3],
}

/// A quick look for the rules that a paragraph of so many words can meet at all. Most rules are for short lines, and most
/// paragraphs are not: with one look for all rules it took an eighth of the time of reading, with these a twentieth.
struct Tier {
    /// Words of the longest paragraph that it is for.
    words: usize,
    /// Finds what a paragraph must hold somewhere to meet a rule ...
    anywhere: Filter,
    /// ... or at its head.
    head: Openings,
}

impl Pack {
    fn new(rules: Vec<Rule>) -> Pack {
        let tier = |least: usize, words: usize| {
            let (anywhere, head): (Vec<&Rule>, Vec<&Rule>) = rules
                .iter()
                .filter(|r| r.longest >= least)
                .partition(|r| matches!(r.kind, Kind::Contain | Kind::End));
            Tier {
                words,
                anywhere: Filter::new(&anywhere),
                head: Openings::new(head.iter().map(|r| r.pattern)),
            }
        };
        let tiers = [tier(0, SHORT), tier(SHORT + 1, LONGEST), tier(LONGEST + 1, LONGEST * 2)];
        Pack { rules, tiers }
    }

    /// Whether some rule may be met: most paragraphs hold the core of no pattern, and one pass over them tells. Spaces of
    /// other kinds, which stand for plain ones in the patterns, are left to the rules themselves.
    fn may_meet(&self, text: &str, words: usize) -> bool {
        let Some(tier) = self.tiers.iter().find(|tier| words <= tier.words) else { return false };
        let lower = text.to_ascii_lowercase();
        let start = lower.trim_start_matches(LEADING);
        tier.head.may_open(start)
            || tier.anywhere.may_meet(&lower)
            || !text.is_ascii() && text.contains(['\u{a0}', '\u{202f}'])
    }
}

/// Marks and spaces before the words of a line.
const LEADING: [char; 11] = ['*', '•', '-', '–', '—', '►', '»', '>', '|', '_', ' '];

/// Characters of a pattern in which its core is looked for.
const CORE: usize = 20;

/// A quick look for many patterns at once in lower case; none where some pattern has no ASCII letters to look for.
struct Filter(Option<AhoCorasick>);

impl Filter {
    fn new(rules: &[&Rule]) -> Filter {
        let needles: Vec<String> = rules.iter().map(|r| needle(r.pattern).to_ascii_lowercase()).collect();
        let whole = needles.iter().all(|n| n.len() >= 2);
        // Of the kinds of match only this one looks at many bytes at once.
        let built = || AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&needles).ok();
        Filter(if whole { built() } else { None })
    }

    /// Whether some pattern may stand in `lower`, a text in lower case.
    fn may_meet(&self, lower: &str) -> bool {
        self.0.as_ref().is_none_or(|filter| filter.is_match(lower))
    }
}

/// The longest run of ASCII at the head of a pattern, apostrophes apart, which are written in several ways, or the head
/// itself where it has none to speak of: whatever its case, it stands in every text that meets the pattern.
fn needle(pattern: &str) -> &str {
    let head = &pattern[..pattern.char_indices().nth(CORE).map_or(pattern.len(), |(at, _)| at)];
    let longest = head.split(|c: char| !c.is_ascii() || c == '\'').max_by_key(|run| run.len()).unwrap_or("");
    let caseless = head.chars().all(|c| c.is_ascii() || !c.is_alphabetic());
    if longest.len() < 2 && caseless { head } else { longest }
}

/// The rules of each language, those of `Other` last; read once, as every paragraph asks for them.
static RULES: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let mut rules: Vec<Vec<Rule>> = (0..=Language::ALL.len()).map(|_| Vec::new()).collect();
    for line in include_str!("rules/furniture.tsv").lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(lang), Some(kind), Some(pattern)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let kind = match kind {
            "byline" => Kind::Byline,
            "start" => Kind::Start,
            "address" => Kind::Address,
            "end" => Kind::End,
            "short" => Kind::Short,
            "alone" => Kind::Alone,
            "dated" => Kind::Dated,
            _ => Kind::Contain,
        };
        if let Some(language) = Language::from_code(lang) {
            rules[place(language)].push(Rule::new(name, kind, pattern));
            // Where the language is not known English furniture is the likeliest.
            if language == Language::En {
                rules[place(Language::Other)].push(Rule::new(name, kind, pattern));
            }
        }
    }
    rules.into_iter().map(Pack::new).collect()
});

fn place(language: Language) -> usize {
    Language::ALL.iter().position(|l| *l == language).unwrap_or(Language::ALL.len())
}

fn plain(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        c => c,
    }
}

/// Words after which a line that asks for mail or calls says something else.
const ASKED: usize = 3;

/// Whether the rest of a line says little more than where to write or call: a few words, or an address soon.
fn address(rest: &str) -> bool {
    let where_to = |w: &str| {
        let digits = w.chars().filter(char::is_ascii_digit).count();
        w.contains('@') || w.starts_with("www.") || w.starts_with("http") || digits >= 5
    };
    let mut words = rest.split_whitespace();
    let whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let most = if rest.starts_with(':') { 2 * ASKED } else { ASKED };
    let few = rest.split_whitespace().count() <= most && !rest.trim_end().ends_with(['”', '"', '»']);
    whole && (few || rest.split_whitespace().count() <= LONGEST && words.any(where_to))
}

/// Most bytes of the marks that desks set below a story.
const SIGNATURE: usize = 40;

/// Whether a line is one that desks set below a story: `ab/cd/ef`, `dpa abc xy def`, `AP-XX-11-13-13 1509GMT`, `-30-`.
fn is_signature(text: &str) -> bool {
    let initials =
        |w: &str| (2..=5).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if matches!(text, "-30-" | "- 30 -" | "-0-" | "- 0 -") {
        return true;
    }
    if let Some(rest) = text.strip_prefix("dpa ").or_else(|| text.strip_prefix("dpa/")) {
        return rest.split([' ', '/']).count() <= 7 && rest.split([' ', '/']).all(initials);
    }
    if let Some(rest) = text.strip_prefix("AP-") {
        let figures = rest.bytes().filter(u8::is_ascii_digit).count();
        let marks = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b' ');
        return figures >= 6 && rest.bytes().all(marks);
    }
    text.contains('/') && text.split('/').count() <= 6 && text.split('/').all(initials)
}

/// Whether a text ends with a pattern, a full stop aside, in any case.
fn ends(text: &str, pattern: &str) -> bool {
    let mut text = text.trim_end_matches(['.', '*', ' ']).chars().rev().flat_map(char::to_lowercase);
    pattern.chars().rev().all(|wanted| text.next() == Some(wanted))
}

/// Words after a pattern among which its date begins.
const DATE_WITHIN: usize = 3;

/// Whether a figure follows soon, and no sentence: `Copyright 2019 ...`, `Updated at 5 p.m. ET`.
fn dated(rest: &str, name: &str) -> bool {
    let figure = |w: &str| w.contains(|c: char| c.is_ascii_digit());
    let soon = rest.split_whitespace().take(DATE_WITHIN).any(figure);
    let whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    // Of its small words a time has hardly one that is long.
    let long = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let told = rest.split_whitespace().filter(long).count();
    let sentence = name != "copyright" && rest.trim_end().ends_with('.') && told > 1;
    whole && soon && !sentence
}

/// Whether the pattern stands at the head and ends at a word's end. Running text ends in a full stop where such lines
/// mostly do not; a pattern of one word without a mark must therefore not be followed by a whole sentence.
fn starts(text: &str, lower: &str, pattern: &str) -> bool {
    let Some(rest) = lower.strip_prefix(pattern) else { return false };
    let marked = pattern.ends_with(|c: char| !c.is_alphanumeric())
        || pattern.starts_with(|c: char| !c.is_alphanumeric());
    let whole = rest.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let single = !pattern.contains(' ');
    let sentence = text.trim_end().ends_with('.') && rest.split_whitespace().count() > 6;
    whole && (marked || !single || !sentence) || marked && rest.is_empty()
}

/// `By Jane Roe`, `By JANE ROE, Political Editor`: a name in capitals follows, and no sentence.
fn byline(text: &str, lower: &str, pattern: &str, words: usize) -> bool {
    let Some(rest) = lower.strip_prefix(pattern) else { return false };
    if rest.trim().is_empty() {
        return pattern.contains(' ');
    }
    let closed = text.trim_end().ends_with(['.', '!', '?', '”', '"']) && words > 8;
    let mut names = text.split_whitespace().skip(pattern.split(' ').count());
    let capital = |w: &str| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    rest.starts_with(' ')
        && !closed
        && names.next().is_some_and(capital)
        && names.next().is_none_or(|w| capital(w) || w == "and" || w == "und" || w == "et" || w == "y")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        check_in(Language::En, text, expected);
    }

    fn check_in(language: Language, text: &str, expected: Option<&str>) {
        assert_eq!(rule(text, text.split_whitespace().count(), language), expected, "{text}");
    }

    #[test]
    fn lines_that_ask_for_mail_or_calls() {
        check("Write to the editor", Some("contact"));
        check("Write to the editor: letters@post.example or PO Box 12, Hollin", Some("contact"));
        check("Write to the editor, his father told him, and for a year he wrote every week.", None);
        check("Write to the editor: letters page, Hollin Herald", Some("contact"));
        check("Do you have a story? Call our newsdesk", Some("contact"));
        check("Do you have a story that the judge would believe, the prosecutor asked him.", None);
        check("Got a tip?", Some("contact"));
        check("Got a tip? Email us or call 020 555 0101.", Some("contact"));
        check("Got a tip from a neighbour, the detective said, and drove to the harbour.", None);
        check("Tell us more, senators demanded of the minister on Friday.", None);
        check("Send your news to news@post.example", Some("contact"));
        check("Call our newsroom on 020 555 0101 with your pictures of the storm.", Some("contact"));
        check("Letters to the editor poured in after the council closed the old quay.", None);
        check("Contact us", Some("contact"));
    }

    #[test]
    fn credits_and_appeals_of_other_languages() {
        use Language::{De, Es, Fr, Uk};
        check_in(Uk, "Підписуйтеся на наш канал", Some("newsletter"));
        check_in(
            Uk,
            "Підписуйтесь на наш Telegram-канал, щоб першими дізнаватися головні новини країни.",
            Some("newsletter"),
        );
        check_in(
            Uk,
            "Підписуйтеся під цією угодою, закликав президент міністрів на зустрічі в середу.",
            None,
        );
        check_in(Uk, "(Підготувала Олена Кравець; редактор Іван Бондар)", Some("credit"));
        check_in(Uk, "Підготувала документи до суду помічниця міністра, заявив прокурор.", None);
        check_in(De, "(Bericht von Anna Roth und Jan Feld; redigiert von Ute Stein)", Some("credit"));
        check_in(De, "Bericht von Ermittlern belastet den Minister schwer, sagte eine Sprecherin.", None);
        check_in(De, "(Büro Berlin, redigiert von Ute Stein)", Some("credit"));
        check_in(Fr, "(Reportage Jean Roux, rédigé par Anne Blanc, édité par Paul Noir)", Some("credit"));
        check_in(Fr, "(Version française Anne Blanc, édité par Paul Noir)", Some("credit"));
        check_in(Fr, "Reportage interdit: la police a écarté les journalistes du port mardi.", None);
        check_in(Es, "(Reporte de Ana Ruiz; editado por Luis Vega)", Some("credit"));
        check_in(Es, "(Reportaje de Ana Ruiz en Lima; Editado en español por Luis Vega)", Some("credit"));
        check_in(Es, "Edición de récord: el festival reunió a 40.000 personas, dijo el alcalde.", None);
    }

    #[test]
    fn furniture_is_told_from_sentences() {
        check("By Jane Roe", Some("byline"));
        check("By JANE ROE and JOHN DOE, Staff Writers", Some("byline"));
        check("By Tuesday evening the water had reached the second floor.", None);
        check("(Reporting by Jane Roe in Paris; Editing by John Doe)", Some("credit"));
        check("Jane Roe in Paris contributed to this report.", Some("credit"));
        check("Share this article", Some("share"));
        check("Share prices fell on Monday after the company cut its forecast for the year.", None);
        check("Sign up for our newsletter", Some("newsletter"));
        check("Read more: Ferry owner questioned", Some("related"));
        check("Comments made by the minister drew anger from unions on Friday.", None);
        check("More than 200 people were rescued, officials said.", None);
        check("© 2025 Island Post. All rights reserved.", Some("copyright"));
        check("* * *", Some("separator"));
    }

    #[test]
    fn lines_of_outlets_in_english() {
        for (text, expected) in [
            ("Additional reporting by Jane Roe", Some("credit")),
            ("Edited by Jane Roe", Some("credit")),
            ("Edited by two former ministers, the book tells of the years before the ferry sank.", None),
            ("Our Standards: The Hollin Agency Trust Principles.", Some("credit")),
            (
                "This article was originally published on Hollin Herald. Read the original article.",
                Some("related"),
            ),
            ("Story continues below", Some("related")),
            ("Story continues to draw crowds, the curator said.", None),
            ("Story highlights", Some("related")),
            ("More stories", Some("related")),
            ("More stories of abuse came out on Monday.", None),
            ("Most read", Some("related")),
            ("ADVERTISEMENT", Some("related")),
            ("(END)", Some("related")),
            ("ENDS", Some("related")),
            ("Ends justify means, the minister said.", None),
            ("-30-", Some("signature")),
            ("30", None),
            ("ab/cd/ef", Some("signature")),
            ("AP-XX-11-13-13 1509GMT", Some("signature")),
            ("AP-led talks failed.", None),
            ("___", Some("separator")),
            ("Loading...", Some("related")),
            ("Comments (12)", Some("share")),
            ("Sign in", Some("newsletter")),
            ("By signing up, you accept our terms.", Some("newsletter")),
            ("By signing up to the pact the islands gave up their fleet.", None),
            ("Join our WhatsApp channel", Some("share")),
            ("We use cookies to make this site work.", Some("cookies")),
            ("By continuing to use force the fleet lost its friends.", None),
            (
                "Copyright 2019 Hollin Herald. All rights reserved. This material may not be published.",
                Some("copyright"),
            ),
            ("Copyright law in the islands changed in 2019, the judge said.", None),
            ("Updated at 5:30 p.m. ET on June 3, 2020.", Some("time")),
            ("Posted on Jan. 3, the clip drew thousands of viewers.", None),
            ("Image caption The ferry before it sank", Some("photo")),
            ("The ferry before it sank. (Jane Roe/AP)", Some("caption")),
            ("The poll (Hollin/Reuters) showed a lead of 5 points for the mayor.", None),
            ("Getty Images", Some("photo")),
            ("Getty Images sued the owner of the site on Monday.", None),
            ("Reuters/Hollin polls put the mayor ahead by 8 points before the vote on Sunday.", None),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn lines_of_outlets_in_german_french_and_spanish() {
        use Language::{De, Es, Fr};
        for (language, text, expected) in [
            (De, "Lesen Sie auch: Fähre gesunken", Some("related")),
            (De, "Mehr zum Thema", Some("related")),
            (De, "Werbung", Some("related")),
            (De, "Werbung für Tabak wird verboten, sagte die Ministerin am Montag.", None),
            (De, "Nach oben", Some("related")),
            (De, "Nach oben ging es auch für den Kurs der Reederei.", None),
            (De, "Bereits registriert sind 300 Helfer.", None),
            (De, "Alle Rechte vorbehalten", Some("copyright")),
            (De, "© 2024 Hollin Bote", Some("copyright")),
            (De, "Bild: Anna Roth", Some("photo")),
            (De, "Imago Images", Some("caption")),
            (De, "dpa abc xy def", Some("signature")),
            (De, "dpa meldet den Untergang der Fähre.", None),
            (De, "Aktualisiert am 3. Mai 2024, 10.30 Uhr", Some("time")),
            (De, "Erschienen am 3. Mai war das Buch sofort vergriffen.", None),
            (De, "Redigiert von Anna Roth", Some("credit")),
            (De, "Diese Website verwendet Cookies.", Some("cookies")),
            (Fr, "Lire aussi : le navire a coulé", Some("related")),
            (Fr, "PUBLICITÉ", Some("related")),
            (Fr, "La suite après cette publicité", Some("related")),
            (Fr, "Il vous reste 70% de cet article à lire.", Some("related")),
            (Fr, "Il vous reste deux jours, a dit le juge.", None),
            (Fr, "Notre dossier est solide, a dit l'avocat.", None),
            (Fr, "Se connecter", Some("newsletter")),
            (Fr, "Se connecter reste difficile dans l'île.", None),
            (Fr, "Tous droits réservés", Some("copyright")),
            (Fr, "Crédit photo : Jean Roux", Some("photo")),
            (Fr, "Publié le 3 mai 2024 à 10h00", Some("time")),
            (Fr, "Suivez-nous sur WhatsApp", Some("share")),
            (Fr, "Avec Reuters", Some("credit")),
            (Fr, "Avec Reuters et les autres agences, le navire avait signé un contrat de dix ans.", None),
            (Es, "Lea también: se hunde el barco", Some("related")),
            (Es, "Publicidad", Some("related")),
            (Es, "Publicidad engañosa, dijo el juez, que multó a la empresa el martes.", None),
            (Es, "Lo más leído", Some("related")),
            (Es, "Iniciar sesión", Some("newsletter")),
            (Es, "Únete a nuestro canal de WhatsApp", Some("newsletter")),
            (Es, "Todos los derechos reservados", Some("copyright")),
            (Es, "Foto: Ana Ruiz", Some("photo")),
            (Es, "El barco antes de hundirse. (Ana Ruiz/EFE)", Some("caption")),
            (Es, "Actualizado el 3 de mayo de 2024", Some("time")),
            (Es, "Editado por Ana Ruiz", Some("credit")),
            (Es, "Comparte este premio con su hermana, dijo el alcalde.", None),
            (Es, "Este sitio utiliza cookies", Some("cookies")),
        ] {
            check_in(language, text, expected);
        }
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        const KINDS: [&str; 8] = ["byline", "start", "contain", "address", "alone", "end", "short", "dated"];
        for line in include_str!("rules/furniture.tsv").lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 4, "{line}");
            assert!(Language::from_code(fields[1]).is_some() && KINDS.contains(&fields[2]), "{line}");
            assert_eq!(fields[3].to_lowercase(), fields[3], "{line}");
        }
    }

    #[test]
    fn the_quick_look_is_narrow() {
        // A core of two letters stands in every second paragraph.
        for language in [Language::En, Language::De, Language::Fr, Language::Es] {
            for rule in
                RULES[place(language)].rules.iter().filter(|r| matches!(r.kind, Kind::Contain | Kind::End))
            {
                assert!(needle(rule.pattern).len() >= 4, "{}", rule.pattern);
            }
        }
    }
}
