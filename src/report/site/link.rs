//! Addresses of pages: ids stand in them percent-encoded, whatever they are made of.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the characters that mean nothing in an address.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Returns the address of the page of a story.
pub fn story_link(id: &str) -> String {
    to("story", id)
}

/// Returns the address of the page of the cluster that a story is in.
pub fn cluster_link(id: &str) -> String {
    to("cluster", id)
}

/// Returns the address of the page of two stories.
pub fn pair_link(a: &str, b: &str) -> String {
    format!("/pair?a={}&b={}", part(a), part(b))
}

fn to(kind: &str, id: &str) -> String {
    // A browser takes a dot or two alone for a folder, encoded or not.
    if matches!(id, "" | "." | "..") {
        return format!("/{kind}?id={}", part(id));
    }
    format!("/{kind}/{}", part(id))
}

fn part(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_part_of_an_address() {
        assert_eq!(story_link("ep-30.x_~1"), "/story/ep-30.x_~1");
        assert_eq!(story_link("https://a.example/1?x#y"), "/story/https%3A%2F%2Fa.example%2F1%3Fx%23y");
        assert_eq!(cluster_link("../a b&c\"<\0é"), "/cluster/..%2Fa%20b%26c%22%3C%00%C3%A9");
        assert_eq!(story_link(".."), "/story?id=..");
        assert_eq!(pair_link("a&b=c", "%2e"), "/pair?a=a%26b%3Dc&b=%252e");
    }
}
