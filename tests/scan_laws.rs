//! The laws of a scan: its lines follow from the stories alone, it stays linear where one paragraph stands everywhere, and
//! what belongs together is found among what does not.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

mod binary;
mod feeds;

use std::collections::{BTreeMap, BTreeSet};

use corpus::Kind;
use corpus::random::Random;
use corpus::truth::{Role, Truth};
use feeds::{
    PLENTY, SEED, bytes, made, night, options, rewrite, same, scan, scan_files, summary, unplaced, written,
};
use serde_json::{Value, json};
use wirediff::feed::{Line, LinkRelation, MatchKind, ScanOptions};

/// So little that every table goes to disk.
const TINY: u64 = 64 << 10;

/// The members of each cluster.
fn clusters(lines: &[Line]) -> Vec<Vec<&str>> {
    let mut out = Vec::new();
    for line in lines {
        if let Line::Cluster(cluster) = line {
            out.push(cluster.members.iter().map(String::as_str).collect());
        }
    }
    out
}

/// Pairs of ids that are linked, the earlier first.
fn linked(lines: &[Line]) -> BTreeSet<(&str, &str)> {
    let mut out = BTreeSet::new();
    for line in lines {
        if let Line::Link(link) = line {
            out.insert((link.a.as_str(), link.b.as_str()));
        }
    }
    out
}

#[test]
fn the_bytes_are_the_same_for_any_threads_and_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let records = night(200);
    let paths = written(folder.path(), &records, 3);
    let expected = scan_files(&paths, 1 << 20, &options());
    let counts = summary(&expected);
    assert!(counts.clusters >= 20 && counts.links.copy >= 80 && counts.links.template >= 10, "{counts:?}");
    assert!(counts.links.contained > 0 && counts.boilerplate > 0 && counts.notes >= 20, "{counts:?}");
    let expected = bytes(&expected);
    for (threads, memory, batch) in [(1, PLENTY, 1 << 20), (2, TINY, 3_000), (1, TINY, 1)] {
        let found = scan_files(&paths, batch, &ScanOptions { threads, memory, ..options() });
        same(&bytes(&found), &expected, &format!("{threads} threads, {memory} bytes, batches of {batch}"));
    }
}

#[test]
fn neither_the_order_nor_the_files_matter() {
    let mut records = night(48);
    for record in &mut records {
        let text = record["text"].as_str().expect("a text").to_owned();
        let to = text.match_indices("\n\n").nth(4).map_or(text.len(), |(at, _)| at);
        record["text"] = json!(text[..to]);
    }
    let expected = scan(&records, &options());
    assert!(summary(&expected).clusters >= 5, "{:?}", summary(&expected));
    let expected = unplaced(&expected);
    let mut random = Random::new(SEED, 1);
    for round in 0..20 {
        random.shuffle(&mut records);
        let files = random.between(1, 9);
        let threads = random.between(1, 3);
        let memory = if random.chance(0.5) { TINY } else { PLENTY };
        let folder = tempfile::tempdir().expect("a folder");
        let paths = written(folder.path(), &records, files);
        let found = scan_files(&paths, 5_000, &ScanOptions { threads, memory, ..options() });
        same(&unplaced(&found), &expected, &format!("round {round}, {files} files, {threads} threads"));
    }
    // As many files as stories, called by their content.
    let folder = tempfile::tempdir().expect("a folder");
    let paths = written(folder.path(), &records, records.len());
    same(&unplaced(&scan_files(&paths, 1 << 20, &options())), &expected, "a file each");
}

/// Stories that nothing but their look tells apart, under one id and one time.
#[test]
fn twins_of_one_id_come_in_one_order() {
    let text =
        "The council of Saltby voted 31 to 11 on Tuesday to close the old pier for repairs until next March.";
    let looks = [
        text.to_owned(),
        text.to_uppercase(),
        text.replace(' ', "  "),
        format!("By Ada Quill\n\n{text}"),
        format!("SALTBY, March 3 (Northwire) - {text}"),
        format!("{text}\n\nRead more"),
    ];
    let mut records: Vec<Value> = looks.iter().map(|look| json!({"id": "pier", "text": look})).collect();
    let expected = unplaced(&scan(&records, &options()));
    let mut random = Random::new(SEED, 2);
    for round in 0..12 {
        random.shuffle(&mut records);
        same(&unplaced(&scan(&records, &options())), &expected, &format!("round {round}"));
    }
}

