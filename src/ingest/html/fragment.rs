//! A piece of HTML that is all story -> its paragraphs.

use super::walk::{Input, walk};

/// Returns the text of a piece of HTML that is all story (the body of a feed item or of a wire story): paragraphs separated by
/// one blank line, none of them holding a line end. Linear in the input whatever it holds.
///
/// Blocks are paragraphs, and so is what stands between two `<br><br>`. Text without paragraphs of HTML is read by its blank
/// lines, and by its lines when it holds no markup and no blank line.
pub(crate) fn text_of_fragment(html: &str) -> String {
    let markup = markup(html);
    if markup == Markup::None {
        return plain(html);
    }
    join(html, Input::Fragment { lines: markup == Markup::Inline })
}

fn join(html: &str, input: Input) -> String {
    let walked = walk(html, input);
    let mut out = String::new();
    for piece in &walked.pieces {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(walked.text(piece));
    }
    out
}

/// Text without a tag, which may hold entities.
fn plain(text: &str) -> String {
    let unix;
    let text = if text.contains('\r') {
        unix = text.replace("\r\n", "\n").replace('\r', "\n");
        &unix
    } else {
        text
    };
    let lines = text.trim().split('\n');
    if lines.clone().any(|l| l.trim().is_empty()) {
        return join(text, Input::Fragment { lines: true });
    }
    let mut spaced = String::with_capacity(text.len());
    for line in lines {
        spaced.push_str(line);
        spaced.push_str("\n\n");
    }
    join(&spaced, Input::Fragment { lines: true })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Markup {
    None,
    /// Only such as leaves blank lines their meaning.
    Inline,
    /// Paragraphs are marked.
    Paragraphs,
}

/// What kind of tags a text holds.
fn markup(html: &str) -> Markup {
    let mut found = Markup::None;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let rest = html.as_bytes().get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        match rest.first() {
            Some(b'a'..=b'z' | b'A'..=b'Z') => found = Markup::Inline,
            Some(b'!' | b'?') if found == Markup::None => found = Markup::Inline,
            _ => continue,
        }
        let name: Vec<u8> = rest
            .iter()
            .take(5)
            .take_while(|b| b.is_ascii_alphanumeric())
            .map(u8::to_ascii_lowercase)
            .collect();
        if matches!(name.as_slice(), b"p" | b"br" | b"div" | b"td") {
            return Markup::Paragraphs;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::text_of_fragment;

    #[track_caller]
    fn check(html: &str, paragraphs: &[&str]) {
        let text = text_of_fragment(html);
        let found: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split("\n\n").collect() };
        assert_eq!(found, paragraphs, "{html:?}");
    }

    #[test]
    fn blocks_are_paragraphs() {
        check("<p>One.</p><p>Two.</p>", &["One.", "Two."]);
        check("<p>One.<p>Two.", &["One.", "Two."]);
        check("Before<p>One.</p>after", &["Before", "One.", "after"]);
        check("<div><div>One.</div>Two.<section>Three.</section></div>", &["One.", "Two.", "Three."]);
        check("<h2>Head</h2><ul><li>One<li>Two</ul><dl><dt>A<dd>B</dl>", &["Head", "One", "Two", "A", "B"]);
        check("<blockquote><p>He said.</p><footer>- Roe</footer></blockquote>", &["He said.", "- Roe"]);
        check("<figure><img><figcaption>A boat.</figcaption></figure><p>Text.", &["A boat.", "Text."]);
        check("<pre>One\nline.\n\nTwo.</pre>", &["One line.", "Two."]);
        check("<p></p><p> &nbsp; </p><p>One.</p><hr>", &["One."]);
        check("", &[]);
        check("<p></p>", &[]);
    }

    #[test]
    fn two_breaks_are_one_paragraph_end() {
        check("One.<br><br>Two.", &["One.", "Two."]);
        check("One.<br/> &nbsp;\n<BR />Two.", &["One.", "Two."]);
        check("<p>One.<br>Still one.<br><br><br>Two.</p>", &["One. Still one.", "Two."]);
        check("<p>One.<br></p><p><br>Two.</p>", &["One.", "Two."]);
        check("<b>One.<br></b><br><i>Two.</i>", &["One.", "Two."]);
    }

    #[test]
    fn inline_markup_neither_joins_nor_parts_words() {
        check("<p><b>a</b>bc</p>", &["abc"]);
        check("<p>a <b>b</b> <i> c</i>d</p>", &["a b cd"]);
        check("<p>a<!-- x -->b<span></span>c<wbr>d</p>", &["abcd"]);
        check("<p>He<a href=x> said</a>, <q>no</q>.</p>", &["He said, \"no\"."]);
        check("<p>a\n\n\n  b\tc\u{a0}d</p>", &["a b c d"]);
        check("<p>H<sub>2</sub>O <ruby>\u{6f22}<rt>kan</rt></ruby></p>", &["H2O \u{6f22}"]);
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        check("<p>a<script>if (a<b) { x = '<p>' }</script>b</p><style>p{}</style>", &["ab"]);
        check(
            "a<noscript><img><p>x</p></noscript>b<iframe>x</iframe>c<template><p>x</p></template>d",
            &["abcd"],
        );
        check("<p>a<svg><title>x</title><path d=''/><text>y</text></svg>b</p><p>c", &["ab", "c"]);
        check(
            "<p>a</p><button>Go</button><select><option>x<option>y</select><textarea>z</textarea>b",
            &["a", "b"],
        );
        check("<!doctype html><title>x</title><p>a", &["a"]);
        check("a\0b<p>c\0</p>", &["ab", "c"]);
    }

    #[test]
    fn entities_are_resolved_once() {
        check(
            "AT&amp;T &lt;b&gt; &eacute;&#8217;&#x201c; &amp;amp;",
            &["AT&T <b> \u{e9}\u{2019}\u{201c} &amp;"],
        );
        check("<p>Q&A &copy &nosuch; &#0; &#x110000;</p>", &["Q&A \u{a9} &nosuch; \u{fffd} \u{fffd}"]);
    }

    #[test]
    fn rows_of_tables_are_paragraphs() {
        check(
            "<table><tr><th>Team<th>Goals<tr><td>Kellan<td>3</table><p>End.",
            &["Team | Goals", "Kellan | 3", "End."],
        );
        check(
            "<table><tbody><tr><td><p>One.</p><p>Two.</p></td><td>3</td></tr></tbody></table>",
            &["One.", "Two.", "3"],
        );
        let long = "word ".repeat(30);
        check(&format!("<table><tr><td>Menu</td><td>{long}</td></tr></table>"), &["Menu", long.trim()]);
        check("<table><tr><td><table><tr><td>a<td>b</table></td><td>c</td></tr></table>", &["a | b | c"]);
    }

    #[test]
    fn text_without_paragraphs_is_read_by_lines() {
        check("One\nline.\n\nTwo.\n \n\nThree.", &["One line.", "Two.", "Three."]);
        check("One\r\nline.\r\n\r\nTwo.", &["One line.", "Two."]);
        check("One.\nTwo &amp; three.", &["One.", "Two & three."]);
        check("One.\rTwo.", &["One.", "Two."]);
        check(
            "One <b>two</b>\nthree.\n\nFour.<h2>Five</h2>\n\nSix.",
            &["One two three.", "Four.", "Five", "Six."],
        );
        check("<p>One\n\nstill one.</p>", &["One still one."]);
        check("profit < loss & 3 > 2", &["profit < loss & 3 > 2"]);
        check("One.\u{2028}Two.", &["One. Two."]);
    }

    #[test]
    fn bad_markup_is_read_as_far_as_it_goes() {
        check("<p>One.</div></p></b><p>Two.", &["One.", "Two."]);
        check("<b><i>a</b>b</i>c<p>d", &["abc", "d"]);
        check("<p>One.<!-- never closed <p>Two.", &["One."]);
        check("<p>One.<script>never closed <p>Two.", &["One."]);
        check("<p>One.<![CDATA[ never closed", &["One."]);
        check("<p>One.<a href=\"never closed", &["One."]);
        check("<p>One.</p></body></html><p>Two.", &["One.", "Two."]);
        check("<table><td>a</div></table>b", &["a", "b"]);
    }

    /// Each of these costs minutes or gigabytes where a tree is built, or where an end tag is looked for without bounds.
    #[test]
    fn hostile_markup_costs_linear_time() {
        let n = 30_000;
        let ends = |open: &str, close: &str| format!("{}x{}", open.repeat(n), close.repeat(n));
        assert_eq!(text_of_fragment(&ends("<div>", "</div>")), "x");
        assert_eq!(text_of_fragment(&ends("<div><b>", "</i></div>")), "x");
        assert_eq!(text_of_fragment(&ends("<i><div><b>", "</i>")), "x");
        assert_eq!(text_of_fragment(&ends("<table><tr><td>", "</td></tr></table>")), "x");
        assert_eq!(text_of_fragment(&ends("<b id=i><p>", "")), "x");
        assert_eq!(text_of_fragment(&ends("<!", "<p>")), "");
        assert_eq!(text_of_fragment(&ends("</", "<p>")), "");
        assert_eq!(text_of_fragment(&"<".repeat(n)), "<".repeat(n));
        assert_eq!(text_of_fragment(&"&".repeat(n)), "&".repeat(n));
        assert_eq!(text_of_fragment(&"<p>a".repeat(n)).len(), 3 * n - 2);
    }
}
