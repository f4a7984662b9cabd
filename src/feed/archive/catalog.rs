//! What is known of every story without opening it: its place in canonical order, its size, whether it counts.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::index::disk::varint;

/// Whether a story takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// It does.
    #[default]
    Active,
    /// A newer version is there.
    Superseded,
    /// It was removed.
    Removed,
}

impl State {
    pub(super) fn code(self) -> u8 {
        self as u8 + 1
    }

    pub(super) fn from_code(code: u8) -> Option<State> {
        [State::Active, State::Superseded, State::Removed].into_iter().find(|s| s.code() == code)
    }
}

/// What is known of one story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known<'a> {
    pub id: &'a str,
    /// Seconds since 1970.
    pub time: Option<i64>,
    pub words: u32,
    pub units: u32,
    /// Hash of its text.
    pub content: u64,
}

/// The stories of the index, in columns: a million take 70 MB.
#[derive(Clone, Debug, Default)]
struct Columns {
    times: Vec<i64>,
    words: Vec<u32>,
    units: Vec<u32>,
    contents: Vec<u64>,
    ends: Vec<u64>,
    ids: Vec<u8>,
    states: Vec<State>,
    /// How many of them take part no longer: most often none, which saves the look at each.
    inactive: usize,
}

/// A time that is none, which stands after all others.
const NEVER: i64 = i64::MAX;

impl Columns {
    fn push(&mut self, known: Known<'_>) {
        self.times.push(known.time.map_or(NEVER, |time| time.min(NEVER - 1)));
        self.words.push(known.words);
        self.units.push(known.units);
        self.contents.push(known.content);
        self.ids.extend_from_slice(known.id.as_bytes());
        self.ends.push(self.ids.len() as u64);
        self.states.push(State::Active);
    }

    /// Sets the state of a story; none where there is no such story.
    fn set(&mut self, at: usize, state: State) -> Option<()> {
        let own = self.states.get_mut(at)?;
        self.inactive -= usize::from(*own != State::Active);
        self.inactive += usize::from(state != State::Active);
        *own = state;
        Some(())
    }

    fn is_active(&self, at: usize) -> bool {
        (self.inactive == 0 && at < self.states.len()) || self.states.get(at) == Some(&State::Active)
    }

    fn id(&self, at: usize) -> &[u8] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.ids[from as usize..self.ends[at] as usize]
    }
}

/// The stories of the index, and those that are about to join it.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalog {
    base: Arc<Columns>,
    own: Columns,
    /// States that are about to change.
    changed: BTreeMap<u32, State>,
}

impl Catalog {
    /// Returns the number of stories that ever were; the next one has it as its own.
    pub(super) fn count(&self) -> u32 {
        (self.base.times.len() + self.own.times.len()) as u32
    }

    fn at(&self, story: u32) -> (&Columns, usize) {
        let (at, base) = (story as usize, self.base.times.len());
        if at < base { (&self.base, at) } else { (&self.own, at - base) }
    }

    /// Adds a story.
    pub(super) fn push(&mut self, known: Known<'_>) -> u32 {
        self.own.push(known);
        self.count() - 1
    }

    pub(super) fn set(&mut self, story: u32, state: State) {
        self.changed.insert(story, state);
    }

    pub(super) fn state(&self, story: u32) -> State {
        self.changed.get(&story).copied().unwrap_or_else(|| {
            let (columns, at) = self.at(story);
            columns.states[at]
        })
    }

    /// Returns whether a story takes part.
    #[inline]
    pub(super) fn is_active(&self, story: u32) -> bool {
        if self.changed.is_empty() {
            let (columns, at) = self.at(story);
            return columns.is_active(at);
        }
        self.state(story) == State::Active
    }

    /// Returns whether a story took part before what is about to change.
    pub(super) fn was_active(&self, story: u32) -> bool {
        self.base.is_active(story as usize)
    }

    /// The time of publication, in seconds since 1970.
    pub(super) fn time(&self, story: u32) -> Option<i64> {
        let (columns, at) = self.at(story);
        (columns.times[at] != NEVER).then_some(columns.times[at])
    }

    pub(super) fn words(&self, story: u32) -> u32 {
        let (columns, at) = self.at(story);
        columns.words[at]
    }

    pub(super) fn units(&self, story: u32) -> u32 {
        let (columns, at) = self.at(story);
        columns.units[at]
    }

    /// Hash of the text.
    pub(super) fn content(&self, story: u32) -> u64 {
        let (columns, at) = self.at(story);
        columns.contents[at]
    }

    pub(super) fn id(&self, story: u32) -> &str {
        let (columns, at) = self.at(story);
        // Only whole texts were pushed.
        std::str::from_utf8(columns.id(at)).unwrap_or("")
    }

