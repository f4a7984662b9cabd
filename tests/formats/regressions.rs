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
