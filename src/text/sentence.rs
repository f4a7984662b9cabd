//! Where sentences end.
//!
//! A sentence ends at `. ! ? …` with the quotation marks and brackets that close after it, when white space and
//! something that can open a sentence follow. Abbreviations are data (`rules/sentence-abbreviation.tsv`).

use crate::text::language::Language;
use crate::text::lexicon::Stop;
use crate::text::quotation::{MarkRole, Quoted};
use crate::text::scan::{Base, Piece};

/// Longest sentence in pieces; past it the text is cut at the next comma or semicolon, at the latest after half as
/// much again. Bounds the quadratic stages whatever the input.
const LONGEST: usize = 256;

/// One paragraph to be cut into sentences.
pub(crate) struct Pieces<'a, S> {
    pub raw: &'a str,
    pub base: &'a [Base],
    pub quoted: &'a Quoted,
    /// When the full stop of the abbreviation at a piece can end a sentence; asked for few pieces.
    pub stop: S,
    pub language: Language,
}

impl<S: Fn(usize) -> Option<Stop>> Pieces<'_, S> {
    /// Puts the index after the last piece of each sentence into `ends`.
    pub(crate) fn sentence_ends(&self, ends: &mut Vec<usize>) {
        ends.clear();
        let Pieces { raw, base, .. } = *self;
        let mut start = 0;
        let mut at = 0;
        let may_end = |b: &Base| matches!(b.piece, Piece::Mark | Piece::Initials);
        loop {
            // Most pieces end nothing, and none has to before the sentence is too long.
            let near = &base[at..(start + LONGEST).clamp(at, base.len())];
            at += near.iter().position(may_end).unwrap_or(near.len());
            if at >= base.len() {
                break;
            }
            let length = at - start;
            let forced = length >= LONGEST
                && (matches!(base[at].span.of(raw), "," | ";" | ":" | "،") || length >= LONGEST * 3 / 2);
            let end = if may_end(&base[at]) { terminator(raw, base, at) } else { None };
            if let Some(mut end) = end {
                while end < base.len() && self.closes(end) {
                    end += 1;
                }
                if end >= base.len() || forced || self.breaks(at, end) {
                    ends.push(end);
                    start = end;
                }
                at = end.max(at + 1);
            } else {
                at += 1;
                if forced {
                    ends.push(at);
                    start = at;
                }
            }
        }
        if start < base.len() {
            ends.push(base.len());
        }
    }

    /// Whether the piece closes with the sentence before it.
    fn closes(&self, at: usize) -> bool {
        let Pieces { raw, base, .. } = *self;
        match self.quoted.role(at) {
            MarkRole::Close => true,
            MarkRole::Open => false,
            MarkRole::None => {
                !base[at].spaced && matches!(base[at].span.of(raw), ")" | "]" | "\"" | "”" | "’" | "'" | "»")
            }
        }
    }

    /// Whether a sentence that ends before `next` really does; `at` is its terminator.
    fn breaks(&self, at: usize, next: usize) -> bool {
        let Pieces { raw, base, quoted, language, .. } = *self;
        let mark = base[at].span.of(raw);
        let wide = matches!(mark.chars().next(), Some('。' | '！' | '？' | '।'));
        if !base[next].spaced && !wide {
            return false;
        }
        let opener = base[next].span.of(raw).chars().next().unwrap_or(' ');
        let follower = if quoted.role(next) == MarkRole::Open || matches!(opener, '(' | '[' | '¿' | '¡') {
            (next + 1).min(base.len() - 1)
        } else {
            next
        };
        let first = base[follower].span.of(raw).chars().next().unwrap_or(' ');
        if first.is_lowercase() {
            // "Why?" she asked. A lower-case word never opens a sentence, brand names aside.
            return false;
        }
        if matches!(opener, '-' | '–' | '—' | '―') {
            // "Go now." — the coach. A dash after a quotation brings its speaker.
            return false;
        }
        if base[next].piece == Piece::Mark
            && quoted.role(next) != MarkRole::Open
            && follower == next
            && !first.is_alphanumeric()
        {
            return !matches!(first, ',' | ';' | ':');
        }
        if quoted.role(next) == MarkRole::Open || mark.starts_with(['!', '?', '！', '？', '؟']) {
            return true;
        }
        if base[at].piece == Piece::Initials {
            return opens_sentence(raw, base, follower);
        }
        if mark != "." || at == 0 || base[at].spaced {
            return true;
        }
        let before = &base[at - 1];
        let word = before.span.of(raw);
        match before.piece {
            Piece::Word => {
                let mut letters = word.chars();
                let single = letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
                if single && language != Language::Other {
                    // An initial: J. Smith.
                    return word == "I" || opens_sentence(raw, base, follower);
                }
                match (self.stop)(at - 1) {
                    Some(Stop::Title) => {
                        !(base[follower].piece == Piece::Word || base[follower].piece == Piece::Initials)
                    }
                    Some(Stop::Number) => base[follower].piece != Piece::Figure,
                    Some(Stop::Open) => {
                        base[follower].piece != Piece::Figure && opens_sentence(raw, base, follower)
                    }
                    None => true,
                }
            }
            Piece::Figure => {
                // German and its neighbours write ordinals with a point: am 4. März.
                let ordinal = matches!(language, Language::De | Language::Pl | Language::Other)
                    && word.chars().count() <= 2
                    && base[follower].piece == Piece::Word;
                !ordinal || opens_sentence(raw, base, follower)
            }
            _ => true,
        }
    }
}

