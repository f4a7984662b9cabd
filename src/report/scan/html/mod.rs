//! A scan as one page for a browser: clusters to sort and search, each with its time line, members and pairs.
//!
//! | file | holds |
//! |---|---|
//! | `collect` | what is kept of the lines, matches in 24 bytes each |
//! | `body`, `lists` | the page as it reads without scripts |
//! | `data` | the data block that the script reads |
//! | `scan.css`, `scan.js`, `cluster.js` | the list; the details of one cluster, made when it is opened |
//!
//! The first clusters are written out, so that the page reads and prints without scripts. With them the list is made
//! from the data block, some hundred rows at a time, and the details of a cluster when it is opened: a page of ten
//! thousand clusters opens as fast as one of ten.

pub(in crate::report) mod body;
mod collect;
pub(in crate::report) mod data;
mod lists;

use crate::report::html::page::Page;

pub use self::collect::Html;

pub(in crate::report) const STYLE: &str = include_str!("scan.css");
const CLUSTER: &str = include_str!("cluster.js");
const LIST: &str = include_str!("scan.js");

impl Html {
    /// Returns the page as one file of HTML. Text of others in it is cleaned, escaped, and set apart in direction.
    pub fn render(&self) -> String {
        let data = data::data(self);
        let body = body::body(self, data.left_out);
        // What is written here always serialises: the maps of the data have text for keys.
        let data = serde_json::to_string(&data).unwrap_or_else(|_| "null".to_owned());
        Page {
            title: &body::title(&self.digest),
            language: "en",
            class: "scan",
            body,
            data: Some(&data),
            styles: &[STYLE],
            scripts: &[CLUSTER, LIST],
        }
        .render()
    }
}
