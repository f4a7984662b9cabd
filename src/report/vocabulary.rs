//! The words that readers see for what the model says, the same in every renderer.

use std::path::Path;

use crate::compare::{Block, Class, Coverage, Direction, Relation, StoryOutline, Structure};
use crate::text::Side;

/// Whether A counts as the base of B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// Neither comes first: "only in A", "only in B".
    Neutral,
    /// A is the base: "dropped", "added".
    Base,
}

impl Stance {
    /// Returns the words for text that one side alone has.
    pub fn only(self, side: Side) -> &'static str {
        match (self, side) {
            (Stance::Neutral, Side::Left) => "only in A",
            (Stance::Neutral, Side::Right) => "only in B",
            (Stance::Base, Side::Left) => "dropped",
            (Stance::Base, Side::Right) => "added",
        }
    }

    /// Returns the words for a relation.
    pub fn relation(self, relation: Relation) -> &'static str {
        match relation {
            Relation::Identical => "same",
            Relation::Typography => "typography only",
            Relation::Style => "style only",
            Relation::Edited => "edited",
            Relation::Rewritten => "rewritten",
            Relation::OnlyA => self.only(Side::Left),
            Relation::OnlyB => self.only(Side::Right),
            Relation::Related => "related",
        }
    }
}

/// Returns the sign for a relation.
pub(super) fn glyph(relation: Relation) -> &'static str {
    match relation {
        Relation::Identical => "=",
        Relation::Typography | Relation::Style => "~s",
        Relation::Edited => "~",
        Relation::Rewritten => "%",
        Relation::OnlyA => "<",
        Relation::OnlyB => ">",
        Relation::Related => "?",
    }
}

/// Returns the sign for a structure; empty for one to one.
pub(super) fn structure_glyph(structure: Structure) -> &'static str {
    match structure {
        Structure::One => "",
        Structure::Split => "Y",
        Structure::Merge => "A",
        Structure::Many => "X",
        Structure::Partial => "p",
    }
}

/// Returns the words for a structure, with its numbers; empty for one to one.
pub(super) fn structure(block: &Block) -> String {
    let name = match block.structure {
        Structure::One => return String::new(),
        Structure::Split => "split",
        Structure::Merge => "merged",
        Structure::Many => "regrouped",
        Structure::Partial => return "in part".to_owned(),
    };
    format!("{name} {}>{}", block.a.len(), block.b.len())
}

/// Returns the sign for the direction of a move.
pub(super) fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "^",
        Direction::Down => "v",
    }
}

/// Returns the word for the direction of a move.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "up",
        Direction::Down => "down",
    }
}

/// Returns the word for a class of change.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Same => "same",
        Class::Typography => "typography",
        Class::Style => "style",
        Class::Wording => "wording",
        Class::Fact => "fact",
    }
}

/// Returns `"1 word"`, `"1,204 words"`: a count with its noun, in the plural by `s`.
pub(super) fn count(n: impl Into<u64>, noun: &str) -> String {
    let n = n.into();
    format!("{} {noun}{}", number(n), if n == 1 { "" } else { "s" })
}

/// Returns a number with a comma at each thousand.
pub(super) fn number(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns the share `part / whole` in per cent, rounded down so that 100 means all; 0 of 0 is 0.
pub(super) fn percent(part: u32, whole: u32) -> u32 {
    if whole == 0 { 0 } else { (u64::from(part) * 100 / u64::from(whole)).min(100) as u32 }
}

/// Returns paragraph numbers with their side: `"A4"`, `"A5-A7"`, `"A5, A9"`.
pub(super) fn paragraphs(side: Side, numbers: &[u32]) -> String {
    let letter = side.letter();
    match numbers {
        [] => String::new(),
        [one] => format!("{letter}{one}"),
        [first, .., last] if *last as usize - *first as usize + 1 == numbers.len() => {
            format!("{letter}{first}-{last}")
        }
        several => several.iter().map(|n| format!("{letter}{n}")).collect::<Vec<_>>().join(", "),
    }
}

/// Returns a name for the base and for each outlet of a matrix, so that no two are alike: the outlet where one story
/// alone states it, else the name of the file without folder and extension, else the whole id.
pub(super) fn names(model: &Coverage) -> Vec<String> {
    let stories: Vec<&StoryOutline> = std::iter::once(&model.base).chain(&model.outlets).collect();
    let ids: Vec<&str> = stories.iter().map(|s| s.id.as_str()).collect();
    let stems: Vec<&str> = ids.iter().map(|id| stem(id)).collect();
    let outlets: Vec<&str> = stories.iter().map(|s| s.outlet.as_deref().unwrap_or("")).collect();
    let alone = |list: &[&str], at: usize| {
        let same = |other: &&str| other.eq_ignore_ascii_case(list[at]);
        !list[at].is_empty() && list.iter().filter(|o| same(o)).count() == 1
    };
    let name = |at: usize| match [&outlets, &stems].into_iter().find(|list| alone(list, at)) {
        Some(list) => list[at].to_owned(),
        None => ids[at].to_owned(),
    };
    (0..stories.len()).map(name).collect()
}

/// Returns the names of the two stories of a comparison, as in [`names`].
pub(super) fn pair_names(stories: &[StoryOutline]) -> [String; 2] {
    let name = |story: &StoryOutline| story.outlet.clone().unwrap_or_else(|| stem(&story.id).to_owned());
    let two = [stories.first().map_or(String::new(), name), stories.get(1).map_or(String::new(), name)];
    match (two, stories) {
        ([a, b], [first, second, ..]) if a.eq_ignore_ascii_case(&b) => [first.id.clone(), second.id.clone()],
        (two, _) => two,
    }
}

/// The name of a file without folder and extension.
fn stem(id: &str) -> &str {
    Path::new(id).file_stem().and_then(|s| s.to_str()).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ranges() {
        assert_eq!(number(1_234_567_u32), "1,234,567");
        assert_eq!(count(1_u32, "word"), "1 word");
        assert_eq!(percent(999, 1000), 99);
        assert_eq!(paragraphs(Side::Left, &[5, 6, 7]), "A5-7");
        assert_eq!(paragraphs(Side::Right, &[5, 9]), "B5, B9");
    }
}
