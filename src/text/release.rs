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
            // `usable` says that it may be sent, not that nothing was corrected, nor that it is no kill.
            status: match (self.status, other.status) {
                (Some(Status::Usable), told @ Some(Status::Corrected | Status::Killed)) => told,
                (own, told) => own.or(told),
            },
            notice: self.notice.or(other.notice),
            usage: self.usage.or(other.usage),
            embargo: self.embargo.or(other.embargo),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usable_story_may_be_a_corrected_one() {
        let of = |status| Release { status, ..Release::default() };
        let check = |own, told, expected| assert_eq!(of(own).or(of(told)).status, expected);
        check(Some(Status::Usable), Some(Status::Corrected), Some(Status::Corrected));
        check(Some(Status::Usable), Some(Status::Killed), Some(Status::Killed));
        check(Some(Status::Usable), Some(Status::Withheld), Some(Status::Usable));
        check(Some(Status::Killed), Some(Status::Corrected), Some(Status::Killed));
        check(None, Some(Status::Withheld), Some(Status::Withheld));
    }
}
