//! Whole feeds, read.

use super::*;
use crate::ingest::document::Item;

/// A feed as its reader would see it: a line for each thing said, texts with `¶` between paragraphs.
fn shown(text: &str) -> Vec<String> {
    read(text)
        .into_iter()
        .map(|found| match found {
            Found::Item(item) => shown_item(*item),
            Found::NoStory(why) => format!("no story: {why}"),
            Found::Skipped(code, why) => format!("skipped {code}: {why}"),
            Found::Note(code, why) => format!("note {code}: {why}"),
        })
        .collect()
}

fn shown_item(item: Item) -> String {
    let parts = [
        ("", item.headline),
        ("by ", item.byline),
        ("in ", item.outlet),
        ("at ", item.url),
        ("on ", item.published),
        ("upd ", item.release.updated),
        ("lang ", item.language),
        ("guid ", item.release.guid),
        ("use ", item.release.usage),
        ("id ", item.id),
        ("¶ ", Some(item.text.replace("\n\n", " ¶ "))),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter_map(|(name, value)| value.map(|v| format!("{name}{v}"))).collect();
    parts.join(" | ")
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert!(is_one(text), "{text}");
    assert_eq!(shown(text), expected);
}

macro_rules! feed {
    ($name:literal) => {
        include_str!(concat!("../../../../testdata/formats/feeds/", $name))
    };
}

#[test]
fn rss_2() {
    check(
        feed!("rss2.xml"),
        &[
            "note summary-only: 2 of 3 items hold a summary only",
            "Families win in Grisdale & Sella water case | by Oona Brask | in Harbour24 – Courts & Crime \
         | at https://harbour24.example/2025/02/20/perrin-tin | on 2025-02-20T15:30:00+01:00 | lang en-gb \
         | guid h24-88121 | use © Harbour24 2025 \
         | ¶ The top court has ruled that Perrin Tin must pay 186 million crowns. \
         ¶ Margit Solheim, 71, said she was “just finished with it”. ¶ 412 households ¶ 11 years",
            "Dissent: Hindsight is a poor legislator | by Ivo Marten, Lena Orlow | in Northwire \
         | at https://harbour24.example/2025/02/20/dissent?page=1&all=yes | on 2025-02-20T15:10:00Z | lang en-gb \
         | use © Harbour24 2025 | ¶ Justice Corday wrote nine pages against the ruling.",
            "no story: item 3 has a headline only",
            "in Harbour24 – Courts & Crime | at https://harbour24.example/2025/02/20/film | lang en-gb \
         | guid https://harbour24.example/2025/02/20/film | use © Harbour24 2025 \
         | ¶ The families hug outside the court.",
        ],
    );
}

#[test]
fn rss_1() {
    check(
        feed!("rss1.rdf"),
        &[
            "note summary-only: 2 of 2 items hold a summary only",
            "Bahnstreik: Züge stehen ab Mitternacht | by Anke Wolters, Jörg Thal | in Boten-Verlag Täl \
         | at https://bote.example/bahn | on 2025-02-20T18:00+01:00 | lang de | guid https://bote.example/bahn \
         | use Nur für Abonnenten \
         | ¶ Die Züge stehen ab Mitternacht still. Der Streik dauert bis Freitag &bang;.",
            "Busse fahren | in Boten-Verlag Täl | at https://bote.example/bus | lang nl | guid https://bote.example/bus \
         | use Nur für Abonnenten | ¶ Die Busse fahren.",
        ],
    );
}

#[test]
fn rss_0() {
    check(
        feed!("rss091.xml"),
        &[
            "note summary-only: 1 of 2 items hold a summary only",
            "Ferry turns back | in The Inlet | at http://inlet.example/ferry.html | lang en \
         | ¶ The morning ferry turned back at the bar. Nobody was hurt.",
            "Ferry sails | in The Inlet | at http://inlet.example/ferry2.html | lang en \
         | ¶ First paragraph. ¶ Second paragraph. ¶ Third paragraph.",
        ],
    );
}

#[test]
fn atom() {
    check(
        feed!("atom.xml"),
        &[
            "note summary-only: 1 of 3 items hold a summary only",
            "Storm: stay inside | by Pim Aarden, Rike Dahl | in Tidebox & Friends \
         | at https://tidebox.example/news/storm.html | on 2025-02-20T10:00:00+01:00 | upd 2025-02-20T11:00:00+01:00 \
         | lang en | guid urn:tidebox:1 | use CC BY 4.0 \
         | ¶ Gusts of 140 km/h are expected on Thursday. ¶ Ferries may stop & schools close.",
            "Tempête & marée < 3 m | by Léa Morin | in Le Faro | at https://tidebox.example/news/tempete.html \
         | on 2025-02-20T11:30:00Z | upd 2025-02-20T11:30:00Z | lang fr | guid urn:tidebox:2 \
         | use Le Faro, tous droits réservés | ¶ Premier paragraphe, sur deux lignes. ¶ Second paragraphe & fin.",
            "Map of the storm | by Tidebox desk | in Tidebox & Friends | on 2025-02-20T11:40:00Z \
         | upd 2025-02-20T11:40:00Z | lang en | guid urn:tidebox:3 | use CC BY 4.0 | ¶ Where it will hit.",
        ],
    );
}

#[test]
fn json_feed() {
    check(
        feed!("jsonfeed.json"),
        &[
            "note summary-only: 1 of 3 items hold a summary only",
            "Pump maker lifts outlook | by Mara Quist, Tom Ebel | in The Ledger | at https://ledger.example/pump-results \
         | on 2025-02-18T07:00:00Z | upd 2025-02-18T09:00:00Z | lang en | guid l-1 \
         | ¶ Aldgate Pumps raised its outlook on Tuesday. ¶ Shares rose 4%.",
            "by Ledger staff | in The Ledger | at https://dagpost.example/pompen | lang nl | guid 2 \
         | ¶ Eerste alinea. ¶ Tweede alinea: 3 < 4 & \"klaar\".",
            "In short – 3 < 4 & more | by Ledger staff | in The Ledger | lang en | guid l-3 | ¶ Pumps up, valves down.",
            "no story: item 4 has a headline only",
        ],
    );
}

#[test]
fn exports_of_wordpress() {
    check(
        feed!("wxr.xml"),
        &[
            "Well reopened | by nhale | in Thornwick Parish News | at https://thornwick.example/well/ \
         | on 2025-02-19T08:00:00Z | lang en-GB | guid https://thornwick.example/?p=12 \
         | ¶ The well on the green was reopened on Wednesday. ¶ The vicar said it had been closed since 1987.",
            "no story: item 2 has a headline only",
        ],
    );
}

#[test]
fn feeds_that_are_cut_keep_what_is_whole() {
    check(
        feed!("cut.xml"),
        &[
            "note truncated: the feed is cut off; it begins 3 items",
            "note summary-only: 2 of 2 items hold a summary only",
            "One | in Night desk | ¶ The first story of the night.",
            "Two | in Night desk | ¶ The second story of the night.",
            "skipped bad-item: item 3: the feed ends inside it",
        ],
    );
    check(
        feed!("cut.json"),
        &[
            "note truncated: the feed is cut off; it begins 5 items",
            "by Ledger staff | in The Ledger | guid 1 | ¶ The first story, with a } and a ] in it.",
            "skipped bad-item: item 2: bad JSON: expected `,` or `}`",
            "skipped bad-item: item 3: it is no object",
            "by Ledger staff | in The Ledger | guid 4 | ¶ The fourth story.",
            "skipped bad-item: item 5: the feed ends inside it",
        ],
    );
}

#[test]
fn a_bad_item_costs_no_other() {
    check(
        feed!("bad-item.xml"),
        &[
            "note summary-only: 4 of 4 items hold a summary only",
            "One & only | in Night desk | ¶ Fish & chips for < 5 crowns, the AT&T stand said.",
            "skipped bad-item: item 2: a CDATA section in it has no end",
            "Three | in Night desk | ¶ The third story of the night.",
            "Four | in Night desk | ¶ The fourth story of the night.",
            "no story: item 5 has a headline only",
            "Six | by José Pérez | in Night desk | ¶ The sixth story of the night.",
        ],
    );
}

#[test]
fn a_declaration_that_lies_is_not_believed() {
    check(
        feed!("lying-charset.xml"),
        &["note summary-only: 1 of 1 items hold a summary only", "Größe | in Café | ¶ Naïve façade."],
    );
}

#[test]
fn an_entry_needs_no_feed() {
    check(
        "<entry xmlns='http://www.w3.org/2005/Atom'><title>T</title><content>Text.</content></entry>\n",
        &["T | ¶ Text."],
    );
}

#[test]
fn prefixes_are_resolved() {
    check(
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:x='http://purl.org/dc/elements/1.1/'>\
         <a:title>F</a:title><a:entry><a:title>T</a:title><x:creator>Jo Ray</x:creator><entry>7</entry>\
         <a:content>Text.</a:content></a:entry></a:feed>",
        &["T | by Jo Ray | in F | ¶ Text."],
    );
    // An address says more than a prefix, and a prefix more than nothing.
    check(
        "<rss xmlns:content='http://x.example/'><channel><title>F</title><item><entry>7</entry>\
         <content:encoded>no</content:encoded><dc:creator>Jo Ray</dc:creator>\
         <link xmlns='http://www.w3.org/2005/Atom' href='http://f.example/1'/>\
         <summary>Text.</summary></item></channel></rss>",
        &[
            "note summary-only: 1 of 1 items hold a summary only",
            "by Jo Ray | in F | at http://f.example/1 | ¶ Text.",
        ],
    );
}

#[test]
fn links_are_resolved() {
    #[track_caller]
    fn check(head: &str, entry: &str, expected: &str) {
        let text = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' {head}<entry {entry}<content>T</content></entry></feed>"
        );
        let found = read(&text);
        let Some(Found::Item(item)) = found.first() else { panic!("{found:?}") };
        assert_eq!(item.url.as_deref(), Some(expected), "{text}");
    }
    let link = "><link href='c'/>";
    check("xml:base='http://f.example/a/'>", link, "http://f.example/a/c");
    check("xml:base='http://f.example/a/'>", &format!("xml:base='b/'{link}"), "http://f.example/a/b/c");
    check(
        "xml:base='x/'><link rel='self' href='http://f.example/feeds/a.xml'/>",
        link,
        "http://f.example/feeds/x/c",
    );
    check("><link rel='self' href='http://f.example/feeds/a.xml'/>", link, "http://f.example/feeds/c");
    check(
        "><link rel='self' href='http://f.example/a.xml'/><link href='http://p.example/'/>",
        link,
        "http://p.example/c",
    );
    check(">", &format!("xml:base='http://e.example/'{link}"), "http://e.example/c");
    check(">", link, "c");
    check(
        ">",
        "><link rel='via' href='http://x.example/'/><link href='http://y.example/'/>",
        "http://y.example/",
    );
}

