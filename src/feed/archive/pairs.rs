//! Which units of the stories that join, or whose rank changes, are to be compared with which, and what comes of it.
//!
//! A pair is eligible by the rule of a steady scan: the shingles of which its earlier unit is one of the earliest holders
//! tell enough together, or one of them is a run, or both are of one class. Whoever joins at the end of all time changes
//! nothing for those before it. Who joins between them, or leaves, moves others among the earliest holders of its shingles.
//! A story that moves up may match what it did not: all its pairs with later ones are looked for again. One that moves down
//! can only lose matches: the pairs that it has are looked at again, which are few.

use std::collections::btree_map::Entry as MapEntry;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::error::ArchiveError;
use super::keys::{self, Held};
use super::notes::{Note, Notes, Says};
use super::readers::Lent;
use super::view::{Local, View};
use crate::index::disk::{Posting, Scratches};
use crate::index::{Around, Candidate, Spool, StoryView, class_key, least_steps, shingle_keys};
use crate::matching::{Bench, UnitMatch, VerifyRules, verify};
use crate::text::WordingReader;

/// Keys that a thread takes at once.
const KEYS: usize = 512;

/// The matches of pairs of stories, the later one first, by units in their stories.
pub(super) type Matched = BTreeMap<(u32, u32), Vec<UnitMatch>>;

/// Calls `each` with every key of a story that is compared by, with its posting. A key can come several times.
pub(super) fn keys_of(story: u32, words: StoryView<'_>, mut each: impl FnMut(u64, Posting)) {
    shingle_keys(words, |key, unit, steps, around| {
        each(keys::held(Held::Shingle, key), Posting { story, unit, steps, more: around.0 });
    });
    for n in 0..words.count() {
        if let Some(class) = class_key(&words.unit(n).0) {
            let unit = n as u32;
            each(keys::held(Held::Class, class), Posting { story, unit, ..Posting::default() });
        }
    }
}

/// One key with the holders that join it, and how many leave.
struct Touched<'a> {
    key: u64,
    joining: &'a [(u64, Posting)],
    leaving: usize,
}

/// Stories whose pairs with later ones may be others than before.
#[derive(Default)]
pub(super) struct Moved {
    /// Among the earliest holders of a key, where they were not.
    pub up: BTreeSet<u32>,
    /// No more among the earliest holders of a key.
    pub down: BTreeSet<u32>,
}

/// Looks for what speaks for pairs of `joining` stories with earlier ones, both by key, and for the stories that move.
pub(super) fn join(
    view: &View<'_>,
    joining: &[(u64, Posting)],
    leaving: &[(u64, Posting)],
    holders: usize,
) -> Result<(Notes, Moved), ArchiveError> {
    let mut touched = Vec::new();
    let (mut joins, mut leaves) = (joining, leaving);
    while let Some(key) = [joins.first(), leaves.first()].into_iter().flatten().map(|p| p.0).min() {
        let (own, rest) = joins.split_at(joins.partition_point(|p| p.0 <= key));
        let (gone, left) = leaves.split_at(leaves.partition_point(|p| p.0 <= key));
        (joins, leaves) = (rest, left);
        touched.push(Touched { key, joining: own, leaving: gone.len() });
    }
    let of_some = |scratch: &mut Scratch, some: &[Touched<'_>]| {
        let (mut notes, mut moved) = (Notes::default(), Moved::default());
        scratch.notes.clear();
        some.iter().try_for_each(|t| one_key(view, t, holders, scratch, &mut moved))?;
        notes.push(&scratch.notes);
        Ok((notes, moved))
    };
    let parts: Vec<(Notes, Moved)> =
        touched.par_chunks(KEYS).map_init(Scratch::default, of_some).collect::<Result<_, ArchiveError>>()?;
    let (notes, moves): (Vec<Notes>, Vec<Moved>) = parts.into_iter().unzip();
    let mut moved = Moved::default();
    for more in moves {
        moved.up.extend(more.up);
        moved.down.extend(more.down);
    }
    moved.down.retain(|story| !moved.up.contains(story));
    Ok((Notes::all(notes), moved))
}

#[derive(Default)]
struct Scratch {
    blocks: Scratches,
    old: Vec<Posting>,
    new: Vec<Posting>,
    notes: Vec<Note>,
}

