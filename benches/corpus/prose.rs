//! Sentences, paragraphs and stories of the invented news.

use super::language::{Language, Term};
use super::random::Random;

/// The mark behind a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// None.
    #[default]
    None,
    /// A comma.
    Comma,
    /// The full stop that ends a sentence.
    Stop,
}

/// A word with the marks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Which word.
    pub term: Term,
    /// The mark behind it.
    pub mark: Mark,
    /// Whether a quotation opens before it.
    pub opens: bool,
    /// Whether a quotation closes behind it and its mark.
    pub closes: bool,
}

impl Word {
    /// A word without marks.
    pub fn plain(term: Term) -> Word {
        Word { term, mark: Mark::None, opens: false, closes: false }
    }
}

/// A paragraph is its words.
pub type Paragraph = Vec<Word>;

/// What a story is about: its people and places, and the words that come back in it.
pub struct Topic {
    cast: Vec<Term>,
    words: Vec<Term>,
    lengths: Lengths,
}

/// How long paragraphs are: 20 to 80 words, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// ... each length as often as another; 50 on average.
    Even,
    /// ... mostly short ones, as in news; 37 on average. Short paragraphs are the harder ones to find.
    News,
}

impl Topic {
    /// A topic of its own.
    pub fn new(language: &Language, lengths: Lengths, random: &mut Random) -> Topic {
        let cast = (0..random.between(6, 12)).map(|_| language.name(random)).collect();
        let words = (0..25).map(|_| language.content(random)).collect();
        Topic { cast, words, lengths }
    }
}

/// A story before it is written out.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// Its id, unique in the feed.
    pub id: String,
    /// The outlet, as an index of [`OUTLETS`].
    pub outlet: usize,
    /// Seconds since the first day of the feed.
    pub time: u64,
    /// Place of the dateline, where it has one.
    pub dateline: Option<Term>,
    /// The words of its headline.
    pub headline: Vec<Term>,
    /// Its paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// Outlets that nobody reads.
pub const OUTLETS: [&str; 40] = [
    "Aldmere Courant",
    "Ashwick Gazette",
    "Bellcove Tribune",
    "Brackwater Post",
    "Calder Bay News",
    "Carrow Herald",
    "Corvane Ledger",
    "Dunmarsh Echo",
    "Eastmoor Daily",
    "Elderholt Times",
    "Fallowford Star",
    "Farrow Wire",
    "Fenwick Report",
    "Glasden Mercury",
    "Greyport Inquirer",
    "Halverton Chronicle",
    "Harbour24",
    "Hollin Press",
    "Inlet Observer",
    "Jarrow Point News",
    "Kelderby Argus",
    "Kingsreach Mail",
    "Larkwater Sentinel",
    "Lindmoor Journal",
    "Marlhaven Bulletin",
    "Meridian Wire",
    "Netherby Standard",
    "Northgate Dispatch",
    "Oakhollow Register",
    "Orrin Valley News",
    "Pellwick Examiner",
    "Quarrybank Voice",
    "Ravensholm Record",
    "Redcliff Monitor",
    "Saltmarsh Advertiser",
    "Stonebeck Leader",
    "Thornbay Free Press",
    "Umberton Review",
    "Westering Daily",
    "Yarrowdale Guardian",
];

/// Appends one sentence of at least so many words.
fn sentence(language: &Language, topic: &Topic, words: usize, random: &mut Random, out: &mut Paragraph) {
    let end = out.len() + words;
    let stock = if random.chance(0.2) { out.len() + random.below(words - 6) } else { usize::MAX };
    let mut content: Option<Term> = None;
    let mut after_function = true;
    while out.len() < end {
        if out.len() == stock {
            out.extend(language.stock(random).iter().map(|term| Word::plain(*term)));
            content = None;
        }
        let function = random.chance(if after_function { 0.33 } else { 0.55 });
        let term = match function {
            true => language.function(random),
            false => content_word(language, topic, content, random),
        };
        if out.last().is_some_and(|last| last.term == term) {
            continue;
        }
        let mut word = Word::plain(term);
        if !function {
            content = Some(term);
            if random.chance(0.05) {
                word.mark = Mark::Comma;
            }
        }
        after_function = function;
        out.push(word);
    }
    if let Some(last) = out.last_mut() {
        last.mark = Mark::Stop;
    }
}

/// The next word that is no function word: a name of the cast, a figure, a word of the topic, one that goes with the
/// last, or any.
fn content_word(language: &Language, topic: &Topic, last: Option<Term>, random: &mut Random) -> Term {
    match (random.below(1000), last) {
        (0..85, _) => *random.pick(&topic.cast),
        (85..110, _) => language.name(random),
        (110..160, _) => language.figure(random),
        (160..260, _) => *random.pick(&topic.words),
        (260..720, Some(last)) => language.successor(last, random),
        _ => language.content(random),
    }
}

