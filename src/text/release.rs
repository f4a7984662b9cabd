//! What an agency or a desk says of a delivery besides the story itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a story may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It may be published.
    Usable,
    /// It may be published and mends an earlier version.
    Corrected,
    /// It must not be published yet, or not any more until further notice.
    Withheld,
    /// It must not be published: killed, withdrawn, cancelled.
    Killed,
}

impl Status {
    /// Returns its name: `usable`, `corrected`, `withheld` or `killed`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Usable => "usable",
            Status::Corrected => "corrected",
            Status::Withheld => "withheld",
            Status::Killed => "killed",
        }
    }
}

/// What is said of a delivery. Nothing is checked: all text is as the input holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// The id that all versions of a story have in common.
    pub guid: Option<String>,
    /// Number or name of the version; higher is newer.
    pub version: Option<String>,
    /// When this version was made, as stated.
    pub updated: Option<String>,
    /// How far it may be used, where stated.
    pub status: Option<Status>,
    /// What the desk tells its clients about this version: `Corrects name in paragraph 3`.
    pub notice: Option<String>,
    /// Terms of use and copyright, as stated.
    pub usage: Option<String>,
    /// Time before which it must not be published, as stated.
    pub embargo: Option<String>,
}

impl Release {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Release::default()
    }

    /// Returns this, with what it lacks from `other`.
    pub(crate) fn or(self, other: Release) -> Release {
        Release {
            guid: self.guid.or(other.guid),
            version: self.version.or(other.version),
            updated: self.updated.or(other.updated),
            status: self.status.or(other.status),
            notice: self.notice.or(other.notice),
            usage: self.usage.or(other.usage),
            embargo: self.embargo.or(other.embargo),
        }
    }
}
