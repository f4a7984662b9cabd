//! Times of publication, as newsrooms write them.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Returns seconds since 1970 of a stated time: RFC 3339, RFC 2822, a date with or without time (taken as UTC), or a
/// number of seconds or milliseconds. `None` for anything else.
pub fn seconds(stated: &str) -> Option<i64> {
    let text = stated.trim();
    if text.bytes().all(|b| b.is_ascii_digit()) && (9..=13).contains(&text.len()) {
        let number: i64 = text.parse().ok()?;
        return Some(if text.len() >= 12 { number / 1000 } else { number });
    }
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp().as_second());
    let parsed = text.parse::<Timestamp>().ok().map(|t| t.as_second());
    parsed
        .or_else(|| text.parse::<Zoned>().ok().map(|z| z.timestamp().as_second()))
        .or_else(|| text.parse::<DateTime>().ok().and_then(utc))
        .or_else(|| text.parse::<Date>().ok().and_then(|d| utc(d.at(0, 0, 0, 0))))
        .or_else(|| rfc2822::parse(text).ok().map(|z| z.timestamp().as_second()))
}

/// Returns a number of seconds since 1970 as a time in RFC 3339; none when no calendar has it.
pub fn stated(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().map(|time| time.to_string())
}

/// Returns a length of time in words: `3 h 20 min`.
pub fn length(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min"),
        (0, _) => format!("{hours} h {minutes} min"),
        (_, 0) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_written() {
        for stated in [
            "2016-01-02T03:04:05Z",
            "2016-01-02T04:04:05+01:00",
            "2016-01-02 03:04:05",
            "2016-01-02T03:04:05",
            "Sat, 02 Jan 2016 03:04:05 GMT",
            "Sat, 2 Jan 2016 03:04:05 +0000",
            "1451703845",
            "1451703845000",
        ] {
            assert_eq!(seconds(stated), Some(1_451_703_845), "{stated}");
        }
        assert_eq!(seconds("2016-01-02"), Some(1_451_692_800));
        for wrong in ["", "yesterday", "12", "99999-01-01", "2016-13-01"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!(
            [length(540), length(12_000), length(86_400), length(100_000)],
            ["9 min", "3 h 20 min", "1 d", "1 d 3 h"]
        );
    }
}
