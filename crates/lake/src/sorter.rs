//! Records in any order in, in the order of their keys out, however many they are: what does not fit goes to sorted files and is merged. Knows no record.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Error;

/// Bytes of records that are held in memory; beyond that they go to a file.
const HELD_BYTES: usize = 64 << 20;
/// Files that are merged at once: each takes some 700 kB to read, and a process may not open many more.
const MOST_RUNS: usize = 128;

/// Collects records.
pub(crate) struct Sorter<K, T> {
    dir: PathBuf,
    name: &'static str,
    most: usize,
    held: Vec<(K, T)>,
    bytes: usize,
    runs: Vec<PathBuf>,
    written: usize,
}

/// Gives them back in order.
pub(crate) struct Sorted<K, T> {
    held: std::vec::IntoIter<(K, T)>,
    runs: Vec<Run>,
    /// The next of each run; the records held come last and count as run number `runs.len()`.
    heads: BinaryHeap<Reverse<(K, usize)>>,
    records: Vec<Option<T>>,
}

type Decoder = zstd::stream::read::Decoder<'static, BufReader<BufReader<File>>>;

struct Run {
    path: PathBuf,
    from: BufReader<Decoder>,
    line: Vec<u8>,
}

impl<K, T> Sorter<K, T>
where
    K: Ord + Serialize + DeserializeOwned,
    T: Serialize + DeserializeOwned,
{
    /// Sorted files go to `dir`, under names that begin with `name`.
    pub(crate) fn new(dir: &Path, name: &'static str) -> Sorter<K, T> {
        Sorter::holding(dir, name, HELD_BYTES)
    }

    pub(crate) fn holding(dir: &Path, name: &'static str, most: usize) -> Sorter<K, T> {
        Sorter {
            dir: dir.to_path_buf(),
            name,
            most,
            held: Vec::new(),
            bytes: 0,
            runs: Vec::new(),
            written: 0,
        }
    }

    /// Takes a record that holds about so many bytes.
    pub(crate) fn push(&mut self, key: K, record: T, bytes: usize) -> Result<(), Error> {
        self.held.push((key, record));
        self.bytes += bytes;
        if self.bytes >= self.most {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<(), Error> {
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        let held = std::mem::take(&mut self.held);
        self.bytes = 0;
        self.write(held.into_iter().map(Ok))?;
        if self.runs.len() == MOST_RUNS {
            let runs = std::mem::take(&mut self.runs);
            let merged = Sorted::new(Vec::new(), runs)?;
            self.write(merged)?;
        }
        Ok(())
    }

    fn write(&mut self, records: impl Iterator<Item = Result<(K, T), Error>>) -> Result<(), Error> {
        let path = self.dir.join(format!("{}-{}", self.name, self.written));
        let fault = || Error::io(path.display().to_string());
        let open = || {
            let file = BufWriter::with_capacity(1 << 18, File::create(&path)?);
            zstd::stream::write::Encoder::new(file, 1)
        };
        let mut to = open().map_err(fault())?;
        let mut line = Vec::new();
        for one in records {
            let one = one?;
            line.clear();
            let mut write = || {
                serde_json::to_writer(&mut line, &one)?;
                to.write_all(&u32::try_from(line.len()).unwrap_or(u32::MAX).to_le_bytes())?;
                to.write_all(&line)
            };
            write().map_err(fault())?;
        }
        let file = to.finish().and_then(|mut file| file.flush());
        file.map_err(fault())?;
        self.written += 1;
        self.runs.push(path);
        Ok(())
    }

    /// All of them, in the order of their keys.
    pub(crate) fn sorted(mut self) -> Result<Sorted<K, T>, Error> {
        self.held.sort_by(|a, b| a.0.cmp(&b.0));
        Sorted::new(self.held, self.runs)
    }
}

impl Run {
    fn open(path: PathBuf) -> Result<Run, Error> {
        let open = || {
            let file = BufReader::with_capacity(1 << 15, File::open(&path)?);
            zstd::stream::read::Decoder::new(file)
        };
        let from = open().map_err(Error::io(path.display().to_string()))?;
        // Its room is given back as soon as it is read; where an open file cannot be removed, the next run does it.
        let _ = std::fs::remove_file(&path);
        Ok(Run {
            from: BufReader::with_capacity(1 << 15, from),
            path,
            line: Vec::new(),
        })
    }

    fn next<K: DeserializeOwned, T: DeserializeOwned>(&mut self) -> Result<Option<(K, T)>, Error> {
        let mut length = [0; 4];
        let mut read = || {
            if self.from.read(&mut length[..1])? == 0 {
                return Ok(None);
            }
            self.from.read_exact(&mut length[1..])?;
            let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
            self.line.resize(length, 0);
            self.from.read_exact(&mut self.line)?;
            Ok(Some(serde_json::from_slice(&self.line)?))
        };
        read().map_err(Error::io(self.path.display().to_string()))
    }
}

impl<K, T> Sorted<K, T>
where
    K: Ord + DeserializeOwned,
    T: DeserializeOwned,
{
    fn new(held: Vec<(K, T)>, runs: Vec<PathBuf>) -> Result<Sorted<K, T>, Error> {
        let runs: Result<Vec<Run>, Error> = runs.into_iter().map(Run::open).collect();
        let mut sorted = Sorted {
            held: held.into_iter(),
            runs: runs?,
            heads: BinaryHeap::new(),
            records: Vec::new(),
        };
        for run in 0..=sorted.runs.len() {
            sorted.records.push(None);
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    fn advance(&mut self, run: usize) -> Result<(), Error> {
        let next = match self.runs.get_mut(run) {
            Some(run) => run.next()?,
            None => self.held.next(),
        };
        if let Some((key, record)) = next {
            self.heads.push(Reverse((key, run)));
            self.records[run] = Some(record);
        }
        Ok(())
    }

    fn pop(&mut self) -> Result<Option<(K, T)>, Error> {
        let Some(Reverse((key, run))) = self.heads.pop() else {
            return Ok(None);
        };
        let record = self.records[run].take();
        self.advance(run)?;
        Ok(record.map(|record| (key, record)))
    }
}

impl<K, T> Iterator for Sorted<K, T>
where
    K: Ord + DeserializeOwned,
    T: DeserializeOwned,
{
    type Item = Result<(K, T), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pop().transpose()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_does_not_fit_comes_out_in_the_same_order() {
        let dir = std::env::temp_dir().join(format!("lake-sorter-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        for most in [1, 100, usize::MAX] {
            let mut sorter = Sorter::holding(&dir, "t", most);
            for n in 0..1_000_u64 {
                let key = n.wrapping_mul(7_919) % 1_009;
                sorter.push(key, format!("of {key}"), 9).unwrap();
            }
            assert_eq!(sorter.written == 0, most == usize::MAX);
            assert!(sorter.runs.len() <= MOST_RUNS);
            let all: Vec<(u64, String)> = sorter.sorted().unwrap().map(Result::unwrap).collect();
            assert_eq!(all.len(), 1_000);
            assert!(all.is_sorted());
            assert!(all.iter().all(|(key, text)| *text == format!("of {key}")));
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
