//! What a text says of itself before it begins: `Key: value` front matter.

use crate::text::release::Release;

/// What is known of a story besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// The headline.
    pub headline: Option<String>,
    /// Time of publication as stated.
    pub published: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Its own id.
    pub id: Option<String>,
    /// What is said of the delivery.
    pub release: Release,
}

impl Meta {
    /// Returns this, with what it lacks from `other`.
    pub(crate) fn or(self, other: Meta) -> Meta {
        Meta {
            outlet: self.outlet.or(other.outlet),
            headline: self.headline.or(other.headline),
            published: self.published.or(other.published),
            byline: self.byline.or(other.byline),
            url: self.url.or(other.url),
            language: self.language.or(other.language),
            id: self.id.or(other.id),
            release: self.release.or(other.release),
        }
    }
}

/// Reads front matter and returns it with the byte at which the body begins.
///
/// Front matter is a run of `Key: value` lines at the very top, the first of them with a key known here, closed
/// by a blank line, the end of the text, or a `---` line (which may open it too). Anything else is body.
pub(crate) fn read(raw: &str) -> (Meta, usize) {
    let mut meta = Meta::default();
    let bom = if raw.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = bom;
    let mut lines = 0;
    let mut fenced = false;
    while at < raw.len() {
        let (line, next) = line_at(raw, at);
        let trimmed = line.trim();
        if lines == 0 && trimmed == "---" && !fenced {
            fenced = true;
        } else if trimmed == "---" && lines > 0 {
            return (meta, next);
        } else if trimmed.is_empty() {
            if !fenced {
                return if lines > 0 { (meta, next) } else { (Meta::default(), bom) };
            }
        } else {
            match pair_of(trimmed) {
                Some((key, value)) if lines > 0 || is_known(key) => {
                    set(&mut meta, key, value);
                    lines += 1;
                }
                _ => return (Meta::default(), bom),
            }
        }
        at = next;
    }
    if lines > 0 && !fenced { (meta, raw.len()) } else { (Meta::default(), bom) }
}

/// Returns the line that begins at `at` without its ending, and the start of the next one.
fn line_at(raw: &str, at: usize) -> (&str, usize) {
    let rest = &raw[at..];
    match rest.find(['\n', '\r']) {
        Some(end) => {
            let crlf = rest[end..].starts_with("\r\n");
            (&rest[..end], at + end + if crlf { 2 } else { 1 })
        }
        None => (rest, raw.len()),
    }
}

fn pair_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let plain = key.len() <= 24
        && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ' || b == b'-' || b == b'_');
    let key = key.trim();
    (plain && !key.is_empty() && key.split(' ').count() <= 3).then_some((key, value.trim()))
}

fn is_known(key: &str) -> bool {
    let mut probe = Meta::default();
    set(&mut probe, key, "x");
    probe != Meta::default()
}

fn set(meta: &mut Meta, key: &str, value: &str) {
    let field = match key.to_ascii_lowercase().as_str() {
        "outlet" | "source" | "publisher" | "agency" => &mut meta.outlet,
        "headline" | "title" => &mut meta.headline,
        "published" | "date" | "pubdate" => &mut meta.published,
        "byline" | "author" => &mut meta.byline,
        "url" | "link" => &mut meta.url,
        "language" | "lang" => &mut meta.language,
        "id" | "guid" => &mut meta.id,
        _ => return,
    };
    if !value.is_empty() {
        *field = Some(value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_the_blank_line() {
        let raw = "Outlet: Island Post\r\nHeadline: Ferry: 12 dead\r\n\r\nBody.";
        let (meta, at) = read(raw);
        assert_eq!(meta.outlet.as_deref(), Some("Island Post"));
        assert_eq!(meta.headline.as_deref(), Some("Ferry: 12 dead"));
        assert_eq!(&raw[at..], "Body.");
    }

    #[test]
    fn a_story_that_opens_with_a_colon_is_no_front_matter() {
        for raw in [
            "Weather: rain ahead\n\nBody.",
            "Minister says: no\nmore",
            "Date set for trial.\n",
            "Source: a\nplain line\n\nx",
        ] {
            assert_eq!(read(raw), (Meta::default(), 0), "{raw}");
        }
    }
}
