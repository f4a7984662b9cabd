//! Figures merged with their scale, currency and unit: `3.5 million euros` and `€3.5m` are one quantity.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::fold::{digit, key_of};
use crate::text::language::Language;
use crate::text::lexicon::{Lexeme, Lexicon, Scale, rule};
use crate::text::scan::{Base, Piece};
use crate::text::span::Span;

/// What a quantity counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuantityKind {
    /// A plain count.
    Count,
    /// A rank (`third`, `21st`).
    Ordinal,
    /// A sum of money.
    Money,
    /// A percentage.
    Percent,
    /// A measure with a unit.
    Measure,
    /// A year.
    Year,
    /// A day of a month.
    Day,
    /// A time of day, in minutes after midnight.
    Time,
}

/// A value with its unit, exact: `mantissa x 10^exponent`, without trailing zeros in the mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    /// What it counts.
    pub kind: QuantityKind,
    /// Digits of the value (for a day: month x 100 + day; for a time: minutes).
    pub mantissa: u64,
    /// Power of ten.
    pub exponent: i16,
    /// Key of the currency or unit; 0 for none.
    pub unit: u64,
    /// Whether it was written as a small number word (`one`, `two`), which is weak evidence.
    pub spelled: bool,
    /// Power of ten of its scale word (`million`: 6); part of the value already.
    pub(crate) scale: i16,
}

impl Quantity {
    /// Returns the word key: equal for equal values in any notation.
    pub fn key(&self) -> u64 {
        let kind = match self.kind {
            QuantityKind::Year => QuantityKind::Count,
            kind => kind,
        };
        digest(kind as u8, self.mantissa, self.exponent, self.unit)
    }

    /// Returns the key of the value alone: equal where one side leaves the unit to be understood.
    pub fn value_key(&self) -> u64 {
        let clock = matches!(self.kind, QuantityKind::Day | QuantityKind::Time | QuantityKind::Ordinal);
        if clock { self.key() } else { digest(VALUE, self.mantissa, self.exponent, 0) }
    }

    /// Takes the unit and scale of the figure that closes a range (`4.5 to 4.7 billion euros`).
    pub(crate) fn inherit(&mut self, last: &Quantity) -> bool {
        let plain = matches!(self.kind, QuantityKind::Count) && !self.spelled;
        let open = plain && self.unit == 0 && last.unit != 0;
        let unscaled =
            plain && self.scale == 0 && last.scale > 0 && (self.exponent < 0 || self.small(1_000).is_some());
        if unscaled {
            self.exponent += last.scale;
            self.scale = last.scale;
        }
        if open {
            self.unit = last.unit;
            self.kind = last.kind;
        }
        open || unscaled
    }

    /// Returns what it tells when shared, in 1/256 bit: more digits tell more, small counts little.
    pub(crate) fn bits(&self) -> u16 {
        let bits: u16 = match self.kind {
            QuantityKind::Ordinal if self.mantissa <= 3 => 6,
            QuantityKind::Ordinal => 9,
            QuantityKind::Year => 8,
            QuantityKind::Day | QuantityKind::Time => 10,
            _ if self.mantissa <= 2 && self.exponent == 0 && self.unit == 0 => 5,
            _ if self.mantissa <= 12 && self.exponent == 0 && self.unit == 0 => 7,
            _ => {
                9 + self.mantissa.checked_ilog10().unwrap_or(0).min(3) as u16
                    + if self.unit == 0 { 0 } else { 1 }
            }
        };
        bits * 256
    }

    fn normal(mut self) -> Quantity {
        while self.mantissa != 0 && self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        if self.mantissa == 0 {
            self.exponent = 0;
        }
        self
    }

    /// Times 10^`power`.
    fn scaled(mut self, power: i16) -> Quantity {
        self.exponent = self.exponent.saturating_add(power);
        self
    }

    /// Whether it is a whole number below `limit`.
    fn small(&self, limit: u64) -> Option<u64> {
        let power = u32::try_from(self.exponent).ok().and_then(|e| 10u64.checked_pow(e))?;
        self.mantissa.checked_mul(power).filter(|v| *v < limit)
    }
}

