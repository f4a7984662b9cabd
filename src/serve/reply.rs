//! An answer on its way out, or why there is none.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::feed::archive::ArchiveError;
use crate::index::disk::StoreError;
use crate::report::causes::in_one_line;
use crate::report::html::Served;
use crate::report::site::{self, Notice};

use super::api;

/// How whoever asks wants to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a page.
    Page,
    /// By JSON.
    Json,
}

impl Kind {
    /// Returns how a path is answered.
    pub(super) fn of(path: &str) -> Kind {
        if path.starts_with("/api/") || path == "/healthz" { Kind::Json } else { Kind::Page }
    }
}

/// The policy of answers that are no pages: nothing is loaded, nothing runs.
pub(super) const BARE: &str = "default-src 'none'; frame-ancestors 'none'";

/// An answer.
pub(super) type Reply = Response<Body>;

/// Returns an answer of some type.
pub(super) fn reply(status: StatusCode, content: &'static str, body: impl Into<Body>) -> Reply {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
    reply
}

/// Returns a page.
pub(super) fn page(status: StatusCode, page: Served) -> Reply {
    let mut reply = reply(status, "text/html; charset=utf-8", page.html);
    // Policies are made of hashes and words of ours.
    if let Ok(policy) = HeaderValue::try_from(page.policy) {
        reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    reply
}

/// Returns an answer that sends the reader to another page.
pub(super) fn elsewhere(link: &str) -> Reply {
    let mut reply = reply(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
    if let Ok(link) = HeaderValue::try_from(link) {
        reply.headers_mut().insert(header::LOCATION, link);
    }
    reply
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub status: StatusCode,
    /// What happened, with its causes.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, message: impl Into<String>, hint: &str) -> Problem {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Problem { status, message: message.into(), hint }
    }

    /// Too much is asked at once.
    pub(super) fn busy() -> Problem {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too much is asked at once", "ask again in a moment")
    }

    /// Returns it as an answer.
    pub(super) fn reply(self, kind: Kind) -> Reply {
        let status = self.status;
        let mut reply = match kind {
            Kind::Json => reply(status, "application/json", api::problem(self)),
            Kind::Page => {
                let title = status.canonical_reason().unwrap_or("Error").to_owned();
                let notice = Notice { title, message: self.message, hint: self.hint };
                page(status, site::notice(&notice, ""))
            }
        };
        if status == StatusCode::SERVICE_UNAVAILABLE {
            reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        reply
    }
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Problem {
        let status = match &error {
            ArchiveError::Unknown { .. } => StatusCode::NOT_FOUND,
            ArchiveError::Store(StoreError::Locked { .. } | StoreError::Poisoned { .. }) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            ArchiveError::Store(_) | ArchiveError::Other { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let hint = error.hint().filter(|_| status != StatusCode::NOT_FOUND);
        let hint = hint.map(str::to_owned);
        Problem { status, message: in_one_line(&error), hint }
    }
}
