//! What an answer says, and what an error of the connection means.

use std::io;

use ureq::http::HeaderMap;

use super::error::{FetchReason, RetryAfter};
use super::fetcher::Validators;
use super::guard::Refused;

/// The longest value of a header that is kept, in bytes.
const LONGEST: usize = 1 << 10;

/// Returns a header that is short and plain ASCII.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= LONGEST).then(|| value.to_owned())
}

/// Returns the address of a redirect. Servers write addresses in UTF-8, against the rules.
pub(super) fn location(headers: &HeaderMap) -> Option<&str> {
    std::str::from_utf8(headers.get("location")?.as_bytes()).ok()
}

pub(super) fn validators(headers: &HeaderMap) -> Validators {
    Validators { etag: header(headers, "etag"), last_modified: header(headers, "last-modified") }
}

/// Returns the charset that a content type states.
pub(super) fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).trim();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Returns what a status means that brings no page.
pub(super) fn refusal(status: u16, headers: &HeaderMap) -> FetchReason {
    let retry_after = header(headers, "retry-after").and_then(|value| retry_after(&value));
    match status {
        429 => FetchReason::Throttled { status, retry_after },
        503 if retry_after.is_some() => FetchReason::Throttled { status, retry_after },
        _ => FetchReason::Status(status),
    }
}

fn retry_after(value: &str) -> Option<RetryAfter> {
    if value.bytes().all(|b| b.is_ascii_digit()) {
        // A number of seconds that no machine can hold is as good as never.
        return Some(RetryAfter::Seconds(value.parse().unwrap_or(u64::MAX)));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
    date.parse_timestamp(value).is_ok().then(|| RetryAfter::At(value.to_owned()))
}

/// Returns what an error means; `limit` is that of the body in bytes.
pub(super) fn reason(error: ureq::Error, limit: u64) -> FetchReason {
    match error {
        ureq::Error::Timeout(_) => FetchReason::Timeout,
        ureq::Error::HostNotFound => FetchReason::Connect("the host is not known".to_owned()),
        ureq::Error::ConnectionFailed => FetchReason::Connect("the host does not answer".to_owned()),
        ureq::Error::BadUri(_) => FetchReason::BadUrl("it is no address"),
        ureq::Error::BodyExceedsLimit(_) => FetchReason::TooLong(limit),
        ureq::Error::Other(other) if other.is::<Refused>() => FetchReason::PrivateAddress,
        ureq::Error::Rustls(error) => FetchReason::Tls(error.to_string()),
        ureq::Error::Tls(why) => FetchReason::Tls(why.to_owned()),
        ureq::Error::TlsRequired => FetchReason::Tls("the server does not speak TLS".to_owned()),
        ureq::Error::LargeResponseHeader(..) => FetchReason::Damaged("its head is too long".to_owned()),
        ureq::Error::Decompress(_, error) => match error.kind() {
            io::ErrorKind::UnexpectedEof => FetchReason::Truncated,
            _ => FetchReason::Damaged(format!("its compression is damaged ({error})")),
        },
        ureq::Error::Protocol(error) => {
            FetchReason::Damaged(format!("the answer breaks the rules of HTTP ({error})"))
        }
        ureq::Error::Io(error) => of_system(&error),
        error => FetchReason::Damaged(error.to_string()),
    }
}

fn of_system(error: &io::Error) -> FetchReason {
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchReason::Timeout,
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => FetchReason::Truncated,
        // This is how errors of TLS come out of a socket.
        io::ErrorKind::InvalidData => FetchReason::Tls(error.to_string()),
        io::ErrorKind::ConnectionRefused => FetchReason::Connect("the host refuses it".to_owned()),
        _ => FetchReason::Connect(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_are_found() {
        #[track_caller]
        fn check(content_type: &str, expected: Option<&str>) {
            assert_eq!(charset(content_type).as_deref(), expected, "{content_type}");
        }
        check("text/html; charset=utf-8", Some("utf-8"));
        check("text/html;CHARSET = \"ISO-8859-15\"", Some("ISO-8859-15"));
        check("text/xml; boundary=x; charset='koi8-r'; q", Some("koi8-r"));
        check("text/html; charset=", None);
        check("charset=utf-8", None);
        check("", None);
    }

    #[test]
    fn waits_are_read() {
        #[track_caller]
        fn check(value: &str, expected: Option<RetryAfter>) {
            assert_eq!(retry_after(value), expected, "{value}");
        }
        check("120", Some(RetryAfter::Seconds(120)));
        check("99999999999999999999999", Some(RetryAfter::Seconds(u64::MAX)));
        let date = "Thu, 20 Feb 2025 14:05:00 GMT";
        check(date, Some(RetryAfter::At(date.to_owned())));
        check("soon", None);
        check("-5", None);
    }
}
