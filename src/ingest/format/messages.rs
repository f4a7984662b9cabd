//! Messages of an Arrow file or stream, looked at before they are read: the reader makes room for as many bytes as a block, a
//! packed buffer or a schema says it has, and a file of a few bytes may say anything.

use std::io::{self, Read, Seek, SeekFrom};

use arrow_ipc::{Message, RecordBatch, root_as_footer_with_opts, root_as_message_with_opts};
use flatbuffers::VerifierOptions;

/// Most bytes of one packed buffer for one of its own, and what it may have however few they are.
const RATIO: u64 = 1 << 16;
const SMALL: u64 = 1 << 20;
/// Most bytes of an unpacked buffer: the offsets of the usual strings reach as far.
const BUFFER: u64 = 2 << 30;

/// Bytes that all blocks and buffers of a file may have together, and the same for one byte of the file. News that is full of
/// copies packs to a thirtieth.
const ROOM: u64 = 128 << 20;
const FACTOR: u64 = 64;
/// Bytes that the buffers of one batch may have together, which are there at once, and the same for one byte of it as it is
/// packed. A batch of 65,536 stories, the most that the usual writers put into one, has 230 MB.
const BATCH: u64 = 320 << 20;
const UNPACKED: u64 = 8;
/// Values that all columns may have together, beside [`FACTOR`] for one byte of the file. A value may take no room at all.
const VALUES: u64 = 16 << 20;

/// Most tables of a schema, two for a column, and most bytes when those that stand in many places are counted at each, beside
/// eight for one byte.
const TABLES: usize = 250_000;
const SCHEMA: usize = 32 << 20;

/// What may be read of a file or stream.
pub(crate) struct Checked {
    /// Batches of rows, from the first on.
    pub batches: usize,
    /// Why what follows them is damaged.
    pub refused: Option<String>,
}

/// Looks through the messages of a file or stream. What is read of it then takes room in proportion to its bytes.
///
/// # Errors
/// When the input cannot be read, or is damaged before its first batch of rows.
pub(crate) fn check_messages<R: Read + Seek>(input: &mut R, is_file: bool) -> io::Result<Checked> {
    let len = input.seek(SeekFrom::End(0))?;
    let most = |room: u64| room.saturating_add(len.saturating_mul(FACTOR));
    let mut messages = Messages { input, len, bytes: most(ROOM), values: most(VALUES), batches: 0 };
    let looked = if is_file { messages.file() } else { messages.stream() };
    let refused = match looked {
        Ok(()) => None,
        Err(e) if e.kind() == io::ErrorKind::InvalidData && messages.batches > 0 => Some(e.to_string()),
        Err(e) => return Err(e),
    };
    Ok(Checked { batches: messages.batches, refused })
}

struct Messages<'a, R> {
    input: &'a mut R,
    len: u64,
    /// Bytes and values that may follow.
    bytes: u64,
    values: u64,
    /// Batches of rows that were looked at.
    batches: usize,
}

