#![allow(clippy::print_stdout, missing_docs, clippy::unwrap_used)]
use wirediff::align::*;
use wirediff::text::Story;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let read = |p: &str| Story::new(p, std::fs::read_to_string(p).unwrap());
    let (a, b) = (read(&args[2]), read(&args[3]));
    let cx = Context::new(&a, &b);
    let al = align(&cx);
    let id = |s: &Story, i: usize| { let p = s.sentences()[i].paragraph; format!("{}.{}", p + 1, i - s.paragraphs()[p].sentences.start + 1) };
    if args.get(4).map(String::as_str) == Some("-v") {
        eprintln!("{:?}", al.evidence);
        for s in [&a,&b] { for (n,p) in s.paragraphs().iter().enumerate() { eprintln!("{} {:?} {:?}", n+1, p.kind, p.furniture); for i in p.sentences.clone() { eprintln!("   {} {}", id(s,i), s.sentences()[i].span.of(s.raw())); } } }
        for v in &al.verdicts { eprintln!("{} {} {:?} S{} T{}", id(&a, v.a), id(&b, v.b), v.step, v.score, v.threshold); }
    }
    let l: Vec<String> = al.links.iter().map(|l| format!("{{\"a\":\"{}\",\"b\":\"{}\",\"score\":{}}}", id(&a, l.a), id(&b, l.b), l.score)).collect();
    let sent = |s: &Story| (0..s.sentences().len()).map(|i| format!("\"{}\"", id(s,i))).collect::<Vec<_>>().join(",");
    let st = |s: &Story| (0..s.sentences().len()).map(|i| format!("{}:{}", serde_json::to_string(&id(s,i)).unwrap(), serde_json::to_string(s.sentences()[i].span.of(s.raw())).unwrap())).collect::<Vec<_>>().join(",");
    let _ = sent;
    println!("{{\"links\":[{}],\"linked\":{},\"sa\":{{{}}},\"sb\":{{{}}}}}", l.join(","), al.evidence.linked, st(&a), st(&b));
}
