//! The first line and the last.

use crate::report::palette::Label;
use crate::report::scan::{Digest, STARS};
use crate::report::screen::Screen;
use crate::report::styled::Styled;
use crate::report::vocabulary::{count, number};

/// Appends the head line: how many stories, how many of them are copies; below it what makes the result partial.
pub(super) fn head(screen: &mut Screen, digest: &Digest) {
    let s = &digest.summary;
    let (copies, share) = digest.copies();
    let stories = if s.stories == 1 { "story" } else { "stories" };
    let item = |n: u64, words: String| Styled::of(Label::Title, number(n)).add(Label::Plain, words);
    let mut items = vec![
        item(s.stories, format!(" {stories},")),
        item(s.clusters, format!(" cluster{} |", if s.clusters == 1 { "" } else { "s" })),
    ];
    items.push(match copies {
        0 => Styled::of(Label::Plain, "no story is a copy of another"),
        1 => item(1, format!(" story is a copy of another ({share}% of all)")),
        n => item(n, format!(" stories are copies of others ({share}% of all)")),
    });
    screen.items(items, " ", 2);
    if s.interrupted {
        let note = "interrupted: only what had been read by then is in here";
        screen.text(&Styled::of(Label::Alert, note), 2);
    }
    if s.approximate {
        let note = format!("approximate: {STARS}");
        screen.text(&Styled::of(Label::Alert, note), 2);
    }
}

/// Appends the totals.
pub(super) fn foot(screen: &mut Screen, digest: &Digest) {
    let s = &digest.summary;
    let (m, l) = (&s.matches, &s.links);
    let group = |name: &str, counts: &[(u64, &str)]| {
        let counts: Vec<String> = counts.iter().map(|(n, word)| format!("{} {word}", number(*n))).collect();
        format!("{name} {}", counts.join(", "))
    };
    let mut links =
        vec![(l.copy, "copy"), (l.contained, "contained"), (l.shared, "shared"), (l.template, "template")];
    links.extend((l.revision > 0).then_some((l.revision, "revision")));
    let mut items = vec![
        format!("{}, {}", count(s.paragraphs, "paragraph"), count(s.words, "word")),
        group(
            "paragraph matches:",
            &[(m.exact, "equal"), (m.same, "same"), (m.context, "by context"), (m.quote, "by run")],
        ),
        group("story links:", &links),
        format!("largest cluster: {}", number(s.largest)),
        format!("{} skipped", count(s.skipped, "record")),
    ];
    if s.superseded > 0 {
        items.push(format!("{} left out", count(s.superseded, "older version")));
    }
    if s.notes > 0 {
        items.push(count(s.notes, "note"));
    }
    screen.blank();
    let last = items.len() - 1;
    let end = |at: usize| if at == last { "" } else { " |" };
    let items = items.into_iter().enumerate();
    screen.items(items.map(|(at, i)| Styled::of(Label::Quiet, i + end(at))).collect(), " ", 2);
}
