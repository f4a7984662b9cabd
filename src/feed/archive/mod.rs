//! A feed that grows: stories kept on disk with all that they have in common, so that each new one is held against all.
//!
//! What is told of the stories of an index is what a scan of all of them tells (with `ScanOptions::among` set, so that nothing
//! hangs on how many there are), byte for byte, in whatever order and batches they came, and after removals.

#[expect(clippy::module_inception, reason = "it is the thing itself")]
mod archive;
mod browse;
mod catalog;
mod contents;
mod entry;
mod error;
mod graph;
mod groups;
mod in_order;
mod join;
mod keys;
mod news;
mod notes;
mod offer;
mod pairs;
mod readers;
mod recent;
mod report;
mod scan;
mod settings;
mod settle;
mod step;
mod versions;
mod view;

pub use archive::{Added, Archive, ArchiveWriter, Stats, Watching};
pub use browse::{Addresses, ClusterBrief, Overview, Told};
pub use contents::{Content, StoryContent};
pub use error::ArchiveError;
pub use news::{Known, News, NewsLine, WatchLine};
pub use scan::Taken;
pub use settings::{AMONG, Settings};
pub use step::{Step, step};
pub use versions::{CarryingLine, VersionLine, Withdrawn};
