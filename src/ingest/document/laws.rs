//! What holds for the readers of wire formats whatever they are given.

use proptest::prelude::*;

use super::{Found, anpa, ap, iptc7901, newsml, ninjs, nitf};

/// Pieces of all formats; texts of any order of them are worse than what damage does to a delivery.
const PIECES: [&str; 72] = [
    "<nitf>",
    "</nitf>",
    "<body>",
    "</body>",
    "<body.content>",
    "</body.content>",
    "<body.head>",
    "<hedline>",
    "<hl1>",
    "<p>",
    "</p>",
    "<br/>",
    "<br>",
    "<pre>",
    "</pre>",
    "<table><tr><td>",
    "</td>",
    "<NewsML>",
    "<NewsItem>",
    "<Identification/>",
    "<NewsComponent>",
    "</NewsComponent>",
    "<NewsLines><HeadLine>",
    "</HeadLine></NewsLines>",
    "<DataContent>",
    "</DataContent>",
    "<newsMessage>",
    "<newsItem guid='g' version='1'>",
    "</newsItem>",
    "<itemMeta>",
    "<pubStatus qcode='stat:canceled'/>",
    "</itemMeta>",
    "<contentSet>",
    "<inlineXML>",
    "<inlineData>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml",
    "?>",
    "<!DOCTYPE",
    ">",
    "&amp;",
    "&nbsp;",
    "&corp;",
    "&#146;",
    "&",
    "<",
    "word",
    "\u{1}",
    "\u{2}",
    "\u{3}",
    "\u{16}",
    "a1234\u{1f}",
    "nww062 4 i 88 nwd 061\r\n",
    "^By A=\n",
    "^Eds: B<\n",
    "^Slug, KILL<\n",
    "\t",
    "\u{8}",
    "AP-WF-11-13-13 1509GMT<",
    "{\"item\": [",
    "{\"body_text\": \"",
    "\"}",
    "]}",
    " ",
    "\n",
    "\r\n\r\n",
    "\u{a0}",
    "é",
    "_ {<",
];

proptest! {
    #[test]
    fn any_text_gives_an_answer_with_well_formed_paragraphs(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60)
    ) {
        let text = pieces.concat();
        for is_one in [nitf::is_one, newsml::is_one, ninjs::is_one, ap::is_one, anpa::is_one, iptc7901::is_one] {
            is_one(&text);
        }
        for read in [nitf::read, newsml::read, ninjs::read, ap::read, anpa::read, iptc7901::read] {
            for found in read(&text) {
                let Found::Item(item) = found else { continue };
                for paragraph in item.text.split("\n\n").filter(|_| !item.text.is_empty()) {
                    prop_assert_eq!(paragraph.trim(), paragraph, "of {:?}", item.text);
                    prop_assert!(!paragraph.is_empty(), "of {:?}", item.text);
                    prop_assert!(!paragraph.contains(['\n', '\r']) && !paragraph.contains("  "), "of {:?}", item.text);
                }
            }
        }
    }
}
