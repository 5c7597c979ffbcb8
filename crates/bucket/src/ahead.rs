//! Ranges of an object in, their bytes out, with as few requests as the order of reading allows. Knows no format.
//!
//! The reader of Parquet asks for some kilobytes at a time, from twenty columns in turn. So what is fetched is kept, and where somebody reads on from where a
//! stretch ended, the next one is twice as long: a column that is read alone costs little more than itself, and a file that is read whole comes in stretches of
//! megabytes.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use lake::Readable;
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore};

use crate::refusal::Refusal;
use crate::worker::Worker;

/// Bytes of the end that come with the first request: the footer of Parquet, and all of a small file.
const TAIL: u64 = 256 << 10;
/// The first stretch of a reader: as much as a line of 300 Mbit/s brings in the time that a server takes to begin. Over a file of 44 MB and twenty columns a quarter
/// of it cost 860 requests a gigabyte.
const FIRST: u64 = 1 << 20;
/// No stretch that was not asked for is longer.
const LONGEST: u64 = 8 << 20;
/// Bytes that an open object keeps; the stretch that was longest unused goes first. More than a row group of a lake has.
const KEPT: u64 = 32 << 20;

/// A stretch of the object.
struct Stretch {
    start: u64,
    bytes: Bytes,
}

impl Stretch {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Whether this byte lies in it, or next after it.
    fn reaches(&self, at: u64) -> bool {
        (self.start..=self.end()).contains(&at)
    }
}

/// What was fetched, the last used last.
#[derive(Default)]
struct Kept(VecDeque<Stretch>);

impl Kept {
    /// These bytes, where one stretch holds them all.
    fn find(&mut self, start: u64, end: u64) -> Option<Bytes> {
        let holds = |stretch: &Stretch| stretch.start <= start && end <= stretch.end();
        let at = self.0.iter().position(holds)?;
        let stretch = self.0.remove(at)?;
        let from = usize::try_from(start - stretch.start).ok()?;
        let to = usize::try_from(end - stretch.start).ok()?;
        let found = stretch.bytes.slice(from..to);
        self.0.push_back(stretch);
        Some(found)
    }

    /// Where to stop fetching what is wanted from `start` to `end`.
    fn until(&self, start: u64, end: u64, size: u64) -> u64 {
        let before = self.0.iter().rev().find(|stretch| stretch.reaches(start));
        let length = before.map_or(FIRST, |stretch| {
            (2 * stretch.bytes.len() as u64).clamp(FIRST, LONGEST)
        });
        end.max(start + length).min(size)
    }

    fn keep(&mut self, stretch: Stretch) {
        self.0.push_back(stretch);
        let held = |kept: &VecDeque<Stretch>| -> u64 {
            kept.iter().map(|stretch| stretch.bytes.len() as u64).sum()
        };
        while self.0.len() > 1 && held(&self.0) > KEPT {
            self.0.pop_front();
        }
    }
}

/// An object that is open for reading: the one that was there when it was opened, and no other that replaced it since.
pub(crate) struct Object {
    store: Arc<AmazonS3>,
    worker: Arc<Worker>,
    key: Path,
    tag: Option<String>,
    size: u64,
    kept: Mutex<Kept>,
}

async fn get(
    store: Arc<AmazonS3>,
    key: Path,
    options: GetOptions,
) -> object_store::Result<(object_store::ObjectMeta, Stretch)> {
    let answer = store.get_opts(&key, options).await?;
    let (facts, start) = (answer.meta.clone(), answer.range.start);
    let bytes = answer.bytes().await?;
    Ok((facts, Stretch { start, bytes }))
}

impl Object {
    /// Asks for the end of an object, and so for its size.
    pub(crate) fn open(
        store: Arc<AmazonS3>,
        worker: Arc<Worker>,
        key: Path,
    ) -> io::Result<Result<Object, object_store::Error>> {
        let options = GetOptions {
            range: Some(GetRange::Suffix(TAIL)),
            ..GetOptions::default()
        };
        let got = worker.run(get(Arc::clone(&store), key.clone(), options))?;
        Ok(got.map(|(facts, tail)| Object {
            store,
            worker,
            key,
            tag: facts.e_tag,
            size: facts.size,
            kept: Mutex::new(Kept(VecDeque::from([tail]))),
        }))
    }
}

impl Readable for Object {
    fn size(&self) -> u64 {
        self.size
    }

    fn range(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let end = start + length as u64;
        if end > self.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // Held over the request: whoever else reads this object most likely waits for the same stretch.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = kept.find(start, end) {
            return Ok(bytes);
        }
        let options = GetOptions {
            range: Some(GetRange::Bounded(start..kept.until(start, end, self.size))),
            if_match: self.tag.clone(),
            ..GetOptions::default()
        };
        let got = self
            .worker
            .run(get(Arc::clone(&self.store), self.key.clone(), options))?;
        let (_, stretch) = got.map_err(|error| Refusal::of(&error).as_io())?;
        kept.keep(stretch);
        let found = kept.find(start, end);
        found.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a span step by step and gives the lengths of what was fetched.
    fn fetched(kept: &mut Kept, size: u64, reads: impl Iterator<Item = (u64, u64)>) -> Vec<u64> {
        let mut lengths = Vec::new();
        for (start, end) in reads {
            if kept.find(start, end).is_none() {
                let until = kept.until(start, end, size);
                lengths.push(until - start);
                let length = usize::try_from(until - start).unwrap_or(0);
                kept.keep(Stretch {
                    start,
                    bytes: Bytes::from(vec![0; length]),
                });
                assert!(kept.find(start, end).is_some());
            }
        }
        lengths
    }

    #[test]
    fn who_reads_on_gets_longer_stretches_and_who_jumps_does_not() {
        let (size, step) = (64 << 20, 64 << 10);
        let on = (0..size / step).map(|at| (at * step, (at + 1) * step));
        let lengths = fetched(&mut Kept::default(), size, on);
        assert_eq!(&lengths[..4], [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]);
        assert_eq!(lengths.iter().sum::<u64>(), size, "nothing twice");
        assert!(lengths.len() < 16, "{lengths:?}");
        let jumps = (0..4).map(|at| (at << 24, (at << 24) + 8));
        assert_eq!(fetched(&mut Kept::default(), size, jumps), [FIRST; 4]);
    }

    #[test]
    fn columns_in_turn_are_each_read_on_and_what_is_kept_is_bounded() {
        let (size, column, step) = (24 << 20, 1 << 20, 16 << 10);
        let turns = (0..column / step)
            .flat_map(|at| (0..24).map(move |one| (one * column + at * step, step)));
        let mut kept = Kept::default();
        let lengths = fetched(&mut kept, size, turns.map(|(at, step)| (at, at + step)));
        assert!(lengths.len() < 60, "{}", lengths.len());
        let held: usize = kept.0.iter().map(|stretch| stretch.bytes.len()).sum();
        assert!(held as u64 <= KEPT);
    }
}
