//! Which stories have what in common: read from the store where it is needed, changed in memory, written back as a whole.

use std::collections::{BTreeMap, BTreeSet};

use super::error::ArchiveError;
use super::groups::{self, Group};
use super::keys::{self, Held, Kept};
use super::view::View;
use crate::index::disk::varint::{put, take};
use crate::index::disk::{Change, Posting};
use crate::matching::{Relation, StoryLink, recurs};

/// How often the units of a story were matched: pairs of stories, and those of them that share little else.
pub(super) type Counts = BTreeMap<u32, (u32, u32)>;

/// Whether a story looks put together from others, and is held to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Composite {
    /// Thousandths that others make up; none where it does not look like it.
    pub share: Option<u32>,
    pub is: bool,
}

/// The members of a cluster in canonical order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Members {
    pub stories: Vec<u32>,
    /// Whether too many hung together, so that it is a star about its earliest story.
    pub star: bool,
}

/// Part of the graph of stories, with what changed.
pub(super) struct Graph<'v> {
    pub view: &'v View<'v>,
    groups: BTreeMap<u32, Vec<Group>>,
    counts: BTreeMap<u32, Counts>,
    composites: BTreeMap<u32, Composite>,
    /// The first member of the cluster of a story.
    members: BTreeMap<u32, Option<u32>>,
    clusters: BTreeMap<u32, Members>,
    /// Later stories by earlier ones, as far as the store was asked for them.
    stored: BTreeMap<u32, Vec<u32>>,
    /// Later stories by earlier ones, beyond those that the store knows.
    later: BTreeMap<u32, BTreeSet<u32>>,
    /// Records that are no longer what the store has.
    changed: BTreeSet<u64>,
}

