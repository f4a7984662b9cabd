//! Inputs that are made to do harm: each ends soon, with a clear word, and never in a crash.

use std::fs;

use super::extract;

/// Extracts a hostile input called `name`; the run must end with stories or a named problem.
#[track_caller]
fn survives(name: &str, bytes: &[u8]) -> (usize, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), bytes).expect("written");
    let (stories, err, code) = extract(folder.path(), &[name]);
    assert!(matches!(code, Some(0 | 3)), "{name}: {code:?} {err}");
    assert!(!stories.is_empty() || !err.is_empty(), "{name}: nothing was said");
    assert!(!err.contains("internal-error"), "{name}: {err}");
    (stories.len(), err)
}

#[test]
fn entities_are_never_expanded_nor_fetched() {
    let bomb: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs =
        |body: &str| format!("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY l0 \"ha\">{bomb}]>{body}");
    let secret = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let rss = |text: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>F</title><item><title>T</title><description>{text} The ferry sank off Marrow on Monday.</description></item></channel></rss>"
        )
    };
    let nitf = |text: &str| {
        format!("<nitf><body><body.content><p>{text} The ferry sank.</p></body.content></body></nitf>")
    };
    for body in [rss("&l9;"), nitf("&l9;")] {
        let (stories, err) = survives("laughs.xml", laughs(&body).as_bytes());
        assert_eq!(stories, 1, "{err}");
    }
    for body in [rss("&x;"), nitf("&x;")] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("x.xml"), format!("{secret}{body}")).expect("written");
        let (stories, err, _) = extract(folder.path(), &["x.xml"]);
        let text = stories[0]["text"].as_str().expect("a text");
        assert!(!text.contains("root:"), "{text} {err}");
    }
}

#[test]
fn deep_nesting_is_no_danger() {
    let deep = |open: &str, close: &str, n: usize| format!("{}x{}", open.repeat(n), close.repeat(n));
    let page = format!("<!doctype html><html><body>{}</body></html>", deep("<div>", "</div>", 100_000));
    survives("deep.html", page.as_bytes());
    let formats = format!("<!doctype html><html><body>{}", "<b id=i><p>".repeat(20_000));
    survives("formats.html", formats.as_bytes());
    let feed = format!(
        "<rss version=\"2.0\"><channel><item><description>{}</description></item></channel></rss>",
        deep("<p>", "</p>", 100_000)
    );
    survives("deep.rss", feed.as_bytes());
    let nitf =
        format!("<nitf><body><body.content>{}</body.content></body></nitf>", deep("<p>", "</p>", 100_000));
    let (stories, err) = survives("deep.nitf", nitf.as_bytes());
    assert!(stories == 0 && err.contains("nested deeper"), "{err}");
    survives("deep.json", deep("[", "]", 200_000).as_bytes());
    let ninjs = format!("{{\"uri\":\"a\",\n\"body_html\":\"<p>A</p>\",\"x\":{}}}", deep("[", "]", 100_000));
    survives("deep.ninjs", ninjs.as_bytes());
    let attributes: String = (0..80_000).map(|n| format!(" a{n}=\"b\"")).collect();
    survives(
        "wide.xml",
        format!("<nitf{attributes}><body><body.content><p>A</p></body.content></body></nitf>").as_bytes(),
    );
    survives(
        "wide.html",
        format!("<!doctype html><html><body><p{attributes}>The ferry sank.</p></body></html>").as_bytes(),
    );
    let bound: String = (0..80_000).map(|n| format!(" xmlns:a{n}=\"b\"")).collect();
    survives("bound.xml", format!("<newsItem{bound}/>").as_bytes());
}

#[test]
fn terminal_codes_of_an_input_stay_inside_it() {
    let evil = "\u{1b}]0;x\u{7}\u{202e}\u{9b}31m";
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>{evil}</title><item><title>{evil}T</title><guid>{evil}</guid>\
         <description>{evil} The ferry sank off Marrow on Monday, and nobody was hurt.</description></item></channel></rss>"
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("evil.xml"), feed).expect("written");
    let found = crate::binary::run(folder.path(), &["extract", "evil.xml"]);
    for output in [&found.out, &found.err] {
        let steers = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}'));
        assert!(!output.contains(steers), "{output:?}");
    }
    assert_eq!(found.out.lines().count(), 1);
}
