//! Every fetched document on disk before it is read, and back again in order. Knows no reader and no network.
//!
//! One file a source and day, `<folder>/<source>/<YYYY-MM-DD>.jdoc`, of documents one after another; `docs/archive.md`
//! describes the bytes for other programs.

mod frame;
mod header;
mod reader;
mod revise;
mod writer;

use std::path::{Path, PathBuf};

use model::{Day, SourceId};

use crate::document::RawDocument;

pub use reader::ArchiveReader;
pub use writer::ArchiveWriter;

/// What a file of the archive is called after its day.
const SUFFIX: &str = "jdoc";

/// The folder that keeps what was fetched.
#[derive(Clone, Debug)]
pub struct Archive {
    folder: PathBuf,
}

/// A document as it was archived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedDocument {
    /// Unix seconds at which the poll began that fetched it.
    pub poll: i64,
    /// It had not changed since an earlier document of the same body, and has none itself.
    pub unchanged: bool,
    /// The day on which something was taken out of it, since somebody asked that it be forgotten. Where the whole body was
    /// taken out, the address and the headers are gone with it.
    pub forgotten: Option<Day>,
    /// The BLAKE3 hash of its body, in hex; of an unchanged one, of the body that it still has.
    pub body_hash: String,
    /// The document.
    pub document: RawDocument,
}

impl ArchivedDocument {
    /// Whether nothing is left to read, since all of it had to be forgotten.
    #[must_use]
    pub fn is_emptied(&self) -> bool {
        self.forgotten.is_some() && self.document.final_url.is_empty()
    }
}

/// A file or folder of the archive that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {doing}: {source}")]
pub struct ArchiveError {
    path: String,
    doing: &'static str,
    source: std::io::Error,
}

impl ArchiveError {
    fn new(path: &Path, doing: &'static str, source: std::io::Error) -> ArchiveError {
        ArchiveError {
            path: path.display().to_string(),
            doing,
            source,
        }
    }
}

impl Archive {
    /// An archive in this folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Archive {
        Archive {
            folder: folder.into(),
        }
    }

    /// For the documents of one poll that began at `poll`, in Unix seconds. Only one writer a source at a time.
    #[must_use]
    pub fn writer(&self, source: &SourceId, poll: i64) -> ArchiveWriter {
        ArchiveWriter::new(self.folder.join(source.as_str()), poll)
    }

    /// The sources that have a folder, in order.
    ///
    /// # Errors
    /// Where the archive's folder is there and cannot be listed.
    pub fn sources(&self) -> Result<Vec<SourceId>, ArchiveError> {
        let names = names_in(&self.folder)?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The documents of a source in the order of fetching, from those of the UTC day `since` on.
    ///
    /// # Errors
    /// Where the source's folder is there and cannot be listed. Damage further down is an item of the iterator.
    pub fn documents(
        &self,
        source: &SourceId,
        since: Option<Day>,
    ) -> Result<ArchiveReader, ArchiveError> {
        Ok(ArchiveReader::new(self.files(source, since)?.into()))
    }

    /// The files of a source, by day.
    fn files(&self, source: &SourceId, since: Option<Day>) -> Result<Vec<PathBuf>, ArchiveError> {
        let folder = self.folder.join(source.as_str());
        let days = names_in(&folder)?.into_iter().filter_map(|name| {
            let (day, suffix) = name.split_once('.')?;
            let day: Day = day.parse().ok()?;
            let wanted = suffix == SUFFIX && since.is_none_or(|since| day >= since);
            wanted.then(|| folder.join(&name))
        });
        Ok(days.collect())
    }
}

/// Names in a folder, in order; none where there is no such folder.
fn names_in(folder: &Path) -> Result<Vec<String>, ArchiveError> {
    let fault = |source| ArchiveError::new(folder, "cannot be listed", source);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(fault)?.file_name();
        names.extend(name.to_str().map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
