//! When a feed is asked again, and what is told of it then: the state of a watch, which outlives it.
//!
//! No clock here: all times are handed in, in milliseconds since 1970.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the state.
const SCHEMA: &str = "wirediff.watch/1";
/// The longest that a feed which fails is left alone for that alone: 6 hours.
const LONGEST: u64 = 6 * 3600 * 1000;
/// The longest that a server may ask to be left alone: a week. Past that somebody meant something else.
const PATIENCE: u64 = 7 * 24 * 3600 * 1000;

/// What a watch must remember from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polling {
    schema: String,
    /// How many stories of the index were there when the last news was told: what came since has to be told.
    pub told: u32,
    /// The feeds by address.
    feeds: BTreeMap<String, Polled>,
}

/// What is known of a feed from the last times that it was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polled {
    /// By what the server knows what it sent last, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub etag: Option<String>,
    /// When that was changed, as stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_modified: Option<String>,
    /// How often it has failed since it last answered.
    #[serde(default)]
    pub failures: u32,
    /// Before this it is not asked, whoever starts the watch anew.
    #[serde(default)]
    pub not_before: u64,
    /// Whether the server says that it is gone for good.
    #[serde(default)]
    pub gone: bool,
}

/// A feed that was never asked.
static UNKNOWN: Polled = Polled { etag: None, last_modified: None, failures: 0, not_before: 0, gone: false };

/// What came of asking a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it was.
    Unchanged,
    /// It was read: by what the server knows it. Neither where not all of it could be read, so that it comes whole again.
    Read {
        /// As stated.
        etag: Option<String>,
        /// As stated.
        last_modified: Option<String>,
    },
    /// It could not be got.
    Failed {
        /// When the server asks to be asked again.
        retry_at: Option<u64>,
    },
    /// The server says that it is gone for good.
    Gone,
}

impl Polling {
    /// Returns the state of a watch that begins, with an index that took in so many stories.
    pub fn new(told: u32) -> Polling {
        Polling { schema: SCHEMA.to_owned(), told, feeds: BTreeMap::new() }
    }

    /// Reads a state; none when it is no state of this version.
    pub fn from_json(text: &str) -> Option<Polling> {
        serde_json::from_str(text).ok().filter(|state: &Polling| state.schema == SCHEMA)
    }

    /// Returns the state as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Returns what is known of a feed.
    pub fn of(&self, url: &str) -> &Polled {
        self.feeds.get(url).unwrap_or(&UNKNOWN)
    }

    /// Notes what came of asking a feed at `now`, which is asked again after `every` milliseconds at the earliest. After each
    /// failure in a row it is left alone for twice as long, up to six hours; a server that says when it wants to be asked again
    /// is not asked before, up to a week.
    pub fn note(&mut self, url: &str, outcome: Outcome, now: u64, every: u64) {
        let polled = self.feeds.entry(url.to_owned()).or_default();
        match outcome {
            Outcome::Unchanged => (polled.failures, polled.not_before) = (0, 0),
            Outcome::Read { etag, last_modified } => {
                *polled = Polled { etag, last_modified, ..Polled::default() };
            }
            Outcome::Failed { retry_at } => {
                polled.failures = polled.failures.saturating_add(1);
                let times = 1u64 << (polled.failures - 1).min(20);
                let wait = every.saturating_mul(times).min(LONGEST.max(every));
                let asked = retry_at.unwrap_or(0).min(now.saturating_add(PATIENCE));
                polled.not_before = now.saturating_add(wait).max(asked);
            }
            Outcome::Gone => polled.gone = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_asked_ever_less_often() {
        let mut state = Polling::new(0);
        let mut waits = Vec::new();
        for _ in 0..12 {
            state.note("f", Outcome::Failed { retry_at: None }, 1000, 60_000);
            waits.push((state.of("f").not_before - 1000) / 60_000);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        state.note("f", Outcome::Failed { retry_at: Some(90_000_000) }, 1000, 60_000);
        assert_eq!(state.of("f").not_before, 90_000_000);
        state.note("f", Outcome::Failed { retry_at: Some(u64::MAX) }, 1000, 60_000);
        assert_eq!(state.of("f").not_before, 1000 + PATIENCE);
        state.note("f", Outcome::Unchanged, 2000, 60_000);
        assert_eq!((state.of("f").not_before, state.of("f").failures), (0, 0));
    }

    #[test]
    fn a_state_comes_back() {
        let mut state = Polling::new(7);
        let read = Outcome::Read { etag: Some("\"a\"".to_owned()), last_modified: None };
        state.note("http://a.example/", read, 5, 10);
        state.note("http://b.example/", Outcome::Gone, 5, 10);
        assert_eq!(Polling::from_json(&state.to_json()), Some(state.clone()));
        assert!(state.of("http://b.example/").gone);
        assert_eq!(state.of("http://a.example/").etag.as_deref(), Some("\"a\""));
        assert_eq!(Polling::from_json("{}"), None);
    }
}