/// A quantity found at the head of a run of pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    /// Pieces it takes.
    pub pieces: usize,
    pub quantity: Quantity,
    /// The style rule that names its notation; 0 for a bare figure.
    pub rule: u8,
}

/// The pieces of one sentence with what is known of their words.
pub(crate) struct Pieces<'a> {
    pub raw: &'a str,
    pub base: &'a [Base],
    /// Lexeme of each piece, where known.
    pub lexemes: &'a [Option<&'a Lexeme>],
    pub keys: &'a [u64],
    pub lexicon: &'a Lexicon,
    pub language: Language,
}

impl<'a> Pieces<'a> {
    fn text(&self, at: usize) -> &'a str {
        self.base.get(at).map_or("", |b| b.span.of(self.raw))
    }

    fn lexeme(&self, at: usize) -> Option<&'a Lexeme> {
        self.lexemes.get(at).copied().flatten()
    }

    fn is_figure(&self, at: usize) -> bool {
        self.base.get(at).is_some_and(|b| b.piece == Piece::Figure)
    }

    /// Whether the piece touches the one before it.
    fn joined(&self, at: usize) -> bool {
        self.base.get(at).is_some_and(|b| !b.spaced)
    }

    /// Returns the unit that a phrase at `at` names (`per cent`, `pour cent`), with its length in pieces.
    fn phrase_unit(&self, at: usize) -> Option<(u64, usize)> {
        let first = *self.keys.get(at)?;
        self.lexicon.phrases(first).iter().find_map(|phrase| {
            let end = at + 1 + phrase.rest.len();
            let met = self.keys.get(at + 1..end) == Some(phrase.rest.as_slice());
            let unit = self.lexicon.get(phrase.canonical.key)?.unit?;
            met.then_some((unit, end - at))
        })
    }

    fn capital(&self, at: usize) -> bool {
        self.text(at).chars().next().is_some_and(char::is_uppercase)
    }
}

/// Reads the quantity that begins at piece `at`, if one does.
pub(crate) fn quantity(pieces: &Pieces<'_>, at: usize) -> Option<Found> {
    date(pieces, at).or_else(|| time(pieces, at)).or_else(|| amount(pieces, at))
}

/// Stands for "whatever it counts" in the key of a value alone.
const VALUE: u8 = u8::MAX;

/// XXH3 over the fields of a quantity, little-endian, behind a byte that no word begins with.
fn digest(kind: u8, mantissa: u64, exponent: i16, unit: u64) -> u64 {
    let mut bytes = [0xff; 20];
    bytes[1] = kind;
    bytes[2..10].copy_from_slice(&mantissa.to_le_bytes());
    bytes[10..12].copy_from_slice(&exponent.to_le_bytes());
    bytes[12..].copy_from_slice(&unit.to_le_bytes());
    xxh3_64(&bytes)
}

fn bare(kind: QuantityKind, mantissa: u64) -> Quantity {
    Quantity { kind, mantissa, exponent: 0, unit: 0, spelled: false, scale: 0 }
}

/// `September 4`, `Sept. 4th`, `4 September`, `4. September`.
fn date(pieces: &Pieces<'_>, at: usize) -> Option<Found> {
    let day_of = |at: usize| -> Option<u64> {
        let value = plain_figure(pieces.text(at))?;
        (pieces.is_figure(at) && (1..=31).contains(&value)).then_some(value)
    };
    let month_of = |at: usize| {
        pieces
            .lexeme(at)
            .and_then(|l| l.month)
            .filter(|_| pieces.language != Language::En || pieces.capital(at))
    };
    if let Some((month, _)) = month_of(at) {
        let mut next = at + 1;
        if pieces.text(next) == "." && pieces.joined(next) {
            next += 1;
        }
        let day = day_of(next)?;
        let mut end = next + 1;
        if pieces.joined(end) && matches!(pieces.text(end), "st" | "nd" | "rd" | "th") {
            end += 1;
        } else if pieces.joined(end) && matches!(pieces.text(end), "-" | "–" | "%" | "m" | "bn") {
            return None;
        }
        // "May 2015" is a month and a year, "March 3 million" is no date.
        if pieces.lexeme(end).is_some_and(|l| l.scale.is_some() || l.unit.is_some()) {
            return None;
        }
        let quantity = bare(QuantityKind::Day, u64::from(month) * 100 + day);
        return Some(Found { pieces: end - at, quantity, rule: rule("date-format") });
    }
    let day = day_of(at)?;
    let mut next = at + 1;
    if pieces.joined(next) && matches!(pieces.text(next), "st" | "nd" | "rd" | "th" | "." | "er" | "º") {
        next += 1;
    }
    if matches!(pieces.text(next), "of" | "de") && month_of(next + 1).is_some() {
        next += 1;
    }
    let (month, abbreviated) = month_of(next)?;
    let mut end = next + 1;
    if abbreviated && pieces.text(end) == "." && pieces.joined(end) {
        end += 1;
    }
    let quantity = bare(QuantityKind::Day, u64::from(month) * 100 + day);
    Some(Found { pieces: end - at, quantity, rule: rule("date-format") })
}

