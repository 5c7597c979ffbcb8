//! The postings of some blocks in, whom each follows out. A block is held in memory or, beyond a limit, in a file. Knows no lake.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fold::Folder;
use model::{Posting, PostingKey};

use crate::Error;
use crate::settle::Carried;

/// Postings of whole blocks that are folded in one go: most blocks are one posting or two.
const TOGETHER: usize = 20_000;
/// Bytes of postings that are held in memory; what comes beyond them is written down until its block is complete.
const HELD_BYTES: usize = 64 << 20;

enum Place {
    Memory(Box<Carried>),
    File { start: u64, length: usize },
}

/// Collects blocks.
pub(crate) struct Folding {
    path: PathBuf,
    most: usize,
    rows: Vec<Place>,
    bytes: usize,
    file: Option<BufWriter<File>>,
    written: u64,
}

impl Folding {
    pub(crate) fn new(scratch: &Path) -> Folding {
        Folding {
            path: scratch.join("block"),
            most: HELD_BYTES,
            rows: Vec::new(),
            bytes: 0,
            file: None,
            written: 0,
        }
    }

    /// Whether the next block should wait until this is folded.
    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= TOGETHER || self.file.is_some()
    }

    pub(crate) fn push(&mut self, one: Carried) -> Result<(), Error> {
        if self.bytes < self.most {
            self.bytes += one.row.bytes();
            self.rows.push(Place::Memory(Box::new(one)));
            return Ok(());
        }
        let fault = Error::io(self.path.display().to_string());
        let mut write = || {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(BufWriter::new(File::create(&self.path)?)),
            };
            let record = serde_json::to_vec(&one)?;
            file.write_all(&record)?;
            self.rows.push(Place::File {
                start: self.written,
                length: record.len(),
            });
            self.written += record.len() as u64;
            Ok(())
        };
        write().map_err(fault)
    }

    /// Gives each posting back with whom it follows now, and is empty again. They come in the order in which they were pushed, which
    /// decides nothing, save among more than 64 that are nearly alike.
    pub(crate) fn fold(
        &mut self,
        take: &mut dyn FnMut(Carried, Option<PostingKey>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let fault = || Error::io(self.path.display().to_string());
        let mut file = match self.file.take() {
            Some(file) => {
                file.into_inner()
                    .map_err(std::io::IntoInnerError::into_error)
                    .map_err(fault())?;
                Some(File::open(&self.path).map_err(fault())?)
            }
            None => None,
        };
        let rows = std::mem::take(&mut self.rows);
        (self.bytes, self.written) = (0, 0);
        let leaders = match rows.len() {
            // Whoever is alone follows nobody.
            1 => None,
            _ => Some(folded(&rows, &mut file).map_err(fault())?),
        };
        for row in rows {
            let one = match row {
                Place::Memory(one) => *one,
                Place::File { start, length } => read(&mut file, start, length).map_err(fault())?,
            };
            let leader = leaders
                .as_ref()
                .and_then(|leaders| leaders.leader_of(&one.row.posting.key));
            take(one, leader)?;
        }
        Ok(())
    }
}

fn folded(rows: &[Place], file: &mut Option<File>) -> std::io::Result<Folder> {
    let mut folder = Folder::new("lake");
    for (place, row) in rows.iter().enumerate() {
        let sequence = place as u64 + 1;
        let read_back;
        let own = match row {
            Place::Memory(one) => &one.row.posting,
            Place::File { start, length } => {
                read_back = read(file, *start, *length)?.row.posting;
                &read_back
            }
        };
        folder.add(sequence, own, &mut |sequence| posting(rows, file, sequence));
    }
    Ok(folder)
}

fn posting(rows: &[Place], file: &mut Option<File>, sequence: u64) -> Option<Posting> {
    let place = usize::try_from(sequence.checked_sub(1)?).ok()?;
    match rows.get(place)? {
        Place::Memory(one) => Some(one.row.posting.clone()),
        Place::File { start, length } => {
            let one = read(file, *start, *length).ok()?;
            Some(one.row.posting)
        }
    }
}

fn read(file: &mut Option<File>, start: u64, length: usize) -> std::io::Result<Carried> {
    let Some(file) = file else {
        return Err(std::io::Error::other("a posting was not written down"));
    };
    file.seek(SeekFrom::Start(start))?;
    let mut record = vec![0; length];
    file.read_exact(&mut record)?;
    Ok(serde_json::from_slice(&record)?)
}
