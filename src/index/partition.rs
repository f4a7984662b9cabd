//! Numbers scattered into partitions, each small enough to be sorted in the cache of one core; in memory while the
//! allowance lasts, else on disk.
//!
//! Scattering by the head of a hash and sorting each part is one pass over memory where a merge of sorted runs takes
//! several, and it bounds memory the same way: the allowance plus one part a thread.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::index::spool::Spool;
use crate::ingest::Shared;

/// Numbers that a thread collects for a part before it hands them over.
const HANDFUL: usize = 256;
/// Numbers that are worth a write of their own.
const WORTH: usize = 4096;

/// One part.
#[derive(Default)]
struct Part {
    numbers: Vec<u64>,
    /// Stretches on disk: first byte and how many numbers.
    spilled: Vec<(u64, usize)>,
}

/// All parts of one table.
pub struct Partitions<'a> {
    parts: Vec<Shared<Part>>,
    spool: &'a Spool,
    /// Numbers in memory at present, and how many may be.
    held: AtomicUsize,
    most: usize,
}

impl<'a> Partitions<'a> {
    /// Returns `count` empty parts that hold at most about `memory` bytes together.
    pub fn new(count: usize, memory: u64, spool: &'a Spool) -> Partitions<'a> {
        let most = usize::try_from(memory / 8).unwrap_or(usize::MAX).max(1 << 16);
        let parts = (0..count).map(|_| Shared::default()).collect();
        Partitions { parts, spool, held: AtomicUsize::new(0), most }
    }

    /// Returns the number of parts.
    pub fn count(&self) -> usize {
        self.parts.len()
    }

    /// Returns a hand that one thread scatters with.
    pub fn hand(&self) -> Hand<'_, 'a> {
        Hand { partitions: self, buffers: vec![Vec::new(); self.parts.len()] }
    }

    /// Returns the numbers of one part, in no order, and forgets them.
    ///
    /// # Errors
    /// When what was spilled cannot be read.
    pub fn take(&self, part: usize) -> io::Result<Vec<u64>> {
        let Part { mut numbers, spilled } = std::mem::take(&mut *self.parts[part].lock());
        self.held.fetch_sub(numbers.len(), Ordering::Relaxed);
        numbers.reserve_exact(spilled.iter().map(|s| s.1).sum());
        for (at, count) in spilled {
            let from = numbers.len();
            numbers.resize(from + count, 0);
            self.spool.read(at, &mut numbers[from..])?;
        }
        Ok(numbers)
    }

    fn put(&self, part: usize, numbers: &[u64]) -> io::Result<()> {
        let mut part = self.parts[part].lock();
        part.numbers.extend_from_slice(numbers);
        let held = self.held.fetch_add(numbers.len(), Ordering::Relaxed) + numbers.len();
        if held > self.most && part.numbers.len() >= WORTH.min(self.most / self.parts.len().max(1)) {
            let whole = std::mem::take(&mut part.numbers);
            self.held.fetch_sub(whole.len(), Ordering::Relaxed);
            let at = self.spool.append(&whole)?;
            part.spilled.push((at, whole.len()));
        }
        Ok(())
    }
}

/// The hand of one thread: numbers go to the parts by handfuls.
pub struct Hand<'p, 'a> {
    partitions: &'p Partitions<'a>,
    buffers: Vec<Vec<u64>>,
}

impl Hand<'_, '_> {
    /// Gives a number to a part.
    ///
    /// # Errors
    /// When memory is short and the disk is full.
    #[inline]
    pub fn give(&mut self, part: usize, number: u64) -> io::Result<()> {
        let buffer = &mut self.buffers[part];
        buffer.push(number);
        if buffer.len() == HANDFUL { self.empty(part) } else { Ok(()) }
    }

    #[cold]
    fn empty(&mut self, part: usize) -> io::Result<()> {
        self.partitions.put(part, &self.buffers[part])?;
        self.buffers[part].clear();
        Ok(())
    }

    /// Hands over whatever is left.
    ///
    /// # Errors
    /// As [`Hand::give`].
    pub fn finish(mut self) -> io::Result<()> {
        for part in 0..self.buffers.len() {
            if !self.buffers[part].is_empty() {
                self.empty(part)?;
            }
        }
        Ok(())
    }
}

/// Bits of a digit: few passes, and places for 2,048 heads still fit into the first cache.
const DIGIT: u32 = 11;

/// Sorts numbers by their bits from `low` on, 11 at a time; numbers equal there keep their order. Linear.
pub fn radix_sort(numbers: &mut Vec<u64>, low: u32, scratch: &mut Vec<u64>) {
    if numbers.len() < 4096 {
        numbers.sort_by_key(|n| n >> low);
        return;
    }
    scratch.clear();
    scratch.resize(numbers.len(), 0);
    let all = numbers.iter().fold((0, u64::MAX), |(or, and), n| (or | n, and & n));
    // Digits begin at the lowest bit that varies and leave out stretches that do not.
    let mut varying = (all.0 ^ all.1) >> low << low;
    while varying != 0 {
        let shift = varying.trailing_zeros();
        let digit = |n: u64| (n >> shift) as usize & ((1 << DIGIT) - 1);
        let mut starts = [0usize; 1 << DIGIT];
        numbers.iter().for_each(|n| starts[digit(*n)] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for n in numbers.iter() {
            let start = &mut starts[digit(*n)];
            scratch[*start] = *n;
            *start += 1;
        }
        std::mem::swap(numbers, scratch);
        varying = varying.checked_shr(shift + DIGIT).map_or(0, |rest| rest << (shift + DIGIT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: u64) -> Vec<u64> {
        (0..count).map(|n| (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)).collect()
    }

    #[test]
    fn sorting_by_digits_is_sorting() {
        for count in [0, 1, 2, 4_095, 4_096, 10_000] {
            let mut ours = numbers(count);
            let mut theirs = ours.clone();
            radix_sort(&mut ours, 0, &mut Vec::new());
            theirs.sort_unstable();
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn nothing_is_lost_whether_in_memory_or_on_disk() {
        let spool = Spool::new(&std::env::temp_dir()).expect("a file");
        let all = numbers(400_000);
        for memory in [u64::MAX, 0] {
            let partitions = Partitions::new(16, memory, &spool);
            let mut hand = partitions.hand();
            for n in &all {
                hand.give((n >> 60) as usize, *n).expect("given");
            }
            hand.finish().expect("given");
            let mut found: Vec<u64> =
                (0..16).flat_map(|part| partitions.take(part).expect("taken")).collect();
            found.sort_unstable();
            let mut expected = all.clone();
            expected.sort_unstable();
            assert_eq!(found, expected);
            assert_eq!(partitions.held.load(Ordering::Relaxed), 0);
        }
    }
}
