//! One address -> its bytes.

use std::io::Read;
use std::time::Duration;

use ureq::http::Response;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use super::error::{FetchError, FetchReason};
use super::guard::Guard;
use super::reply;
use super::target::Target;

/// What is asked for, best first.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, \
                      application/feed+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5";

/// The longest head of an answer, in bytes.
const HEAD: usize = 64 << 10;

/// How addresses are fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchOptions {
    /// Time for finding the host, and again for reaching it.
    pub connect_timeout: Duration,
    /// Time for one request from first to last byte; each redirect is a request of its own.
    pub total_timeout: Duration,
    /// The longest body in bytes, after decompression.
    pub max_body: u64,
    /// The most redirects that are followed.
    pub redirects: u32,
    /// Whether hosts of the own network are reached too.
    pub allow_private: bool,
    /// What the fetcher calls itself. Characters other than printable ASCII are left out.
    pub user_agent: String,
}

impl Default for FetchOptions {
    fn default() -> FetchOptions {
        FetchOptions {
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(60),
            max_body: 32 << 20,
            redirects: 5,
            allow_private: false,
            user_agent: concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// By what a server knows the version of a page that was fetched before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// As the server stated it, quotes included.
    pub etag: Option<String>,
    /// A date as the server stated it.
    pub last_modified: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// The page is still the one whose validators were sent.
    NotModified,
    /// The page.
    Body {
        /// Its address after redirects.
        url: String,
        /// Its bytes, decompressed.
        bytes: Vec<u8>,
        /// The charset that its content type states.
        charset: Option<String>,
        /// Its content type as stated.
        content_type: Option<String>,
        /// What to send next time.
        validators: Validators,
    },
}

/// Fetches addresses. It holds no connection open and remembers nothing from one request to the next.
#[derive(Clone, Debug)]
pub struct Fetcher {
    agent: Agent,
    options: FetchOptions,
}

impl Fetcher {
    /// Returns a fetcher. Reads nothing of the environment, proxies included.
    pub fn new(options: FetchOptions) -> Fetcher {
        let agent: String = options.user_agent.chars().filter(|c| matches!(c, ' '..='~')).collect();
        let config = Agent::config_builder()
            .proxy(None)
            .user_agent(agent.trim())
            .accept(ACCEPT)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(HEAD)
            .max_idle_connections(0)
            .timeout_global(Some(options.total_timeout))
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .build();
        let guard = Guard::new(options.allow_private);
        Fetcher { agent: Agent::with_parts(config, DefaultConnector::default(), guard), options }
    }

    /// Returns what stands at an address. With `known`, the validators of an earlier answer, the server may say that nothing
    /// has changed.
    ///
    /// Time is limited by [`FetchOptions::total_timeout`] for each request, of which there are at most
    /// [`FetchOptions::redirects`] and one; memory by twice [`FetchOptions::max_body`].
    ///
    /// # Errors
    ///
    /// Whatever keeps the whole body from being read: see [`FetchReason`]. Nothing is tried twice.
    pub fn fetch(&self, url: &str, known: Option<&Validators>) -> Result<Fetched, FetchError> {
        let mut target = Target::new(url)?;
        let mut asked: Vec<Target> = Vec::new();
        loop {
            let response = self.ask(&target, known)?;
            let status = response.status().as_u16();
            match status {
                // Of the others, some bring no page and one brings a part of it.
                200..=203 => return self.body(&target, response),
                304 if known.is_some() => return Ok(Fetched::NotModified),
                301 | 302 | 303 | 307 | 308 => {
                    let Some(location) = reply::location(response.headers()) else {
                        let why = "it redirects to no address".to_owned();
                        return Err(FetchError::new(target.url, FetchReason::Damaged(why)));
                    };
                    let next = target.redirect(location)?;
                    asked.push(target);
                    if asked.contains(&next) {
                        return Err(FetchError::new(next.url, FetchReason::RedirectLoop));
                    }
                    if asked.len() as u64 > u64::from(self.options.redirects) {
                        let reason = FetchReason::TooManyRedirects(self.options.redirects);
                        return Err(FetchError::new(next.url, reason));
                    }
                    target = next;
                }
                _ => {
                    let reason = reply::refusal(status, response.headers());
                    return Err(FetchError::new(target.url, reason));
                }
            }
        }
    }

    fn ask(&self, target: &Target, known: Option<&Validators>) -> Result<Response<Body>, FetchError> {
        let mut request = self.agent.get(&target.uri);
        if let Some(Validators { etag, last_modified }) = known {
            for (name, value) in [("if-none-match", etag), ("if-modified-since", last_modified)] {
                // They may come from a file that somebody changed.
                if let Some(value) = value.as_deref().filter(|v| v.chars().all(|c| matches!(c, ' '..='~'))) {
                    request = request.header(name, value);
                }
            }
        }
        request.call().map_err(|error| self.error(target, error))
    }

    fn error(&self, target: &Target, error: ureq::Error) -> FetchError {
        FetchError::new(&target.url, reply::reason(error, self.options.max_body))
    }

    fn body(&self, target: &Target, response: Response<Body>) -> Result<Fetched, FetchError> {
        let limit = self.options.max_body;
        let fail = |reason| FetchError::new(&target.url, reason);
        let headers = response.headers();
        // What was decompressed on the way has no such header left.
        if let Some(encoding) =
            reply::header(headers, "content-encoding").filter(|e| !e.eq_ignore_ascii_case("identity"))
        {
            let why = format!("it is compressed as `{encoding}`, which was not asked for");
            return Err(fail(FetchReason::Damaged(why)));
        }
        let content_type = reply::header(headers, "content-type");
        let charset = content_type.as_deref().and_then(reply::charset);
        let validators = reply::validators(headers);
        let body = response.into_body();
        if body.content_length().is_some_and(|length| length > limit) {
            return Err(fail(FetchReason::TooLong(limit)));
        }
        // The inner limit counts compressed bytes: parts that hold nothing could follow each other without end.
        let reader = body.into_with_config().limit(limit.saturating_add(HEAD as u64)).reader();
        let mut bytes = Vec::new();
        let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| self.error(target, ureq::Error::from(error)))?;
        if bytes.len() as u64 > limit {
            return Err(fail(FetchReason::TooLong(limit)));
        }
        Ok(Fetched::Body { url: target.url.clone(), bytes, charset, content_type, validators })
    }
}
