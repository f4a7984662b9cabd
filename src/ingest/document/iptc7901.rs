//! IPTC 7901, the format of European wires.
//!
//! ```text
//! SOH nww062 4 i 211 nwd 061     service and number, priority, category, words, the day's number
//! Country-subject/               keywords
//! STX Headline over one line or more =
//!    Text, wrapped at about 65 columns; blank lines between paragraphs
//! # Notebook                     contacts and links, not for publication
//! ETX 131137 GMT Nov 13          day, hour, minute, zone, month, year
//! ```

use super::item::{Found, Item};
use super::{plain, when, wire};

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let head = head
        .trim_start_matches(|c: char| c != SOH && (c.is_control() || c.is_whitespace() || c == '\u{feff}'));
    head.strip_prefix(SOH).and_then(|h| plain::lines(h).next()).is_some_and(is_header)
}

/// `nww062 4 i 211 nwd 061`.
fn is_header(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let mut next = |is: fn(&str) -> bool| words.next().is_some_and(is);
    let is_number = |w: &str| w.bytes().all(|b| b.is_ascii_digit());
    next(|w| {
        let letters = w.bytes().take_while(u8::is_ascii_alphabetic).count();
        (2..=4).contains(&letters)
            && (3..=4).contains(&(w.len() - letters))
            && w.bytes().skip(letters).all(|b| b.is_ascii_digit())
    }) && next(|w| w.len() == 1 && w.bytes().all(|b| b.is_ascii_digit()))
        && next(|w| w.len() <= 3 && w.bytes().all(|b| b.is_ascii_alphabetic()))
        && words.next().is_some_and(is_number)
}

/// Returns what the document holds.
pub(crate) fn read(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for message in text.split(SOH).skip(1) {
        match message.split_once(STX) {
            Some((header, body)) => add(header, body, &mut out),
            None => {
                out.push(Found::Skipped("bad-iptc7901", "a message without STX before its text".to_owned()))
            }
        }
    }
    out
}

fn add(header: &str, body: &str, out: &mut Vec<Found>) {
    let (body, trailer) = body.split_once(ETX).unwrap_or((body, ""));
    let mut headline: Vec<&str> = Vec::new();
    let mut lines = plain::lines(body).peekable();
    // The headline ends with ` =`; where no line of the first few does, it is the first alone.
    let marked = plain::lines(body).take(6).position(|l| l.trim_end().ends_with('='));
    for _ in 0..=marked.unwrap_or(0) {
        headline.extend(lines.next().into_iter().flat_map(str::split_whitespace));
    }
    let kept: Vec<&str> = lines.take_while(|line| !ends_story(line)).collect();
    let headline = headline.join(" ");
    let mut item = Item {
        headline: Some(headline.trim_end_matches(['=', ' ']).to_owned()).filter(|h| !h.is_empty()),
        outlet: outlet(header),
        published: plain::lines(trailer).find_map(sent),
        ..Item::default()
    };
    item.text =
        plain::paragraphs(&kept.join("\n").replace(|c: char| c.is_control() && c != '\n' && c != '\t', ""));
    wire::finish(item, None, "a message", out);
}

/// Whether a line begins what is meant for the desk: the notebook, or a note that what follows is not to be published.
fn ends_story(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let is_notebook = line.starts_with("# ") || line.starts_with("## ");
    let not_published = ["not for publication", "nicht zur veröffentlichung", "nicht zur publikation"];
    is_notebook
        || not_published.iter().any(|note| line.contains(note))
        || (line.len() > 4 && line.replace("* ", "") == "*")
}

/// The word before the day's number at the end of the first line: `dpa` of `eca062 4 i 211 ccccb   dpa 061`.
fn outlet(header: &str) -> Option<String> {
    let mut words =
        plain::lines(header).next()?.split_whitespace().skip(4).collect::<Vec<_>>().into_iter().rev();
    let number = words.next()?;
    let word = if number.bytes().all(|b| b.is_ascii_digit()) { words.next()? } else { number };
    Some(word.to_owned())
}

/// The time of `131137 GMT Nov 13`, as RFC 3339: where the zone is one that is known, with it.
fn sent(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    let stamp = words.next().filter(|w| w.len() == 6 && w.bytes().all(|b| b.is_ascii_digit()))?;
    let mut word = words.next()?;
    let zone = match word {
        "GMT" | "UTC" => Some("Z"),
        "CET" | "MEZ" => Some("+01:00"),
        "CEST" | "MESZ" => Some("+02:00"),
        _ => None,
    };
    if zone.is_some() {
        word = words.next()?;
    }
    let month = when::month(word)?;
    let year: u16 = words.next().filter(|y| matches!(y.len(), 2 | 4))?.parse().ok()?;
    let year = if year < 70 {
        year + 2000
    } else if year < 100 {
        year + 1900
    } else {
        year
    };
    let (day, hour, minute) = (&stamp[..2], &stamp[2..4], &stamp[4..]);
    Some(format!("{year}-{month:02}-{day}T{hour}:{minute}:00{}", zone.unwrap_or_default()))
}

#[cfg(test)]
mod tests;
