use super::*;

const FERRY: &str = include_str!("../../../../testdata/formats/anpa/ferry.anpa");

#[test]
fn a_file_of_two_messages() {
    let found = read(FERRY);
    assert_eq!(found.len(), 2, "{found:?}");
    let (Found::Item(ferry), Found::Item(kill)) = (&found[0], &found[1]) else { panic!("{found:?}") };
    let paragraphs: Vec<&str> = ferry.text.split("\n\n").collect();
    assert_eq!(
        paragraphs,
        [
            "KESTREL POINT (NW) — The car ferry Maren Loft ran aground — on a sandbank — early Tuesday with 214 passengers on board.",
            "“We felt a bump,” said Ada Brimble, 41. The ferry draws 2½ meters of water.",
            "___",
            "SERVICES",
            "Mon Tue",
            "Old haven 7½ —",
        ]
    );
    assert_eq!(ferry.headline.as_deref(), Some("Ferry with 214 on board runs aground"));
    assert_eq!((ferry.byline.as_deref(), ferry.outlet.as_deref()), (Some("By KATRIN SEBALD"), Some("AP")));
    assert_eq!(ferry.published.as_deref(), Some("2025-03-04T07:15:00Z"));
    assert_eq!(ferry.release.guid.as_deref(), Some("XX--Ferry Aground 03-04"));
    assert_eq!((ferry.release.version.as_deref(), ferry.release.status), (Some("2"), None));
    assert_eq!(ferry.release.notice.as_deref(), Some("Corrects age in 2nd paragraph. With photos."));
    assert_eq!(
        (kill.release.guid.as_deref(), kill.release.status),
        (Some("XX--Lighthouse Sold 03-04"), Some(Status::Killed))
    );
    assert_eq!(kill.headline.as_deref(), Some("KILL: Lighthouse sold"));
    assert_eq!(kill.text, "Editors: kill the story slugged Lighthouse Sold. The sale did not take place.");
}

#[test]
fn slug_lines_name_the_story_and_its_version() {
    #[track_caller]
    fn check(line: &str, name: &str, version: u32, status: Option<Status>) {
        let slug = Slug::of(line);
        assert_eq!((slug.name.as_str(), slug.version, slug.status), (name, version, status), "{line}");
    }
    check("BC-XX--Ferry,466", "XX--Ferry", 1, None);
    check("AM-XX--Ferry, 3rd Ld-Writethru,1140", "XX--Ferry", 4, None);
    check("BC-XX--Ferry 10thLd-Writethru", "XX--Ferry", 11, None);
    check("BC-XX--Ferry, 1st Ld,20", "XX--Ferry", 2, None);
    check("BC-XX--Ferry, 1st Add,20", "XX--Ferry, 1st Add", 1, None);
    check("BC-XX--Ferry, BULLETIN KILL,20", "XX--Ferry", 1, Some(Status::Killed));
    check("BC-XX--Ferry, CORRECTIVE,20", "XX--Ferry", 1, Some(Status::Corrected));
    check("é-é, 99999999999th Ld-Writethru", "é-é, 99999999999th", 2, None);
    check("", "", 1, None);
}

#[test]
fn messages_that_are_odd() {
    let header = "\u{1}a1234\u{1f}x\nr a\u{13}\u{11} BC-Fees   03-04 0020\n";
    #[track_caller]
    fn check(text: &str, expected: &str) {
        match read(text).as_slice() {
            [Found::Item(item)] => assert_eq!(item.text, expected, "{text:?}"),
            other => panic!("{other:?}"),
        }
    }
    check(&format!("{header}\u{2}\tOne\ntwo.\n\tThree."), "One two.\n\nThree.");
    check(
        &format!("\0\u{16}{header}\u{2}^BC-Fees<\n^Fees rise<\n^A note of its own kind<\n\tOne."),
        "A note of its own kind\n\nOne.",
    );
    check(
        &format!("{header}\u{2}^BC-Fees<\n\t`Quoted' _ said\u{10}so 3{{ times"),
        "‘Quoted' — said so 3½ times",
    );
    let advisory = read(&format!("{header}\u{2}^BC-Fees, Advisory,10<\n\tEditors: none."));
    assert_eq!(advisory, [Found::NoStory("an advisory to editors".to_owned())]);
    let cut = read(header);
    assert_eq!(cut, [Found::Skipped("bad-anpa", "a message without STX before its text".to_owned())]);
    for end in (0..FERRY.len()).filter(|end| FERRY.is_char_boundary(*end)) {
        let _ = (read(&FERRY[..end]), is_one(&FERRY[..end]), read(&FERRY[end..]));
    }
}

#[test]
fn a_message_is_told_by_its_header() {
    assert!(is_one(FERRY) && is_one("\u{1}W2870\u{1f}_asian") && is_one("\r\n\u{1}W2870\r\n"));
    assert!(
        !is_one("W2870 is a number")
            && !is_one("\u{1}eca062 4 i 211")
            && !is_one("\u{1}é1")
            && !is_one("")
            && !is_one("\u{1}")
    );
}
