use super::*;
use crate::text::Status;

const FERRY: &str = include_str!("../../../../testdata/formats/nitf/ferry.xml");
const FERRY_TEXT: &str = include_str!("../../../../testdata/formats/nitf/ferry.txt");

/// The item of a document that holds one, and what else was found.
#[track_caller]
fn one(text: &str) -> (Item, Vec<Found>) {
    let mut found = read(text);
    let at = found
        .iter()
        .position(|f| matches!(f, Found::Item(_)))
        .unwrap_or_else(|| panic!("no item: {found:?}"));
    match found.remove(at) {
        Found::Item(item) => (*item, found),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_story_has_its_paragraphs_and_what_is_said_about_it() {
    let (item, others) = one(FERRY);
    assert_eq!(item.text, FERRY_TEXT.trim_end());
    assert_eq!(item.headline.as_deref(), Some("Ferry with 214 on board runs aground off Kestrel Point"));
    assert_eq!(item.byline.as_deref(), Some("By Katrin Sebald"));
    assert_eq!(item.outlet.as_deref(), Some("Northwire News"));
    assert_eq!(item.url.as_deref(), Some("https://wire.example/ferry"));
    assert_eq!(item.published.as_deref(), Some("2025-03-04T06:45:00Z"));
    let release = item.release;
    assert_eq!(release.guid.as_deref(), Some("nw-20250304-0117"));
    assert_eq!(release.version.as_deref(), Some("2.1"));
    assert_eq!(release.status, Some(Status::Usable));
    assert_eq!(release.notice.as_deref(), Some("Not for the front page. Updates with cost. Pictures moved."));
    assert_eq!(release.usage.as_deref(), Some("(c) 2025 Northwire; No archive use; United Kingdom"));
    assert_eq!(release.embargo.as_deref(), Some("2025-03-04T08:00:00+00:00"));
    // The `&` of the operator's name.
    assert_eq!(others, [Found::Note("mended-xml", "faults of the XML that were mended: 1".to_owned())]);
}

#[test]
fn a_story_that_breaks_off_keeps_what_came() {
    let end = FERRY.find("put the cost").unwrap_or_default();
    let (item, others) = one(&FERRY[..end]);
    let paragraphs: Vec<&str> = item.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 4);
    assert_eq!(paragraphs[3], "Tugs are to try again at high water. The operator, Brimstone & Sons,");
    assert_eq!(others, [Found::Note("truncated", "the text breaks off inside <p>".to_owned())]);
}

#[test]
fn every_cut_is_read_without_a_panic() {
    for end in (0..FERRY.len()).filter(|end| FERRY.is_char_boundary(*end)).step_by(7) {
        let found = read(&FERRY[..end]);
        assert!(!found.is_empty() || !FERRY[..end].contains("<nitf"), "{end}: nothing is said");
        let _ = is_one(&FERRY[..end]);
    }
}

#[test]
fn documents_without_a_text() {
    #[track_caller]
    fn check(body: &str, expected: &[Found]) {
        let found = read(&format!("<nitf>{body}</nitf>"));
        assert_eq!(found, expected, "{body}");
    }
    check("", &[Found::NoStory("a NITF document without text".to_owned())]);
    check(
        "<body><body.content><p> </p></body.content></body>",
        &[Found::NoStory("a NITF document without text".to_owned())],
    );
    let item = Item { text: "A ferry ran aground.".to_owned(), ..Item::default() };
    let summary = Found::Note("summary-only", "the item holds a summary and no text".to_owned());
    check(
        "<body><body.head><abstract><p>A ferry ran aground.</p></abstract></body.head><body.content/></body>",
        &[Found::Item(Box::new(item)), summary],
    );
    let mut killed = Item::default();
    killed.release.status = Some(Status::Killed);
    check("<head><docdata management-status='killed'/></head>", &[Found::Item(Box::new(killed))]);
}

#[test]
fn several_documents_are_several_stories() {
    let texts: Vec<String> = read(
        "<nitf><body><p>One.</p></body></nitf>\n<?xml version='1.0'?><nitf><body><p>Two.</p></body></nitf>",
    )
    .into_iter()
    .map(|found| if let Found::Item(item) = found { item.text } else { format!("{found:?}") })
    .collect();
    assert_eq!(texts, ["One.", "Two."]);
}

#[test]
fn an_unknown_entity_is_said_and_stands() {
    let (item, others) =
        one("<!DOCTYPE nitf [<!ENTITY corp 'x'>]><nitf><body><p>The &corp; &amp; us</p></body></nitf>");
    assert_eq!(item.text, "The &corp; & us");
    assert_eq!(
        others,
        [Found::Note(
            "unknown-entity",
            "unknown entities that stand as written: 1, the first &corp;".to_owned()
        )]
    );
}

#[test]
fn documents_that_are_made_to_hurt_are_skipped_with_a_reason() {
    #[track_caller]
    fn check(text: &str, reason: &str) {
        match read(text).as_slice() {
            [Found::Skipped("bad-xml", said)] => assert!(said.ends_with(reason), "{said}"),
            other => panic!("{} found", other.len()),
        }
    }
    check(&"<nitf>".repeat(100_000), "elements are nested deeper than 256");
    let attributes: String = (0..80_000).map(|n| format!(" a{n}='1'")).collect();
    check(&format!("<nitf{attributes}/>"), "an element has more than 256 attributes");
    check("<!DOCTYPE nitf [<!ENTITY a 'aaaa", "a declaration does not end");
    check("", "no element");
}

#[test]
fn a_document_is_told_by_its_root() {
    #[track_caller]
    fn check(head: &str, expected: bool) {
        assert_eq!(is_one(head), expected, "{head}");
    }
    check(&FERRY[..900], true);
    check("\u{feff}<n:nitf xmlns:n='u'>", true);
    check("<html><nitf>", false);
    check("The <nitf> element", false);
    check("<NewsML>", false);
}