impl<'v> Graph<'v> {
    pub(super) fn new(view: &'v View<'v>) -> Graph<'v> {
        Graph {
            view,
            groups: BTreeMap::new(),
            counts: BTreeMap::new(),
            composites: BTreeMap::new(),
            members: BTreeMap::new(),
            clusters: BTreeMap::new(),
            stored: BTreeMap::new(),
            later: BTreeMap::new(),
            changed: BTreeSet::new(),
        }
    }

    fn record(&self, kind: Kept, story: u32) -> Result<Option<Vec<u8>>, ArchiveError> {
        Ok(self.view.snapshot.record(keys::kept(kind, story))?)
    }

    fn note(&mut self, kind: Kept, story: u32) {
        self.changed.insert(keys::kept(kind, story));
    }

    /// The groups of a story with earlier ones.
    pub(super) fn groups(&mut self, story: u32) -> Result<&Vec<Group>, ArchiveError> {
        self.load_groups(story)?;
        Ok(&self.groups[&story])
    }

    fn load_groups(&mut self, story: u32) -> Result<(), ArchiveError> {
        if !self.groups.contains_key(&story) {
            let bytes = self.record(Kept::Pairs, story)?;
            let own = bytes.map_or(Some(Vec::new()), |bytes| groups::decode(&bytes));
            let own = own.ok_or(ArchiveError::Unreadable { what: "matches" })?;
            self.groups.insert(story, own);
        }
        Ok(())
    }

    /// The group of two stories.
    pub(super) fn group(&mut self, (later, earlier): (u32, u32)) -> Result<Option<&Group>, ArchiveError> {
        Ok(self.groups(later)?.iter().find(|g| g.earlier == earlier))
    }

    /// The group of two stories, to be changed; made where there is none.
    pub(super) fn group_mut(&mut self, (later, earlier): (u32, u32)) -> Result<&mut Group, ArchiveError> {
        self.load_groups(later)?;
        self.note(Kept::Pairs, later);
        let known = self.groups[&later].iter().position(|g| g.earlier == earlier);
        if known.is_none() {
            self.later.entry(earlier).or_default().insert(later);
        }
        let own = self.groups.entry(later).or_default();
        let at = known.unwrap_or_else(|| {
            own.push(Group {
                earlier,
                first: Vec::new(),
                matches: Vec::new(),
                link: None,
                revision: false,
                linked: false,
            });
            own.len() - 1
        });
        Ok(&mut own[at])
    }

    /// Takes the group of two stories away.
    pub(super) fn drop_group(&mut self, (later, earlier): (u32, u32)) -> Result<(), ArchiveError> {
        self.load_groups(later)?;
        self.note(Kept::Pairs, later);
        self.groups.entry(later).or_default().retain(|g| g.earlier != earlier);
        Ok(())
    }

    /// The later stories that have a group with a story, by number.
    pub(super) fn later_of(&mut self, story: u32) -> Result<Vec<u32>, ArchiveError> {
        if !self.stored.contains_key(&story) {
            let stored = self.view.stories(keys::held(Held::Later, story.into()))?;
            self.stored.insert(story, stored);
        }
        let mut all = self.stored[&story].clone();
        all.extend(self.later.get(&story).into_iter().flatten());
        all.sort_unstable();
        all.dedup();
        let mut out = Vec::new();
        for later in all {
            if self.group((later, story))?.is_some() {
                out.push(later);
            }
        }
        Ok(out)
    }

    /// The pairs that a story is in, the later story of each first.
    pub(super) fn pairs_of(&mut self, story: u32) -> Result<Vec<(u32, u32)>, ArchiveError> {
        let mut out: Vec<(u32, u32)> = self.groups(story)?.iter().map(|g| (story, g.earlier)).collect();
        out.extend(self.later_of(story)?.into_iter().map(|later| (later, story)));
        Ok(out)
    }

    /// The link of two stories as it stands after all, without the names of the two.
    pub(super) fn link(&mut self, pair: (u32, u32)) -> Result<Option<StoryLink>, ArchiveError> {
        let Some(group) = self.group(pair)? else { return Ok(None) };
        let (link, revision) = (group.link, group.revision);
        let Some(mut link) = link else { return Ok(None) };
        if revision {
            link.relation = Relation::Revision;
        } else if link.relation == Relation::Copy
            && (self.composite(pair.0)?.is || self.composite(pair.1)?.is)
        {
            link.relation = Relation::Contained;
        }
        Ok(Some(link))
    }

    /// How often the units of a story were matched.
    pub(super) fn counts(&mut self, story: u32) -> Result<&Counts, ArchiveError> {
        if !self.counts.contains_key(&story) {
            let own = match self.record(Kept::Counts, story)? {
                None => Counts::new(),
                Some(bytes) => counts(&bytes).ok_or(ArchiveError::Unreadable { what: "counts" })?,
            };
            self.counts.insert(story, own);
        }
        Ok(&self.counts[&story])
    }

    /// Whether a unit recurs across unrelated stories.
    pub(super) fn recurs(&mut self, story: u32, unit: u32) -> Result<bool, ArchiveError> {
        let count = self.counts(story)?.get(&unit).copied();
        Ok(count.is_some_and(|(pairs, sole)| recurs(pairs, sole)))
    }

    /// Adds to the counts of a unit, and returns whether it recurs now and did not, or the other way round.
    pub(super) fn count(
        &mut self,
        story: u32,
        unit: u32,
        (pairs, sole): (i64, i64),
    ) -> Result<bool, ArchiveError> {
        let before = self.recurs(story, unit)?;
        self.note(Kept::Counts, story);
        let own = self.counts.entry(story).or_default();
        let count = own.entry(unit).or_default();
        let add = |to: u32, by: i64| (i64::from(to) + by).clamp(0, u32::MAX.into()) as u32;
        *count = (add(count.0, pairs), add(count.1, sole));
        if *count == (0, 0) {
            own.remove(&unit);
        }
        Ok(self.recurs(story, unit)? != before)
    }

    pub(super) fn composite(&mut self, story: u32) -> Result<Composite, ArchiveError> {
        if let Some(known) = self.composites.get(&story) {
            return Ok(*known);
        }
        let own = match self.record(Kept::Composite, story)? {
            None => Composite::default(),
            Some(bytes) => composite(&bytes).ok_or(ArchiveError::Unreadable { what: "a digest" })?,
        };
        self.composites.insert(story, own);
        Ok(own)
    }

    pub(super) fn set_composite(&mut self, story: u32, own: Composite) {
        self.note(Kept::Composite, story);
        self.composites.insert(story, own);
    }

    /// The first member of the cluster that a story is in.
    pub(super) fn first_of(&mut self, story: u32) -> Result<Option<u32>, ArchiveError> {
        if let Some(known) = self.members.get(&story) {
            return Ok(*known);
        }
        let own = match self.record(Kept::Member, story)? {
            None => None,
            Some(bytes) => {
                let first = take(&mut &bytes[..]).and_then(|n| u32::try_from(n).ok());
                Some(first.ok_or(ArchiveError::Unreadable { what: "a member of a cluster" })?)
            }
        };
        self.members.insert(story, own);
        Ok(own)
    }

    /// The cluster that begins with a story.
    pub(super) fn cluster(&mut self, first: u32) -> Result<&Members, ArchiveError> {
        if !self.clusters.contains_key(&first) {
            let own = match self.record(Kept::Cluster, first)? {
                None => Members::default(),
                Some(bytes) => members(&bytes).ok_or(ArchiveError::Unreadable { what: "a cluster" })?,
            };
            self.clusters.insert(first, own);
        }
        Ok(&self.clusters[&first])
    }

    /// Takes a story out of its cluster, which is no more.
    pub(super) fn scatter(&mut self, story: u32) -> Result<(), ArchiveError> {
        let Some(first) = self.first_of(story)? else { return Ok(()) };
        for member in self.cluster(first)?.stories.clone() {
            self.note(Kept::Member, member);
            self.members.insert(member, None);
        }
        self.note(Kept::Cluster, first);
        self.clusters.insert(first, Members::default());
        self.note(Kept::Member, story);
        self.members.insert(story, None);
        Ok(())
    }

    /// Makes a cluster.
    pub(super) fn gather(&mut self, own: Members) {
        let Some(first) = own.stories.first().copied() else { return };
        for member in &own.stories {
            self.note(Kept::Member, *member);
            self.members.insert(*member, Some(first));
        }
        self.note(Kept::Cluster, first);
        self.clusters.insert(first, own);
    }

    /// Takes all that is known of a story's relations away.
    pub(super) fn forget(&mut self, story: u32) {
        for kind in [Kept::Pairs, Kept::Counts, Kept::Composite, Kept::Member, Kept::Cluster] {
            self.note(kind, story);
        }
        self.groups.insert(story, Vec::new());
        self.counts.insert(story, Counts::new());
        self.composites.insert(story, Composite::default());
    }

    /// Puts down all that changed.
    pub(super) fn write(&mut self, change: &mut Change) -> Result<(), ArchiveError> {
        for key in std::mem::take(&mut self.changed) {
            let story = keys::story(key);
            let is = |kind: Kept| key == keys::kept(kind, story);
            let mut out = Vec::new();
            if is(Kept::Pairs) {
                if !self.groups(story)?.is_empty() {
                    out = groups::encode(self.groups(story)?);
                }
            } else if is(Kept::Counts) {
                for (unit, (pairs, sole)) in self.counts(story)? {
                    [*unit, *pairs, *sole].iter().for_each(|n| put(&mut out, (*n).into()));
                }
            } else if is(Kept::Composite) {
                let own = self.composite(story)?;
                if let Some(share) = own.share {
                    put(&mut out, own.is.into());
                    put(&mut out, share.into());
                }
            } else if is(Kept::Member) {
                if let Some(first) = self.first_of(story)? {
                    put(&mut out, first.into());
                }
            } else {
                let own = self.cluster(story)?;
                if !own.stories.is_empty() {
                    put(&mut out, own.star.into());
                    own.stories.iter().for_each(|member| put(&mut out, (*member).into()));
                }
            }
            change.records.push((key, out, keys::packed(key)));
        }
        for (earlier, later) in std::mem::take(&mut self.later) {
            let key = keys::held(Held::Later, earlier.into());
            let own = later.into_iter().map(|story| (key, Posting { story, ..Posting::default() }));
            change.holders.extend(own);
        }
        Ok(())
    }
}

fn counts(mut bytes: &[u8]) -> Option<Counts> {
    let mut out = Counts::new();
    while !bytes.is_empty() {
        let mut next = || u32::try_from(take(&mut bytes)?).ok();
        out.insert(next()?, (next()?, next()?));
    }
    Some(out)
}

fn composite(mut bytes: &[u8]) -> Option<Composite> {
    let is = take(&mut bytes)? == 1;
    Some(Composite { is, share: Some(u32::try_from(take(&mut bytes)?).ok()?) })
}

pub(super) fn members(mut bytes: &[u8]) -> Option<Members> {
    let star = take(&mut bytes)? == 1;
    let mut stories = Vec::new();
    while !bytes.is_empty() {
        stories.push(u32::try_from(take(&mut bytes)?).ok()?);
    }
    Some(Members { stories, star })
}
