//! Dates of feeds.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The longest text that is taken for a date, in bytes.
const LONGEST: usize = 64;

/// RSS states dates as mails do. The day of the week is often wrong, and says nothing new.
const MAIL: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// Returns a date in the form of RFC 3339 where it was stated in the form of RFC 2822 or 3339, with the offset that was
/// stated; another text as it is. None when it is blank, or too long for a date.
pub(super) fn stated(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if text.parse::<Timestamp>().is_ok() {
        return Some(text.to_owned());
    }
    // `UTC` and `Z` are common, and unknown to RFC 2822.
    let plain = text.strip_suffix(" UTC").or(text.strip_suffix(" Z")).map(|date| format!("{date} +0000"));
    match MAIL.parse_zoned(plain.as_deref().unwrap_or(text)) {
        Ok(zoned) if zoned.offset().is_zero() => Some(zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Ok(zoned) => Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()),
        Err(_) => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(stated(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn dates_come_in_one_form() {
        check("2025-02-20T14:05:00Z", Some("2025-02-20T14:05:00Z"));
        check(" 2025-02-20T14:05:00+01:00 ", Some("2025-02-20T14:05:00+01:00"));
        check("Thu, 20 Feb 2025 14:05:00 GMT", Some("2025-02-20T14:05:00Z"));
        check("Thu, 20 Feb 2025 14:05:00 +0130", Some("2025-02-20T14:05:00+01:30"));
        check("Mon, 20 Feb 2025 14:05:00 +0100", Some("2025-02-20T14:05:00+01:00"));
        check("20 Feb 2025 14:05 EST", Some("2025-02-20T14:05:00-05:00"));
        check("Thu, 20 Feb 2025 14:05:00 UTC", Some("2025-02-20T14:05:00Z"));
        check("Thu, 20 Feb 2025 14:05:00 Z", Some("2025-02-20T14:05:00Z"));
        check("20 février 2025", Some("20 février 2025"));
        check("2025-02-20", Some("2025-02-20"));
        check("  ", None);
        check(&"9".repeat(65), None);
    }
}
