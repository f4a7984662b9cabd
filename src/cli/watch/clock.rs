//! The time of day, for servers that name one and for versions that name none.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns milliseconds since 1970; 0 where the clock stands before it.
pub(super) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
