//! Pages of a Parquet file, looked at before they are believed: their reader makes room for as many bytes and values as a page
//! says it has, and a file of a few bytes may say anything.

use std::io::{self, Read};

use parquet::basic::Encoding;
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

/// Most bytes of an unpacked page. Writers begin a new page after one or a few MiB, or behind a long row.
const PAGE: i64 = 256 << 20;
/// Most values of a dictionary, and of a page of packed differences.
const VALUES: i64 = 4 << 20;

/// A file whose pages are looked at before they are unpacked.
pub(crate) struct CheckedFile<F, C> {
    pub file: F,
    /// The bytes of the file.
    pub chunks: C,
}

impl<F: FileReader, C: ChunkReader + Clone + 'static> FileReader for CheckedFile<F, C> {
    fn metadata(&self) -> &ParquetMetaData {
        self.file.metadata()
    }

    fn num_row_groups(&self) -> usize {
        self.file.num_row_groups()
    }

    fn get_row_group(&self, at: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        let (group, chunks) = (self.file.get_row_group(at)?, self.chunks.clone());
        Ok(Box::new(Group { group, chunks }))
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_file(projection, self)
    }
}

struct Group<'a, C> {
    group: Box<dyn RowGroupReader + 'a>,
    chunks: C,
}

impl<C: ChunkReader + Clone + 'static> RowGroupReader for Group<'_, C> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.group.metadata()
    }

    fn num_columns(&self) -> usize {
        self.group.num_columns()
    }

    fn get_column_page_reader(&self, at: usize) -> Result<Box<dyn PageReader>> {
        let pages = self.group.get_column_page_reader(at)?;
        let column = self.metadata().column(at);
        let (from, rest) = column.byte_range();
        let levels = [column.column_descr().max_rep_level() > 0, column.column_descr().max_def_level() > 0];
        Ok(Box::new(Pages { pages, chunks: self.chunks.clone(), at: from, rest, levels }))
    }

    fn get_column_bloom_filter(&self, at: usize) -> Option<&Sbbf> {
        self.group.get_column_bloom_filter(at)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        self.group.get_row_iter(projection)
    }
}

/// The pages of one column.
struct Pages<C> {
    pages: Box<dyn PageReader>,
    chunks: C,
    /// Where the head of the next page lies, and how much of the column follows.
    at: u64,
    rest: u64,
    /// Whether there are repetition levels and definition levels before the values.
    levels: [bool; 2],
}

impl<C: ChunkReader> Pages<C> {
    /// Looks at the head of the next page, and at those of the index pages before it, which are passed over.
    fn look_ahead(&mut self) -> Result<()> {
        while self.rest > 0 {
            let mut head = Thrift { input: self.chunks.get_read(self.at)?.take(self.rest), read: 0 };
            let page = head.page().map_err(|e| refused(format!("the head of a page is damaged: {e}")))?;
            let len = u64::try_from(page.packed).ok().and_then(|packed| packed.checked_add(head.read));
            let Some(len) = len.filter(|len| *len <= self.rest) else {
                return Err(refused("a page goes on behind its column"));
            };
            (self.at, self.rest) = (self.at.saturating_add(len), self.rest - len);
            if !(0..=PAGE).contains(&page.unpacked) {
                return Err(refused(format!("a page unpacks to more than {PAGE} bytes")));
            }
            if page.kind == DICTIONARY && page.values > VALUES.min(page.unpacked / 4) {
                return Err(refused("a dictionary has more values than it has room for"));
            }
            if page.kind != INDEX {
                break;
            }
        }
        Ok(())
    }

    /// Looks at what a page says inside of how many values it has.
    fn checked(&self, page: Page) -> Result<Page> {
        let values = match &page {
            Page::DataPage { buf, encoding, .. } if is_delta(*encoding) => {
                let mut values = &buf[..];
                for _ in self.levels.iter().filter(|has| **has) {
                    let (len, rest) =
                        values.split_first_chunk::<4>().ok_or_else(|| refused("a page is cut"))?;
                    values = rest
                        .get(u32::from_le_bytes(*len) as usize..)
                        .ok_or_else(|| refused("a page is cut"))?;
                }
                values
            }
            Page::DataPageV2 { buf, encoding, def_levels_byte_len, rep_levels_byte_len, .. }
                if is_delta(*encoding) =>
            {
                let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                let values = usize::try_from(levels).ok().and_then(|levels| buf.get(levels..));
                values.ok_or_else(|| refused("a page is cut"))?
            }
            _ => return Ok(page),
        };
        let mut numbers = Thrift { input: values, read: 0 };
        // What a value shares with the one before it stands before the lengths of the rest.
        let prefixed = matches!(
            &page,
            Page::DataPage { encoding: Encoding::DELTA_BYTE_ARRAY, .. }
                | Page::DataPageV2 { encoding: Encoding::DELTA_BYTE_ARRAY, .. }
        );
        let told = if prefixed { numbers.pass_deltas() } else { Ok(()) };
        match told.and_then(|()| numbers.deltas()) {
            Ok(_) => Ok(page),
            Err(e) => Err(refused(format!("the values of a page are damaged: {e}"))),
        }
    }
}

