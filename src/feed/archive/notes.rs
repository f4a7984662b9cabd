//! What speaks for pairs of units: small, many, and kept apart by the later story.

use rayon::prelude::*;

use crate::index::disk::Posting;

/// What speaks for a pair of units: 32 bits later story, 32 bits earlier story, 24 bits each the unit of the later and of the
/// earlier, 8 bits steps or one of the two below. There are thousands for every story, so that they are small and sorted as
/// numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note(u128);

/// Bits of a unit.
const UNIT: u32 = 24;
/// A winnowed run.
const RUN: u8 = 254;
/// Both are of one class.
const EXACT: u8 = 255;

/// What a shingle or class that two units have in common says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Says {
    /// So many steps of how rare it is.
    Steps(u8),
    /// It is a winnowed run.
    Run,
    /// Both are of one class.
    Exact,
}

impl Note {
    pub(super) fn new(later: &Posting, earlier: &Posting, says: Says) -> Note {
        let stories = u128::from(later.story) << 32 | u128::from(earlier.story);
        let units = u128::from(later.unit) << UNIT | u128::from(earlier.unit);
        let says = match says {
            Says::Steps(steps) => steps,
            Says::Run => RUN,
            Says::Exact => EXACT,
        };
        Note((stories << (2 * UNIT) | units) << 8 | u128::from(says))
    }

    fn later(self) -> u32 {
        (self.0 >> (2 * UNIT + 8 + 32)) as u32
    }

    pub(super) fn earlier(self) -> u32 {
        (self.0 >> (2 * UNIT + 8)) as u32
    }

    /// The pair of units.
    fn pair(self) -> u128 {
        self.0 >> 8
    }

    fn says(self) -> u8 {
        self.0 as u8
    }
}

/// A pair of units that enough speaks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Eligible {
    /// The later story, and its unit.
    pub later: (u32, u32),
    /// The earlier story, and its unit.
    pub earlier: (u32, u32),
    /// Whether both are of one class.
    pub exact: bool,
    /// Whether they share a winnowed run.
    pub run: bool,
}

/// Parts that notes are kept in. What is done with the notes of a pair stays within the cache of a core that way: 4,096 stories
/// can have 10 million.
const PARTS: usize = 64;

/// Some notes, sorted by their parts.
struct Sorted {
    notes: Vec<Note>,
    /// Where each part ends.
    ends: [u32; PARTS],
}

impl Sorted {
    fn new(notes: &[Note]) -> Sorted {
        let part = |note: &Note| note.later() as usize % PARTS;
        let mut ends = [0u32; PARTS];
        notes.iter().for_each(|note| ends[part(note)] += 1);
        let mut sum = 0;
        for end in &mut ends {
            // Where it begins, as long as nothing stands in it.
            (sum, *end) = (sum + *end, sum);
        }
        let mut sorted = vec![Note(0); notes.len()];
        for note in notes {
            let end = &mut ends[part(note)];
            sorted[*end as usize] = *note;
            *end += 1;
        }
        Sorted { notes: sorted, ends }
    }

    fn part(&self, part: usize) -> &[Note] {
        let from = part.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.notes[from as usize..self.ends[part] as usize]
    }
}

/// Notes, by the later story, as they were found: to put 16 bytes for each of millions in another place takes longer than all
/// else that is done with them.
#[derive(Default)]
pub(super) struct Notes(Vec<Sorted>);

impl Notes {
    /// Adds some, at most 4 billion.
    pub(super) fn push(&mut self, notes: &[Note]) {
        if !notes.is_empty() {
            self.0.push(Sorted::new(notes));
        }
    }

    /// Puts several together.
    pub(super) fn all(several: impl IntoIterator<Item = Notes>) -> Notes {
        Notes(several.into_iter().flat_map(|notes| notes.0).collect())
    }

    /// Takes away those that are not to stay.
    pub(super) fn retain(&mut self, stays: impl Fn(&Note) -> bool + Sync) {
        let of_some = |some: &mut Sorted| {
            let left: Vec<Note> = some.notes.iter().copied().filter(|note| stays(note)).collect();
            *some = Sorted::new(&left);
        };
        self.0.par_iter_mut().for_each(of_some);
    }

    /// Returns the pairs for which shared shingles tell `least` steps together, or a run or their class does.
    pub(super) fn eligible(self, least: u32) -> Vec<Eligible> {
        let of_part = |part: usize| {
            let some: Vec<&[Note]> = self.0.iter().map(|some| some.part(part)).collect();
            let mut notes = promising(&some, least);
            notes.sort_unstable();
            let groups = notes.chunk_by(|a, b| a.pair() == b.pair());
            groups.filter_map(|group| eligible(group, least)).collect::<Vec<_>>()
        };
        let parts: Vec<Vec<Eligible>> = (0..PARTS).into_par_iter().map(of_part).collect();
        parts.concat()
    }
}

/// Whether enough speaks for the pair of units that all of these notes are of.
fn eligible(group: &[Note], least: u32) -> Option<Eligible> {
    let exact = group.iter().any(|n| n.says() == EXACT);
    let run = group.iter().any(|n| n.says() == RUN);
    let sum: u32 = group.iter().map(|n| n.says()).filter(|says| *says < RUN).map(u32::from).sum();
    let note = group[0];
    let unit = |at: u32| (note.0 >> at) as u32 & ((1 << UNIT) - 1);
    let (later, earlier) = ((note.later(), unit(UNIT + 8)), (note.earlier(), unit(8)));
    (exact || run || sum >= least).then_some(Eligible { later, earlier, exact, run })
}

/// Leaves the notes of pairs for which enough may speak. Four in five pairs that meet share one frequent shingle and nothing
/// else: sums in a table by a hash of the pair tell most of them before they are sorted, and let none go for which enough
/// speaks.
fn promising(notes: &[&[Note]], least: u32) -> Vec<Note> {
    let all = || notes.iter().flat_map(|some| some.iter());
    let count: usize = notes.iter().map(|some| some.len()).sum();
    let bits = (count.max(1) as u64 * 2).next_power_of_two().trailing_zeros().clamp(8, 30);
    let slot = |note: &Note| {
        let pair = note.pair();
        let mixed = (pair as u64 ^ (pair >> 61) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - bits)) as usize
    };
    let mut sums = vec![0u8; 1 << bits];
    all().for_each(|note| {
        let sum = &mut sums[slot(note)];
        *sum = sum.saturating_add(note.says());
    });
    let least = least.min(u32::from(RUN)) as u8;
    let mut out = Vec::new();
    all().for_each(|note| {
        if sums[slot(note)] >= least {
            out.push(*note);
        }
    });
    out
}
