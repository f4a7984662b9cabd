use super::*;
use crate::text::Status;

const FIRST: &str = include_str!("../../../../testdata/formats/ninjs/first.json");
const SECOND: &str = include_str!("../../../../testdata/formats/ninjs/second.json");
const THIRD: &str = include_str!("../../../../testdata/formats/ninjs/third.json");

#[track_caller]
fn story(found: &Found) -> &Item {
    match found {
        Found::Item(item) => item,
        other => panic!("no item: {other:?}"),
    }
}

#[test]
fn an_item_of_version_1() {
    let found = read(FIRST);
    assert_eq!(found.len(), 1, "{found:?}");
    let item = story(&found[0]);
    assert_eq!(
        item.text,
        "The car ferry Maren Loft ran aground early Tuesday.\n\nNobody was hurt, Ada Brimble, 41, said."
    );
    assert_eq!(
        (item.headline.as_deref(), item.byline.as_deref()),
        (Some("Ferry runs aground"), Some("By Katrin Sebald"))
    );
    assert_eq!((item.outlet.as_deref(), item.language.as_deref()), (Some("Northwire"), Some("en")));
    assert_eq!(item.published.as_deref(), Some("2025-03-04T06:45:00+00:00"));
    let release = &item.release;
    assert_eq!(
        (release.guid.as_deref(), release.version.as_deref()),
        (Some("urn:northwire:ferry"), Some("3"))
    );
    assert_eq!(release.updated.as_deref(), Some("2025-03-04T07:15:00+00:00"));
    assert_eq!(
        (release.status, release.notice.as_deref()),
        (Some(Status::Usable), Some("Updates with cost."))
    );
    assert_eq!(release.usage.as_deref(), Some("(c) 2025 Northwire; No archive use"));
    assert_eq!(release.embargo.as_deref(), Some("2025-03-04T08:00:00Z"));
}

#[test]
fn items_of_version_2() {
    let found = read(SECOND);
    assert_eq!(found.len(), 2, "{found:?}");
    let item = story(&found[0]);
    assert_eq!(item.text, "Fees rise by 3 percent in May.\n\nThe council voted on Monday.");
    assert_eq!(
        (item.headline.as_deref(), item.byline.as_deref()),
        (Some("Harbour fees to rise"), Some("Jonas Wirth, Northwire"))
    );
    assert_eq!((item.outlet.as_deref(), item.release.status), (Some("Northwire"), Some(Status::Withheld)));
    assert_eq!(found[1], Found::NoStory("an item of type picture without text".to_owned()));
}

#[test]
fn items_of_version_3() {
    let found = read(THIRD);
    assert_eq!(found.len(), 3, "{found:?}");
    let killed = story(&found[0]);
    assert_eq!(
        (killed.text.as_str(), killed.release.status, killed.release.usage.as_deref()),
        ("", Some(Status::Killed), None)
    );
    let flash = story(&found[1]);
    assert_eq!(flash.text, "A ferry has run aground off Kestrel Point.");
    assert_eq!(
        (flash.outlet.as_deref(), flash.release.guid.as_deref()),
        (Some("Northwire"), Some("urn:northwire:flash"))
    );
    assert_eq!(found[2], Found::Note("summary-only", "the item holds a summary and no text".to_owned()));
}

#[test]
fn marked_bodies_go_before_plain_ones() {
    #[track_caller]
    fn check(bodies: &str, expected: &str) {
        let found = read(&format!("{{{bodies}}}"));
        assert_eq!(found.first().map(|f| story(f).text.as_str()), Some(expected), "{bodies}");
    }
    check(r#""body_text": "One two", "body_html": "<p>One</p><p>two</p>""#, "One\n\ntwo");
    check(r#""body_text": "One two", "body_html": " ""#, "One two");
    let bodies = r#""bodies": [{"contentType": "text/plain", "value": "One two"}, {"contentType": "text/html", "value": "<p>One</p><p>two</p>"}]"#;
    check(bodies, "One\n\ntwo");
    check(r#""body_xhtml": "<div><p>One</p></div>""#, "One");
}

#[test]
fn what_is_no_item_is_said() {
    #[track_caller]
    fn check(text: &str, expected: &[Found]) {
        assert_eq!(read(text), expected, "{text:.60}");
    }
    let bad = |what: &str| Found::Skipped("bad-json", what.to_owned());
    check("", &[]);
    check("{", &[bad("EOF while parsing an object at line 1 column 1")]);
    check("[1]", &[bad("an item is no object")]);
    check(
        r#"{"pubstatus": "usable"} {"#,
        &[
            Found::NoStory("an item without text".to_owned()),
            bad("EOF while parsing an object at line 1 column 25"),
        ],
    );
    check(&"[".repeat(100_000), &[bad("recursion limit exceeded at line 1 column 128")]);
    check(&format!("[{}", "1,".repeat(5_000_000)), &[bad("more than 4000000 values")]);
    assert_eq!(
        item(&serde_json::json!({"type": "video"})),
        Found::NoStory("an item of type video without text".to_owned())
    );
    let odd = serde_json::json!({"headline": [1], "version": 2, "bodies": {"a": 1}, "altids": [[]], "authors": [1], "source": {}});
    assert_eq!(item(&odd), Found::NoStory("an item without text".to_owned()));
    for end in (0..SECOND.len()).filter(|end| SECOND.is_char_boundary(*end)) {
        let _ = (read(&SECOND[..end]), is_one(&SECOND[..end]));
    }
}

#[test]
fn ninjs_is_told_by_its_keys() {
    assert!(is_one(FIRST) && is_one(SECOND) && is_one(THIRD));
    assert!(is_one("\u{feff} [ {\"body_html\" : \"<p>"));
    assert!(!is_one("{\"title\": \"the \\\"body_html\\\" key\", \"text\": \"x\"}"));
    assert!(!is_one("\"body_html\": 1") && !is_one("The \"body_html\": key {") && !is_one(""));
}
