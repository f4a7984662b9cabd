//! Inputs that the fuzzer found: each once broke a law.

use std::fs;

use super::binary::folder;
use super::laws::check_as;

#[test]
fn what_was_found_stays_mended() {
    let folder = folder("testdata/malformed/formats");
    let mut found = 0;
    for entry in fs::read_dir(&folder).expect("testdata") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        let (target, _) = name.rsplit_once('-').expect("`<target>-<number>.bin`");
        check_as(target, &fs::read(&path).expect("readable"));
        found += 1;
    }
    assert!(found > 0, "nothing in {}", folder.display());
}

#[test]
fn zz_corpus() {
    let mut bad = 0;
    let root = std::env::var("CORPUS").unwrap_or("/tmp/wt-e/fuzz/corpus".into());
    for target in fs::read_dir(root).expect("corpus").flatten() {
        let name = target.file_name().to_string_lossy().into_owned();
        for entry in fs::read_dir(target.path()).expect("dir").flatten() {
            let bytes = fs::read(entry.path()).expect("read");
            let start = std::time::Instant::now();
            if std::panic::catch_unwind(|| check_as(&name, &bytes)).is_err() {
                println!("FAILED {}", entry.path().display());
                bad += 1;
            }
            if start.elapsed().as_millis() > 700 {
                println!("SLOW {} {:?}", entry.path().display(), start.elapsed());
            }
        }
    }
    assert_eq!(bad, 0);
}
