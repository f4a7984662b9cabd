//! Forms of one word: contractions, spelling in -ise and -ize, light stems.

use crate::text::fold::is_apostrophe;
use crate::text::language::Language;

/// Returns the byte at which an English contraction splits (`do|n't`, `Trump|'s`).
pub(crate) fn contraction(text: &str, language: Language) -> Option<usize> {
    if !matches!(language, Language::En | Language::Other) {
        return None;
    }
    let (at, mark) = text.char_indices().rev().find(|(_, c)| is_apostrophe(*c))?;
    let tail = &text[at + mark.len_utf8()..];
    if at == 0 || tail.len() > 2 {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") && text[..at].ends_with(['n', 'N']) {
        // "can't" is can + n't with one n written.
        return Some(if text[..at].eq_ignore_ascii_case("can") { at } else { at - 1 }).filter(|cut| *cut > 0);
    }
    ["s", "ll", "re", "ve", "m", "d"].iter().any(|t| tail.eq_ignore_ascii_case(t)).then_some(at)
}

/// Returns the American spelling of a word in -ise, -yse and their forms.
pub(crate) fn ize(folded: &str) -> Option<String> {
    if folded.len() < 6 {
        return None;
    }
    for (british, american) in [
        ("isations", "izations"),
        ("isation", "ization"),
        ("ising", "izing"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("iser", "izer"),
        ("isers", "izers"),
        ("ise", "ize"),
        ("ysed", "yzed"),
        ("yse", "yze"),
        ("ysing", "yzing"),
    ] {
        if let Some(head) = folded.strip_suffix(british) {
            return Some(format!("{head}{american}"));
        }
    }
    None
}

/// Returns a light stem: English plural and verb endings cut off, elsewhere the head of a long word.
pub(crate) fn stem(folded: &str, language: Language) -> &str {
    if language == Language::Ar {
        let cut = ["وال", "بال", "ال", "لل"].iter().find_map(|p| folded.strip_prefix(p)).unwrap_or(folded);
        return if cut.chars().count() >= 3 { cut } else { folded };
    }
    if language != Language::En {
        let letters = folded.chars().count();
        let keep = if letters > 5 { (letters - 2).min(letters * 2 / 3 + 1).max(4) } else { return folded };
        let end = folded.char_indices().nth(keep).map_or(folded.len(), |(at, _)| at);
        return &folded[..end];
    }
    if !folded.is_ascii() || folded.len() < 4 {
        return folded;
    }
    let undouble = |s: &str| -> usize {
        let bytes = s.as_bytes();
        let n = bytes.len();
        if n >= 4 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b's' | b'l' | b'e') {
            n - 1
        } else {
            n
        }
    };
    let mut head = folded;
    for (ending, least) in [
        ("ingly", 5),
        ("edly", 5),
        ("ies", 3),
        ("ied", 3),
        ("ing", 4),
        ("ed", 3),
        ("es", 4),
        ("s", 3),
        ("ly", 4),
    ] {
        if let Some(cut) = folded.strip_suffix(ending) {
            if cut.len() >= least && !(ending == "s" && cut.ends_with(['s', 'u', 'i'])) {
                head = &cut[..undouble(cut)];
            }
            break;
        }
    }
    head.trim_end_matches(['e', 'y'])
}
