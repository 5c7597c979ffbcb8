//! Appends the documents of one poll, after cutting off what an earlier writer left unfinished.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use model::Day;

use super::frame::{self, Part};
use super::{ArchiveError, SUFFIX, header};
use crate::document::RawDocument;

/// zstd's own default: feeds shrink to a fifth at hundreds of megabytes a second.
const LEVEL: i32 = 3;

/// The documents of one poll on their way to disk.
#[derive(Debug)]
pub struct ArchiveWriter {
    folder: PathBuf,
    poll: i64,
    open: Option<(Day, PathBuf, File)>,
}

impl ArchiveWriter {
    pub(super) fn new(folder: PathBuf, poll: i64) -> ArchiveWriter {
        ArchiveWriter {
            folder,
            poll,
            open: None,
        }
    }

    /// Writes one document to the file of its day. For one that has not changed, `unchanged` is the hash of the body
    /// that it still has, and no body is written. When this returns, the document outlives the process; after
    /// [`ArchiveWriter::finish`] it outlives a power cut.
    ///
    /// The answer names what had to be cut off the file first, where an earlier writer was stopped within a document.
    ///
    /// # Errors
    /// Where the file cannot be opened or written. What was written of the document is cut off by the next writer.
    pub fn append(
        &mut self,
        document: &RawDocument,
        unchanged: Option<&str>,
    ) -> Result<Option<String>, ArchiveError> {
        let day = Day::from_unix_seconds(document.fetched_at).ok_or_else(|| {
            let why = io::Error::other("the clock shows a time outside 1970 to 2199");
            ArchiveError::new(&self.folder, "cannot be written", why)
        })?;
        let mut mended = None;
        if self.open.as_ref().is_none_or(|(own, ..)| *own != day) {
            self.sync()?;
            mended = self.turn_to(day)?;
        }
        let Some((_, path, file)) = &mut self.open else {
            return Ok(mended);
        };
        let packed = header::write(document, self.poll, unchanged, None)
            .map_err(io::Error::other)
            .and_then(|bytes| pack(&bytes));
        // One call, so that a stop between two calls cannot leave a mark without its document.
        packed
            .and_then(|bytes| file.write_all(&bytes))
            .map_err(|error| ArchiveError::new(path, "cannot be written", error))?;
        Ok(mended)
    }

    /// Waits until all documents are on disk.
    ///
    /// # Errors
    /// Where the disk refuses.
    pub fn finish(mut self) -> Result<(), ArchiveError> {
        self.sync()
    }

    fn sync(&mut self) -> Result<(), ArchiveError> {
        let Some((_, path, file)) = self.open.take() else {
            return Ok(());
        };
        file.sync_all()
            .map_err(|error| ArchiveError::new(&path, "cannot be brought to disk", error))?;
        // The name of a new file is on disk only after its folder is; not every file system lets a folder be opened.
        if let Ok(folder) = File::open(&self.folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    /// Opens the file of a day and names what it cut off.
    fn turn_to(&mut self, day: Day) -> Result<Option<String>, ArchiveError> {
        let path = self.folder.join(format!("{day}.{SUFFIX}"));
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| ArchiveError::new(&self.folder, "cannot be made", error))?;
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .read(true)
            .open(&path)
            .map_err(|error| ArchiveError::new(&path, "cannot be opened", error))?;
        let mended = cut_torn_end(&mut file, &path)
            .map_err(|error| ArchiveError::new(&path, "cannot be mended", error))?;
        self.open = Some((day, path, file));
        Ok(mended)
    }
}

fn cut_torn_end(file: &mut File, path: &Path) -> io::Result<Option<String>> {
    let size = file.metadata()?.len();
    let mut at = 0;
    let mut last = None;
    while let Some(part) = frame::part_at(file, size, at)? {
        at = match part {
            Part::Document { at, length } => {
                last = Some(at);
                at + length
            }
            Part::Damage { until, .. } => until,
            Part::Torn { at } => {
                // A damaged length of the last document may have led past whole ones.
                let hidden = last.take().map(|last| frame::part_at(file, size, last));
                if let Some(Part::Damage { until, .. }) = hidden.transpose()?.flatten() {
                    until
                } else {
                    file.set_len(at)?;
                    return Ok(Some(format!(
                        "{}: its last document was not finished; {} bytes were cut off",
                        path.display(),
                        size - at
                    )));
                }
            }
        };
    }
    Ok(None)
}

/// The mark and the zstd frame of a document.
pub(super) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::Encoder::new(vec![0; frame::MARK], LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.include_contentsize(true)?;
    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
    encoder.write_all(bytes)?;
    let mut packed = encoder.finish()?;
    let length = (packed.len() - frame::MARK) as u64;
    packed[..frame::MARK].copy_from_slice(&frame::mark(length));
    Ok(packed)
}
