//! How one version of a story became the next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, Relation};
use crate::text::{ParagraphKind, Status};

/// What a new version is to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The same text, but for style.
    Repeat,
    /// What it stated is put right: it says so, or a fact differs and hardly anything else.
    Correction,
    /// It must no longer be used.
    Withdrawal,
    /// Parts of it are gone, and nothing came.
    Trim,
    /// It begins otherwise, or most of it is new.
    Recast,
    /// Something came.
    Update,
}

impl Step {
    /// Returns its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Step::Repeat => "repeat",
            Step::Correction => "correction",
            Step::Withdrawal => "withdrawal",
            Step::Trim => "trim",
            Step::Recast => "recast",
            Step::Update => "update",
        }
    }
}

/// Hundredths of the words of both versions that may differ in a correction that does not say that it is one. A desk that
/// mends a figure touches a sentence or two; an update brings paragraphs.
const FEW: u64 = 6;
/// Hundredths of the old words that a version keeps at least which is no recast.
const KEPT: u64 = 50;
/// Hundredths of the new words that may be new in a trim ...
const NEW: u64 = 3;
/// ... and of the old words that must be gone.
const GONE: u64 = 5;

/// Returns what the second story of a comparison is to the first, both versions of one story. `status` is that of the second.
pub fn step(comparison: &Comparison, status: Option<Status>) -> Step {
    let s = &comparison.summary;
    let words = |at: usize| comparison.stories.get(at).map_or(0, |story| u64::from(story.words)).max(1);
    let (gone, new) = (u64::from(s.reworded_a + s.only_a), u64::from(s.reworded_b + s.only_b));
    let kept = u64::from(s.kept + s.restyled);
    if matches!(status, Some(Status::Killed | Status::Withheld)) {
        Step::Withdrawal
    } else if gone + new == 0 && s.facts_changed == 0 {
        Step::Repeat
    } else if status == Some(Status::Corrected)
        || s.facts_changed > 0 && (gone + new) * 100 <= (words(0) + words(1)) * FEW
    {
        Step::Correction
    } else if kept * 100 < words(0) * KEPT && kept * 100 < words(1) * KEPT || begins_anew(comparison) {
        Step::Recast
    } else if new * 100 <= words(1) * NEW && gone * 100 >= words(0) * GONE {
        Step::Trim
    } else {
        Step::Update
    }
}

/// Whether the first paragraph of the new version tells nothing that the first one of the old did.
fn begins_anew(comparison: &Comparison) -> bool {
    let lead = |at: usize| {
        let paragraphs = &comparison.stories.get(at)?.paragraphs;
        paragraphs.iter().find(|p| p.kind == ParagraphKind::Body).map(|p| p.n)
    };
    let (Some(a), Some(b)) = (lead(0), lead(1)) else { return false };
    let told = |l: &&crate::compare::Link| l.a.paragraph == a && l.b.paragraph == b;
    !comparison.links.iter().filter(told).any(|l| l.relation < Relation::Rewritten)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Options, compare};
    use crate::text::Story;

    const OLD: &str = "A ferry with 47 people on board sank off Ostravia on Tuesday, the coast guard said.\n\n\
        Rescue boats reached the place after two hours in heavy seas, and helicopters searched until dusk.\n\n\
        The company said the ship had passed its inspection in March without complaint.\n\n\
        Families waited in the harbour hall through the night for news of their relatives.";

    fn of(new: &str, status: Option<Status>) -> Step {
        let [old, new] = [OLD, new].map(|text| Story::new("v", text.to_owned()));
        step(&compare(&old, &new, &Options::default()), status)
    }

    #[test]
    fn steps_are_told_apart() {
        assert_eq!(of(OLD, None), Step::Repeat);
        assert_eq!(of(OLD, Some(Status::Killed)), Step::Withdrawal);
        assert_eq!(of(&OLD.replace("47", "41"), None), Step::Correction);
        let trimmed: Vec<&str> = OLD.split("\n\n").take(3).collect();
        assert_eq!(of(&trimmed.join("\n\n"), None), Step::Trim);
        let more = "The transport minister ordered an inquiry and promised a report by the end of the month, while divers went \
                    down to the wreck for the first time on Wednesday morning.";
        assert_eq!(of(&format!("{OLD}\n\n{more}"), None), Step::Update);
        assert_eq!(of(&format!("{OLD}\n\n{more}"), Some(Status::Corrected)), Step::Correction);
        let recast = OLD.replace(
            "A ferry with 47 people on board sank off Ostravia on Tuesday, the coast guard said.",
            "Prosecutors opened an inquiry into a shipping company on Wednesday after its captain was arrested at home.",
        );
        assert_eq!(of(&recast, None), Step::Recast);
    }
}
