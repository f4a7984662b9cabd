//! Parquet and Arrow files.

#![cfg(all(feature = "parquet", feature = "arrow"))]

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{all, extract};

fn write(path: &Path, texts: &[&str]) {
    let schema = "message feed { REQUIRED BYTE_ARRAY id (UTF8); REQUIRED BYTE_ARRAY maintext (UTF8); \
                  REQUIRED INT64 date (TIMESTAMP(MILLIS,true)); REQUIRED BYTE_ARRAY other (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let file = File::create(path).expect("a file");
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(WriterProperties::builder().build()))
        .expect("a writer");
    for part in texts.chunks(2) {
        let mut group = writer.next_row_group().expect("a group");
        let ids: Vec<ByteArray> =
            part.iter().map(|t| ByteArray::from(format!("s{}", t.len()).as_str())).collect();
        let texts: Vec<ByteArray> = part.iter().map(|t| ByteArray::from(*t)).collect();
        let times: Vec<i64> = part.iter().map(|_| 1_740_823_200_000).collect();
        for column in 0..4 {
            let mut open = group.next_column().expect("a column").expect("a column");
            match column {
                2 => open.typed::<Int64Type>().write_batch(&times, None, None).expect("written"),
                0 => open.typed::<ByteArrayType>().write_batch(&ids, None, None).expect("written"),
                _ => open.typed::<ByteArrayType>().write_batch(&texts, None, None).expect("written"),
            };
            open.close().expect("closed");
        }
        group.close().expect("closed");
    }
    writer.close().expect("closed");
}

