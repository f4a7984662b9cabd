//! From the notices of a text to what is said of its release.

use crate::text::meta::Meta;
use crate::text::notice::head;
use crate::text::notice::line;
use crate::text::notice::model::{Notice, NoticeKind};
use crate::text::release::{Release, Status};
use crate::text::span::Span;

/// Puts the notices of the headline before those of the text, and what they say into the release where the input states
/// nothing. `found` is the headline in the text.
pub(in crate::text) fn settle(
    meta: &mut Meta,
    raw: &str,
    found: Option<Span>,
    lines: Vec<Notice>,
) -> Vec<Notice> {
    let mut notices = match (&meta.headline, found) {
        (Some(headline), _) => head::notices(headline, None),
        (None, Some(span)) => head::notices(span.of(raw), Some(span.start)),
        (None, None) => Vec::new(),
    };
    let heads = notices.len();
    notices.extend(lines);
    if notices.is_empty() {
        return notices;
    }
    let stated = std::mem::take(&mut meta.release);
    meta.release = stated.or(Release {
        status: notices.iter().filter_map(|n| n.kind.status()).max_by_key(weight),
        notice: told(&notices[heads..]).or_else(|| words(&notices[..heads])),
        embargo: notices.iter().filter(|n| n.kind == NoticeKind::Embargo).find_map(time),
        ..Release::default()
    });
    notices
}

/// How much a status forbids.
fn weight(status: &Status) -> u8 {
    match status {
        Status::Usable => 0,
        Status::Corrected => 1,
        Status::Withheld => 2,
        Status::Killed => 3,
    }
}

/// What is told of the version: the paragraph that says most of it, the first of several. Embargoes have a field of their
/// own, and words to editors mostly tell who wrote.
fn told(lines: &[Notice]) -> Option<String> {
    let of_version = lines.iter().filter(|n| !matches!(n.kind, NoticeKind::Embargo | NoticeKind::Editors));
    let weighed = of_version.rev().max_by_key(|n| n.kind.status().as_ref().map(weight));
    weighed.map(|n| n.text.clone())
}

/// The words before the headline.
fn words(heads: &[Notice]) -> Option<String> {
    let words: Vec<&str> = heads.iter().map(|n| n.text.as_str()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

fn time(notice: &Notice) -> Option<String> {
    line::time(&notice.text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::text::{Meta, NoticeKind, Release, Status, Story, WordingReader};

    /// Kinds of the notices, status and notice of a story; both readers must tell the same.
    fn check(text: &str, kinds: &[NoticeKind], status: Option<Status>, notice: Option<&str>) {
        let story = Story::new("t", text.to_owned());
        let found: Vec<NoticeKind> = story.notices().iter().map(|n| n.kind).collect();
        assert_eq!(found, kinds, "{text}");
        let release = &story.meta().release;
        assert_eq!((release.status, release.notice.as_deref()), (status, notice), "{text}");
        let wording = WordingReader::new().read(text, None, None);
        assert_eq!(wording.notices, story.notices(), "{text}");
        assert_eq!(&wording.meta.release, release, "{text}");
    }

    #[test]
    fn notices_tell_of_the_release() {
        use NoticeKind::{Correction, Editors, Embargo, Kill, Update};
        let body = "MARROW (Agency) - The ferry sank on Monday.\n\nNobody drowned, the owner said.\n";
        let told = "Corrects name in paragraph 3";
        check(
            &format!("CORRECTED-UPDATE 2-Ferry sinks\n\n(Corrects name in paragraph 3)\n\n{body}"),
            &[Correction, Update, Correction],
            Some(Status::Corrected),
            Some(told),
        );
        check(&format!("UPDATE 2-Ferry sinks\n\n{body}"), &[Update], None, Some("UPDATE 2"));
        check(
            &format!("Headline: CORRECTED-UPDATE 2-Ferry sinks\n\n{body}"),
            &[Correction, Update],
            Some(Status::Corrected),
            Some("CORRECTED-UPDATE 2"),
        );
        check(
            &format!("Ferry sinks\n\n(Adds quotes)\n\n({told})\n\n{body}"),
            &[Update, Correction],
            Some(Status::Corrected),
            Some(told),
        );
        check(
            &format!("EMBARGOED UNTIL 0001 GMT Thursday\n\nFerry sinks\n\n{body}"),
            &[Embargo],
            Some(Status::Withheld),
            None,
        );
        check(
            &format!("BULLETIN KILL\n\nFerry sinks\n\n{body}"),
            &[Kill],
            Some(Status::Killed),
            Some("BULLETIN KILL"),
        );
        check(
            &format!("Ferry sinks\n\n{body}\nEditor's note: Jane Roe lives here.\n"),
            &[Editors],
            None,
            None,
        );
        check(&format!("Ferry sinks\n\n{body}"), &[], None, None);
    }

    #[test]
    fn what_the_input_states_stays() {
        let stated = Meta {
            headline: Some("UPDATE 1-Ferry sinks".to_owned()),
            release: Release { status: Some(Status::Withheld), ..Release::default() },
            ..Meta::default()
        };
        let text = "(Corrects name in paragraph 3)\n\nThe ferry sank on Monday.\n";
        let story = Story::with_meta(stated, text.to_owned(), None);
        assert_eq!(story.notices().len(), 2);
        assert_eq!(story.notices()[0].number, Some(1));
        assert_eq!(story.notices()[1].span.map(|s| s.of(text)), Some("(Corrects name in paragraph 3)"));
        let release = &story.meta().release;
        assert_eq!(release.status, Some(Status::Withheld));
        assert_eq!(release.notice.as_deref(), Some("Corrects name in paragraph 3"));
        assert_eq!(story.word_count(), 5, "a notice is no content");
    }

    #[test]
    fn the_time_of_an_embargo_is_told() {
        let story = Story::new("t", "Sperrfrist: Sonntag, 18 Uhr\n\nDie Fähre sank am Montag.\n".to_owned());
        assert_eq!(story.meta().release.embargo.as_deref(), Some("Sonntag, 18 Uhr"));
    }
}
