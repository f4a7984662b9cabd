//! Where things stand in the store: the kind in the highest byte of a key, a hash or the number of a story below it.

use xxhash_rust::xxh3::xxh3_64;

/// Bits below the kind.
const KIND: u32 = 56;

/// What a key of postings is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Held {
    /// A shingle, by its key of 42 bits: the units that have it.
    Shingle,
    /// A class of equal units, by 44 bits of its hash.
    Class,
    /// An id: the stories that state it.
    Id,
    /// An outlet with the id that all versions of a story have in common.
    Chain,
    /// All that is said of a story, and its text.
    Repeat,
    /// The number of a story: the later stories that were matched with it, once or still.
    Later,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kept {
    /// A story as it was read.
    Story,
    /// What a story has in common with each earlier one.
    Pairs,
    /// How often the units of a story were matched.
    Counts,
    /// Whether a story is put together from others.
    Composite,
    /// The members of a cluster, by the first of them.
    Cluster,
    /// The first member of the cluster that a story is in.
    Member,
    /// Whether a story is superseded or was removed.
    State,
    /// What is known of several stories without opening them, by the first of them.
    Catalog,
}

/// Returns the key of postings.
pub(super) fn held(kind: Held, hash: u64) -> u64 {
    (kind as u64) << KIND | hash & ((1 << KIND) - 1)
}

/// Whether the holders of a key are units that are held against each other.
pub(super) fn compares(key: u64) -> bool {
    key >> KIND <= Held::Class as u64
}

/// Returns the shingle of a key; none where it is no key of one.
pub(super) fn shingle(key: u64) -> Option<u64> {
    (key >> KIND == Held::Shingle as u64).then_some(key & ((1 << KIND) - 1))
}

/// Whether the holders of a key are stories that the number in it is the earlier one of.
pub(super) fn is_later(key: u64) -> bool {
    key >> KIND == Held::Later as u64
}

/// Whether a key is that of a class.
pub(super) fn is_class(key: u64) -> bool {
    key >> KIND == Held::Class as u64
}

/// Returns the key of the stories that state an id.
pub(super) fn id(id: &str) -> u64 {
    held(Held::Id, xxh3_64(id.as_bytes()))
}

/// Returns the key of the versions of a story.
pub(super) fn chain(outlet: Option<&str>, guid: &str) -> u64 {
    held(Held::Chain, xxh3_64(format!("{}\0{guid}", outlet.unwrap_or("")).as_bytes()))
}

/// Returns the key of a record.
pub(super) fn kept(kind: Kept, story: u32) -> u64 {
    (kind as u64) << KIND | u64::from(story)
}

/// Returns the keys of all records of a kind: from, and up to but not including.
pub(super) fn all(kind: Kept) -> (u64, u64) {
    ((kind as u64) << KIND, (kind as u64 + 1) << KIND)
}

/// Returns the story of a record.
pub(super) fn story(key: u64) -> u32 {
    key as u32
}

/// Whether a record belongs to the story in its key, and goes when that is removed.
pub(super) fn of_story(key: u64) -> bool {
    !matches!(key >> KIND, kind if kind == Kept::Catalog as u64 || kind == Kept::State as u64)
}

/// Whether a record is worth to be packed: what is read when an index is opened is not.
pub(super) fn packed(key: u64) -> bool {
    key >> KIND <= Kept::Pairs as u64
}
