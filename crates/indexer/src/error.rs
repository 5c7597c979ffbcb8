//! What can go wrong between the index folder and its reader or writer. Faults of a query are in `query`.

use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::LockError;

/// Why the index could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no index in the folder.
    #[error("{}: there is no index here yet; run `jobtide refresh` or `jobtide import`, or `jobtide rebuild` where a store is there", dir.display())]
    Absent {
        /// The folder.
        dir: PathBuf,
    },
    /// The index was written with another schema or other tag rules.
    #[error("{}: {why}; run `jobtide rebuild`", dir.display())]
    Stale {
        /// The folder.
        dir: PathBuf,
        /// What differs.
        why: String,
    },
    /// Another process writes the index.
    #[error("{}: another run is writing this index; wait for it to end", dir.display())]
    Locked {
        /// The folder.
        dir: PathBuf,
    },
    /// A file operation on the folder failed.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The search library failed.
    #[error("{}: {source}", dir.display())]
    Index {
        /// The folder.
        dir: PathBuf,
        /// The library's answer.
        source: TantivyError,
    },
    /// A stored document or commit note does not read; the index is damaged.
    #[error("{}: {what} does not read ({source}); run `jobtide rebuild`", dir.display())]
    Damaged {
        /// The folder.
        dir: PathBuf,
        /// Which part.
        what: String,
        /// Where it breaks.
        source: serde_json::Error,
    },
    /// A panel was asked for, and no posting that matches is exactly dated.
    #[error(
        "no posting with an exact date matches ({undated} without one do), so there is nothing to count by day"
    )]
    NothingDated {
        /// Matching postings whose date is only a bound or an observation.
        undated: u64,
    },
    /// Another engine that panels were asked of failed, or cannot say what was asked.
    #[error(transparent)]
    Engine(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn index(dir: &Path) -> impl Fn(TantivyError) -> Error + '_ {
        move |source| match source {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Locked {
                dir: dir.to_path_buf(),
            },
            source => Error::Index {
                dir: dir.to_path_buf(),
                source,
            },
        }
    }

    pub(crate) fn io(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
        move |source| Error::Io {
            path: path.to_path_buf(),
            source,
        }
    }
}
