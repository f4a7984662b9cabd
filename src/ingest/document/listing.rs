//! OPML and sitemaps: lists of feeds and pages, which hold no story themselves.

use std::collections::BTreeSet;

use super::feed::markup::{Piece, Pieces, unescape};
use crate::ingest::address;

/// Addresses that a list may name: as many as a sitemap may hold by its rules.
const MOST: usize = 50_000;

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !head.starts_with('<') {
        return false;
    }
    for piece in Pieces::new(head) {
        match piece {
            Piece::Open(tag) => return matches!(tag.split().1, "opml" | "urlset" | "sitemapindex"),
            Piece::Text(text) if text.trim().is_empty() => {}
            _ => return false,
        }
    }
    false
}

/// Returns the addresses of the web that the list names, in its order, none twice, at most 50,000: those of feeds in OPML,
/// those of pages in a sitemap, those of sitemaps in an index of them. Total, and linear in the text.
pub(crate) fn addresses(text: &str) -> Vec<String> {
    let mut out = Addresses::default();
    let mut root = None;
    let mut pieces = Pieces::new(text);
    while let Some(piece) = pieces.next() {
        let Piece::Open(tag) = piece else { continue };
        let (prefix, name) = tag.split();
        let root = root.get_or_insert((prefix, name));
        match root.1 {
            "opml" if name.eq_ignore_ascii_case("outline") => {
                if let Some(address) = tag.attribute("xmlUrl") {
                    out.add(&address);
                }
            }
            // The address of a picture has another prefix.
            "urlset" | "sitemapindex" if name == "loc" && prefix == root.0 && !tag.empty => {
                out.add(&content(&mut pieces));
            }
            _ => {}
        }
        if out.list.len() == MOST {
            break;
        }
    }
    out.list
}

/// The text up to the next tag.
fn content(pieces: &mut Pieces<'_>) -> String {
    let mut out = String::new();
    loop {
        let before = pieces.at();
        match pieces.next() {
            Some(Piece::Text(text)) => out.push_str(&unescape(text)),
            Some(Piece::Verbatim(text)) => out.push_str(text),
            Some(Piece::Open(_)) => {
                pieces.go_to(before);
                return out;
            }
            Some(Piece::Close(_)) | None => return out,
        }
    }
}

#[derive(Default)]
struct Addresses {
    list: Vec<String>,
    seen: BTreeSet<String>,
}

impl Addresses {
    fn add(&mut self, address: &str) {
        let address = address.trim();
        if address::is_web(address) && self.seen.insert(address.to_owned()) {
            self.list.push(address.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(addresses(text), expected, "{text}");
    }

    #[test]
    fn lists_name_their_addresses() {
        check(
            include_str!("../../../testdata/formats/lists/desk.opml"),
            &[
                "https://northwire.example/feeds/courts.xml",
                "https://tidebox.example/rss?section=sea&full=1",
                "http://inlet.example/feed.json",
            ],
        );
        check(
            include_str!("../../../testdata/formats/lists/news-sitemap.xml"),
            &[
                "https://harbour24.example/2025/02/20/perrin-tin",
                "https://harbour24.example/2025/02/20/ferry?page=1&all=yes",
            ],
        );
        check(
            include_str!("../../../testdata/formats/lists/sitemap-index.xml"),
            &[
                "https://harbour24.example/sitemap-2025-02-19.xml.gz",
                "https://harbour24.example/sitemap-2025-02-20.xml.gz",
            ],
        );
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        check(
            "<opml><outline xmlUrl='file:///etc/passwd'/><outline text='x'/><outline XMLURL='http://a/'/>",
            &["http://a/"],
        );
        check(
            "<urlset><url><loc>http://a/</loc><loc> http://a/ </loc><loc><b>http://c/</b></loc></url>",
            &["http://a/"],
        );
        check("<urlset><loc>http://a/<loc>http://b/", &["http://a/", "http://b/"]);
        check("<urlset><loc>javascript:alert(1)</loc><loc>http://a b/</loc><loc/>", &[]);
        check("<html><loc>http://a/</loc>", &[]);
        check("", &[]);
    }

    #[test]
    fn long_lists_are_cut() {
        let many: String = (0..MOST + 10).map(|i| format!("<url><loc>http://a/{i}</loc></url>")).collect();
        assert_eq!(addresses(&format!("<urlset>{many}")).len(), MOST);
    }

    #[test]
    fn lists_are_told_from_other_text() {
        for yes in
            ["<?xml version='1.0'?><opml version='2.0'>", "<urlset xmlns='x'>", "\u{feff} <sitemapindex>"]
        {
            assert!(is_one(yes), "{yes}");
        }
        for no in ["", "<", "<html>", "<rss><opml>", "text <opml>", "opml", "<opml"] {
            assert!(!is_one(no), "{no}");
        }
    }
}
