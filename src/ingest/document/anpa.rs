//! ANPA-1312, the format of American wires.
//!
//! ```text
//! SYN SYN SOH a1234 US selector              service and number
//! r f DC3 DC1 BC-Slug 1stLd-Writethru 11-13 0466   priority, category, keyword, month-day, words
//! STX ^BC-Slug Line, 1st Ld-Writethru,466<   slug line; `^` begins a line of the head, `<` or `=` ends it
//! ^Headline<
//! ^Eds: With photos.<
//! ^By JANE ROE=
//! TAB text, a TAB for each paragraph         BS begins a row of a table
//! ETX AP-WF-11-13-13 1509GMT< EOT
//! ```

use super::item::{Found, Item};
use super::{plain, wire};
use crate::text::Status;

const SOH: char = '\u{1}';
const STX: char = '\u{2}';
const ETX: char = '\u{3}';
const SYN: char = '\u{16}';

/// Whether a text that begins with `head` is one.
pub(crate) fn is_one(head: &str) -> bool {
    let head = head
        .trim_start_matches(|c: char| c != SOH && (c.is_control() || c.is_whitespace() || c == '\u{feff}'));
    let Some(header) = head.strip_prefix(SOH) else { return false };
    let mut chars = header.chars();
    let service = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let number = header.get(1..5).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    service
        && number
        && header.get(5..).is_some_and(|rest| rest.starts_with(['\u{1f}', '_', '-', '\r', '\n']))
}

/// Returns what the document holds.
pub(crate) fn read(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    for message in text.split(SOH).skip(1) {
        let message = message.trim_end_matches(SYN);
        match message.split_once(STX) {
            Some((header, body)) => add(header, body, &mut out),
            None => out.push(Found::Skipped("bad-anpa", "a message without STX before its text".to_owned())),
        }
    }
    out
}

/// What the lines of a message say.
#[derive(Default)]
struct Message {
    slug: Option<String>,
    headline: Option<String>,
    byline: Option<String>,
    notices: Vec<String>,
    /// Lines of the head that may be a summary of the text.
    summaries: Vec<String>,
    paragraphs: Vec<String>,
    /// Whether the text has begun.
    in_text: bool,
    /// Whether the next line that is not marked goes on with the last paragraph.
    goes_on: bool,
    agency: bool,
}

fn add(header: &str, body: &str, out: &mut Vec<Found>) {
    let (body, trailer) = body.split_once(ETX).unwrap_or((body, ""));
    let (body, trailer) =
        (body.split('\u{4}').next().unwrap_or(body), trailer.split('\u{4}').next().unwrap_or(trailer));
    let mut message = Message::default();
    for line in plain::lines(body) {
        message.line(line);
    }
    let Message { slug, headline, byline, notices, summaries, mut paragraphs, agency, .. } = message;
    // A summary that the text begins with again is none of its paragraphs.
    let known = |summary: &String| {
        let begin = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        paragraphs.first().is_some_and(|lead| begin(lead, 400).contains(&begin(summary, 40)))
    };
    let kept: Vec<String> = summaries.into_iter().filter(|s| !known(s)).collect();
    paragraphs.splice(0..0, kept);
    let mut item = Item { headline, byline, ..Item::default() };
    item.text = paragraphs.join("\n\n");
    item.published = trailer.split(['<', '\n', '\r']).find_map(sent);
    item.outlet = outlet(trailer).or_else(|| agency.then(|| "Associated Press".to_owned()));
    item.release.notice = wire::joined(notices, " ");
    let keyword = slug.or_else(|| keyword(header));
    let slug = Slug::of(keyword.as_deref().unwrap_or_default());
    let day = month_and_day(header).map(|day| format!(" {day}")).unwrap_or_default();
    item.release.guid = (!slug.name.is_empty()).then(|| format!("{}{day}", slug.name));
    item.release.version = (!slug.name.is_empty()).then(|| slug.version.to_string());
    item.release.status = slug.status;
    if slug.is_advisory && slug.status.is_none() {
        out.push(Found::NoStory("an advisory to editors".to_owned()));
        return;
    }
    wire::finish(item, None, "a message", out);
}

impl Message {
    fn line(&mut self, line: &str) {
        let marked = line.trim_matches(|c: char| c == ' ' || c == '\t');
        if marked.is_empty() || marked.chars().all(|c| c.is_control()) {
            self.goes_on = false;
        } else if let Some(row) = marked.strip_prefix('\u{8}') {
            self.in_text = true;
            self.paragraph(table_row(row));
            self.goes_on = false;
        } else if let Some(head) = marked.strip_prefix('^') {
            let head = head.trim_end();
            let centred = head.ends_with('=');
            let head = tidy(head.trim_end_matches(['<', '=']));
            self.goes_on = false;
            if self.in_text { self.paragraph(head) } else { self.head(head, centred) }
        } else {
            let begins = line.starts_with('\t') || line.starts_with("   ") || !self.goes_on;
            let text = tidy(marked.trim_end_matches(['<', '=', ' ']));
            self.in_text = true;
            if text.is_empty() {
                return;
            }
            match self.paragraphs.last_mut() {
                Some(last) if !begins => {
                    last.push(' ');
                    last.push_str(&text);
                }
                _ => self.paragraph(text),
            }
            self.goes_on = true;
        }
    }

    fn paragraph(&mut self, text: String) {
        if !text.is_empty() {
            self.paragraphs.push(text);
        }
    }

