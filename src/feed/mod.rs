//! A feed: stories pushed one by one, and what they have in common as one stream of lines.

pub mod dedup;
mod model;
mod options;

pub use model::{
    BoilerplateLine, ClusterLine, Direction, ErrorLine, Evidence, Flag, Header, Line, LinkCounts, LinkLine,
    LinkRelation, MatchCounts, MatchKind, MatchLine, OutletLine, Place, SCHEMA, StoryLine, SummaryLine,
    TravelledLine, Version,
};
pub use options::{Progress, ScanOptions, Silent, Stage};
