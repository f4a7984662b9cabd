//! Days and months named by a word.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::text::token::Token;

/// A word that names a day or a month in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Calendar {
    /// Day of the week, Monday = 1.
    Weekday(u8),
    /// Month, January = 1.
    Month(u8),
}

static KEYS: LazyLock<Vec<(u64, Calendar)>> = LazyLock::new(|| {
    let days = (1..=7).map(|d| (weekday_key(d), Calendar::Weekday(d)));
    let mut keys: Vec<(u64, Calendar)> =
        days.chain((1..=12).map(|m| (month_key(m), Calendar::Month(m)))).collect();
    keys.sort_unstable();
    keys
});

/// A key for the name of a class of words with a number; no word holds a NUL.
fn numbered(class: &str, number: u8) -> u64 {
    let mut bytes = [0u8; 8];
    bytes[..class.len().min(7)].copy_from_slice(&class.as_bytes()[..class.len().min(7)]);
    bytes[7] = number;
    xxh3_64(&bytes)
}

/// The key of a weekday, whatever its language or abbreviation.
pub(crate) fn weekday_key(day: u8) -> u64 {
    numbered("weekday", day)
}

/// The key of a month, whatever its language or abbreviation.
pub(crate) fn month_key(month: u8) -> u64 {
    numbered("month", month)
}

/// Returns the weekday or month that a token names, if it names one.
pub fn calendar(token: &Token) -> Option<Calendar> {
    let at = KEYS.binary_search_by_key(&token.key, |k| k.0).ok()?;
    Some(KEYS[at].1)
}
