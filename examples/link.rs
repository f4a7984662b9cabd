#![allow(clippy::print_stdout, missing_docs, clippy::unwrap_used)]
use wirediff::align::*;
use wirediff::text::Story;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let read = |p: &str| Story::new(p, std::fs::read_to_string(p).unwrap());
    let (a, b) = (read(&args[2]), read(&args[3]));
    let cx = Context::new(&a, &b);
    let al = align(&cx);
    let id = |s: &Story, i: usize| {
        let p = s.sentences()[i].paragraph;
        format!("{}.{}", p + 1, i - s.paragraphs()[p].sentences.start + 1)
    };
    if args.get(4).map(String::as_str) == Some("-v") {
        eprintln!("{:?}", al.evidence);
        for s in [&a, &b] {
            for (n, p) in s.paragraphs().iter().enumerate() {
                eprintln!("{} {:?} {:?}", n + 1, p.kind, p.furniture);
                for i in p.sentences.clone() {
                    eprintln!("   {} {}", id(s, i), s.sentences()[i].span.of(s.raw()));
                }
            }
        }
        for v in &al.verdicts {
            eprintln!("{} {} {:?} S{} T{}", id(&a, v.a), id(&b, v.b), v.step, v.score, v.threshold);
        }
    }
    if args.get(4).map(String::as_str) == Some("-f") {
        use std::collections::HashMap;
        let df = |side: wirediff::text::Side| {
            let mut m: HashMap<u64, u32> = HashMap::new();
            for p in &cx.profiles[side] {
                let mut k: Vec<u64> = p.words.iter().filter(|w| w.content).map(|w| w.key).collect();
                k.sort();
                k.dedup();
                for x in k {
                    *m.entry(x).or_default() += 1;
                }
            }
            m
        };
        let (da, db) = (df(wirediff::text::Side::Left), df(wirediff::text::Side::Right));
        let mut row = vec![];
        for (x, p) in cx.profiles.left.iter().enumerate() {
            for (y, q) in cx.profiles.right.iter().enumerate() {
                if let Some(s) = wirediff::score::similarity(p, q, 25, &mut row) {
                    let (mut uniq, mut n, mut nn, mut nu) = (0u32, 0, 0, 0);
                    let mut keys: Vec<_> = p
                        .words
                        .iter()
                        .filter(|w| w.content && q.words.iter().any(|v| v.key == w.key))
                        .collect();
                    keys.sort_by_key(|w| w.key);
                    keys.dedup_by_key(|w| w.key);
                    for w in keys {
                        n += 1;
                        let t = a.tokens_of(x)[w.token as usize];
                        if t.kind != wirediff::text::TokenKind::Name {
                            nn += 1;
                        }
                        if da[&w.key] == 1 && db[&w.key] == 1 {
                            uniq += w.bits as u32;
                            nu += 1;
                        }
                    }
                    let la = al.links.iter().any(|l| l.a == x);
                    let lb = al.links.iter().any(|l| l.b == y);
                    let lab = al.links.iter().any(|l| l.a == x && l.b == y);
                    let pn = |d: i64, e: i64| {
                        al.links.iter().any(|l| l.a as i64 == x as i64 + d && l.b as i64 == y as i64 + e)
                    };
                    let near = al.links.iter().any(|l| {
                        !(l.a == x && l.b == y)
                            && a.sentences()[l.a].paragraph == a.sentences()[x].paragraph
                            && b.sentences()[l.b].paragraph == b.sentences()[y].paragraph
                    });
                    let adj = al
                        .links
                        .iter()
                        .filter(|l| {
                            !(l.a == x && l.b == y)
                                && (l.a as i64 - x as i64).abs() <= 2
                                && (l.b as i64 - y as i64).abs() <= 2
                        })
                        .count();
                    let _ = pn;
                    println!(
                        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                        id(&a, x),
                        id(&b, y),
                        s.score,
                        s.bits / 256,
                        s.shared / 256,
                        p.total / 256,
                        q.total / 256,
                        uniq / 256,
                        nu,
                        n,
                        nn,
                        near as u8,
                        adj,
                        la as u8 + 2 * (lb as u8) + 4 * (lab as u8),
                        al.evidence.linked as u8
                    );
                }
            }
        }
        return;
    }
    let l: Vec<String> = al
        .links
        .iter()
        .map(|l| format!("{{\"a\":\"{}\",\"b\":\"{}\",\"score\":{}}}", id(&a, l.a), id(&b, l.b), l.score))
        .collect();
    let sent = |s: &Story| {
        (0..s.sentences().len()).map(|i| format!("\"{}\"", id(s, i))).collect::<Vec<_>>().join(",")
    };
    let st = |s: &Story| {
        (0..s.sentences().len())
            .map(|i| {
                format!(
                    "{}:{}",
                    serde_json::to_string(&id(s, i)).unwrap(),
                    serde_json::to_string(s.sentences()[i].span.of(s.raw())).unwrap()
                )
            })
            .collect::<Vec<_>>()
            .join(",")
    };
    let _ = sent;
    println!(
        "{{\"links\":[{}],\"linked\":{},\"sa\":{{{}}},\"sb\":{{{}}}}}",
        l.join(","),
        al.evidence.linked,
        st(&a),
        st(&b)
    );
}