#[test]
fn the_lines_agree_with_each_other() {
    let records = night(150);
    let lines = scan(&records, &options());
    let (mut order, mut matches, mut links) = (BTreeMap::new(), [0; 4], [0; 4]);
    let mut clustered = BTreeSet::new();
    let mut named = BTreeSet::new();
    for line in &lines {
        match line {
            Line::Story(story) => {
                assert!(order.insert(story.id.as_str(), order.len()).is_none(), "{} stands twice", story.id);
            }
            Line::Match(m) => {
                assert!(order[m.a.story.as_str()] < order[m.b.story.as_str()], "{m:?}");
                assert!((0.0..=1.0).contains(&m.coverage) && m.a.span.start < m.a.span.end, "{m:?}");
                matches[m.kind as usize] += 1;
                named.extend([m.a.story.as_str(), m.b.story.as_str()]);
            }
            Line::Link(l) => {
                assert!(order[l.a.as_str()] < order[l.b.as_str()], "{l:?}");
                assert!([l.coverage_a, l.coverage_b, l.similarity].iter().all(|s| (0.0..=1.0).contains(s)));
                assert!(l.relation != LinkRelation::Copy || l.similarity >= 0.3, "{l:?}");
                links[l.relation as usize] += 1;
                named.extend([l.a.as_str(), l.b.as_str()]);
            }
            Line::Cluster(c) => {
                assert!(c.members.len() > 1 && c.members.contains(&c.lead), "{c:?}");
                assert!(c.members.iter().map(|m| order[m.as_str()]).is_sorted(), "{c:?}");
                assert!(c.members.iter().eq(c.versions.iter().map(|v| &v.story)), "{c:?}");
                assert!(c.weakest_link >= 0.3 && c.contained.iter().all(|s| !c.members.contains(s)), "{c:?}");
                for member in &c.members {
                    assert!(clustered.insert(member.as_str()), "{member} is in two clusters");
                }
            }
            _ => {}
        }
    }
    assert!(order.keys().eq(named.iter()), "a story line for each story that is named, and for no other");
    let counts = summary(&lines);
    let m = counts.matches;
    assert_eq!(matches, [m.exact, m.same, m.context, m.quote]);
    let l = counts.links;
    assert_eq!(links, [l.copy, l.contained, l.shared, l.template]);
    assert_eq!(counts.stories, records.len() as u64);
    assert_eq!((counts.clusters, counts.clustered), (clusters(&lines).len() as u64, clustered.len() as u64));
}

/// The ferry of `testdata` under one id and time for each name.
fn ferries(times: &[(&str, Option<&str>)]) -> Vec<Value> {
    let text = rewrite("ferry.wire")["text"].as_str().expect("a text").to_owned();
    let body = text.split_once("\n\n").expect("lines of metadata").1;
    let record = |(id, time): &(&str, Option<&str>)| json!({"id": id, "published": time, "text": body});
    times.iter().map(record).collect()
}

#[test]
fn a_window_keeps_apart_what_is_far_apart() {
    let records = ferries(&[
        ("first", Some("2025-03-01T00:00:00Z")),
        ("inside", Some("2025-03-03T00:00:00Z")),
        ("outside", Some("2025-03-03T00:00:01Z")),
        ("later", Some("2025-03-09T12:00:00+02:00")),
        ("timeless", None),
    ]);
    let window = Some(48 * 3600);
    let lines = scan(&records, &ScanOptions { window, ..options() });
    let near = [
        ("first", "inside"),
        ("first", "timeless"),
        ("inside", "outside"),
        ("inside", "timeless"),
        ("later", "timeless"),
        ("outside", "timeless"),
    ];
    assert_eq!(linked(&lines), BTreeSet::from(near));
    assert_eq!(linked(&scan(&records, &options())).len(), 10);
}

