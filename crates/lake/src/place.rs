//! Where a lake's files lie: whole files in and out by path, ranges of them out, the manifest replaced at once. Knows no content.
//!
//! Two promises are asked of every place, and a lake hangs on both: a path names a whole file or none, and of two runs that
//! replace the manifest that both have read one is told that it was overtaken. Paths have `/` between their parts.

use std::any::Any;
use std::fmt::Debug;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use crate::Error;

/// A file in a listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// From the place's root.
    pub path: String,
    /// Bytes.
    pub size: u64,
}

/// What tells one content of the manifest from another: a hash here, an entity tag on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(pub String);

/// A file that is open for reading.
pub trait Readable: Send + Sync {
    /// Bytes that it has.
    fn size(&self) -> u64;

    /// As many bytes as asked for, from this one on.
    ///
    /// # Errors
    /// Where the place refuses or the file ends before.
    fn range(&self, start: u64, length: usize) -> std::io::Result<Bytes>;
}

/// Where files lie.
pub trait Place: Send + Sync + Debug {
    /// As a person names it.
    fn name(&self) -> String;

    /// Where another program finds the files: the folder's whole path, or the address. Paths follow after a `/`.
    ///
    /// # Errors
    /// Where there is no such folder.
    fn root(&self) -> Result<String, Error>;

    /// All files under a folder, in the order of their paths; none where there is no such folder.
    ///
    /// # Errors
    /// Where the place refuses.
    fn list(&self, folder: &str) -> Result<Vec<Listed>, Error>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// Where there is none, or the place refuses.
    fn open(&self, path: &str) -> Result<Box<dyn Readable>, Error>;

    /// A small file whole, with its version; `None` where there is none.
    ///
    /// # Errors
    /// Where the place refuses.
    fn whole(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error>;

    /// Takes over a finished file of [`Place::scratch`] under a path. From then on it is there whole and for good; before, it is not there.
    ///
    /// # Errors
    /// Where the place refuses; then the path names nothing.
    fn put(&self, finished: &Path, path: &str) -> Result<(), Error>;

    /// Replaces a small file at once, if its version is still the one that was read (`None`: if there is none).
    ///
    /// # Errors
    /// [`Error::Overtaken`] where it is another, and where the place refuses; then the file is as it was.
    fn replace(&self, path: &str, bytes: &[u8], was: Option<&Version>) -> Result<(), Error>;

    /// Removes a file; one that is not there is no fault.
    ///
    /// # Errors
    /// Where the place refuses.
    fn remove(&self, path: &str) -> Result<(), Error>;

    /// A folder of this machine for what is not finished, empty, and for nobody else while the claim is held.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn scratch(&self) -> Result<PathBuf, Error>;

    /// Keeps others from writing until it is dropped, as far as the place can.
    ///
    /// # Errors
    /// [`Error::Locked`] where somebody else writes.
    fn claim(&self) -> Result<Box<dyn Any + Send>, Error>;
}
