//! Laws that every comparison keeps, tried on generated stories. The cases are the same in every run; a broken law is told with the
//! smallest stories that break it.

mod generate;
mod mirror;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generate::{Texts, arbitrary_texts, edited_stories, held, swaps};
use mirror::{facts_of, mirrored, told};
use proptest::sample::Index;
use proptest::strategy::Strategy;
use wirediff::compare::{Comparison, OpKind, Relation, SentenceId};
use wirediff::text::{ParagraphKind, Span};
use wirediff::{Options, Story, compare, coverage};

#[test]
fn the_other_way_round_is_the_mirror_image() {
    held(192, edited_stories(), |texts| mirror_law(&texts));
}

#[test]
fn the_mirror_holds_for_any_text() {
    held(128, arbitrary_texts(), |texts| mirror_law(&texts));
}

#[test]
fn the_mirror_holds_for_the_test_stories() {
    holds_for_test_pairs(mirror_law);
}

#[test]
fn a_story_is_identical_with_itself() {
    held(96, edited_stories(), |texts| self_law(&texts.b));
    holds_for_test_pairs(|texts| self_law(&texts.a).and_then(|()| self_law(&texts.b)));
}

#[test]
fn both_stories_are_rebuilt_byte_for_byte() {
    held(128, edited_stories(), |texts| rebuild_law(&texts));
    holds_for_test_pairs(rebuild_law);
}

#[test]
fn any_text_compares() {
    held(256, arbitrary_texts(), |texts| rebuild_law(&texts));
}

#[test]
fn the_order_of_paragraphs_moves_links_but_makes_and_breaks_none() {
    held(96, (edited_stories(), swaps()), |(texts, swaps)| shuffle_law(&texts, &swaps));
}

#[test]
fn the_order_of_paragraphs_makes_and_breaks_no_link_in_the_test_stories() {
    let pairs = test_pairs();
    let strategy = (proptest::arbitrary::any::<Index>(), swaps()).prop_map({
        let names: Vec<String> = pairs.keys().cloned().collect();
        move |(index, swaps)| (index.get(&names).clone(), swaps)
    });
    held(64, strategy, |(name, swaps)| shuffle_law(&pairs[&name], &swaps));
}

#[test]
fn json_holds_the_whole_comparison() {
    held(64, edited_stories(), |texts| json_law(&texts));
    held(64, arbitrary_texts(), |texts| json_law(&texts));
}

#[test]
fn threads_change_nothing() {
    let pairs = test_pairs();
    let all = |side: fn(&Texts) -> &str| pairs.values().map(side).collect::<Vec<_>>().join("\n\n");
    let (a, b) = (Story::new("a", all(|t| &t.a)), Story::new("b", all(|t| &t.b)));
    let outlets: Vec<Story> = pairs.iter().map(|(name, t)| Story::new(name, t.b.clone())).collect();
    let answers = [1, 2].map(|threads| {
        let options = Options { threads };
        let comparison = compare(&a, &b, &options);
        assert!(comparison.links.len() >= 300, "too few links to be worth a second thread");
        (json(&comparison), serde_json::to_string(&coverage(&a, &outlets, &options)).unwrap_or_default())
    });
    assert!(answers[0].0 == answers[1].0, "a comparison differs between 1 and 2 threads");
    assert!(answers[0].1 == answers[1].1, "a coverage matrix differs between 1 and 2 threads");
}

