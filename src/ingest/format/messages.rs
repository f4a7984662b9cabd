//! Messages of an Arrow file or stream, looked at before they are unpacked: the reader makes room for as many bytes as a packed
//! buffer says it has, and eight bytes may say anything.

use std::io::{self, Read, Seek, SeekFrom};

use arrow_ipc::{Message, RecordBatch, root_as_footer, root_as_message};

/// Most bytes for one packed byte, and what a buffer may have however few they are.
const RATIO: u64 = 1 << 16;
const SMALL: u64 = 1 << 20;
/// Most bytes of an unpacked buffer: the offsets of the usual strings reach as far.
const BUFFER: u64 = 2 << 30;

/// Looks through the messages of a file or stream. What is damaged in another way is left for the reader to tell.
///
/// # Errors
/// When the input cannot be read, or a packed buffer says that it has more bytes than it can.
pub(crate) fn check_messages<R: Read + Seek>(input: &mut R, is_file: bool) -> io::Result<()> {
    let len = input.seek(SeekFrom::End(0))?;
    let mut messages = Messages { input, len };
    if !is_file {
        let mut at = 0;
        while let Some(next) = messages.message(at, None)? {
            at = next;
        }
        return Ok(());
    }
    let Some(tail) = len.checked_sub(10) else { return Ok(()) };
    let Some(size) = messages.number(tail)? else { return Ok(()) };
    let Some(from) = u64::try_from(size).ok().and_then(|size| tail.checked_sub(size)) else { return Ok(()) };
    let footer = messages.bytes(from, tail - from)?;
    let Ok(footer) = root_as_footer(&footer) else { return Ok(()) };
    let blocks = footer.dictionaries().into_iter().chain(footer.recordBatches()).flatten();
    let places: Vec<(i64, i32)> = blocks.map(|block| (block.offset(), block.metaDataLength())).collect();
    for (offset, head) in places {
        if let (Ok(offset), Ok(head)) = (u64::try_from(offset), u64::try_from(head)) {
            messages.message(offset, Some(head))?;
        }
    }
    Ok(())
}

struct Messages<'a, R> {
    input: &'a mut R,
    len: u64,
}

impl<R: Read + Seek> Messages<'_, R> {
    /// Looks at the message at byte `at`, whose body begins `body` bytes behind, or right behind its head. Returns where the next
    /// one begins.
    fn message(&mut self, at: u64, body: Option<u64>) -> io::Result<Option<u64>> {
        let Some(first) = self.number(at)? else { return Ok(None) };
        // A mark stands before the length, but for files of old.
        let (size, head) =
            if first == -1 { (self.number(at.saturating_add(4))?, 8) } else { (Some(first), 4) };
        let Some(size) = size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > 0) else {
            return Ok(None);
        };
        let from = at.saturating_add(head);
        let bytes = self.bytes(from, size)?;
        let Ok(message) = root_as_message(&bytes) else { return Ok(None) };
        let body = body.map_or(from.saturating_add(size), |body| at.saturating_add(body));
        if let Some(batch) = batch(&message) {
            self.batch(&batch, body)?;
        }
        let next = u64::try_from(message.bodyLength()).ok().and_then(|len| body.checked_add(len));
        Ok(next.filter(|next| *next > at && *next < self.len))
    }

    /// Looks at the buffers of a batch whose body begins at byte `body`.
    fn batch(&mut self, batch: &RecordBatch<'_>, body: u64) -> io::Result<()> {
        if batch.compression().is_none() {
            return Ok(());
        }
        for buffer in batch.buffers().into_iter().flatten() {
            let (Ok(offset), Ok(len)) = (u64::try_from(buffer.offset()), u64::try_from(buffer.length()))
            else {
                continue;
            };
            let stated = self.bytes(body.saturating_add(offset), len.min(8))?;
            let Ok(stated) = <[u8; 8]>::try_from(stated) else { continue };
            let stated = u64::try_from(i64::from_le_bytes(stated)).unwrap_or(0);
            if stated > len.saturating_mul(RATIO).clamp(SMALL, BUFFER) {
                let message = "a packed buffer has more bytes than it has room for";
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
        Ok(())
    }

    /// Returns the number at byte `at`; none behind the end.
    fn number(&mut self, at: u64) -> io::Result<Option<i32>> {
        Ok(<[u8; 4]>::try_from(self.bytes(at, 4)?).ok().map(i32::from_le_bytes))
    }

    /// Returns `len` bytes from byte `at` on, or those there are.
    fn bytes(&mut self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.seek(SeekFrom::Start(at.min(self.len)))?;
        self.input.by_ref().take(len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The batch that a message holds.
fn batch<'a>(message: &Message<'a>) -> Option<RecordBatch<'a>> {
    message.header_as_record_batch().or_else(|| message.header_as_dictionary_batch()?.data())
}
