//! Versions of one story from one outlet: a chain, of which a scan keeps the newest.

use std::cmp::Ordering;

use crate::feed::stories::StoryRow;
use crate::text::{Release, Status};

/// What is kept of what was said of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowRelease {
    pub guid: Option<Box<str>>,
    pub version: Option<Box<str>>,
    pub updated: Option<i64>,
    pub status: Option<Status>,
    pub notice: Option<Box<str>>,
}

impl RowRelease {
    /// Returns what is kept of `release`; none when there is nothing. `time` reads a stated time.
    pub(super) fn new(release: Release, time: impl Fn(&str) -> Option<i64>) -> Option<Box<RowRelease>> {
        let own = |text: Option<String>| text.filter(|t| !t.trim().is_empty()).map(String::into_boxed_str);
        let row = RowRelease {
            guid: own(release.guid),
            version: own(release.version),
            updated: release.updated.as_deref().and_then(time),
            status: release.status,
            notice: own(release.notice),
        };
        let told = row.guid.is_some() || row.status.is_some() || row.notice.is_some();
        told.then(|| Box::new(row))
    }

    /// Which of two versions is newer; `None` when nothing tells.
    pub(super) fn newer(&self, other: &RowRelease) -> Option<Ordering> {
        let by_version = match (&self.version, &other.version) {
            (Some(a), Some(b)) => Some(version_order(a, b)),
            _ => None,
        };
        let by_time = self.updated.zip(other.updated).map(|(a, b)| a.cmp(&b));
        match by_version {
            Some(Ordering::Equal) => by_time.or(by_version),
            Some(order) => Some(order),
            None => by_time,
        }
    }
}

/// Orders two versions: by their numbers, else by their text.
fn version_order(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.trim().parse::<u128>().ok();
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => (a.len(), a).cmp(&(b.len(), b)),
    }
}

/// Whether two stories are versions of one: one outlet gave both one id, and one is newer than the other.
pub(super) fn is_revision(a: &StoryRow, b: &StoryRow) -> bool {
    let (Some(of_a), Some(of_b)) = (&a.release, &b.release) else { return false };
    of_a.guid.is_some()
        && of_a.guid == of_b.guid
        && a.outlet == b.outlet
        && of_a.newer(of_b).is_some_and(|order| order != Ordering::Equal)
}

/// Which of the versions of one story, in canonical order, are older than the newest. Of versions between which nothing
/// tells, none is.
pub(super) fn superseded(chain: &[&RowRelease]) -> Vec<bool> {
    let Some((first, rest)) = chain.split_first() else { return Vec::new() };
    let newer = |a: &RowRelease, b: &RowRelease| a.newer(b) == Some(Ordering::Greater);
    let best = rest.iter().fold(*first, |best, next| if newer(next, best) { next } else { best });
    chain.iter().map(|version| newer(best, version)).collect()
}

/// Leaves the newest version of each story and returns how many others went. Of versions between which nothing tells, all
/// stay. Rows come in canonical order.
pub(super) fn newest(rows: &mut Vec<StoryRow>) -> u64 {
    let mut chained: Vec<usize> =
        (0..rows.len()).filter(|at| rows[*at].release.as_ref().is_some_and(|r| r.guid.is_some())).collect();
    let key = |at: usize| (rows[at].release.as_ref().and_then(|r| r.guid.as_ref()), &rows[at].outlet);
    chained.sort_by(|a, b| key(*a).cmp(&key(*b)).then(a.cmp(b)));
    let mut old: Vec<bool> = vec![false; rows.len()];
    for chain in chained.chunk_by(|a, b| key(*a) == key(*b)).filter(|chain| chain.len() > 1) {
        let releases: Vec<&RowRelease> = chain.iter().filter_map(|at| rows[*at].release.as_deref()).collect();
        chain.iter().zip(superseded(&releases)).for_each(|(at, is_old)| old[*at] = is_old);
    }
    let before = rows.len();
    let mut old = old.into_iter();
    rows.retain(|_| !old.next().unwrap_or(false));
    (before - rows.len()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_number_then_by_text() {
        assert_eq!(version_order("9", "10"), Ordering::Less);
        assert_eq!(version_order("978556838", "978556839"), Ordering::Less);
        assert_eq!(version_order("2", "2"), Ordering::Equal);
        assert_eq!(version_order("b", "a"), Ordering::Greater);
    }

    #[test]
    fn what_is_newer() {
        let release = |version: Option<&str>, updated| RowRelease {
            guid: Some("g".into()),
            version: version.map(Into::into),
            updated,
            status: None,
            notice: None,
        };
        assert_eq!(release(Some("2"), None).newer(&release(Some("1"), Some(9))), Some(Ordering::Greater));
        assert_eq!(release(Some("1"), Some(5)).newer(&release(Some("1"), Some(9))), Some(Ordering::Less));
        assert_eq!(release(None, Some(5)).newer(&release(None, Some(1))), Some(Ordering::Greater));
        assert_eq!(release(None, None).newer(&release(Some("1"), None)), None);
    }
}