/// Holds a law on every pair of `testdata`, and tells all that break it.
fn holds_for_test_pairs(law: impl Fn(&Texts) -> Result<(), String>) {
    let broken: Vec<String> = test_pairs()
        .iter()
        .filter_map(|(name, texts)| law(texts).err().map(|e| format!("{name}: {e}")))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

fn compared(a: &str, b: &str) -> Comparison {
    compare(&Story::new("a", a.to_owned()), &Story::new("b", b.to_owned()), &Options::default())
}

fn json(comparison: &Comparison) -> String {
    serde_json::to_string(comparison).unwrap_or_else(|e| panic!("cannot write JSON: {e}"))
}

/// `compare(b, a)` tells what `compare(a, b)` tells, with the sides exchanged.
fn mirror_law(texts: &Texts) -> Result<(), String> {
    let there = mirrored(compared(&texts.a, &texts.b));
    // The ids of the inputs are exchanged as well: nothing may hang on them.
    let back =
        compare(&Story::new("b", texts.b.clone()), &Story::new("a", texts.a.clone()), &Options::default());
    let raw = [texts.b.as_str(), texts.a.as_str()];
    same_lines("mirror of compare(a, b)", &told(&there, raw), "compare(b, a)", &told(&back, raw))
}

/// A story against itself: every sentence is linked with itself, nothing changed, nothing moved.
fn self_law(text: &str) -> Result<(), String> {
    let c = compared(text, text);
    for link in &c.links {
        expect(link.a == link.b, || format!("{} is linked with {}", link.a, link.b))?;
        expect(link.relation == Relation::Identical, || format!("{} is {:?}", link.a, link.relation))?;
        expect(link.moved.is_none(), || format!("{} moved", link.a))?;
    }
    expect(c.only_a.is_empty() && c.only_b.is_empty(), || format!("alone: {:?} {:?}", c.only_a, c.only_b))?;
    expect(c.facts.is_empty(), || format!("facts: {:?}", facts_of(&c, [text, text])))?;
    expect(c.summary.moved == 0 && c.blocks.iter().all(|b| b.moved.is_none()), || {
        "a block moved".to_owned()
    })?;
    let content = |kind| matches!(kind, ParagraphKind::Body | ParagraphKind::Heading);
    let paragraphs = c.stories[0].paragraphs.iter().filter(|p| content(p.kind));
    let sentences: usize = paragraphs.map(|p| p.sentences.len()).sum();
    expect(c.links.len() >= sentences, || format!("{} links for {sentences} sentences", c.links.len()))
}

/// Spans are in order on character boundaries, nothing but white space lies between them, and the steps of each link put
/// together are its two sentences, byte for byte.
fn rebuild_law(texts: &Texts) -> Result<(), String> {
    let c = compared(&texts.a, &texts.b);
    let raw = [texts.a.as_str(), texts.b.as_str()];
    for side in [0, 1] {
        let letter = ["A", "B"][side];
        let rebuilt = rebuilt(&c, side, raw[side]).map_err(|e| format!("{letter}: {e}"))?;
        expect(rebuilt == raw[side], || format!("{letter} was {:?}, rebuilt is {rebuilt:?}", raw[side]))?;
    }
    let inside = |what: &str, side: usize, span: Option<Span>| {
        let fits = span.is_none_or(|s| raw[side].get(s.range()).is_some());
        expect(fits, || format!("{what} {span:?} does not fit {}", ["A", "B"][side]))
    };
    for quote in &c.quotes {
        inside("quotation", 0, quote.a)?;
        inside("quotation", 1, quote.b)?;
        inside("speaker", 0, quote.speaker_a)?;
        inside("speaker", 1, quote.speaker_b)?;
    }
    for fact in &c.facts {
        inside("fact", 0, fact.from)?;
        inside("fact", 1, fact.to)?;
    }
    for link in &c.links {
        for op in link.ops.iter().filter(|o| o.op == OpKind::Equal) {
            let (x, y) = (op.a.of(raw[0]), op.b.of(raw[1]));
            expect(x == y, || format!("{} ~ {}: {x:?} is called equal to {y:?}", link.a, link.b))?;
        }
    }
    Ok(())
}

/// One story put together again: the text between the sentences, and the sentences from the steps of their links.
fn rebuilt(c: &Comparison, side: usize, raw: &str) -> Result<String, String> {
    let slice = |from: u32, to: u32| {
        let text = if from <= to { raw.get(from as usize..to as usize) } else { None };
        text.map(str::to_owned).ok_or_else(|| format!("no text from {from} to {to} of {raw:?}"))
    };
    let mut out = String::new();
    let mut at = 0;
    for paragraph in &c.stories[side].paragraphs {
        for sentence in &paragraph.sentences {
            let gap = slice(at, sentence.span.start)?;
            let front_matter = at == 0;
            expect(front_matter || is_blank(&gap), || format!("{gap:?} is in no sentence of {raw:?}"))?;
            let within = paragraph.span.contains(sentence.span);
            expect(within, || format!("{} sticks out of its paragraph", sentence.id))?;
            let text = slice(sentence.span.start, sentence.span.end)?;
            for link in c.links.iter().filter(|l| [l.a, l.b][side] == sentence.id) {
                let mut end = sentence.span.start;
                for op in &link.ops {
                    let span = [op.a, op.b][side];
                    expect(span.start == end || span.is_empty(), || {
                        format!("{} ~ {}: a step begins at {} after {end}", link.a, link.b, span.start)
                    })?;
                    slice(span.start, span.end)?;
                    end = end.max(span.end);
                }
                let steps: String = link.ops.iter().map(|o| [o.a, o.b][side].of(raw)).collect();
                expect(steps == text, || format!("{text:?} is made of steps {steps:?}"))?;
            }
            out.push_str(&gap);
            out.push_str(&text);
            at = sentence.span.end;
        }
    }
    let tail = slice(at, raw.len() as u32)?;
    expect(at == 0 || is_blank(&tail), || format!("{tail:?} is in no sentence of {raw:?}"))?;
    Ok(out + &tail)
}

/// Nothing but white space and characters that nobody sees.
fn is_blank(text: &str) -> bool {
    let unseen =
        |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    text.chars().all(|c| c.is_whitespace() || c.is_control() || unseen(c))
}

/// Paragraphs of B change places: the same sentences are linked.
fn shuffle_law(texts: &Texts, swaps: &[(Index, Index)]) -> Result<(), String> {
    let before = compared(&texts.a, &texts.b);
    let (shuffled, order) = shuffle(&texts.b, &before, swaps);
    let after = compared(&texts.a, &shuffled);
    let links = |c: &Comparison, b: &str| {
        let mut lines: Vec<String> = c
            .links
            .iter()
            .map(|l| format!("{:?} ~ {:?}", sentence(c, 0, l.a, &texts.a), sentence(c, 1, l.b, b)))
            .collect();
        lines.sort();
        lines
    };
    let name = format!("with the paragraphs of B in the order {order:?}");
    same_lines("B as it was", &links(&before, &texts.b), &name, &links(&after, &shuffled))
}

/// Exchanges running paragraphs pair by pair. What hangs on its place stays: headline, furniture, and the first paragraph with its
/// dateline.
fn shuffle(raw: &str, c: &Comparison, swaps: &[(Index, Index)]) -> (String, Vec<u32>) {
    let paragraphs = &c.stories[1].paragraphs;
    let bodies = paragraphs.iter().filter(|p| p.kind == ParagraphKind::Body).skip(1);
    let slots: Vec<(u32, Span)> = bodies.map(|p| (p.n, p.span)).collect();
    let mut order: Vec<usize> = (0..slots.len()).collect();
    for (x, y) in swaps.iter().filter(|_| !slots.is_empty()) {
        order.swap(x.index(slots.len()), y.index(slots.len()));
    }
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    for (slot, content) in slots.iter().zip(&order) {
        out.push_str(&raw[at..slot.1.start as usize]);
        out.push_str(slots[*content].1.of(raw));
        at = slot.1.end as usize;
    }
    out.push_str(&raw[at..]);
    (out, order.into_iter().map(|o| slots[o].0).collect())
}

fn json_law(texts: &Texts) -> Result<(), String> {
    let c = compared(&texts.a, &texts.b);
    let text = json(&c);
    let read: Comparison = serde_json::from_str(&text).map_err(|e| format!("cannot read {text}: {e}"))?;
    expect(read == c, || format!("read back otherwise: {text}"))?;
    expect(json(&read) == text, || "written otherwise the second time".to_owned())
}

fn sentence<'a>(c: &Comparison, side: usize, id: SentenceId, raw: &'a str) -> &'a str {
    let paragraph = &c.stories[side].paragraphs[id.paragraph as usize - 1];
    paragraph.sentences[id.sentence as usize - 1].span.of(raw)
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// Lines told at most of what one of two comparisons lacks.
const TOLD: usize = 8;

