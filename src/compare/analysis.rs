//! Everything that is found out about two stories before it is put in words, independent of their order.
//!
//! Alignment and word diff break ties, and a tie broken from the left is another tie from the right. So the two
//! stories are always analysed in one order, that of their BLAKE3, and the result is turned round when the caller
//! has them the other way: `compare(b, a)` mirrors `compare(a, b)` by construction.

use rayon::prelude::*;

use crate::align::{Context, Hint, SentenceLink, align, moved};
use crate::compare::model::turns;
use crate::compare::{Options, in_pool};
use crate::diff::{Cells, Change, FactRow, LinkView, QuoteRow, changes, ledger, quote_ledger};
use crate::facts::{Facet, Mentions};
use crate::text::{Pair, Side, Story};

/// Links from which the word stage is spread over threads: below, starting them costs more than it saves.
const PARALLEL: usize = 256;

/// What was found, in the order of the stories that was asked for.
pub(crate) struct Analysis {
    /// What each story mentions anywhere.
    pub mentions: Pair<Mentions>,
    /// Links in order of A, then of B.
    pub links: Vec<SentenceLink>,
    /// For each link whether it moved.
    pub moved: Vec<bool>,
    /// For each link and side whether each token is explained by another link.
    elsewhere: Vec<Pair<Vec<bool>>>,
    /// The word changes of each link.
    pub changes: Vec<Vec<Change>>,
    /// Hints in order of A, then of B.
    pub related: Vec<Hint>,
    /// The fact ledger: changes of fact first, each part in order of the links.
    pub facts: Vec<FactRow>,
    /// The quote ledger: in order of A, quotations of B alone last.
    pub quotes: Vec<QuoteRow>,
    /// Whether a work limit was met.
    pub approximate: bool,
}

/// Analyses two stories.
pub(crate) fn analyse(stories: Pair<&Story>, hashes: Pair<&blake3::Hash>, options: &Options) -> Analysis {
    let turned = hashes.left.as_bytes() > hashes.right.as_bytes();
    let mut analysis = in_order(if turned { stories.swap() } else { stories }, options);
    if turned {
        analysis.turn();
    }
    analysis.sort();
    analysis
}

fn in_order(stories: Pair<&Story>, options: &Options) -> Analysis {
    let mentions = stories.map(Mentions::new);
    let context = Context::new(stories.left, stories.right);
    let alignment = align(&context);
    let moved = moved(&context, &alignment.links);
    let elsewhere = elsewhere(stories, &alignment.links);
    let views = views(stories, &alignment.links, &elsewhere);
    let changes = in_pool(options.threads, views.len() >= PARALLEL, || word_changes(&views));
    let facts = ledger(&views, &changes, &mentions);
    let quotes = quote_ledger(stories, &views);
    let (links, related, approximate) = (alignment.links, alignment.related, alignment.approximate);
    Analysis { mentions, links, moved, elsewhere, changes, related, facts, quotes, approximate }
}

impl Analysis {
    /// Returns what each link knows of its sentences.
    pub(crate) fn views<'a>(&'a self, stories: Pair<&'a Story>) -> Vec<LinkView<'a>> {
        views(stories, &self.links, &self.elsewhere)
    }

    fn turn(&mut self) {
        std::mem::swap(&mut self.mentions.left, &mut self.mentions.right);
        self.elsewhere.iter_mut().for_each(|e| std::mem::swap(&mut e.left, &mut e.right));
        self.links.iter_mut().for_each(SentenceLink::turn);
        self.changes.iter_mut().flatten().for_each(Change::turn);
        self.related.iter_mut().for_each(Hint::turn);
        self.facts.iter_mut().for_each(|f| f.span = f.span.swap());
        self.quotes.iter_mut().for_each(QuoteRow::turn);
    }

    fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.links.len()).collect();
        order.sort_by_key(|l| (self.links[*l].a, self.links[*l].b));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        self.links.sort_by_key(|l| (l.a, l.b));
        self.moved = order.iter().map(|l| self.moved[*l]).collect();
        self.elsewhere = order.iter().map(|l| std::mem::take(&mut self.elsewhere[*l])).collect();
        self.changes = order.iter().map(|l| std::mem::take(&mut self.changes[*l])).collect();
        for fact in &mut self.facts {
            fact.link = place[fact.link];
        }
        let rank = |f: &FactRow| match (f.span.left, f.span.right) {
            (Some(_), Some(_)) => 0,
            _ if turns(f.facet) => 1,
            _ if f.facet == Facet::Attribution => 2,
            _ => 3,
        };
        self.facts
            .sort_by_key(|f| (rank(f), f.span.left.is_none(), f.link, f.span.left, f.span.right, f.facet));
        self.related.sort_by_key(|h| (h.a, h.b));
        self.quotes.sort_by_key(|q| (q.span.left.is_none(), q.span.left, q.span.right));
    }
}

fn word_changes(views: &[LinkView<'_>]) -> Vec<Vec<Change>> {
    if views.len() < PARALLEL {
        let mut cells = Cells::default();
        return views.iter().map(|view| changes(view, &mut cells)).collect();
    }
    views.par_iter().map_init(Cells::default, |cells, view| changes(view, cells)).collect()
}

/// What each link knows of its sentences.
fn views<'a>(
    stories: Pair<&'a Story>,
    links: &'a [SentenceLink],
    elsewhere: &'a [Pair<Vec<bool>>],
) -> Vec<LinkView<'a>> {
    let view = |(link, elsewhere): (&'a SentenceLink, &'a Pair<Vec<bool>>)| LinkView {
        stories,
        sentence: Pair::new(link.a, link.b),
        matched: &link.matched,
        elsewhere,
    };
    links.iter().zip(elsewhere).map(view).collect()
}

/// For each link and side whether each token is explained by another link of the sentence. A word that one of them
/// matched is; one that none matched belongs to the link of the nearest matched word, so that it is shown once.
fn elsewhere(stories: Pair<&Story>, links: &[SentenceLink]) -> Vec<Pair<Vec<bool>>> {
    let owners = Pair::new(owners(stories, Side::Left, links), owners(stories, Side::Right, links));
    let of = |at: usize, link: &SentenceLink, side: Side| {
        let range = stories[side].sentences()[link.sentence(side)].tokens.clone();
        owners[side][range].iter().map(|owner| *owner != at).collect()
    };
    let both = |(at, link)| Pair::new(of(at, link, Side::Left), of(at, link, Side::Right));
    links.iter().enumerate().map(both).collect()
}

/// The link that each token of one story belongs to; tokens of unlinked sentences belong to none.
fn owners(stories: Pair<&Story>, side: Side, links: &[SentenceLink]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let story = stories[side];
    let mut owners = vec![NONE; story.tokens().len()];
    let mut linked: Vec<(usize, usize)> = Vec::with_capacity(links.len());
    for (at, link) in links.iter().enumerate() {
        let sentence = link.sentence(side);
        linked.push((sentence, at));
        let first = story.sentences()[sentence].tokens.start;
        for token in link.matched_on(side) {
            owners[first + token] = at;
        }
    }
    linked.sort_unstable();
    linked.dedup_by_key(|l| l.0);
    for (sentence, any) in linked {
        let range = story.sentences()[sentence].tokens.clone();
        let matched: Vec<(usize, usize)> =
            range.clone().filter(|t| owners[*t] != NONE).map(|t| (t, owners[t])).collect();
        let mut next = 0;
        for token in range {
            while next < matched.len() && matched[next].0 < token {
                next += 1;
            }
            let after = matched.get(next);
            let before = next.checked_sub(1).map(|at| &matched[at]);
            owners[token] = match (before, after) {
                (Some(b), Some(a)) if a.0 - token < token - b.0 => a.1,
                (Some(b), _) => b.1,
                (None, Some(a)) => a.1,
                (None, None) => any,
            };
        }
    }
    owners
}