impl<C: ChunkReader> Iterator for Pages<C> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Result<Page>> {
        self.get_next_page().transpose()
    }
}

impl<C: ChunkReader> PageReader for Pages<C> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        self.look_ahead()?;
        self.pages.get_next_page()?.map(|page| self.checked(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.look_ahead()?;
        self.pages.skip_next_page()
    }
}

fn is_delta(encoding: Encoding) -> bool {
    use Encoding::{DELTA_BINARY_PACKED, DELTA_BYTE_ARRAY, DELTA_LENGTH_BYTE_ARRAY};
    matches!(encoding, DELTA_BINARY_PACKED | DELTA_BYTE_ARRAY | DELTA_LENGTH_BYTE_ARRAY)
}

fn refused(why: impl Into<String>) -> ParquetError {
    ParquetError::General(why.into())
}

/// What the head of a page says.
#[derive(Default)]
struct PageHead {
    kind: i64,
    unpacked: i64,
    packed: i64,
    /// Values of a dictionary page.
    values: i64,
}

/// Kinds of pages.
const INDEX: i64 = 1;
const DICTIONARY: i64 = 2;

/// Structures that may lie in one another.
const DEPTH: u32 = 8;

/// The head of packed differences.
struct Deltas {
    /// Stretches of a block that have a width of their own.
    stretches: u64,
    /// Values in a stretch.
    stretch: u64,
    /// Values in all.
    values: u64,
}

/// A reader of the compact protocol of Thrift, and of packed differences, that makes room for nothing.
struct Thrift<R> {
    input: R,
    read: u64,
}

impl<R: Read> Thrift<R> {
    fn page(&mut self) -> io::Result<PageHead> {
        let (mut head, mut field) = (PageHead::default(), 0);
        while let Some(kind) = self.field(&mut field)? {
            match (field, kind) {
                (1, 4..=6) => head.kind = self.number()?,
                (2, 4..=6) => head.unpacked = self.number()?,
                (3, 4..=6) => head.packed = self.number()?,
                (7, 12) => {
                    let mut field = 0;
                    while let Some(kind) = self.field(&mut field)? {
                        match (field, kind) {
                            (1, 4..=6) => head.values = self.number()?,
                            _ => self.pass(kind, DEPTH)?,
                        }
                    }
                }
                _ => self.pass(kind, DEPTH)?,
            }
        }
        Ok(head)
    }

    /// Goes on to the next field of a structure; returns its kind, or nothing at the end.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let head = self.byte()?;
        if head & 0x0f == 0 {
            return Ok(None);
        }
        *id = match head >> 4 {
            0 => self.number()?,
            more => id.saturating_add(i64::from(more)),
        };
        Ok(Some(head & 0x0f))
    }

    /// Reads the head of packed differences.
    fn deltas(&mut self) -> io::Result<Deltas> {
        let (block, stretches, values) = (self.varint()?, self.varint()?, self.varint()?);
        self.varint()?;
        match block.checked_div(stretches) {
            Some(stretch) if stretch > 0 && values <= VALUES as u64 => {
                Ok(Deltas { stretches, stretch, values })
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Passes over packed differences.
    fn pass_deltas(&mut self) -> io::Result<()> {
        let Deltas { stretches, stretch, values } = self.deltas()?;
        let mut left = values.saturating_sub(1);
        while left > 0 {
            self.varint()?;
            let mut bits = 0_u64;
            for _ in 0..stretches {
                let width = u64::from(self.byte()?);
                if left > 0 {
                    bits = bits.saturating_add(width.saturating_mul(stretch));
                    left = left.saturating_sub(stretch);
                }
            }
            self.skip(bits / 8)?;
        }
        Ok(())
    }

    /// Passes over a value.
    fn pass(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        let Some(inner) = depth.checked_sub(1) else { return Err(io::ErrorKind::InvalidData.into()) };
        match kind {
            1 | 2 => Ok(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.skip(8),
            8 => {
                let len = self.varint()?;
                self.skip(len)
            }
            9 | 10 => {
                let head = self.byte()?;
                let len = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
                for _ in 0..len {
                    match head & 0x0f {
                        1 | 2 => self.skip(1)?,
                        kind => self.pass(kind, inner)?,
                    }
                }
                Ok(())
            }
            12 => {
                let mut field = 0;
                while let Some(kind) = self.field(&mut field)? {
                    self.pass(kind, inner)?;
                }
                Ok(())
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn skip(&mut self, len: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.input.by_ref().take(len), &mut io::sink())?;
        self.read += passed;
        if passed == len { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        self.read += 1;
        Ok(byte[0])
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for at in 0..10 {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    /// A whole number with its sign in the lowest bit.
    fn number(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}