/// Holds when both lists hold the same lines; tells those that one of them lacks.
fn same_lines(left: &str, x: &[String], right: &str, y: &[String]) -> Result<(), String> {
    let count = |lines: &[String]| {
        let mut counts: BTreeMap<String, i32> = BTreeMap::new();
        lines.iter().for_each(|l| *counts.entry(l.clone()).or_default() += 1);
        counts
    };
    let (cx, cy) = (count(x), count(y));
    let lacks = |these: &BTreeMap<String, i32>, those: &BTreeMap<String, i32>| -> String {
        let lines = these.iter().filter(|(l, n)| those.get(*l).unwrap_or(&0) < *n).map(|(l, _)| l);
        let lines: Vec<&String> = lines.collect();
        let more = lines.len().saturating_sub(TOLD);
        let mut out: String = lines.iter().take(TOLD).map(|l| format!("\n    {l}")).collect();
        if more > 0 {
            out.push_str(&format!("\n    and {more} more"));
        }
        out
    };
    let (only_x, only_y) = (lacks(&cx, &cy), lacks(&cy, &cx));
    expect(only_x.is_empty() && only_y.is_empty(), || {
        format!("\n  only in {left}:{only_x}\n  only in {right}:{only_y}")
    })
}

/// The pairs of `testdata` by name: each rewrite with its wire story, each two strangers, each malformed text with the plain one.
fn test_pairs() -> BTreeMap<String, Texts> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
    let mut out = BTreeMap::new();
    for (folder, base) in [("rewrites", "wire"), ("strangers", "northwire"), ("malformed", "plain")] {
        let entries = fs::read_dir(root.join(folder)).unwrap_or_else(|e| panic!("cannot list {folder}: {e}"));
        for path in entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "txt"))
        {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let first = match name.split_once('.') {
                Some((story, outlet)) if outlet != base => format!("{story}.{base}.txt"),
                None => format!("{base}.txt"),
                Some(_) => continue,
            };
            let texts = Texts { a: read(&root.join(folder).join(first)), b: read(&path) };
            out.insert(format!("{folder}/{name}"), texts);
        }
    }
    assert!(out.len() >= 40, "only {} pairs found", out.len());
    out
}
