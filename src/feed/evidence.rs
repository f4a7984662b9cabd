//! What is known of who came first, in rows that a reader can check.

use crate::cluster::{SAME_TIME, names};
use crate::feed::model::{Direction, Evidence};
use crate::feed::stories::StoryRow;
use crate::feed::time;
use crate::matching::{Relation, StoryLink};

/// Looks up what speaks for the direction of a link.
pub(super) struct Evidences<'a> {
    rows: &'a [StoryRow],
    /// By later story, then by earlier.
    links: &'a [StoryLink],
    /// Where the links of each later story begin.
    starts: Vec<u32>,
}

impl<'a> Evidences<'a> {
    pub(super) fn new(rows: &'a [StoryRow], links: &'a [StoryLink]) -> Evidences<'a> {
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let mut at = 0;
        for story in 0..=rows.len() {
            while links.get(at).is_some_and(|l| (l.later as usize) < story) {
                at += 1;
            }
            starts.push(at as u32);
        }
        Evidences { rows, links, starts }
    }

    /// Returns the direction of a link and what says so, strongest first. Only copies and contained stories have one.
    pub(super) fn of(&self, link: &StoryLink) -> (Direction, Vec<Evidence>) {
        if !matches!(link.relation, Relation::Copy | Relation::Contained) {
            return (Direction::Unknown, Vec::new());
        }
        let mut rows = Vec::new();
        let mut direction = Direction::Unknown;
        let mut settle = |found: Direction| {
            if direction == Direction::Unknown {
                direction = found;
            }
        };
        let [earlier, later] = [link.earlier, link.later].map(|story| &self.rows[story as usize]);
        for (own, other) in [(earlier, later), (later, earlier)] {
            let outlet = own.outlet.as_deref().unwrap_or("");
            if let Some(credit) = other.credit.as_deref()
                && own.outlet != other.outlet
                && names(outlet, credit)
            {
                settle(Direction::Credited);
                rows.push(row("credit", Some(own), format!("the other credits {credit}")));
            }
        }
        if let (Some(a), Some(b)) = (earlier.credit.as_deref(), later.credit.as_deref())
            && rows.is_empty()
            && a.eq_ignore_ascii_case(b)
            && earlier.outlet != later.outlet
        {
            settle(Direction::CommonSource);
            rows.push(row("credit", None, format!("both credit {a}")));
        }
        if let (Some(a), Some(b)) = (earlier.time, later.time)
            && b - a > SAME_TIME
        {
            settle(Direction::Earlier);
            rows.push(row(
                "time",
                Some(earlier),
                format!("published {} earlier", time::length(b.abs_diff(a))),
            ));
        }
        if let Some(source) = self.common(link) {
            settle(Direction::CommonSource);
            let story = &self.rows[source as usize];
            rows.push(row(
                "common-source",
                Some(story),
                "covers both better than they cover each other".to_owned(),
            ));
        }
        let (a, b) = (link.of_earlier.coverage(), link.of_later.coverage());
        if (a - b).abs() >= 0.2 {
            let (wide, share, other) = if a > b { (later, a, b) } else { (earlier, b, a) };
            let text =
                format!("has {:.0} % of the other, which has {:.0} % of it", share * 100.0, other * 100.0);
            rows.push(row("coverage", Some(wide), text));
        }
        (direction, rows)
    }

    /// An earlier story near both that has more of each than they have of each other.
    fn common(&self, link: &StoryLink) -> Option<u32> {
        let before = |story: u32| {
            let story = story as usize;
            &self.links[self.starts[story] as usize..self.starts[story + 1] as usize]
        };
        let of_earlier = before(link.earlier);
        let better = |theirs: &StoryLink| {
            let at = of_earlier.binary_search_by_key(&theirs.earlier, |l| l.earlier).ok()?;
            let ours = &of_earlier[at];
            let more = theirs.of_later.coverage() > link.of_later.coverage()
                && ours.of_later.coverage() > link.of_earlier.coverage();
            more.then_some(theirs.earlier)
        };
        before(link.later).iter().take_while(|l| l.earlier < link.earlier).find_map(better)
    }
}

fn row(kind: &str, story: Option<&StoryRow>, text: String) -> Evidence {
    Evidence { kind: kind.to_owned(), story: story.map(|s| s.id.to_string()), text }
}