/// `5 p.m.`, `5:30pm`, `17:30`, `17.30 Uhr`.
fn time(pieces: &Pieces<'_>, at: usize) -> Option<Found> {
    if !pieces.is_figure(at) {
        return None;
    }
    let text = pieces.text(at);
    let zone = matches!(pieces.text(at + 1), "GMT" | "UTC" | "CET" | "BST" | "EST" | "EDT");
    if zone && text.len() == 4 && plain_figure(text).is_some_and(|t| t / 100 < 24 && t % 100 < 60) {
        let clock = plain_figure(text)?;
        let quantity = bare(QuantityKind::Time, clock / 100 * 60 + clock % 100);
        return Some(Found { pieces: 1, quantity, rule: rule("time-format") });
    }
    let (mut hour, mut minute, mut end) = match (plain_figure(text), text.split_once('.')) {
        (Some(hour), _) => (hour, None, at + 1),
        (None, Some((h, m))) if m.len() == 2 => (plain_figure(h)?, Some(plain_figure(m)?), at + 1),
        _ => return None,
    };
    if minute.is_none()
        && pieces.joined(end)
        && pieces.text(end) == ":"
        && pieces.is_figure(end + 1)
        && pieces.joined(end + 1)
    {
        let digits = pieces.text(end + 1);
        if digits.len() != 2 {
            return None;
        }
        minute = plain_figure(digits);
        end += 2;
    }
    let word: String = pieces.text(end).chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
    let clock_word = match word.as_str() {
        "am" | "pm" => {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if word == "pm" { 12 } else { 0 };
            true
        }
        "uhr" | "h" | "heures" => true,
        _ => false,
    };
    if clock_word {
        end += 1;
        if pieces.text(end) == "."
            && pieces.joined(end)
            && word != "uhr"
            && pieces.text(end + 1).chars().next().is_some_and(char::is_lowercase)
        {
            end += 1;
        }
    } else if minute.is_none() || end == at + 1 {
        return None;
    }
    let minutes = minute.unwrap_or(0);
    if hour > 24 || minutes > 59 {
        return None;
    }
    Some(Found {
        pieces: end - at,
        quantity: bare(QuantityKind::Time, hour * 60 + minutes),
        rule: rule("time-format"),
    })
}

