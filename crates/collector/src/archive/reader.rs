//! The documents of archive files in order; damage becomes a named problem, and reading goes on behind it.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use model::{Problem, ProblemKind};

use super::frame::{self, Part};
use super::{ArchivedDocument, header};

/// No document is as long as this; a frame that unpacks to more is damage.
const LONGEST_DOCUMENT: u64 = 1 << 30;

/// Documents of one source in the order of fetching.
#[derive(Debug)]
pub struct ArchiveReader {
    files: VecDeque<PathBuf>,
    open: Option<Open>,
}

/// A file of the archive that is being read.
#[derive(Debug)]
pub(super) struct Open {
    name: String,
    file: File,
    size: u64,
    at: u64,
}

/// A document, and the bytes of the file that it takes with its mark.
pub(super) type Placed = (Range<u64>, ArchivedDocument);

impl ArchiveReader {
    pub(super) fn new(files: VecDeque<PathBuf>) -> ArchiveReader {
        ArchiveReader { files, open: None }
    }
}

impl Iterator for ArchiveReader {
    type Item = Result<ArchivedDocument, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(open) = &mut self.open {
                match open.next() {
                    Ok(Some(item)) => return Some(item.map(|(_, document)| document)),
                    Ok(None) => self.open = None,
                    Err(error) => {
                        let name = open.name.clone();
                        self.open = None;
                        return Some(Err(unreadable(&name, &error)));
                    }
                }
            }
            let path = self.files.pop_front()?;
            match Open::at_start(&path) {
                Ok(open) => self.open = Some(open),
                Err(error) => return Some(Err(unreadable(&path.display().to_string(), &error))),
            }
        }
    }
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Problem {
    let what = format!("the archive file cannot be read to its end: {error}");
    Problem::new(ProblemKind::Unreadable, name, None, what, "")
}

impl Open {
    pub(super) fn at_start(path: &Path) -> io::Result<Open> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Open {
            name: path.display().to_string(),
            file,
            size,
            at: 0,
        })
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Result<Placed, Problem>>> {
        let part = frame::part_at(&mut self.file, self.size, self.at)?;
        let damaged = |what: String| {
            Some(Err(Problem::new(
                ProblemKind::Unreadable,
                &self.name,
                None,
                what,
                "",
            )))
        };
        match part {
            None => Ok(None),
            Some(Part::Document { at, length }) => {
                let read = unpack(&mut self.file, at, length).map_err(|error| error.to_string());
                match read.and_then(header::read) {
                    Ok(document) => {
                        self.at = at + length;
                        let place = at - frame::MARK as u64..self.at;
                        Ok(Some(Ok((place, document))))
                    }
                    // Its length may be what is damaged, so that the next document is looked for and not reckoned.
                    Err(why) => {
                        self.at = match frame::part_at(&mut self.file, self.size, at)? {
                            Some(Part::Document { at, .. }) => at - frame::MARK as u64,
                            Some(Part::Damage { until, .. }) => until,
                            Some(Part::Torn { .. }) | None => self.size,
                        };
                        Ok(damaged(format!(
                            "the document at byte {at} is damaged and was passed over: {why}"
                        )))
                    }
                }
            }
            Some(Part::Damage { at, until }) => {
                self.at = until;
                Ok(damaged(format!(
                    "bytes {at} to {until} are damaged and were passed over"
                )))
            }
            Some(Part::Torn { at }) => {
                self.at = self.size;
                Ok(damaged(format!(
                    "the file ends within a document, from byte {at} on; its writer was stopped"
                )))
            }
        }
    }
}

fn unpack(file: &mut File, at: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let packed = file.take(length);
    let decoder = zstd::stream::read::Decoder::new(packed)?;
    let mut bytes = Vec::new();
    decoder.take(LONGEST_DOCUMENT).read_to_end(&mut bytes)?;
    Ok(bytes)
}