#[test]
fn rows_are_stories_and_damage_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("feed.parquet");
    write(&path, &["The ferry sank.", "The bridge closed today.", "A third story, longer."]);
    let (stories, err, code) = extract(folder.path(), &["feed.parquet"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    assert_eq!(all(&stories, "id"), ["s15", "s24", "s22"]);
    assert_eq!(all(&stories, "published"), ["2025-03-01T10:00:00Z"; 3]);
    assert_eq!(stories[2]["text"], "A third story, longer.");
    let told =
        crate::binary::run(folder.path(), &["compare", "feed.parquet#s15", "feed.parquet#s24", "--json"]);
    assert_eq!(told.code, Some(0), "{}", told.err);

    let bytes = fs::read(&path).expect("read");
    // A flipped byte may hurt nothing, or one page: never the run.
    for at in (0..bytes.len()).step_by(7) {
        let mut hurt = bytes.clone();
        hurt[at] ^= 0x55;
        fs::write(folder.path().join("hurt.parquet"), hurt).expect("written");
        let (_, err, code) = extract(folder.path(), &["hurt.parquet"]);
        assert!(matches!(code, Some(0 | 3)), "byte {at}: {code:?} {err}");
    }
    fs::write(folder.path().join("cut.parquet"), &bytes[..bytes.len() / 2]).expect("written");
    let (_, err, code) = extract(folder.path(), &["cut.parquet"]);
    assert_eq!(code, Some(3), "{err}");
}

#[test]
fn files_of_other_writers() {
    let folder = crate::binary::folder("testdata/formats/parquet");
    for name in ["snappy.parquet", "second.parquet", "delta.parquet", "lengths.parquet"] {
        let (stories, err, code) = extract(&folder, &[name]);
        assert_eq!((err.as_str(), code), ("", Some(0)), "{name}");
        let texts =
            ["The ferry sank.", "The bridge closed today.", "A third story, longer than the two before it."];
        assert_eq!(all(&stories, "text"), texts, "{name}");
    }
}

#[test]
fn arrow_files_and_streams_are_tables_too() {
    use arrow_array::{RecordBatch, StringArray, TimestampMillisecondArray};
    use arrow_ipc::writer::{FileWriter, StreamWriter};
    use arrow_schema::{DataType, Field, Schema, TimeUnit};

    let folder = tempfile::tempdir().expect("a folder");
    let schema = Arc::new(Schema::new(vec![
        Field::new("id", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, true),
        Field::new("published", DataType::Timestamp(TimeUnit::Millisecond, None), false),
    ]));
    let batch = |ids: Vec<&str>, texts: Vec<Option<&str>>| {
        let times = vec![1_740_823_200_000; ids.len()];
        RecordBatch::try_new(
            Arc::clone(&schema),
            vec![
                Arc::new(StringArray::from(ids)),
                Arc::new(StringArray::from(texts)),
                Arc::new(TimestampMillisecondArray::from(times)),
            ],
        )
        .expect("a batch")
    };
    let batches = [
        batch(vec!["a", "b"], vec![Some("The ferry sank."), None]),
        batch(vec!["c"], vec![Some("The bridge closed.")]),
    ];
    let mut file = FileWriter::try_new(Vec::new(), &schema).expect("a writer");
    let mut stream = StreamWriter::try_new(Vec::new(), &schema).expect("a writer");
    for batch in &batches {
        file.write(batch).expect("written");
        stream.write(batch).expect("written");
    }
    let (file, stream) = (file.into_inner().expect("ended"), stream.into_inner().expect("ended"));
    for (name, bytes) in [("feed.arrow", &file), ("feed.arrows", &stream)] {
        fs::write(folder.path().join(name), bytes).expect("written");
        let (stories, err, code) = extract(folder.path(), &[name]);
        assert_eq!(all(&stories, "id"), ["a", "c"], "{name}: {err}");
        assert_eq!(all(&stories, "text"), ["The ferry sank.", "The bridge closed."]);
        assert_eq!(all(&stories, "published"), ["2025-03-01T10:00:00Z"; 2]);
        assert_eq!(code, Some(3), "a story without text is told: {err}");
        fs::write(folder.path().join(format!("cut-{name}")), &bytes[..bytes.len() * 2 / 3]).expect("written");
        let (_, err, code) = extract(folder.path(), &[&format!("cut-{name}")]);
        assert!(matches!(code, Some(0 | 3)), "{name}: {code:?} {err}");
    }
    // Behind the last batch there is a message that is longer than the stream.
    let mut long = stream;
    let at = long.len() - 4;
    long[at..].copy_from_slice(&i32::MAX.to_le_bytes());
    fs::write(folder.path().join("long.arrows"), long).expect("written");
    let (stories, err, code) = extract(folder.path(), &["long.arrows"]);
    assert_eq!((all(&stories, "id"), code), (vec!["a", "c"], Some(3)), "{err}");
    assert!(err.contains("it is cut off"), "{err}");
}

/// What another library wrote: packed or not, a column of few values, one of lists.
#[test]
fn arrow_files_of_another_library_read_like_the_table_they_were_made_of() {
    let folder = crate::binary::folder("testdata/formats/arrow");
    for name in ["harbour.arrow", "harbour.arrows", "plain.arrow"] {
        let (stories, err, code) = extract(&folder, &[name]);
        assert_eq!((err.as_str(), code), ("", Some(0)), "{name}");
        let (table, ..) = extract(&crate::binary::folder("testdata/feed"), &["harbour.csv"]);
        for field in ["id", "headline", "outlet", "text"] {
            assert_eq!(all(&stories, field), all(&table, field), "{field} of {name}");
        }
    }
}

/// What a file says of its own size is not believed, and what comes before the damage is read.
#[test]
fn arrow_lengths_that_lead_nowhere_are_damage() {
    let folder = crate::binary::folder("testdata/formats/arrow");
    let whole = fs::read(folder.join("plain.arrow")).expect("testdata");
    let hurt = tempfile::tempdir().expect("a folder");
    let lost = |bytes: &[u8]| {
        fs::write(hurt.path().join("hurt.arrow"), bytes).expect("written");
        let (stories, err, code) = extract(hurt.path(), &["hurt.arrow"]);
        assert!(code == Some(3) && err.contains("damaged"), "{code:?} {err}");
        (stories.len(), err)
    };
    // The blocks that the footer names: where each begins, and the lengths of its head and of its body.
    let tail = whole.len() - 10;
    let size = i32::from_le_bytes(whole[tail..tail + 4].try_into().expect("four bytes"));
    let footer = tail - usize::try_from(size).expect("a length");
    let is_block = |at: &usize| {
        let number = |at: usize| u64::from_le_bytes(whole[at..at + 8].try_into().expect("eight bytes"));
        let [offset, head, body] = [number(*at), number(at + 8), number(at + 16)];
        let mark = usize::try_from(offset).ok().and_then(|at| whole.get(at..at.checked_add(4)?));
        offset > 0 && mark == Some(&[0xff; 4]) && head < 4096 && body > 0 && body < whole.len() as u64
    };
    let blocks: Vec<usize> = (footer..tail - 24).step_by(4).filter(is_block).collect();
    assert!(!blocks.is_empty(), "no block in the footer");
    for block in blocks {
        for (at, byte) in [(block + 20, 0x04), (block + 23, 0x7f), (block + 6, 0x01), (block + 11, 0x7f)] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            let (stories, err) = lost(&bytes);
            assert!(stories < 4 && err.contains("a block lies outside of the file"), "{stories} {err}");
        }
    }
    let mut bytes = whole.clone();
    bytes[tail + 3] = 0x7f;
    assert!(lost(&bytes).1.contains("it is cut off"));
}