fn one_key(
    view: &View<'_>,
    touched: &Touched<'_>,
    holders: usize,
    Scratch { blocks, old, new, notes }: &mut Scratch,
    moved: &mut Moved,
) -> Result<(), ArchiveError> {
    let catalog = view.catalog;
    let most = holders + touched.leaving + 1;
    view.stored(touched.key, most, &|story| catalog.was_active(story), blocks, old)?;
    new.clear();
    let last = old.get(holders - 1).or(old.last());
    let at_end = |first: &(u64, Posting)| last.is_none_or(|last| view.order(last, &first.1).is_lt());
    if touched.leaving == 0 && touched.joining.first().is_some_and(at_end) {
        // As stories come most of the time: in order, so that nobody moves.
        new.extend(old.iter().take(holders));
        let stored = new.len();
        new.extend(touched.joining.iter().map(|p| p.1).take(holders - stored));
        for (n, (_, later)) in touched.joining.iter().enumerate() {
            let before = new.iter().take(stored + n).take_while(|p| p.story != later.story);
            notes.extend(before.filter_map(|earlier| note(touched.key, later, earlier)));
        }
        return Ok(());
    }
    let kept = || old.iter().copied().filter(|p| catalog.is_active(p.story));
    new.extend(kept());
    new.extend(touched.joining.iter().map(|p| p.1));
    new.sort_by(|a, b| view.order(a, b));
    new.truncate(holders);
    for (_, later) in touched.joining {
        let before = new.iter().take_while(|p| p.story != later.story && view.order(p, later).is_lt());
        notes.extend(before.filter_map(|earlier| note(touched.key, later, earlier)));
    }
    let was_first = &old[..old.len().min(holders)];
    // Who is among the earliest now and was not, and has somebody after it that was there before.
    let last = kept().next_back();
    let entered: Vec<Posting> = new
        .iter()
        .filter(|p| !was_first.contains(p))
        .filter(|p| last.is_some_and(|last| last.story != p.story && view.order(p, &last).is_lt()))
        .copied()
        .collect();
    // All that a story that joins has in common with later ones is in the keys that it joins: what was there is read on.
    let (joined, risen): (Vec<Posting>, Vec<Posting>) =
        entered.into_iter().partition(|p| touched.joining.iter().any(|j| j.1 == *p));
    moved.up.extend(risen.iter().map(|p| p.story));
    if let Some(first) = joined.first() {
        view.snapshot.holders(touched.key, blocks, |_, later| {
            let stays = catalog.was_active(later.story) && catalog.is_active(later.story);
            if stays && view.order(first, &later).is_lt() {
                let before =
                    joined.iter().filter(|p| p.story != later.story && view.order(p, &later).is_lt());
                notes.extend(before.filter_map(|earlier| note(touched.key, &later, earlier)));
            }
            true
        })?;
    }
    // Who was and is not.
    for left in was_first.iter().filter(|p| catalog.is_active(p.story) && !new.contains(p)) {
        moved.down.insert(left.story);
    }
    Ok(())
}

/// What a key says of two of its holders; none where it is a run that goes on with other words in the one than in the other.
fn note(key: u64, later: &Posting, earlier: &Posting) -> Option<Note> {
    let says = match later.steps {
        _ if keys::is_class(key) => Says::Exact,
        0 if !Around(later.more).may_go_on(Around(earlier.more)) => return None,
        0 => Says::Run,
        steps => Says::Steps(steps),
    };
    Some(Note::new(later, earlier, says))
}

/// Looks for what speaks for the pairs of stories with all later ones. Cost: all holders of those of its keys of which a story
/// is one of the earliest holders.
pub(super) fn with_later(
    view: &View<'_>,
    stories: &BTreeSet<u32>,
    holders: usize,
) -> Result<Vec<Note>, ArchiveError> {
    let of_one = |reader: &mut Lent<'_>, story: &u32| -> Result<Vec<Note>, ArchiveError> {
        let own = keys_of_story(view, *story, reader)?;
        let (mut blocks, mut first, mut notes) = (Scratches::default(), Vec::new(), Vec::new());
        for of_key in own.chunk_by(|a, b| a.0 == b.0) {
            let key = of_key[0].0;
            view.holders(key, holders, &mut blocks, &mut first)?;
            let leading = leading(&first, of_key);
            if leading.is_empty() {
                continue;
            }
            let mut give = |later: &Posting| {
                let after = later.story != *story
                    && view.catalog.is_active(later.story)
                    && view.order(&leading[0], later).is_lt();
                if after {
                    notes.extend(leading.iter().filter_map(|earlier| note(key, later, earlier)));
                }
            };
            view.snapshot.holders(key, &mut blocks, |_, later| {
                give(&later);
                true
            })?;
            view.joining(key).iter().for_each(|p| give(&p.1));
        }
        Ok(notes)
    };
    let stories: Vec<u32> = stories.iter().copied().collect();
    let parts: Vec<Vec<Note>> =
        stories.par_iter().map_init(|| view.recent.reader(), of_one).collect::<Result<_, _>>()?;
    Ok(parts.concat())
}

