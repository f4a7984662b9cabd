//! The store against a model of it.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use super::*;

fn order(a: &Posting, b: &Posting) -> std::cmp::Ordering {
    a.cmp(b)
}

const ALL: Keep<'_> =
    Keep { all: false, order: &order, holder: &|_, _| true, record: &|_| true, packed: &|key| key % 2 == 0 };

fn posting(story: u32, unit: u32) -> Posting {
    let steps = (story % 16) as u8;
    Posting { story, unit, steps, more: if steps == 0 { (story / 16 % 4096) as u16 } else { 0 } }
}

fn held(snapshot: &Snapshot, key: u64) -> Vec<Posting> {
    held_by(snapshot, key, &mut Scratches::default())
}

fn held_by(snapshot: &Snapshot, key: u64, scratches: &mut Scratches) -> Vec<Posting> {
    let mut out = Vec::new();
    let all = |_, p| {
        out.push(p);
        true
    };
    snapshot.holders(key, scratches, all).expect("sound");
    out.sort_unstable();
    out
}

#[test]
fn what_is_committed_is_found_whatever_is_merged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("index");
    let mut writer = Writer::open(&path, || json!({"holders": 16})).expect("a new index");
    let mut holders: BTreeMap<u64, Vec<Posting>> = BTreeMap::new();
    let mut records: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for round in 0..40u32 {
        let mut change = Change::default();
        for n in 0..200u32 {
            // Keys far apart and near, one with thousands of holders.
            let key = [u64::from(n) << 40, u64::from(n % 7), 5][n as usize % 3];
            let own = posting(round * 200 + n, n % 40);
            change.holders.push((key, own));
            holders.entry(key).or_default().push(own);
        }
        for n in 0..30u64 {
            let key = n * 7 % 64;
            let bytes = vec![round as u8; if n == 9 { 50_000 } else { (n as usize + 1) % 5 * 100 }];
            change.records.push((key, bytes.clone(), n % 2 == 0));
            records.insert(key, bytes);
        }
        // Keys that only rise, whose blocks a merge takes as they are, but for what goes later.
        let rising = |round: u32, n: u64| (1 << 60) + 2 * (u64::from(round) * 20 + n);
        for n in 0..20u64 {
            let bytes: Vec<u8> = (0..2000u64).map(|at| (at * n / 7) as u8).chain([round as u8]).collect();
            change.records.push((rising(round, n), bytes.clone(), true));
            records.insert(rising(round, n), bytes);
        }
        if let Some(old) = round.checked_sub(7) {
            change.records.push((rising(old, 3), Vec::new(), true));
            records.insert(rising(old, 3), Vec::new());
        }
        writer.commit(change, &order).expect("written");
        let keep = Keep { all: round % 2 == 0, ..ALL };
        writer.merge_due(&keep).expect("merged");
        if round == 29 {
            writer.merge_all(&keep).expect("merged");
            assert_eq!(writer.present().sizes().len(), 1);
        }
        if round % 10 == 9 {
            for snapshot in [writer.present(), &Snapshot::open(&path).expect("opened")] {
                // Up, down, each twice, and with steps of all lengths, from where the last one ended.
                let keys: Vec<u64> = holders.keys().copied().collect();
                let up = keys.iter().flat_map(|key| [*key, *key]);
                let jumps = (0..keys.len() * 3).map(|n| keys[n * n * 7 % keys.len()]);
                let mut scratches = Scratches::default();
                for key in up.chain(keys.iter().rev().copied()).chain(jumps) {
                    let mut own = holders[&key].clone();
                    own.sort_unstable();
                    assert_eq!(held_by(snapshot, key, &mut scratches), own, "{key} in round {round}");
                    assert!(held_by(snapshot, key + 3_333, &mut scratches).is_empty());
                }
                assert!(held(snapshot, 3 << 50).is_empty());
                let mut all = Vec::new();
                let take = |key: u64, bytes: &[u8]| -> Result<(), StoreError> {
                    all.push((key, bytes.to_vec()));
                    Ok(())
                };
                snapshot.records((0, u64::MAX), take).expect("sound");
                let there = records.iter().filter(|r| !r.1.is_empty());
                assert_eq!(all, there.map(|(k, b)| (*k, b.clone())).collect::<Vec<_>>());
                for (key, bytes) in &records {
                    let found = snapshot.record(*key).expect("sound");
                    assert_eq!(found, (!bytes.is_empty()).then(|| bytes.clone()));
                }
                assert!(snapshot.verify().is_empty());
            }
        }
    }
    assert!(writer.present().sizes().len() < 10, "{:?}", writer.present().sizes());
    assert_eq!(writer.present().settings(), &json!({"holders": 16}));
}

#[test]
fn a_reader_keeps_its_state_while_the_writer_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::open(folder.path(), || json!(null)).expect("a new index");
    let add = |writer: &mut Writer, story: u32| {
        let change =
            Change { holders: vec![(1, posting(story, 0))], records: vec![(7, vec![story as u8], true)] };
        writer.commit(change, &order).expect("written");
    };
    add(&mut writer, 1);
    add(&mut writer, 2);
    let reader = Snapshot::open(folder.path()).expect("opened");
    add(&mut writer, 3);
    writer.merge_all(&ALL).expect("merged");
    assert_eq!(held(&reader, 1).len(), 2);
    assert_eq!(reader.record(7).expect("sound"), Some(vec![2]));
    assert_eq!(held(&Snapshot::open(folder.path()).expect("opened"), 1).len(), 3);
    let second = Writer::open(folder.path(), || json!(null)).expect_err("locked");
    assert!(second.to_string().contains(&format!("process {}", std::process::id())), "{second}");
    drop(writer);
    Writer::open(folder.path(), || json!(null)).expect("free again");
}

#[test]
fn what_a_crash_leaves_is_cleared_and_what_is_foreign_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("letter.txt"), "keep me").expect("written");
    let refused = Writer::open(folder.path(), || json!(null)).expect_err("not ours");
    assert!(matches!(refused, StoreError::Foreign { .. }), "{refused}");
    let path = folder.path().join("index");
    drop(Writer::open(&path, || json!(null)).expect("a new index"));
    for left in ["0000000009.seg", "wirediff.new"] {
        fs::write(path.join(left), "half").expect("written");
    }
    fs::write(path.join("notes.txt"), "keep me").expect("written");
    drop(Writer::open(&path, || json!(null)).expect("opened"));
    let mut names: Vec<_> = fs::read_dir(&path).expect("listed").flatten().map(|e| e.file_name()).collect();
    names.sort();
    assert_eq!(names, ["notes.txt", "wirediff.index", "wirediff.lock"]);
}
