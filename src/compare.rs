//! Two stories -> one [`Comparison`]; one story and many -> one [`Coverage`].

mod analysis;
mod coverage;
mod coverage_model;
mod explain;
mod explain_model;
mod marks;
mod model;
mod outline;
mod summary;

use rayon::prelude::*;

pub use coverage_model::*;
pub use explain::explain;
pub use explain_model::*;
pub use marks::{Mark, marks};
pub use model::*;

use crate::align::{BlockPlan, SentenceLink, blocks};
use crate::diff::{Change, ChangeKind, LinkView, facets};
use crate::facts::Mentions;
use crate::text::{Pair, Side, Story, background};
use analysis::analyse;
use outline::{outline, sentence_id};

/// How to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Threads to use; 0 for one a core. The result is the same for any number.
    pub threads: usize,
}

/// Compares story `a` with story `b`.
///
/// Nothing fails and nothing depends on time, threads or hash order. `compare(b, a)` is the mirror image of
/// `compare(a, b)`; a story against itself has only identical links. Cost is about linear in the stories for news,
/// bounded by the limits of the alignment for anything else; past a limit the result says `approximate`.
///
/// ```
/// use wirediff::{Options, Story, compare};
/// let a = Story::new("a", "The ferry sank on Tuesday with 12 sailors aboard, the coast guard said.".to_owned());
/// let b = Story::new("b", "The ferry sank on Tuesday with 21 sailors aboard, the coast guard said.".to_owned());
/// let comparison = compare(&a, &b, &Options::default());
/// assert_eq!(comparison.facts[0].facet.name(), "number");
/// ```
pub fn compare(a: &Story, b: &Story, options: &Options) -> Comparison {
    let stories = Pair::new(a, b);
    let hashes = stories.map(|s| blake3::hash(s.raw().as_bytes()));
    let found = analyse(stories, hashes.as_ref(), options);
    let plans = blocks(stories, &found.links, &found.moved);
    let views = found.views(stories);
    let described = found.links.iter().zip(&views).zip(&found.changes);
    let links: Vec<Link> =
        described.map(|((link, view), changes)| describe(link, view, changes, &found.mentions)).collect();
    let mut comparison = Comparison {
        schema: SCHEMA.to_owned(),
        table: background::hash().to_owned(),
        approximate: found.approximate,
        stories: vec![outline(a, &hashes.left), outline(b, &hashes.right)],
        links,
        blocks: Vec::new(),
        only_a: alone(stories, Side::Left, &found.links),
        only_b: alone(stories, Side::Right, &found.links),
        related: found
            .related
            .iter()
            .map(|h| Related { a: sentence_id(a, h.a), b: sentence_id(b, h.b), containment: h.containment })
            .collect(),
        quotes: found
            .quotes
            .iter()
            .map(|q| QuoteEntry {
                a: q.span.left,
                b: q.span.right,
                sentence_a: q.sentence.left.map(|s| sentence_id(a, s)),
                sentence_b: q.sentence.right.map(|s| sentence_id(b, s)),
                speaker_a: q.speaker.left,
                speaker_b: q.speaker.right,
                status: q.status,
            })
            .collect(),
        facts: found
            .facts
            .iter()
            .map(|f| {
                let link = &found.links[f.link];
                FactEntry {
                    facet: f.facet,
                    a: Some(sentence_id(a, link.a)),
                    b: Some(sentence_id(b, link.b)),
                    from: f.span.left,
                    to: f.span.right,
                    link: f.link as u32,
                }
            })
            .collect(),
        summary: Summary::default(),
    };
    comparison.blocks = describe_blocks(stories, &plans, &found.links, &found.moved, &comparison.links);
    for block in &comparison.blocks {
        for link in &block.links {
            comparison.links[*link as usize].moved = block.moved.clone();
        }
    }
    comparison.summary = summary::summary(stories, &views, &found.changes, &comparison);
    comparison
}

/// Compares a base story with several outlets and returns who kept which paragraph.
///
/// The outlets are compared in parallel; their order in the result is the order given.
pub fn coverage(base: &Story, outlets: &[Story], options: &Options) -> Coverage {
    let single = Options { threads: 1 };
    let comparisons: Vec<Comparison> = in_pool(options.threads, outlets.len() > 1, || {
        outlets.par_iter().map(|o| compare(base, o, &single)).collect()
    });
    let words = |story: usize, paragraph: &ParagraphOutline| {
        let story = if story == 0 { base } else { &outlets[story - 1] };
        let sentences = story.paragraphs()[paragraph.n as usize - 1].sentences.clone();
        sentences.map(|s| story.words_in(s) as u32).sum()
    };
    coverage::from_comparisons(outline(base, &blake3::hash(base.raw().as_bytes())), comparisons, words)
}

