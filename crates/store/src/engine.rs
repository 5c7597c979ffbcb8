//! sled, opened the way this store needs it: a folder in, a tree out, and sled's failures as this room's errors. Knows no posting.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;

/// A key and its value.
pub(crate) type Pair = (sled::IVec, sled::IVec);

/// Enough for the hot ends of both key ranges; 256 MB made imports no faster.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// A bound on what a crash between two flushes can lose, in milliseconds. Whoever needs certainty calls `flush`.
const FLUSH_EVERY_MS: u64 = 5_000;

const LOCK_TRIES: u32 = 25;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// The one tree, and the folder that errors name.
pub(crate) struct Engine {
    db: sled::Db,
    dir: PathBuf,
}

impl Engine {
    pub(crate) fn open(dir: &Path) -> Result<Engine, Error> {
        let config = sled::Config::new()
            .path(dir)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(FLUSH_EVERY_MS));
        let db = open_once_free(dir, &config)?;
        Ok(Engine {
            db,
            dir: dir.to_path_buf(),
        })
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, Error> {
        guarded(&self.dir, || self.db.get(key))
    }

    /// The last pair in a range of keys.
    pub(crate) fn last_in(&self, range: Range<&[u8]>) -> Result<Option<Pair>, Error> {
        guarded(&self.dir, || self.db.range(range).next_back().transpose())
    }

    /// The first pair in a range of keys.
    pub(crate) fn first_in(&self, range: Range<&[u8]>) -> Result<Option<Pair>, Error> {
        guarded(&self.dir, || self.db.range(range).next().transpose())
    }

    /// The first so many pairs in a range of keys.
    pub(crate) fn first_some_in(
        &self,
        range: Range<&[u8]>,
        most: usize,
    ) -> Result<Vec<Pair>, Error> {
        guarded(&self.dir, || self.db.range(range).take(most).collect())
    }

    /// All keys in a range, which is to be a short one.
    pub(crate) fn keys_in(&self, range: Range<&[u8]>) -> Result<Vec<sled::IVec>, Error> {
        guarded(&self.dir, || self.db.range(range).keys().collect())
    }

    /// All pairs whose keys begin so, in the order of their keys; to be a short list.
    pub(crate) fn pairs_with(&self, prefix: &[u8]) -> Result<Vec<Pair>, Error> {
        guarded(&self.dir, || self.db.scan_prefix(prefix).collect())
    }

    /// All of the batch becomes visible, or, on an error, none of it is to be trusted until the store is opened again.
    pub(crate) fn apply(&self, batch: sled::Batch) -> Result<(), Error> {
        guarded(&self.dir, || self.db.apply_batch(batch))
    }

    pub(crate) fn insert(&self, key: &[u8], value: Vec<u8>) -> Result<(), Error> {
        guarded(&self.dir, || self.db.insert(key, value)).map(|_before| ())
    }

    pub(crate) fn remove(&self, key: &[u8]) -> Result<(), Error> {
        guarded(&self.dir, || self.db.remove(key)).map(|_before| ())
    }

    pub(crate) fn flush(&self) -> Result<(), Error> {
        guarded(&self.dir, || self.db.flush()).map(|_bytes| ())
    }
}

/// Opens the folder, and asks again for half a second while it is held: sled's own threads let go of it a moment after
/// the last handle is dropped, so that a run that closes and opens the same store would meet itself.
fn open_once_free(dir: &Path, config: &sled::Config) -> Result<sled::Db, Error> {
    for _ in 0..LOCK_TRIES {
        match guarded(dir, || config.open()) {
            Err(Error::Locked { .. }) => std::thread::sleep(LOCK_PAUSE),
            other => return other,
        }
    }
    guarded(dir, || config.open())
}

/// Runs one call into sled. Some damage makes sled 0.34 panic where an error is meant; both become an error that names the folder.
fn guarded<T>(dir: &Path, call: impl FnOnce() -> sled::Result<T>) -> Result<T, Error> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(from_sled(dir, error)),
        Err(panic) => {
            let what = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("sled gave up without a reason");
            Err(Error::Damaged {
                dir: dir.to_path_buf(),
                what: what.to_owned(),
            })
        }
    }
}

fn from_sled(dir: &Path, error: sled::Error) -> Error {
    let dir = dir.to_path_buf();
    match error {
        // sled gives the lock no kind of its own, only this text.
        sled::Error::Io(source) if source.to_string().contains("could not acquire lock") => {
            Error::Locked { dir }
        }
        sled::Error::Io(source) => Error::Io { dir, source },
        sled::Error::Corruption { at, .. } => Error::Damaged {
            dir,
            what: match at {
                Some(place) => format!("a checksum does not fit at {place:?}"),
                None => "a checksum does not fit".to_owned(),
            },
        },
        other => Error::Damaged {
            dir,
            what: other.to_string(),
        },
    }
}
