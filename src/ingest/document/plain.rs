//! Plain text of a wire -> paragraphs: which line ends mean something.

/// Lines longer than this are not wrapped by hand: wires wrap at about 65 columns, mail at 72 to 80.
const WRAPPED: usize = 100;

/// Returns the paragraphs of plain text, separated by one blank line. A blank line ends a paragraph; so does a line that begins
/// further in than the others, and a bullet. Lines are joined where they were wrapped; where some line is longer than 100
/// characters nobody wrapped them, and each is a paragraph. Linear.
pub(crate) fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = lines(text).map(str::trim_end).collect();
    let filled = || lines.iter().filter(|l| !l.trim_start().is_empty());
    let base = filled().map(|l| indent(l)).min().unwrap_or(0);
    let wrapped = filled().all(|l| l.chars().count() <= WRAPPED);
    let (mut out, mut begins) = (String::with_capacity(text.len()), true);
    for line in &lines {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_none() {
            begins = true;
            continue;
        }
        begins |= !wrapped || indent(line) > base + 1 || line.trim_start().starts_with(['•', '·']);
        if !out.is_empty() {
            out.push_str(if begins { "\n\n" } else { " " });
        }
        for (at, word) in words.enumerate() {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
        begins = false;
    }
    out
}

/// Lines of any system's ends; `\r\r\n` is one end.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let now = rest?;
        let Some(end) = now.find(['\n', '\r', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return Some(now);
        };
        let behind = &now[end..];
        let returns = behind.len() - behind.trim_start_matches('\r').len();
        let length = match behind[returns..].starts_with('\n') {
            true => returns + 1,
            false => behind.chars().next().map_or(1, char::len_utf8),
        };
        rest = Some(&behind[length..]);
        Some(&now[..end])
    })
}

/// Columns before the first word; a tab counts as eight.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 8 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_that_mean_something_are_paragraphs() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(paragraphs(text), expected, "{text:?}");
        }
        check("", "");
        check(" \n\t\n", "");
        check("One\ntwo  three\n\n\nfour \n", "One two three\n\nfour");
        check("One\r\ntwo\r\n\r\nthree\rfour", "One two\n\nthree four");
        check("One\r\r\ntwo\r\r\n\r\r\nthree", "One two\n\nthree");
        check("   One\ntwo.\n   Three\nfour.", "One two.\n\nThree four.");
        check("\tOne\ntwo.\n\tThree.", "One two.\n\nThree.");
        check("   One\n   two.\n\n   Three.", "One two.\n\nThree.");
        check("Guests:\n• One\n• two\nthree", "Guests:\n\n• One\n\n• two three");
        let long = "word ".repeat(30);
        check(
            &format!("{long}\nShort one.\n{long}"),
            &format!("{}\n\nShort one.\n\n{}", long.trim(), long.trim()),
        );
        check("1\u{2028}2\u{c}3", "1 2 3");
    }
}