/// Counts, money, percentages, measures and ordinals.
fn amount(pieces: &Pieces<'_>, at: usize) -> Option<Found> {
    let mut next = at;
    let mut currency = None;
    // "US$3", "A$3", "$3", "EUR 3".
    if pieces.joined(next + 1)
        && matches!(pieces.text(next), "US" | "A" | "C" | "HK" | "NZ" | "S")
        && pieces.text(next + 1) == "$"
    {
        next += 1;
    }
    if let Some(sign) = pieces.lexeme(next).and_then(|l| l.currency)
        && (pieces.is_figure(next + 1))
        && (pieces.base[next].piece == Piece::Mark || pieces.text(next).len() == 3 && pieces.capital(next))
    {
        currency = Some(sign);
        next += 1;
    }
    if let Some(rank) = pieces.lexeme(next).and_then(|l| l.ordinal) {
        let quantity = Quantity { spelled: true, ..bare(QuantityKind::Ordinal, u64::from(rank)) };
        return Some(Found { pieces: 1, quantity: quantity.normal(), rule: rule("number-format") });
    }
    let (mut value, mut end, spelled) = core(pieces, next)?;
    // Scale: against the digits ("3.5m") or as a word ("3.5 million"), possibly twice ("hundred thousand").
    while let Some(scale) = pieces.lexeme(end).and_then(|l| l.scale) {
        let short = pieces.text(end).chars().count() <= 1;
        if short && !(pieces.joined(end) && pieces.is_figure(end - 1))
            || pieces.base[end].piece == Piece::Mark
        {
            break;
        }
        value = match scale {
            Scale::Ten(power) => {
                Quantity { scale: value.scale + i16::from(power), ..value.scaled(i16::from(power)) }
            }
            Scale::Dozen => Quantity { mantissa: value.mantissa.saturating_mul(12), ..value },
        };
        end += 1;
        let pointed = pieces.text(end) == "."
            && pieces.joined(end)
            && pieces.lexeme(end - 1).is_some_and(|l| l.stop.is_some());
        let unit_follows = pieces.lexeme(end + 1).is_some_and(|l| l.currency.is_some() || l.unit.is_some());
        if pointed && (unit_follows || next_is_lower(pieces, end + 1)) {
            end += 1;
        }
        if spelled && let Some((more, stop)) = remainder(pieces, end, value) {
            value = more;
            end = stop;
        }
        if value.exponent > 24 {
            break;
        }
    }
    // Ordinals: "21st", "third".
    if pieces.joined(end)
        && matches!(pieces.text(end), "st" | "nd" | "rd" | "th")
        && pieces.is_figure(end - 1)
    {
        let quantity = Quantity { kind: QuantityKind::Ordinal, ..value.normal() };
        return Some(Found { pieces: end + 1 - at, quantity, rule: rule("number-format") });
    }
    let mut unit_at = end;
    if pieces.text(unit_at) == "-" && pieces.joined(unit_at) {
        unit_at += 1;
    }
    if matches!(pieces.text(unit_at), "US" | "U.S." | "American" | "of")
        && pieces.lexeme(unit_at + 1).is_some_and(|l| l.currency.is_some())
    {
        unit_at += 1;
    }
    let mut percent = false;
    let mut unit = None;
    if let Some((found, length)) = pieces.phrase_unit(unit_at) {
        percent = found == key_of("%");
        unit = Some(found);
        end = unit_at + length;
    } else if let Some(lexeme) = pieces.lexeme(unit_at) {
        let letter = pieces.text(unit_at).chars().count() == 1 && pieces.base[unit_at].piece == Piece::Word;
        let touching = !letter || pieces.joined(unit_at);
        if let Some(found) = lexeme.currency.filter(|_| currency.is_none() && touching) {
            currency = Some(found);
            end = unit_at + 1;
        } else if let Some(found) = lexeme.unit.filter(|_| touching) {
            percent = found == key_of("%");
            unit = Some(found);
            end = unit_at + 1;
        }
    }
    let kind = match (currency, percent, unit) {
        (Some(_), ..) => QuantityKind::Money,
        (_, true, _) => QuantityKind::Percent,
        (.., Some(_)) => QuantityKind::Measure,
        _ if end == at + 1 && is_year(pieces.text(at)) => QuantityKind::Year,
        _ => QuantityKind::Count,
    };
    let spelled = spelled && kind == QuantityKind::Count && value.exponent == 0;
    let quantity = Quantity { kind, unit: currency.or(unit).unwrap_or(0), spelled, ..value }.normal();
    let rule = if kind == QuantityKind::Percent { rule("percent") } else { rule("number-format") };
    Some(Found { pieces: end - at, quantity, rule })
}

fn next_is_lower(pieces: &Pieces<'_>, at: usize) -> bool {
    pieces.text(at).chars().next().is_none_or(|c| !c.is_uppercase())
}

