//! ZIP and tar.

use std::fs::{self, File};
use std::io::{Cursor, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::{all, extract};

const FERRY: &str = "The ferry to Marrow sank on Monday.\n\nNobody was hurt, the harbour office said.\n";
const FEED: &str = "{\"id\":\"a\",\"text\":\"The mayor of Hollin resigned on Friday.\"}\n{\"id\":\"b\",\"text\":\"Her deputy takes over.\"}\n";

/// A tar archive of these files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // A name that leads elsewhere is refused by the library's own setter.
        let field = &mut header.as_gnu_mut().expect("a GNU header").name;
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *content).expect("a Vec takes all");
    }
    builder.into_inner().expect("a Vec takes all")
}

/// One member of a ZIP archive: name, content as packed, method, length of the content.
type Packed<'a> = (&'a str, Vec<u8>, u16, u32);

/// A ZIP archive, written by hand so that it can lie.
fn zip(members: &[Packed<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let crc = |_: &[u8]| 0_u32;
    for (name, packed, method, len) in members {
        let offset = out.len() as u32;
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        common.extend(method.to_le_bytes());
        common.extend(0_u32.to_le_bytes());
        common.extend(crc(packed).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend(len.to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, count) = (out.len() as u32, members.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend(0_u16.to_le_bytes());
    out
}

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all")
}

#[track_caller]
fn holds(folder: &Path, name: &str) {
    let (stories, err, code) = extract(folder, &[name]);
    assert_eq!((err.as_str(), code), ("", Some(0)), "{name}");
    let ferry = format!("{name}/day/ferry.txt");
    assert_eq!(all(&stories, "id"), ["a", "b", ferry.as_str()], "{name}");
    assert_eq!(stories[2]["text"], FERRY);
}

#[test]
fn members_are_read_whatever_packs_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let files: [(&str, &[u8]); 2] = [("day/ferry.txt", FERRY.as_bytes()), ("day/a.jsonl", FEED.as_bytes())];
    let plain = tar(&files);
    let packed = gzipped(FEED.as_bytes());
    let zipped = zip(&[
        ("day/ferry.txt", deflated(FERRY.as_bytes()), 8, FERRY.len() as u32),
        ("day/a.jsonl", FEED.as_bytes().to_vec(), 0, FEED.len() as u32),
    ]);
    let nested = zip(&[
        ("day/ferry.txt", FERRY.as_bytes().to_vec(), 0, FERRY.len() as u32),
        ("day/a.jsonl.gz", packed.clone(), 0, packed.len() as u32),
    ]);
    for (name, bytes) in [
        ("a.tar", &plain),
        ("a.tar.gz", &gzipped(&plain)),
        ("a.zip", &zipped),
        ("named-wrongly.txt", &zipped),
        ("b.zip", &nested),
    ] {
        fs::write(folder.path().join(name), bytes).expect("written");
        holds(folder.path(), name);
    }
}

#[test]
fn no_name_leads_out_of_an_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).expect("a folder");
    let names = ["../evil.txt", "/tmp/evil.txt", "a\u{1b}]0;x\u{7}.txt"];
    let files: Vec<(&str, &[u8])> = names.iter().map(|n| (*n, FERRY.as_bytes())).collect();
    fs::write(inside.join("a.tar"), tar(&files)).expect("written");
    let members = names.map(|n| (n, FERRY.as_bytes().to_vec(), 0, FERRY.len() as u32));
    fs::write(inside.join("a.zip"), zip(&members)).expect("written");
    let (stories, err, code) = extract(&inside, &["a.tar", "a.zip"]);
    assert_eq!((stories.len(), err.as_str(), code), (6, "", Some(0)));
    let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "something was written outside: {left:?}");
    assert_eq!(fs::read_dir(&inside).expect("a folder").count(), 2);
}

#[test]
fn what_is_no_story_in_an_archive_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = tar(&[("a.txt", FERRY.as_bytes())]);
    let bytes =
        tar(&[("inner.tar", &inner), ("pic.png", b"\x89PNG\r\n\x1a\n...."), ("a.txt", FERRY.as_bytes())]);
    fs::write(folder.path().join("a.tar"), bytes).expect("written");
    let (stories, err, code) = extract(folder.path(), &["a.tar"]);
    assert_eq!(all(&stories, "id"), ["a.tar/a.txt"]);
    assert!(
        err.contains("`a.tar/inner.tar`: skipped: an archive in an archive is not opened (nested-archive)"),
        "{err}"
    );
    assert!(err.contains("`a.tar/pic.png`: note: it is a PNG image, not text (binary)"), "{err}");
    assert_eq!(code, Some(3));
}

