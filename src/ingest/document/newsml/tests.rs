use super::super::item::Item;
use super::*;
use crate::text::Status;

const FIRST: &str = include_str!("../../../../testdata/formats/newsml/first.xml");
const MESSAGE: &str = include_str!("../../../../testdata/formats/newsml/message.xml");

#[track_caller]
fn item(found: &Found) -> &Item {
    match found {
        Found::Item(item) => item,
        other => panic!("no item: {other:?}"),
    }
}

#[test]
fn items_of_the_first_version() {
    let found = read(FIRST);
    assert_eq!(found.len(), 3, "{found:?}");
    let ferry = item(&found[0]);
    assert_eq!(
        ferry.text,
        "The car ferry Maren Loft ran aground early Tuesday.\n\nNobody was hurt, Ada Brimble, 41, said."
    );
    assert_eq!(ferry.headline.as_deref(), Some("Ferry with 214 on board runs aground"));
    assert_eq!(
        (ferry.byline.as_deref(), ferry.outlet.as_deref()),
        (Some("Katrin Sebald"), Some("Northwire"))
    );
    assert_eq!((ferry.language.as_deref(), ferry.id.as_deref()), (Some("en"), None));
    assert_eq!(ferry.published.as_deref(), Some("2025-03-04T06:45:00+00:00"));
    let release = &ferry.release;
    assert_eq!(release.guid.as_deref(), Some("urn:newsml:northwire.example:20250304:NW-FERRY-1"));
    assert_eq!(release.version.as_deref(), Some("2"));
    assert_eq!(release.updated.as_deref(), Some("2025-03-04T07:15:00+00:00"));
    assert_eq!(release.status, Some(Status::Corrected));
    assert_eq!(release.notice.as_deref(), Some("Corrects the age in paragraph 2."));
    assert_eq!(release.usage.as_deref(), Some("(c) 2025 Northwire; NO ARCHIVAL USE"));
    assert_eq!(release.embargo, None);
}

#[test]
fn components_with_headlines_of_their_own_are_stories() {
    let found = read(FIRST);
    let (fees, lighthouse) = (item(&found[1]), item(&found[2]));
    assert_eq!(fees.headline.as_deref(), Some("Harbour fees to rise"));
    assert_eq!(
        fees.text.replace('\u{a0}', " "),
        "Fees rise by 3 percent in May.\n\nThe council voted on Monday."
    );
    assert_eq!(lighthouse.headline.as_deref(), Some("Lighthouse sold"));
    assert_eq!(
        lighthouse.text,
        "Oldhaven lighthouse was sold for 1 pound on Monday.\n\nIt needs a new roof & lamp."
    );
    let guid = "urn:newsml:northwire.example:20250304:NW-WRAP-1";
    assert_eq!(fees.id, Some(format!("{guid}#1")));
    assert_eq!(lighthouse.release.guid, Some(format!("{guid}#2")));
    assert_eq!(lighthouse.release.status, Some(Status::Withheld));
    assert_eq!(lighthouse.release.embargo.as_deref(), Some("2025-03-04T09:00:00Z"));
    assert_eq!(lighthouse.outlet.as_deref(), Some("northwire.example"));
}

#[test]
fn items_of_the_second_version() {
    let found = read(MESSAGE);
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[0], Found::NoStory("a packageItem of NewsML-G2".to_owned()));
    let ferry = item(&found[1]);
    let paragraphs: Vec<&str> = ferry.text.split("\n\n").collect();
    assert_eq!(
        paragraphs,
        [
            "The car ferry Maren Loft ran aground early Tuesday.",
            "Kestrel Point: nobody was hurt, Ada Brimble, 41, said.",
            "(Reporting by Katrin Sebald)"
        ]
    );
    assert_eq!(ferry.headline.as_deref(), Some("CORRECTED-Ferry with 214 on board runs aground"));
    assert_eq!(
        (ferry.byline.as_deref(), ferry.outlet.as_deref()),
        (Some("By Katrin Sebald"), Some("Northwire"))
    );
    assert_eq!(
        (ferry.language.as_deref(), ferry.published.as_deref()),
        (Some("en"), Some("2025-03-04T06:45:00Z"))
    );
    let release = &ferry.release;
    assert_eq!(release.guid.as_deref(), Some("tag:northwire.example,2025:ferry"));
    assert_eq!(release.version.as_deref(), Some("7"));
    assert_eq!(release.updated.as_deref(), Some("2025-03-04T07:15:00Z"));
    assert_eq!(release.status, Some(Status::Corrected));
    assert_eq!(release.notice.as_deref(), Some("Corrects the age in paragraph 2."));
    assert_eq!(release.usage.as_deref(), Some("(c) 2025 Northwire; Not for use before print."));
    assert_eq!(release.embargo.as_deref(), Some("2025-03-04T08:00:00Z"));
}

