use super::*;

const FERRY: &str = include_str!("../../../../testdata/formats/iptc7901/ferry.txt");

#[test]
fn a_message_ends_before_its_notebook() {
    let found = read(FERRY);
    let [Found::Item(item)] = found.as_slice() else { panic!("{found:?}") };
    let paragraphs: Vec<&str> = item.text.split("\n\n").collect();
    assert_eq!(
        paragraphs,
        [
            "Kestrel Point (nwd) - The car ferry Maren Loft ran aground early Tuesday with 214 passengers on board.",
            "\"We felt a bump,\" said Ada Brimble, 41. Tugs are to try again at high water, the coast guard said, \
             and Service 4 is cancelled until Friday.",
        ]
    );
    assert_eq!(
        item.headline.as_deref(),
        Some("EXTRA Ferry with 214 on board runs aground off Kestrel Point")
    );
    assert_eq!(
        (item.outlet.as_deref(), item.published.as_deref()),
        (Some("nwd"), Some("2025-03-04T07:15:00Z"))
    );
}

#[test]
fn several_messages_and_odd_ones() {
    let two = format!("\0{FERRY}\r\n{FERRY}");
    assert_eq!(read(&two).iter().filter(|f| matches!(f, Found::Item(_))).count(), 2);
    let cut = read("\u{1}nww062 4 i 88 nwd 061\r\n");
    assert_eq!(cut, [Found::Skipped("bad-iptc7901", "a message without STX before its text".to_owned())]);
    let bare =
        read("\u{1}nww062 4 i 88 nwd 061\r\n\u{2}Fees rise\r\nFees rise by\r\n3 percent.\u{3}991399 Foo");
    let [Found::Item(item)] = bare.as_slice() else { panic!("{bare:?}") };
    assert_eq!(
        (item.headline.as_deref(), item.text.as_str()),
        (Some("Fees rise"), "Fees rise by 3 percent.")
    );
    assert_eq!(item.published, None);
    for end in (0..FERRY.len()).filter(|end| FERRY.is_char_boundary(*end)) {
        let _ = (read(&FERRY[..end]), is_one(&FERRY[..end]), read(&FERRY[end..]));
    }
}

#[test]
fn times_name_their_month() {
    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(sent(line).as_deref(), expected, "{line}");
    }
    check("131137 GMT Nov 13 ", Some("2013-11-13T11:37:00Z"));
    check("131137 MEZ Dez 98", Some("1998-12-13T11:37:00+01:00"));
    check("131137 Mär 2013", Some("2013-03-13T11:37:00"));
    check("131137 GMT", None);
    check("13é137 GMT Nov 13", None);
    check("131137 GMT Foo 13", None);
}

#[test]
fn a_message_is_told_by_its_header() {
    assert!(is_one(FERRY) && is_one("\n\u{1}eca062 4 i 211 ccccb   dpa 061\r\n"));
    assert!(
        !is_one("eca062 4 i 211 dpa 061")
            && !is_one("\u{1}W2870\u{1f}_asian")
            && !is_one("\u{1}")
            && !is_one("\u{1}éca062 4")
    );
}
