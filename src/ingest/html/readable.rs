//! Where the markup does not tell: the part of a page that reads like a story.

use dom_smoothie::{Config, Readability};

use super::walk::{Input, Walked, walk};

/// Returns the blocks that Readability takes for the story; nothing when it finds none. Builds trees: only for pages that the
/// limits let pass.
pub(super) fn readable(html: &str) -> Option<Walked> {
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    Some(walk(&article.content, Input::Page))
}
