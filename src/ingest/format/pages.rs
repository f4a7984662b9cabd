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

use crate::ingest::format::thrift::{FOOTER, PAGE_HEAD, Thrift};

/// Most bytes of an unpacked page. Writers begin a new page after one or a few MiB, or behind a long row.
const PAGE: i64 = 256 << 20;
/// Most values of a dictionary, and of a page of packed differences.
const VALUES: i64 = 4 << 20;

/// Looks through what stands at the end of a file and says what is in it.
///
/// # Errors
/// When it is damaged.
pub(crate) fn check_footer(chunks: &impl ChunkReader) -> Result<()> {
    let Some(at) = chunks.len().checked_sub(8) else { return Err(refused("it is too short")) };
    let mut tail = [0; 8];
    chunks.get_read(at)?.read_exact(&mut tail)?;
    let [a, b, c, d, ..] = tail;
    let len = u64::from(u32::from_le_bytes([a, b, c, d]));
    let Some(from) = at.checked_sub(len) else { return Err(refused("it is cut off")) };
    let footer = Thrift::new(chunks.get_read(from)?.take(len)).structure(&FOOTER, &mut |_, _| {});
    footer.map_err(|e| refused(format!("what stands at its end is damaged: {e}")))
}

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
            let mut head = Thrift::new(self.chunks.get_read(self.at)?.take(self.rest));
            let page = page(&mut head).map_err(|e| refused(format!("the head of a page is damaged: {e}")))?;
            let len = u64::try_from(page.packed).ok().and_then(|packed| packed.checked_add(head.read()));
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
        let mut numbers = Thrift::new(values);
        // What a value shares with the one before it stands before the lengths of the rest.
        let prefixed = matches!(
            &page,
            Page::DataPage { encoding: Encoding::DELTA_BYTE_ARRAY, .. }
                | Page::DataPageV2 { encoding: Encoding::DELTA_BYTE_ARRAY, .. }
        );
        let told = if prefixed { Deltas::pass(&mut numbers) } else { Ok(()) };
        match told.and_then(|()| Deltas::read(&mut numbers)) {
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

/// Reads the head of a page.
fn page(input: &mut Thrift<impl Read>) -> io::Result<PageHead> {
    let mut head = PageHead::default();
    input.structure(&PAGE_HEAD, &mut |path, number| match path {
        [1] => head.kind = number,
        [2] => head.unpacked = number,
        [3] => head.packed = number,
        [7, 1] => head.values = number,
        _ => {}
    })?;
    Ok(head)
}

/// The head of packed differences.
struct Deltas {
    /// Stretches of a block that have a width of their own.
    stretches: u64,
    /// Values in a stretch.
    stretch: u64,
    /// Values in all.
    values: u64,
}

impl Deltas {
    /// Reads the head of packed differences.
    fn read(input: &mut Thrift<impl Read>) -> io::Result<Deltas> {
        let (block, stretches, values) = (input.varint()?, input.varint()?, input.varint()?);
        input.varint()?;
        match block.checked_div(stretches) {
            Some(stretch) if stretch > 0 && values <= VALUES as u64 => {
                Ok(Deltas { stretches, stretch, values })
            }
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Passes over packed differences.
    fn pass(input: &mut Thrift<impl Read>) -> io::Result<()> {
        let Deltas { stretches, stretch, values } = Deltas::read(input)?;
        let mut left = values.saturating_sub(1);
        while left > 0 {
            input.varint()?;
            let mut bits = 0_u64;
            for _ in 0..stretches {
                let width = u64::from(input.byte()?);
                if left > 0 {
                    bits = bits.saturating_add(width.saturating_mul(stretch));
                    left = left.saturating_sub(stretch);
                }
            }
            input.skip(bits / 8)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thrift(bytes: &[u8]) -> Thrift<&[u8]> {
        Thrift::new(bytes)
    }

    #[test]
    fn the_head_of_a_page() {
        // Kind 2, 32 bytes of 16 packed ones, a checksum, a dictionary of 3 values in encoding 0.
        let head = [0x15, 4, 0x15, 64, 0x15, 32, 0x15, 9, 0x3c, 0x15, 6, 0x15, 0, 0, 0, 0xff];
        let mut reader = thrift(&head);
        let head_read = page(&mut reader).expect("a head");
        assert_eq!(
            (head_read.kind, head_read.unpacked, head_read.packed, head_read.values),
            (DICTIONARY, 32, 16, 3)
        );
        assert_eq!(reader.read(), head.len() as u64 - 1);
        for cut in 0..head.len() - 1 {
            assert!(page(&mut thrift(&head[..cut])).is_err(), "{cut} bytes");
        }
    }

    #[test]
    fn what_is_passed_over_takes_no_room() {
        // A string, and a list, of more than a file can hold; lists in lists without end.
        let long = [0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let many = [0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        let mut deep = vec![0x19];
        deep.extend([0x19; 4096]);
        for bytes in [&long[..], &many[..], &deep[..]] {
            assert!(page(&mut thrift(bytes)).is_err());
        }
    }

    #[test]
    fn packed_differences() {
        // Blocks of 128 in 4 stretches, 3 values from 7 on; one block, its first stretch 2 bits wide.
        let packed = [0x80, 1, 4, 3, 14, 0, 2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0xaa];
        let mut reader = thrift(&packed);
        Deltas::pass(&mut reader).expect("whole");
        assert_eq!(reader.byte().ok(), Some(0xaa));
        assert!(Deltas::pass(&mut thrift(&packed[..17])).is_err());
        // No values in a block, no stretches, more values than a page has.
        assert!(Deltas::read(&mut thrift(&[0, 4, 3, 14])).is_err());
        assert!(Deltas::read(&mut thrift(&[0x80, 1, 0, 3, 14])).is_err());
        assert!(Deltas::read(&mut thrift(&[0x80, 1, 4, 0xff, 0xff, 0xff, 0xff, 7, 14])).is_err());
    }
}
