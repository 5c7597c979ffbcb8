//! The store room: postings and notes about them come in by the batch; postings go out by key and by sequence number, notes by name. It knows no
//! feed, no tag and no index.
//!
//! # Why it is built so
//!
//! One sled tree holds blocks of postings, leaves with an entry for each key, and the head (drawn in `key` and `block`). A sled batch is
//! atomic within one tree, so that one batch makes postings, entries and head visible together, in memory and after a crash.
//!
//! Measured side by side in one run: 200,000 postings (four fifths Hacker News comments of about 1,600 bytes of JSON, one
//! fifth Greenhouse titles of 300) in batches of 1,000, a flush every 20, then 20,000 random gets and a walk; two cores
//! shared with other builds, so seconds of processor time count and wall time does not; differences under a quarter are ties.
//!
//! | value                               | put, CPU s | disk MB | walk, CPU µs each | get, median µs |
//! |-------------------------------------|------------|---------|-------------------|----------------|
//! | one posting, JSON                   | 7.3        | 442     | 6.2               | 37             |
//! | one posting, JSON, zstd 3           | 8.9, 10.2  | 273     | (new context each)| 52, 65         |
//! | 16 postings, JSON, zstd 3           | 4.7        | 148     | 6.3               | 86             |
//! | 64 postings, JSON, zstd 3           | 4.2        | 131     | 6.2               | 153            |
//! | 64 postings, postcard, zstd 3       | 4.1        | 131     | 2.9               | 134            |
//! | this store: 64 postings or 16 KiB   | 4.0, 5.2   | 159     | 6.4, 6.6          | 66, 63         |
//!
//! - Blocks cost half the work of compressed records and two thirds of plain ones, in 0.6 and 0.4 of the room. They do not
//!   load six times faster: the entry of each key is a sled insertion too (without entries, 1.6 s where 2.5 s were used).
//! - postcard reads twice as fast and writes no faster. It stays JSON: it skips no absent field and has no names, so that
//!   every new field of a posting would be a new format. Keys as 16-byte hashes, keys in a tree of their own and zstd 1 were ties.
//! - A block ends at 16 KiB for the sake of memory. sled sends a leaf beyond 128 KiB to a file of its own, which its cache
//!   counts as nothing: with blocks of 64 KiB a walk over 300,000 postings ended at 134 MB.
//! - The walk looks each block up anew, since sled's iterator lets the cache overflow (`walk` says how): with
//!   blocks of 16 KiB the same walk ended at 94 MB instead of 151. As it is, importing 500,000 postings peaks at 76 MB, opening, walking and 33,000 gets at 110.
//! - sled's modes, a cache of 16 or 256 MB and other flush intervals were ties.
//! - Killed with SIGKILL at 40 moments (eight runs of the crash test): nothing flushed was lost, no sequence number
//!   missing, no batch torn, every key agreed with its record. That is a process's death, not a power cut.
//!
//! Format 2 came after that table: entries hold the kind and day of the date, so that a posting met again needs no block to be
//! read, and a marker says which record of a posting is superseded. In the bench, where nothing is superseded, importing and
//! importing again got a sixth to a quarter faster. The walk asks for markers only where the next one lies within a block: asking at
//! every block made it a fifth slower.
//!
//! Format 3: entries wait in memory and in sorted files and go into the tree in the order of their keys (`entries` says why). On
//! 961,083 postings of a planted market that took a put from 15 to 8.5 CPU µs a posting and the store from 817 to 611 MB.
//!
//! Format 4: they lie in leaves, 128 keys to a value (`leaf`), and a few go on waiting from run to run. The same store has 424 MB, one of
//! 4,804,814 postings 2,078 where it had 3,077; without entries at all it were 345 and 1,900. Leaves of 40 keys took less of a day more and
//! more of a whole import.
//!
//! [`Store::forget`] raised no format: blocks say which sequence numbers they hold, so that a hole in the log is nothing new to any version.
//!
//! `cargo bench -p store` repeats the two layouts that were closest to being chosen, on planted text.

mod block;
mod engine;
mod entries;
mod error;
mod forget;
mod frame;
mod head;
mod key;
mod leaf;
mod merge;
mod note;
mod put;
mod run;
mod store;
mod walk;

pub use error::Error;
pub use forget::Forgotten;
pub use put::{Kept, PutOutcome};
pub use store::Store;
