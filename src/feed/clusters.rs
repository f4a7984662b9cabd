//! Clusters as a reader wants them: the lead with its evidence, the members against it.

use crate::cluster::{Member, Reason, lead};
use crate::feed::lines::rounded;
use crate::feed::model::{ClusterLine, Evidence, Version};
use crate::feed::stories::StoryRow;
use crate::feed::time;
use crate::matching::{Relation, StoryLink};

/// All that cluster lines are made of.
pub(super) struct Clusters<'a> {
    pub rows: &'a [StoryRow],
    /// By later story, then by earlier.
    pub links: &'a [StoryLink],
}

/// One link seen from one of its stories. There are two for each link, so that they are small.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct View {
    own: u32,
    /// The other story.
    other: u32,
    /// Index of the link.
    link: u32,
}

impl Clusters<'_> {
    /// Returns the lines, largest cluster first, then by first member.
    pub(super) fn lines(&self, clusters: &[Vec<u32>]) -> Vec<ClusterLine> {
        let mut clustered: Vec<u32> = clusters.concat();
        clustered.sort_unstable();
        let mut views: Vec<View> = Vec::with_capacity(2 * self.links.len());
        for (link, l) in (0..).zip(self.links) {
            for (own, other) in [(l.later, l.earlier), (l.earlier, l.later)] {
                if clustered.binary_search(&own).is_ok() {
                    views.push(View { own, other, link });
                }
            }
        }
        views.sort_unstable();
        let of = |story: u32| {
            let from = views.partition_point(|v| v.own < story);
            let to = from + views[from..].partition_point(|v| v.own <= story);
            &views[from..to]
        };
        let mut lines: Vec<(usize, u32, ClusterLine)> =
            clusters.iter().map(|members| (members.len(), members[0], self.line(members, &of))).collect();
        lines.sort_by_key(|(size, first, _)| (std::cmp::Reverse(*size), *first));
        lines.into_iter().map(|l| l.2).collect()
    }

    fn line<'v>(&self, members: &[u32], of: &dyn Fn(u32) -> &'v [View]) -> ClusterLine {
        let inside = |story: u32| members.binary_search(&story).is_ok();
        let row = |story: u32| &self.rows[story as usize];
        let known: Vec<Member<'_>> = members
            .iter()
            .map(|m| {
                let sum: u64 = of(*m).iter().filter(|v| inside(v.other)).map(|v| self.covers(*v)).sum();
                let r = row(*m);
                let (outlet, credit) = (r.outlet.as_deref(), r.credit.as_deref());
                Member { outlet, credit, time: r.time, covers: sum / (members.len() as u64 - 1).max(1) }
            })
            .collect();
        let (chosen, reasons) = lead(&known);
        let head = members[chosen];
        let id = |story: u32| row(story).id.to_string();
        let best = |m: &u32| {
            of(*m).iter().filter(|v| inside(v.other)).map(|v| self.link(*v).similarity()).max().unwrap_or(0)
        };
        let weakest = members.iter().map(best).min().unwrap_or(0);
        let stated =
            |story: Option<&u32>| story.and_then(|s| row(*s).published.as_deref()).map(str::to_owned);
        let timed: Vec<u32> = members.iter().copied().filter(|m| row(*m).time.is_some()).collect();
        let mut contained: Vec<u32> = members
            .iter()
            .flat_map(|m| of(*m))
            .filter(|v| self.link(**v).relation == Relation::Contained && !inside(v.other))
            .map(|v| v.other)
            .collect();
        contained.sort_unstable();
        contained.dedup();
        ClusterLine {
            id: id(members[0]),
            members: members.iter().map(|m| id(*m)).collect(),
            lead: id(head),
            lead_evidence: reasons.iter().map(|r| self.reason(*r, head, members.len())).collect(),
            weakest_link: rounded(f64::from(weakest) / 1e6),
            first: stated(timed.first()),
            last: stated(timed.last()),
            versions: members.iter().map(|m| self.version(*m, head, of(*m))).collect(),
            contained: contained.into_iter().map(id).collect(),
        }
    }

    fn link(&self, view: View) -> &StoryLink {
        &self.links[view.link as usize]
    }

    /// Share of the other's words that a story has, in millionths.
    fn covers(&self, view: View) -> u64 {
        let link = self.link(view);
        let share = if view.own == link.later { link.of_earlier } else { link.of_later };
        (share.coverage() * 1e6) as u64
    }

    fn version(&self, story: u32, lead: u32, views: &[View]) -> Version {
        let row = &self.rows[story as usize];
        let owned = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        let plain = Version {
            story: row.id.to_string(),
            outlet: owned(&row.outlet),
            headline: owned(&row.headline),
            published: owned(&row.published),
            words: row.words,
            ..Version::default()
        };
        let Ok(at) = views.binary_search_by_key(&lead, |v| v.other) else { return plain };
        let link = self.link(views[at]);
        let (own, of_lead) = match link.later == story {
            true => (link.of_later, link.of_earlier),
            false => (link.of_earlier, link.of_later),
        };
        Version {
            keeps: Some(rounded(of_lead.coverage())),
            from_lead: Some(rounded(own.coverage())),
            dropped: Some(of_lead.rest()),
            added: Some(own.rest()),
            ..plain
        }
    }

    fn reason(&self, reason: Reason, lead: u32, members: usize) -> Evidence {
        let (kind, text) = match reason {
            Reason::Credited(count) => ("credit", format!("{count} of {members} credit its outlet")),
            Reason::Earlier(by) => ("time", format!("published {} before the next", time::length(by))),
            Reason::Covers(share) => {
                ("coverage", format!("has {} % of the others' words, more than any other", share / 10_000))
            }
        };
        Evidence { kind: kind.to_owned(), story: Some(self.rows[lead as usize].id.to_string()), text }
    }
}
