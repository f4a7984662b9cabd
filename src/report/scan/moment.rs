//! Times of publication as a reader wants them: in one zone, to the minute.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::report::sanitize;

/// Returns `2025-03-04 06:12` in UTC for RFC 3339 with an offset; what else is stated is returned cleaned.
pub(in crate::report) fn minute(stated: &str) -> String {
    match stated.trim().parse::<Timestamp>() {
        Ok(time) => time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string(),
        Err(_) => sanitize::text(stated.trim()).into_owned(),
    }
}

/// Returns [`minute`] without the year.
pub(super) fn minute_of_year(stated: &str) -> String {
    match stated.trim().parse::<Timestamp>() {
        Ok(time) => time.to_zoned(TimeZone::UTC).strftime("%m-%d %H:%M").to_string(),
        Err(_) => minute(stated),
    }
}

/// Returns the time between two moments as `45 min`, `3 h 20 min` or `2 d 4 h`; none when either is no RFC 3339.
pub(super) fn gap(first: &str, last: &str) -> Option<String> {
    let [first, last] = [first, last].map(|t| t.trim().parse::<Timestamp>().ok());
    let minutes = last?.as_second().abs_diff(first?.as_second()) / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    Some(match (days, hours) {
        (0, 0) => format!("{rest} min"),
        (0, _) => format!("{hours} h {rest} min"),
        _ => format!("{days} d {hours} h"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_zone_for_all() {
        assert_eq!(minute("2025-03-04T09:05:59+01:00"), "2025-03-04 08:05");
        assert_eq!(minute("2025-03-04"), "2025-03-04");
        assert_eq!(minute("Tuesday\u{1b}"), "Tuesday␛");
    }

    #[test]
    fn gaps() {
        assert_eq!(gap("2025-03-04T06:00:00Z", "2025-03-04T06:45:00Z").as_deref(), Some("45 min"));
        assert_eq!(gap("2025-03-04T06:00:00Z", "2025-03-04T10:20:00+01:00").as_deref(), Some("3 h 20 min"));
        assert_eq!(gap("2025-03-01T06:00:00Z", "2025-03-03T10:20:00Z").as_deref(), Some("2 d 4 h"));
        assert_eq!(gap("2025-03-01", "2025-03-03T10:20:00Z"), None);
    }
}
