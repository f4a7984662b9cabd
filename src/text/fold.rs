//! Folding of one word to its normal form, and the key made of it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use xxhash_rust::xxh3::xxh3_64;

/// Whether a character is invisible inside a word: NUL, soft hyphen, zero-width space and joiners, byte order mark.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{34f}' | '\u{61c}' | '\u{640}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Whether a character can stand for an apostrophe.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{201b}' | '\u{2bc}' | '\u{ff07}')
}

/// Returns the normal form of `word`: compatibility-folded, lower case, without diacritics (except the Cyrillic
/// letters й and ї), ligatures and Arabic letter variants resolved, invisible characters and apostrophes removed.
///
/// Folding twice changes nothing. The tables in `background/` were folded by the same rules.
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// Appends the normal form of `word` to `out`.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        if word.bytes().any(|b| b == b'\'' || b == 0) {
            out.extend(word.chars().filter(|c| *c != '\'' && *c != '\0'));
        } else {
            out.push_str(word);
        }
        out[start..].make_ascii_lowercase();
        return;
    }
    for c in word.chars().flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase) {
        if is_ignorable(c) || is_apostrophe(c) {
            continue;
        }
        if canonical_combining_class(c) != 0 {
            // й and ї are letters of their own; every other mark is dropped.
            match (out.chars().next_back(), c) {
                (Some('и'), '\u{306}') => replace_last(out, 'й'),
                (Some('і'), '\u{308}') => replace_last(out, 'ї'),
                _ => {}
            }
            continue;
        }
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            'أ' | 'إ' | 'آ' => out.push('ا'),
            'ى' | 'ئ' => out.push('ي'),
            'ؤ' => out.push('و'),
            'ة' => out.push('ه'),
            _ => out.push(c),
        }
    }
}

fn replace_last(out: &mut String, c: char) {
    out.pop();
    out.push(c);
}

/// Returns the 64-bit key (XXH3, seed 0) of a folded word.
pub(crate) fn key_of(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// Returns the value of a decimal digit of any script that newsrooms use, or `None`.
pub(crate) fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '\u{660}'..='\u{669}' => Some((c as u32 - 0x660) as u8),
        '\u{6f0}'..='\u{6f9}' => Some((c as u32 - 0x6f0) as u8),
        '\u{966}'..='\u{96f}' => Some((c as u32 - 0x966) as u8),
        '\u{ff10}'..='\u{ff19}' => Some((c as u32 - 0xff10) as u8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_does_not_matter() {
        for (word, folded) in [
            ("Zürich", "zurich"),
            ("Zu\u{308}rich", "zurich"),
            ("Straße", "strasse"),
            ("Київ", "київ"),
            ("Йод", "йод"),
            ("ёлка", "елка"),
            ("O’Brien", "obrien"),
            ("co\u{ad}operate", "cooperate"),
            ("ﬁnal", "final"),
            ("أحمد", "احمد"),
            ("Ø", "o"),
        ] {
            assert_eq!(fold(word), folded);
            assert_eq!(fold(folded), folded, "folding twice");
        }
    }
}