/// A paragraph that is printed every third day, and again some hours later: as it was, or edited.
#[test]
fn old_copies_do_not_hide_those_inside_the_window() {
    let copy = PARAGRAPH.to_owned();
    let edited = PARAGRAPH.replace("voted 31 to 11 on Tuesday to close", "chose by 31 votes to 11 to shut");
    let day = |n: usize| jiff::civil::date(2025, 3, 1).saturating_add(jiff::Span::new().days(3 * n as i64));
    let mut records = Vec::new();
    for (name, again) in [("exact", &copy), ("edited", &edited)] {
        for n in 0..20 {
            for (time, text) in [("00", &copy), ("06", again)] {
                let filler = ["pier", "quay", "jetty", "wharf"][n % 4];
                let published = format!("{}T{time}:00:00Z", day(n));
                let text = format!("{text} of the {filler} number {n}.").replace("Saltby", name);
                records.push(
                    json!({"id": format!("{name}-{n:02}-{time}"), "published": published, "text": text}),
                );
            }
        }
    }
    // One that has no time is held against the earliest.
    records.push(json!({"id": "timeless", "text": copy.replace("Saltby", "exact")}));
    let few = ScanOptions { holders: FEW, window: Some(48 * 3600), ..options() };
    let lines = scan(&records, &few);
    let linked = linked(&lines);
    for name in ["exact", "edited"] {
        for n in 0..20 {
            let pair = [format!("{name}-{n:02}-00"), format!("{name}-{n:02}-06")];
            assert!(linked.contains(&(pair[0].as_str(), pair[1].as_str())), "{pair:?} in {linked:?}");
        }
    }
    let timeless: Vec<&str> = linked.iter().filter(|l| l.1 == "timeless").map(|l| l.0).collect();
    assert!(timeless.contains(&"exact-00-00") && timeless.len() >= FEW as usize, "{timeless:?}");
    let expected = unplaced(&lines);
    records.reverse();
    let found = scan(&records, &ScanOptions { threads: 1, memory: TINY, ..few });
    same(&unplaced(&found), &expected, "the other way round");
}