/// Reads digits or number words at `at`: the value, the piece after, and whether it was words.
fn core(pieces: &Pieces<'_>, at: usize) -> Option<(Quantity, usize, bool)> {
    if pieces.is_figure(at) {
        return Some((figure(pieces.text(at), pieces.language.decimal_comma())?, at + 1, false));
    }
    let lexeme = pieces.lexeme(at)?;
    // "a hundred", "a million", "a dozen".
    if matches!(pieces.text(at), "a" | "A") && pieces.language == Language::En {
        let scale = pieces.lexeme(at + 1)?.scale?;
        return (scale != Scale::Dozen && pieces.text(at + 1).len() > 3)
            .then(|| (bare(QuantityKind::Count, 1), at + 1, true));
    }
    let tens = u64::from(lexeme.number?);
    let mut value = tens;
    let mut end = at + 1;
    if tens >= 20 && tens.is_multiple_of(10) {
        let unit_at = if pieces.text(end) == "-" { end + 1 } else { end };
        if let Some(unit) = pieces.lexeme(unit_at).and_then(|l| l.number).filter(|u| (1..10).contains(u)) {
            value += u64::from(unit);
            end = unit_at + 1;
        }
    }
    Some((bare(QuantityKind::Count, value), end, true))
}

/// `... and fifty` after `two hundred`.
fn remainder(pieces: &Pieces<'_>, at: usize, head: Quantity) -> Option<(Quantity, usize)> {
    let start = if matches!(pieces.text(at), "and") { at + 1 } else { at };
    pieces.lexeme(start)?.number?;
    let (rest, end, _) = core(pieces, start)?;
    let total = head.small(u64::MAX / 2)?.checked_add(rest.small(1_000)?)?;
    // "two hundred and fifty" but not "two hundred and two men were ...": the words alone cannot tell, and a
    // hundred followed by "and" and a smaller number is nearly always one figure.
    (head.exponent >= 2 && rest.small(100).is_some()).then_some((bare(QuantityKind::Count, total), end))
}

/// Returns the value of plain digits, at most nine of them.
fn plain_figure(text: &str) -> Option<u64> {
    let mut value = 0u64;
    let mut count = 0;
    for c in text.chars() {
        value = value * 10 + u64::from(digit(c)?);
        count += 1;
        if count > 9 {
            return None;
        }
    }
    (count > 0).then_some(value)
}

fn is_year(text: &str) -> bool {
    text.chars().count() == 4 && plain_figure(text).is_some_and(|y| (1500..2100).contains(&y))
}

/// Reads a figure with separators. A sign followed by exactly three digits separates thousands unless it is the
/// decimal sign of the language and stands alone.
fn figure(text: &str, decimal_comma: bool) -> Option<Quantity> {
    let (group, decimal) = if decimal_comma { ('.', ',') } else { (',', '.') };
    let separators: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| digit(*c).is_none()).collect();
    let as_mark = |c: char| match c {
        '\u{66b}' => decimal,
        '\u{66c}' => group,
        c => c,
    };
    let decimals_at = match separators.last() {
        None => None,
        Some(&(at, c)) => {
            let tail = text[at + c.len_utf8()..].chars().count();
            let same = separators.iter().filter(|s| s.1 == c).count();
            let mark = as_mark(c);
            // "1.000.000" groups; "1,5" in English text and "1.5" in German text can only be decimals.
            let is_decimal = same == 1 && (mark == decimal || mark == group && tail != 3);
            is_decimal.then_some(at)
        }
    };
    let mut mantissa: u64 = 0;
    let mut exponent: i16 = 0;
    let mut digits = 0;
    for (at, c) in text.char_indices() {
        let Some(d) = digit(c) else { continue };
        let fraction = decimals_at.is_some_and(|p| at > p);
        match mantissa.checked_mul(10).and_then(|m| m.checked_add(u64::from(d))) {
            Some(next) if digits < 19 => {
                mantissa = next;
                exponent -= i16::from(fraction);
            }
            _ if !fraction => exponent = exponent.saturating_add(1),
            _ => {}
        }
        digits += 1;
    }
    (digits > 0).then(|| {
        Quantity { kind: QuantityKind::Count, mantissa, exponent, unit: 0, spelled: false, scale: 0 }.normal()
    })
}

/// Returns the span of `pieces` pieces from `at`.
pub(crate) fn span_of(base: &[Base], at: usize, pieces: usize) -> Span {
    let last = &base[(at + pieces - 1).min(base.len() - 1)];
    base[at].span.join(last.span)
}
