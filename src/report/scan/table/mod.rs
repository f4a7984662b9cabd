//! A scan as a screen: totals first, then the clusters by size, then the lists.
//!
//! | file | shows |
//! |---|---|
//! | `clusters` | each cluster: lead and its evidence, the members against the lead, what is contained |
//! | `lists` | containments and templates outside clusters, travelled paragraphs, boilerplate, outlets, what was skipped |
//! | `found` | what an index has of one story |
//! | `versions` | the versions of a story, and who carries what was taken back |
//! | `totals` | the first line and the last |
//! | `cells` | text of others cut to a column, bars, numbers |
//!
//! Colours follow those of a comparison: blue for the lead and its words, orange for the copies and theirs.

mod cells;
mod clusters;
mod found;
mod lists;
mod news;
mod totals;
mod versions;

use crate::report::palette::Palette;
use crate::report::screen::Screen;

use super::Digest;

pub use found::Found;
pub use news::news;
pub use versions::{carrying, versions};

/// Returns the screen of a scan in `width` columns (at least [`NARROWEST`](crate::report::NARROWEST)).
pub fn table(digest: &Digest, width: usize, palette: Palette) -> String {
    let mut screen = Screen::new(width, palette);
    totals::head(&mut screen, digest);
    clusters::render(&mut screen, digest);
    lists::loose(&mut screen, digest);
    lists::templates(&mut screen, digest);
    lists::travelled(&mut screen, digest);
    lists::boilerplate(&mut screen, digest);
    lists::outlets(&mut screen, digest);
    lists::problems(&mut screen, &digest.skipped, "SKIPPED", "");
    lists::problems(&mut screen, &digest.notes, "NOTES", " read all the same");
    totals::foot(&mut screen, digest);
    screen.into_text()
}