#[test]
fn damaged_archives_lose_only_what_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    let whole = tar(&[("a.txt", FERRY.as_bytes()), ("b.txt", FERRY.as_bytes())]);
    write("cut.tar", &whole[..1024 + 200]);
    let (stories, err, code) = extract(folder.path(), &["cut.tar"]);
    assert_eq!((all(&stories, "id"), code), (vec!["cut.tar/a.txt"], Some(3)), "{err}");
    assert!(err.contains("truncated") || err.contains("damaged"), "{err}");

    let packed =
        zip(&[("a.txt", deflated(FERRY.as_bytes()), 8, 99), ("b.txt", FERRY.as_bytes().to_vec(), 0, 84)]);
    write("cut.zip", &packed[..packed.len() - 30]);
    let (stories, err, code) = extract(folder.path(), &["cut.zip"]);
    assert_eq!((stories.len(), code), (0, Some(3)), "{err}");
    assert!(err.contains("`cut.zip`: skipped"), "{err}");

    let mut hurt = packed.clone();
    hurt[40..60].fill(0xff);
    write("hurt.zip", &hurt);
    let (stories, err, code) = extract(folder.path(), &["hurt.zip"]);
    assert_eq!((all(&stories, "id"), code), (vec!["hurt.zip/b.txt"], Some(3)), "{err}");
}

#[test]
fn bombs_end_at_the_limit_of_a_story() {
    let folder = tempfile::tempdir().expect("a folder");
    let zeros = deflated(&vec![b'a'; 80 << 20]);
    fs::write(folder.path().join("bomb.zip"), zip(&[("a.txt", zeros.clone(), 8, 80 << 20)]))
        .expect("written");
    let (stories, err, code) = extract(folder.path(), &["bomb.zip"]);
    assert_eq!((stories.len(), code), (0, Some(3)), "{err}");
    assert!(err.contains("(too-long)"), "{err}");

    // Two members over the same bytes: how a small file is made to unpack to anything.
    let mut twice = zip(&[("a.txt", zeros, 8, 80 << 20), ("b.txt", Vec::new(), 8, 0)]);
    let directory = memchr::memmem::rfind(&twice, b"PK\x01\x02").expect("a directory");
    let first = memchr::memmem::find(&twice, b"PK\x01\x02").expect("a directory");
    let copied = twice[first + 20..first + 28].to_vec();
    twice[directory + 20..directory + 28].copy_from_slice(&copied);
    twice[directory + 42..directory + 46].fill(0);
    fs::write(folder.path().join("twice.zip"), twice).expect("written");
    let (stories, err, code) = extract(folder.path(), &["twice.zip"]);
    assert_eq!((stories.len(), code), (0, Some(3)), "{err}");
    assert!(err.contains("overlap"), "{err}");

    let tarred = gzipped(&tar(&[("a.txt", &vec![b'a'; 4 << 20])]));
    fs::write(folder.path().join("a.tar.gz"), tarred).expect("written");
    let (stories, err, _) = extract(folder.path(), &["a.tar.gz", "--max-archive", "1M"]);
    assert_eq!(stories.len(), 0);
    assert!(err.contains("--max-archive allows more"), "{err}");
}

#[test]
fn an_office_document_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = zip(&[
        ("[Content_Types].xml", b"<a/>".to_vec(), 0, 4),
        ("word/document.xml", b"<a/>".to_vec(), 0, 4),
    ]);
    let mut file = File::create(folder.path().join("story.docx")).expect("written");
    file.write_all(&document).expect("written");
    let (stories, err, code) = extract(folder.path(), &["story.docx"]);
    assert_eq!((stories.len(), code), (0, Some(3)));
    assert!(err.contains("it is an office document or an e-book"), "{err}");
}

#[test]
fn xz_and_bzip2_are_unpacked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(FEED.as_bytes()).expect("a Vec takes all");
    fs::write(folder.path().join("a.bz2"), bz.finish().expect("a Vec takes all")).expect("written");
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut xz = lzma_rust2::XzWriter::new(Cursor::new(Vec::new()), options).expect("options");
    xz.write_all(FEED.as_bytes()).expect("a Vec takes all");
    let whole = xz.finish().expect("a Vec takes all").into_inner();
    fs::write(folder.path().join("b.xz"), &whole).expect("written");
    fs::write(folder.path().join("cut.xz"), &whole[..whole.len() / 2]).expect("written");
    for name in ["a.bz2", "b.xz"] {
        let (stories, err, code) = extract(folder.path(), &[name]);
        assert_eq!((all(&stories, "id"), err.as_str(), code), (vec!["a", "b"], "", Some(0)), "{name}");
    }
    let (_, err, code) = extract(folder.path(), &["cut.xz"]);
    assert_eq!(code, Some(3), "{err}");
}