#[test]
fn items_with_nitf_and_items_without_text() {
    let found = read(MESSAGE);
    let fees = item(&found[2]);
    assert_eq!(fees.text, "Fees rise by 3 percent in May.\n\nCars 3 pounds\n\nLorries 9 pounds");
    assert_eq!(fees.headline.as_deref(), Some("Harbour fees to rise"));
    assert_eq!(
        (fees.byline.as_deref(), fees.outlet.as_deref()),
        (Some("Jonas Wirth"), Some("northwire.example"))
    );
    let killed = item(&found[3]);
    assert_eq!((killed.text.as_str(), killed.release.status), ("", Some(Status::Killed)));
    assert_eq!(killed.release.notice.as_deref(), Some("KILL: the sale did not take place."));
    assert_eq!(found[4], Found::NoStory("an item of class picture without text".to_owned()));
    let elsewhere = "the text is at https://wire.example/far.xml".to_owned();
    assert_eq!(found[5], Found::Skipped("text-elsewhere", elsewhere));
}

#[test]
fn bodies_in_all_their_forms() {
    #[track_caller]
    fn check(content: &str, expected: &str) {
        let found = read(&format!("<newsItem><contentSet>{content}</contentSet></newsItem>"));
        assert_eq!(found.first().map(|f| item(f).text.as_str()), Some(expected), "{content}");
    }
    check("<inlineData>One\ntwo.\n\nThree &amp; four.</inlineData>", "One two.\n\nThree & four.");
    check(
        "<inlineData><![CDATA[<p>\n     (NW) - One\ntwo.\n   Three.\n  </p>]]></inlineData>",
        "(NW) - One two.\n\nThree.",
    );
    check("<inlineData>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;</inlineData>", "One\n\ntwo");
    check(
        "<inlineData><![CDATA[<?xml version='1.0'?><nitf><body><p>One</p><p>two</p></body></nitf>]]></inlineData>",
        "One\n\ntwo",
    );
    check("<inlineXML><pre>   One\ntwo.\n   Three.</pre></inlineXML>", "One two.\n\nThree.");
    check("<inlineXML/><inlineData encoding='base64'>AAAA</inlineData><inlineData>One</inlineData>", "One");
    check("<inlineData>Plain</inlineData><inlineXML><p>Marked</p></inlineXML>", "Marked");
    let alone = read(
        "<contentSet><inlineXML><nitf><body><body.content><p>One</p></body.content></body></nitf></inlineXML></contentSet>",
    );
    assert_eq!(alone.first().map(|f| item(f).text.as_str()), Some("One"));
}

#[test]
fn what_is_nested_to_hurt_comes_once() {
    let nested = format!("{}{}", "<newsItem><contentSet><inlineXML>".repeat(80), "<p>One</p>".repeat(1000));
    let found = read(&nested);
    let lengths: Vec<usize> =
        found.iter().filter_map(|f| if let Found::Item(i) = f { Some(i.text.len()) } else { None }).collect();
    assert_eq!(lengths, [1000 * 5 - 2]);
    let nested =
        format!("<NewsItem><Identification/><NewsComponent>{}", "<DataContent><p>One</p>".repeat(200));
    let found = read(&nested);
    assert_eq!(found.first().map(|f| item(f).text.len()), Some(200 * 5 - 2));
}

#[test]
fn every_cut_is_read_without_a_panic() {
    for text in [FIRST, MESSAGE] {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(11) {
            let _ = (read(&text[..end]), is_one(&text[..end]));
        }
        let end = text.find("Nobody").or_else(|| text.find("nobody")).unwrap_or_default();
        assert!(read(&text[..end]).iter().any(|f| matches!(f, Found::Note("truncated", _))));
    }
}

#[test]
fn documents_are_told_by_their_roots() {
    assert!(is_one(FIRST) && is_one(MESSAGE) && is_one("<contentSet>"));
    assert!(!is_one("<rss>") && !is_one("<nitf>") && !is_one("newsMessage") && !is_one(""));
    assert_eq!(read("<newsMessage/>"), [Found::NoStory("<newsMessage> without items".to_owned())]);
}
