//! What is true of a generated feed: one JSON object a line, beside it.

use serde::{Deserialize, Serialize};

/// A paragraph: story id and number from 1.
pub type Spot = (String, u32);

/// How a paragraph came to stand in a second story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Rewritten word by word, in an unrelated story.
    Single,
    /// Rewritten in bursts, in an unrelated story.
    Bursts,
    /// With 20 % edits, and another paragraph joined to it.
    Merge,
    /// With 20 % edits, its thirds in the order 2, 3, 1.
    Rotation,
    /// One half of it after 20 % edits.
    Half,
    /// Twelve words of it after 20 % edits, as a paragraph.
    Piece,
    /// Rewritten in a rewrite of the whole story.
    Linked,
    /// The same, and joined with its neighbour.
    LinkedMerge,
    /// The same, and cut in two.
    LinkedSplit,
}

/// What a story is in its feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Nothing before it tells the same in these words.
    Base,
    /// A rewrite of the base of its cluster.
    Rewrite,
    /// Stitched from several stories; a cluster of its own.
    Digest,
    /// One of a series with the same skeleton; a cluster of its own.
    Template,
    /// The base with other figures.
    Update,
    /// A copy of the widely printed wire story.
    Wire,
}

/// One line of the truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Truth {
    /// A story and the cluster that it belongs to.
    Story {
        /// Its id.
        id: String,
        /// Its cluster, by the id of the base.
        cluster: String,
        /// What it is.
        role: Role,
        /// The series of a template.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        series: Option<u32>,
    },
    /// Two paragraphs of which one was made from the other.
    Pair {
        /// The source.
        a: Spot,
        /// What became of it.
        b: Spot,
        /// How.
        way: Way,
        /// Thousandths of the words of the source that did not survive; of a half and a piece, of its own words that are
        /// not from the source; between linked stories, of the words of the part that was used.
        changed: u32,
        /// Words of what became of it.
        words: u32,
    },
    /// A verbatim run that two stories share, in paragraphs that are otherwise unrelated.
    Run {
        /// Story that lends it.
        a: String,
        /// Story that holds it.
        b: String,
        /// Pairs of paragraphs that hold some of it on both sides; any of them will do.
        places: Vec<(u32, u32)>,
        /// Its words.
        words: u32,
        /// What its words tell, in bits.
        bits: u32,
        /// Whether it goes across the end of a paragraph on either side.
        across: bool,
    },
    /// A copy of a paragraph that many stories carry.
    Copy {
        /// Which paragraph.
        group: u32,
        /// Number of earlier copies.
        rank: u32,
        /// Where it is.
        at: Spot,
    },
}
