//! Names of elements and attributes, and the name of the root.

/// Returns the bytes of the name that `text` begins with; 0 when it begins with none.
pub(super) fn name_length(text: &str) -> usize {
    if !text.starts_with(starts_name) {
        return 0;
    }
    text.find(|c| !continues_name(c)).unwrap_or(text.len())
}

/// Returns the part of a name behind its prefix: `p` of `html:p`. A name whose end is none is returned whole, with its colons
/// as dashes, so that what comes back is always a name without prefix.
pub(super) fn local(name: &str) -> std::borrow::Cow<'_, str> {
    match name.rsplit_once(':') {
        None => name.into(),
        Some((_, local)) if local.starts_with(starts_name) => local.into(),
        Some(_) => format!("_{}", name.replace(':', "-")).into(),
    }
}

/// `NameStartChar` of XML 1.0.
fn starts_name(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, ':' | '_' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}' | '\u{200c}' | '\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffc}' | '\u{10000}'..='\u{effff}')
}

/// `NameChar` of XML 1.0.
fn continues_name(c: char) -> bool {
    starts_name(c)
        || c.is_ascii_digit()
        || matches!(c, '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

/// Returns the name of the first element of `head` without its prefix, past a byte order mark, blanks, declarations, comments
/// and a DOCTYPE; `None` where anything else comes first. Cost: the bytes before the element.
pub(crate) fn root_name(head: &str) -> Option<&str> {
    let mut rest = head.trim_start_matches('\u{feff}');
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if let Some(instruction) = rest.strip_prefix('?') {
            rest = instruction.split_once("?>")?.1;
        } else if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if rest.starts_with('!') {
            rest = &rest[declaration_length(rest)?..];
        } else {
            let name = &rest[..name_length(rest)];
            let local = name.rsplit(':').next()?;
            return (!local.is_empty()).then_some(local);
        }
    }
}

/// Returns the bytes of the markup declaration (a DOCTYPE with its inner declarations) that `text` begins with, its `>`
/// included; `None` when it does not end. One pass.
pub(super) fn declaration_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut inner) = (0, false);
    while let Some(step) = memchr_of(&bytes[at..]) {
        at += step;
        let rest = &bytes[at..];
        at += match bytes[at] {
            b'>' if !inner => return Some(at + 1),
            b'[' => {
                inner = true;
                1
            }
            b']' => {
                inner = false;
                1
            }
            quote @ (b'"' | b'\'') => memchr::memchr(quote, &rest[1..])? + 2,
            b'<' if rest.starts_with(b"<!--") => memchr::memmem::find(&rest[4..], b"-->")? + 7,
            b'<' if rest.starts_with(b"<?") => memchr::memmem::find(&rest[2..], b"?>")? + 4,
            _ => 1,
        };
    }
    None
}

fn memchr_of(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|b| matches!(b, b'>' | b'[' | b']' | b'"' | b'\'' | b'<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_what_may_stand_before_it() {
        #[track_caller]
        fn check(head: &str, expected: Option<&str>) {
            assert_eq!(root_name(head), expected);
        }
        check("<nitf>", Some("nitf"));
        check(
            "\u{feff} <?xml version='1.0'?>\r\n<!-- <b> -->\n<!DOCTYPE nitf SYSTEM \"a>b.dtd\">\n<nitf",
            Some("nitf"),
        );
        check("<!DOCTYPE nitf [<!ENTITY a \"]>\"><!-- ' ]> -->]><ns0:newsItem a='b'>", Some("newsItem"));
        check("Text <nitf>", None);
        check("<3 nitf", None);
        check("<!DOCTYPE nitf [<!ENTITY", None);
        check("<a:", None);
        check("<!", None);
        check("<?xml", None);
        check("<", None);
        check("", None);
    }
}
