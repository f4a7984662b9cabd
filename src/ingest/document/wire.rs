//! What the readers of wire formats have in common: XML to items, and words for how far an item may be used.

use super::item::{Found, Item};
use crate::ingest::xml::{Node, Tree};
use crate::text::Status;

/// Hands the root of each document in an XML text to `each`, and adds what was odd about the text as a whole. One that cannot be
/// read gives one [`Found::Skipped`].
pub(super) fn read_xml(text: &str, each: impl Fn(Node<'_>, &mut Vec<Found>)) -> Vec<Found> {
    let bad = |e: crate::ingest::xml::BadXml| vec![Found::Skipped("bad-xml", e.to_string())];
    let tree = match Tree::new(text) {
        Ok(tree) => tree,
        Err(e) => return bad(e),
    };
    let nodes = match tree.nodes() {
        Ok(nodes) => nodes,
        Err(e) => return bad(e),
    };
    let (clean, mut out) = (tree.clean(), Vec::new());
    if clean.unknown > 0 {
        let first = clean.first_unknown.as_deref().unwrap_or_default();
        let what = format!("unknown entities that stand as written: {}, the first {first}", clean.unknown);
        out.push(Found::Note("unknown-entity", what));
    }
    if clean.mended > 0 && clean.cut.is_none() {
        out.push(Found::Note("mended-xml", format!("faults of the XML that were mended: {}", clean.mended)));
    }
    for root in nodes.root_element().children().filter(|n| n.is_element()) {
        each(root, &mut out);
    }
    if let Some(open) = &clean.cut {
        out.push(Found::Note("truncated", format!("the text breaks off inside <{open}>")));
    }
    out
}

/// Adds an item. One without text is its summary, a message that a story must not be used, or no story.
pub(super) fn finish(mut item: Item, summary: Option<String>, what: &str, out: &mut Vec<Found>) {
    item.text = without_headline(std::mem::take(&mut item.text), item.headline.as_deref());
    let stops = matches!(item.release.status, Some(Status::Killed | Status::Withheld));
    match summary.filter(|s| !s.is_empty()) {
        _ if !item.text.is_empty() => out.push(Found::Item(Box::new(item))),
        Some(summary) if !stops => {
            item.text = summary;
            out.push(Found::Item(Box::new(item)));
            out.push(Found::Note("summary-only", "the item holds a summary and no text".to_owned()));
        }
        _ if stops => out.push(Found::Item(Box::new(item))),
        _ => out.push(Found::NoStory(format!("{what} without text"))),
    }
}

/// A body often begins with its headline again.
fn without_headline(text: String, headline: Option<&str>) -> String {
    let Some(headline) = headline.filter(|h| !h.is_empty()) else { return text };
    match text.strip_prefix(headline) {
        Some("") => String::new(),
        Some(rest) => rest.strip_prefix("\n\n").map(str::to_owned).unwrap_or(text),
        None => text,
    }
}

/// Returns how far an item may be used, from the words of any wire format, with or without the scheme before the code
/// (`stat:usable`, `Canceled`, `sig:correction`).
pub(super) fn status(code: &str) -> Option<Status> {
    let code = code.rsplit([':', '/']).next()?.trim().to_ascii_lowercase();
    match code.as_str() {
        "usable" => Some(Status::Usable),
        "withheld" | "withhold" | "embargoed" => Some(Status::Withheld),
        "canceled" | "cancelled" | "killed" | "kill" | "deleted" | "withdrawn" => Some(Status::Killed),
        "correction" | "corrected" | "corrective" => Some(Status::Corrected),
        _ => None,
    }
}

/// Adds what a signal says: a correction of something that may be used is corrected, all else is as it was.
pub(super) fn signal(status: &mut Option<Status>, said: Option<Status>) {
    *status = match (*status, said) {
        (None | Some(Status::Usable), Some(said)) => Some(said),
        (Some(Status::Corrected), Some(said @ (Status::Killed | Status::Withheld))) => Some(said),
        (now, _) => now,
    };
}

/// Sets what is not set yet.
pub(super) fn fill(place: &mut Option<String>, value: Option<String>) {
    if place.is_none() {
        *place = value.filter(|v| !v.trim().is_empty());
    }
}

/// Longest part that is taken for a note, a name or terms of use, in bytes.
const LONGEST: usize = 1 << 16;

/// Returns the parts that are there, each once, joined: no more than 32, none longer than 64 KiB.
pub(super) fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    for part in parts.into_iter().filter(|p| !p.trim().is_empty() && p.len() <= LONGEST) {
        if kept.len() < 32 && !kept.contains(&part) {
            kept.push(part);
        }
    }
    (!kept.is_empty()).then(|| kept.join(between))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_how_far_an_item_may_be_used() {
        let codes = [
            "stat:usable",
            "http://cv.iptc.org/newscodes/pubstatusg2/canceled",
            "Embargoed",
            "sig:update",
            "",
        ];
        let expected = [Some(Status::Usable), Some(Status::Killed), Some(Status::Withheld), None, None];
        assert_eq!(codes.map(status), expected);
    }

    #[test]
    fn a_headline_is_no_paragraph() {
        let check = |text: &str, expected: &str| {
            assert_eq!(without_headline(text.to_owned(), Some("Big news")), expected)
        };
        check("Big news\n\nOne.", "One.");
        check("Big news of the day\n\nOne.", "Big news of the day\n\nOne.");
        check("Big news", "");
        check("One.", "One.");
    }
}
