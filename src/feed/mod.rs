//! A feed: stories pushed one by one, and what they have in common as one stream of lines.

pub mod archive;
mod clusters;
pub mod dedup;
mod error;
mod evidence;
pub mod extract;
mod find;
mod lines;
mod model;
mod options;
mod origin;
mod outlets;
mod paragraphs;
mod polling;
mod problems;
mod record;
mod revisions;
mod scan;
mod scanner;
mod stories;
mod time;

pub use error::ScanError;

pub use model::{
    BoilerplateLine, ClusterLine, Direction, ErrorLine, Evidence, Flag, Header, Line, LinkCounts, LinkLine,
    LinkRelation, MatchCounts, MatchKind, MatchLine, OutletLine, Place, SCHEMA, StoryLine, SummaryLine,
    TravelledLine, Version,
};
pub use options::{Progress, ScanOptions, Silent, Stage};
pub use polling::{Outcome, Polled, Polling};
pub use record::find_record;
pub use scan::scan;
pub use time::{length, seconds};
