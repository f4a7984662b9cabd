//! Stories to try the laws on, and the loop that tries them.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::prop_oneof;
use proptest::sample::{Index, select};
use proptest::strategy::{Just, Strategy};
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

/// The raw texts of two stories.
#[derive(Clone)]
pub struct Texts {
    pub a: String,
    pub b: String,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |text: &str| {
            let lines = text.split('\n').map(|l| format!("  | {}", l.escape_debug()));
            lines.collect::<Vec<_>>().join("\n")
        };
        write!(f, "story A\n{}\nstory B\n{}", show(&self.a), show(&self.b))
    }
}

/// Tries a law on so many cases, the same in every run, and fails with the smallest case that breaks it.
pub fn held<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value) -> Result<(), String>) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome =
        runner.run(&strategy, |value| law(value).map_err(proptest::test_runner::TestCaseError::fail));
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, value)) => panic!("the law is broken: {reason}\n\nby {value:#?}"),
        Err(TestError::Abort(reason)) => panic!("no cases: {reason}"),
    }
}

/// Invented sentences; `{n}`, `{who}` and `{where}` are filled in.
const SENTENCES: [&str; 26] = [
    "The harbor master of {where} said on Tuesday that {n} barges were still waiting outside the lock.",
    "\"We counted {n} of them before the lights went out,\" {who} told reporters.",
    "Divers in {where} recovered {n} crates of copper wire from the wreck, according to the port authority.",
    "{who} will not resign, a spokeswoman said.",
    "Grain prices rose {n} percent in {where} after the storm cut off the railway.",
    "The council of {where} voted {n} to 11 against the new bypass.",
    "\"Nobody asked us,\" said {who}, who has run the bakery beside the bridge since 1987.",
    "Police arrested {n} people during the march through {where}.",
    "The company, founded by {who}, employs {n} workers in {where}.",
    "It was the coldest March in {where} since records began.",
    "{who} had earlier denied that the reservoir could overflow.",
    "\"The dam is safe. The road is not,\" {who} said.",
    "An inquiry led by {who} is expected to report in September.",
    "Analysts had expected a loss of {n} million euros.",
    "The museum reopened with {n} paintings that had never been shown in {where}.",
    "Schools in {where} stayed closed for {n} days, and buses ran only in the morning.",
    "{who} called the ruling \"a disgrace\" and promised to appeal.",
    "About $4.{n} billion was spent on the tunnel between {where} and the airport.",
    "Rescuers searched the slope until dusk with dogs and {n} drones.",
    "The orchestra canceled its tour, Dr. {who} said.",
    "Voters in {where} go to the polls on Oct. 12.",
    "Heavy rain is likely to reach {where} by Friday night, the weather service said.",
    "A spokesman for the mine declined to comment.",
    "The train from {where} arrived {n} hours late.",
    "Fishermen blocked the canal with {n} boats, demanding cheaper fuel.",
    "\"It took {n} years,\" {who} said, \"and it was worth every day.\"",
];
const PEOPLE: [&str; 6] =
    ["Ada Brandvik", "Tomas Reel", "Mr. Osei", "Ilka Varga", "Gen. Pavel Sund", "Noor Haddad"];
const PLACES: [&str; 6] =
    ["Marrowport", "Eastern Calder", "Brus", "Santa Ilda", "the U.S. state of Orrin", "Vell"];
const WORDS: [&str; 12] = [
    "harbour", "claimed", "could", "quickly", "U.S.", "12", "Saturday", "not", "“", "per cent", "Mr",
    "nearly",
];
const HEADINGS: [&str; 4] = ["WATER RISES", "What happens next", "A LONG NIGHT", "Background"];

type Story = Vec<Vec<String>>;

