//! Who of the earlier holders a unit is held against: the earliest, or the earliest of those published within a window.

use std::ops::Range;

use crate::index::candidates::{Eligibility, IndexedStories};

/// Which stories are near each other in time.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    /// Most seconds between two stories that are compared.
    pub seconds: u64,
    /// The time of publication of a story in seconds. Canonical order is that of these times, with stories that have none at
    /// its end; those are near all others.
    pub time: &'a (dyn Fn(usize) -> Option<i64> + Sync),
}

/// Members of a class near the one looked at, in multiples of the holders, from which they are a crowd.
const CROWD: usize = 4;

/// Goes through the holders of one shingle, or the members of one class, which are in order.
pub(super) struct Earliest<'a> {
    stories: &'a IndexedStories<'a>,
    window: Option<Window<'a>>,
    holders: usize,
    many: usize,
    steady: bool,
    /// The first holder that is near the one looked at.
    from: usize,
}

impl<'a> Earliest<'a> {
    pub(super) fn new(stories: &'a IndexedStories<'a>, rule: Eligibility<'a>) -> Earliest<'a> {
        Earliest {
            stories,
            window: rule.window,
            holders: rule.holders,
            many: rule.many,
            steady: rule.steady,
            from: 0,
        }
    }

    /// Returns which of `units` the one at `rank` is held against: the earliest ones near it, at most so many as there may be
    /// holders. Ranks must come in order; all of them together cost one pass.
    pub(super) fn before(&mut self, units: &[u32], rank: usize) -> Range<usize> {
        let from = match self.time(units[rank]) {
            None => 0,
            Some((now, seconds)) => {
                let far = |unit: u32| self.time(unit).is_some_and(|(time, _)| time.abs_diff(now) > seconds);
                self.from += units[self.from..rank].iter().take_while(|unit| far(**unit)).count();
                self.from
            }
        };
        from..rank.min(from + self.holders)
    }

    /// Returns the head of what [`Earliest::before`] returned for `rank`: the units of as many stories as are enough where
    /// nothing but classes speaks. Outside of a crowd it is all, so that what is counted over pairs stays as it was.
    pub(super) fn fewer(&self, units: &[u32], before: Range<usize>, rank: usize) -> Range<usize> {
        if rank - before.start < CROWD * self.holders {
            return before;
        }
        let (mut stories, mut last) = (0, None);
        let beyond = |unit: &u32| {
            let story = self.stories.story_of(*unit);
            stories += usize::from(last.replace(story) != Some(story));
            stories > self.many
        };
        let length = units[before.clone()].iter().position(beyond).unwrap_or(before.len());
        before.start..before.start + length
    }

    /// Whether nothing but its class needs to speak for the member of a class at `rank`: there are enough others, earlier and
    /// near, that later units meet in its place. With a window the first and last members of each half of one are kept, so
    /// that whoever is near a member that follows is near as many that do not.
    pub(super) fn follows(&self, units: &[u32], rank: usize) -> bool {
        if self.steady {
            return false;
        }
        let Some(earlier) = rank.checked_sub(self.holders) else { return false };
        let half = |unit: u32| self.time(unit).map(|(time, seconds)| halves(time, seconds));
        let Some(own) = half(units[rank]) else { return true };
        let later = units.get(rank + self.holders);
        half(units[earlier]) == Some(own) && later.is_some_and(|unit| half(*unit) == Some(own))
    }

    /// The time of a unit, where there is a window and it has one, and the length of the window.
    fn time(&self, unit: u32) -> Option<(i64, u64)> {
        let window = self.window?;
        Some(((window.time)(self.stories.story_of(unit))?, window.seconds))
    }
}

/// The number of the half window that a time is in, counted from 1970.
fn halves(time: i64, seconds: u64) -> i64 {
    let length = i64::try_from(seconds / 2).unwrap_or(i64::MAX).saturating_add(1);
    time.div_euclid(length)
}
