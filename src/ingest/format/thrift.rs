//! What the structures of a Parquet file may hold, looked through before its reader is let at them.
//!
//! The reader believes that a value is of the kind that the format says, whatever the file says, and passes over lists of truth
//! values that it does not know without reading a byte for each: a list that says it has two thousand million of them, in one
//! that says the same, takes days. So all that it will read is gone through first, with the same eyes and without making room
//! for anything, and refused where the kinds are not those of the format.

use std::io::{self, Read};

/// What a value may be.
pub(crate) enum Shape {
    Bool,
    Byte,
    /// A whole number of any width.
    Number,
    Double,
    Bytes,
    List(&'static Shape),
    /// Fields by their numbers; others may stand between them.
    Structure(&'static [(i64, Shape)]),
}

use Shape::{Bool, Byte, Bytes, Double, List, Number, Structure};

const STATISTICS: Shape = Structure(&[
    (1, Bytes),
    (2, Bytes),
    (3, Number),
    (4, Number),
    (5, Bytes),
    (6, Bytes),
    (7, Bool),
    (8, Bool),
    (9, Number),
]);

/// The head of a page.
pub(crate) const PAGE_HEAD: [(i64, Shape); 8] = [
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Number),
    (5, Structure(&[(1, Number), (2, Number), (3, Number), (4, Number), (5, STATISTICS)])),
    (6, Structure(&[])),
    (7, Structure(&[(1, Number), (2, Number), (3, Bool)])),
    (
        8,
        Structure(&[
            (1, Number),
            (2, Number),
            (3, Number),
            (4, Number),
            (5, Number),
            (6, Number),
            (7, Bool),
            (8, STATISTICS),
        ]),
    ),
];

const TIME: Shape =
    Structure(&[(1, Bool), (2, Structure(&[(1, Structure(&[])), (2, Structure(&[])), (3, Structure(&[]))]))]);

const LOGICAL_TYPE: Shape = Structure(&[
    (1, Structure(&[])),
    (2, Structure(&[])),
    (3, Structure(&[])),
    (4, Structure(&[])),
    (5, Structure(&[(1, Number), (2, Number)])),
    (6, Structure(&[])),
    (7, TIME),
    (8, TIME),
    (10, Structure(&[(1, Byte), (2, Bool)])),
    (11, Structure(&[])),
    (12, Structure(&[])),
    (13, Structure(&[])),
    (14, Structure(&[])),
    (15, Structure(&[])),
    (16, Structure(&[(1, Byte)])),
    (17, Structure(&[(1, Bytes)])),
    (18, Structure(&[(1, Bytes), (2, Number)])),
]);

const SCHEMA_ELEMENT: Shape = Structure(&[
    (1, Number),
    (2, Number),
    (3, Number),
    (4, Bytes),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, Number),
    (9, Number),
    (10, LOGICAL_TYPE),
]);

const KEY_VALUE: Shape = Structure(&[(1, Bytes), (2, Bytes)]);

const COLUMN: Shape = Structure(&[
    (1, Number),
    (2, List(&Number)),
    (3, List(&Bytes)),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (8, List(&KEY_VALUE)),
    (9, Number),
    (10, Number),
    (11, Number),
    (12, STATISTICS),
    (13, List(&Structure(&[(1, Number), (2, Number), (3, Number)]))),
    (14, Number),
    (15, Number),
    (16, Structure(&[(1, Number), (2, List(&Number)), (3, List(&Number))])),
    (
        17,
        Structure(&[
            (
                1,
                Structure(&[
                    (1, Double),
                    (2, Double),
                    (3, Double),
                    (4, Double),
                    (5, Double),
                    (6, Double),
                    (7, Double),
                    (8, Double),
                ]),
            ),
            (2, List(&Number)),
        ]),
    ),
]);

const CHUNK: Shape = Structure(&[
    (1, Bytes),
    (2, Number),
    (3, COLUMN),
    (4, Number),
    (5, Number),
    (6, Number),
    (7, Number),
    (9, Bytes),
]);

const ROW_GROUP: Shape = Structure(&[
    (1, List(&CHUNK)),
    (2, Number),
    (3, Number),
    (4, List(&Structure(&[(1, Number), (2, Bool), (3, Bool)]))),
    (5, Number),
    (6, Number),
    (7, Number),
]);

/// What stands at the end of a file and says what is in it.
pub(crate) const FOOTER: [(i64, Shape); 8] = [
    (1, Number),
    (2, List(&SCHEMA_ELEMENT)),
    (3, Number),
    (4, List(&ROW_GROUP)),
    (5, List(&KEY_VALUE)),
    (6, Bytes),
    (7, List(&Structure(&[(1, Structure(&[])), (2, Structure(&[]))]))),
    (9, Bytes),
];