/// What an outlet does to a story. Indices wrap around.
#[derive(Clone, Debug)]
enum Edit {
    DropParagraph(Index),
    DropSentence(Index, Index),
    SwapParagraphs(Index, Index),
    MergeParagraphs(Index),
    SplitParagraph(Index),
    MergeSentences(Index),
    ReplaceWord(Index, Index, Index, &'static str),
    DropWord(Index, Index, Index),
    AddParagraph(Index, Vec<String>),
    CurlyQuotes,
    Heading(Index, &'static str),
}

/// A story and what an outlet made of it.
pub fn edited_stories() -> impl Strategy<Value = Texts> {
    (vec(vec(sentence(), 1..4), 1..9), vec(edit(), 0..9), any::<bool>(), any::<bool>()).prop_map(
        |(story, edits, lines, framed)| {
            let mut other = story.clone();
            edits.iter().for_each(|e| apply(e, &mut other));
            let join = |story: &Story, gap: &str| {
                story.iter().map(|p| p.join(" ")).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(gap)
            };
            let front = if framed { "Outlet: Northwire\nHeadline: A quiet day\n\n" } else { "" };
            let gap = if lines { "\n" } else { "\n\n" };
            Texts { a: format!("{front}{}\n", join(&story, "\n\n")), b: join(&other, gap) }
        },
    )
}

/// Paragraphs that change places.
pub fn swaps() -> impl Strategy<Value = Vec<(Index, Index)>> {
    vec(any::<(Index, Index)>(), 1..12)
}

/// Any two texts at all: arbitrary characters, and mixtures of what makes trouble.
pub fn arbitrary_texts() -> impl Strategy<Value = Texts> {
    let text = || prop_oneof![1 => any::<String>(), 4 => vec(piece(), 0..40).prop_map(|p| p.concat())];
    let pair = (text(), text()).prop_map(|(a, b)| Texts { a, b });
    // A second text that shares a good part with the first, so that the later stages have work to do.
    let kin = (vec(piece(), 0..40), vec(piece(), 0..6), any::<Index>()).prop_map(|(a, new, at)| {
        let (mut b, at) = (a.clone(), at.index(a.len() + 1));
        let end = b.len().min(at + new.len() / 2);
        b.splice(at..end, new);
        Texts { a: a.concat(), b: b.concat() }
    });
    prop_oneof![pair, kin]
}

fn sentence() -> impl Strategy<Value = String> {
    (select(&SENTENCES[..]), 2..60u32, select(&PEOPLE[..]), select(&PLACES[..])).prop_map(
        |(template, n, who, place)| {
            template.replace("{n}", &n.to_string()).replace("{who}", who).replace("{where}", place)
        },
    )
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        1 => at().prop_map(Edit::DropParagraph),
        1 => (at(), at()).prop_map(|(p, s)| Edit::DropSentence(p, s)),
        1 => (at(), at()).prop_map(|(p, q)| Edit::SwapParagraphs(p, q)),
        1 => at().prop_map(Edit::MergeParagraphs),
        1 => at().prop_map(Edit::SplitParagraph),
        1 => at().prop_map(Edit::MergeSentences),
        3 => (at(), at(), at(), select(&WORDS[..])).prop_map(|(p, s, w, word)| Edit::ReplaceWord(p, s, w, word)),
        2 => (at(), at(), at()).prop_map(|(p, s, w)| Edit::DropWord(p, s, w)),
        1 => (at(), vec(sentence(), 1..3)).prop_map(|(p, new)| Edit::AddParagraph(p, new)),
        1 => Just(Edit::CurlyQuotes),
        1 => (at(), select(&HEADINGS[..])).prop_map(|(p, heading)| Edit::Heading(p, heading)),
    ]
}

fn apply(edit: &Edit, story: &mut Story) {
    if let Edit::AddParagraph(at, new) = edit {
        story.insert(at.index(story.len() + 1), new.clone());
    }
    if let Edit::Heading(at, heading) = edit {
        story.insert(at.index(story.len() + 1), vec![(*heading).to_owned()]);
    }
    if story.is_empty() {
        return;
    }
    let len = story.len();
    match edit {
        Edit::AddParagraph(..) | Edit::Heading(..) => {}
        Edit::DropParagraph(p) => drop(story.remove(p.index(len))),
        Edit::SwapParagraphs(p, q) => story.swap(p.index(len), q.index(len)),
        Edit::MergeParagraphs(p) => {
            let p = p.index(len);
            if p + 1 < len {
                let next = story.remove(p + 1);
                story[p].extend(next);
            }
        }
        Edit::SplitParagraph(p) => {
            let p = p.index(len);
            let half = (story[p].len() / 2).max(1);
            let rest = story[p].split_off(half);
            if !rest.is_empty() {
                story.insert(p + 1, rest);
            }
        }
        Edit::MergeSentences(p) => {
            let paragraph = &mut story[p.index(len)];
            if paragraph.len() > 1 {
                let second = paragraph.remove(1);
                paragraph[0] = format!("{}, and {second}", paragraph[0].trim_end_matches('.'));
            }
        }
        Edit::DropSentence(p, s) => {
            let paragraph = &mut story[p.index(len)];
            if !paragraph.is_empty() {
                paragraph.remove(s.index(paragraph.len()));
            }
        }
        Edit::ReplaceWord(p, s, w, word) => on_word(story, p, s, w, |words, at| words[at] = word),
        Edit::DropWord(p, s, w) => on_word(story, p, s, w, |words, at| {
            words.remove(at);
        }),
        Edit::CurlyQuotes => {
            for sentence in story.iter_mut().flatten() {
                *sentence = sentence.replace(",\"", ",”").replace(" \"", " “").replace('\'', "’");
            }
        }
    }
    story.retain(|p| !p.is_empty());
}

fn on_word(story: &mut Story, p: &Index, s: &Index, w: &Index, change: impl Fn(&mut Vec<&str>, usize)) {
    let paragraph = p.index(story.len());
    if story[paragraph].is_empty() {
        return;
    }
    let sentence = s.index(story[paragraph].len());
    let old = story[paragraph][sentence].clone();
    let mut words: Vec<&str> = old.split(' ').collect();
    let at = w.index(words.len());
    change(&mut words, at);
    story[paragraph][sentence] = words.join(" ");
}

fn piece() -> impl Strategy<Value = String> {
    const TROUBLE: [&str; 62] = [
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "\0",
        "\u{feff}",
        "\u{ad}",
        "\u{200b}",
        "\u{200d}",
        "\u{2028}",
        "\u{85}",
        "\u{a0}",
        "\u{202e}",
        "\u{2066}",
        "\u{2069}",
        "\u{1b}[31m",
        "\u{301}",
        "e\u{301}",
        "é",
        "\"",
        "\"",
        "“",
        "”",
        "‘",
        "’",
        "'",
        "«",
        "»",
        "„",
        "「",
        "」",
        "...",
        "…",
        ".",
        ". ",
        "? ",
        "! ",
        ",",
        "-",
        "–",
        "—",
        "$",
        "€",
        "%",
        "(",
        ")",
        "[",
        "]",
        "Outlet: X\n",
        "Headline: ",
        "北京时间。",
        "東京",
        "مرحبا",
        "שלום",
        "👩‍👩‍👧",
        "🇳🇴",
        "ﬁ",
        "\u{10ffff}",
    ];
    const TOKENS: [&str; 26] = [
        "12",
        "1,200",
        "3.5 million",
        "$4.8bn",
        "12 percent",
        "p.m.",
        "U.S.",
        "Mr. ",
        "Sept. 5",
        "Tuesday",
        "not",
        "will",
        "said",
        "claimed",
        "the",
        "of",
        "and",
        "harbor",
        "harbour",
        "Ada Brandvik",
        "the coast guard",
        "twelve",
        "10-12",
        "½",
        "Київ",
        "coastguard",
    ];
    let word = (select(&TOKENS[..]), any::<bool>())
        .prop_map(|(t, gap)| format!("{t}{}", if gap { " " } else { "" }));
    prop_oneof![
        3 => select(&TROUBLE[..]).prop_map(str::to_owned),
        3 => word,
        1 => sentence().prop_map(|s| s + " "),
        1 => any::<char>().prop_map(String::from),
    ]
}
