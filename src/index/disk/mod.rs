//! An index that survives: keys with their holders, and records, in a folder.
//!
//! A folder holds one manifest and any number of segments. A segment is written once, reaches the disk, and is never
//! changed; a change to the index is a new segment and a new manifest that names it, put in the place of the old one by a
//! rename. So a crash at any moment leaves the state before a change or the one after it, readers hold the state that they
//! opened for as long as they like without a lock, and a file that no manifest names is left over from a crash and goes when
//! the next writer comes. There is one writer, held by a lock that the system gives back when its process ends.
//!
//! # Why a store of our own
//!
//! Held against redb, fjall and LMDB under the load of an archive (`benches/stores`, 22 November 2026, one machine of two
//! cores): 20,000 stories with 6 million postings at once, then batches of 64 stories, each on the disk before the next.
//!
//! | | segments | redb | fjall | LMDB |
//! |---|---:|---:|---:|---:|
//! | load, million postings a second of CPU | 4.3 | 1.6 | 5.3 | 2.8 |
//! | batches, stories a second of CPU | 1,930 | 250 | 2,630 | 510 |
//! | megabytes after all | 116 | 245 | 222 | 431 |
//! | question of 300 keys, ms of CPU | 4.8 | 0.8 | 1.3 | 0.7 |
//! | opening, ms | 8 | 8 | 6,117 | 9 |
//! | 100 kills: sound | 100 | 100 | 100 | 100 |
//! | 200 flipped bytes: answered wrongly without a word | 0 | 55 | 19 | 39 |
//!
//! Keys are hashes: each batch touches most leaves of a tree, which writes them all anew. What decides is that damage never passes
//! for an answer; the price is paid by questions, which read a block for each key and segment. Since look-ups begin within a block
//! (format 2; segments alone, on a later day) a question takes 1.7 ms, 0.8 in one segment, and the batches 4,900 stories a second.
//!
//! # Format 2
//!
//! Numbers are little-endian; `v` is a number of 7 bits a byte, lowest first (LEB128).
//!
//! `wirediff.index`: the manifest as JSON (`format`, `sequence`, `next`, `settings`, `segments` with `number`, `bytes`,
//! `blake3`, `entries`, oldest first), a line end, the BLAKE3 of all that in 64 hexadecimal digits, a line end.
//!
//! `wirediff.lock`, `watch.lock`: the number of the process that writes, or watches feeds for it,
//! or did so last. Only the lock on it counts.
//!
//! `NNNNNNNNNN.seg`, a segment:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `WDSEGM01` |
//! | each block: n | its content |
//! | 8 | XXH3 (64 bits) of the content, seeded with the place of the block in the file |
//! | each block, first all of postings, then all of records: 16 | first key, place |
//! | 40 | where these places begin, blocks of postings, blocks of records, postings, 0 |
//! | 16 | XXH3 (128 bits) of the places and of these 40 bytes |
//! | 8 | `WDSEGM01` |
//!
//! A block of postings (about 2 KiB) is `v` length of the places that a look-up may begin at, these places, and groups. A place
//! is `v` distance of the key before it from that of the place before (from the first key of the block), and `v` bytes from the
//! place before (from the first group). A group is holders of one key: `v` of twice the distance from the key before (from the
//! first key of the block), plus one where there are several; then their number as `v`; then for each holder `v` story, `v` unit
//! times 16 plus steps or, where the steps are 0, unit times 65,536 plus 16 times what it says more. A key with many holders goes
//! on in the next block with distance 0. Keys rise; holders of one key stand in the order of whoever wrote them.
//!
//! A block of records (about 8 KiB, one record where that is longer) is `v` 0, or 1 where the rest is packed (raw DEFLATE), `v`
//! length of the rest unpacked, then for each record `v` distance from the key before, `v` length, bytes. An empty record
//! takes away what older segments hold of its key.
//!
//! Every byte is under a check that is held against it when it is read: those of a block when the block is, those of the places
//! when the segment is opened; [`Snapshot::verify`] reads all, and holds whole files against the BLAKE3 of the manifest.

mod ahead;
mod error;
mod files;
mod lock;
mod manifest;
mod merge;
mod newest;
mod places;
mod records;
mod segment;
mod store;
#[cfg(test)]
mod tests;
pub mod varint;
mod write;

pub use error::StoreError;
pub use files::replace;
pub use lock::Lock;
pub use merge::Keep;
pub use segment::Posting;
pub use store::{Change, Scratches, Snapshot, Writer};