impl<R: Read + Seek> Messages<'_, R> {
    fn stream(&mut self) -> io::Result<()> {
        let mut at = 0;
        while let Some(first) = self.number(at)? {
            // A mark stands before the length, but for streams of old.
            let head = if first == MARK { 8 } else { 4 };
            let size = if first == MARK { self.number(at + 4)? } else { Some(first) };
            let size = size.and_then(|size| u64::try_from(size).ok()).ok_or_else(|| refused(CUT))?;
            if size == 0 {
                break;
            }
            let body = at + head + size;
            let bytes = self.slice(at + head, size)?;
            let message = message(&bytes)?;
            let len = u64::try_from(message.bodyLength()).ok().filter(|len| *len <= self.len - body);
            at = body + len.ok_or_else(|| refused(CUT))?;
            self.message(&message, body)?;
            self.batches += usize::from(message.header_as_record_batch().is_some());
        }
        Ok(())
    }

    fn file(&mut self) -> io::Result<()> {
        let tail = self.len.checked_sub(10).ok_or_else(|| refused(CUT))?;
        let size = self.number(tail)?.and_then(|size| u64::try_from(size).ok());
        let from = size.and_then(|size| tail.checked_sub(size)).ok_or_else(|| refused(CUT))?;
        let footer = self.slice(from, tail - from)?;
        let footer = root_as_footer_with_opts(&options(&footer), &footer)
            .map_err(|_| refused("what stands at its end is damaged"))?;
        // All dictionaries are read before the first batch.
        for block in footer.dictionaries().into_iter().flatten() {
            self.block(block.offset(), block.metaDataLength(), block.bodyLength())?;
        }
        for block in footer.recordBatches().into_iter().flatten() {
            self.block(block.offset(), block.metaDataLength(), block.bodyLength())?;
            self.batches += 1;
        }
        Ok(())
    }

    /// Looks at the message in a block of a file.
    fn block(&mut self, at: i64, head: i32, body: i64) -> io::Result<()> {
        let outside = || refused("a block lies outside of the file");
        let at = u64::try_from(at).map_err(|_| outside())?;
        let (head, body) = (u64::try_from(head).ok(), u64::try_from(body).ok());
        let (head, body) = head.zip(body).ok_or_else(outside)?;
        let len = head.checked_add(body).ok_or_else(outside)?;
        at.checked_add(len).filter(|end| *end <= self.len).ok_or_else(outside)?;
        self.take(len)?;
        let mark = if self.number(at)? == Some(MARK) { 8 } else { 4 };
        let size = head.checked_sub(mark).ok_or_else(outside)?;
        let bytes = self.slice(at + mark, size)?;
        self.message(&message(&bytes)?, at + head)
    }

    /// Looks at the batch that a message holds, whose body begins at byte `body`.
    fn message(&mut self, message: &Message<'_>, body: u64) -> io::Result<()> {
        let dictionary = || message.header_as_dictionary_batch()?.data();
        let Some(batch) = message.header_as_record_batch().or_else(dictionary) else { return Ok(()) };
        self.values(&batch)?;
        let packed = u64::try_from(message.bodyLength()).unwrap_or(0);
        let mut room = packed.saturating_mul(UNPACKED).max(BATCH);
        for buffer in batch.buffers().into_iter().flatten() {
            let (Ok(offset), Ok(len)) = (u64::try_from(buffer.offset()), u64::try_from(buffer.length()))
            else {
                return Err(refused("a buffer lies outside of its message"));
            };
            let unpacked = match batch.compression() {
                Some(_) => self.unpacked(body.saturating_add(offset), len)?,
                None => len,
            };
            self.take(unpacked)?;
            let rest = room.checked_sub(unpacked);
            room = rest.ok_or_else(|| refused("a batch unpacks to more bytes than it has room for"))?;
        }
        Ok(())
    }

    /// Returns how many bytes the packed buffer at byte `at` says it has. Its first eight bytes tell; -1 is not packed.
    fn unpacked(&mut self, at: u64, len: u64) -> io::Result<u64> {
        let Ok(stated) = <[u8; 8]>::try_from(self.bytes(at, len.min(8))?) else { return Ok(len) };
        let Ok(stated) = u64::try_from(i64::from_le_bytes(stated)) else { return Ok(len) };
        if stated > len.saturating_mul(RATIO).clamp(SMALL, BUFFER) {
            return Err(refused("a packed buffer has more bytes than it has room for"));
        }
        Ok(stated)
    }

    /// Takes the values of a batch off those that may follow.
    fn values(&mut self, batch: &RecordBatch<'_>) -> io::Result<()> {
        let columns = batch.nodes().into_iter().flatten().map(|node| node.length());
        for count in columns.chain([batch.length()]) {
            let rest = u64::try_from(count).ok().and_then(|count| self.values.checked_sub(count));
            self.values = rest.ok_or_else(|| refused("it has more rows than it has room for"))?;
        }
        Ok(())
    }

    /// Takes `len` bytes off those that may follow.
    fn take(&mut self, len: u64) -> io::Result<()> {
        let rest = self.bytes.checked_sub(len);
        self.bytes = rest.ok_or_else(|| refused("it unpacks to more bytes than it has room for"))?;
        Ok(())
    }

    /// Returns the number at byte `at`; none at the end.
    fn number(&mut self, at: u64) -> io::Result<Option<i32>> {
        Ok(<[u8; 4]>::try_from(self.bytes(at, 4)?).ok().map(i32::from_le_bytes))
    }

    /// Returns `len` bytes from byte `at` on, all of which are there.
    fn slice(&mut self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        let bytes = self.bytes(at, len)?;
        if bytes.len() as u64 == len { Ok(bytes) } else { Err(refused(CUT)) }
    }

    /// Returns `len` bytes from byte `at` on, or those there are.
    fn bytes(&mut self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.seek(SeekFrom::Start(at.min(self.len)))?;
        self.input.by_ref().take(len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What stands before the length of a message.
const MARK: i32 = -1;

const CUT: &str = "it is cut off";

fn message(bytes: &[u8]) -> io::Result<Message<'_>> {
    root_as_message_with_opts(&options(bytes), bytes).map_err(|_| refused("a message is damaged"))
}

fn options(bytes: &[u8]) -> VerifierOptions {
    let size = SCHEMA.saturating_add(bytes.len().saturating_mul(8));
    VerifierOptions { max_tables: TABLES, max_apparent_size: size, ..VerifierOptions::default() }
}

fn refused(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
