//! A scan that was done before, shown again: the JSON Lines of `wirediff scan` as input of `wirediff scan`.
//!
//! So a long scan is done once and printed in every format. Types of lines that are not known are left out, as the
//! model asks of readers.

use std::fs;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use flate2::bufread::MultiGzDecoder;
use serde::Deserialize;

use crate::cli::error::{Failure, INTERRUPTED};
use crate::feed::{Line, Progress, Stage};

use super::Lines;

/// How the first line of a scan begins.
const BEGIN: &[u8] = b"{\"type\":\"header\",\"schema\":\"wirediff.scan/1\"";
/// The longest line, in bytes: a cluster of some millions of stories.
const LONGEST: u64 = 1 << 30;
/// The types of lines that are known.
const TYPES: [&str; 10] =
    ["header", "story", "match", "link", "cluster", "travelled", "boilerplate", "outlet", "error", "summary"];

/// A scan that was done before.
pub(super) struct Replay {
    name: String,
    bytes: u64,
    reader: Box<dyn BufRead>,
}

/// Returns the scan that the input is, when it is one file that begins as a scan does; none for all other input.
///
/// # Errors
/// When the file begins as a scan and cannot be opened again.
pub(super) fn open(inputs: &[PathBuf]) -> Result<Option<Replay>, Failure> {
    let [path] = inputs else { return Ok(None) };
    if path.as_os_str() == "-" {
        // What is looked at here stays in the buffer of standard input for whoever reads next.
        let mut stdin = io::stdin().lock();
        let begins = stdin.fill_buf().is_ok_and(|bytes| bytes.starts_with(BEGIN));
        drop(stdin);
        let replay =
            || Replay { name: "stdin".to_owned(), bytes: 0, reader: Box::new(BufReader::new(io::stdin())) };
        return Ok(begins.then(replay));
    }
    // A named pipe would lose what is looked at.
    let Some(meta) = fs::metadata(path).ok().filter(fs::Metadata::is_file) else { return Ok(None) };
    let Ok(file) = fs::File::open(path) else { return Ok(None) };
    let mut file = BufReader::with_capacity(1 << 18, file);
    let packed = file.fill_buf().is_ok_and(|bytes| bytes.starts_with(&[0x1f, 0x8b]));
    let (bytes, mut reader): (u64, Box<dyn BufRead>) = if packed {
        (0, Box::new(BufReader::new(MultiGzDecoder::new(file))))
    } else {
        (meta.len(), Box::new(file))
    };
    let begins = reader.fill_buf().is_ok_and(|begin| begin.starts_with(BEGIN));
    Ok(begins.then(|| Replay { name: path.display().to_string(), bytes, reader }))
}

/// Hands on the lines.
///
/// # Errors
/// When a line cannot be read or is none of a scan, with its number; when the user wanted an end.
pub(super) fn lines(mut replay: Replay, progress: &dyn Progress, sink: Lines<'_>) -> Result<(), Failure> {
    progress.stage(Stage::Read, replay.bytes);
    let mut text = String::new();
    for number in 1_u64.. {
        if progress.interrupted() {
            return Err(Failure { error: anyhow!("interrupted"), hint: None, exit: INTERRUPTED });
        }
        text.clear();
        let place = || format!("cannot read `{}`: line {number}", replay.name);
        let read = (&mut replay.reader).take(LONGEST).read_line(&mut text).with_context(place)?;
        if read == 0 {
            break;
        }
        progress.advance(read as u64);
        if let Some(line) = parse(text.trim()).with_context(place)? {
            sink(&line).context("cannot write the lines")?;
        }
    }
    Ok(())
}

/// A line; none when it is empty or of a type that is not known.
fn parse(text: &str) -> Result<Option<Line>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Tagged {
        r#type: String,
    }
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).or_else(|error| {
        let tagged: Tagged = serde_json::from_str(text)?;
        if TYPES.contains(&tagged.r#type.as_str()) { Err(error) } else { Ok(None) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_types_are_left_out_and_broken_lines_are_not() {
        assert!(matches!(parse("{\"type\":\"weather\",\"x\":1}"), Ok(None)));
        assert!(matches!(parse(""), Ok(None)));
        assert!(parse("{\"type\":\"match\"}").is_err());
        assert!(parse("{\"type\":").is_err());
        assert!(parse("[]").is_err());
    }
}
