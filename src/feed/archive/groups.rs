//! What a story has in common with the earlier ones, as bytes.

use crate::index::disk::varint::{put, take};
use crate::matching::{Kind, Relation, Share, StoryLink, UnitMatch};

/// A pair of stories that were matched. Units are numbered in their stories.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    /// The earlier story.
    pub earlier: u32,
    /// What verifying found, with its marks.
    pub first: Vec<UnitMatch>,
    /// What holds of that, and what the link adds.
    pub matches: Vec<UnitMatch>,
    /// The link, if there is one; it names no stories.
    pub link: Option<StoryLink>,
    /// Whether the two are versions of one story.
    pub revision: bool,
    /// Whether link and matches were made.
    pub linked: bool,
}

const KINDS: [Kind; 5] = [Kind::Exact, Kind::Same, Kind::Context, Kind::Quote, Kind::Weak];
const RELATIONS: [Relation; 5] =
    [Relation::Copy, Relation::Contained, Relation::Shared, Relation::Template, Relation::Revision];

pub(super) fn encode(groups: &[Group]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, groups.len() as u64);
    for group in groups {
        put(&mut out, group.earlier.into());
        put(&mut out, u64::from(group.revision) | u64::from(group.linked) << 1);
        match &group.link {
            None => put(&mut out, 0),
            Some(link) => {
                let relation = RELATIONS.iter().position(|r| *r == link.relation).unwrap_or(0);
                put(&mut out, relation as u64 + 1);
                put(&mut out, link.matches.into());
                for share in [link.of_later, link.of_earlier] {
                    for number in [share.words, share.covered, share.plain, share.plain_covered] {
                        put(&mut out, number.into());
                    }
                }
            }
        }
        for matches in [&group.first, &group.matches] {
            put(&mut out, matches.len() as u64);
            matches.iter().for_each(|m| put_match(&mut out, m));
        }
    }
    out
}

/// Returns what [`encode`] wrote; none where it cannot be read.
pub(super) fn decode(mut bytes: &[u8]) -> Option<Vec<Group>> {
    let b = &mut bytes;
    let count = take(b)?;
    let mut out = Vec::new();
    for _ in 0..count {
        let earlier = number(b)?;
        let flags = take(b)?;
        let link = match take(b)? {
            0 => None,
            relation => {
                let relation = *RELATIONS.get(usize::try_from(relation - 1).ok()?)?;
                let matches = number(b)?;
                let mut share = || -> Option<Share> {
                    let (words, covered) = (number(b)?, number(b)?);
                    Some(Share { words, covered, plain: number(b)?, plain_covered: number(b)? })
                };
                let (of_later, of_earlier) = (share()?, share()?);
                Some(StoryLink { later: 0, earlier: 0, of_later, of_earlier, matches, relation })
            }
        };
        let mut lists = [Vec::new(), Vec::new()];
        for list in &mut lists {
            for _ in 0..take(b)? {
                list.push(take_match(b)?);
            }
        }
        let [first, matches] = lists;
        let (revision, linked) = (flags & 1 == 1, flags & 2 == 2);
        out.push(Group { earlier, first, matches, link, revision, linked });
    }
    Some(out)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(bytes)?).ok()
}

fn put_match(out: &mut Vec<u8>, m: &UnitMatch) {
    put(out, m.later.into());
    put(out, m.earlier.into());
    let numbers = [m.score, m.bits, m.coverage, m.words, m.plain_words, m.plain_score, m.plain_bits, m.run];
    numbers.iter().for_each(|n| put(out, (*n).into()));
    let kind = KINDS.iter().position(|k| *k == m.kind).unwrap_or(0) as u64;
    let flags = [m.whole, m.template, m.quoted, m.part, m.boilerplate];
    put(out, flags.iter().fold(kind, |sum, flag| sum << 1 | u64::from(*flag)));
}

fn take_match(b: &mut &[u8]) -> Option<UnitMatch> {
    let (later, earlier) = (number(b)?, number(b)?);
    let mut next = || u16::try_from(take(b)?).ok();
    let [score, bits, coverage, words] = [next()?, next()?, next()?, next()?];
    let [plain_words, plain_score, plain_bits, run] = [next()?, next()?, next()?, next()?];
    let rest = take(b)?;
    let flag = |n: u32| rest >> n & 1 == 1;
    Some(UnitMatch {
        later,
        earlier,
        score,
        bits,
        coverage,
        words,
        plain_words,
        plain_score,
        plain_bits,
        run,
        kind: *KINDS.get(usize::try_from(rest >> 5).ok()?)?,
        whole: flag(4),
        template: flag(3),
        quoted: flag(2),
        part: flag(1),
        boilerplate: flag(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_back_and_damage_is_none() {
        let m = UnitMatch {
            later: 3,
            earlier: 70_000,
            score: 212,
            bits: 300,
            coverage: 1000,
            words: 40,
            plain_words: 31,
            plain_score: 180,
            plain_bits: 99,
            run: 12,
            kind: Kind::Weak,
            whole: true,
            template: false,
            quoted: true,
            part: false,
            boilerplate: true,
        };
        let share = Share { words: 400, covered: 300, plain: 200, plain_covered: 7 };
        let link = StoryLink {
            later: 0,
            earlier: 0,
            of_later: share,
            of_earlier: Share::default(),
            matches: 4,
            relation: Relation::Template,
        };
        let one = Group {
            earlier: 9,
            first: vec![m, UnitMatch { kind: Kind::Exact, boilerplate: false, ..m }],
            matches: vec![m],
            link: Some(link),
            revision: false,
            linked: true,
        };
        let two = Group { earlier: 1 << 30, link: None, linked: false, revision: true, ..one.clone() };
        let bytes = encode(&[one.clone(), two.clone()]);
        assert_eq!(decode(&bytes), Some(vec![one, two]));
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), None, "cut at {end}");
        }
    }
}
