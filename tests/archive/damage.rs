//! Bytes that are not what was written: an error that says so, or the right answer; never another one.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wirediff::feed::archive::{Archive, ArchiveError, ArchiveWriter, Settings};
use wirediff::feed::{Line, Silent};

use crate::corpus::random::Random;
use crate::feeds::{bytes, night};
use crate::laws::{add, few};

/// Cases of damage; `WIREDIFF_DAMAGE_CASES` asks for more.
const CASES: usize = 150;

fn whole(folder: &Path) -> Result<String, ArchiveError> {
    let mut lines: Vec<Line> = Vec::new();
    let mut keep = |line: &Line| {
        lines.push(line.clone());
        Ok(())
    };
    Archive::open(folder)?.whole(&few(16), &Silent, &mut keep)?;
    Ok(bytes(&lines))
}

#[test]
fn damage_is_told_or_harmless() {
    let cases = std::env::var("WIREDIFF_DAMAGE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES);
    let here = tempfile::tempdir().expect("a folder");
    let path = here.path().join("index");
    let mut writer = ArchiveWriter::open(&path, &Settings::new(&few(16))).expect("opened");
    let records: Vec<Value> = night(30);
    for some in records.chunks(20) {
        add(&mut writer, some, &few(16));
    }
    drop(writer);
    let expected = whole(&path).expect("sound");
    let mut files: Vec<PathBuf> = fs::read_dir(&path).expect("listed").flatten().map(|e| e.path()).collect();
    files.retain(|file| !file.ends_with("wirediff.lock"));
    files.sort();
    let mut random = Random::new(9, 0);
    let (mut told, mut harmless) = (0, 0);
    for case in 0..cases {
        let file = random.pick(&files).clone();
        let sound = fs::read(&file).expect("read");
        let mut hurt = sound.clone();
        let at = random.below(hurt.len());
        let what = match random.below(4) {
            0 => {
                hurt.truncate(at);
                "cut"
            }
            1 => {
                hurt.extend_from_slice(&sound[..at.min(100)]);
                "longer"
            }
            2 => {
                let end = (at + 64).min(hurt.len());
                hurt[at..end].fill(0);
                "zeros"
            }
            _ => {
                hurt[at] ^= 1 << random.below(8);
                "flipped"
            }
        };
        fs::write(&file, &hurt).expect("written");
        match whole(&path) {
            Err(error) => {
                assert!(!error.to_string().is_empty() && error.hint().is_some(), "case {case}: {error:?}");
                told += 1;
            }
            Ok(found) => {
                assert!(
                    found == expected,
                    "case {case}: {what} at {at} of {}: another answer",
                    file.display()
                );
                harmless += 1;
            }
        }
        if hurt != sound {
            let verified = Archive::open(&path).map(|archive| archive.verify());
            assert!(!verified.is_ok_and(|d| d.is_empty()), "case {case}: {what} at {at} was not seen");
        }
        fs::write(&file, &sound).expect("written");
    }
    assert!(told > cases / 2 && harmless > 0, "{told} told, {harmless} harmless");
    assert!(whole(&path).expect("sound") == expected);
}
