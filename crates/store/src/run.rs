//! Entries that wait, beyond what memory is meant for: a sorted file that is gone with its owner; one key's entry, and all in order, out.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use crate::key::Entry;
use crate::leaf::{self, Record};

/// One key in so many is kept in memory, to find the others by.
const APART: usize = 64;

/// A sorted file of entries, as leaves have them.
pub(crate) struct Run {
    file: File,
    /// Every sixty-fourth key, and where it stands.
    marks: Vec<(Box<[u8]>, u64)>,
}

impl Run {
    /// Writes entries that come in the order of their keys. The file has a name only while it is made.
    pub(crate) fn write<'a>(
        folder: &Path,
        entries: impl Iterator<Item = (&'a [u8], Entry)>,
    ) -> io::Result<Run> {
        let path = folder.join("waiting-entries");
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)?;
        std::fs::remove_file(&path)?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        let (mut marks, mut at, mut record) = (Vec::new(), 0, Vec::new());
        for (number, (key, entry)) in entries.enumerate() {
            if number.is_multiple_of(APART) {
                marks.push((key.into(), at));
            }
            record.clear();
            leaf::add_record(&mut record, key, &entry.to_bytes())?;
            out.write_all(&record)?;
            at += record.len() as u64;
        }
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Run { file, marks })
    }

    /// The value of a key's entry.
    pub(crate) fn get(&self, key: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let behind = self.marks.partition_point(|(mark, _)| **mark <= *key);
        let Some((_, start)) = behind.checked_sub(1).map(|at| &self.marks[at]) else {
            return Ok(None);
        };
        let mut entries = self.from(*start, 8 << 10)?;
        for _ in 0..APART {
            match entries.next()? {
                Some((found, value)) if found == key => return Ok(Some(value)),
                Some((found, _)) if *found < *key => {}
                _ => break,
            }
        }
        Ok(None)
    }

    /// All entries in order.
    pub(crate) fn entries(&self) -> io::Result<Entries> {
        self.from(0, 256 << 10)
    }

    fn from(&self, start: u64, buffer: usize) -> io::Result<Entries> {
        // A handle of the same file shares its position: one reader at a time, and each says where it begins.
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(Entries {
            file: BufReader::with_capacity(buffer, file),
        })
    }
}

/// Entries of a run, one after the other.
pub(crate) struct Entries {
    file: BufReader<File>,
}

impl Entries {
    /// The next key and value; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Record>> {
        leaf::read_record(&mut self.file)
    }
}
