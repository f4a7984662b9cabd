#[test]
#[ignore]
fn try_pages() {
    let dir = std::env::var("TRY").unwrap();
    let mut names: Vec<_> = std::fs::read_dir(&dir).unwrap().flatten().map(|e| e.path()).filter(|p| p.to_string_lossy().ends_with(".expected.html")).collect();
    names.sort();
    for expected in names {
        let html = expected.to_string_lossy().replace(".expected.html", ".html");
        let text = std::fs::read_to_string(&html).unwrap();
        let want = crate::ingest::html::text_of_fragment(&std::fs::read_to_string(&expected).unwrap());
        let want: Vec<&str> = want.split("\n\n").collect();
        let t = std::time::Instant::now();
        let found = super::page::read(&text, None);
        let t = t.elapsed();
        for f in &found {
            if let super::Found::Item(item) = f {
                let got: Vec<&str> = item.text.split("\n\n").collect();
                let hit = got.iter().filter(|g| want.contains(g)).count() as f64;
                let (p, r) = (hit / got.len() as f64, hit / want.len() as f64);
                println!("=== {html} {t:?} want {} got {} P {p:.3} R {r:.3} F1 {:.3}", want.len(), got.len(), 2.0 * p * r / (p + r));
                let mut head = item.clone(); head.text.clear();
                println!("{head:?}");
                for w in &want { if !got.contains(w) { println!("  - {w}"); } }
                for g in &got { if !want.contains(g) { println!("  + {g}"); } }
            } else { println!("{f:?}"); }
        }
    }
}
