//! References in text: `&amp;`, `&#8217;`, `&nbsp;`.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name of an entity in the table of HTML, in bytes, is 31; a document's own are not much longer.
const LONGEST: usize = 64;

/// What a `&` begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// One character or two (some entities of HTML are a letter and a mark), and its length in bytes of the source.
    Chars([Option<char>; 2], usize),
    /// A well-formed reference that no table knows, and its length in bytes.
    Unknown(usize),
    /// No reference.
    Stray,
}

/// Reads the reference at the beginning of `text`, which begins with `&`. Looks at no more than 66 bytes.
pub(super) fn read(text: &str) -> Reference {
    let name = &text.as_bytes()[1..];
    let Some(end) = memchr::memchr(b';', &name[..name.len().min(LONGEST)]) else {
        return Reference::Stray;
    };
    let length = end + 2;
    let Some((name, with_end)) = text.get(1..1 + end).zip(text.get(1..length)) else {
        return Reference::Stray;
    };
    if let Some(number) = name.strip_prefix('#') {
        return numbered(number, length);
    }
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if !is_name {
        return Reference::Stray;
    }
    // The table also holds the beginnings of all names, with nothing behind them.
    match NAMED_ENTITIES.get(with_end) {
        Some(&(first, second)) if first != 0 => {
            let second = if second == 0 { None } else { char::from_u32(second) };
            Reference::Chars([char::from_u32(first), second], length)
        }
        _ => Reference::Unknown(length),
    }
}

fn numbered(number: &str, length: usize) -> Reference {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Reference::Stray;
    }
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    // Numbers of control characters are meant as windows-1252: `&#146;` is an apostrophe.
    let replaced = code.checked_sub(0x80).and_then(|at| C1_REPLACEMENTS.get(at as usize).copied().flatten());
    Reference::Chars([replaced.or(char::from_u32(code)), None], length)
}

/// Returns `text` with its references read: for text of which only the references are markup. Linear.
pub(crate) fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match read(rest) {
            Reference::Chars(chars, length) => {
                out.extend(chars.into_iter().flatten());
                length
            }
            Reference::Unknown(_) | Reference::Stray => {
                out.push('&');
                1
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(decoded(text), expected);
        }
        check("&amp;&lt;&gt;&quot;&apos;", "&<>\"'");
        check("caf&eacute; &#8211; &#x2014;", "café – —");
        check("don&#146;t", "don’t");
        check("R&D &am; &; &#; &#x; &#xg; AT&T", "R&D &am; &; &#; &#x; &#xg; AT&T");
        check("&#xd800;&#x110000;&#99999999999;.", ".");
        check("&é;&€", "&é;&€");
        check("&", "&");
        // Cut inside a character by the limit on the length of names.
        check(&format!("&{};", "é".repeat(40)), &format!("&{};", "é".repeat(40)));
    }
}
