//! The table of notices, sorted out by place and language once.

use std::sync::LazyLock;

use crate::text::language::Language;
use crate::text::notice::model::NoticeKind;
use crate::text::opening::Openings;

/// Words before a headline.
pub(super) struct Head {
    /// In capitals.
    pub words: &'static str,
    pub kind: NoticeKind,
    /// Whether a number must follow.
    pub numbered: bool,
    /// Whether they are plain words too, so that in a headline all in capitals the mark behind them must stand free.
    pub free: bool,
}

/// Where in a paragraph the words of a rule stand, and what else must be true.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The paragraph is in brackets and begins so.
    Parenthesis,
    /// It begins so.
    Opening,
    /// It begins so and goes on with a colon.
    Label,
    /// It begins so and speaks of a part of a story.
    Part,
    /// It begins so and ends in three strokes.
    Slashes,
    /// It says nothing else.
    Alone,
}

/// One rule for a paragraph.
pub(super) struct LineRule {
    /// `notice` or `embargo`.
    pub name: &'static str,
    pub place: Place,
    /// In lower case; ` * ` stands for a few words.
    pub pattern: &'static str,
    pub kind: NoticeKind,
}

/// The rules of one language.
pub(super) struct Pack {
    /// The longest first: they say the most.
    pub rules: Vec<LineRule>,
    /// What begins like a notice in brackets and is none.
    pub excepts: Vec<&'static str>,
    /// What notices speak of when they are not in brackets.
    pub words: Vec<&'static str>,
    inside: Openings,
    plain: Openings,
}

impl Pack {
    fn new(mut rules: Vec<LineRule>, excepts: Vec<&'static str>, words: Vec<&'static str>) -> Pack {
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.pattern.len()));
        // A word alone may stand in brackets too.
        let inside = rules.iter().filter(|r| matches!(r.place, Place::Parenthesis | Place::Alone));
        let inside = Openings::new(inside.map(|r| r.pattern));
        let plain = rules.iter().filter(|r| r.place != Place::Parenthesis);
        let plain = Openings::new(plain.map(|r| r.pattern));
        Pack { rules, excepts, words, inside, plain }
    }

    /// Whether some rule may be met by a paragraph that begins with `text`.
    pub fn may_meet(&self, text: &str, bracketed: bool) -> bool {
        if bracketed { self.inside.may_open(text) } else { self.plain.may_open(text) }
    }
}

/// All of the table.
struct Table {
    heads: Vec<Head>,
    /// Those of each language, those of `Other` last.
    packs: Vec<Pack>,
}

#[derive(Default)]
struct Drawer {
    rules: Vec<LineRule>,
    excepts: Vec<&'static str>,
    words: Vec<&'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut heads = Vec::new();
    let mut drawers: Vec<Drawer> = (0..=Language::ALL.len()).map(|_| Drawer::default()).collect();
    for line in include_str!("../rules/notices.tsv").lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let [name, language, place, pattern, kind] = fields[..] else { continue };
        let kind = NoticeKind::from_name(kind);
        let line_place = match place {
            "head" | "head-free" => {
                let words = pattern.trim_end_matches([' ', '#']);
                let (numbered, free) = (pattern.ends_with('#'), place == "head-free");
                heads.extend(kind.map(|kind| Head { words, kind, numbered, free }));
                continue;
            }
            "parenthesis" => Some(Place::Parenthesis),
            "opening" => Some(Place::Opening),
            "label" => Some(Place::Label),
            "part" => Some(Place::Part),
            "slashes" => Some(Place::Slashes),
            "alone" => Some(Place::Alone),
            _ => None,
        };
        for at in drawers_of(language) {
            match (line_place, kind, place) {
                (Some(place), Some(kind), _) => {
                    drawers[at].rules.push(LineRule { name, place, pattern, kind });
                }
                (_, _, "except") => drawers[at].excepts.push(pattern),
                (_, _, "word") => drawers[at].words.push(pattern),
                _ => {}
            }
        }
    }
    heads.sort_by_key(|head: &Head| std::cmp::Reverse(head.words.len()));
    let packs = drawers.into_iter().map(|d| Pack::new(d.rules, d.excepts, d.words)).collect();
    Table { heads, packs }
});

/// Where the lines of a language go: those of every language everywhere, those in English where it is not known too.
fn drawers_of(code: &str) -> Vec<usize> {
    let other = Language::ALL.len();
    match Language::from_code(code) {
        Some(Language::En) => vec![place(Language::En), other],
        Some(language) => vec![place(language)],
        None => (0..=other).collect(),
    }
}

fn place(language: Language) -> usize {
    Language::ALL.iter().position(|l| *l == language).unwrap_or(Language::ALL.len())
}

/// Returns the rules for paragraphs of a language.
pub(super) fn pack(language: Language) -> &'static Pack {
    &TABLE.packs[place(language)]
}

/// Returns the words before headlines, the longest first. The language of one headline is not always told; the words of
/// all languages are therefore looked for.
pub(super) fn heads() -> &'static [Head] {
    &TABLE.heads
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines: Vec<&str> =
            include_str!("../rules/notices.tsv").lines().filter(|l| !l.starts_with('#')).collect();
        assert!(lines.len() > 500);
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 5, "{line}");
            assert!(matches!(fields[0], "notice" | "embargo"), "{line}");
            assert!(fields[1] == "und" || Language::from_code(fields[1]).is_some(), "{line}");
            let lower = fields[3].to_lowercase();
            match fields[2] {
                "head" | "head-free" => assert_eq!(fields[3].to_uppercase(), fields[3], "{line}"),
                _ => assert_eq!(lower, fields[3], "{line}"),
            }
            let kind = NoticeKind::from_name(fields[4]);
            assert_eq!(kind.is_none(), matches!(fields[2], "except" | "word"), "{line}");
        }
        assert!(heads().len() > 60);
    }
}