/// Looks for what speaks for pairs of stories that are known to match: each story with the later ones that it has matches
/// with. Cost: the keys that two have in common.
pub(super) fn with_matched(
    view: &View<'_>,
    pairs: &[(u32, Vec<u32>)],
    holders: usize,
) -> Result<Vec<Note>, ArchiveError> {
    type Bench<'v> = (Lent<'v>, Scratches, Vec<Posting>);
    let bench = || (view.recent.reader(), Scratches::default(), Vec::new());
    let of_one = |(reader, blocks, first): &mut Bench<'_>, (story, later): &(u32, Vec<u32>)| {
        let own = keys_of_story(view, *story, reader)?;
        let mut notes = Vec::new();
        // Which of its units lead a key, where that was asked already.
        let mut known: BTreeMap<u64, Vec<Posting>> = BTreeMap::new();
        for later in later {
            for (key, later) in keys_of_story(view, *later, reader)? {
                let from = own.partition_point(|k| k.0 < key);
                let same = &own[from..][..own[from..].partition_point(|k| k.0 == key)];
                if same.is_empty() {
                    continue;
                }
                if let MapEntry::Vacant(place) = known.entry(key) {
                    view.holders(key, holders, blocks, first)?;
                    place.insert(leading(first, same));
                }
                notes.extend(known[&key].iter().filter_map(|earlier| note(key, &later, earlier)));
            }
        }
        Ok(notes)
    };
    let parts: Vec<Vec<Note>> =
        pairs.par_iter().map_init(bench, of_one).collect::<Result<_, ArchiveError>>()?;
    Ok(parts.concat())
}

/// The keys of a story, sorted. Of several shingles of one key in one unit the least counts.
pub(super) fn keys_of_story(
    view: &View<'_>,
    story: u32,
    reader: &mut WordingReader,
) -> Result<Vec<(u64, Posting)>, ArchiveError> {
    let read = view.read(story, reader)?;
    let (mut out, mut encoded) = (Vec::new(), Vec::new());
    keys_of(story, read.words.view(&mut encoded), |key, own| out.push((key, own)));
    out.sort_unstable();
    out.dedup_by_key(|k| (k.0, k.1.unit));
    Ok(out)
}

/// Those of a story's units with a key that are among the `first` holders of it.
fn leading(first: &[Posting], units: &[(u64, Posting)]) -> Vec<Posting> {
    let leads = |own: &Posting| first.iter().any(|p| (p.story, p.unit) == (own.story, own.unit));
    units.iter().map(|k| k.1).filter(leads).collect()
}

/// What verifying needs to know.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    pub verify: VerifyRules,
    /// What shared pairs of words must tell together, in bits.
    pub least_bits: u32,
    /// Bytes for the words of the stories that are compared.
    pub memory: u64,
}

/// Verifies the pairs that enough speaks for, and returns the matches of those that hold.
pub(super) fn matched(
    view: &View<'_>,
    notes: Notes,
    rules: Rules,
    spool: &Spool,
) -> Result<Matched, ArchiveError> {
    let pairs = notes.eligible(least_steps(rules.least_bits));
    let stories = pairs.iter().flat_map(|p| [p.later.0, p.earlier.0]).collect();
    let local = Local::read(view, stories, rules.memory, spool)?;
    let indexed = local.indexed();
    let mut candidates: Vec<Candidate> = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let (Some(later), Some(earlier)) = (local.place(pair.later.0), local.place(pair.earlier.0)) else {
            continue;
        };
        candidates.push(Candidate {
            later_story: later,
            earlier_story: earlier,
            later: indexed.units(later as usize).start + pair.later.1,
            earlier: indexed.units(earlier as usize).start + pair.earlier.1,
            exact: pair.exact,
            run: pair.run,
            pairs: true,
        });
    }
    candidates.par_sort_unstable();
    let chunks: Vec<&[Candidate]> = candidates.chunk_by(|a, b| a.later_story == b.later_story).collect();
    let parts: Vec<Vec<UnitMatch>> = chunks
        .into_par_iter()
        .map_init(Bench::default, |bench, some| verify(&indexed, some, rules.verify, bench))
        .collect::<Result<_, _>>()?;
    let mut out = Matched::new();
    for m in parts.into_iter().flatten() {
        let places = [m.later, m.earlier].map(|unit| indexed.story_of(unit));
        let [later, earlier] = places.map(|place| local.stories[place]);
        let own = m.within(places.map(|place| indexed.units(place).start));
        out.entry((later, earlier)).or_default().push(own);
    }
    Ok(out)
}
