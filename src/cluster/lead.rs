//! The story that the others of a cluster most likely derive from, with what says so.
//!
//! Who copied whom is never told from the text alone (Clough et al. 2002: even the degree of reuse is told with F1 .66):
//! credits come first, then time, then who covers the others best.

use std::collections::BTreeMap;

/// Different credits of one cluster that are looked at: nobody writes more, and hostile text may.
const MOST_CREDITS: usize = 256;

/// A member of a cluster.
#[derive(Clone, Copy, Debug, Default)]
pub struct Member<'a> {
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The agency that it credits.
    pub credit: Option<&'a str>,
    /// Seconds since 1970.
    pub time: Option<i64>,
    /// Mean share of the other members' words that it has, in millionths.
    pub covers: u64,
}

/// Why a member leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is the story of the agency that so many other members credit.
    Credited(usize),
    /// It was published so many seconds before the next one.
    Earlier(u64),
    /// It has the largest share of the others' words, in millionths.
    Covers(u64),
}

/// Seconds within which two times of publication tell nothing.
pub const SAME_TIME: i64 = 300;

/// Millionths by which a member must cover the others better than the next one does.
const BETTER: u64 = 50_000;

/// Returns the index of the lead among members in canonical order, and the reasons, strongest first; none when it is merely
/// the first.
pub fn lead(members: &[Member<'_>]) -> (usize, Vec<Reason>) {
    // Credits and outlets are few; members may be hundreds of thousands.
    let mut credits: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for m in members {
        if let Some(credit) = m.credit {
            *credits.entry((credit, m.outlet)).or_default() += 1;
        }
    }
    let mut by_outlet: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for m in members {
        by_outlet.entry(m.outlet).or_insert_with(|| {
            let others = credits.iter().take(MOST_CREDITS).filter(|((_, outlet), _)| *outlet != m.outlet);
            others.filter(|((c, _), _)| names(m.outlet.unwrap_or(""), c)).map(|(_, n)| n).sum()
        });
    }
    let credited = |m: &Member<'_>| by_outlet.get(&m.outlet).copied().unwrap_or(0);
    let most = by_outlet.values().copied().max().unwrap_or(0);
    let mut times: Vec<(i64, usize)> =
        members.iter().enumerate().filter_map(|(at, m)| Some((m.time?, at))).collect();
    times.sort_unstable();
    let all_timed = times.len() == members.len();
    let ahead = match times.as_slice() {
        [first, second, ..] if all_timed && second.0 - first.0 > SAME_TIME => {
            Some((first.1, second.0.abs_diff(first.0)))
        }
        _ => None,
    };
    let mut covers: Vec<(u64, std::cmp::Reverse<usize>)> =
        members.iter().enumerate().map(|(at, m)| (m.covers, std::cmp::Reverse(at))).collect();
    covers.sort_unstable_by(|a, b| b.cmp(a));
    let widest = match covers.as_slice() {
        [first, second, ..] if first.0 >= second.0 + BETTER => Some((first.1.0, first.0)),
        _ => None,
    };
    let chosen = if most > 0 {
        members.iter().position(|m| credited(m) == most).unwrap_or(0)
    } else {
        ahead.map(|a| a.0).or(widest.map(|w| w.0)).unwrap_or(0)
    };
    let mut reasons = Vec::new();
    if most > 0 {
        reasons.push(Reason::Credited(most));
    }
    reasons.extend(ahead.filter(|a| a.0 == chosen).map(|a| Reason::Earlier(a.1)));
    reasons.extend(widest.filter(|w| w.0 == chosen).map(|w| Reason::Covers(w.1)));
    (chosen, reasons)
}

/// Whether an outlet is the agency of a credit: `Reuters` of `Reuters`, `Associated Press` of `AP`.
pub fn names(outlet: &str, credit: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let initials = |text: &str| -> String {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.eq_ignore_ascii_case("the"));
        words.filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect()
    };
    let (own, other) = (letters(outlet), letters(credit));
    if own.is_empty() || other.is_empty() {
        return false;
    }
    own == other || initials(outlet) == other && other.len() > 1 || own.strip_suffix("com") == Some(&other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_come_before_times_and_times_before_coverage() {
        let wire =
            Member { outlet: Some("North Wire"), time: Some(1_000), covers: 600_000, ..Member::default() };
        let post = Member { outlet: Some("Post"), credit: Some("NW"), time: Some(0), covers: 900_000 };
        assert_eq!(lead(&[post, wire]), (1, vec![Reason::Credited(1)]));
        let silent = Member { credit: None, ..post };
        assert_eq!(lead(&[silent, wire]), (0, vec![Reason::Earlier(1_000), Reason::Covers(900_000)]));
        let untimed = Member { time: None, ..silent };
        assert_eq!(lead(&[wire, untimed]), (1, vec![Reason::Covers(900_000)]));
        assert_eq!(lead(&[wire, wire]), (0, vec![]), "nothing tells");
    }

    #[test]
    fn agencies_go_by_several_names() {
        assert!(names("Associated Press", "AP") && names("The Associated Press", "AP"));
        assert!(names("Reuters", "REUTERS") && names("reuters.com", "Reuters"));
        assert!(!names("Post", "AP") && !names("", ""));
    }
}