/// A paragraph of 20 to 80 words in sentences of 12 to 28; one in seven begins with a quotation.
pub fn paragraph(language: &Language, topic: &Topic, random: &mut Random) -> Paragraph {
    let words = match topic.lengths {
        Lengths::Even => random.between(20, 80),
        Lengths::News => 20 + random.below(61).min(random.below(61)) * random.between(70, 100) / 100,
    };
    let sentences = words.div_ceil(24);
    let mut out = Paragraph::with_capacity(words + 8);
    let mut first = 0;
    for number in 0..sentences {
        let fair = (words - out.len().min(words - 12)) / (sentences - number);
        let length = if number + 1 == sentences { fair } else { random.between(fair - 2, fair + 2) };
        sentence(language, topic, length.clamp(12, 28), random, &mut out);
        if number == 0 {
            first = out.len();
        }
    }
    if random.chance(0.15) {
        quote(language, topic, &mut out[..first], random);
    }
    out
}

/// Makes a quotation of a sentence: its last two words become who said it.
fn quote(language: &Language, topic: &Topic, sentence: &mut [Word], random: &mut Random) {
    let [spoken @ .., said, name] = sentence else { return };
    let [first, .., last] = spoken else { return };
    first.opens = true;
    last.closes = true;
    last.mark = Mark::Comma;
    *said = Word::plain(language.said());
    *name = Word { mark: Mark::Stop, ..Word::plain(*random.pick(&topic.cast)) };
}

/// A story of a topic of its own, with this number of paragraphs. Id and time are left to the caller.
pub fn article(language: &Language, lengths: Lengths, paragraphs: usize, random: &mut Random) -> Article {
    let topic = Topic::new(language, lengths, random);
    Article {
        outlet: random.below(OUTLETS.len()),
        dateline: random.chance(0.3).then(|| language.name(random)),
        headline: headline(language, &topic, random),
        paragraphs: (0..paragraphs).map(|_| paragraph(language, &topic, random)).collect(),
        ..Article::default()
    }
}

/// A headline of five to nine words.
fn headline(language: &Language, topic: &Topic, random: &mut Random) -> Vec<Term> {
    (0..random.between(5, 9)).map(|_| content_word(language, topic, None, random)).collect()
}

/// Words of a paragraph that belongs to no story of the feed.
pub fn foreign(language: &Language, lengths: Lengths, random: &mut Random) -> Paragraph {
    paragraph(language, &Topic::new(language, lengths, random), random)
}

/// Appends the story as one line of JSON.
pub fn write(language: &Language, article: &Article, out: &mut Vec<u8>) {
    let outlet = OUTLETS[article.outlet];
    let head = format!(
        "{{\"id\":\"{}\",\"source\":\"{outlet}\",\"published\":\"{}\",\"title\":\"",
        article.id,
        time(article.time)
    );
    out.extend_from_slice(head.as_bytes());
    for (number, term) in article.headline.iter().enumerate() {
        if number > 0 {
            out.push(b' ');
        }
        write_term(language, *term, number == 0, out);
    }
    out.extend_from_slice(b"\",\"text\":\"");
    // Two outlets in five have curly quotation marks.
    let marks: [&[u8]; 2] = if article.outlet % 5 < 2 {
        ["\u{201c}".as_bytes(), "\u{201d}".as_bytes()]
    } else {
        [b"\\\"", b"\\\""]
    };
    if let Some(place) = article.dateline {
        let start = out.len();
        language.write(place, out);
        out[start..].make_ascii_uppercase();
        out.extend_from_slice(b" (Wire) - ");
    }
    for (number, paragraph) in article.paragraphs.iter().enumerate() {
        if number > 0 {
            out.extend_from_slice(b"\\n\\n");
        }
        write_paragraph(language, paragraph, marks, out);
    }
    out.extend_from_slice(b"\"}\n");
}

/// Writes the words with their marks. A sentence begins with a capital, the paragraph ends with a full stop, and every
/// quotation that is opened is closed, whatever an edit left of the marks.
fn write_paragraph(language: &Language, words: &[Word], marks: [&[u8]; 2], out: &mut Vec<u8>) {
    let mut open = false;
    let mut begins = true;
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            out.push(b' ');
        }
        if word.opens && !open {
            out.extend_from_slice(marks[0]);
            open = true;
        }
        write_term(language, word.term, begins, out);
        let mark = if number + 1 == words.len() { Mark::Stop } else { word.mark };
        match mark {
            Mark::None => {}
            Mark::Comma => out.push(b','),
            Mark::Stop => out.push(b'.'),
        }
        // A quotation does not outlast its sentence.
        if open && (word.closes || mark == Mark::Stop) {
            out.extend_from_slice(marks[1]);
            open = false;
        }
        begins = mark == Mark::Stop;
    }
}

fn write_term(language: &Language, term: Term, capital: bool, out: &mut Vec<u8>) {
    let start = out.len();
    language.write(term, out);
    if capital {
        out[start..=start].make_ascii_uppercase();
    }
}

/// A time of the feed in RFC 3339.
fn time(seconds: u64) -> String {
    let (day, rest) = (seconds / 86_400, seconds % 86_400);
    format!("2025-03-{:02}T{:02}:{:02}:{:02}Z", day + 1, rest / 3600, rest / 60 % 60, rest % 60)
}

/// Seconds that a feed covers: 30 days.
pub const SPAN: u64 = 30 * 86_400;
