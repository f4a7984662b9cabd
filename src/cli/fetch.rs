//! What is named by an address on the command line.

use crate::ingest::Fetch;

use super::reading_args::ReadingArgs;

/// Returns how addresses are fetched; none in a build that fetches nothing.
#[cfg(feature = "fetch")]
pub fn fetch(args: &ReadingArgs) -> Option<Fetch> {
    use std::sync::Arc;

    use crate::ingest::{Answer, FetchOptions, Fetched, Fetcher, NoAnswer};

    let (allow_private, max_body) = (args.allow_private, args.max_story);
    let fetcher = Fetcher::new(FetchOptions { allow_private, max_body, ..FetchOptions::default() });
    Some(Fetch(Arc::new(move |url| match fetcher.fetch(url, None) {
        Ok(Fetched::Body { url, bytes, charset, .. }) => Ok(Answer { url, bytes, charset }),
        Ok(Fetched::NotModified) => {
            let message = "nothing has changed there".to_owned();
            Err(NoAnswer { code: "not-modified", message, hint: None })
        }
        Err(e) => Err(NoAnswer { code: e.code(), message: e.clause(), hint: e.hint() }),
    })))
}

/// Returns none: this build fetches nothing.
#[cfg(not(feature = "fetch"))]
pub fn fetch(args: &ReadingArgs) -> Option<Fetch> {
    let _ = args;
    None
}
