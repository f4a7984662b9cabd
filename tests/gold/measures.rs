//! What the scorer measures: gold files read, and one comparison held against one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use serde::Deserialize;
use wirediff::compare::{Comparison, FactEntry, QuoteEntry, SentenceId};
use wirediff::diff::Class;
use wirediff::facts::Facet;
use wirediff::text::{Side, Span};

/// A gold file: what a careful editor says of one pair (the format is told in `testdata/README.md`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gold {
    pub about: String,
    pub hard: bool,
    pub restyled_only: bool,
    /// A piece in words of its own: reported, but not held to the floor of the worst rewrite.
    #[serde(default)]
    pub retelling: bool,
    pub links: Vec<GoldLink>,
    pub changed_a: BTreeMap<String, Vec<String>>,
    pub changed_b: BTreeMap<String, Vec<String>>,
    pub moves: Vec<GoldMove>,
    pub facts: Vec<GoldFact>,
    pub quotes: Vec<GoldQuote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldLink {
    pub a: SentenceId,
    pub b: SentenceId,
    pub a_starts: String,
    pub b_starts: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldMove {
    pub a: Vec<u32>,
    pub b: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldFact {
    pub facet: Facet,
    pub a: SentenceId,
    pub b: SentenceId,
    pub from: Option<String>,
    pub to: Option<String>,
    pub planted: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldQuote {
    pub a: Option<String>,
    pub b: Option<String>,
    pub status: wirediff::diff::QuoteStatus,
}

/// One pair: its gold, its raw texts and what the tool makes of them.
pub struct Pair {
    pub name: String,
    pub gold: Gold,
    pub raw: [String; 2],
    pub got: Comparison,
}

/// Hits, false alarms and misses. Several add up to their micro-average.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub hit: usize,
    pub extra: usize,
    pub missed: usize,
}

impl Tally {
    /// Counts the members that two sets share and those of one only.
    fn of<T: Ord>(gold: &BTreeSet<T>, got: &BTreeSet<T>) -> Tally {
        let hit = gold.intersection(got).count();
        Tally { hit, extra: got.len() - hit, missed: gold.len() - hit }
    }

    pub fn precision(self) -> f64 {
        ratio(self.hit, self.hit + self.extra)
    }

    pub fn recall(self) -> f64 {
        ratio(self.hit, self.hit + self.missed)
    }

    pub fn f1(self) -> f64 {
        ratio(2 * self.hit, 2 * self.hit + self.extra + self.missed)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.hit += other.hit;
        self.extra += other.extra;
        self.missed += other.missed;
    }
}

/// Nothing out of nothing is all of it.
pub fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// `hit` out of `all`.
#[derive(Clone, Copy, Default)]
pub struct Share {
    pub hit: usize,
    pub all: usize,
}

impl Share {
    fn count(&mut self, hit: bool) {
        self.hit += usize::from(hit);
        self.all += 1;
    }

    pub fn value(self) -> f64 {
        ratio(self.hit, self.all)
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Share) {
        self.hit += other.hit;
        self.all += other.all;
    }
}

/// All measures of one pair, or of several added up.
#[derive(Clone, Default)]
pub struct Scores {
    pub links: Tally,
    pub paragraphs: Tally,
    pub moves_right: Share,
    pub moves_found: Share,
    pub words: Tally,
    pub planted: Share,
    pub facts_found: Share,
    pub facts_right: Share,
    pub quotes: Share,
    /// Every error in words.
    pub errors: Vec<String>,
}

impl AddAssign<&Scores> for Scores {
    fn add_assign(&mut self, other: &Scores) {
        self.links += other.links;
        self.paragraphs += other.paragraphs;
        self.moves_right += other.moves_right;
        self.moves_found += other.moves_found;
        self.words += other.words;
        self.planted += other.planted;
        self.facts_found += other.facts_found;
        self.facts_right += other.facts_right;
        self.quotes += other.quotes;
        self.errors.extend(other.errors.iter().map(|e| e.to_owned()));
    }
}

/// Scores one pair.
pub fn score(pair: &Pair) -> Scores {
    let mut scores = Scores::default();
    links(pair, &mut scores);
    moves(pair, &mut scores);
    for side in Side::BOTH {
        words(pair, side, &mut scores);
    }
    facts(pair, &mut scores);
    quotes(pair, &mut scores);
    scores
}

type LinkSet = BTreeSet<(SentenceId, SentenceId)>;

fn links(pair: &Pair, scores: &mut Scores) {
    let gold: LinkSet = pair.gold.links.iter().map(|l| (l.a, l.b)).collect();
    let got: LinkSet = pair.got.links.iter().map(|l| (l.a, l.b)).collect();
    let paragraphs = |links: &LinkSet| -> BTreeSet<(u32, u32)> {
        links.iter().map(|(a, b)| (a.paragraph, b.paragraph)).collect()
    };
    scores.links = Tally::of(&gold, &got);
    scores.paragraphs = Tally::of(&paragraphs(&gold), &paragraphs(&got));
    let tell = |verdict: &str, (a, b): &(SentenceId, SentenceId)| {
        let (left, right) = (pair.sentence(Side::Left, *a), pair.sentence(Side::Right, *b));
        format!("link {verdict} {a} ~ {b}\n      A {left}\n      B {right}")
    };
    scores.errors.extend(gold.difference(&got).map(|l| tell("missed", l)));
    scores.errors.extend(got.difference(&gold).map(|l| tell("false", l)));
}

fn moves(pair: &Pair, scores: &mut Scores) {
    let got: Vec<_> = pair.got.blocks.iter().filter(|b| b.moved.is_some()).collect();
    let share = |x: &[u32], y: &[u32]| x.iter().any(|p| y.contains(p));
    for block in &got {
        let right = pair.gold.moves.iter().any(|m| share(&m.a, &block.a) && share(&m.b, &block.b));
        scores.moves_right.count(right);
        if !right {
            scores.errors.push(format!("move false {:?} -> {:?}", block.a, block.b));
        }
    }
    for wanted in &pair.gold.moves {
        let found = got.iter().any(|b| share(&wanted.a, &b.a) && share(&wanted.b, &b.b));
        scores.moves_found.count(found);
        if !found {
            scores.errors.push(format!("move missed {:?} -> {:?}", wanted.a, wanted.b));
        }
    }
}

/// Changed words of the sentences of one side that are linked in gold and in the result.
fn words(pair: &Pair, side: Side, scores: &mut Scores) {
    let left = side == Side::Left;
    let gold: BTreeSet<SentenceId> = pair.gold.links.iter().map(|l| if left { l.a } else { l.b }).collect();
    let got: BTreeSet<SentenceId> = pair.got.links.iter().map(|l| if left { l.a } else { l.b }).collect();
    let phrases = if left { &pair.gold.changed_a } else { &pair.gold.changed_b };
    for id in gold.intersection(&got) {
        let none = Vec::new();
        let wanted: Vec<Span> = phrases
            .get(&id.to_string())
            .unwrap_or(&none)
            .iter()
            .filter_map(|phrase| pair.find(side, *id, phrase).first().copied())
            .collect();
        let marks = pair.got.marks(side, *id);
        let changed = marks.iter().filter(|m| m.class >= Class::Wording).map(|m| m.span).collect::<Vec<_>>();
        let all = word_spans(&pair.raw[side as usize], pair.span(side, *id));
        let touched = |by: &[Span]| -> BTreeSet<Span> {
            all.iter().copied().filter(|w| by.iter().any(|s| overlap(*w, *s))).collect()
        };
        let (gold, got) = (touched(&wanted), touched(&changed));
        scores.words += Tally::of(&gold, &got);
        let tell = |spans: Vec<&Span>| {
            spans.iter().map(|s| s.of(&pair.raw[side as usize])).collect::<Vec<_>>().join(" ")
        };
        let (missed, extra): (Vec<_>, Vec<_>) =
            (gold.difference(&got).collect(), got.difference(&gold).collect());
        if !missed.is_empty() || !extra.is_empty() {
            let letter = side.letter();
            let (missed, extra) = (tell(missed), tell(extra));
            let sentence = pair.sentence(side, *id);
            scores.errors.push(format!(
                "words {letter} {id} missed [{missed}] false [{extra}]\n      {letter} {sentence}"
            ));
        }
    }
}

fn facts(pair: &Pair, scores: &mut Scores) {
    for gold in &pair.gold.facts {
        let found = pair.got.facts.iter().any(|row| is_fact(pair, gold, row));
        scores.facts_found.count(found);
        if gold.planted {
            scores.planted.count(found);
        }
        if !found {
            let kind = if gold.planted { "planted" } else { "one-sided" };
            scores.errors.push(format!(
                "fact missed ({kind}) {} {} ~ {} {:?} -> {:?}",
                gold.facet.name(),
                gold.a,
                gold.b,
                gold.from,
                gold.to
            ));
        }
    }
    for row in &pair.got.facts {
        let right = pair.gold.facts.iter().any(|gold| is_fact(pair, gold, row));
        scores.facts_right.count(right);
        if !right {
            let link = &pair.got.links[row.link as usize];
            let text = |side: usize, span: Option<Span>| span.map(|s| s.of(&pair.raw[side]));
            let (from, to) = (text(0, row.from), text(1, row.to));
            scores.errors.push(format!(
                "fact false {} {} ~ {} {from:?} -> {to:?}",
                row.facet.name(),
                link.a,
                link.b
            ));
        }
    }
}

/// Whether a row tells the gold fact: a facet of the same kind, and the words meet on every side on which both have some.
fn is_fact(pair: &Pair, gold: &GoldFact, row: &FactEntry) -> bool {
    let figure = |f: Facet| matches!(f, Facet::Number | Facet::Money | Facet::Percent);
    if gold.facet != row.facet && !(figure(gold.facet) && figure(row.facet)) {
        return false;
    }
    let meet = |side: Side, id: SentenceId, text: &Option<String>, span: Option<Span>| {
        let spans = pair.find(side, id, text.as_deref()?);
        Some(spans.iter().any(|s| overlap(*s, span.unwrap_or_default()))).filter(|_| span.is_some())
    };
    let a = meet(Side::Left, gold.a, &gold.from, row.from);
    let b = meet(Side::Right, gold.b, &gold.to, row.to);
    a != Some(false) && b != Some(false) && (a.is_some() || b.is_some())
}

fn quotes(pair: &Pair, scores: &mut Scores) {
    let mut used = vec![false; pair.got.quotes.len()];
    for gold in &pair.gold.quotes {
        let fits = |row: &QuoteEntry| {
            opens_with(&pair.raw[0], row.a, &gold.a) && opens_with(&pair.raw[1], row.b, &gold.b)
        };
        let row = (0..used.len())
            .find(|r| !used[*r] && pair.got.quotes[*r].status == gold.status && fits(&pair.got.quotes[*r]));
        scores.quotes.count(row.is_some());
        match row {
            Some(row) => used[row] = true,
            None => scores.errors.push(format!("quote missed {:?} {:?} ~ {:?}", gold.status, gold.a, gold.b)),
        }
    }
    for (row, _) in pair.got.quotes.iter().zip(used).filter(|(_, used)| !used) {
        let text = |side: usize, span: Option<Span>| span.map(|s| s.of(&pair.raw[side]));
        scores.errors.push(format!(
            "quote row without gold {:?} {:?} ~ {:?}",
            row.status,
            text(0, row.a),
            text(1, row.b)
        ));
    }
}

/// Whether a quotation opens with these words; no quotation goes with no words.
fn opens_with(raw: &str, span: Option<Span>, opening: &Option<String>) -> bool {
    match (span, opening) {
        (None, None) => true,
        (Some(span), Some(opening)) => {
            let (text, opening) = (bare_words(span.of(raw)), bare_words(opening));
            !opening.is_empty() && text.starts_with(&opening)
        }
        _ => false,
    }
}

/// The words of a text without any punctuation or mark at their ends.
fn bare_words(text: &str) -> Vec<String> {
    let folded: String =
        text.chars().map(|c| if matches!(c, '\u{2018}' | '\u{2019}') { '\'' } else { c }).collect();
    folded
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

impl Pair {
    /// The span of a sentence, empty when there is none of that number.
    pub fn span(&self, side: Side, id: SentenceId) -> Span {
        let paragraphs = &self.got.stories[side as usize].paragraphs;
        let paragraph = paragraphs.get((id.paragraph as usize).wrapping_sub(1));
        let sentence = paragraph.and_then(|p| p.sentences.get((id.sentence as usize).wrapping_sub(1)));
        sentence.map(|s| s.span).unwrap_or_default()
    }

    /// The text of a sentence.
    pub fn sentence(&self, side: Side, id: SentenceId) -> &str {
        self.span(side, id).of(&self.raw[side as usize])
    }

    /// Where a phrase stands in a sentence: as whole words if it does, else anywhere.
    pub fn find(&self, side: Side, id: SentenceId, phrase: &str) -> Vec<Span> {
        let (start, text) = (self.span(side, id).start as usize, self.sentence(side, id));
        let cuts_word = |at: Option<char>, inner: Option<char>| {
            at.is_some_and(char::is_alphanumeric) && inner.is_some_and(char::is_alphanumeric)
        };
        let whole = |at: &usize| {
            let (before, after) = (&text[..*at], &text[*at + phrase.len()..]);
            !cuts_word(before.chars().next_back(), phrase.chars().next())
                && !cuts_word(after.chars().next(), phrase.chars().next_back())
        };
        let all: Vec<usize> = text.match_indices(phrase).map(|(at, _)| at).collect();
        let words: Vec<usize> = all.iter().copied().filter(whole).collect();
        let chosen = if words.is_empty() { all } else { words };
        chosen.into_iter().map(|at| Span::new(start + at, start + at + phrase.len())).collect()
    }

    /// Says what in the gold file does not fit the texts: wrong numbers, phrases that stand nowhere.
    pub fn misfits(&self) -> Vec<String> {
        let mut out = Vec::new();
        for link in &self.gold.links {
            for (side, id, starts) in
                [(Side::Left, link.a, &link.a_starts), (Side::Right, link.b, &link.b_starts)]
            {
                let text = self.sentence(side, id);
                if !text.starts_with(starts.as_str()) {
                    let letter = side.letter();
                    out.push(format!("{letter} {id} should start {starts:?}, starts {:?}", clip(text)));
                }
            }
        }
        for (side, changed) in [(Side::Left, &self.gold.changed_a), (Side::Right, &self.gold.changed_b)] {
            for (id, phrases) in changed {
                let id = SentenceId::try_from(id.clone()).unwrap_or_else(|e| panic!("{}: {e}", self.name));
                for phrase in phrases.iter().filter(|p| self.find(side, id, p).is_empty()) {
                    out.push(format!("{} {id} holds no {phrase:?}", side.letter()));
                }
            }
        }
        for fact in &self.gold.facts {
            for (side, id, text) in [(Side::Left, fact.a, &fact.from), (Side::Right, fact.b, &fact.to)] {
                if text.as_ref().is_some_and(|t| self.find(side, id, t).is_empty()) {
                    out.push(format!("{} {id} holds no {text:?} (fact)", side.letter()));
                }
            }
        }
        for (side, raw) in self.raw.iter().enumerate() {
            let words = bare_words(raw).join(" ");
            let openings =
                self.gold.quotes.iter().filter_map(|q| if side == 0 { q.a.as_ref() } else { q.b.as_ref() });
            for opening in openings.filter(|o| !words.contains(&bare_words(o).join(" "))) {
                out.push(format!("{} quotes no {opening:?}", ["A", "B"][side]));
            }
        }
        out
    }
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

fn overlap(x: Span, y: Span) -> bool {
    x.start < y.end && y.start < x.end
}

/// Words of a stretch of text: runs of letters and digits; `'`, `’` inside a word and `.`, `,` between digits belong to them.
pub fn word_spans(raw: &str, stretch: Span) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let chars: Vec<(usize, char)> = stretch.of(raw).char_indices().collect();
    let at = |i: usize| chars.get(i).map_or(' ', |(_, c)| *c);
    let mut open: Option<usize> = None;
    for (i, (byte, c)) in chars.iter().enumerate() {
        let previous = if i == 0 { ' ' } else { at(i - 1) };
        let inside = match c {
            '\'' | '\u{2019}' => previous.is_alphanumeric() && at(i + 1).is_alphanumeric(),
            '.' | ',' => previous.is_numeric() && at(i + 1).is_numeric(),
            // Combining marks (Arabic vowels, decomposed accents) do not end a word.
            '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' => open.is_some(),
            c => c.is_alphanumeric(),
        };
        let byte = stretch.start as usize + byte;
        match (inside, open) {
            (true, None) => open = Some(byte),
            (false, Some(start)) => {
                out.push(Span::new(start, byte));
                open = None;
            }
            _ => {}
        }
    }
    out.extend(open.map(|start| Span::new(start, stretch.end as usize)));
    out
}