#[test]
fn every_cut_of_a_feed_is_read() {
    for feed in [
        feed!("rss2.xml"),
        feed!("atom.xml"),
        feed!("bad-item.xml"),
        feed!("jsonfeed.json"),
        feed!("cut.json"),
    ] {
        let whole = read(feed).iter().filter(|found| matches!(found, Found::Item(_))).count();
        for (at, _) in feed.char_indices().step_by(7) {
            let (before, after) = feed.split_at(at);
            let found = read(before);
            assert!(
                found.iter().filter(|found| matches!(found, Found::Item(_))).count() <= whole,
                "{before}"
            );
            // All but a few bytes behind the end of the feed are missed.
            if at + 8 < feed.trim_end().len() {
                assert!(matches!(found.first(), Some(Found::Note("truncated", _))), "{before}");
            }
            read(after);
        }
    }
}

#[test]
fn items_without_an_id_stay_apart() {
    let items = "<item><title>Alert</title><description>The same words.</description></item>".repeat(50);
    let found = read(&format!("<rss><channel>{items}</channel></rss>"));
    assert_eq!(found.iter().filter(|found| matches!(found, Found::Item(_))).count(), 50);
}

#[test]
fn nesting_costs_nothing() {
    let deep = 50_000;
    for (before, part) in [
        ("<rss><channel><item><description>", "<b>"),
        ("<rss><channel><item><description>", "<description>"),
        ("<rss><channel><item>", "<![CDATA[</item>"),
        ("<rss><channel>", "<item><![CDATA["),
        ("<rss><channel><item><author>", "<author>"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>", "<div>"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>"),
        ("<rss><channel>", "<item>"),
        ("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", "["),
        ("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[", "{\"a\":"),
        ("{\"version\":\"https://jsonfeed.org/version/1\",\"a\":", "["),
    ] {
        let found = read(&format!("{before}{}", part.repeat(deep)));
        assert!(!found.iter().any(|found| matches!(found, Found::Item(_))), "{before}{part}");
        assert!(matches!(found.first(), Some(Found::Note("truncated", _))), "{before}{part}");
    }
}

