//! Bytes that come in the same portions whoever asks for them.

use std::io::{self, Read};

/// Bytes of a portion.
const PORTION: usize = 8 << 10;

/// Takes bytes in portions of one size. A decoder that meets damage keeps to itself what it had decoded for the reader who asked:
/// whoever asks for a megabyte would lose a megabyte of good records, and another number than one who asks for less. And what is
/// converted from UTF-16 ends otherwise for one who asks for few bytes at a time.
pub(crate) struct Steady<R> {
    input: R,
    portion: Box<[u8]>,
    /// What of the portion is not handed on yet.
    from: usize,
    to: usize,
}

impl<R: Read> Steady<R> {
    pub(crate) fn new(input: R) -> Steady<R> {
        Steady { input, portion: vec![0; PORTION].into_boxed_slice(), from: 0, to: 0 }
    }
}

impl<R: Read> Read for Steady<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.from == self.to {
            self.from = 0;
            self.to = 0;
            self.to = self.input.read(&mut self.portion)?;
        }
        let some = (self.to - self.from).min(into.len());
        into[..some].copy_from_slice(&self.portion[self.from..self.from + some]);
        self.from += some;
        Ok(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills what it is given until it breaks after 20,000 bytes, and then hands on nothing.
    struct Broken(usize);

    impl Read for Broken {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0 + into.len() > 20_000 {
                return Err(io::Error::other("damaged"));
            }
            self.0 += into.len();
            Ok(into.len())
        }
    }

    #[test]
    fn what_comes_before_damage_hangs_on_no_reader() {
        for size in [1, 100, 1 << 20] {
            let (mut steady, mut read, mut into) = (Steady::new(Broken(0)), 0, vec![0; size]);
            while let Ok(some) = steady.read(&mut into) {
                read += some;
            }
            assert_eq!(read, 2 * PORTION, "{size} bytes at once");
        }
    }
}
