use super::*;
use crate::text::Status;

const FEED: &str = include_str!("../../../../testdata/formats/ap/feed.json");

#[test]
fn items_say_where_their_text_is_or_hold_it() {
    let found = read(FEED);
    assert_eq!(found.len(), 3, "{found:?}");
    let href = "the text is in the rendition nitf at https://api.example/content/0a1b.1/download?format=NITF";
    assert_eq!(found[0], Found::Skipped("text-elsewhere", href.to_owned()));
    let Found::Item(item) = &found[1] else { panic!("{found:?}") };
    assert_eq!(item.text, "Fees rise by 3 percent in May.\n\nThe council voted.");
    assert_eq!(
        (item.headline.as_deref(), item.outlet.as_deref()),
        (Some("Harbour fees to rise"), Some("Northwire"))
    );
    assert_eq!(
        (item.language.as_deref(), item.published.as_deref()),
        (Some("en"), Some("2025-03-04T06:45:00Z"))
    );
    let release = &item.release;
    assert_eq!((release.guid.as_deref(), release.version.as_deref()), (Some("0a1c"), Some("2")));
    assert_eq!(
        (release.status, release.notice.as_deref()),
        (Some(Status::Corrected), Some("Corrects the fee."))
    );
    assert_eq!(release.usage.as_deref(), Some("Copyright 2025 Northwire.; For editorial use.; No archive."));
    assert_eq!(release.updated.as_deref(), Some("2025-03-04T07:15:00Z"));
    assert_eq!(found[2], Found::NoStory("an item of type picture without text".to_owned()));
}

#[test]
fn answers_are_told_by_their_keys() {
    assert!(is_one(FEED) && !ninjs::is_one(FEED));
    assert!(
        !is_one("{\"item\": [{\"pubstatus\": \"usable\"}]}") && !is_one("\"data\": \"item\": \"altids\":")
    );
    assert_eq!(read("{}"), [Found::NoStory("an answer without items".to_owned())]);
    assert_eq!(read("{\"data\": 3}"), [Found::NoStory("an answer without items".to_owned())]);
    for end in (0..FEED.len()).filter(|end| FEED.is_char_boundary(*end)) {
        let _ = (read(&FEED[..end]), is_one(&FEED[..end]));
    }
}
