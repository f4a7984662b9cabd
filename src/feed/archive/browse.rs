//! What whoever looks through an index asks of it: a story with its text, the cluster it is in, which clusters there are,
//! and which story has an address.

use std::cmp::Reverse;

use xxhash_rust::xxh3::xxh3_64;

use super::archive::Archive;
use super::entry::Entry;
use super::error::ArchiveError;
use super::graph::{Graph, members};
use super::keys::{self, Kept};
use super::report::{name_of, story_of};
use super::versions::CarryingLine;
use super::view::View;
use crate::feed::options::ScanOptions;
use crate::text::Story;

/// A story of an index, ready to be shown and compared.
#[derive(Clone, Debug)]
pub struct Told {
    /// The story; its id is what it is called in all lines about it.
    pub story: Story,
    /// The input it came from.
    pub source: String,
    /// Number of its record there.
    pub record: u64,
    /// Whether it takes part; else a newer version stands for it.
    pub active: bool,
}

/// The clusters of an index, in short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// How many there are.
    pub clusters: u64,
    /// Stories in them.
    pub clustered: u64,
    /// Those with the latest stories, the latest first; those without a time come last.
    pub latest: Vec<ClusterBrief>,
    /// Those with most stories, the largest first.
    pub largest: Vec<ClusterBrief>,
}

/// A cluster by its earliest story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClusterBrief {
    /// Its id, which is that of its earliest story.
    pub id: String,
    /// Its stories.
    pub stories: u64,
    /// The outlet of the earliest story, where stated.
    pub outlet: Option<String>,
    /// Its headline, where stated or found.
    pub headline: Option<String>,
    /// Its time of publication as stated.
    pub published: Option<String>,
    /// That of the last story, as stated.
    pub last: Option<String>,
}

/// Which story has which address: 16 bytes a story, read once, and added to as the index grows.
#[derive(Debug, Default)]
pub struct Addresses {
    /// Hashes of addresses with the numbers of the stories, sorted.
    known: Vec<(u64, u32)>,
    /// Stories that were looked at.
    read: u32,
    /// Hash of the text of the last of them: it tells another index in the same folder.
    last: u64,
}

impl Archive {
    /// Whether no change came since it was opened. Cost: a reading of the manifest, a few hundred bytes.
    ///
    /// # Errors
    /// When the index is gone or its manifest is damaged.
    pub fn is_newest(&self) -> Result<bool, ArchiveError> {
        Ok(self.snapshot.is_newest()?)
    }

    /// Returns the story that is called so, an old version by `ID@VERSION`.
    ///
    /// # Errors
    /// When there is none, or the disk fails.
    pub fn story(&self, id: &str) -> Result<Told, ArchiveError> {
        self.on_view(|view| {
            let story = known(view, id)?;
            let entry = view.entry(story)?;
            let (source, record) = (entry.source, entry.record.place.number);
            let story_text = entry.record.into_story(id, entry.found);
            Ok(Told { story: story_text, source, record, active: view.catalog.is_active(story) })
        })
    }

    /// Returns the members of the cluster that a story is in, in canonical order; nothing where it is in none.
    ///
    /// # Errors
    /// When there is no such story, or the disk fails.
    pub fn members(&self, id: &str) -> Result<Vec<String>, ArchiveError> {
        self.on_view(|view| {
            let story = known(view, id)?;
            let mut graph = Graph::new(view);
            let Some(first) = graph.first_of(story)? else { return Ok(Vec::new()) };
            graph.cluster(first)?.stories.iter().map(|member| name_of(view, *member)).collect()
        })
    }

