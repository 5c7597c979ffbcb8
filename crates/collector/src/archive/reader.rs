//! The documents of archive files in order; damage becomes a named problem, and reading goes on behind it.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

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

#[derive(Debug)]
struct Open {
    name: String,
    file: File,
    size: u64,
    at: u64,
}

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
                    Ok(Some(item)) => return Some(item),
                    Ok(None) => self.open = None,
                    Err(error) => {
                        let name = open.name.clone();
                        self.open = None;
                        return Some(Err(unreadable(&name, &error)));
                    }
                }
            }
            let path = self.files.pop_front()?;
            let name = path.display().to_string();
            let opened = File::open(&path).and_then(|file| {
                let size = file.metadata()?.len();
                Ok((file, size))
            });
            match opened {
                Ok((file, size)) => {
                    self.open = Some(Open {
                        name,
                        file,
                        size,
                        at: 0,
                    });
                }
                Err(error) => return Some(Err(unreadable(&name, &error))),
            }
        }
    }
}

fn unreadable(name: &str, error: &io::Error) -> Problem {
    let what = format!("the archive file cannot be read to its end: {error}");
    Problem::new(ProblemKind::Unreadable, name, None, what, "")
}

impl Open {
    fn next(&mut self) -> io::Result<Option<Result<ArchivedDocument, Problem>>> {
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
                        Ok(Some(Ok(document)))
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
