//! Which stories of a cluster stay, and which go.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compare::Relation;
use crate::feed::dedup::manifest::{Reason, SentenceCopy};
use crate::feed::dedup::proof::{Proof, proof};
use crate::ingest::RecordPlace;
use crate::text::{Span, Story};

/// Kept stories of one cluster that a story is held against, besides those with an equal text. More would rarely help, and
/// a cluster without equal texts would cost the square of its stories.
const MOST: usize = 8;

/// Which story of a cluster is kept before the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// The one published first; stories without time come last.
    #[default]
    Earliest,
    /// The one with most words, of equals the earliest.
    Longest,
    /// The first in the inputs.
    First,
}

/// What may be dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Which story is kept.
    pub keep: Keep,
    /// Whether stories may be dropped that say something no kept story says.
    pub lossy: bool,
}

/// A story of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Its id in the scan.
    pub id: String,
    /// Where its record lies.
    pub place: RecordPlace,
    /// Its words.
    pub words: u32,
}

/// A story that goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// Its id.
    pub id: String,
    /// Where its record lies.
    pub place: RecordPlace,
    /// The story kept in its place.
    pub kept: String,
    /// Where that lies.
    pub kept_place: RecordPlace,
    /// Share of its words that stand in sentences which the kept story has, 0 to 1.
    pub score: f64,
    /// Why it goes.
    pub reason: Reason,
    /// Where its sentences stand in the kept story; empty for identical texts.
    pub copies: Vec<SentenceCopy>,
    /// Sentences that no kept story has, with their text.
    pub residual: Vec<(Span, String)>,
}

/// What becomes of a cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The stories that go.
    pub dropped: Vec<Dropped>,
    /// Stories besides the first that stay because some sentence of theirs stands in no other story that stays.
    pub stayed: u64,
}

/// Chooses among the members of a cluster, which are in order of publication. `load` reads the story of a member; each is
/// read once, and at most nine are held at a time.
///
/// # Errors
/// Those of `load`.
pub fn choose<E>(
    members: &[Member],
    rules: Rules,
    mut load: impl FnMut(&Member) -> Result<Story, E>,
) -> Result<Choice, E> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    match rules.keep {
        Keep::Earliest => {}
        Keep::Longest => order.sort_by_key(|m| (std::cmp::Reverse(members[*m].words), *m)),
        Keep::First => order.sort_by_key(|m| members[*m].place),
    }
    let mut choice = Choice::default();
    let mut kept: Vec<(usize, Story)> = Vec::new();
    let mut texts: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for at in order {
        let story = load(&members[at])?;
        let text = *blake3::hash(story.raw().as_bytes()).as_bytes();
        let dropped = match texts.get(&text) {
            Some(same) => Some(identical(&members[at], &members[*same])),
            None => copied(&story, &members[at], &kept, members, rules),
        };
        match dropped {
            Some(dropped) => choice.dropped.push(dropped),
            None => {
                choice.stayed += u64::from(!texts.is_empty());
                texts.insert(text, at);
                if kept.len() < MOST {
                    kept.push((at, story));
                }
            }
        }
    }
    Ok(choice)
}

fn identical(member: &Member, kept: &Member) -> Dropped {
    Dropped {
        id: member.id.clone(),
        place: member.place,
        kept: kept.id.clone(),
        kept_place: kept.place,
        score: 1.0,
        reason: Reason::Identical,
        copies: Vec::new(),
        residual: Vec::new(),
    }
}

/// Drops a story of which a kept one has every sentence; with losses, the first kept one has the same copy anyway.
fn copied(
    story: &Story,
    member: &Member,
    kept: &[(usize, Story)],
    members: &[Member],
    rules: Rules,
) -> Option<Dropped> {
    // With losses everything but the first story goes, so that there is one to hold it against.
    let proofs = kept.iter().map(|(at, other)| (*at, proof(story, other)));
    let (at, found): (usize, Proof) = match rules.lossy {
        true => proofs.take(1).next()?,
        false => proofs.into_iter().find(|(_, proof)| proof.is_whole())?,
    };
    let restyled = |copy: &SentenceCopy| copy.relation <= Relation::Style;
    let reason = if found.is_whole() && found.copies.iter().all(restyled) {
        Reason::Restyled
    } else {
        Reason::SameCopy
    };
    let residual = found.missing.iter().map(|span| (*span, span.of(story.raw()).to_owned())).collect();
    let score = found.share();
    let base = identical(member, &members[at]);
    Some(Dropped { score, reason, copies: found.copies, residual, ..base })
}