/// Copies come faster than there may be holders, day after day; an edited one comes in between.
#[test]
fn a_crowd_of_copies_does_not_hide_an_edited_one_inside_the_window() {
    let edited = PARAGRAPH.replace("voted 31 to 11 on Tuesday to close", "chose by 31 votes to 11 to shut");
    let mut records = Vec::new();
    for hour in 0..24 * 8 {
        let published = format!("2025-03-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24);
        records.push(json!({"id": format!("copy-{hour:03}"), "published": published, "text": PARAGRAPH}));
        if hour % 31 == 17 {
            let published = published.replace(":00:00Z", ":30:00Z");
            records.push(json!({"id": format!("edited-{hour:03}"), "published": published, "text": edited}));
        }
    }
    let lines = scan(&records, &ScanOptions { holders: FEW, window: Some(24 * 3600), ..options() });
    let linked = linked(&lines);
    for hour in (17..24 * 8).step_by(31) {
        let later = format!("edited-{hour:03}");
        let copies = linked.iter().filter(|l| l.1 == later && l.0.starts_with("copy")).count();
        assert!(copies > 0, "{later} in {linked:?}");
    }
    let most = records.len() as u64 * u64::from(FEW);
    assert!(summary(&lines).matches.exact <= most, "{:?}", summary(&lines).matches);
}

#[test]
fn stories_before_since_are_left_out() {
    let records = ferries(&[
        ("before", Some("2025-03-01T23:59:59Z")),
        ("at", Some("2025-03-02T00:00:00Z")),
        ("east", Some("2025-03-02T01:00:00+02:00")),
        ("after", Some("2025-03-05")),
        ("timeless", None),
    ]);
    let since = |since: &str| {
        let lines = scan(&records, &ScanOptions { since: Some(since.to_owned()), ..options() });
        let members = clusters(&lines).concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
        (summary(&lines).stories, members)
    };
    assert_eq!(since("2025-03-02"), (3, ["at", "after", "timeless"].map(str::to_owned).to_vec()));
    assert_eq!(since("2025-03-05T00:00:01Z").0, 1);
    assert_eq!(since("2024-01-01").0, 5);
}

/// Holders of a shingle in a flood, so that the test is short.
const FEW: u32 = 6;

/// Scans so many stories and twice as many; returns the lines of matches of both.
fn doubled(kind: Kind, stories: usize) -> [(u64, Vec<Line>); 2] {
    let mut records = made(kind, 2 * stories, SEED).0;
    for record in &mut records {
        // Four paragraphs of its own, at most, and the one that all have.
        let text = record["text"].as_str().expect("a text").to_owned();
        let from = text.rmatch_indices("\n\n").nth(4).map_or(0, |(at, _)| at + 2);
        record["text"] = json!(text[from..]);
    }
    [&records[..stories], &records].map(|records| {
        let lines = scan(records, &ScanOptions { holders: FEW, ..options() });
        let matches = lines.iter().filter(|line| matches!(line, Line::Match(_))).count() as u64;
        (matches, lines)
    })
}

/// A paragraph that comes again and again.
const PARAGRAPH: &str =
    "The council of Saltby voted 31 to 11 on Tuesday to close the old pier for repairs until next March";

#[test]
fn one_paragraph_in_many_stories_costs_in_line_with_its_copies() {
    let story = |n: usize| json!({"id": n.to_string(), "published": "2025-03-04", "text": PARAGRAPH});
    let scan = |copies: usize| scan(&(0..copies).map(story).collect::<Vec<_>>(), &options());
    let (half, whole) = (scan(1_000), scan(2_000));
    let counts = [&half, &whole].map(|lines| summary(lines).matches.exact);
    // Half as many as there may be holders are enough for a story that says nothing else.
    let most = u64::from(options().holders) / 2 * 1_000;
    assert!(counts[0] >= 999 && counts[1] - counts[0] <= most, "{counts:?}");
    assert_eq!(clusters(&whole).iter().map(Vec::len).collect::<Vec<_>>(), [2_000]);
}

#[test]
fn a_story_that_says_more_is_held_against_all_holders_of_what_others_have() {
    let own = ["pier", "quay", "jetty", "wharf"];
    let story = |n: usize| {
        let own =
            format!("Ada Quill sold {n} ropes at the {} and {} nets at the fish market.", own[n % 4], n * n);
        json!({"id": format!("{n:02}"), "text": format!("{PARAGRAPH}.\n\n{own}")})
    };
    let lines = scan(&(0..40).map(story).collect::<Vec<_>>(), &ScanOptions { holders: FEW, ..options() });
    let with_last = lines.iter().filter(|line| match line {
        Line::Match(m) => m.kind == MatchKind::Exact && m.b.story == "39",
        _ => false,
    });
    assert_eq!(with_last.count(), FEW as usize);
}

#[test]
fn clusters_out_of_more_stories_than_means_are_taken_of_are_said_to_be_approximate() {
    let story = |n: usize| json!({"id": format!("{n:04}"), "text": PARAGRAPH});
    for copies in [5_000, 5_001] {
        let records: Vec<Value> = (0..copies).map(story).collect();
        let lines = scan(&records, &ScanOptions { holders: 2, paragraphs: false, ..options() });
        assert_eq!(summary(&lines).approximate, copies > 5_000, "{copies} copies");
        assert_eq!(summary(&lines).largest, copies as u64);
    }
}

/// Two stories that repeat it, in the same words or with another figure each time.
#[test]
fn one_paragraph_many_times_in_two_stories_costs_in_line_with_its_copies() {
    for numbered in [false, true] {
        let scan = |copies: usize| {
            let copy =
                |n: usize| if numbered { format!("{PARAGRAPH} {n}.") } else { format!("{PARAGRAPH}.") };
            let text = (0..copies).map(copy).collect::<Vec<_>>().join("\n\n");
            scan(&[json!({"id": "a", "text": text}), json!({"id": "b", "text": text})], &options())
        };
        let (half, whole) = (scan(200), scan(400));
        let counts = [&half, &whole].map(|l| l.iter().filter(|l| matches!(l, Line::Match(_))).count());
        assert!(counts[0] >= 200 && counts[1] <= 40 * 400, "numbered {numbered}: {counts:?}");
        assert!(counts[1] * 2 <= counts[0] * 5, "numbered {numbered}: {counts:?}");
        assert_eq!(clusters(&whole), [["a", "b"]]);
    }
}

#[test]
fn a_disclaimer_costs_in_line_with_its_stories_and_brings_none_together() {
    for kind in [Kind::Flood, Kind::FloodEdited] {
        let [(half, _), (whole, lines)] = doubled(kind, 1_000);
        // Turns of phrase that stories share by chance come on top.
        assert!(
            half >= 999 && whole * 10 <= half * 21,
            "{kind:?}: {half} matches of 1,000 stories, {whole} of 2,000"
        );
        assert!(whole <= 3 * u64::from(FEW) * 2_000, "{kind:?}: {whole}");
        assert_eq!(clusters(&lines), Vec::<Vec<&str>>::new(), "{kind:?}");
        assert!(summary(&lines).boilerplate > 0, "{kind:?}: {:?}", summary(&lines));
        let unmarked =
            |line: &&Line| matches!(line, Line::Match(m) if m.kind != MatchKind::Quote && m.flags.is_empty());
        let unmarked = lines.iter().filter(unmarked).count();
        assert!(unmarked * 100 <= whole as usize, "{kind:?}: {unmarked} of {whole} are not marked");
    }
}

/// Words of nobody's language, by number: stories of other numbers share none of them.
fn invented(from: usize, words: usize) -> String {
    let syllables =
        ["ba", "do", "ke", "li", "mu", "na", "po", "ri", "su", "ta", "ve", "wo", "zi", "fa", "ge", "hu"];
    let word = |n: usize| -> String {
        // Spread, so that neighbours are not alike.
        let n = n.wrapping_mul(40_503) % 65_536;
        [0, 4, 8, 12].iter().map(|shift| syllables[n >> shift & 15]).collect()
    };
    let mut text = (from..from + words).map(word).collect::<Vec<String>>().join(" ");
    text.push('.');
    text
}

/// A story of such paragraphs, each given as where its words begin and how many it has.
fn invented_story(id: &str, paragraphs: &[(usize, usize)]) -> Value {
    let text: Vec<String> = paragraphs.iter().map(|(from, words)| invented(*from, *words)).collect();
    json!({"id": id, "text": text.join("\n\n")})
}

#[test]
fn briefs_with_one_disclaimer_stay_apart_and_copies_of_one_brief_do_not() {
    let disclaimer = (60_000, 40);
    let unrelated: Vec<Value> = (0..60)
        .map(|n| invented_story(&format!("b{n:03}"), &[(n * 40, 20), (n * 40 + 20, 20), disclaimer]))
        .collect();
    let lines = scan(&unrelated, &options());
    assert_eq!(clusters(&lines), Vec::<Vec<&str>>::new());
    assert!(summary(&lines).boilerplate > 0);

    let copies: Vec<Value> = (0..12).map(|n| invented_story(&format!("c{n:02}"), &[(0, 40)])).collect();
    assert_eq!(clusters(&scan(&copies, &options())).iter().map(Vec::len).collect::<Vec<usize>>(), [12]);
}

#[test]
fn a_story_put_together_from_two_is_a_copy_of_neither() {
    let story = |at: usize| -> Vec<(usize, usize)> { (0..6).map(|n| (at + n * 40, 40)).collect() };
    let (one, other) = (story(0), story(10_000));
    let mixed: Vec<(usize, usize)> = one[..4].iter().chain(&other[2..5]).copied().collect();
    let cut = &one[..4];
    let of = |records: &[Value]| -> Vec<Vec<String>> {
        let lines = scan(records, &options());
        clusters(&lines).iter().map(|c| c.iter().map(|m| (*m).to_owned()).collect()).collect()
    };
    let sources = [invented_story("one", &one), invented_story("other", &other), invented_story("cut", cut)];
    let with = |more: &[Value]| [&sources, more].concat();
    assert_eq!(of(&with(&[invented_story("round-up", &mixed)])), [["cut", "one"]]);
    // What is put together is run by others too: these are versions of each other.
    let run: Vec<Vec<String>> =
        of(&with(&[invented_story("round-up", &mixed), invented_story("round-up-again", &mixed)]));
    assert!(
        run.iter().any(|c| c.contains(&"round-up".to_owned()) && c.contains(&"round-up-again".to_owned()))
    );
    // One foreign paragraph does not make a round-up.
    let added: Vec<(usize, usize)> = one[..4].iter().chain(&other[2..3]).copied().collect();
    assert_eq!(of(&with(&[invented_story("added", &added)])), [["added", "cut", "one"]]);
    // Two cuts of one story that have nothing in common are its versions.
    let halves = [
        invented_story("1-whole", &one),
        invented_story("2-first", &one[..3]),
        invented_story("3-second", &one[3..]),
    ];
    assert!(of(&halves).iter().any(|c| c.contains(&"1-whole".to_owned())));
}

#[test]
fn two_rewrites_are_found_among_strangers() {
    let folder = tempfile::tempdir().expect("a folder");
    let (records, truth) = made(Kind::Mixed, 300, SEED + 1);
    let mut paths = written(folder.path(), &records, 2);
    let ferries =
        ["ferry.wire.txt", "ferry.courant.txt"].map(|name| binary::folder("testdata/rewrites").join(name));
    paths.extend(ferries);
    let lines = scan_files(&paths, 1 << 20, &options());
    let clusters = clusters(&lines);
    let with: Vec<&Vec<&str>> =
        clusters.iter().filter(|members| members.iter().any(|m| m.contains("ferry."))).collect();
    assert_eq!(with.len(), 1, "{with:?}");
    assert!(with[0].len() == 2 && with[0].iter().all(|m| m.contains("ferry.")), "{with:?}");
    // The strangers among themselves are told as they are: a digest may lie beside its source, two sources may not.
    let mut gold: BTreeMap<&str, &str> = BTreeMap::new();
    for line in &truth {
        match line {
            Truth::Story { role: Role::Digest | Role::Template, .. } => {}
            Truth::Story { id, cluster, .. } => {
                gold.insert(id, cluster);
            }
            other => panic!("{other:?}"),
        }
    }
    for members in clusters.iter().filter(|members| *members != with[0]) {
        let bases: BTreeSet<&str> = members.iter().filter_map(|m| gold.get(m).copied()).collect();
        assert!(bases.len() <= 1, "{members:?} are one cluster, from {bases:?}");
    }
}

#[test]
fn every_bad_record_is_named_by_the_command() {
    let root = binary::folder(".");
    let bad = "testdata/feed/bad.jsonl";
    let run = binary::run(&root, &["scan", bad, "testdata/feed/harbour.jsonl", "--json", "-q"]);
    assert_eq!((run.code, run.err.as_str()), (Some(3), ""));
    let lines: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let errors: Vec<(u64, &str, bool)> = lines
        .iter()
        .filter(|line| line["type"] == "error" && line["source"] == bad)
        .map(|e| {
            let (code, skipped) = (e["code"].as_str().expect("a code"), e["skipped"].as_bool());
            (e["record"].as_u64().expect("a record"), code, skipped.expect("whether it was skipped"))
        })
        .collect();
    let expected = [
        (1, "missing-text", true),
        (2, "missing-text", true),
        (3, "wrong-type", true),
        (4, "bad-json", true),
        (5, "bad-json", true),
        (6, "bad-json", true),
        (7, "bad-json", true),
        (9, "replaced", false),
        (10, "control-character", false),
        (11, "wrong-type", false),
    ];
    assert_eq!(errors, expected);
    let summary = lines.last().expect("a summary");
    assert_eq!((summary["skipped"].as_u64(), summary["notes"].as_u64()), (Some(7), Some(3)));
    // Where the lines are not those of JSON, standard error names the same records.
    let run = binary::run(&root, &["scan", bad, "--format", "csv"]);
    assert_eq!(run.code, Some(3));
    for (record, code, skipped) in expected {
        let what = if skipped { "skipped" } else { "note" };
        let named = |line: &str| line.contains(&format!("`{bad}`:{record}: {what}: ")) && line.contains(code);
        assert!(run.err.lines().any(named), "{record} {code}: {}", run.err);
    }
}
