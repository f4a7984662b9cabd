//! Survivors copied byte for byte.

use std::io::{self, BufRead, BufReader, Read, Write};

use crate::feed::dedup::hashed::Content;
use crate::ingest::{Format, RecordPlace};

/// Where the elements of a JSON input lie: first byte and length of each, in order. Other formats need none.
pub type Extents = Vec<(u64, u64)>;

/// What is taken out of a content: bytes `[from, to)`, and the line end behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    from: u64,
    to: u64,
    line_end: bool,
}

/// Copies a content without the records at `dropped`, which are in order, and hands each piece that is left out to `sink` with
/// its index in `dropped` and its first byte. What is no record (bad and blank lines, the header of a table) is copied.
///
/// Of lines and rows the line end goes too. Of the elements of an array one of the commas around goes too, so that the array
/// stays one; that is what `extents` are for.
///
/// Returns the length and hash of the whole content, from which the caller sees whether it is what was read before.
///
/// # Errors
/// When the content cannot be read or the survivors cannot be written.
pub fn survivors(
    content: impl Read,
    format: Format,
    dropped: &[RecordPlace],
    extents: &[(u64, u64)],
    out: &mut dyn Write,
    sink: &mut dyn FnMut(usize, u64, Vec<u8>) -> io::Result<()>,
) -> io::Result<Content> {
    let cuts = match format {
        story if story.is_story() => {
            dropped.iter().map(|p| Cut { from: 0, to: p.len, line_end: false }).collect()
        }
        Format::Json => elements(dropped, extents),
        _ => dropped
            .iter()
            .map(|p| Cut { from: p.byte, to: p.byte + p.len, line_end: true })
            .collect::<Vec<_>>(),
    };
    let mut input = BufReader::with_capacity(
        1 << 18,
        Hashing { inner: content, hasher: blake3::Hasher::new(), bytes: 0 },
    );
    let mut at = 0;
    for (index, cut) in cuts.iter().enumerate() {
        at += pass(&mut input, cut.from.saturating_sub(at), out)?;
        let mut piece = Vec::new();
        input.by_ref().take(cut.to - cut.from).read_to_end(&mut piece)?;
        if cut.line_end {
            for end in [b'\r', b'\n'] {
                if input.fill_buf()?.first() == Some(&end) {
                    input.consume(1);
                    piece.push(end);
                }
            }
        }
        let from = at;
        at += piece.len() as u64;
        sink(index, from, piece)?;
    }
    pass(&mut input, u64::MAX, out)?;
    let whole = input.into_inner();
    Ok(Content { bytes: whole.bytes, blake3: whole.hasher.finalize().to_hex().to_string() })
}

/// Copies up to `len` bytes.
fn pass(input: &mut impl Read, len: u64, out: &mut dyn Write) -> io::Result<u64> {
    io::copy(&mut input.by_ref().take(len), out)
}

/// What goes with each element: what stands between it and the element before, or, when all before it go, the element after.
fn elements(dropped: &[RecordPlace], extents: &[(u64, u64)]) -> Vec<Cut> {
    let goes = |extent: &(u64, u64)| dropped.binary_search_by_key(&extent.0, |p| p.byte).is_ok();
    let mut any_stays = false;
    let mut cuts = Vec::new();
    for (n, extent) in extents.iter().enumerate() {
        if !goes(extent) {
            any_stays = true;
            continue;
        }
        let (own, end) = (extent.0, extent.0 + extent.1);
        let before = n.checked_sub(1).map(|b| extents[b].0 + extents[b].1);
        let after = extents.get(n + 1).map(|next| next.0);
        cuts.push(match (any_stays, before, after) {
            (true, Some(before), _) => Cut { from: before, to: end, line_end: false },
            (_, _, Some(after)) => Cut { from: own, to: after, line_end: false },
            _ => Cut { from: own, to: end, line_end: false },
        });
    }
    cuts
}

/// Hashes what passes.
struct Hashing<R> {
    inner: R,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.hasher.update(&into[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
