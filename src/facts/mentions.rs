//! Everything that a story mentions anywhere, to tell what it dropped from what it says elsewhere.

use crate::text::{Story, Token};

/// The words and figures of a whole story, furniture and headline included.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    keys: Vec<u64>,
}

impl Mentions {
    /// Collects the mentions of a story.
    pub fn new(story: &Story) -> Mentions {
        let mut keys: Vec<u64> =
            story.tokens().iter().filter(|t| !t.dateline).flat_map(|t| [t.key, t.stem]).collect();
        keys.sort_unstable();
        keys.dedup();
        Mentions { keys }
    }

    /// Whether the story has the word in any form, or the figure in any notation.
    pub fn has(&self, token: &Token) -> bool {
        self.keys.binary_search(&token.key).is_ok() || self.keys.binary_search(&token.stem).is_ok()
    }
}
