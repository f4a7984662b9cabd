//! A comparison seen from the other side, and told line by line.

use wirediff::compare::{
    Block, Comparison, Direction, FactEntry, Link, Moved, Op, OpKind, QuoteEntry, QuoteStatus, Related,
    Relation, Structure, Summary,
};
use wirediff::text::Span;

/// What the comparison must be when the stories change places. Order inside the lists is left as it is.
pub fn mirrored(mut c: Comparison) -> Comparison {
    c.stories.reverse();
    std::mem::swap(&mut c.only_a, &mut c.only_b);
    for Link { a, b, moved, coverage_a, coverage_b, ops, .. } in &mut c.links {
        std::mem::swap(a, b);
        std::mem::swap(coverage_a, coverage_b);
        ops.iter_mut().for_each(turn_op);
        turn_move(moved);
    }
    for Block { a, b, relation, structure, moved, .. } in &mut c.blocks {
        std::mem::swap(a, b);
        *relation = match *relation {
            Relation::OnlyA => Relation::OnlyB,
            Relation::OnlyB => Relation::OnlyA,
            other => other,
        };
        *structure = match *structure {
            Structure::Split => Structure::Merge,
            Structure::Merge => Structure::Split,
            other => other,
        };
        turn_move(moved);
    }
    for Related { a, b, .. } in &mut c.related {
        std::mem::swap(a, b);
    }
    for QuoteEntry { a, b, sentence_a, sentence_b, speaker_a, speaker_b, status } in &mut c.quotes {
        std::mem::swap(a, b);
        std::mem::swap(sentence_a, sentence_b);
        std::mem::swap(speaker_a, speaker_b);
        *status = match *status {
            QuoteStatus::OnlyA => QuoteStatus::OnlyB,
            QuoteStatus::OnlyB => QuoteStatus::OnlyA,
            QuoteStatus::Merged => QuoteStatus::Split,
            QuoteStatus::Split => QuoteStatus::Merged,
            other => other,
        };
    }
    for FactEntry { a, b, from, to, .. } in &mut c.facts {
        std::mem::swap(a, b);
        std::mem::swap(from, to);
    }
    let summary = &mut c.summary;
    std::mem::swap(&mut summary.reworded_a, &mut summary.reworded_b);
    std::mem::swap(&mut summary.only_a, &mut summary.only_b);
    c
}

fn turn_op(op: &mut Op) {
    std::mem::swap(&mut op.a, &mut op.b);
    op.op = match op.op {
        OpKind::Delete => OpKind::Insert,
        OpKind::Insert => OpKind::Delete,
        other => other,
    };
}

fn turn_move(moved: &mut Option<Moved>) {
    if let Some(Moved { from, to, direction, .. }) = moved {
        std::mem::swap(from, to);
        *direction = match direction {
            Direction::Up => Direction::Down,
            Direction::Down => Direction::Up,
        };
    }
}

/// Everything a comparison says, one line each. Neither numbers that hang on the order of the lists nor the ids of the inputs
/// are told, so that two comparisons say the same exactly when they have the same lines.
pub fn told(c: &Comparison, raw: [&str; 2]) -> Vec<String> {
    // Kept and restyled words are counted in A's words, which need not be as many as B's (`coast guard`, `coastguard`).
    let summary = Summary { kept: 0, restyled: 0, ..c.summary.clone() };
    let mut out = vec![format!("approximate: {}", c.approximate), format!("{summary:?}")];
    for (letter, story) in ["A", "B"].iter().zip(&c.stories) {
        let kinds: Vec<_> = story.paragraphs.iter().map(|p| (p.kind, p.span, p.sentences.len())).collect();
        out.push(format!("{letter} is {} {} {:?} {kinds:?}", story.language, story.hash, story.headline));
    }
    for link in &c.links {
        let pair = format!("link {} ~ {}", link.a, link.b);
        out.push(format!("{pair} {:?} S {}", link.relation, link.score));
        out.push(format!("{pair} covers {} of A, {} of B", link.coverage_a, link.coverage_b));
        out.push(format!("{pair} {}", moved(&link.moved)));
        out.extend(link.ops.iter().map(|op| format!("{pair} step {}", step(op, raw))));
    }
    let pair = |l: &u32| c.links.get(*l as usize).map(|l| format!("{} ~ {}", l.a, l.b)).unwrap_or_default();
    for block in &c.blocks {
        let mut links: Vec<String> = block.links.iter().map(pair).collect();
        links.sort();
        out.push(format!(
            "block {:?} ~ {:?} {:?} {:?} {} of {links:?}",
            block.a,
            block.b,
            block.relation,
            block.structure,
            moved(&block.moved)
        ));
    }
    out.extend(c.only_a.iter().map(|id| format!("only in A: {id}")));
    out.extend(c.only_b.iter().map(|id| format!("only in B: {id}")));
    out.extend(c.related.iter().map(|r| format!("related {} ~ {} {}", r.a, r.b, r.containment)));
    out.extend(c.quotes.iter().map(|q| {
        let id = |s: Option<_>| s.map_or("-".to_owned(), |s: wirediff::compare::SentenceId| s.to_string());
        let ids = format!("{} ~ {}", id(q.sentence_a), id(q.sentence_b));
        let (a, b) = (text(q.a, raw[0]), text(q.b, raw[1]));
        let speakers = format!("{} ~ {}", text(q.speaker_a, raw[0]), text(q.speaker_b, raw[1]));
        format!("quote {ids} {:?}: {a} ~ {b}, speakers {speakers}", q.status)
    }));
    out.extend(facts_of(c, raw));
    out
}

/// The fact ledger, one line a row.
pub fn facts_of(c: &Comparison, raw: [&str; 2]) -> Vec<String> {
    let line = |f: &FactEntry| {
        let link = c.links.get(f.link as usize).map(|l| format!("{} ~ {}", l.a, l.b)).unwrap_or_default();
        format!("fact {link} {:?}: {} -> {}", f.facet, text(f.from, raw[0]), text(f.to, raw[1]))
    };
    c.facts.iter().map(line).collect()
}

/// A step without its place on the side on which it has no text.
fn step(op: &Op, raw: [&str; 2]) -> String {
    let on = |span: Span, raw| text((!span.is_empty()).then_some(span), raw);
    let rule = op.rule.as_deref().unwrap_or("-");
    format!("{:?} {:?} {rule} {:?}: {} -> {}", op.op, op.class, op.facets, on(op.a, raw[0]), on(op.b, raw[1]))
}

fn moved(moved: &Option<Moved>) -> String {
    match moved {
        None => "in place".to_owned(),
        Some(m) => format!("moved {:?} from {} to {} with {} words", m.direction, m.from, m.to, m.words),
    }
}

fn text(span: Option<Span>, raw: &str) -> String {
    span.map_or("-".to_owned(), |s| format!("[{}] {:?}", s.start, s.of(raw)))
}
