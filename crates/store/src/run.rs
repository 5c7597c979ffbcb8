//! Entries that wait, beyond what memory is meant for: a sorted file that is gone with its owner; one key's entry, and all in order, out.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::key::Entry;
use crate::merge::Dated;

/// One key in so many is kept in memory, to find the others by.
const APART: usize = 64;

/// A sorted file of entries: key length (u16 LE), key, then the entry as the tree has it, which is of one length.
pub(crate) struct Run {
    file: File,
    /// Every sixty-fourth key, and where it stands.
    marks: Vec<(Box<[u8]>, u64)>,
}

impl Run {
    /// Writes entries that come in the order of their keys. The file has a name only while it is made.
    pub(crate) fn write<'a>(
        folder: &Path,
        entries: impl Iterator<Item = (&'a [u8], u64, Dated)>,
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
        let (mut marks, mut at) = (Vec::new(), 0);
        for (number, (key, sequence, dated)) in entries.enumerate() {
            if number.is_multiple_of(APART) {
                marks.push((key.into(), at));
            }
            let value = Entry::to_bytes(sequence, dated);
            let length = u16::try_from(key.len()).map_err(io::Error::other)?;
            out.write_all(&length.to_le_bytes())?;
            out.write_all(key)?;
            out.write_all(&value)?;
            at += (2 + key.len() + value.len()) as u64;
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
    pub(crate) fn next(&mut self) -> io::Result<Option<(Vec<u8>, Vec<u8>)>> {
        let mut length = [0; 2];
        match self.file.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let mut key = vec![0; usize::from(u16::from_le_bytes(length))];
        let mut value = vec![0; Entry::BYTES];
        self.file.read_exact(&mut key)?;
        self.file.read_exact(&mut value)?;
        Ok(Some((key, value)))
    }
}
