//! The scorer of the benches on small results made by hand.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use corpus::clusters::{agreement, mixed};
use corpus::results::{Kind, Results};
use corpus::score::{Figure, copies, ladder, missed_runs};
use corpus::truth::{Role, Spot, Truth, Way};

fn spot(story: &str, paragraph: u32) -> Spot {
    (story.to_owned(), paragraph)
}

fn results(matches: &[(&str, u32, &str, u32, Kind)]) -> Results {
    let mut results = Results { paragraphs: 10_000, ..Results::default() };
    for (a, from, b, to, kind) in matches {
        results.add(spot(a, *from), spot(b, *to), *kind);
    }
    results
}

fn pair(a: &str, from: u32, b: &str, to: u32, way: Way, changed: u32) -> Truth {
    Truth::Pair { a: spot(a, from), b: spot(b, to), way, changed, words: 30 }
}

fn value(figures: &[Figure], name: &str) -> (f64, usize, bool) {
    let figure = figures.iter().find(|f| f.name == name).expect("a figure of this name");
    (figure.value, figure.cases, figure.holds())
}

#[test]
fn a_pair_counts_in_either_order_and_only_by_enough() {
    let truth = [
        pair("x", 1, "y", 4, Way::Single, 100),
        pair("x", 2, "z", 1, Way::Bursts, 200),
        pair("w", 2, "z", 5, Way::Single, 201),
        pair("w", 3, "v", 5, Way::Half, 0),
        pair("w", 4, "u", 5, Way::Piece, 0),
    ];
    let found = results(&[
        ("y", 4, "x", 1, Kind::Same),
        // A run alone is not the rewritten paragraph.
        ("x", 2, "z", 1, Kind::Quote),
        ("z", 5, "w", 2, Kind::Exact),
        ("w", 3, "v", 5, Kind::Quote),
    ]);
    let figures = ladder(&truth, &found);
    assert_eq!(value(&figures, "alone, 0-20 % changed"), (0.5, 2, false));
    assert_eq!(value(&figures, "alone, 20-30 % changed"), (1.0, 1, true));
    assert_eq!(value(&figures, "alone, 30-40 % changed"), (0.0, 0, true));
    assert_eq!(value(&figures, "half, 20 % edits"), (1.0, 1, true));
    assert_eq!(value(&figures, "12 words, 20 % edits"), (0.0, 1, false));
}

#[test]
fn any_place_of_a_run_will_do() {
    let run = |b: &str, places: &[(u32, u32)]| Truth::Run {
        a: "x".to_owned(),
        b: b.to_owned(),
        places: places.to_vec(),
        words: 8,
        bits: 50,
        across: places.len() > 1,
    };
    let truth = [run("y", &[(1, 2)]), run("z", &[(1, 2), (1, 3)])];
    let figures = ladder(&truth, &results(&[("x", 1, "z", 3, Kind::Quote)]));
    assert_eq!(value(&figures, "verbatim runs of 8 to 30 words"), (0.0, 1, false));
    assert_eq!(value(&figures, "the same across a paragraph's end"), (1.0, 1, true));
    assert_eq!(missed_runs(&truth, &results(&[])).count(), 2);
}

#[test]
fn false_pairs_are_told_apart_by_what_the_stories_share() {
    let truth = [pair("x", 1, "y", 4, Way::Linked, 100)];
    let found = results(&[
        ("x", 1, "y", 4, Kind::Context),
        ("x", 2, "y", 4, Kind::Context),
        ("x", 2, "z", 4, Kind::Same),
        ("x", 3, "z", 4, Kind::Same),
        ("x", 3, "z", 5, Kind::Quote),
    ]);
    let figures = ladder(&truth, &found);
    assert_eq!(value(&figures, "linked, 0-20 % changed"), (1.0, 1, true));
    assert_eq!(value(&figures, "false pairs per 10,000 paragraphs, unrelated stories"), (2.0, 10_000, false));
    assert_eq!(value(&figures, "false pairs per 10,000, stories that share others"), (1.0, 10_000, true));
    assert_eq!(value(&figures, "the same by a run alone"), (1.0, 10_000, true));
}

#[test]
fn a_copy_needs_an_earlier_one() {
    let copy = |rank, story: &str| Truth::Copy { group: 7, rank, at: spot(story, 1) };
    let truth = [copy(0, "a"), copy(1, "b"), copy(2, "c"), copy(64, "d")];
    // c has only the later d; d has the earlier c.
    let figures = copies(&truth, &results(&[("b", 1, "a", 1, Kind::Same), ("c", 1, "d", 1, Kind::Same)]));
    assert_eq!(value(&figures, "copies of rank 0-63"), (0.5, 2, false));
    assert_eq!(value(&figures, "copies of rank 64-127"), (1.0, 1, true));
    assert_eq!(value(&figures, "copies of rank 256-499"), (0.0, 0, true));
}

#[test]
fn agreement_by_hand() {
    // Two true clusters of three; one story is in the wrong one.
    let stories = [(1, 1), (1, 1), (1, 2), (2, 2), (2, 2), (2, 2)];
    let a = agreement(&stories);
    // Gold 6 pairs, found 1 + 6, both 1 + 3.
    assert_eq!(a.precision, 4.0 / 7.0);
    assert_eq!(a.recall, 4.0 / 6.0);
    assert_eq!(a.f1, 8.0 / 13.0);
    let expected = 6.0 * 7.0 / 15.0;
    assert_eq!(a.rand, (4.0 - expected) / (6.5 - expected));
    let same = agreement(&[(1, 9), (1, 9), (2, 8)]);
    assert_eq!((same.f1, same.rand, same.stories), (1.0, 1.0, 3));
    let none = agreement(&[(1, 9), (1, 8), (2, 7)]);
    assert_eq!((none.precision, none.recall, none.f1, none.rand), (1.0, 0.0, 0.0, 0.0));
}

#[test]
fn bridges_twins_and_updates_are_seen() {
    let story = |id: &str, cluster: &str, role, series| Truth::Story {
        id: id.to_owned(),
        cluster: cluster.to_owned(),
        role,
        series,
    };
    let truth = [
        story("a", "a", Role::Base, None),
        story("a2", "a", Role::Rewrite, None),
        story("b", "b", Role::Base, None),
        story("b2", "b", Role::Update, None),
        story("b3", "b", Role::Update, None),
        story("d", "d", Role::Digest, None),
        story("t1", "t1", Role::Template, Some(0)),
        story("t2", "t2", Role::Template, Some(0)),
        story("t3", "t3", Role::Template, Some(1)),
    ];
    let check = |clusters: &[&[&str]], expected: [f64; 3]| {
        let mut results = Results::default();
        for (number, members) in clusters.iter().enumerate() {
            results.clusters.extend(members.iter().map(|id| ((*id).to_owned(), number)));
        }
        let figures = mixed(&truth, &results);
        let last: Vec<f64> = figures[figures.len() - 3..].iter().map(|f| f.value).collect();
        assert_eq!(last, expected, "{clusters:?}");
    };
    check(&[&["a", "a2"], &["b", "b2", "b3"]], [0.0, 0.0, 1.0]);
    // A digest in a cluster lowers precision, but joins no two bases.
    check(&[&["a", "a2", "d"], &["b", "b2"]], [0.0, 0.0, 0.5]);
    check(&[&["a", "d", "b"], &["t1", "t2", "t3"]], [1.0, 1.0, 0.0]);
}