/// Structures that may lie in one another.
const DEPTH: usize = 16;

/// Gets the numbers of a structure with the fields that lead to them.
type Numbers<'n> = dyn FnMut(&[i64], i64) + 'n;

/// A reader of the compact protocol of Thrift that makes room for nothing.
pub(crate) struct Thrift<R> {
    input: R,
    read: u64,
    path: Vec<i64>,
}

impl<R: Read> Thrift<R> {
    pub fn new(input: R) -> Thrift<R> {
        Thrift { input, read: 0, path: Vec::new() }
    }

    /// Returns how many bytes were read.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Reads a structure.
    ///
    /// # Errors
    /// When it is cut off, nested too deep, or holds what it may not.
    pub fn structure(&mut self, fields: &[(i64, Shape)], numbers: &mut Numbers<'_>) -> io::Result<()> {
        let mut id = 0;
        if self.path.len() >= DEPTH {
            return Err(io::ErrorKind::InvalidData.into());
        }
        while let Some(kind) = self.field(&mut id)? {
            self.path.push(id);
            let shape = fields.iter().find(|(known, _)| *known == id);
            match shape {
                Some((_, shape)) => self.value(kind, shape, numbers)?,
                None => self.pass(kind)?,
            }
            self.path.pop();
        }
        Ok(())
    }

    /// Reads a value that must have this shape.
    fn value(&mut self, kind: u8, shape: &Shape, numbers: &mut Numbers<'_>) -> io::Result<()> {
        match (shape, kind) {
            (Bool, 1 | 2) => Ok(()),
            (Number, 4..=6) => {
                let number = self.number()?;
                numbers(&self.path, number);
                Ok(())
            }
            (Byte, 3) | (Double, 7) | (Bytes, 8) => self.pass(kind),
            (List(shape), 9) => {
                let (kind, len) = self.list()?;
                for _ in 0..len {
                    self.value(kind, shape, numbers)?;
                }
                Ok(())
            }
            (Structure(fields), 12) => self.structure(fields, numbers),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Passes over a value that may be anything but a map and a list of truth values.
    fn pass(&mut self, kind: u8) -> io::Result<()> {
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
                let (kind, len) = self.list()?;
                if len > 0 && (matches!(kind, 1 | 2) || self.path.len() >= DEPTH) {
                    return Err(io::ErrorKind::InvalidData.into());
                }
                self.path.push(0);
                for _ in 0..len {
                    self.pass(kind)?;
                }
                self.path.pop();
                Ok(())
            }
            12 => self.structure(&[], &mut |_, _| {}),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
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

    /// Reads the head of a list: what its elements are, and how many.
    fn list(&mut self) -> io::Result<(u8, u64)> {
        let head = self.byte()?;
        let len = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        Ok((head & 0x0f, len))
    }

    /// Passes over bytes.
    ///
    /// # Errors
    /// When there are fewer.
    pub fn skip(&mut self, len: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.input.by_ref().take(len), &mut io::sink())?;
        self.read += passed;
        if passed == len { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// Reads a byte.
    pub fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.input.read_exact(&mut byte)?;
        self.read += 1;
        Ok(byte[0])
    }

    /// Reads a whole number of up to ten bytes.
    pub fn varint(&mut self) -> io::Result<u64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn footer(bytes: &[u8]) -> io::Result<()> {
        Thrift::new(bytes).structure(&FOOTER, &mut |_, _| {})
    }

    #[test]
    fn kinds_are_those_of_the_format() {
        // A version, no schema, 3 rows, an unknown list of numbers.
        assert!(footer(&[0x15, 2, 0x19, 0x0c, 0x16, 6, 0xa9, 0x25, 2, 4, 0]).is_ok());
        // Rows that are a string, a schema of numbers.
        assert!(footer(&[0x38, 1, 6, 0]).is_err());
        assert!(footer(&[0x29, 0x15, 2, 0]).is_err());
    }

    #[test]
    fn lists_of_truth_values_are_refused() {
        assert!(footer(&[0xd9, 0x22, 1, 2, 0]).is_err());
        assert!(footer(&[0xd9, 0xf2, 0xff, 0xff, 0xff, 0xff, 7, 1]).is_err());
        assert!(footer(&[0xdb, 0xff, 0xff, 0xff, 0xff, 7, 0x11, 1]).is_err());
    }
}