    /// Returns at most `most` of the latest and of the largest clusters. Cost: a look at the record of each cluster, and the
    /// reading of the texts of two stories for each that is told.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn overview(&self, most: usize) -> Result<Overview, ArchiveError> {
        let unreadable = || ArchiveError::Unreadable { what: "a cluster" };
        let mut out = Overview::default();
        // First story, stories, last story; those without a time count where none has one.
        let mut all: Vec<(u32, u32, u32)> = Vec::new();
        self.snapshot.records(keys::all(Kept::Cluster), |_, bytes| {
            let own = members(bytes).ok_or_else(unreadable)?.stories;
            let timed = own.iter().rev().find(|story| self.catalog.time(**story).is_some());
            if let (Some(first), Some(last)) = (own.first(), timed.or(own.first())) {
                all.push((*first, own.len() as u32, *last));
            }
            Ok::<(), ArchiveError>(())
        })?;
        out.clusters = all.len() as u64;
        out.clustered = all.iter().map(|c| u64::from(c.1)).sum();
        let order = |a: u32, b: u32| self.catalog.order(a, b);
        self.on_view(|view| {
            all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| order(a.0, b.0)));
            out.largest = briefs(view, all.iter().take(most))?;
            let time = |c: &(u32, u32, u32)| self.catalog.time(c.2);
            all.sort_by(|a, b| Reverse(time(a)).cmp(&Reverse(time(b))).then_with(|| order(a.0, b.0)));
            out.latest = briefs(view, all.iter().take(most))?;
            Ok(out)
        })
    }

    /// As [`Archive::still_carrying`] of all stories, for as long as `go_on` says so, which is asked before each story. Returns
    /// whether all were looked at.
    ///
    /// # Errors
    /// When the disk fails, or `each` does.
    pub fn still_carrying_while<E: From<ArchiveError>>(
        &self,
        go_on: &dyn Fn() -> bool,
        options: &ScanOptions,
        mut each: impl FnMut(CarryingLine) -> Result<(), E>,
    ) -> Result<bool, E> {
        for story in self.catalog.active() {
            if !go_on() {
                return Ok(false);
            }
            self.carriers(story, options)?.into_iter().try_for_each(&mut each)?;
        }
        Ok(true)
    }

    /// Returns the story that states an address, the latest where several do; none where there is none. The first question
    /// reads all stories, later ones those that came since.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn at_address(&self, url: &str, addresses: &mut Addresses) -> Result<Option<String>, ArchiveError> {
        self.on_view(|view| {
            let count = view.catalog.count();
            let grown = addresses.read == 0
                || addresses.read <= count && view.catalog.content(addresses.read - 1) == addresses.last;
            if !grown {
                *addresses = Addresses::default();
            }
            // Through the records in their order: each block of them is unpacked once.
            let new = (keys::kept(Kept::Story, addresses.read), keys::all(Kept::Story).1);
            self.snapshot.records(new, |key, bytes| {
                let entry = Entry::decode(bytes).ok_or(ArchiveError::Unreadable { what: "a story" })?;
                if let Some(own) = entry.record.url {
                    addresses.known.push((xxh3_64(own.trim().as_bytes()), keys::story(key)));
                }
                Ok::<(), ArchiveError>(())
            })?;
            if addresses.read < count {
                addresses.known.sort_unstable();
                (addresses.read, addresses.last) = (count, view.catalog.content(count - 1));
            }
            let wanted = xxh3_64(url.as_bytes());
            let from = addresses.known.partition_point(|known| known.0 < wanted);
            let same = addresses.known[from..].iter().take_while(|known| known.0 == wanted);
            let mut found: Option<u32> = None;
            for (_, story) in same.filter(|known| view.catalog.is_active(known.1)) {
                let later = found.is_none_or(|found| view.catalog.order(found, *story).is_lt());
                if later && view.entry(*story)?.record.url.is_some_and(|own| own.trim() == url) {
                    found = Some(*story);
                }
            }
            found.map(|story| name_of(view, story)).transpose()
        })
    }
}

fn known(view: &View<'_>, id: &str) -> Result<u32, ArchiveError> {
    story_of(view, id)?.ok_or_else(|| ArchiveError::Unknown { id: id.to_owned() })
}

fn briefs<'c>(
    view: &View<'_>,
    clusters: impl Iterator<Item = &'c (u32, u32, u32)>,
) -> Result<Vec<ClusterBrief>, ArchiveError> {
    let mut reader = view.recent.reader();
    let brief = |(first, stories, last): &(u32, u32, u32)| {
        let row = view.read(*first, &mut reader)?.row.clone();
        let last = view.read(*last, &mut reader)?.row.published.clone();
        let own = |text: Option<Box<str>>| text.map(Into::into);
        Ok(ClusterBrief {
            id: name_of(view, *first)?,
            stories: u64::from(*stories),
            outlet: own(row.outlet),
            headline: own(row.headline),
            published: own(row.published),
            last: own(last),
        })
    };
    clusters.map(brief).collect()
}
