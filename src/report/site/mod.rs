//! The pages of an archive that is looked at in a browser: how a server sends them, and what each shows.
//!
//! | file | shows |
//! |---|---|
//! | `frame` | the way home and the search box that all pages have |
//! | `home` | the figures of the archive, its latest and its largest clusters |
//! | `story` | one story: its fields, its text with who else carries each paragraph, its versions |
//! | `common` | what a story of the archive, or a text that was asked for, has in common with which stories |
//! | `cluster` | the members of a cluster in order of time, and the links between them |
//! | `pair` | two stories: the page of `compare --format html` with the way back |
//! | `notice` | what went wrong |
//!
//! They are made of the styles and parts that the pages of `scan` and `compare` are made of, read without scripts, and hold
//! text of others as text alone.

mod cluster;
mod common;
mod frame;
mod home;
mod link;
mod notice;
mod pair;
mod story;

pub use cluster::cluster;
pub use common::found;
pub use home::home;
pub use link::{cluster_link, pair_link, story_link};
pub use notice::{Notice, notice};
pub use pair::pair;
pub use story::{StoryView, story};
