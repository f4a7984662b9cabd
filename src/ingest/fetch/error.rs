//! Why an address could not be fetched.

use thiserror::Error;

/// Why an address could not be fetched. The address is shown without user name and password.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("cannot fetch `{url}`: {}", reason.clause())]
pub struct FetchError {
    /// The address at which it went wrong: the one asked for, or one that it redirects to.
    pub url: String,
    /// What went wrong there.
    pub reason: FetchReason,
}

/// What can go wrong when an address is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchReason {
    /// It is no address, or one that is not sent out; with the reason as a clause.
    BadUrl(&'static str),
    /// Its scheme is neither `http` nor `https`.
    NotHttp,
    /// Its host lies in the own network, or is no single host of the internet.
    PrivateAddress,
    /// A redirect leads back to an address that was asked before.
    RedirectLoop,
    /// More redirects than allowed.
    TooManyRedirects(u32),
    /// No complete answer came in time.
    Timeout,
    /// The host is unknown or does not answer; with what the system said.
    Connect(String),
    /// No safe connection could be made; with what was wrong.
    Tls(String),
    /// More bytes than allowed, counted after decompression.
    TooLong(u64),
    /// The server answered with this number instead of a page.
    Status(u16),
    /// The server asks to come back later: 429, or 503 with a time.
    Throttled {
        /// 429 or 503.
        status: u16,
        /// When to come back, where the server says so.
        retry_after: Option<RetryAfter>,
    },
    /// The answer ended before it was complete.
    Truncated,
    /// The answer breaks the rules of HTTP or of its compression; with what was wrong as a clause.
    Damaged(String),
}

/// When a server asks to be asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// In so many seconds from the answer.
    Seconds(u64),
    /// At this time, as stated: a date in the form of HTTP.
    At(String),
}

impl FetchError {
    pub(super) fn new(url: impl Into<String>, reason: FetchReason) -> FetchError {
        FetchError { url: url.into(), reason }
    }

    /// Returns a stable word for the reason: `bad-url`, `not-http`, `private-address`, `redirect-loop`, `too-many-redirects`,
    /// `timeout`, `connect`, `tls`, `too-long`, `http-status`, `throttled`, `truncated` or `damaged`.
    pub fn code(&self) -> &'static str {
        match self.reason {
            FetchReason::BadUrl(_) => "bad-url",
            FetchReason::NotHttp => "not-http",
            FetchReason::PrivateAddress => "private-address",
            FetchReason::RedirectLoop => "redirect-loop",
            FetchReason::TooManyRedirects(_) => "too-many-redirects",
            FetchReason::Timeout => "timeout",
            FetchReason::Connect(_) => "connect",
            FetchReason::Tls(_) => "tls",
            FetchReason::TooLong(_) => "too-long",
            FetchReason::Status(_) => "http-status",
            FetchReason::Throttled { .. } => "throttled",
            FetchReason::Truncated => "truncated",
            FetchReason::Damaged(_) => "damaged",
        }
    }

    /// Returns what was wrong in one clause, without the address.
    pub fn clause(&self) -> String {
        self.reason.clause()
    }

    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self.reason {
            FetchReason::BadUrl(_) => "an address looks like https://outlet.example/story",
            FetchReason::NotHttp => "save it as a file first, and name the file",
            FetchReason::PrivateAddress => {
                "--allow-private fetches from the own machine and from private networks"
            }
            FetchReason::RedirectLoop => {
                "the site may ask for cookies; save the page from a browser and name the file"
            }
            FetchReason::TooManyRedirects(_) => "name the address at which a browser arrives",
            FetchReason::Timeout | FetchReason::Connect(_) => {
                "check the address and the network, then try again"
            }
            FetchReason::Tls(_) => "the connection is not safe, and there is no way around that",
            FetchReason::TooLong(_) => "raise the limit, or save it and name the file",
            FetchReason::Status(401..=403) => {
                "the page is not open to all; save it from a browser and name the file"
            }
            FetchReason::Status(404 | 410) => "check the address",
            FetchReason::Status(_) | FetchReason::Truncated => "try again later",
            FetchReason::Throttled { .. } => "ask less often",
            FetchReason::Damaged(_) => return None,
        })
    }
}

impl FetchReason {
    fn clause(&self) -> String {
        match self {
            FetchReason::BadUrl(why) => (*why).to_owned(),
            FetchReason::NotHttp => "only http and https are fetched".to_owned(),
            FetchReason::PrivateAddress => "its host is not on the public internet".to_owned(),
            FetchReason::RedirectLoop => "it redirects in a circle".to_owned(),
            FetchReason::TooManyRedirects(most) => format!("it redirects more than {most} times"),
            FetchReason::Timeout => "no complete answer in time".to_owned(),
            FetchReason::Connect(why) => format!("no connection: {why}"),
            FetchReason::Tls(why) => format!("no safe connection: {why}"),
            FetchReason::TooLong(limit) => format!("longer than {limit} bytes"),
            FetchReason::Status(status) => match meaning(*status) {
                Some(meaning) => format!("the server answered {status} ({meaning})"),
                None => format!("the server answered {status}"),
            },
            FetchReason::Throttled { status, retry_after } => match retry_after {
                None => format!("the server answered {status} and asks to come back later"),
                Some(RetryAfter::Seconds(s)) => {
                    format!("the server answered {status} and asks to come back in {s} seconds")
                }
                Some(RetryAfter::At(date)) => {
                    format!("the server answered {status} and asks to come back at {date}")
                }
            },
            FetchReason::Truncated => "the answer ended before it was complete".to_owned(),
            FetchReason::Damaged(why) => why.clone(),
        }
    }
}

fn meaning(status: u16) -> Option<&'static str> {
    Some(match status {
        204 | 205 => "nothing to read",
        206 => "a part only",
        401 => "log in first",
        402 => "pay first",
        403 => "forbidden",
        404 => "not found",
        410 => "gone",
        451 => "withheld for legal reasons",
        500..=599 => "trouble at the server",
        _ => return None,
    })
}
