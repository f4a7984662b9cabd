//! JSON that is nearly right: escapes of half a character and raw control characters in strings.

/// A line that was mended so that a parser takes it. No byte moves.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mended {
    pub json: String,
    /// Escapes of lone surrogates that stand as U+FFFD.
    pub surrogates: u32,
    /// Control characters in strings that stand as spaces.
    pub controls: u32,
}

/// Mends a line; `None` when there is nothing that could be mended.
pub(crate) fn mend(json: &str) -> Option<Mended> {
    let mut bytes = json.as_bytes().to_vec();
    let mut mended = Mended::default();
    let (mut at, mut in_string) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                let here = unit(&bytes, at);
                let pair = here.is_some_and(|u| (0xd800..0xdc00).contains(&u))
                    && unit(&bytes, at + 6).is_some_and(|u| (0xdc00..0xe000).contains(&u));
                if pair {
                    at += 12;
                    continue;
                }
                if here.is_some_and(|u| (0xd800..0xe000).contains(&u)) {
                    bytes[at..at + 6].copy_from_slice(b"\\ufffd");
                    mended.surrogates += 1;
                }
                at += 1;
            }
            control if in_string && control < 0x20 => {
                bytes[at] = b' ';
                mended.controls += 1;
            }
            _ => {}
        }
        at += 1;
    }
    mended.json = String::from_utf8(bytes).ok()?;
    (mended.surrogates + mended.controls > 0).then_some(mended)
}

/// The code unit of `\uXXXX` at this place.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Whether brackets are nested deeper than `depth`.
pub(crate) fn is_deeper(json: &[u8], depth: usize) -> bool {
    // Text hardly has any brackets, so that most lines are done here.
    if memchr::memchr2_iter(b'[', b'{', json).nth(depth).is_none() {
        return false;
    }
    let (mut now, mut in_string, mut escaped) = (0_usize, false, false);
    for b in json {
        match b {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                now += 1;
                if now > depth {
                    return true;
                }
            }
            b']' | b'}' if !in_string => now = now.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str, surrogates: u32, controls: u32) {
        let expected = Mended { json: expected.to_owned(), surrogates, controls };
        assert_eq!(mend(json), Some(expected), "{json}");
    }

    #[test]
    fn halves_are_replaced_and_pairs_stay() {
        check(r#"{"a":"\ud83d x"}"#, r#"{"a":"\ufffd x"}"#, 1, 0);
        check(r#"{"a":"\ud83d\ude00\ude00"}"#, r#"{"a":"\ud83d\ude00\ufffd"}"#, 1, 0);
        check(r#"{"a":"\\ud83d \udc00"}"#, r#"{"a":"\\ud83d \ufffd"}"#, 1, 0);
        check("{\"a\":\t\"b\tc\"}", "{\"a\":\t\"b c\"}", 0, 1);
        assert_eq!(mend(r#"{"a":"\ud83d\ude00 \u00e9"}"#), None);
        assert_eq!(mend(r#"{"a":"\u12"#), None);
    }

    #[test]
    fn depth_counts_brackets_outside_strings() {
        let nested = format!("{}{}", "[".repeat(128), "]".repeat(128));
        assert!(!is_deeper(nested.as_bytes(), 128));
        assert!(is_deeper(format!("[{nested}]").as_bytes(), 128));
        assert!(!is_deeper(format!("\"\\\"{}\"", "[".repeat(500)).as_bytes(), 128));
    }
}