    /// A line of the head.
    fn head(&mut self, line: String, centred: bool) {
        let begins = |start: &str| line.get(..start.len()).is_some_and(|l| l.eq_ignore_ascii_case(start));
        if line.is_empty() {
        } else if self.slug.is_none() {
            self.slug = Some(line);
        } else if begins("Eds:") || begins("Editors:") {
            let (_, notice) = line.split_once(':').unwrap_or_default();
            self.notices.push(notice.trim().to_owned());
        } else if begins("By ") && centred {
            self.agency |= line.contains("Associated Press");
            self.byline.get_or_insert(line);
        } else if ["AP Photo", "AP Graphic", "AP Video", "AP Audio", "With AP"].iter().any(|p| begins(p)) {
        } else if self.headline.is_none() {
            self.headline = Some(line);
        } else if centred
            && self.byline.is_some()
            && (begins("AP ") || begins("Associated Press") || begins("The Associated"))
        {
            // Whom the writer works for.
            self.agency |= line.contains("Associated Press");
        } else if centred {
            self.paragraphs.push(line);
        } else {
            self.summaries.push(line);
        }
    }
}

/// What a slug line says: `BC-US--Ethanol, 1st Ld-Writethru,1140`.
struct Slug {
    name: String,
    version: u32,
    status: Option<Status>,
    is_advisory: bool,
}

impl Slug {
    fn of(line: &str) -> Self {
        let cycles = ["BC-", "AM-", "PM-", "AP-"];
        let cycle = line.get(..3).is_some_and(|start| cycles.iter().any(|c| c.eq_ignore_ascii_case(start)));
        let line = if cycle { &line[3..] } else { line };
        let mut slug = Self { name: String::new(), version: 1, status: None, is_advisory: false };
        for (at, part) in line.split(',').map(str::trim).enumerate() {
            if at > 0 && part.bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            let mut kept: Vec<&str> = Vec::new();
            for word in part.split_whitespace() {
                let plain = word.to_ascii_lowercase();
                match plain.trim_matches(|c: char| !c.is_alphanumeric()) {
                    "kill" | "bulletinkill" | "mandatorykill" => slug.status = Some(Status::Killed),
                    "withhold" if at > 0 => slug.status = Some(Status::Withheld),
                    "corrective" | "correction" if slug.status.is_none() => {
                        slug.status = Some(Status::Corrected)
                    }
                    "advisory" => slug.is_advisory = true,
                    "ld-writethru" | "writethru" | "ld" | "lead" if at > 0 || plain.contains("writethru") => {
                        let number = kept.pop_if(|last| ordinal(last).is_some()).and_then(ordinal);
                        slug.version = number.unwrap_or(1).saturating_add(1);
                    }
                    written
                        if written.ends_with("ld-writethru")
                            || written.ends_with("ld") && ordinal(written).is_some() =>
                    {
                        slug.version = ordinal(written).unwrap_or(1).saturating_add(1);
                    }
                    "bulletin" | "urgent" | "mandatory" if at > 0 => {}
                    _ => kept.push(word),
                }
            }
            if !kept.is_empty() {
                slug.name.push_str(if slug.name.is_empty() { "" } else { ", " });
                slug.name.push_str(&kept.join(" "));
            }
        }
        slug
    }
}

/// The number that a word begins with: `1st`, `10thLd-Writethru`.
fn ordinal(word: &str) -> Option<u32> {
    let end = word.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|s| word[end..].to_ascii_lowercase().starts_with(s));
    word[..end].parse().ok().filter(|_| is_ordinal)
}

/// The keyword of the header, where there is no slug line: what stands between the format and the date.
fn keyword(header: &str) -> Option<String> {
    let line = plain::lines(header).last().unwrap_or_default();
    let at = line.find(['\u{11}', '\u{12}'])?;
    let words: Vec<&str> = line[at + 1..].split_whitespace().take_while(|w| !is_day(w)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn month_and_day(header: &str) -> Option<&str> {
    header.split_whitespace().rev().find(|w| is_day(w))
}

/// `11-13`.
fn is_day(word: &str) -> bool {
    matches!(word.as_bytes(), [a, b, b'-', c, d] if [a, b, c, d].iter().all(|b| b.is_ascii_digit()))
}

/// The time of `AP-WF-11-13-13 1509GMT`, as RFC 3339.
fn sent(line: &str) -> Option<String> {
    let (day, time) = line.trim().rsplit_once(' ')?;
    let mut day = day.rsplit('-');
    let mut number = || day.next().filter(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit()));
    let (year, date, month) = (number()?, number()?, number()?);
    let time = time.strip_suffix("GMT").filter(|t| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit()))?;
    // The format is older than its two digits: the nineties are of the last century.
    let century = if year >= "70" { "19" } else { "20" };
    Some(format!("{century}{year}-{month}-{date}T{}:{}:00Z", &time[..2], &time[2..]))
}

/// The agency in `AP-WF-11-13-13 1509GMT`.
fn outlet(trailer: &str) -> Option<String> {
    let line = trailer.trim_start().lines().next()?;
    sent(line.split('<').next()?)?;
    line.split('-')
        .next()
        .map(|agency| agency.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|a| !a.is_empty())
}

/// A row of a table: `;` between cells.
fn table_row(row: &str) -> String {
    let cells = row.trim_start_matches('^').trim_end_matches(['<', '=', ' ', '\u{10}']).split(';');
    let cells = cells.map(|cell| tidy(&cell.replace('{', "½")));
    cells
        .filter(|c| !c.is_empty())
        .map(|c| if c == "_" { "—".to_owned() } else { c })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text with the marks that stand for characters of later times.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        if word == "_" {
            out.push('—');
            continue;
        }
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            let before = out.chars().next_back();
            match c {
                '`' if chars.next_if_eq(&'`').is_some() => out.push('“'),
                '`' => out.push('‘'),
                '\'' if chars.next_if_eq(&'\'').is_some() => out.push('”'),
                '{' if before.is_some_and(|b| b.is_ascii_digit()) => out.push('½'),
                c => out.push(c),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