    /// Orders two stories as a scan does, but for those of one time, id and text, which are as good as equal: those go by
    /// their numbers.
    #[inline]
    pub(super) fn order(&self, a: u32, b: u32) -> Ordering {
        let ((in_a, at_a), (in_b, at_b)) = (self.at(a), self.at(b));
        in_a.times[at_a].cmp(&in_b.times[at_b]).then_with(|| {
            (in_a.id(at_a), in_a.contents[at_a], a).cmp(&(in_b.id(at_b), in_b.contents[at_b], b))
        })
    }

    /// The stories that are there and were not removed.
    pub(super) fn present(&self) -> impl Iterator<Item = u32> {
        (0..self.count()).filter(|story| self.state(*story) != State::Removed)
    }

    /// The number of stories of which there is a newer version.
    pub(super) fn superseded(&self) -> u64 {
        (0..self.count()).filter(|story| self.state(*story) == State::Superseded).count() as u64
    }

    /// The stories that take part.
    pub(super) fn active(&self) -> impl Iterator<Item = u32> {
        (0..self.count()).filter(|story| self.is_active(*story))
    }

    /// The stories that join, and the states that change.
    pub(super) fn changes(&self) -> (std::ops::Range<u32>, &BTreeMap<u32, State>) {
        (self.base.times.len() as u32..self.count(), &self.changed)
    }

    /// Makes what was about to change the state of things.
    pub(super) fn settle(&mut self) {
        let own = std::mem::take(&mut self.own);
        let base = Arc::make_mut(&mut self.base);
        let before = base.ids.len() as u64;
        base.times.extend(own.times);
        base.words.extend(own.words);
        base.units.extend(own.units);
        base.contents.extend(own.contents);
        base.ids.extend(own.ids);
        base.ends.extend(own.ends.into_iter().map(|end| end + before));
        base.states.extend(own.states);
        for (story, state) in std::mem::take(&mut self.changed) {
            base.set(story as usize, state);
        }
    }

    /// Writes stories from `from` up to, but not including, `to`.
    pub(super) fn encode(&self, from: u32, to: u32) -> Vec<u8> {
        let mut out = Vec::new();
        varint::put(&mut out, u64::from(to - from));
        let each = || (from..to).map(|story| self.at(story));
        each().for_each(|(c, at)| out.extend_from_slice(&c.times[at].to_le_bytes()));
        each().for_each(|(c, at)| out.extend_from_slice(&c.words[at].to_le_bytes()));
        each().for_each(|(c, at)| out.extend_from_slice(&c.units[at].to_le_bytes()));
        each().for_each(|(c, at)| out.extend_from_slice(&c.contents[at].to_le_bytes()));
        each().for_each(|(c, at)| out.extend_from_slice(&(c.id(at).len() as u32).to_le_bytes()));
        each().for_each(|(c, at)| out.extend_from_slice(c.id(at)));
        out
    }

    /// Adds stories that [`Catalog::encode`] wrote; none where they cannot be read.
    pub(super) fn decode(&mut self, mut bytes: &[u8]) -> Option<()> {
        let count = usize::try_from(varint::take(&mut bytes)?).ok()?;
        let base = Arc::make_mut(&mut self.base);
        let times = column(&mut bytes, count)?;
        base.times.extend(times.iter().map(|n| i64::from_le_bytes(*n)));
        let words = column(&mut bytes, count)?;
        base.words.extend(words.iter().map(|n| u32::from_le_bytes(*n)));
        let units = column(&mut bytes, count)?;
        base.units.extend(units.iter().map(|n| u32::from_le_bytes(*n)));
        let contents = column(&mut bytes, count)?;
        base.contents.extend(contents.iter().map(|n| u64::from_le_bytes(*n)));
        let lengths: &[[u8; 4]] = column(&mut bytes, count)?;
        let mut end = base.ids.len() as u64;
        for length in lengths {
            end += u64::from(u32::from_le_bytes(*length));
            base.ends.push(end);
        }
        base.ids.extend_from_slice(bytes);
        base.states.resize(base.times.len(), State::Active);
        (end == base.ids.len() as u64 && std::str::from_utf8(bytes).is_ok()).then_some(())
    }

    /// Sets the state of a story that is there already.
    pub(super) fn decode_state(&mut self, story: u32, bytes: &[u8]) -> Option<()> {
        let state = State::from_code(*bytes.first()?)?;
        Arc::make_mut(&mut self.base).set(story as usize, state)
    }
}

/// Takes a column of numbers of `N` bytes.
fn column<'b, const N: usize>(bytes: &mut &'b [u8], count: usize) -> Option<&'b [[u8; N]]> {
    let (own, rest) = bytes.split_at_checked(count.checked_mul(N)?)?;
    *bytes = rest;
    Some(own.as_chunks().0)
}
