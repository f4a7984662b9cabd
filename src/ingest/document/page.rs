//! A web page with one story.

use super::item::{Found, Item};
use crate::ingest::html;
use crate::text::Release;

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    // Comments and the declarations of XHTML may stand before.
    for _ in 0..20 {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if starts(rest, "<?xml") {
            "?>"
        } else {
            break;
        };
        match rest.split_once(end) {
            Some((_, behind)) => rest = behind.trim_start(),
            None => return false,
        }
    }
    if starts(rest, "<!doctype") {
        let name = rest.get(9..).unwrap_or_default().trim_start();
        return starts(name, "html") && !name.as_bytes().get(4).is_some_and(u8::is_ascii_alphanumeric);
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).take(12).collect();
    let ends = tag.as_bytes().get(name.len());
    let name = name.to_ascii_lowercase();
    let html = matches!(
        name.as_str(),
        "html"
            | "head"
            | "body"
            | "meta"
            | "div"
            | "p"
            | "article"
            | "section"
            | "main"
            | "h1"
            | "h2"
            | "table"
            | "script"
            | "style"
            | "header"
            | "center"
            | "link"
            | "blockquote"
            | "ul"
            | "ol"
            | "figure"
            | "span"
    );
    // Elements of these names are at home in other formats too, where a name space stands behind.
    let foreign = matches!(name.as_str(), "html" | "head" | "body" | "article" | "section" | "table")
        && name != "html"
        && tag.split('>').next().is_some_and(|t| t.contains("xmlns") && !t.contains("xhtml"));
    html && !foreign && ends.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}

fn starts(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
}

/// Returns the story of the page. `url` is where it was fetched from, when known.
pub(crate) fn read(text: &str, url: Option<&str>) -> Vec<Found> {
    let page = html::page(text);
    let mut found = Vec::new();
    let paragraphs: Vec<&str> =
        page.paragraphs.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    if paragraphs.is_empty() {
        found.push(Found::Skipped("missing-text", "the page holds no text of a story".to_owned()));
    } else {
        found.push(Found::Item(Box::new(Item {
            id: page.identifier,
            headline: page.headline,
            byline: page.byline,
            outlet: page.outlet,
            url: page.url.or_else(|| url.map(str::to_owned)),
            published: page.published,
            language: page.language,
            release: Release { updated: page.updated, usage: page.usage, ..Release::default() },
            text: paragraphs.join("\n\n"),
        })));
    }
    found.extend(page.notes.into_iter().map(|(code, message)| Found::Note(code, message)));
    found
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn pages_are_told_from_other_texts() {
        let check = |head: &str, expected: bool| assert_eq!(is_one(head), expected, "{head:?}");
        check("<!DOCTYPE html><html>", true);
        check("\u{feff}\n <!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">", true);
        check("<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\">", true);
        check("<!-- a --><!-- b -->\n<HTML lang=en>", true);
        check("<p>One.</p>", true);
        check("<div class=x>", true);
        check("<?xml version=\"1.0\"?><rss version=\"2.0\">", false);
        check("<feed xmlns=\"http://www.w3.org/2005/Atom\">", false);
        check("<?xml version=\"1.0\"?><!DOCTYPE nitf SYSTEM \"nitf.dtd\"><nitf>", false);
        check("<!doctype htmlx>", false);
        check("<NewsML><x>", false);
        check("<newsItem>", false);
        check("<opml>", false);
        check("<article xmlns=\"http://docbook.org/ns/docbook\">", false);
        check("<picture-desk> notes", false);
        check("He wrote <b>this</b> down.", false);
        check("< p>", false);
        check("<!-- never closed", false);
        check("<", false);
        check("", false);
    }

    #[test]
    fn pages_of_all_kinds_give_their_paragraphs() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats/html");
        let mut names: Vec<_> =
            std::fs::read_dir(&folder).expect("the folder").map(|e| e.expect("a file").path()).collect();
        names.retain(|p| p.extension().is_some_and(|e| e == "html"));
        names.sort();
        assert!(names.len() >= 10, "{names:?}");
        for path in names {
            let bytes = std::fs::read(&path).expect("a page");
            let encoding = html::declared_charset(&bytes).unwrap_or(encoding_rs::UTF_8);
            let (text, _, mangled) = encoding.decode(&bytes);
            assert!(!mangled, "{}", path.display());
            let expected = std::fs::read_to_string(path.with_extension("txt")).expect("its text");
            check(&path, &text, &expected);
        }
    }

    #[track_caller]
    fn check(path: &Path, page: &str, expected: &str) {
        let found = read(page, None);
        let [Found::Item(item)] = found.as_slice() else { panic!("{}: {found:?}", path.display()) };
        let (headers, body) = expected.split_once("\n\n").expect("headers and a body");
        let paragraphs: Vec<&str> = item.text.split("\n\n").collect();
        assert_eq!(paragraphs, body.trim_end().split("\n\n").collect::<Vec<_>>(), "{}", path.display());
        for (name, value) in headers.lines().map(|l| l.split_once(": ").expect("a header")) {
            let stated = match name {
                "Headline" => &item.headline,
                "Outlet" => &item.outlet,
                "Byline" => &item.byline,
                "Published" => &item.published,
                "Updated" => &item.release.updated,
                "Usage" => &item.release.usage,
                "Language" => &item.language,
                "Url" => &item.url,
                _ => panic!("{}: header {name}", path.display()),
            };
            assert_eq!(stated.as_deref(), Some(value), "{}: {name}", path.display());
        }
    }

    #[test]
    fn a_page_without_text_is_skipped() {
        for page in
            ["", "<html><body></body></html>", "<html><script>x</script><nav></nav>", "<p> &nbsp; <img>"]
        {
            let found = read(page, None);
            assert!(matches!(found.as_slice(), [Found::Skipped("missing-text", _)]), "{page}: {found:?}");
        }
    }

    #[test]
    fn the_address_asked_for_stands_in_for_a_stated_one() {
        let url = |page: &str| match read(page, Some("https://a.example/x")).as_slice() {
            [Found::Item(item)] => item.url.clone(),
            found => panic!("{found:?}"),
        };
        assert_eq!(url("<p>One.").as_deref(), Some("https://a.example/x"));
        let stated = "<link rel=canonical href=https://a.example/y><p>One.";
        assert_eq!(url(stated).as_deref(), Some("https://a.example/y"));
    }

    /// A tree of any of these takes minutes or gigabytes.
    #[test]
    fn pages_past_the_limits_are_read_without_a_tree() {
        let check = |page: &str, text: &str, code: &str| match read(page, None).as_slice() {
            [Found::Item(item), Found::Note(note, _)] => {
                assert_eq!((item.text.as_str(), *note), (text, code))
            }
            found => panic!("{found:?}"),
        };
        let n = 30_000;
        check(&format!("{}<p>One.", "<div>".repeat(n)), "One.", "html-too-deep");
        check(&format!("{}One.", "<b id=i><p>".repeat(n)), "One.", "html-too-deep");
        check(
            &format!("<i a=1><i a=2><i a=3><i a=4><i a=5>{}<p>One.", "<p></p>".repeat(n)),
            "One.",
            "html-too-large",
        );
        check(&format!("{}<p>One.", "<br>".repeat(n * 9)), "One.", "html-too-large");
        let ends = "<table><tr><td><a href=x><font color=red>".repeat(n);
        check(&format!("{ends}<p>One.</a></font></table>"), "One.", "html-too-deep");
    }
}