/// Returns the piece after the terminator when piece `at`, a mark or initials, ends with one.
fn terminator(raw: &str, base: &[Base], at: usize) -> Option<usize> {
    let text = base[at].span.of(raw);
    let ends = match base[at].piece {
        Piece::Mark => {
            matches!(text.chars().next()?, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' | '۔')
        }
        Piece::Initials => text.ends_with('.'),
        _ => false,
    };
    if !ends {
        return None;
    }
    let mut end = at + 1;
    while end < base.len()
        && !base[end].spaced
        && matches!(base[end].span.of(raw), "." | "!" | "?" | "…" | "...")
    {
        end += 1;
    }
    Some(end)
}

/// Whether the word at `at` is of the kind that opens sentences: a capitalised stop word.
fn opens_sentence(raw: &str, base: &[Base], at: usize) -> bool {
    let text = base[at].span.of(raw);
    STARTERS.contains(&text)
}

/// Words that, written with a capital after an abbreviation, open a new sentence.
const STARTERS: [&str; 92] = [
    "The",
    "A",
    "An",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "This",
    "That",
    "These",
    "Those",
    "His",
    "Her",
    "Its",
    "Their",
    "Our",
    "In",
    "On",
    "At",
    "But",
    "And",
    "As",
    "For",
    "If",
    "When",
    "While",
    "After",
    "Before",
    "Since",
    "There",
    "Some",
    "Most",
    "Many",
    "More",
    "No",
    "Not",
    "One",
    "Two",
    "Several",
    "Both",
    "Each",
    "According",
    "However",
    "Meanwhile",
    "Earlier",
    "Last",
    "With",
    "By",
    "From",
    "To",
    "Under",
    "Although",
    "Despite",
    "Mr",
    "Mrs",
    "Ms",
    "Police",
    "Officials",
    "Analysts",
    "Experts",
    "Such",
    "Who",
    "What",
    "Where",
    "How",
    "Why",
    "So",
    "Still",
    "Also",
    "Der",
    "Die",
    "Das",
    "Er",
    "Sie",
    "Es",
    "Ein",
    "Eine",
    "Im",
    "Le",
    "La",
    "Les",
    "Il",
    "Elle",
    "Un",
    "Une",
    "El",
    "Los",
    "Las",
    "Una",
];

#[cfg(test)]
mod tests {
    use crate::text::Story;

    fn check(text: &str, expected: &[&str]) {
        let story = Story::new("t", format!("{text}\n"));
        let got: Vec<&str> = story.sentences().iter().map(|s| s.span.of(story.raw())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        check(
            "Mr. Ray met Sen. Ann Lee, R-Wis., on Sept. 4. They spoke.",
            &["Mr. Ray met Sen. Ann Lee, R-Wis., on Sept. 4.", "They spoke."],
        );
        check("It left the U.S. President Lee said so.", &["It left the U.S. President Lee said so."]);
        check("It left the U.S. The firm is No. 5 there.", &["It left the U.S.", "The firm is No. 5 there."]);
        check("The vote is at 5 p.m. Officials wait.", &["The vote is at 5 p.m.", "Officials wait."]);
        check("Growth was 3.5 percent. Debt fell.", &["Growth was 3.5 percent.", "Debt fell."]);
    }

    #[test]
    fn a_closing_mark_belongs_to_the_sentence_it_closes() {
        check(
            "\"We saw nothing. It was dark,\" she said. \"Then it hit.\"",
            &["\"We saw nothing.", "It was dark,\" she said.", "\"Then it hit.\""],
        );
        check("\"Why?\" she asked. No answer came.", &["\"Why?\" she asked.", "No answer came."]);
        check("He called it “a start.” She left.", &["He called it “a start.”", "She left."]);
    }

    #[test]
    fn other_languages() {
        check(
            "Er kam am 4. März an. Sie ging mit Dr. Weiß.",
            &["Er kam am 4. März an.", "Sie ging mit Dr. Weiß."],
        );
        check("Il a dit non. M. Roux est parti.", &["Il a dit non.", "M. Roux est parti."]);
        check("هل وصل؟ نعم وصل.", &["هل وصل؟", "نعم وصل."]);
        check("雨が降る。明日も降る。", &["雨が降る。", "明日も降る。"]);
    }
}