/// Runs `work` in a pool of `threads` (0: the default pool) when it is worth it.
fn in_pool<T: Send>(threads: usize, worth: bool, work: impl FnOnce() -> T + Send) -> T {
    if !worth || threads == 0 {
        return work();
    }
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn describe(link: &SentenceLink, view: &LinkView<'_>, changes: &[Change], mentions: &Pair<Mentions>) -> Link {
    let ops: Vec<Op> = changes
        .iter()
        .map(|change| {
            let (class, facets) = facets(view, change, mentions);
            Op {
                op: match change.kind {
                    ChangeKind::Equal => OpKind::Equal,
                    ChangeKind::Replace => OpKind::Replace,
                    ChangeKind::Delete => OpKind::Delete,
                    ChangeKind::Insert => OpKind::Insert,
                    ChangeKind::Elsewhere => OpKind::Elsewhere,
                },
                a: change.span.left,
                b: change.span.right,
                class,
                rule: change.rule.map(str::to_owned),
                facets,
            }
        })
        .collect();
    let covered = |side: Side| {
        let tokens = view.tokens(side);
        let matched = link.matched_on(side).filter(|t| tokens[*t].is_word()).count();
        share(matched, view.stories[side].words_in(view.sentence[side]))
    };
    let (a, b) = (covered(Side::Left), covered(Side::Right));
    Link {
        a: sentence_id(view.stories.left, link.a),
        b: sentence_id(view.stories.right, link.b),
        relation: relation(view, &ops, a.max(b)),
        moved: None,
        score: link.score,
        coverage_a: a,
        coverage_b: b,
        ops,
    }
}

/// Returns `part / whole`, 0 to 1, four decimals.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 10_000.0).round() / 10_000.0 }
}

/// Share of the better covered sentence under which a link is rewritten rather than edited.
const REWRITTEN: f64 = 0.45;

fn relation(view: &LinkView<'_>, ops: &[Op], coverage: f64) -> Relation {
    let text =
        |side: Side| view.stories[side].sentences()[view.sentence[side]].span.of(view.stories[side].raw());
    if text(Side::Left) == text(Side::Right) {
        return Relation::Identical;
    }
    match ops.iter().map(|o| o.class).max() {
        None | Some(Class::Same | Class::Typography) => Relation::Typography,
        Some(Class::Style) => Relation::Style,
        Some(_) if coverage < REWRITTEN => Relation::Rewritten,
        Some(_) => Relation::Edited,
    }
}

fn alone(stories: Pair<&Story>, side: Side, links: &[SentenceLink]) -> Vec<SentenceId> {
    let story = stories[side];
    let mut linked = vec![false; story.sentences().len()];
    for link in links {
        linked[link.sentence(side)] = true;
    }
    (0..linked.len()).filter(|s| !linked[*s] && story.is_content(*s)).map(|s| sentence_id(story, s)).collect()
}

fn describe_blocks(
    stories: Pair<&Story>,
    plans: &[BlockPlan],
    sentence_links: &[SentenceLink],
    shifted: &[bool],
    links: &[Link],
) -> Vec<Block> {
    let number = |p: &usize| *p as u32 + 1;
    let mut out = Vec::with_capacity(plans.len());
    for (id, plan) in plans.iter().enumerate() {
        let relation = match (plan.a.is_empty(), plan.b.is_empty()) {
            (_, true) => Relation::OnlyA,
            (true, _) => Relation::OnlyB,
            _ => plan.links.iter().map(|l| links[*l].relation).max().unwrap_or(Relation::Related),
        };
        out.push(Block {
            id: id as u32 + 1,
            a: plan.a.iter().map(number).collect(),
            b: plan.b.iter().map(number).collect(),
            relation,
            structure: structure(stories, plan, sentence_links),
            moved: plan.moved.then(|| movement(plan, sentence_links, shifted)),
            links: plan.links.iter().map(|l| *l as u32).collect(),
        });
    }
    out
}

fn movement(plan: &BlockPlan, links: &[SentenceLink], shifted: &[bool]) -> Moved {
    let first =
        |f: &dyn Fn(&SentenceLink) -> usize| plan.links.iter().map(|l| f(&links[*l])).min().unwrap_or(0);
    let (a, b) = (first(&|l| l.a), first(&|l| l.b));
    let stays = || links.iter().zip(shifted).filter(|(_, moved)| !**moved).map(|(l, _)| l);
    // Nearer to the top when fewer of the links that stayed come before it in B than in A.
    let (before_a, before_b) = (stays().filter(|l| l.a < a).count(), stays().filter(|l| l.b < b).count());
    Moved {
        from: plan.a.first().map_or(0, |p| *p as u32 + 1),
        to: plan.b.first().map_or(0, |p| *p as u32 + 1),
        direction: if before_b < before_a { Direction::Up } else { Direction::Down },
        words: plan.links.iter().map(|l| links[*l].matched.len() as u32).sum(),
    }
}

fn structure(stories: Pair<&Story>, plan: &BlockPlan, links: &[SentenceLink]) -> Structure {
    match (plan.a.len(), plan.b.len()) {
        (1, 1) => {
            let part = |side: Side, paragraph: usize| {
                let range = stories[side].paragraphs()[paragraph].sentences.clone();
                let words: usize = range.map(|s| stories[side].words_in(s)).sum();
                let matched: usize = plan.links.iter().map(|l| links[*l].matched.len()).sum();
                share(matched, words)
            };
            let least = part(Side::Left, plan.a[0]).min(part(Side::Right, plan.b[0]));
            let whole = Side::BOTH.into_iter().all(|side| {
                let p = if side == Side::Left { plan.a[0] } else { plan.b[0] };
                stories[side].paragraphs()[p]
                    .sentences
                    .clone()
                    .all(|s| plan.links.iter().any(|l| links[*l].sentence(side) == s))
            });
            if least < 0.5 && !whole { Structure::Partial } else { Structure::One }
        }
        (1, n) if n > 1 => Structure::Split,
        (n, 1) if n > 1 => Structure::Merge,
        (0, _) | (_, 0) => Structure::One,
        _ => Structure::Many,
    }
}