#[test]
fn what_a_feed_says_of_all_is_not_kept_without_end() {
    let long = "long ".repeat(20_000);
    let item = "<item><link>x</link><description>Text.</description></item>";
    let head =
        format!("<title>{long}</title><copyright>{long}</copyright><link>http://f.example/{long}</link>");
    let found = read(&format!("<rss><channel>{head}{}</channel></rss>", item.repeat(100_010)));
    let items: Vec<&Item> =
        found.iter().filter_map(|f| if let Found::Item(item) = f { Some(&**item) } else { None }).collect();
    assert_eq!(items.len(), 100_000);
    let kept = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    assert!(items.iter().all(|i| kept(&i.outlet) + kept(&i.release.usage) + kept(&i.url) < 1_000));
    assert_eq!(
        found.first(),
        Some(&Found::Note("too-many-items", "only the first 100000 items are read".to_owned()))
    );
}

#[test]
fn bent_feeds_are_read() {
    let feeds =
        [feed!("rss2.xml"), feed!("atom.xml"), feed!("rss1.rdf"), feed!("jsonfeed.json"), feed!("wxr.xml")];
    let mut state = 7_u64;
    // Any sequence that differs from feed to feed will do.
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for round in 0..400 {
        let mut text: Vec<char> = feeds[round % feeds.len()].chars().collect();
        for _ in 0..1 + next(6) {
            let from = next(text.len());
            let to = (from + next(40)).min(text.len());
            match next(3) {
                0 => drop(text.drain(from..to)),
                1 => text
                    .splice(from..from, ['<', '"', '&', ']', '>', '{', 'é', '\0'].into_iter().skip(next(8)))
                    .for_each(drop),
                _ => {
                    let piece: Vec<char> = text[from..to].to_vec();
                    let at = next(text.len());
                    text.splice(at..at, piece).for_each(drop);
                }
            }
        }
        let text: String = text.into_iter().collect();
        let (one, again) = (read(&text), read(&text));
        assert_eq!(one, again);
        for found in one {
            if let Found::Item(item) = found {
                assert!(!item.text.trim().is_empty(), "{text}");
                assert!(item.text.split("\n\n").all(|p| !p.is_empty() && !p.contains('\n')), "{}", item.text);
            }
        }
    }
}
