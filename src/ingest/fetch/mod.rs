//! Addresses -> bytes, politely.
//!
//! One request at a time, over HTTP or HTTPS, without cookies, without scripts, without what the environment says of proxies.
//! Every address and every redirect is hostile: hosts inside the own network are not reached ([`guard`]), bodies have a limit
//! that counts what comes out of compression, and every request has a time limit.

mod error;
mod fetcher;
mod guard;
mod reply;
mod target;

pub use error::{FetchError, FetchReason, RetryAfter};
pub use fetcher::{FetchOptions, Fetched, Fetcher, Validators};
